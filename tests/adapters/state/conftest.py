"""The same tests on SQLite and on a real PostgreSQL, each with a database of its own."""

import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from adapters.port import Clock
from adapters.state.records import ConnectionKind, ConnectionRecord
from adapters.state.seal import Sealer, generate
from adapters.state.state import State
from tests.world import CountedIds, StandingClock

OpenState = Callable[..., Awaitable[State]]

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A server for this session, in a folder of its own; its address, up to the database."""
    folder = tempfile.mkdtemp(prefix="panther-state-")
    try:
        with warnings.catch_warnings():  # it looks for XDG_RUNTIME_DIR and does not need it
            warnings.simplefilter("ignore")
            pgserver: Any = pytest.importorskip("pgserver", reason="pgserver is not installed")
            server = pgserver.get_server(folder, cleanup_mode="stop")
    except pytest.skip.Exception:
        if os.environ.get("CI") == "true":
            pytest.fail("pgserver is not installed, and CI must test on PostgreSQL")
        raise
    # Nothing here has to survive a power cut.
    server.psql("alter system set fsync = off")
    server.psql("select pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, or of an empty schema in one."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'state.sqlite'}"
    server: str = request.getfixturevalue("postgres")
    name = f"state_{next(_numbers)}"  # a role whose schema is its own; a database takes longer
    connection = await asyncpg.connect(server)
    await connection.execute(
        f"create role {name} login; create schema authorization {name}; "
        f"alter role {name} set search_path = {name}"
    )
    await connection.close()
    return server.replace("//postgres:", f"//{name}:")


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def sealer() -> Sealer:
    return Sealer.from_text(generate())


@pytest.fixture
async def open_state(url: str, clock: Clock, sealer: Sealer) -> AsyncIterator[OpenState]:
    """Opens the database once more, as another process would; all are closed in the end."""
    opened: list[State] = []
    ids = CountedIds()

    async def open_(**instead: Any) -> State:
        given = {"sealer": sealer, "clock": clock, "ids": ids, **instead}
        opened.append(await State.open(url, **given))
        return opened[-1]

    yield open_
    for state in opened:
        await state.close()


@pytest.fixture
async def state(open_state: OpenState) -> State:
    return await open_state()


@pytest.fixture
async def firm(state: State) -> ConnectionRecord:
    """A connection to hang things on."""
    return await state.connections.add(
        "acme", ConnectionKind.SUPERGOOD, base_url="https://api.example", options={"reads": "auto"}
    )
