"""The keys that tokens are signed with: sealed, one for each stretch of time, shared by processes."""

import logging

from msgspec import Struct
from sqlalchemy import ColumnElement, delete, select

from adapters.state.seal import Sealer, Secret, Unopenable
from adapters.state.store import Store
from adapters.state.tables import signing_keys

__all__ = ["SigningKeys", "StoredKey"]

_log = logging.getLogger("panther.state")
_OWNER = "signing keys"


class StoredKey(Struct, frozen=True, kw_only=True):
    """A key by its id, and the stretch of time that it signs in."""

    kid: str
    period: int
    secret: Secret


class SigningKeys:
    """Every key that a token may still be signed with."""

    def __init__(self, store: Store, sealer: Sealer) -> None:
        self._store = store
        self._sealer = sealer

    async def of(self, period: int) -> StoredKey | None:
        """Return the key that signs in a stretch of time, if it is made and can be opened."""
        return next(iter(await self._read(signing_keys.c.period == period)), None)

    async def get(self, kid: str) -> StoredKey | None:
        """Return a key by its id."""
        return next(iter(await self._read(signing_keys.c.kid == kid)), None)

    async def all(self) -> tuple[StoredKey, ...]:
        """Return every key that can be opened, the newest first."""
        return tuple(await self._read())

    async def keep(self, key: StoredKey, since: int) -> None:
        """Keep a key, unless another that can be opened is kept for its stretch of time.

        Keys of before ``since`` are forgotten: nothing that they signed holds any more.
        """
        sealed = self._sealer.seal(key.secret, _OWNER, key.kid)
        its_period = signing_keys.c.period == key.period
        insert = self._store.insert(signing_keys).values(
            kid=key.kid, period=key.period, sealed=sealed
        )
        async with self._store.writing() as connection:
            await connection.execute(delete(signing_keys).where(signing_keys.c.period < since))
            insert = insert.on_conflict_do_nothing(index_elements=["period"])
            await connection.execute(insert)
            # Locked: of two who find it unopenable, the second finds the first one's.
            found = (
                await connection.execute(select(signing_keys).where(its_period).with_for_update())
            ).one()
            if self._opened(found.sealed, found.kid) is None:
                await connection.execute(delete(signing_keys).where(its_period))
                await connection.execute(insert)

    async def forget_all(self) -> None:
        """Forget every key: all that they signed is void at once, in every process."""
        async with self._store.writing() as connection:
            await connection.execute(delete(signing_keys))

    async def _read(self, *where: ColumnElement[bool]) -> list[StoredKey]:
        statement = select(signing_keys).where(*where).order_by(signing_keys.c.period.desc())
        async with self._store.reading() as connection:
            rows = (await connection.execute(statement)).all()
        opened = [(row, self._opened(row.sealed, row.kid)) for row in rows]
        return [
            StoredKey(kid=row.kid, period=row.period, secret=secret)
            for row, secret in opened
            if secret is not None
        ]

    def _opened(self, sealed: bytes, kid: str) -> Secret | None:
        try:
            return self._sealer.open(sealed, _OWNER, kid)
        except Unopenable as error:
            _log.warning("%s Another key takes its place.", error)
            return None
