"""A glance at the state's file: a look so short that it is done in the event loop, with no thread."""

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

__all__ = ["Glance"]


class Glance:
    """Looks into a file that others write, through a connection that can only read and never waits.

    To hand a question to a thread costs many times what the file needs to answer it.
    """

    def __init__(self, path: str) -> None:
        self._address = f"{Path(path).absolute().as_uri()}?mode=ro"
        self._db: sqlite3.Connection | None = None

    def finds(self, statement: str, values: Sequence[str]) -> bool | None:
        """Tell whether a statement finds a row; None if the file can't be read just now."""
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
