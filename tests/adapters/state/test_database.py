"""The database: made, reopened, brought up to date by one of many, or refused untouched."""

import asyncio
import shutil
import sqlite3
import stat
import sys
import traceback
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError

from adapters.state import migrations
from adapters.state.records import ConnectionRecord, UnusableState
from adapters.state.seal import Sealer
from adapters.state.state import State
from adapters.state.store import Store
from adapters.state.tables import metadata
from adapters.state.versions import bring_up_to_date
from tests.adapters.state.conftest import OpenState
from tests.world import CountedIds, StandingClock

STEPS = Path(migrations.__file__).parent
SAFE, UNSAFE = (3, 51, 3), (3, 51, 2)
LATER = '''"""A step that this version does not know."""

import sqlalchemy as sa

revision = "v9999"
down_revision = "{newest}"


def upgrade(op):
    op.create_table("extras", sa.Column("id", sa.Text, primary_key=True))
    {then}
'''


async def _sql(state: State, *statements: str) -> None:
    async with state._store.writing() as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def _tables(state: State) -> set[str]:
    async with state._store.reading() as connection:
        return {*await connection.run_sync(lambda it: inspect(it).get_table_names())}


async def _version(state: State) -> list[str]:
    async with state._store.reading() as connection:
        return [*(await connection.scalars(text("select version_num from state_version"))).all()]


def _later(folder: Path, then: str = "") -> str:
    """Lay out the steps of a version to come."""
    shutil.copytree(STEPS, folder / "later", ignore=shutil.ignore_patterns("__pycache__"))
    newest = max(path.stem for path in STEPS.glob("v*.py"))
    (folder / "later" / "v9999.py").write_text(LATER.format(newest=newest, then=then))
    return str(folder / "later")


async def _refusal(url: str, sealer: Sealer) -> str:
    with pytest.raises(UnusableState) as refused:
        await State.open(url, sealer=sealer, clock=StandingClock(), ids=CountedIds())
    assert "hunter2" not in "".join(traceback.format_exception(refused.value))
    return str(refused.value)


async def test_the_steps_make_the_tables_that_queries_see(state: State) -> None:
    def differences(connection: Connection) -> list[object]:
        opts = {"version_table": "state_version", "compare_type": True}
        return [*compare_metadata(MigrationContext.configure(connection, opts=opts), metadata)]

    async with state._store.reading() as connection:
        assert await connection.run_sync(differences) == []


async def test_opening_again_changes_nothing(
    state: State, open_state: OpenState, firm: ConnectionRecord
) -> None:
    before = await _version(state)
    again = await open_state()
    assert await _version(again) == before == ["v0002"]
    assert await again.connections.list() == (firm,)


async def test_a_newer_version_is_refused_untouched(
    state: State, url: str, sealer: Sealer, tmp_path: Path, firm: ConnectionRecord
) -> None:
    async with state._store.writing() as connection:
        await connection.run_sync(bring_up_to_date, "it", _later(tmp_path))
    assert "extras" in await _tables(state)
    message = await _refusal(url, sealer)
    assert "written by a newer version" in message
    assert "schema v9999, this one knows up to v0002" in message
    assert await state.connections.list() == (firm,)


async def test_a_step_that_fails_leaves_nothing_behind(state: State, tmp_path: Path) -> None:
    folder = _later(tmp_path, then="raise ValueError('broken')")
    with pytest.raises(ValueError, match="broken"):
        async with state._store.writing() as connection:
            await connection.run_sync(bring_up_to_date, "it", folder)
    assert "extras" not in await _tables(state)
    assert await _version(state) == ["v0002"]


async def test_another_programs_tables_are_refused(state: State, url: str, sealer: Sealer) -> None:
    await _sql(state, "drop table state_version")
    message = await _refusal(url, sealer)
    assert "another program's tables" in message
    assert "connections" in message
    await _sql(state, *(f"drop table {table.name}" for table in metadata.sorted_tables[::-1]))
    await _sql(state, "create table guests (id text)")
    if url.startswith("sqlite"):
        assert "guests" in await _refusal(url, sealer)
    else:  # a server's schema may be shared
        other = await State.open(url, sealer=sealer, clock=StandingClock(), ids=CountedIds())
        await other.close()
        assert await _version(state) == ["v0002"]


async def test_many_openings_in_one_loop_make_one_schema(open_state: OpenState) -> None:
    states = await asyncio.gather(*(open_state() for _ in range(6)))
    for state in states:
        assert await _version(state) == ["v0002"]


