"""Codes sent to somebody for one sign-in: good once, for a while, and for a few tries."""

from datetime import datetime
from hashlib import sha256
from hmac import compare_digest

from sqlalchemy import delete, select, update

from adapters.port import Clock
from adapters.state.store import Store
from adapters.state.tables import codes

__all__ = ["SentCodes"]


class SentCodes:
    """Every code that may still be entered, as a digest."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def put(
        self, id: str, connection: str, username: str, code: str, until: datetime
    ) -> None:
        """Remember a code for this person; the one before is good no longer."""
        username = username.casefold()
        mine = (codes.c.connection == connection) & (codes.c.username == username)
        over = codes.c.until <= self._clock.now()
        stale = select(codes.c.id).where(over).with_for_update(skip_locked=True)
        columns = {
            "id": id,
            "connection": connection,
            "username": username,
            "digest": _digest(id, code),
            "until": until,
            "tries": 0,
        }
        async with self._store.writing() as db:
            await db.execute(delete(codes).where(codes.c.id.in_(stale)))
            await db.execute(delete(codes).where(mine))
            await db.execute(self._store.insert(codes).values(columns))

    async def take(self, id: str, connection: str, username: str, code: str, tries: int) -> bool:
        """Enter a code; tell whether it is the right one. It is good for so many tries at most."""
        mine = (
            codes.c.id == id,
            codes.c.connection == connection,
            codes.c.username == username.casefold(),
        )
        living = (codes.c.until > self._clock.now(), codes.c.tries < tries)
        trying = update(codes).where(*mine, *living).values(tries=codes.c.tries + 1)
        async with self._store.writing() as db:
            digest = (await db.execute(trying.returning(codes.c.digest))).scalar()
            if digest is None or not compare_digest(digest, _digest(id, code)):
                return False
            await db.execute(delete(codes).where(*mine))
        return True


def _digest(id: str, code: str) -> str:
    return sha256(f"{id} {code}".encode("utf-8", "surrogatepass")).hexdigest()
