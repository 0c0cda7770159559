"""Names that one holder at a time has, until an instant, across tasks and processes."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, update

from adapters.port import Clock
from adapters.state.records import Lease
from adapters.state.store import Store
from adapters.state.tables import leases

__all__ = ["Leases"]

_LONG_AGO = datetime.fromtimestamp(0, UTC)


class Leases:
    """Leases by name. Each change is one statement that compares what it sets.

    Instants are those of each process's own clock: let a lease last longer than the work by more
    than the clocks differ.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def acquire(self, name: str, holder: str, lasts_seconds: float) -> Lease | None:
        """Take a name that nobody holds; None while anybody does, the same holder included."""
        now = self._clock.now()
        columns: dict[str, Any] = {
            "holder": holder,
            "expires_at": now + timedelta(seconds=lasts_seconds),
        }
        insert = self._store.insert(leases).values(name=name, fence=1, **columns)
        insert = insert.on_conflict_do_update(
            index_elements=["name"],
            set_={**columns, "fence": leases.c.fence + 1},
            where=leases.c.expires_at <= now,
        )
        async with self._store.writing() as connection:
            fence = await connection.scalar(insert.returning(leases.c.fence))
        if fence is None:
            return None
        return Lease(name=name, fence=fence, **columns)

    async def renew(self, lease: Lease, lasts_seconds: float) -> Lease | None:
        """Hold on from now; None if it has run out, for then another may have acted."""
        now = self._clock.now()
        expires_at = now + timedelta(seconds=lasts_seconds)
        mine = update(leases).where(*_is(lease), leases.c.expires_at > now)
        async with self._store.writing() as connection:
            done = await connection.execute(mine.values(expires_at=expires_at))
        if done.rowcount == 0:
            return None
        return Lease(name=lease.name, holder=lease.holder, fence=lease.fence, expires_at=expires_at)

    async def release(self, lease: Lease) -> bool:
        """Give the name back; tell whether it was still held. The row stays, for its fence."""
        mine = update(leases).where(*_is(lease), leases.c.expires_at > self._clock.now())
        async with self._store.writing() as connection:
            done = await connection.execute(mine.values(expires_at=_LONG_AGO))
        return done.rowcount == 1


def _is(lease: Lease) -> tuple[ColumnElement[bool], ...]:
    return (
        leases.c.name == lease.name,
        leases.c.holder == lease.holder,
        leases.c.fence == lease.fence,
    )
