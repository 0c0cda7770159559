"""The whole stack: exactly as many attempts as there should be, and the truth about what was sent."""

import asyncio
import time
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from adapters.wire.breaker import Breaker, Resting
from adapters.wire.budget import Budget
from adapters.wire.deadline import within
from adapters.wire.limiter import Limiter
from adapters.wire.message import Request, Response
from adapters.wire.retry import Policy
from adapters.wire.steady import Counters, Steady
from adapters.wire.transport import NoAnswer, NotSent, Transport, WireFailure
from tests.adapters.wire.conftest import Open
from tests.adapters.wire.pretend import KEYED, READ, WRITE, Played, Time, answer, until
from tests.adapters.wire.upstream import Upstream, hangs, raw, says
from tests.world import NOW, StandingClock


class Stack:
    """A steady transport over another, in a time that passes when slept."""

    def __init__(self, transport: Transport, **changes: Any) -> None:
        self.time = Time()
        self.breaker = Breaker("api.example", failures=5, pause=10, clock=self.time)
        parts: dict[str, Any] = {
            "retry": Policy(attempts=4, first=0.1, longest=5, longest_asked=20),
            "budget": Budget(most=20, clock=self.time),
            "breaker": self.breaker,
            "limiter": Limiter(clock=self.time, sleep=self.time.sleep),
            "clock": self.time,
            "sleep": self.time.sleep,
            "random": lambda: 0.5,
            "wall": StandingClock(),
        }
        self.steady = Steady(transport, **{**parts, **changes})

    async def send(self, request: Request) -> Response:
        return await self.steady.send(request)

    @property
    def counters(self) -> Counters:
        return self.steady.counters


Outcome = Response | WireFailure


# --- how often ------------------------------------------------------------------------------------


@pytest.mark.parametrize("failures", [0, 1, 2, 3])
@pytest.mark.parametrize("outcome", [NotSent("x"), NoAnswer("x"), answer(500), answer(503)])
async def test_a_read_is_sent_until_it_is_answered(failures: int, outcome: Outcome) -> None:
    played = Played(*[outcome] * failures)
    stack = Stack(played)
    assert (await stack.send(READ)).status == 200
    assert len(played.sent) == failures + 1
    assert stack.counters == Counters(sent=failures + 1, retried=failures)
    assert stack.time.slept == pytest.approx([0.05, 0.1, 0.2][:failures])


@pytest.mark.parametrize("outcome", [NotSent("x"), NoAnswer("x"), answer(503)])
async def test_after_the_last_attempt_the_outcome_is_given_as_it_is(outcome: Outcome) -> None:
    played = Played(*[outcome] * 9)
    stack = Stack(played)
    if isinstance(outcome, WireFailure):
        with pytest.raises(type(outcome)):
            await stack.send(READ)
    else:
        assert await stack.send(READ) is outcome
    assert len(played.sent) == 4


async def test_a_write_without_an_answer_is_never_sent_twice() -> None:
    played = Played(NoAnswer("cut"))
    with pytest.raises(NoAnswer, match="cut"):
        await Stack(played).send(WRITE)
    assert len(played.sent) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_a_write_with_a_doubtful_answer_is_never_sent_twice(status: int) -> None:
    played = Played(answer(status))
    assert (await Stack(played).send(WRITE)).status == status
    assert len(played.sent) == 1


async def test_a_write_that_never_left_or_was_refused_is_sent_again() -> None:
    played = Played(NotSent("x"), answer(429, "1"), answer(503, "2"))
    stack = Stack(played)
    assert (await stack.send(WRITE)).status == 200
    assert len(played.sent) == 4
    assert stack.counters == Counters(sent=4, retried=3, throttled=1)


async def test_a_repeatable_write_is_sent_again() -> None:
    played = Played(NoAnswer("cut"), answer(500))
    assert (await Stack(played).send(KEYED)).status == 200
    assert len(played.sent) == 3


async def test_the_budget_ends_a_storm() -> None:
    played = Played(*[NotSent("x")] * 999)
    budget = Budget(share=0.2, floor=0, most=5)
    stack = Stack(played, budget=budget, breaker=Breaker("a", failures=10**6))
    for _ in range(100):
        with pytest.raises(NotSent):
            await stack.send(READ)
    assert 100 + 20 <= len(played.sent) <= 100 + 5 + 20


