"""What connections sign in with, always sealed: no row makes sense anywhere but in its place."""

from sqlalchemy import delete, select, update

from adapters.port import Clock
from adapters.state.records import Credential
from adapters.state.seal import Sealer, Secret
from adapters.state.store import Store
from adapters.state.tables import secrets

__all__ = ["Secrets"]


class Secrets:
    """Every connection's secrets."""

    def __init__(self, store: Store, clock: Clock, sealer: Sealer) -> None:
        self._store = store
        self._clock = clock
        self._sealer = sealer

    async def put(self, connection_id: str, credential: Credential, secret: Secret) -> None:
        """Keep a secret in place of the one before. Raises ``NoSuchConnection``."""
        columns = {
            "sealed": self._sealer.seal(secret, connection_id, credential),
            "updated_at": self._clock.now(),
        }
        statement = self._store.insert(secrets).values(
            connection_id=connection_id, credential=credential.value, **columns
        )
        statement = statement.on_conflict_do_update(
            index_elements=["connection_id", "credential"], set_=columns
        )
        async with self._store.writing(connection_id) as connection:
            await connection.execute(statement)

    async def get(self, connection_id: str, credential: Credential) -> Secret | None:
        """Return a secret, if there is one. Raises ``Unopenable``."""
        statement = select(secrets.c.sealed).where(
            secrets.c.connection_id == connection_id, secrets.c.credential == credential.value
        )
        async with self._store.reading() as connection:
            sealed = await connection.scalar(statement)
        if sealed is None:
            return None
        return self._sealer.open(sealed, connection_id, credential)

    async def names(self, connection_id: str) -> tuple[str, ...]:
        """Return which secrets a connection has, in the order of the alphabet."""
        statement = select(secrets.c.credential).where(secrets.c.connection_id == connection_id)
        async with self._store.reading() as connection:
            return tuple(sorted((await connection.scalars(statement)).all()))

    async def remove(
        self, connection_id: str, credential: Credential, only: Secret | None = None
    ) -> bool:
        """Forget a secret, or only this one; tell whether it was there. Raises ``Unopenable``."""
        its_row = (
            secrets.c.connection_id == connection_id,
            secrets.c.credential == credential.value,
        )
        async with self._store.writing() as connection:
            if only is not None:
                sealed = await connection.scalar(
                    select(secrets.c.sealed).where(*its_row).with_for_update()
                )
                if sealed is None or self._sealer.open(sealed, connection_id, credential) != only:
                    return False
            return (await connection.execute(delete(secrets).where(*its_row))).rowcount == 1

    async def rotate(self) -> int:
        """Seal anew, with the first key, whatever another key sealed; return how many those were.

        Raises ``Unopenable`` for the first secret that no key opens, and changes nothing then.
        """
        everything = select(secrets).order_by(secrets.c.connection_id, secrets.c.credential)
        count = 0
        async with self._store.writing() as connection:
            # Locked, so that no secret put meanwhile is overwritten with the one before.
            for row in (await connection.execute(everything.with_for_update())).all():
                secret = self._sealer.open(row.sealed, row.connection_id, row.credential)
                if self._sealer.is_current(row.sealed):
                    continue
                sealed = self._sealer.seal(secret, row.connection_id, row.credential)
                its_row = (
                    secrets.c.connection_id == row.connection_id,
                    secrets.c.credential == row.credential,
                )
                await connection.execute(update(secrets).where(*its_row).values(sealed=sealed))
                count += 1
        return count
