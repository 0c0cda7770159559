"""A glance at the state's file: a look so short that it is done in the event loop, with no thread."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

__all__ = ["Glance"]


class Glance:
    """Looks into a file that others write, through a connection that can only read and never waits.

    To hand a question to a thread costs many times what the file needs to answer it. What is asked
    again in the same turn of the event loop is not looked up again: whoever was told by somebody of
    what was written since can't have come in that turn.
    """

    def __init__(self, path: str) -> None:
        self._address = f"{Path(path).absolute().as_uri()}?mode=ro"
        self._db: sqlite3.Connection | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._this_turn: dict[tuple[str, ...], bool] = {}

    def finds(self, statement: str, values: Sequence[str]) -> bool | None:
        """Tell whether a statement finds a row; None if the file can't be read just now."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # where no loop runs there is no turn
            return self._look(statement, values)
        if loop is not self._loop:
            self._loop, self._this_turn = loop, {}
        key = (statement, *values)
        found = self._this_turn.get(key)
        if found is None and (found := self._look(statement, values)) is not None:
            if not self._this_turn:
                loop.call_soon(self._this_turn.clear)
            self._this_turn[key] = found
        return found

    def _look(self, statement: str, values: Sequence[str]) -> bool | None:
        with suppress(sqlite3.Error):
            if self._db is None:
                # Its thread is the loop's, which a test may have several of, one after the other.
                self._db = sqlite3.connect(
                    self._address,
                    uri=True,
                    timeout=0,
                    isolation_level=None,
                    check_same_thread=False,
                )
            return bool(self._db.execute(statement, values).fetchall())
        return None

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None
