"""Minutes become hours by the firm's rule or the user's own; hours that were said are not changed."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.embedded.roundings import hundredths, rounded
from adapters.port import RoundingDirection
from tests.mutations.records import (
    ASSOCIATE,
    PARALEGAL,
    new_client,
    new_entry,
    new_matter,
    refusals,
    refused,
)
from tests.world import MATTER, OWNER, World

UP, NEAREST, DOWN = RoundingDirection
ENTRY = "timeEntry { id hours minutes amount { amount } }"
RULE = "timeRounding { incrementMinutes direction checksHours own }"
PLAIN = {"matterId": MATTER, "date": "2026-02-18", "description": "Work"}


async def _logged(world: World, **said: Any) -> tuple[str, int | None, str]:
    answer = await world.change("logTime", ENTRY, **{**PLAIN, **said})
    assert answer["userErrors"] == []
    entry = answer["timeEntry"]
    return entry["hours"], entry["minutes"], entry["amount"]["amount"]


async def _kept(world: World, **said: Any) -> Any:
    answer = await world.change("setTimeRounding", RULE, **said)
    assert answer["userErrors"] == []
    return answer["timeRounding"]


def _rule(increment: int, direction: str = "UP", checks: bool = False, own: bool = False) -> Any:
    return {
        "incrementMinutes": increment,
        "direction": direction,
        "checksHours": checks,
        "own": own,
    }


# The arithmetic.


@pytest.mark.parametrize(
    ("minutes", "increment", "direction", "whole"),
    [
        (6, 6, UP, 6),
        (7, 6, UP, 12),
        (1, 6, UP, 6),
        (12, 6, UP, 12),
        (66, 6, UP, 66),
        (8, 6, NEAREST, 6),
        (9, 6, NEAREST, 12),
        (2, 6, NEAREST, 0),
        (11, 6, DOWN, 6),
        (5, 6, DOWN, 0),
        (15, 15, UP, 15),
        (16, 15, UP, 30),
        (22, 15, NEAREST, 15),
        (23, 15, NEAREST, 30),
        (7, 1, DOWN, 7),
    ],
)
def test_iv16_minutes_go_to_whole_increments(
    minutes: int, increment: int, direction: RoundingDirection, whole: int
) -> None:
    assert rounded(minutes, increment, direction) == whole


@pytest.mark.parametrize(
    ("minutes", "hours"),
    [(6, 10), (12, 20), (66, 110), (10, 17), (20, 33), (30, 50), (15, 25), (1, 2), (1440, 2400)],
)
def test_iv16_minutes_are_hours_of_two_decimals(minutes: int, hours: int) -> None:
    assert hundredths(minutes) == hours


@settings(deadline=None, derandomize=True, database=None, max_examples=300)
@given(st.integers(1, 1440), st.integers(1, 60))
def test_iv16_a_rounding_is_the_next_increment_in_its_direction(
    minutes: int, increment: int
) -> None:
    up, nearest, down = (rounded(minutes, increment, it) for it in (UP, NEAREST, DOWN))
    assert down <= minutes <= up < down + 2 * increment
    assert {up % increment, nearest % increment, down % increment} == {0}
    assert nearest in (up, down)
    assert abs(nearest - minutes) <= Fraction(increment, 2)
    assert rounded(up, increment, DOWN) == up
    assert (up == down) is (minutes % increment == 0)


@settings(deadline=None, derandomize=True, database=None)
@given(st.integers(0, 1440))
def test_iv16_no_hour_is_further_off_than_half_a_hundredth(minutes: int) -> None:
    off = hundredths(minutes) - Fraction(minutes * 100, 60)
    assert -Fraction(1, 2) < off <= Fraction(1, 2)


# Logging minutes.


@pytest.mark.parametrize(
    ("minutes", "hours", "amount"),
    [(6, "0.1", "39.50"), (7, "0.2", "79.00"), (12, "0.2", "79.00"), (66, "1.1", "434.50")],
)
async def test_iv16_a_firm_that_said_nothing_rounds_up_to_tenths(
    world: World, minutes: int, hours: str, amount: str
) -> None:
    assert await _logged(world, minutes=minutes) == (hours, minutes, amount)


@pytest.mark.parametrize(
    ("increment", "direction", "minutes", "hours"),
    [
        (15, "UP", 16, "0.5"),
        (15, "NEAREST", 22, "0.25"),
        (15, "DOWN", 29, "0.25"),
        (10, "UP", 1, "0.17"),
        (10, "NEAREST", 25, "0.5"),
        (1, "UP", 7, "0.12"),
    ],
)
async def test_iv16_minutes_are_rounded_as_the_firm_says(
    world: World, increment: int, direction: str, minutes: int, hours: str
) -> None:
    rule = await _kept(world, incrementMinutes=increment, direction=direction)
    assert rule == _rule(increment, direction)
    assert (await _logged(world, minutes=minutes))[:2] == (hours, minutes)


async def test_a_users_own_rounding_comes_before_the_firms(world: World) -> None:
    await _kept(world, incrementMinutes=15)
    assert await _kept(world, userId=ASSOCIATE, incrementMinutes=6) == _rule(6, own=True)
    assert (await _logged(world, minutes=7, userId=ASSOCIATE))[0] == "0.2"
    assert (await _logged(world, minutes=7, userId=OWNER))[0] == "0.25"
    ask = """query ($a: ID!, $b: ID!) {
        timeRounding { incrementMinutes own }
        a: user(id: $a) { timeRounding { incrementMinutes own } }
        b: user(id: $b) { timeRounding { incrementMinutes own } } }"""
    of_firm, own = {"incrementMinutes": 15, "own": False}, {"incrementMinutes": 6, "own": True}
    assert await world.ask(ask, a=ASSOCIATE, b=PARALEGAL) == {
        "timeRounding": of_firm,
        "a": {"timeRounding": own},
        "b": {"timeRounding": of_firm},
    }
    assert world.counts["time_roundings.of_users"] == 1


async def test_a_rounding_is_forgotten(world: World) -> None:
    await _kept(world, incrementMinutes=15, direction="DOWN", checksHours=True)
    await _kept(world, userId=ASSOCIATE, incrementMinutes=10)
    assert await _kept(world, userId=ASSOCIATE) == _rule(15, "DOWN", True)
    assert await _kept(world) == _rule(6)
    assert world.sql("select * from time_roundings") == []


async def test_a_rounding_changes_nothing_that_is_recorded(world: World) -> None:
    before = world.sql("select * from time_entries order by id")
    await _kept(world, incrementMinutes=15)
    await _kept(world, incrementMinutes=10)
    assert world.sql("select * from time_entries order by id") == before


async def test_iv16_hours_that_are_said_are_checked_only_if_the_rule_says_so(world: World) -> None:
    assert await _logged(world, hours="0.13") == ("0.13", None, "51.35")
    await _kept(world, incrementMinutes=6, checksHours=True)
    errors = await refusals(world, "logTime", ENTRY, **PLAIN, hours="0.13")
    assert [(e["code"], e["field"], e["message"]) for e in errors] == [
        ("INVALID_INPUT", ["hours"], "Time is recorded in steps of 6 minutes, 0.1 hours.")
    ]
    assert (await _logged(world, hours="2.7"))[:2] == ("2.7", None)


@pytest.mark.parametrize(
    ("increment", "fit", "unfit"),
    [
        (15, ["0.25", "3.75"], ["0.24", "0.26", "0.1"]),
        (10, ["0.17", "0.33", "0.5", "0.67", "0.83", "1"], ["0.16", "0.34", "0.2"]),
        (1, ["0.02", "0.03", "0.05", "0.13"], ["0.01", "0.04"]),
        (60, ["1", "3"], ["0.99", "1.01", "0.5"]),
    ],
)
async def test_iv16_hours_fit_if_whole_increments_come_to_them(
    world: World, increment: int, fit: list[str], unfit: list[str]
) -> None:
    await _kept(world, incrementMinutes=increment, checksHours=True)
    for hours in unfit:
        assert await refused(world, "logTime", "timeEntry", **PLAIN, hours=hours) == [
            ("INVALID_INPUT", ["hours"])
        ]
    for place, hours in enumerate(fit):
        day = f"2026-01-{place + 1:02}"
        assert (await _logged(world, hours=hours, date=day))[0] == hours


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, ["hours"]),
        ({"hours": "1", "minutes": 60}, ["hours"]),
        ({"minutes": 0}, ["minutes"]),
        ({"minutes": -6}, ["minutes"]),
        ({"minutes": 1441}, ["minutes"]),
    ],
)
async def test_iv16_time_is_said_once_and_is_something(
    world: World, said: dict[str, Any], field: list[str]
) -> None:
    assert await refused(world, "logTime", "timeEntry", **PLAIN, **said) == [
        ("INVALID_INPUT", field)
    ]


async def test_iv16_minutes_that_come_to_nothing_are_refused(world: World) -> None:
    await _kept(world, incrementMinutes=15, direction="DOWN")
    errors = await refusals(world, "logTime", ENTRY, **PLAIN, minutes=14)
    assert [(e["field"], e["message"]) for e in errors] == [
        (["minutes"], "14 minutes are rounded down to nothing; say more, or hours.")
    ]
    await _kept(world, incrementMinutes=6, direction="NEAREST")
    assert await refused(world, "logTime", "timeEntry", **PLAIN, minutes=2) == [
        ("INVALID_INPUT", ["minutes"])
    ]


async def test_iv16_minutes_count_to_the_days_24_hours(world: World) -> None:
    await new_entry(world, date="2026-02-15", hours="23.9")
    assert await refused(
        world, "logTime", "timeEntry", **{**PLAIN, "date": "2026-02-15", "minutes": 7}
    ) == [("INVALID_INPUT", ["minutes"])]
    assert (await _logged(world, date="2026-02-15", minutes=6))[0] == "0.1"
    await _kept(world, incrementMinutes=7)
    assert await refused(
        world, "logTime", "timeEntry", **{**PLAIN, "date": "2026-02-14", "minutes": 1440}
    ) == [("INVALID_INPUT", ["minutes"])]


async def test_a_change_says_hours_or_minutes_or_neither(world: World) -> None:
    answer = await world.change("logTime", ENTRY, **PLAIN, minutes=7)
    entry = answer["timeEntry"]["id"]

    async def changed(**said: Any) -> tuple[str, int | None]:
        answer = await world.change("updateTimeEntry", ENTRY, id=entry, **said)
        assert answer["userErrors"] == []
        return answer["timeEntry"]["hours"], answer["timeEntry"]["minutes"]

    assert await changed(description="Other") == ("0.2", 7)
    assert await changed(minutes=13) == ("0.3", 13)
    assert await changed(hours="0.35") == ("0.35", None)
    await _kept(world, incrementMinutes=6, checksHours=True)
    assert await changed(description="More") == ("0.35", None)
    for said, field in (
        ({"hours": "0.36"}, ["hours"]),
        ({"hours": "1", "minutes": 6}, ["hours"]),
        ({"minutes": None}, ["minutes"]),
    ):
        assert await refused(world, "updateTimeEntry", "timeEntry", id=entry, **said) == [
            ("INVALID_INPUT", field)
        ]


async def test_minutes_are_priced_in_any_currency(world: World) -> None:
    yen = await new_client(world, billingPreferences={"currencyCode": "JPY"})
    matter = await new_matter(world, clientId=yen)
    assert await _logged(world, matterId=matter, minutes=1, rate="45005") == ("0.1", 1, "4501")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"incrementMinutes": 0}, ("INVALID_INPUT", ["incrementMinutes"])),
        ({"incrementMinutes": 61}, ("INVALID_INPUT", ["incrementMinutes"])),
        ({"incrementMinutes": 6, "userId": "u_none"}, ("NOT_FOUND", ["userId"])),
        ({"userId": "u_none"}, ("NOT_FOUND", ["userId"])),
    ],
)
async def test_a_rounding_that_can_not_be_is_refused(
    world: World, said: dict[str, Any], refusal: tuple[str, list[str]]
) -> None:
    errors = await refusals(world, "setTimeRounding", RULE, **said)
    assert [(error["code"], error["field"]) for error in errors] == [refusal]
