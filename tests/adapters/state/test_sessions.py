"""Sessions kept: sealed, opened by whom they are for, renewed by one process at a time."""

import asyncio
import logging
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from adapters.port import Refused, UpstreamUnavailable
from adapters.state.records import ConnectionRecord, Credential
from adapters.state.seal import Sealer, Secret, generate
from adapters.state.sessions import Sessions
from adapters.state.state import State
from adapters.state.tables import secrets
from tests.adapters.state.conftest import OpenState
from tests.world import NOW, CountedIds, StandingClock

SESSION = "tok-9f86d081884c7d65"
REMOVED = UpstreamUnavailable(reason="its connection was removed.")
UNREACHED = UpstreamUnavailable(
    reason="this service can't use its own database just now; try again later."
)


async def _sealed(state: State) -> dict[str, bytes]:
    async with state._store.reading() as connection:
        rows = await connection.execute(select(secrets))
        return {row.credential: row.sealed for row in rows}


async def test_a_session_is_kept_for_other_processes_and_sealed(
    state: State, open_state: OpenState, firm: ConnectionRecord
) -> None:
    mine, theirs = (it.sessions.of(firm.id) for it in (state, await open_state()))
    assert await theirs.read() is None
    await mine.write("another")
    await mine.write(SESSION)
    assert await theirs.read() == SESSION
    rows = await _sealed(state)
    assert [*rows] == ["auth_token"]
    assert SESSION.encode() not in rows["auth_token"]


async def test_only_what_is_kept_is_forgotten(
    state: State, open_state: OpenState, firm: ConnectionRecord
) -> None:
    mine, theirs = (it.sessions.of(firm.id) for it in (state, await open_state()))
    await mine.write("old")
    await theirs.write(SESSION)
    await mine.forget("old")
    assert await mine.read() == SESSION
    await theirs.forget(SESSION)
    await theirs.forget(SESSION)
    assert await mine.read() is None


async def test_a_change_of_keys_takes_sessions_along(
    open_state: OpenState, firm: ConnectionRecord
) -> None:
    old, new = generate(), generate()
    before = await open_state(sealer=Sealer.from_text(old))
    during = await open_state(sealer=Sealer.from_text(f"{new},{old}"))
    after = await open_state(sealer=Sealer.from_text(new))
    await before.sessions.of(firm.id).write(SESSION)
    assert await during.sessions.of(firm.id).read() == SESSION
    assert await during.secrets.rotate() == 1
    assert await after.sessions.of(firm.id).read() == SESSION


async def test_what_no_key_opens_is_none_and_is_written_over(
    state: State, open_state: OpenState, firm: ConnectionRecord, caplog: pytest.LogCaptureFixture
) -> None:
    other = await open_state(sealer=Sealer.from_text(generate()))
    await other.sessions.of(firm.id).write(SESSION)
    mine = state.sessions.of(firm.id)
    assert await mine.read() is None
    (record,) = caplog.records
    assert record.getMessage().startswith(f"The auth_token of connection {firm.id} can't be opened")
    await mine.forget(SESSION)
    assert await other.sessions.of(firm.id).read() == SESSION
    await mine.write("mine")
    assert await mine.read() == "mine"


async def test_nothing_is_kept_of_a_connection_that_was_removed(
    state: State, firm: ConnectionRecord
) -> None:
    kept = state.sessions.of(firm.id)
    await kept.write(SESSION)
    await state.connections.remove(firm.id)
    for doing in (kept.read(), kept.write(SESSION)):
        with pytest.raises(Refused) as refused:
            await doing
        assert refused.value.refusals == (REMOVED,)
    assert await _sealed(state) == {}


async def test_a_database_that_fails_is_said_in_the_ports_words(
    state: State, firm: ConnectionRecord, caplog: pytest.LogCaptureFixture
) -> None:
    kept = state.sessions.of(firm.id)
    facts = state.knowledge.of(firm.id)
    async with state._store.writing() as connection:
        for table in ("secrets", "leases", "knowledge"):
            await connection.execute(text(f"drop table {table}"))
    for doing in (kept.read(), kept.write(SESSION), kept.forget(SESSION), kept.turn().__aenter__()):
        with pytest.raises(Refused) as refused:
            await doing
        assert refused.value.refusals == (UNREACHED,)
    # Facts only spare work: nothing fails for them.
    await facts.put("matters.reads", 1)
    assert await facts.get("matters.reads", int) is None
    assert len(caplog.records) == 6
    assert SESSION not in caplog.text


async def test_one_process_at_a_time_has_the_turn(
    state: State, open_state: OpenState, firm: ConnectionRecord
) -> None:
    states = [state, await open_state()]
    inside, most = 0, 0

    async def work(number: int) -> None:
        nonlocal inside, most
        async with states[number % 2].sessions.of(firm.id).turn():
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*map(work, range(8)))
    assert (most, inside) == (1, 0)
    # It is given back also by who failed.
    with pytest.raises(KeyError):
        async with state.sessions.of(firm.id).turn():
            raise KeyError
    async with state.sessions.of(firm.id).turn():
        pass


async def test_who_takes_too_long_is_not_waited_for(
    state: State, firm: ConnectionRecord, clock: StandingClock
) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.time += timedelta(seconds=10)

    sessions = Sessions(state.connections, state.secrets, state.leases, CountedIds(), sleep)
    async with state.sessions.of(firm.id).turn(), sessions.of(firm.id).turn():
        pass
    assert (len(slept), clock.time) == (3, NOW + timedelta(seconds=30))


async def test_nothing_shows_a_session(
    state: State, firm: ConnectionRecord, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("sqlalchemy.engine", "aiosqlite", "asyncpg"):
        caplog.set_level(logging.DEBUG, name)
    kept = state.sessions.of(firm.id)
    async with kept.turn():
        await kept.write(SESSION)
        assert await kept.read() == SESSION
    async with state._store.writing() as connection:
        await connection.execute(update(secrets).values(sealed=b"\1noise"))
    assert await kept.read() is None
    things = [state.sessions, kept, kept.__dict__, Secret(SESSION), Credential.AUTH_TOKEN]
    assert "insert into secrets" in caplog.text.lower()
    for shown in [caplog.text, *map(repr, things), *map(str, things)]:
        assert SESSION not in shown