# --- the truth about what was sent ----------------------------------------------------------------


@pytest.mark.parametrize("request_", [READ, KEYED])
async def test_lost_once_and_then_unreachable_is_no_answer(request_: Request) -> None:
    played = Played(NoAnswer("cut"), *[NotSent("refused")] * 9)
    with pytest.raises(NoAnswer, match="cut"):
        await Stack(played).send(request_)


async def test_answered_once_and_then_unreachable_is_that_answer() -> None:
    played = Played(answer(503, "1"), *[NotSent("refused")] * 9)
    assert (await Stack(played).send(WRITE)).status == 503


@pytest.mark.parametrize("status", [429, 503])
async def test_a_write_that_was_lost_and_then_refused_may_have_been_done(status: int) -> None:
    played = Played(NoAnswer("cut"), *[answer(status)] * 9)
    with pytest.raises(NoAnswer, match="cut"):
        await Stack(played).send(KEYED)
    played = Played(NoAnswer("cut"), *[answer(status)] * 9)
    assert (await Stack(played).send(READ)).status == status


@pytest.mark.parametrize("then", [answer(429, "1"), answer(503, "1"), answer(401), answer(408)])
async def test_a_write_that_failed_and_was_then_turned_away_may_have_been_done(
    then: Response,
) -> None:
    for doubt in (answer(500), answer(502), answer(503)):
        stack = Stack(Played(doubt, *[then] * 9))
        assert (await stack.send(KEYED)).status == doubt.status
        stack = Stack(Played(doubt, *[then] * 9))
        assert (await stack.send(READ)).status == then.status


async def test_a_write_that_was_lost_and_then_answered_is_answered() -> None:
    assert (await Stack(Played(NoAnswer("cut"), answer(409))).send(KEYED)).status == 409


# --- Retry-After ----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_is_waited_for(status: int) -> None:
    for asked in ("3", format_datetime(NOW + timedelta(seconds=3), usegmt=True)):
        stack = Stack(Played(answer(status, asked)))
        assert (await stack.send(WRITE)).status == 200
        assert stack.time.now - 1000 >= 3


async def test_a_retry_after_beyond_the_bound_or_the_deadline_is_given_up_at_once() -> None:
    for asked, seconds in (("99999", 30), ("21", 30), ("3", 2)):
        played = Played(answer(429, asked))
        stack = Stack(played)
        with within(seconds, stack.time):
            assert (await stack.send(READ)).status == 429
        assert (len(played.sent), stack.time.slept) == (1, [])


async def test_a_retry_after_holds_the_neighbours_too() -> None:
    stack = Stack(Played(answer(429, "7")))
    with within(1, stack.time):
        assert (await stack.send(WRITE)).status == 429
    await stack.send(READ)
    assert stack.time.now - 1000 >= 7
    assert stack.counters.throttled == 1


# --- breaker --------------------------------------------------------------------------------------


async def test_an_upstream_that_fails_is_left_alone_and_tried_again() -> None:
    played = Played(*[NoAnswer("cut")] * 5)
    stack = Stack(played)
    for _ in range(5):
        with pytest.raises(NoAnswer):
            await stack.send(WRITE)
    for _ in range(3):
        with pytest.raises(NotSent, match=r"^api\.example is resting after failures; next try in"):
            await stack.send(READ)
    assert stack.time.slept == []
    assert stack.counters == Counters(sent=5, refused_by_breaker=3)
    stack.time.now += 10
    assert (await stack.send(READ)).status == 200
    assert not stack.breaker.is_open


async def test_a_breaker_that_opens_between_attempts_leaves_the_last_outcome() -> None:
    stack = Stack(Played(*[answer(500)] * 9), breaker=Breaker("a", failures=2))
    assert (await stack.send(READ)).status == 500
    assert stack.counters == Counters(sent=2, retried=1, refused_by_breaker=1)