async def test_the_schema_itself_refuses_what_makes_no_sense(
    state: State, firm: ConnectionRecord
) -> None:
    row = "insert into connections values ('{}', '{}', '{}', null, '{{}}', {when}, {when})"
    when = "'2026-02-20T09:15:44.000000Z'"
    for bad in (
        row.format("con_2", "acme", "embedded", when=when),
        row.format(firm.id, "other", "embedded", when=when),
        row.format("con_2", "other", "clio", when=when),
        f"insert into knowledge values ('nobody', 'key', '1', {when})",
        f"insert into secrets values ('{firm.id}', 'password', null, {when})",
    ):
        with pytest.raises(IntegrityError):
            await _sql(state, bad)


async def test_a_cancelled_write_leaves_the_next_one_well(
    state: State, firm: ConnectionRecord
) -> None:
    for number in range(60):
        task = asyncio.create_task(state.knowledge.put(firm.id, "key", number))
        await asyncio.sleep(number / 20_000)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await state.knowledge.put(firm.id, "key", "last")
    assert await state.knowledge.get(firm.id, "key", str) == "last"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "state.sqlite",
        "mysql://user:hunter2@host/db",
        "sqlite+pysqlite:///state.sqlite",
        "postgresql+psycopg://user:hunter2@host/db",
        "postgresql://user:hunter2@host:port/db",
        "postgresql://user:hunter2@host",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?mode=memory&uri=true",
    ],
)
async def test_an_address_that_is_none_is_refused_and_not_repeated(
    url: str, sealer: Sealer
) -> None:
    assert (await _refusal(url, sealer)).startswith("The state")


async def test_a_database_that_does_not_answer_is_refused_without_its_password(
    sealer: Sealer, tmp_path: Path, postgres: str
) -> None:
    closed = "postgresql://user:hunter2@127.0.0.1:9/state?sslmode=disable"
    missing = postgres.replace("/postgres?", "/missing?password=hunter2&")
    odd = postgres.replace("/postgres?", "/postgres?colour=blue&password=hunter2&")
    for url in (closed, missing, odd):
        message = await _refusal(url, sealer)
        assert message.startswith("postgresql://")
        assert "can't be opened" in message
    (tmp_path / "noise").write_bytes(b"not a database " * 100)
    (tmp_path / "folder").mkdir()
    for name in ("noise", "folder", "noise/below"):
        message = await _refusal(f"sqlite:///{tmp_path / name}", sealer)
        assert message.startswith(f"{tmp_path / name} can't be opened: ")


async def test_postgresql_without_its_driver_is_refused(
    sealer: Sealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    message = await _refusal("postgresql://user:hunter2@host/state", sealer)
    assert "pip install 'panther-graph[postgresql]'" in message


async def test_a_database_says_whether_it_can_be_read(state: State) -> None:
    assert await state.answers()

    class Gone:
        def begin(self) -> None:
            raise OSError("it is gone")

    state._store._reader, kept = Gone(), state._store._reader
    assert not await state.answers()
    state._store._reader = kept
    assert await state.answers()


async def test_a_server_that_hung_up_is_asked_again(postgres: str, sealer: Sealer) -> None:
    store = await Store.open(postgres)
    async with store.reading() as connection:
        backend = await connection.scalar(text("select pg_backend_pid()"))
    admin = await asyncpg.connect(postgres)
    await admin.execute(f"select pg_terminate_backend({backend}, 5000)")
    await admin.close()
    async with store.reading() as connection:
        assert await connection.scalar(text("select pg_backend_pid()")) != backend
    await store.close()


async def test_the_file_is_its_owners_alone(sealer: Sealer, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "state.sqlite"
    store = await Store.open(f"sqlite:///{path}")
    assert store.where == str(path)
    await store.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def _journal(path: Path) -> str:
    with closing(sqlite3.connect(path)) as db:
        return str(db.execute("pragma journal_mode").fetchone()[0])


async def test_sqlite_writes_ahead_only_where_that_is_safe(
    tmp_path: Path, sealer: Sealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.sqlite"
    url = f"sqlite:///{path}"
    monkeypatch.setattr(sqlite3, "sqlite_version_info", SAFE)
    stores = await asyncio.gather(*(Store.open(url) for _ in range(4)))
    assert _journal(path) == "wal"
    monkeypatch.setattr(sqlite3, "sqlite_version_info", UNSAFE)
    message = await _refusal(url, sealer)
    assert "open in another program in journal mode wal" in message
    for store in stores:
        await store.close()
    store = await Store.open(url)
    assert _journal(path) == "delete"
    await store.close()


async def test_sqlite_keeps_foreign_keys_on_each_connection(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'state.sqlite'}")
    async with store.reading() as connection:
        assert await connection.scalar(text("pragma foreign_keys")) == 1
        assert await connection.scalar(text("pragma busy_timeout")) == 30_000
    await store.close()
