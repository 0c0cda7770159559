"""What is sent again and when: a table of outcomes, bounds on the pauses, and a budget that holds."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.wire.budget import Budget
from adapters.wire.message import Request, Response
from adapters.wire.retry import Outcome, Policy, asked_wait, pause, unsure
from adapters.wire.transport import NoAnswer, NotSent, WireFailure
from tests.adapters.wire.pretend import KEYED, READ, WRITE, Time, answer

NOW = datetime(2026, 2, 20, 9, 15, 44, tzinfo=UTC)
POLICY = Policy(attempts=4, first=0.1, longest=5, longest_asked=20)
PROPERTY = settings(max_examples=100, deadline=None, derandomize=True, database=None)


def paused(
    request: Request,
    outcome: Response | WireFailure,
    *,
    attempt: int = 1,
    left: float | None = None,
    random: float = 0.5,
) -> float | None:
    return pause(POLICY, request, attempt, outcome, now=NOW, left=left, random=lambda: random)


@pytest.mark.parametrize("request_", [READ, WRITE, KEYED])
@pytest.mark.parametrize("outcome", [NotSent("x"), answer(429, "3"), answer(503, "3")])
def test_what_was_never_done_is_repeated_whatever_it_is(
    request_: Request, outcome: Response | WireFailure
) -> None:
    assert paused(request_, outcome) is not None


@pytest.mark.parametrize(
    "outcome",
    [
        NoAnswer("x"),
        *map(answer, (429, 500, 502, 503, 504, 520)),
        answer(500, "1"),
        answer(502, "1"),
        answer(429, "soon"),
        answer(503, "-1"),
    ],
)
def test_what_may_have_been_done_is_repeated_only_where_it_may_be(
    outcome: Response | WireFailure,
) -> None:
    assert paused(READ, outcome) is not None
    assert paused(KEYED, outcome) is not None
    assert paused(WRITE, outcome) is None


@pytest.mark.parametrize("status", [200, 201, 304, 400, 401, 403, 404, 408, 409, 422, 501, 505])
def test_what_would_be_no_better_is_not_repeated(status: int) -> None:
    assert paused(READ, answer(status)) is None
    assert paused(READ, answer(status, "1")) is None


def test_after_the_last_attempt_there_is_none() -> None:
    assert [paused(READ, NotSent("x"), attempt=n) is None for n in (1, 3, 4, 5)] == [
        False,
        False,
        True,
        True,
    ]


# --- Retry-After ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("7", 7),
        (" 7 ", 7),
        ("1.5", 1.5),
        ("9" * 400, float("inf")),
        ("Fri, 20 Feb 2026 09:16:14 GMT", 30),
        ("Friday, 20-Feb-26 09:16:14 GMT", 30),
        ("Fri Feb 20 09:16:14 2026", 30),
        ("Fri, 20 Feb 2026 10:16:14 +0100", 30),
        ("Fri, 20 Feb 2026 09:00:00 GMT", 0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1e3", None),
        ("٣", None),
        ("Fri, 99 Feb 2026 09:16:14 GMT", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(text: str, seconds: float | None) -> None:
    assert asked_wait(answer(503, text), NOW) == seconds


@given(st.text(max_size=40))
@PROPERTY
def test_no_retry_after_breaks_the_reading(text: str) -> None:
    asked = asked_wait(answer(503, text), NOW)
    assert asked is None or asked >= 0


def test_a_pause_that_was_asked_for_is_kept_and_only_ever_longer() -> None:
    assert paused(READ, answer(429, "3"), random=0) == 3
    assert paused(READ, answer(429, "3"), random=1) == 3.1
    date = format_datetime(NOW + timedelta(seconds=4), usegmt=True)
    assert paused(READ, answer(503, date), random=0) == 4


def test_a_pause_longer_than_the_bound_or_the_deadline_ends_it() -> None:
    assert paused(READ, answer(429, "20")) is not None
    assert paused(READ, answer(429, "20.1")) is None
    assert paused(READ, answer(429, "99999")) is None
    assert paused(READ, answer(429, "3"), left=3.0) is None
    assert paused(READ, answer(429, "3"), left=3.2) is not None
    assert paused(READ, NotSent("x"), left=0) is None
    assert paused(READ, NotSent("x"), left=0.04) is None


@given(attempt=st.integers(1, 10_000), random=st.floats(0, 1, exclude_max=True))
@PROPERTY
def test_the_jitter_is_full_and_within_its_bounds(attempt: int, random: float) -> None:
    policy = Policy(attempts=20_000, first=0.1, longest=5)
    wait = pause(policy, READ, attempt, NotSent(""), now=NOW, left=None, random=lambda: random)
    assert wait is not None
    most = min(5, 0.1 * 2 ** min(attempt - 1, 60))
    assert 0 <= wait <= most
    assert wait == pytest.approx(random * most)


@given(
    asked=st.floats(0, 1000),
    left=st.none() | st.floats(0, 1000),
    random=st.floats(0, 1, exclude_max=True),
    attempt=st.integers(1, 4),
    status=st.sampled_from([429, 503]),
)
@PROPERTY
def test_no_pause_is_sooner_than_asked_or_later_than_the_deadline(
    asked: float, left: float | None, random: float, attempt: int, status: int
) -> None:
    outcome = answer(status, f"{asked:.3f}")
    wait = paused(READ, outcome, attempt=attempt, left=left, random=random)
    if wait is not None:
        assert wait >= float(f"{asked:.3f}")
        assert left is None or wait < left
        assert asked <= 20.001


# --- budget ---------------------------------------------------------------------------------------


def test_a_fifth_of_the_requests_may_be_repeated_once_the_savings_are_gone() -> None:
    budget = Budget(share=0.2, floor=0, most=10, clock=Time())
    assert sum(budget.take() for _ in range(100)) == 10
    repeats = 0
    for _ in range(100):
        budget.asked()
        repeats += budget.take()
    assert repeats in (19, 20)


def test_the_floor_lets_a_quiet_upstream_be_tried_again() -> None:
    clock = Time()
    budget = Budget(share=0.2, floor=0.5, most=1, clock=clock)
    assert [budget.take(), budget.take()] == [True, False]
    clock.now += 2
    assert [budget.take(), budget.take()] == [True, False]
    clock.now += 3600
    assert [budget.take(), budget.take()] == [True, False]


@given(
    steps=st.lists(st.sampled_from(["asked", "take"]) | st.floats(0, 30), max_size=300),
    share=st.floats(0, 1),
    floor=st.floats(0, 5),
    most=st.floats(0, 50),
)
@PROPERTY
def test_the_budget_is_never_exceeded(
    steps: list[str | float], share: float, floor: float, most: float
) -> None:
    clock = Time()
    budget = Budget(share=share, floor=floor, most=most, clock=clock)
    asked = taken = 0
    for step in steps:
        if step == "asked":
            budget.asked()
            asked += 1
        elif step == "take":
            taken += budget.take()
        else:
            assert isinstance(step, float)
            clock.now += step
        assert taken <= most + share * asked + floor * (clock.now - 1000) + 1e-6


@pytest.mark.parametrize(
    ("outcome", "may_be_done"),
    [
        (NoAnswer("cut"), True),
        (NotSent("refused"), False),
        (answer(500), True),
        (answer(502), True),
        (answer(504), True),
        (answer(503), True),
        (answer(503, "soon"), True),
        (answer(503, "1"), False),
        (answer(503, "Fri, 20 Feb 2026 09:15:51 GMT"), False),
        (answer(501), False),
        (answer(505), False),
        (answer(429), False),
        (answer(409), False),
        (answer(201), False),
    ],
)
def test_a_failure_may_come_after_the_work(outcome: Outcome, may_be_done: bool) -> None:
    assert unsure(outcome) is may_be_done
