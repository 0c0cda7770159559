"""Never more at once than allowed, in the order of asking, at a rate that learns."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.wire.deadline import within
from adapters.wire.limiter import Limiter
from tests.adapters.wire.pretend import Time


@pytest.fixture
def clock() -> Time:
    return Time()


async def through(limiter: Limiter, times: int) -> None:
    for _ in range(times):
        await limiter.enter()
        limiter.leave()


async def test_what_was_saved_goes_at_once_and_the_rest_at_the_rate(clock: Time) -> None:
    limiter = Limiter(rate=10, clock=clock, sleep=clock.sleep)
    await through(limiter, 10)
    assert clock.slept == []
    await through(limiter, 5)
    assert clock.slept == pytest.approx([0.1] * 5)
    clock.now += 3600
    await through(limiter, 10)
    assert len(clock.slept) == 5


@pytest.mark.parametrize("rate", [0.25, 1.0, 3.0, 50.0])
async def test_over_time_the_rate_is_kept_whatever_it_is(clock: Time, rate: float) -> None:
    limiter = Limiter(rate=rate, slowest=0.1, clock=clock, sleep=clock.sleep)
    await through(limiter, 200)
    assert 200 / rate - 1.001 - 1 / rate <= clock.now - 1000 <= 200 / rate


async def test_a_429_halves_the_rate_and_empties_the_savings(clock: Time) -> None:
    limiter = Limiter(rate=16, clock=clock, sleep=clock.sleep)
    entered = await limiter.enter()
    limiter.leave()
    clock.now += 1
    limiter.throttled(entered, None)
    assert limiter.rate == 8
    await through(limiter, 3)
    assert clock.slept == pytest.approx([1 / 8] * 3)


async def test_many_429s_for_the_same_excess_cut_once(clock: Time) -> None:
    limiter = Limiter(rate=16, clock=clock, sleep=clock.sleep)
    entered = [await limiter.enter() for _ in range(8)]
    clock.now += 0.1
    for when in entered:
        limiter.throttled(when, None)
    assert limiter.rate == 8
    clock.now += 0.1
    limiter.throttled(clock.now, None)
    assert limiter.rate == 4


async def test_it_is_never_slower_than_the_slowest(clock: Time) -> None:
    limiter = Limiter(rate=4, slowest=1, clock=clock, sleep=clock.sleep)
    for _ in range(9):
        clock.now += 1
        limiter.throttled(clock.now, None)
    assert limiter.rate == 1


async def test_it_grows_slowly_and_not_beyond_where_it_began(clock: Time) -> None:
    limiter = Limiter(rate=16, growth=1, clock=clock, sleep=clock.sleep)
    limiter.throttled(clock.now, None)
    for _ in range(8):
        limiter.went_well()
    assert 8.9 < limiter.rate < 9.1
    for _ in range(999):
        limiter.went_well()
    assert limiter.rate == 16


async def test_a_pause_that_was_asked_for_holds_everyone_up_to_a_bound(clock: Time) -> None:
    limiter = Limiter(rate=16, longest_hold=30, clock=clock, sleep=clock.sleep)
    limiter.throttled(await limiter.enter(), 7)
    await limiter.enter()
    assert clock.now - 1000 == pytest.approx(7)
    limiter.throttled(clock.now, 9999)
    await limiter.enter()
    assert clock.now - 1000 == pytest.approx(37)


async def test_those_who_wait_come_in_the_order_of_asking(clock: Time) -> None:
    limiter = Limiter(concurrency=1, rate=1000, clock=clock, sleep=clock.sleep)
    came: list[int] = []

    async def ask(number: int) -> None:
        await limiter.enter()
        came.append(number)
        await asyncio.sleep(0)
        limiter.leave()

    await asyncio.gather(*map(ask, range(20)))
    assert came == list(range(20))


async def test_a_call_whose_time_is_over_does_not_wait(clock: Time) -> None:
    limiter = Limiter(clock=clock, sleep=clock.sleep)
    with within(0, clock), pytest.raises(TimeoutError):
        await limiter.enter()


async def test_the_deadline_ends_the_wait_for_a_place_and_takes_none(clock: Time) -> None:
    limiter = Limiter(concurrency=1, clock=clock, sleep=clock.sleep)
    await limiter.enter()
    with within(0.01), pytest.raises(TimeoutError):
        await limiter.enter()
    limiter.leave()
    await asyncio.wait_for(limiter.enter(), 0.05)


async def test_the_deadline_ends_the_wait_for_the_rate_and_takes_no_place() -> None:
    clock = Time()
    limiter = Limiter(concurrency=1, rate=1, clock=clock)
    await through(limiter, 1)
    with within(0.01), pytest.raises(TimeoutError):
        await limiter.enter()
    clock.now += 1
    await asyncio.wait_for(limiter.enter(), 0.05)


@given(
    concurrency=st.integers(1, 5),
    rate=st.floats(0.5, 500),
    calls=st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 6), st.booleans(), st.booleans()), max_size=40
    ),
)
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
def test_never_more_at_once_than_allowed_and_no_place_is_lost(
    concurrency: int, rate: float, calls: list[tuple[int, int, bool, bool]]
) -> None:
    """Each call comes after some ticks, stays some, may be cancelled on the way or answered 429."""

    async def play() -> None:
        clock = Time()
        limiter = Limiter(concurrency=concurrency, rate=rate, clock=clock, sleep=clock.sleep)
        running = most = 0

        async def call(after: int, stays: int, throttled: bool) -> None:
            nonlocal running, most
            for _ in range(after):
                await asyncio.sleep(0)
            entered = await limiter.enter()
            running += 1
            most = max(most, running)
            try:
                for _ in range(stays):
                    await asyncio.sleep(0)
                if throttled:
                    limiter.throttled(entered, 0.5)
                else:
                    limiter.went_well()
            finally:
                running -= 1
                limiter.leave()

        tasks = []
        for after, stays, cancelled, throttled in calls:
            task = asyncio.create_task(call(after, stays, throttled))
            tasks.append(task)
            if cancelled:
                asyncio.get_running_loop().call_later(0, task.cancel)
        await asyncio.gather(*tasks, return_exceptions=True)
        assert most <= concurrency
        assert running == 0
        for _ in range(concurrency):
            await asyncio.wait_for(limiter.enter(), 1)

    asyncio.run(play())
