"""Sign-ins: whom each is of, until when, and the refresh tokens that it went through."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Row, delete, exists, select, update

from adapters.port import Clock, User
from adapters.state.store import Store
from adapters.state.tables import refresh_tokens, sign_ins, signing_keys

__all__ = ["SignIn", "SignIns"]

_LASTING = """select 1 from sign_ins where id = ? and ended_at is null
    and exists (select 1 from signing_keys where kid = ?)"""


class SignIn(Struct, frozen=True, kw_only=True):
    """Somebody signed in, at the latest until an instant; the person as they were last seen."""

    id: str
    connection: str
    person: User
    until: datetime


class SignIns:
    """Every sign-in. Of a refresh token only a digest is kept."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def begin(self, sign_in: SignIn, digest: str) -> None:
        """Remember a sign-in and its first refresh token, and forget those that are over."""
        columns = {
            "id": sign_in.id,
            "connection": sign_in.connection,
            "user_id": sign_in.person.id,
            "person": _written(sign_in.person),
            "until": sign_in.until,
        }
        over = sign_ins.c.until < self._clock.now()
        stale = select(sign_ins.c.id).where(over).with_for_update(skip_locked=True)
        async with self._store.writing() as connection:
            await connection.execute(delete(sign_ins).where(sign_ins.c.id.in_(stale)))
            await connection.execute(self._store.insert(sign_ins).values(columns))
            await connection.execute(
                self._store.insert(refresh_tokens).values(digest=digest, sign_in_id=sign_in.id)
            )

    async def of_token(self, connection: str, digest: str) -> SignIn | None:
        """Return the sign-in that a refresh token is of, whether or not it still goes on."""
        statement = (
            select(sign_ins)
            .join(refresh_tokens)
            .where(refresh_tokens.c.digest == digest, sign_ins.c.connection == connection)
        )
        async with self._store.reading() as db:
            row = (await db.execute(statement)).first()
        return None if row is None else _sign_in(row)

    async def rotate(self, id: str, digest: str, following: str, person: User) -> bool:
        """Use a refresh token up, put the following one in its place, and see the person anew.

        False if its sign-in is over. One that was used before was copied: its sign-in is ended,
        with every token that came of it.
        """
        now = self._clock.now()
        mine = (refresh_tokens.c.digest == digest, refresh_tokens.c.sign_in_id == id)
        use = update(refresh_tokens).where(*mine, refresh_tokens.c.used_at.is_(None))
        follow = self._store.insert(refresh_tokens).values(digest=following, sign_in_id=id)
        lasting = (sign_ins.c.id == id, sign_ins.c.ended_at.is_(None), sign_ins.c.until > now)
        async with self._store.writing() as db:
            # The sign-in's row is taken first: of two who refresh at once, one comes second.
            see = update(sign_ins).where(*lasting).values(person=_written(person))
            if (await db.execute(see)).rowcount == 0:
                return False
            if (await db.execute(use.values(used_at=now))).rowcount == 0:
                await db.execute(_end(now).where(sign_ins.c.id == id))
                return False
            await db.execute(follow)
        return True

    async def lasts(self, id: str, kid: str) -> bool:
        """Tell whether a sign-in goes on, and the key that its token was signed with is in use."""
        seen = self._store.glance(_LASTING, (id, kid))
        if seen is not None:
            return seen
        lasting = select(sign_ins.c.id).where(
            sign_ins.c.id == id,
            sign_ins.c.ended_at.is_(None),
            exists().where(signing_keys.c.kid == kid),
        )
        async with self._store.reading() as db:
            return await db.scalar(lasting) is not None

    async def end(self, id: str) -> bool:
        """End a sign-in; tell whether it went on until now."""
        async with self._store.writing() as db:
            done = await db.execute(_end(self._clock.now()).where(sign_ins.c.id == id))
        return done.rowcount == 1

    async def end_all(self, connection: str | None = None, user_id: str | None = None) -> int:
        """End every sign-in, or a connection's, or one person's there; return how many it were."""
        ending = _end(self._clock.now()).where(sign_ins.c.until > self._clock.now())
        if connection is not None:
            ending = ending.where(sign_ins.c.connection == connection)
        if user_id is not None:
            ending = ending.where(sign_ins.c.user_id == user_id)
        async with self._store.writing() as db:
            return (await db.execute(ending)).rowcount


def _end(now: datetime) -> Any:
    return update(sign_ins).where(sign_ins.c.ended_at.is_(None)).values(ended_at=now)


def _written(person: User) -> str:
    return msgspec.json.encode(person).decode()


def _sign_in(row: Row[Any]) -> SignIn:
    person = msgspec.json.decode(row.person, type=User)
    return SignIn(id=row.id, connection=row.connection, person=person, until=row.until)
