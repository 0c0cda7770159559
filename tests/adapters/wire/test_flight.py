"""The same read asked by many at once is one call; what differs shares nothing."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from adapters.wire.deadline import remaining, within
from adapters.wire.flight import Flight
from adapters.wire.message import Response
from adapters.wire.transport import NoAnswer, NotSent
from tests.adapters.wire.pretend import READ, Played, answer

Ask = Callable[[], Coroutine[Any, Any, Response]]


@pytest.fixture
def played() -> Played:
    played = Played()
    played.gate = asyncio.Event()
    return played


@pytest.fixture
def flight() -> Flight:
    return Flight("api.example")


@pytest.fixture
def ask(played: Played, flight: Flight) -> Ask:
    return lambda: flight.join("ann's", lambda: played.send(READ))


def go(played: Played) -> None:
    assert played.gate
    played.gate.set()


async def ticks(count: int = 5) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_fifty_who_ask_the_same_share_one_call(played: Played, ask: Ask) -> None:
    calls = [asyncio.create_task(ask()) for _ in range(50)]
    await ticks()
    go(played)
    answers = await asyncio.gather(*calls)
    assert len(played.sent) == 1
    assert all(one is answers[0] for one in answers)


async def test_what_differs_shares_nothing(played: Played, flight: Flight) -> None:
    keys = [("ann", "page"), ("bob", "page"), ("ann", "count")]
    calls = [asyncio.create_task(flight.join(key, lambda: played.send(READ))) for key in keys]
    await ticks()
    go(played)
    await asyncio.gather(*calls)
    assert len(played.sent) == 3


async def test_nothing_is_kept_when_it_is_over(played: Played, ask: Ask) -> None:
    played.outcomes = [answer(200, body=b"old"), answer(200, body=b"new")]
    go(played)
    assert (await ask()).body == b"old"
    assert (await ask()).body == b"new"


async def test_who_comes_in_the_tick_of_the_answer_asks_anew(
    played: Played, flight: Flight, ask: Ask
) -> None:
    played.outcomes = [answer(200, body=b"old"), answer(200, body=b"new")]
    first = asyncio.create_task(ask())
    await ticks()
    (call,) = flight._under_way.values()
    shared = call.task
    assert shared

    async def late() -> Response:
        while not shared.done():  # noqa: ASYNC110 - it has to be the very tick
            await asyncio.sleep(0)
        return await ask()

    early = [asyncio.create_task(late()) for _ in range(3)]
    go(played)
    calls = [first, *early, *(asyncio.create_task(late()) for _ in range(3))]
    old, *new = await asyncio.gather(*calls)
    assert old.body == b"old"
    assert b"old" not in [response.body for response in new]


async def test_a_failure_reaches_all_and_is_not_kept(played: Played, ask: Ask) -> None:
    failure = NoAnswer("away")
    played.outcomes = [failure]
    calls = [asyncio.create_task(ask()) for _ in range(3)]
    await ticks()
    go(played)
    assert await asyncio.gather(*calls, return_exceptions=True) == [failure] * 3
    assert (await ask()).status == 200


async def test_who_goes_away_takes_nobody_along(played: Played, ask: Ask) -> None:
    calls = [asyncio.create_task(ask()) for _ in range(3)]
    await ticks()
    calls[0].cancel()
    await ticks()
    go(played)
    first, *others = await asyncio.gather(*calls, return_exceptions=True)
    assert isinstance(first, asyncio.CancelledError)
    assert [isinstance(one, Response) for one in others] == [True, True]
    assert len(played.sent) == 1


async def test_when_all_have_gone_the_call_ends_and_the_next_asks_anew(
    played: Played, flight: Flight, ask: Ask
) -> None:
    calls = [asyncio.create_task(ask()) for _ in range(2)]
    await ticks()
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    next_call = asyncio.create_task(ask())
    await ticks()
    assert (played.running, len(played.sent)) == (1, 2)
    go(played)
    assert (await next_call).status == 200


async def test_who_asks_after_a_change_joins_nothing_begun_before_it(
    played: Played, flight: Flight, ask: Ask
) -> None:
    played.outcomes = [answer(200, body=b"old"), answer(200, body=b"new")]
    before = [asyncio.create_task(ask()) for _ in range(2)]
    await ticks()
    flight.forget()
    after = [asyncio.create_task(ask()) for _ in range(2)]
    await ticks()
    assert (played.running, len(played.sent)) == (2, 2)
    go(played)
    bodies = [response.body for response in await asyncio.gather(*before, *after)]
    assert bodies == [b"old", b"old", b"new", b"new"]
    assert flight._under_way == {}


async def test_a_forgotten_call_still_ends_with_the_last_who_waits(
    played: Played, flight: Flight, ask: Ask
) -> None:
    call = asyncio.create_task(ask())
    await ticks()
    flight.forget()
    call.cancel()
    await ticks()
    assert (played.running, len(played.sent)) == (0, 1)


async def test_each_waits_only_as_long_as_its_own_deadline(played: Played, ask: Ask) -> None:
    async def patient(seconds: float) -> Response:
        with within(seconds):
            return await ask()

    short, long = asyncio.create_task(patient(0.01)), asyncio.create_task(patient(5))
    with pytest.raises(NoAnswer, match=r"^api\.example had not answered when the call's time"):
        await short
    assert played.running == 1
    go(played)
    assert (await long).status == 200
    assert len(played.sent) == 1


async def test_the_shared_call_has_no_ones_deadline(flight: Flight) -> None:
    async def looks() -> float | None:
        return remaining()

    with within(5):
        assert await flight.join("ann's", looks) is None
        assert remaining() is not None


async def test_a_call_whose_time_is_over_asks_nothing(played: Played, ask: Ask) -> None:
    with within(0), pytest.raises(NotSent, match="was not asked"):
        await ask()
    assert played.sent == []
