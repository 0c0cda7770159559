"""One deadline for a whole call: nested ones only shorten it, and tasks take it along."""

import asyncio

import pytest

from adapters.wire.deadline import in_time, lifted, remaining, within
from tests.adapters.wire.pretend import Time


def test_without_one_there_is_no_end() -> None:
    assert remaining() is None


def test_it_runs_down_to_nothing_and_is_gone_afterwards() -> None:
    clock = Time()
    with within(5, clock):
        assert remaining() == 5
        clock.now += 4
        assert remaining() == 1
        clock.now += 4
        assert remaining() == 0
    assert remaining() is None


def test_nested_ones_only_shorten() -> None:
    clock = Time()
    with within(5, clock):
        with within(2, clock):
            assert remaining() == 2
            with within(9, clock):
                assert remaining() == 2
        assert remaining() == 5
        with within(60, clock):
            assert remaining() == 5


def test_it_can_be_lifted() -> None:
    with within(5, Time()):
        with lifted():
            assert remaining() is None
        assert remaining() == 5


async def test_tasks_take_it_along_and_others_know_nothing_of_it() -> None:
    async def left() -> float | None:
        await asyncio.sleep(0)
        return remaining()

    before = asyncio.create_task(left())
    with within(5, Time()):
        inside = asyncio.create_task(left())
        assert await asyncio.gather(before, inside, left()) == [None, 5, 5]


async def test_it_ends_what_is_under_way() -> None:
    with within(0.01):
        with pytest.raises(TimeoutError), in_time():
            await asyncio.Event().wait()
        assert remaining() == 0


async def test_who_is_cancelled_by_another_as_well_stays_cancelled() -> None:
    async def waits() -> None:
        with within(0.01), in_time():
            try:
                await asyncio.Event().wait()
            finally:
                waiting.cancel()

    waiting = asyncio.create_task(waits())
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_what_ends_before_its_time_is_not_cancelled_later() -> None:
    with within(0), in_time() as limit:
        pass
    for _ in range(3):
        await asyncio.sleep(0)
    assert not limit.expired()


async def test_a_failure_ends_it_too() -> None:
    with pytest.raises(LookupError), within(5):
        raise LookupError
    assert remaining() is None
