"""Connections: added, found, held up for a person, and removed with all that hangs on them."""

import asyncio
from datetime import timedelta, timezone

import pytest
from sqlalchemy import func, select

from adapters.port import NeedsPerson
from adapters.state.records import (
    ConnectionKind,
    ConnectionRecord,
    Credential,
    Hold,
    NameTaken,
    NoSuchConnection,
)
from adapters.state.seal import Secret
from adapters.state.state import State
from adapters.state.tables import metadata
from tests.adapters.state.conftest import OpenState
from tests.world import NOW, StandingClock

HOLD = Hold(reason="mfa_required", kind="sms", challenge_id="ch_1", sent_to="•••42", since=NOW)


async def test_a_connection_is_found_by_id_and_by_name(
    state: State, open_state: OpenState, firm: ConnectionRecord
) -> None:
    other = await open_state()
    for where in (state, other):
        assert await where.connections.get(firm.id) == firm
        assert await where.connections.by_name("acme") == firm
        assert await where.connections.get("acme") is None
        assert await where.connections.by_name("ACME") is None
    assert firm.kind is ConnectionKind.SUPERGOOD
    assert firm.options == {"reads": "auto"}
    assert (firm.created_at, firm.updated_at, firm.hold) == (NOW, NOW, None)


async def test_they_are_listed_by_name(state: State, firm: ConnectionRecord) -> None:
    demo = await state.connections.add("a demo", ConnectionKind.EMBEDDED)
    door = await state.connections.add(
        "zeta", ConnectionKind.PRACTICEPANTHER, options={"n": 3, "on": True, "x": None, "r": 0.5}
    )
    assert await state.connections.list() == (demo, firm, door)


async def test_a_name_is_given_once(state: State, firm: ConnectionRecord) -> None:
    with pytest.raises(NameTaken, match="'acme'"):
        await state.connections.add("acme", ConnectionKind.EMBEDDED)
    assert await state.connections.list() == (firm,)


@pytest.mark.parametrize("name", ["", " \t"])
async def test_a_name_is_not_empty(state: State, name: str) -> None:
    with pytest.raises(ValueError, match="needs a name"):
        await state.connections.add(name, ConnectionKind.EMBEDDED)


@pytest.mark.parametrize(
    "address",
    ["https://me:hunter2@api.example", "https://hunter2@api.example", "ftp://hunter2", "https://["],
)
async def test_an_address_holds_no_password(state: State, address: str) -> None:
    with pytest.raises(ValueError, match="https:// or http://") as refused:
        await state.connections.add("x", ConnectionKind.SUPERGOOD, base_url=address)
    assert "hunter2" not in str(refused.value)


async def test_a_connection_may_need_a_person(
    state: State, firm: ConnectionRecord, clock: StandingClock
) -> None:
    clock.time = NOW + timedelta(minutes=1)
    await state.connections.needs_person(firm.id, HOLD)
    held = await state.connections.get(firm.id)
    assert held and (held.hold, held.updated_at) == (HOLD, clock.time)
    later = Hold(reason="mfa_required", kind="email", since=clock.time)
    await state.connections.needs_person(firm.id, later)
    (held,) = await state.connections.list()
    assert held.hold == later
    await state.connections.cleared(firm.id)
    await state.connections.cleared(firm.id)
    assert (await state.connections.list())[0].hold is None


async def test_a_hold_says_what_the_port_wants_to_know(firm: ConnectionRecord) -> None:
    assert HOLD.challenge_id is not None
    asked = NeedsPerson(
        kind=HOLD.kind, challenge_id=HOLD.challenge_id, sent_to=HOLD.sent_to, since=HOLD.since
    )
    assert "by sms to •••42" in asked.message


async def test_nobody_can_be_held_or_cleared(state: State) -> None:
    with pytest.raises(NoSuchConnection, match="'nobody'"):
        await state.connections.needs_person("nobody", HOLD)
    with pytest.raises(NoSuchConnection, match="'nobody'"):
        await state.connections.cleared("nobody")


async def test_removing_and_holding_up_never_wait_for_each_other(
    state: State, open_state: OpenState
) -> None:
    other = await open_state()
    for number in range(10):
        added = await state.connections.add(f"firm {number}", ConnectionKind.EMBEDDED)
        await state.connections.needs_person(added.id, HOLD)
        outcomes = await asyncio.gather(
            state.connections.needs_person(added.id, HOLD),
            other.connections.remove(added.id),
            state.connections.cleared(added.id),
            return_exceptions=True,
        )
        assert outcomes[1] is True
        assert all(it is None or isinstance(it, NoSuchConnection) for it in outcomes[::2])


async def test_a_connection_goes_with_all_that_hangs_on_it(
    state: State, firm: ConnectionRecord
) -> None:
    await state.secrets.put(firm.id, Credential.PASSWORD, Secret("hunter2"))
    await state.knowledge.put(firm.id, "matters.multi_id", True)
    await state.totp.take(firm.id, 7)
    await state.connections.needs_person(firm.id, HOLD)
    assert await state.connections.remove(firm.id)
    assert not await state.connections.remove(firm.id)
    async with state._store.reading() as connection:
        for table in metadata.sorted_tables:
            assert await connection.scalar(select(func.count()).select_from(table)) == 0
    await state.connections.add("acme", ConnectionKind.EMBEDDED)


async def test_an_instant_is_the_same_wherever_its_clock_stands(
    state: State, clock: StandingClock
) -> None:
    clock.time = NOW.astimezone(timezone(timedelta(hours=-5))) + timedelta(microseconds=1)
    added = await state.connections.add("far", ConnectionKind.EMBEDDED)
    found = await state.connections.get(added.id)
    assert found == added
    assert found.created_at.utcoffset() == timedelta(0)
