"""Changes in the practice's file: this process's own at once, those of others within a moment."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import suppress

from adapters.embedded.database import Database
from adapters.port import Change, Changing
from adapters.watching import Watches

__all__ = ["EmbeddedChanges"]

_LOOK_SECONDS = 0.25

_NEWEST = "select coalesce(max(sequence), 0) from changes"
_SINCE = "select noun, id, sequence from changes where sequence > ? order by sequence"
_OF_ONE = "select sequence, id from changes where noun = ? and id = ? and sequence > ?"
_OF_ALL = """select sequence, id from changes where noun = ? and sequence > ?
order by sequence limit 1"""


class EmbeddedChanges:
    """Keeps :class:`adapters.port.Changes` over the log that the file's triggers write.

    SQLite tells nobody that another process wrote: while somebody waits, the log's end is looked at
    four times a second.
    """

    def __init__(self, db: Database) -> None:
        self._log = _FileLog(db)
        self._db = db
        self._watches = Watches(self._log, self._begun)
        self._told = 0
        self._looking: asyncio.Task[None] | None = None
        db.written = self._tell

    def watch(self, noun: Changing, id: str | None = None) -> AsyncGenerator[Change, None]:
        return self._watches.watch(noun, id)

    def close(self) -> None:
        """Look for nothing more."""
        if self._looking is not None:
            self._looking.cancel()

    def _begun(self) -> None:
        if self._looking is None or self._looking.done():
            self._told = self._log.newest()
            self._looking = asyncio.get_running_loop().create_task(self._look())

    def _tell(self) -> None:
        """Wake whoever waits for what was written since the last time."""
        # Who writes for long keeps everybody else out; what is missed is there at the next look.
        with suppress(sqlite3.OperationalError):
            for noun, id, sequence in self._db.read(_SINCE, (self._told,)) if self._watches else ():
                self._told = sequence
                self._watches.wake(Change(noun=Changing(noun), id=id))

    async def _look(self) -> None:
        while self._watches:
            await asyncio.sleep(_LOOK_SECONDS)
            self._tell()


class _FileLog:
    """Keeps :class:`adapters.watching.Log`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def newest(self) -> int:
        return int(self._db.read(_NEWEST)[0][0])

    def after(self, place: int, noun: Changing, id: str | None) -> tuple[int, Change] | None:
        if id is None:
            found = self._db.read(_OF_ALL, (noun.value, place))
        else:
            found = self._db.read(_OF_ONE, (noun.value, id, place))
        return (found[0][0], Change(noun=noun, id=found[0][1])) if found else None