async def test_who_waited_for_a_turn_while_it_opened_is_refused() -> None:
    played = Played(NoAnswer("cut"))
    gate = played.gate = asyncio.Event()
    stack = Stack(played, breaker=Breaker("a", failures=1), limiter=Limiter(concurrency=1))
    first, second = (asyncio.create_task(stack.send(WRITE)) for _ in range(2))
    await until(lambda: played.running)
    gate.set()
    failures = await asyncio.gather(first, second, return_exceptions=True)
    assert [type(failure) for failure in failures] == [NoAnswer, Resting]
    assert stack.counters == Counters(sent=1, refused_by_breaker=1)


async def test_refusals_of_the_caller_are_no_failures_of_the_upstream() -> None:
    stack = Stack(Played(*map(answer, [400, 401, 404, 429] * 3)))
    for _ in range(12):
        await stack.send(WRITE)
    assert not stack.breaker.is_open


async def test_a_probe_that_is_cancelled_makes_room_for_another() -> None:
    played = Played()
    stack = Stack(played, breaker=Breaker("a", failures=1, pause=0))
    played.outcomes = [NoAnswer("cut")]
    with pytest.raises(NoAnswer):
        await stack.send(WRITE)
    played.gate = asyncio.Event()
    probe = asyncio.create_task(stack.send(READ))
    await until(lambda: played.running)
    probe.cancel()
    await asyncio.gather(probe, return_exceptions=True)
    played.gate.set()
    assert (await stack.send(READ)).status == 200


# --- deadline -------------------------------------------------------------------------------------


async def test_a_call_whose_time_is_over_is_not_sent() -> None:
    played = Played()
    stack = Stack(played)
    with within(0), pytest.raises(NotSent, match=r"^api\.example was not asked: the call's time"):
        await stack.send(READ)
    assert (played.sent, stack.counters) == ([], Counters())


async def test_waiting_for_its_turn_till_the_end_is_not_sent() -> None:
    played = Played()
    played.gate = asyncio.Event()
    stack = Stack(played, limiter=Limiter(concurrency=1))
    first = asyncio.create_task(stack.send(READ))
    await until(lambda: played.running)
    with within(0.01), pytest.raises(NotSent, match="before its turn"):
        await stack.send(READ)
    played.gate.set()
    await first
    assert len(played.sent) == 1


async def test_a_turn_that_comes_when_the_time_is_over_is_not_used() -> None:
    played = Played()
    stack = Stack(played)
    stack.time.now += 1
    for _ in range(100):
        await stack.send(READ)
    with within(0.005, stack.time), pytest.raises(NotSent, match="before its turn"):
        await stack.send(READ)
    assert (len(played.sent), stack.counters.sent) == (100, 100)


class Hangs(Played):
    """Takes its time, and never answers."""

    def __init__(self, waited: float) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.waited = waited
        self.stack = Stack(self)
        self.breaker = self.stack.breaker

    async def send(self, request: Request) -> Response:
        self.stack.time.now += self.waited
        return await super().send(request)


@pytest.mark.parametrize(("waited", "failures"), [(9.9, 0), (10.0, 1), (29.0, 1)])
@pytest.mark.parametrize("request_", [READ, WRITE], ids=["read", "write"])
async def test_an_attempt_given_up_counts_as_a_failure_only_if_it_had_time_enough(
    waited: float, failures: int, request_: Request
) -> None:
    hangs = Hangs(waited)
    with within(0.01), pytest.raises(NoAnswer, match=r"^api\.example had not answered"):
        await hangs.stack.send(request_)
    assert hangs.breaker._failures == failures
    call = asyncio.create_task(hangs.stack.send(request_))
    await until(lambda: hangs.running)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert hangs.breaker._failures == 2 * failures


async def test_callers_with_little_time_rest_no_upstream() -> None:
    hangs = Hangs(0.01)
    for _ in range(20):
        with within(0.01), pytest.raises(NoAnswer):
            await hangs.stack.send(WRITE)
    assert not hangs.breaker.is_open
    assert hangs.stack.counters == Counters(sent=20)


async def test_hanging_till_the_end_is_no_answer_and_counts_as_a_failure() -> None:
    played = Played()
    played.gate = asyncio.Event()
    stack = Stack(played, breaker=Breaker("api.example", failures=1), patience=0.0)
    with within(0.3), pytest.raises(NoAnswer, match=r"^api\.example had not answered"):
        await stack.send(READ)
    with pytest.raises(NotSent, match="resting"):
        await stack.send(READ)
    assert stack.counters == Counters(sent=1, refused_by_breaker=1)


