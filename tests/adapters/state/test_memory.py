"""What is learned, leased and used up: remembered by every process as by one."""

import asyncio
from datetime import timedelta

import pytest

from adapters.state.records import ConnectionRecord, Lease, NoSuchConnection
from adapters.state.state import State
from tests.adapters.state.conftest import OpenState
from tests.world import NOW, StandingClock


async def test_facts_are_remembered_by_connection_and_key(
    state: State, open_state: OpenState, firm: ConnectionRecord
) -> None:
    assert await state.knowledge.get(firm.id, "matters.multi_id", bool) is None
    await state.knowledge.put(firm.id, "matters.multi_id", False)
    await state.knowledge.put(firm.id, "matters.multi_id", True)
    await state.knowledge.put(firm.id, "windows", {"matters": [1, 2]})
    other = await open_state()
    assert await other.knowledge.get(firm.id, "matters.multi_id", bool) is True
    assert await other.knowledge.get(firm.id, "windows", dict[str, list[int]]) == {
        "matters": [1, 2]
    }
    assert await other.knowledge.get("nobody", "windows", dict) is None


async def test_a_fact_of_another_type_counts_as_not_known(
    state: State, firm: ConnectionRecord
) -> None:
    await state.knowledge.put(firm.id, "matters.multi_id", "yes")
    assert await state.knowledge.get(firm.id, "matters.multi_id", bool) is None


async def test_facts_are_forgotten_and_nobody_has_any(state: State, firm: ConnectionRecord) -> None:
    await state.knowledge.put(firm.id, "key", 1)
    await state.knowledge.forget(firm.id)
    assert await state.knowledge.get(firm.id, "key", int) is None
    with pytest.raises(NoSuchConnection):
        await state.knowledge.put("nobody", "key", 1)


async def test_facts_of_one_connection(
    state: State, open_state: OpenState, firm: ConnectionRecord
) -> None:
    mine, theirs = (it.knowledge.of(firm.id) for it in (state, await open_state()))
    await mine.put("matters.reads", {"habit": "many"})
    assert await theirs.get("matters.reads", dict[str, str]) == {"habit": "many"}
    assert await theirs.get("users.reads", dict[str, str]) is None
    await state.connections.remove(firm.id)
    await mine.put("matters.reads", 1)
    assert await theirs.get("matters.reads", int) is None


async def test_a_lease_has_one_holder(state: State, clock: StandingClock) -> None:
    mine = await state.leases.acquire("refresh", "me", 30)
    assert mine == Lease(
        name="refresh", holder="me", fence=1, expires_at=NOW + timedelta(seconds=30)
    )
    assert await state.leases.acquire("refresh", "you", 30) is None
    assert await state.leases.acquire("refresh", "me", 30) is None
    assert await state.leases.acquire("another", "you", 30)
    assert await state.leases.release(mine)
    assert not await state.leases.release(mine)
    yours = await state.leases.acquire("refresh", "you", 30)
    assert yours and (yours.holder, yours.fence) == ("you", 2)


async def test_a_lease_runs_out_at_its_instant(state: State, clock: StandingClock) -> None:
    mine = await state.leases.acquire("refresh", "me", 30)
    assert mine
    clock.time = NOW + timedelta(seconds=30, microseconds=-1)
    assert await state.leases.acquire("refresh", "you", 30) is None
    clock.time = NOW + timedelta(seconds=30)
    assert await state.leases.renew(mine, 30) is None
    assert not await state.leases.release(mine)
    yours = await state.leases.acquire("refresh", "you", 30)
    assert yours and yours.fence == 2
    assert await state.leases.renew(mine, 30) is None
    assert not await state.leases.release(mine)
    assert await state.leases.renew(yours, 60)


async def test_a_lease_renewed_lasts_from_then(state: State, clock: StandingClock) -> None:
    mine = await state.leases.acquire("refresh", "me", 30)
    assert mine
    clock.time = NOW + timedelta(seconds=20)
    longer = await state.leases.renew(mine, 30)
    assert longer and longer.expires_at == NOW + timedelta(seconds=50)
    clock.time = NOW + timedelta(seconds=40)
    assert await state.leases.acquire("refresh", "you", 30) is None
    assert await state.leases.release(mine)  # the same holding, however often renewed


async def test_the_same_holder_s_older_lease_is_another_one(
    state: State, clock: StandingClock
) -> None:
    first = await state.leases.acquire("refresh", "me", 30)
    clock.time = NOW + timedelta(seconds=31)
    second = await state.leases.acquire("refresh", "me", 30)
    assert first and second
    assert not await state.leases.release(first)
    assert await state.leases.renew(first, 30) is None
    assert await state.leases.release(second)


async def test_twenty_tasks_take_a_lease_one_at_a_time(
    state: State, open_state: OpenState, firm: ConnectionRecord
) -> None:
    states = [state, await open_state(), await open_state()]
    held: list[Lease] = []
    inside = 0

    async def work(number: int) -> None:
        nonlocal inside
        its = states[number % len(states)]
        while True:
            lease = await its.leases.acquire("refresh", f"task {number}", 60)
            if lease:
                break
            await asyncio.sleep(0.002)
        inside += 1
        assert inside == 1
        await asyncio.sleep(0.001)
        inside -= 1
        held.append(lease)
        assert await its.leases.release(lease)

    await asyncio.gather(*map(work, range(20)))
    assert [lease.fence for lease in held] == [*range(1, 21)]
    assert len({lease.holder for lease in held}) == 20


async def test_of_twenty_at_once_one_gets_the_lease(state: State, open_state: OpenState) -> None:
    other = await open_state()
    got = await asyncio.gather(
        *((state, other)[n % 2].leases.acquire("refresh", str(n), 60) for n in range(20))
    )
    assert len([lease for lease in got if lease]) == 1


async def test_a_step_is_taken_once_and_never_an_earlier_one(
    state: State, open_state: OpenState, firm: ConnectionRecord
) -> None:
    steps = state.totp.of(firm.id)
    assert await state.totp.last(firm.id) is None
    assert await steps.take(58_000_000)
    assert not await steps.take(58_000_000)
    assert not await steps.take(57_999_999)
    assert not await (await open_state()).totp.take(firm.id, 58_000_000)
    assert await steps.take(58_000_001)
    assert await state.totp.last(firm.id) == 58_000_001
    with pytest.raises(NoSuchConnection):
        await state.totp.take("nobody", 1)


async def test_twenty_tasks_never_take_a_step_twice(
    state: State, open_state: OpenState, firm: ConnectionRecord
) -> None:
    states = [state, await open_state()]
    taken: list[int] = []

    async def work(number: int) -> None:
        its = states[number % 2].totp.of(firm.id)
        taken.extend([step for step in range(8) if await its.take(step)])

    await asyncio.gather(*map(work, range(20)))
    assert len(taken) == len({*taken})
    assert max(taken) == 7
