"""Findings: believed as long as they hold, by whoever reads the same upstream the same way."""

from datetime import timedelta
from typing import Any, TypeVar

import msgspec
import pytest

from adapters.supergood.habits import Habit, Habits, ReadMode
from adapters.supergood.health import Watch
from tests.world import NOW, StandingClock

Fact = TypeVar("Fact")
MANY, SINGLE, LIST, NONE = Habit.MANY, Habit.SINGLE, Habit.LIST, Habit.NONE


class Kept:
    """Facts as JSON, and how often they were asked for and written."""

    def __init__(self) -> None:
        self.facts: dict[str, bytes] = {}
        self.asked: list[str] = []

    async def get(self, key: str, fact_type: type[Fact]) -> Fact | None:
        self.asked.append(f"get {key}")
        found = self.facts.get(key)
        return None if found is None else msgspec.json.decode(found, type=fact_type)

    async def put(self, key: str, value: Any) -> None:
        self.asked.append(f"put {key}")
        self.facts[key] = msgspec.json.encode(value)


def habits(
    kept: Kept, clock: StandingClock, mode: ReadMode = ReadMode.AUTO, url: str = "https://a"
) -> Habits:
    return Habits(mode, url, Watch(clock), frozenset(), facts=kept, clock=clock)


async def test_a_finding_is_written_once_and_read_once() -> None:
    kept, clock = Kept(), StandingClock()
    first = habits(kept, clock)
    assert await first.of("matters") is None
    for _ in range(3):
        await first.learn("matters", MANY)
        assert await first.of("matters") is MANY
    assert kept.asked == ["get matters.reads", "put matters.reads"]
    kept.asked.clear()
    second = habits(kept, clock)
    assert [await second.of("matters") for _ in range(3)] == [MANY] * 3
    await second.learn("matters", MANY)
    assert kept.asked == ["get matters.reads"]
    assert await second.of("users") is None


async def test_what_is_not_remembered_is_looked_up_once() -> None:
    kept, clock = Kept(), StandingClock()
    first = habits(kept, clock)
    assert [await first.of("matters") for _ in range(3)] == [None] * 3
    assert kept.asked == ["get matters.reads"]
    await first.learn("matters", SINGLE)
    assert await first.of("matters") is SINGLE
    clock.time = NOW + timedelta(days=1)
    assert await first.of("matters") is None
    assert kept.asked == ["get matters.reads", "put matters.reads"]


@pytest.mark.parametrize("habit", [SINGLE, LIST, NONE])
async def test_what_no_read_proves_wrong_is_believed_for_a_day(habit: Habit) -> None:
    kept, clock = Kept(), StandingClock()
    await habits(kept, clock).learn("matters", habit)
    clock.time = NOW + timedelta(days=1, microseconds=-1)
    assert await habits(kept, clock).of("matters") is habit
    clock.time = NOW + timedelta(days=1)
    again = habits(kept, clock)
    assert await again.of("matters") is None
    await again.learn("matters", habit)
    clock.time += timedelta(days=1, microseconds=-1)
    assert await habits(kept, clock).of("matters") is habit


async def test_many_at_once_is_believed_until_a_read_proves_it_wrong() -> None:
    kept, clock = Kept(), StandingClock()
    await habits(kept, clock).learn("matters", MANY)
    clock.time = NOW + timedelta(days=999)
    assert await habits(kept, clock).of("matters") is MANY


async def test_a_finding_that_contradicts_is_looked_at_again_in_ten_minutes() -> None:
    kept, clock = Kept(), StandingClock()
    await habits(kept, clock).learn("matters", MANY)
    second = habits(kept, clock)
    await second.of("matters")
    await second.learn("matters", LIST)
    assert await habits(kept, clock).of("matters") is LIST
    clock.time = NOW + timedelta(minutes=10)
    for it in (second, habits(kept, clock)):
        assert await it.of("matters") is None
    await second.learn("matters", LIST)
    clock.time += timedelta(days=1, microseconds=-1)
    assert await habits(kept, clock).of("matters") is LIST


@pytest.mark.parametrize(
    ("mode", "url", "believed"),
    [
        (ReadMode.AUTO, "https://a", SINGLE),
        (ReadMode.AUTO, "https://b", None),
        (ReadMode.EXTENDED, "https://a", MANY),
        (ReadMode.SEED, "https://a", LIST),
    ],
)
async def test_what_was_found_of_another_upstream_is_not_believed(
    mode: ReadMode, url: str, believed: Habit | None
) -> None:
    kept, clock = Kept(), StandingClock()
    await habits(kept, clock).learn("matters", SINGLE)
    assert await habits(kept, clock, mode, url).of("matters") is believed


async def test_what_is_declared_is_not_asked_for_and_still_unlearnt() -> None:
    kept, clock = Kept(), StandingClock()
    seed = habits(kept, clock, ReadMode.SEED)
    assert [await seed.of(noun) for noun in ("time entries", "users")] == [LIST, NONE]
    assert kept.asked == []
    extended = habits(kept, clock, ReadMode.EXTENDED)
    assert [await extended.of("users") for _ in range(3)] == [MANY] * 3
    await extended.learn("users", MANY)
    assert kept.asked == ["get users.reads"]
    await extended.learn("users", SINGLE)
    assert await habits(kept, clock, ReadMode.EXTENDED).of("users") is SINGLE
    clock.time = NOW + timedelta(minutes=10)
    assert await habits(kept, clock, ReadMode.EXTENDED).of("users") is MANY
