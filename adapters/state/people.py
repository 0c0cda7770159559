"""What an embedded practice's people sign in with: a hash of the password, a sealed TOTP secret."""

from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Row, delete, select, update
from typing_extensions import override

from adapters.port import MfaType
from adapters.state.seal import Sealer, Secret
from adapters.state.store import Store
from adapters.state.tables import people

__all__ = ["People", "PersonRecord"]

_TOTP = "totp"


class PersonRecord(Struct, frozen=True, kw_only=True):
    """Somebody who may sign in. ``totp`` goes with TOTP, ``sent_to`` with SMS and e-mail."""

    connection: str
    username: str
    user_id: str
    password: str
    mfa: MfaType | None = None
    sent_to: str | None = None
    totp: Secret | None = None

    @override
    def __repr__(self) -> str:
        return f"PersonRecord({self.connection!r}, {self.username!r}, …)"


class People:
    """Everybody who may sign in, by connection and name; letters' case makes no other name."""

    def __init__(self, store: Store, sealer: Sealer) -> None:
        self._store = store
        self._sealer = sealer

    async def put(self, person: PersonRecord) -> None:
        """Remember somebody in place of what was remembered of them; no code is used yet."""
        username = person.username.casefold()
        sealed = None
        if person.totp is not None:
            sealed = self._sealer.seal(person.totp, _owner(person.connection, username), _TOTP)
        columns = {
            "user_id": person.user_id,
            "password": person.password,
            "mfa": person.mfa.value if person.mfa else None,
            "sent_to": person.sent_to,
            "totp": sealed,
            "last_step": -1,
        }
        statement = self._store.insert(people).values(
            connection=person.connection, username=username, **columns
        )
        statement = statement.on_conflict_do_update(
            index_elements=["connection", "username"], set_=columns
        )
        async with self._store.writing() as connection:
            await connection.execute(statement)

    async def get(self, connection: str, username: str) -> PersonRecord | None:
        """Return somebody. Raises ``Unopenable`` if no key opens their TOTP secret."""
        statement = select(people).where(*_is(connection, username))
        async with self._store.reading() as db:
            row = (await db.execute(statement)).first()
        return None if row is None else self._record(row)

    async def names(self, connection: str) -> list[tuple[str, str | None]]:
        """Return who may sign in, and how they prove it beside the password."""
        statement = select(people.c.username, people.c.mfa).order_by(people.c.username)
        async with self._store.reading() as db:
            rows = await db.execute(statement.where(people.c.connection == connection))
            return [(row.username, row.mfa) for row in rows]

    async def rehash(self, person: PersonRecord, password: str) -> None:
        """Keep a newer hash of the same password, unless it was changed meanwhile."""
        unchanged = people.c.password == person.password
        change = update(people).where(*_is(person.connection, person.username), unchanged)
        async with self._store.writing() as db:
            await db.execute(change.values(password=password))

    async def take(self, person: PersonRecord, step: int) -> bool:
        """Use a TOTP code's time step; tell whether it is later than every one used before."""
        later = people.c.last_step < step
        change = update(people).where(*_is(person.connection, person.username), later)
        async with self._store.writing() as db:
            return (await db.execute(change.values(last_step=step))).rowcount == 1

    async def remove(self, connection: str, username: str) -> str | None:
        """Forget somebody; return whose sign-ins are to be ended, None if nobody was known."""
        forget = delete(people).where(*_is(connection, username)).returning(people.c.user_id)
        async with self._store.writing() as db:
            return (await db.execute(forget)).scalar()

    def _record(self, row: Row[Any]) -> PersonRecord:
        totp = None
        if row.totp is not None:
            totp = self._sealer.open(row.totp, _owner(row.connection, row.username), _TOTP)
        return PersonRecord(
            connection=row.connection,
            username=row.username,
            user_id=row.user_id,
            password=row.password,
            mfa=MfaType(row.mfa) if row.mfa else None,
            sent_to=row.sent_to,
            totp=totp,
        )


def _is(connection: str, username: str) -> tuple[ColumnElement[bool], ...]:
    return people.c.connection == connection, people.c.username == username.casefold()


def _owner(connection: str, username: str) -> str:
    return f"person {connection} {username}"
