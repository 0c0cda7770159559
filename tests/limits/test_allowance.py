"""A minute's budget is never overspent, always grows back, and is forgotten when it is whole."""

import math
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers import allowance
from resolvers.allowance import Allowance, Allowances, Budget, Limits, RateLimit
from tests.world import NOW, StandingClock

STEPS = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 150)), max_size=40)


@given(STEPS)
def test_no_minute_costs_more_than_a_budget_and_what_grew_meanwhile(
    steps: list[tuple[int, int]],
) -> None:
    budget, now, spent = Budget(100), NOW, list[tuple[datetime, int]]()
    for seconds, cost in steps:
        now += timedelta(seconds=seconds)
        wait = budget.wait(cost, now)
        if wait == 0:
            spent.append((now, cost))
        elif cost > 100:
            assert wait == math.inf
        else:
            # It is not refused for nothing, and what it is told to wait is enough.
            last = budget.after(0, now)
            assert last.remaining is not None and last.remaining < cost
            later = Budget(100)
            later._spent, later._now = budget._spent, budget._now
            assert later.wait(cost, now + timedelta(seconds=math.ceil(wait))) == 0
    for start, _ in spent:
        for end, _ in spent:
            if end >= start:
                within = sum(cost for at, cost in spent if start <= at <= end)
                assert within <= 100 + (end - start).total_seconds() * 100 / 60 + 1e-6


def test_a_budget_grows_back_evenly_and_is_no_more_than_whole() -> None:
    budget = Budget(60)
    assert budget.wait(60, NOW) == 0
    assert budget.wait(1, NOW) == 1
    assert budget.after(60, NOW) == RateLimit(60, 60, 0, NOW + timedelta(seconds=60))
    later = NOW + timedelta(seconds=15)
    assert budget.after(60, later) == RateLimit(60, 60, 15, NOW + timedelta(seconds=60))
    much_later = NOW + timedelta(hours=1)
    assert budget.after(0, much_later) == RateLimit(0, 60, 60, much_later)


def test_a_clock_set_back_neither_takes_nor_gives() -> None:
    budget = Budget(60)
    assert budget.wait(60, NOW) == 0
    before = NOW - timedelta(hours=1)
    assert budget.after(0, before).remaining == 0
    assert budget.after(0, before + timedelta(seconds=1)).remaining == 1


def test_a_budget_is_its_viewers_own_and_is_the_same_in_each_request() -> None:
    all_ = Allowances(Limits(cost_per_minute=100), StandingClock())

    def of(viewer: str | None) -> Allowance:
        return all_.of(viewer, introspects=False, reports=False)

    assert of("jane").wait(70) == 0
    assert of("jane").wait(40) == 6.0
    assert of("dmitri").wait(40) == 0
    assert of("jane").wait(30) == 0
    # Strangers have none: one could spend what the others sign in with.
    assert [of(None).wait(100) for _ in range(3)] == [0, 0, 0]
    assert len(all_) == 2


def test_what_is_whole_again_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "_MANY", 3)
    clock = StandingClock()
    all_ = Allowances(Limits(cost_per_minute=60), clock)
    for viewer in range(3):
        all_.of(viewer, introspects=False, reports=False).wait(10 * viewer)
    assert len(all_) == 3
    all_.of(3, introspects=False, reports=False)
    assert len(all_) == 3
    clock.time += timedelta(minutes=1)
    for viewer in range(4, 8):
        all_.of(viewer, introspects=False, reports=False)
    assert [*all_._budgets] == [5, 6, 7]


def test_without_a_budget_everything_may_be_asked_and_the_cost_is_told() -> None:
    it = Allowance()
    assert it.wait(10**9) == 0
    assert it.rate() == RateLimit(10**9)
