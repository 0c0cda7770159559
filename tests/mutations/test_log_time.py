"""logTime: the seed's entry, every default, every refusal and the key."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.port import Entitlement, Viewer
from graph.schema import schema
from loaders import Loaders
from resolvers.context import Context
from tests.mutations.records import (
    ASSOCIATE,
    GONE,
    PARALEGAL,
    WITHOUT_RATE,
    new_client,
    new_entry,
    new_matter,
    refusals,
    refused,
)
from tests.world import LINKS, MATTER, OWNER, World

ENTRY = """timeEntry { id date activityCode taskCode activity { name } description hours
    rate { amount } amount { amount currencyCode } billable status tags createdAt
    matter { number } user { name } invoice { id } }"""

SEED: dict[str, Any] = {
    "matterId": MATTER,
    "userId": OWNER,
    "date": "2026-02-18",
    "activityCode": "L110",
    "description": "Draft motion to compel; reviewed exhibits in iManage",
    "hours": "2.7",
    "billable": True,
    "rate": "395",
    "tags": ["motion", "discovery"],
}
PLAIN = {"matterId": MATTER, "date": "2026-02-18", "description": "Work", "hours": "1"}


async def _logged(world: World, **said: Any) -> Any:
    answer = await world.change("logTime", ENTRY, **{**PLAIN, **said})
    assert answer["userErrors"] == []
    return answer["timeEntry"]


async def test_the_seeds_entry_gives_the_seeds_amount(world: World) -> None:
    assert await world.change("logTime", ENTRY, **SEED) == {
        "timeEntry": {
            "id": "tim_000001",
            "date": "2026-02-18",
            "activityCode": "L110",
            "taskCode": "L110",
            "activity": {"name": "Fact Investigation/Development"},
            "description": "Draft motion to compel; reviewed exhibits in iManage",
            "hours": "2.7",
            "rate": {"amount": "395.00"},
            "amount": {"amount": "1066.50", "currencyCode": "USD"},
            "billable": True,
            "status": "BILLABLE",
            "tags": ["motion", "discovery"],
            "createdAt": "2026-02-20T09:15:44Z",
            "matter": {"number": "2026-0041"},
            "user": {"name": "Jane Attorney"},
            "invoice": None,
        },
        "userErrors": [],
    }


async def test_null_is_the_same_as_absent(world: World) -> None:
    nothing = dict.fromkeys(
        ["userId", "activityCode", "taskCode", "billable", "rate", "tags", "idempotencyKey"]
    )
    absent = await _logged(world)
    assert absent["user"] == {"name": "Jane Attorney"}
    assert absent["activityCode"] is absent["taskCode"] is absent["activity"] is None
    assert absent["tags"] == []
    assert {**await _logged(world, **nothing), "id": "tim_000001"} == absent


async def test_a_service_must_say_whose_time_it_is(world: World) -> None:
    context = Context(
        practice=world.practice,
        loaders=Loaders(world.practice),
        viewer=Viewer(connection="test", user_id=None, entitlements=tuple(Entitlement)),
        clock=world.clock,
        ids=world.ids,
        links=LINKS,
    )
    before = world.everything()
    result = await schema.execute(
        """mutation ($input: LogTimeInput!) { logTime(input: $input) {
        timeEntry { id } userErrors { code message field } } }""",
        variable_values={"input": PLAIN},
        context_value=context,
    )
    assert result.data == {
        "logTime": {
            "timeEntry": None,
            "userErrors": [
                {
                    "code": "INVALID_INPUT",
                    "message": "A service works for nobody, so it says whose time this is.",
                    "field": ["userId"],
                }
            ],
        }
    }
    assert world.everything() == before


@pytest.mark.parametrize(
    ("of_matter", "user", "said", "rate"),
    [
        ("300", ASSOCIATE, "401.5", "401.50"),
        ("300", ASSOCIATE, "0", "0.00"),
        ("300", ASSOCIATE, None, "300.00"),
        ("0", ASSOCIATE, None, "0.00"),
        (None, ASSOCIATE, None, "310.00"),
        ("300", WITHOUT_RATE, None, "300.00"),
        (None, WITHOUT_RATE, "1", "1.00"),
    ],
)
async def test_the_rate_is_said_or_the_matters_or_the_persons(
    world: World, of_matter: str | None, user: str, said: str | None, rate: str
) -> None:
    matter = await new_matter(world, billing={"type": "HOURLY", "defaultRate": of_matter})
    entry = await _logged(world, matterId=matter, userId=user, rate=said)
    assert entry["rate"] == {"amount": rate}


async def test_time_without_any_rate_is_refused(world: World) -> None:
    matter = await new_matter(world)
    said = {**PLAIN, "matterId": matter, "userId": WITHOUT_RATE}
    assert await refused(world, "logTime", "timeEntry", **said) == [("INVALID_INPUT", ["rate"])]


@pytest.mark.parametrize(
    ("billing", "billable", "status"),
    [
        ({"type": "HOURLY"}, True, "BILLABLE"),
        ({"type": "RETAINER"}, True, "BILLABLE"),
        ({"type": "FLAT_FEE", "flatAmount": "9000"}, False, "NOT_BILLABLE"),
        ({"type": "CONTINGENCY", "contingencyPercent": "33.3"}, False, "NOT_BILLABLE"),
    ],
)
async def test_time_is_billable_by_the_matters_terms_unless_said(
    world: World, billing: dict[str, str], billable: bool, status: str
) -> None:
    matter = await new_matter(world, billing=billing)
    entry = await _logged(world, matterId=matter)
    assert (entry["billable"], entry["status"]) == (billable, status)
    said = await _logged(world, matterId=matter, billable=not billable)
    assert said["billable"] is not billable


@pytest.mark.parametrize(
    ("hours", "rate", "amount"),
    [
        ("0.01", "0.49", "0.00"),
        ("0.01", "0.50", "0.01"),
        ("0.1", "395.05", "39.51"),
        ("0.3", "333.33", "100.00"),
        ("24", "1000000", "24000000.00"),
        ("10.00", "395", "3950.00"),
    ],
)
async def test_iv1_the_amount_is_hours_times_rate_half_a_cent_up(
    world: World, hours: str, rate: str, amount: str
) -> None:
    entry = await _logged(world, hours=hours, rate=rate, date="2026-02-15")
    assert entry["amount"] == {"amount": amount, "currencyCode": "USD"}


@pytest.mark.parametrize(
    ("currency", "rate", "amount"),
    [("JPY", "52001", "140403"), ("KWD", "100.005", "270.014"), ("CLF", "0.0005", "0.0014")],
)
async def test_iv5_amounts_have_the_decimals_of_the_matters_currency(
    world: World, currency: str, rate: str, amount: str
) -> None:
    client = await new_client(world, billingPreferences={"currencyCode": currency})
    matter = await new_matter(world, clientId=client)
    entry = await _logged(world, matterId=matter, hours="2.7", rate=rate)
    assert entry["amount"] == {"amount": amount, "currencyCode": currency}
    too_fine = {**PLAIN, "matterId": matter, "rate": rate + ("5" if "." in rate else ".5")}
    assert await refused(world, "logTime", "timeEntry", **too_fine) == [("INVALID_INPUT", ["rate"])]


@pytest.mark.parametrize(
    ("said", "activity", "task", "name"),
    [
        ({"activityCode": "l110"}, "L110", "L110", "Fact Investigation/Development"),
        ({"activityCode": "a103"}, "A103", None, "Draft/revise"),
        ({"activityCode": "a103", "taskCode": "l210"}, "A103", "L210", "Draft/revise"),
        ({"activityCode": "L120", "taskCode": "L210"}, "L120", "L210", "Analysis/Strategy"),
        ({"taskCode": "l210"}, None, "L210", None),
        ({"activityCode": " c100 "}, "C100", "C100", "Fact Gathering"),
        ({"activityCode": "intake.1"}, "INTAKE.1", None, None),
        ({"activityCode": "intake.1", "taskCode": "own_2"}, "INTAKE.1", "OWN_2", None),
    ],
)
async def test_codes_are_upper_case_and_a_task_counts_as_both(
    world: World, said: dict[str, str], activity: str | None, task: str | None, name: str | None
) -> None:
    entry = await _logged(world, **said)
    assert (entry["activityCode"], entry["taskCode"]) == (activity, task)
    assert entry["activity"] == (name and {"name": name})


@pytest.mark.parametrize(
    ("now", "date"),
    [
        (datetime(2026, 2, 20, 23, 59, 59, tzinfo=UTC), "2026-02-21"),
        (datetime(2026, 2, 21, tzinfo=UTC), "2026-02-22"),
        (datetime(2026, 2, 20, tzinfo=UTC), "1999-12-31"),
    ],
)
async def test_it_may_be_tomorrow_already_where_the_work_is_done(
    world: World, now: datetime, date: str
) -> None:
    world.clock.time = now
    assert (await _logged(world, date=date))["date"] == date


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"hours": "0"}, "INVALID_INPUT", ["hours"]),
        ({"hours": "-1"}, "INVALID_INPUT", ["hours"]),
        ({"hours": "24.01"}, "INVALID_INPUT", ["hours"]),
        ({"hours": "0.125"}, "INVALID_INPUT", ["hours"]),
        ({"rate": "-1"}, "INVALID_INPUT", ["rate"]),
        ({"rate": "0.001"}, "INVALID_INPUT", ["rate"]),
        ({"rate": "1000000.01"}, "INVALID_INPUT", ["rate"]),
        ({"date": "2026-02-22"}, "INVALID_INPUT", ["date"]),
        ({"description": " \n "}, "INVALID_INPUT", ["description"]),
        ({"description": "x" * 8001}, "INVALID_INPUT", ["description"]),
        ({"activityCode": "L100"}, "INVALID_INPUT", ["activityCode"]),
        ({"activityCode": "l100"}, "INVALID_INPUT", ["activityCode"]),
        ({"activityCode": "E112"}, "INVALID_INPUT", ["activityCode"]),
        ({"activityCode": "two words"}, "INVALID_INPUT", ["activityCode"]),
        ({"taskCode": "L200"}, "INVALID_INPUT", ["taskCode"]),
        ({"taskCode": "e101"}, "INVALID_INPUT", ["taskCode"]),
        ({"tags": ["ok", " "]}, "INVALID_INPUT", ["tags", "1"]),
        ({"matterId": "mat_none"}, "NOT_FOUND", ["matterId"]),
        ({"userId": "u_none"}, "NOT_FOUND", ["userId"]),
        ({"userId": GONE}, "INVALID_INPUT", ["userId"]),
    ],
)
async def test_a_refusal_names_its_field_and_changes_nothing(
    world: World, said: dict[str, Any], code: str, field: list[str]
) -> None:
    assert await refused(world, "logTime", "timeEntry", **{**SEED, **said}) == [(code, field)]


@pytest.mark.parametrize("status", ["CLOSED", "ARCHIVED"])
async def test_a_matter_that_is_closed_takes_no_time(world: World, status: str) -> None:
    matter = await new_matter(world, number="SHUT", status=status)
    errors = await refusals(world, "logTime", ENTRY, **{**PLAIN, "matterId": matter})
    assert errors == [
        {
            "__typename": "MatterClosed",
            "code": "MATTER_CLOSED",
            "message": f"Matter SHUT is {status.lower()} and takes no new work.",
            "field": ["matterId"],
        }
    ]


async def test_a_pending_matter_takes_time(world: World) -> None:
    matter = await new_matter(world, status="PENDING")
    assert (await _logged(world, matterId=matter))["status"] == "BILLABLE"


async def test_iv16_a_persons_day_has_24_hours(world: World) -> None:
    other = await new_matter(world)
    day = {**PLAIN, "date": "2026-02-15", "userId": PARALEGAL}
    await new_entry(world, **{**day, "hours": "20"})
    await new_entry(world, **{**day, "hours": "3.99", "matterId": other})
    errors = await refusals(world, "logTime", ENTRY, **{**day, "hours": "0.02"})
    assert [(e["code"], e["field"], e["message"]) for e in errors] == [
        ("INVALID_INPUT", ["hours"], "That makes more than 24 hours on 2026-02-15.")
    ]
    assert (await _logged(world, **{**day, "hours": "0.01"}))["hours"] == "0.01"
    assert (await _logged(world, **{**day, "userId": ASSOCIATE, "hours": "24"}))["hours"] == "24"
    assert (await _logged(world, **{**day, "date": "2026-02-14", "hours": "24"}))["hours"] == "24"


async def test_rules_broken_in_the_input_are_reported_at_once(world: World) -> None:
    wrong = {"hours": "25", "rate": "-1", "description": "", "tags": [""]}
    assert await refused(world, "logTime", "timeEntry", **{**SEED, **wrong}) == [
        ("INVALID_INPUT", ["description"]),
        ("INVALID_INPUT", ["hours"]),
        ("INVALID_INPUT", ["rate"]),
        ("INVALID_INPUT", ["tags", "0"]),
    ]


async def test_all_that_the_practice_refuses_is_reported_at_once(world: World) -> None:
    matter = await new_matter(world, status="CLOSED")
    assert await refused(
        world,
        "logTime",
        "timeEntry",
        matterId=matter,
        userId="u_none",
        date="2026-03-01",
        activityCode="L100",
        taskCode="E101",
        description="Wrong",
        hours="1",
        rate="0.001",
    ) == [
        ("MATTER_CLOSED", ["matterId"]),
        ("NOT_FOUND", ["userId"]),
        ("INVALID_INPUT", ["date"]),
        ("INVALID_INPUT", ["activityCode"]),
        ("INVALID_INPUT", ["taskCode"]),
        ("INVALID_INPUT", ["rate"]),
    ]


async def test_a_key_repeats_its_answer_and_logs_nothing(world: World) -> None:
    said = {**SEED, "idempotencyKey": "k"}
    first = await world.change("logTime", ENTRY, **said)
    assert first["timeEntry"]["id"] == "tim_000001"
    before = world.everything()
    world.clock.time += timedelta(days=1)
    assert await world.change("logTime", ENTRY, **said) == first
    assert world.everything() == before


@pytest.mark.parametrize("said", [{"hours": "2.8"}, {"tags": []}, {"billable": None}])
async def test_a_key_with_another_input_is_refused(world: World, said: dict[str, Any]) -> None:
    await world.change("logTime", ENTRY, **SEED, idempotencyKey="k")
    other = {**SEED, "idempotencyKey": "k", **said}
    assert await refused(world, "logTime", "timeEntry", **other) == [
        ("IDEMPOTENCY_MISMATCH", ["idempotencyKey"])
    ]


async def test_a_refused_call_leaves_its_key_unused(world: World) -> None:
    said = {**SEED, "idempotencyKey": "k"}
    assert await refused(world, "logTime", "timeEntry", **{**said, "userId": "u_none"}) == [
        ("NOT_FOUND", ["userId"])
    ]
    assert (await _logged(world, **said))["id"] == "tim_000001"