async def test_a_call_without_a_deadline_ends_too() -> None:
    played = Played()
    played.gate = asyncio.Event()
    with pytest.raises(NoAnswer, match="had not answered"):
        await Stack(played, longest=0.01, clock=time.monotonic).send(READ)


# --- concurrency ----------------------------------------------------------------------------------


async def test_fifty_callers_keep_to_the_concurrency_and_all_are_answered() -> None:
    class Slow(Played):
        async def send(self, request: Request) -> Response:
            await asyncio.sleep(0)
            return await super().send(request)

    played = Slow(*[answer(503), NoAnswer("x")] * 2)
    gate = played.gate = asyncio.Event()
    asyncio.get_running_loop().call_later(0.01, gate.set)
    limiter = Limiter(concurrency=8, rate=1000)
    stack = Stack(played, limiter=limiter)
    answers = await asyncio.gather(*(stack.send(READ) for _ in range(50)))
    assert [response.status for response in answers] == [200] * 50
    assert played.most == 8
    assert stack.counters == Counters(sent=54, retried=4)


async def test_a_cancelled_caller_leaves_its_place() -> None:
    played = Played()
    played.gate = asyncio.Event()
    stack = Stack(played, limiter=Limiter(concurrency=2))
    calls = [asyncio.create_task(stack.send(READ)) for _ in range(6)]
    await until(lambda: played.running == 2)
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    played.gate.set()
    answers = await asyncio.gather(*(stack.send(READ) for _ in range(3)))
    assert [response.status for response in answers] == [200] * 3


async def test_closing_closes_the_transport_below() -> None:
    played = Played()
    await Stack(played).steady.close()
    assert played.closed


# --- over real connections ------------------------------------------------------------------------


@pytest.mark.parametrize("failures", [0, 1, 3])
async def test_a_server_that_fails_and_then_answers_sees_each_attempt(
    opened: Open, upstream: Upstream, failures: int
) -> None:
    upstream.answers.extend([says(503), raw(b"", reset=True), raw(b"HTTP/1.1 2")][:failures])
    if failures == 3:
        upstream.answers[2] = raw(b"HTTP/1.1 2", then_close=True)
    stack = Stack(opened(upstream.url), clock=time.monotonic)
    assert (await stack.send(READ)).body == b"ok"
    assert len(upstream.asked) == failures + 1
    assert stack.counters == Counters(sent=failures + 1, retried=failures)


async def test_a_server_that_breaks_off_sees_a_write_once(opened: Open, upstream: Upstream) -> None:
    for broken in (raw(b"", then_close=True), raw(b"", reset=True), says(500)):
        upstream.asked.clear()
        upstream.answers.append(broken)
        stack = Stack(opened(upstream.url), clock=time.monotonic)
        outcome = await asyncio.gather(stack.send(WRITE), return_exceptions=True)
        assert isinstance(outcome[0], NoAnswer) or outcome[0].status == 500
        assert len(upstream.asked) == 1


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc"])
async def test_a_slow_answer_is_cut_off_by_the_deadline(
    opened: Open, upstream: Upstream, said: bytes
) -> None:
    upstream.otherwise = hangs(said)
    stack = Stack(opened(upstream.url), clock=time.monotonic)
    # The upstream never ends its answer: that this ends at all is the deadline's doing.
    with within(0.5), pytest.raises(NoAnswer):
        await stack.send(READ)
    assert len(upstream.asked) == 1


async def test_fifty_callers_of_a_server_that_throttles_are_all_answered(
    opened: Open, upstream: Upstream
) -> None:
    upstream.answers.extend([says(429, b"", {"Retry-After": "0"})] * 3)
    limiter = Limiter(concurrency=8, rate=10_000, sleep=Time().sleep)
    stack = Stack(opened(upstream.url, connections=8), limiter=limiter, clock=time.monotonic)
    answers = await asyncio.gather(*(stack.send(READ) for _ in range(50)))
    assert [response.status for response in answers] == [200] * 50
    assert stack.counters == Counters(sent=53, retried=3, throttled=3)
    assert upstream.connections <= 8
    assert limiter.rate < 10_000
