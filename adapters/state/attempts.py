"""Attempts to sign in, counted for each person and each address in a stretch of time."""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import case, delete, select, update

from adapters.port import Clock
from adapters.state.store import Store
from adapters.state.tables import attempts

__all__ = ["Attempts"]


class Attempts:
    """Counts by name. Names are kept as digests: somebody may type a password for a name."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def count(self, names: Sequence[str], window: timedelta) -> list[int]:
        """Count one more attempt under each name; return how many there were in the window.

        It is counted before it is made, so that attempts made at once can't pass together.
        """
        now = self._clock.now()
        over = attempts.c.since <= now - window
        fresh = {
            "count": case((over, 1), else_=attempts.c.count + 1),
            "since": case((over, now), else_=attempts.c.since),
        }
        counts = []
        async with self._store.writing() as connection:
            stale = select(attempts.c.key).where(over).with_for_update(skip_locked=True)
            await connection.execute(delete(attempts).where(attempts.c.key.in_(stale)))
            for name in sorted(names):  # in one order for all: two can't wait for one another
                insert = self._store.insert(attempts).values(key=_key(name), count=1, since=now)
                insert = insert.on_conflict_do_update(index_elements=["key"], set_=fresh)
                found = await connection.execute(insert.returning(attempts.c.count))
                counts.append((name, found.scalar_one()))
        order = dict(counts)
        return [order[name] for name in names]

    async def forgive(self, cleared: str, reduced: str) -> None:
        """After a success: forget what was counted under one name, and one under another."""
        async with self._store.writing() as connection:
            fewer = case((attempts.c.count > 0, attempts.c.count - 1), else_=0)
            for name in sorted({cleared, reduced}):
                its_row = attempts.c.key == _key(name)
                if name == cleared:
                    await connection.execute(delete(attempts).where(its_row))
                else:
                    await connection.execute(update(attempts).where(its_row).values(count=fewer))


def _key(name: str) -> str:
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
