"""One SQLite file: opened with care, brought up to date, read at will, written one at a time."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from adapters.port import Clock, today

__all__ = ["Database", "UnusableFile"]

Row = tuple[Any, ...]
Args = Sequence[Any] | Mapping[str, Any]

_APPLICATION = 0x50414E54  # "PANT", so that no other program's file is taken for a practice
_LAW = Path(__file__).parent / "law"
_BUSY_SECONDS, _MAKING_SECONDS = 5, 60
_OLDEST = 12


class UnusableFile(Exception):
    """The practice's file can't be used; the message says which, why, and what to do."""


class Database:
    """The practice's only connection. It never leaves the thread of its event loop, and no
    write awaits anything, so nothing interleaves; other processes wait at the write lock.
    """

    def __init__(self, path: str, clock: Clock) -> None:
        self.written: Callable[[], None] = lambda: None
        try:
            if path != ":memory:":
                Path(path).parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(
                path, timeout=_BUSY_SECONDS, isolation_level=None, cached_statements=512
            )
        except (OSError, sqlite3.Error) as error:
            raise _unusable(path, error) from error
        try:
            with self.patient():
                self._prepare(path)
        except sqlite3.Error as error:
            self._db.close()
            raise _unusable(path, error) from error
        except UnusableFile:
            self._db.close()
            raise
        self._db.create_function("today", 0, lambda: today(clock).isoformat())
        self._db.create_function("portion", 3, _portion, deterministic=True)

    @property
    def journal_mode(self) -> str:
        """How the file survives a crash: ``wal`` where that is safe, else ``delete``."""
        return str(self.read("pragma journal_mode")[0][0])

    def read(self, sql: str, args: Args = ()) -> list[Row]:
        return self._db.execute(sql, args).fetchall()

    def run(self, sql: str, args: Args = ()) -> None:
        """Execute one change; only inside :meth:`write`."""
        assert self._db.in_transaction
        self._db.execute(sql, args)

    def insert(self, table: str, columns: Mapping[str, Any]) -> None:
        """Add a row; only inside :meth:`write`."""
        marks = ", ".join(f":{name}" for name in columns)
        self.run(f"insert into {table} ({', '.join(columns)}) values ({marks})", columns)

    def update(self, table: str, id: str, columns: Mapping[str, Any]) -> None:
        """Change the row with this id; only inside :meth:`write`."""
        pairs = ", ".join(f"{name} = :{name}" for name in columns)
        self.run(f"update {table} set {pairs} where id = :id", {**columns, "id": id})

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Hold the write lock from the first statement to the last; all of it happens, or none.

        Once it has, ``written`` is called.
        """
        self._db.execute("begin immediate")
        try:
            yield self._db
            self._db.execute("commit")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("rollback")
            raise
        self.written()

    @contextmanager
    def patient(self) -> Iterator[None]:
        """Wait longer for other processes: one of them may be making the whole file."""
        self._db.execute(f"pragma busy_timeout = {_MAKING_SECONDS * 1000}")
        try:
            yield
        finally:
            self._db.execute(f"pragma busy_timeout = {_BUSY_SECONDS * 1000}")

    def close(self) -> None:
        self._db.close()

    def _prepare(self, path: str) -> None:
        """Bring the file to the newest law in one transaction; refuse it untouched."""
        self._db.execute("pragma foreign_keys = on")
        self._db.execute("pragma recursive_triggers = on")
        steps = {int(step.name.split("_")[0]): step for step in _LAW.glob("*.sql")}
        newest = max(steps)
        with self.write():
            ((owner,),) = self.read("pragma application_id")
            ((tables,),) = self.read("select count(*) from sqlite_schema")
            ((version,),) = self.read("pragma user_version")
            if owner != _APPLICATION and tables:
                raise UnusableFile(f"{path} is not a practice: another program's tables are in it.")
            if version > newest:
                raise UnusableFile(
                    f"{path} was written by a newer version of this program (schema {version}, "
                    f"this one knows up to {newest}). Update the program, or use another file."
                )
            if 0 < version < _OLDEST:
                raise UnusableFile(
                    f"{path} was written before there was a law of trust money (schema {version}, "
                    f"this program begins at {_OLDEST}). Such files only held the demo firm: move "
                    "it away, or make it anew with panther demo reset."
                )
            for _, step in sorted(it for it in steps.items() if it[0] > version):
                for statement in _statements(step.read_text("utf-8")):
                    self.run(statement)
            if version < newest:
                self.run(f"pragma application_id = {_APPLICATION}")
                self.run(f"pragma user_version = {newest}")
        if path != ":memory:":
            self._keep_journal(path)

    def _keep_journal(self, path: str) -> None:
        """Write ahead where that is safe: before 3.51.3 it can corrupt the file."""
        wanted = "wal" if sqlite3.sqlite_version_info >= (3, 51, 3) else "delete"
        ((mode,),) = self.read(f"pragma journal_mode = {wanted}")
        if mode == "wal" != wanted:
            raise UnusableFile(
                f"{path} is open in another program in journal mode {mode}, and SQLite "
                f"{sqlite3.sqlite_version} here needs {wanted}. Close it there first."
            )


def _portion(amount: int, part: int, whole: int) -> int:
    """Return amount x part / whole, rounded down; SQL's own product may outgrow its integers."""
    return amount * part // whole


def _unusable(path: str, error: Exception) -> UnusableFile:
    return UnusableFile(f"{path} can't be opened as a practice: {error}.")


def _statements(script: str) -> Iterator[str]:
    """Part a script at its statements' ends; those inside a trigger are no ends."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        raise ValueError(f"unfinished statement: {statement}")
