"""Service accounts: programs that ask in a firm's name, or for one of its people."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Row, select, update

from adapters.port import Clock, Entitlement
from adapters.state.records import NameTaken
from adapters.state.store import Store
from adapters.state.tables import service_accounts

__all__ = ["ServiceAccount", "ServiceAccounts"]

_MOST_KEPT = 1000
_AS_KNOWN = """select 1 from service_accounts where id = ? and connection = ? and digest = ?
    and entitlements = ? and revoked_at is null"""

_entitlements = msgspec.json.Decoder(tuple[Entitlement, ...])


class ServiceAccount(Struct, frozen=True, kw_only=True):
    """A program's account in one connection; of its secret only a digest is kept."""

    id: str
    name: str
    connection: str
    entitlements: tuple[Entitlement, ...]
    digest: str
    created_at: datetime
    revoked_at: datetime | None = None


class ServiceAccounts:
    """Every service account, those that were revoked included."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._known: dict[str, ServiceAccount] = {}

    async def add(self, account: ServiceAccount) -> None:
        """Remember a new account. Raises ``NameTaken``."""
        columns = {
            "id": account.id,
            "name": account.name,
            "connection": account.connection,
            "entitlements": _written(account.entitlements),
            "digest": account.digest,
            "created_at": account.created_at,
        }
        insert = self._store.insert(service_accounts).values(columns)
        insert = insert.on_conflict_do_nothing(index_elements=["name"])
        async with self._store.writing() as connection:
            done = await connection.execute(insert.returning(service_accounts.c.id))
            if done.first() is None:
                raise NameTaken(account.name, "service account")

    async def get(self, id: str) -> ServiceAccount | None:
        """Return an account by its id. One that is known is only seen to be as it was."""
        known = self._known.get(id)
        if known is not None:
            values = (id, known.connection, known.digest, _written(known.entitlements))
            if self._store.glance(_AS_KNOWN, values):
                return known
        statement = select(service_accounts).where(service_accounts.c.id == id)
        async with self._store.reading() as connection:
            row = (await connection.execute(statement)).first()
        if row is None:
            return None
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        account = self._known[id] = _account(row)
        return account

    async def list(self) -> Sequence[ServiceAccount]:
        """Return every account, by name."""
        statement = select(service_accounts).order_by(service_accounts.c.name)
        async with self._store.reading() as connection:
            return [_account(row) for row in await connection.execute(statement)]

    async def revoke(self, name: str) -> bool:
        """Let an account in no more; tell whether it was let in until now."""
        open_ = (service_accounts.c.name == name, service_accounts.c.revoked_at.is_(None))
        async with self._store.writing() as connection:
            done = await connection.execute(
                update(service_accounts).where(*open_).values(revoked_at=self._clock.now())
            )
        return done.rowcount == 1

    async def revoke_all(self, connection_name: str) -> None:
        """Let none of a connection's accounts in any more."""
        its_open = (
            service_accounts.c.connection == connection_name,
            service_accounts.c.revoked_at.is_(None),
        )
        async with self._store.writing() as connection:
            await connection.execute(
                update(service_accounts).where(*its_open).values(revoked_at=self._clock.now())
            )


def _written(entitlements: tuple[Entitlement, ...]) -> str:
    return msgspec.json.encode(entitlements).decode()


def _account(row: Row[Any]) -> ServiceAccount:
    return ServiceAccount(
        id=row.id,
        name=row.name,
        connection=row.connection,
        entitlements=_entitlements.decode(row.entitlements),
        digest=row.digest,
        created_at=row.created_at,
        revoked_at=row.revoked_at,
    )
