"""One database, SQLite or PostgreSQL: opened with care, and used in short transactions."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    AsyncAdaptedQueuePool,
    Connection,
    Table,
    event,
    literal,
    make_url,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from adapters.state.glance import Glance
from adapters.state.records import NoSuchConnection, UnusableState
from adapters.state.versions import bring_up_to_date

__all__ = ["Store"]

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}
_BUSY_SECONDS = 30.0
_CONNECT_SECONDS = 10.0


class Store:
    """The engine of one database; nothing of what is written shows in a log or a message."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._reader = engine
        self._writer = engine.execution_options(writes=True)
        is_file = engine.dialect.name == "sqlite"
        self._insert = sqlite.insert if is_file else postgresql.insert
        self._glance = Glance(str(engine.url.database)) if is_file else None

    @classmethod
    async def open(cls, address: str) -> "Store":
        """Open the database and bring it up to date. Raises ``UnusableState``."""
        url = _url(address)
        where = _shown(url)
        if url.get_backend_name() == "sqlite":
            await asyncio.to_thread(_make_file, where)
        engine = _engine(url)
        store = cls(engine)
        try:
            async with store.writing() as connection:
                await connection.run_sync(bring_up_to_date, where)
        except (OSError, TypeError, ValueError, SQLAlchemyError) as error:
            await engine.dispose()
            cause = getattr(error, "orig", None) or error
            raise UnusableState(f"{where} can't be opened: {cause}.") from error
        except BaseException:
            await engine.dispose()
            raise
        return store

    @property
    def where(self) -> str:
        """The database's address without user and password."""
        return _shown(self._reader.url)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Read in one transaction."""
        async with self._reader.begin() as connection:
            yield connection

    def glance(self, statement: str, values: Sequence[str]) -> bool | None:
        """Tell at once whether a statement finds a row; None if that can't be told at once."""
        return self._glance.finds(statement, values) if self._glance else None

    async def answers(self) -> bool:
        """Whether the database can be read."""
        try:
            async with self.reading() as connection:
                await connection.execute(select(literal(1)))
        except (OSError, SQLAlchemyError):
            return False
        return True

    @asynccontextmanager
    async def writing(self, connection_id: str | None = None) -> AsyncIterator[AsyncConnection]:
        """Write in one transaction; all of it happens, or none.

        Raises ``NoSuchConnection`` if the rows of this connection hang in the air.
        """
        try:
            async with self._writer.begin() as connection:
                yield connection
        except IntegrityError:
            if connection_id is None:
                raise
            raise NoSuchConnection(connection_id) from None

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """Begin an insert that may say what happens where the row exists."""
        return self._insert(table)

    async def close(self) -> None:
        if self._glance:
            self._glance.close()
        await self._reader.dispose()


def _url(address: str) -> URL:
    """Read an address; a message about a bad one does not repeat it, for it may hold a password."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        url = URL.create("unreadable")
    backend = url.get_backend_name()
    driver = _DRIVERS.get(backend)
    if driver is None or url.drivername not in (backend, driver) or not url.database:
        raise UnusableState(
            "The state's address must begin with sqlite:/// and a path, or be a postgresql:// one "
            "that names a database."
        )
    if backend == "sqlite" and (":memory:" in url.database or url.query):
        raise UnusableState(
            "The state must be in a file: what is only in memory is gone with the connection."
        )
    url = url.set(drivername=driver)
    if "sslmode" in url.query:  # libpq's word for it, which asyncpg calls ssl
        query = {"ssl" if key == "sslmode" else key: value for key, value in url.query.items()}
        url = url.set(query=query)
    return url


def _shown(url: URL) -> str:
    """Return what names the database, and leave out whatever may be secret."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return URL.create(
        "postgresql", host=url.host, port=url.port, database=url.database
    ).render_as_string()


def _engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        connect_args = {"timeout": _CONNECT_SECONDS}
        try:
            return create_async_engine(
                url, hide_parameters=True, pool_pre_ping=True, connect_args=connect_args
            )
        except ModuleNotFoundError as error:
            raise UnusableState(
                "PostgreSQL needs asyncpg: pip install 'panther-graph[postgresql]'."
            ) from error
    # One connection: tasks queue here in their order, and need not spin at the file's lock.
    engine = create_async_engine(
        url,
        hide_parameters=True,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
        connect_args={"timeout": _BUSY_SECONDS, "isolation_level": None},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("pragma foreign_keys = on")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        """Take the write lock first: a read that turns into a write may be refused it."""
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("begin immediate" if writes else "begin")

    return engine


def _make_file(path: str) -> None:
    """Make the file so that only its owner reads it, and choose how it survives a crash."""
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).touch(mode=0o600)
        with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)) as db:
            _keep_journal(db, path)
    except (OSError, sqlite3.Error) as error:
        raise UnusableState(f"{path} can't be opened: {error}.") from None


def _keep_journal(db: sqlite3.Connection, path: str) -> None:
    """Write ahead where that is safe: before SQLite 3.51.3 it can corrupt the file."""
    wanted = "wal" if sqlite3.sqlite_version_info >= (3, 51, 3) else "delete"
    give_up = time.monotonic() + _BUSY_SECONDS
    while True:
        ((mode,),) = db.execute("pragma journal_mode").fetchall()
        if mode == wanted:
            return
        try:
            db.execute(f"pragma journal_mode = {wanted}").fetchall()
        except sqlite3.OperationalError:
            if mode == "wal":
                raise UnusableState(
                    f"{path} is open in another program in journal mode wal, and SQLite "
                    f"{sqlite3.sqlite_version} here needs {wanted}. Close it there first."
                ) from None
            if time.monotonic() > give_up:
                raise
            time.sleep(0.02)  # this change does not wait for a lock by itself
