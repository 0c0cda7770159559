"""Opens after failures in a row, probes with exactly one, and hears nothing of older eras."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.wire.breaker import Breaker, Resting
from adapters.wire.transport import NotSent
from tests.adapters.wire.pretend import Time


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def breaker(clock: Time) -> Breaker:
    return Breaker("api.example", failures=3, pause=10, clock=clock)


def fail(breaker: Breaker, times: int = 3) -> None:
    for _ in range(times):
        breaker.settle(breaker.admit(), False)


def test_failures_in_a_row_open_it(breaker: Breaker, clock: Time) -> None:
    fail(breaker)
    assert breaker.is_open
    clock.now += 3.5
    with pytest.raises(NotSent) as caught:
        breaker.admit()
    assert str(caught.value) == "api.example is resting after failures; next try in 7 s."


def test_a_success_between_begins_the_count_anew(breaker: Breaker) -> None:
    fail(breaker, 2)
    breaker.settle(breaker.admit(), True)
    fail(breaker, 2)
    assert not breaker.is_open


def test_what_was_given_up_counts_neither_way(breaker: Breaker) -> None:
    fail(breaker, 2)
    breaker.settle(breaker.admit(), None)
    assert not breaker.is_open
    fail(breaker, 1)
    assert breaker.is_open


def test_after_the_pause_exactly_one_probe_passes(breaker: Breaker, clock: Time) -> None:
    fail(breaker)
    clock.now += 10
    assert breaker.refusal() is None
    probe = breaker.admit()
    for _ in range(3):
        with pytest.raises(Resting, match="a try is under way"):
            breaker.admit()
    breaker.settle(probe, True)
    assert not breaker.is_open
    fail(breaker, 2)
    assert not breaker.is_open


def test_a_probe_that_fails_rests_it_for_a_whole_pause(breaker: Breaker, clock: Time) -> None:
    fail(breaker)
    clock.now += 12
    breaker.settle(breaker.admit(), False)
    clock.now += 9
    with pytest.raises(Resting, match="next try in 1 s"):
        breaker.admit()
    clock.now += 1
    breaker.settle(breaker.admit(), True)
    assert not breaker.is_open


def test_a_probe_that_was_given_up_makes_room_for_the_next(breaker: Breaker, clock: Time) -> None:
    fail(breaker)
    clock.now += 10
    breaker.settle(breaker.admit(), None)
    breaker.settle(breaker.admit(), True)
    assert not breaker.is_open


def test_a_late_end_of_an_older_era_counts_no_more(breaker: Breaker, clock: Time) -> None:
    early, other = breaker.admit(), breaker.admit()
    fail(breaker)
    breaker.settle(early, True)
    assert breaker.is_open
    clock.now += 10
    probe = breaker.admit()
    breaker.settle(other, False)
    with pytest.raises(Resting, match="a try is under way"):
        breaker.admit()
    breaker.settle(probe, True)
    assert not breaker.is_open


def test_looking_takes_no_probe(breaker: Breaker, clock: Time) -> None:
    fail(breaker)
    clock.now += 10
    assert [breaker.refusal() for _ in range(3)] == [None] * 3
    breaker.admit()


@given(
    st.lists(st.sampled_from(["admit", "well", "ill", "given up"]) | st.floats(0, 20), max_size=200)
)
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_while_open_never_more_than_one_is_under_way_and_it_never_sticks(
    steps: list[str | float],
) -> None:
    clock = Time()
    breaker = Breaker("api.example", failures=2, pause=10, clock=clock)
    running: list[tuple[int, bool]] = []
    ends = {"well": True, "ill": False, "given up": None}
    for step in steps:
        if step == "admit":
            try:
                running.append((breaker.admit(), breaker.is_open))
            except Resting:
                continue
        elif isinstance(step, float):
            clock.now += step
        elif running:
            breaker.settle(running.pop(0)[0], ends[step])
        assert sum(probe for _, probe in running) <= 1
    for era, _ in running:
        breaker.settle(era, None)
    clock.now += 10
    breaker.settle(breaker.admit(), True)
    assert not breaker.is_open
