"""One-time codes used once at most: the last time step of each connection whose code was sent."""

from sqlalchemy import select

from adapters.state.store import Store
from adapters.state.tables import totp_steps

__all__ = ["StepsOfConnection", "TotpSteps"]


class StepsOfConnection:
    """One connection's steps, as what makes its codes asks for them."""

    def __init__(self, steps: "TotpSteps", connection_id: str) -> None:
        self._steps = steps
        self._connection_id = connection_id

    async def take(self, step: int) -> bool:
        """Take a step that is later than every step taken before; return whether it was."""
        return await self._steps.take(self._connection_id, step)


class TotpSteps:
    """Every connection's steps. A code works once (RFC 6238, 5.2), whichever process sends it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, connection_id: str) -> StepsOfConnection:
        """Return one connection's steps."""
        return StepsOfConnection(self, connection_id)

    async def last(self, connection_id: str) -> int | None:
        """Return the last step taken, if any was."""
        statement = select(totp_steps.c.step).where(totp_steps.c.connection_id == connection_id)
        async with self._store.reading() as connection:
            return await connection.scalar(statement)

    async def take(self, connection_id: str, step: int) -> bool:
        """Take a step that is later than every step taken before; return whether it was.

        Raises ``NoSuchConnection``.
        """
        insert = self._store.insert(totp_steps).values(connection_id=connection_id, step=step)
        insert = insert.on_conflict_do_update(
            index_elements=["connection_id"],
            set_={"step": insert.excluded.step},
            where=totp_steps.c.step < insert.excluded.step,
        )
        async with self._store.writing(connection_id) as connection:
            done = await connection.execute(insert.returning(totp_steps.c.step))
            return done.first() is not None
