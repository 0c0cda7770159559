"""updateTimeEntry: what is said changes, amounts follow, billed time stays as it was billed."""

from datetime import timedelta
from typing import Any

import pytest

from tests.mutations.records import (
    ASSOCIATE,
    GONE,
    PARALEGAL,
    SEED_ENTRY,
    new_client,
    new_entry,
    new_invoice,
    new_matter,
    refusals,
    refused,
)
from tests.world import OWNER, World

WHOLE = """timeEntry { date activityCode taskCode description hours rate { amount }
    amount { amount } billable status tags createdAt updatedAt user { id } invoice { id } }"""

SEED: dict[str, Any] = {
    "date": "2026-02-18",
    "activityCode": "L110",
    "taskCode": "L110",
    "description": "Draft motion to compel; reviewed exhibits in iManage",
    "hours": "2.7",
    "rate": {"amount": "395.00"},
    "amount": {"amount": "1066.50"},
    "billable": True,
    "status": "BILLABLE",
    "tags": ["motion", "discovery"],
    "createdAt": "2026-02-18T18:02:12Z",
    "updatedAt": "2026-02-20T09:15:44Z",
    "user": {"id": OWNER},
    "invoice": None,
}


async def _changed(world: World, id: str, **said: Any) -> Any:
    answer = await world.change("updateTimeEntry", WHOLE, id=id, **said)
    assert answer["userErrors"] == []
    return answer["timeEntry"]


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ({}, {}),
        ({"hours": "3.1"}, {"hours": "3.1", "amount": {"amount": "1224.50"}}),
        ({"rate": "400.01"}, {"rate": {"amount": "400.01"}, "amount": {"amount": "1080.03"}}),
        (
            {"hours": "0.01", "rate": "0.5"},
            {"hours": "0.01", "rate": {"amount": "0.50"}, "amount": {"amount": "0.01"}},
        ),
        ({"userId": ASSOCIATE}, {"user": {"id": ASSOCIATE}}),
        ({"date": "2026-02-21"}, {"date": "2026-02-21"}),
        ({"description": " New "}, {"description": "New"}),
        ({"activityCode": "a103"}, {"activityCode": "A103", "taskCode": None}),
        ({"activityCode": "L120"}, {"activityCode": "L120", "taskCode": "L120"}),
        ({"activityCode": None}, {"activityCode": None, "taskCode": None}),
        ({"activityCode": "A103", "taskCode": None}, {"activityCode": "A103", "taskCode": None}),
        ({"taskCode": "l210"}, {"taskCode": "L210"}),
        ({"billable": False}, {"billable": False, "status": "NOT_BILLABLE"}),
        ({"tags": ["b", "a", "b"]}, {"tags": ["b", "a"]}),
        ({"tags": []}, {"tags": []}),
    ],
)
async def test_what_is_said_changes_and_what_is_absent_stays(
    world: World, said: dict[str, Any], changed: dict[str, Any]
) -> None:
    assert await _changed(world, SEED_ENTRY, **said) == {**SEED, **changed}
    data = await world.ask(
        f"query ($id: ID!) {{ timeEntry(id: $id) {{ {WHOLE[11:]} }}", id=SEED_ENTRY
    )
    assert data["timeEntry"] == {**SEED, **changed}


@pytest.mark.parametrize(
    "field", ["userId", "date", "description", "hours", "billable", "rate", "tags"]
)
async def test_what_may_not_be_empty_is_not_cleared(world: World, field: str) -> None:
    errors = await refusals(
        world, "updateTimeEntry", "timeEntry { id }", id=SEED_ENTRY, **{field: None}
    )
    assert errors == [
        {
            "__typename": "InvalidInput",
            "code": "INVALID_INPUT",
            "message": f"{field} should not be null.",
            "field": [field],
        }
    ]


async def test_time_not_billable_may_become_so(world: World) -> None:
    id = await new_entry(world, billable=False)
    entry = await _changed(world, id, billable=True)
    assert (entry["billable"], entry["status"]) == (True, "BILLABLE")


async def test_a_change_is_told_by_its_instant(world: World) -> None:
    world.clock.time += timedelta(hours=1)
    entry = await _changed(world, SEED_ENTRY, hours="1")
    assert (entry["createdAt"], entry["updatedAt"]) == (
        "2026-02-18T18:02:12Z",
        "2026-02-20T10:15:44Z",
    )


async def test_time_of_somebody_who_has_left_can_still_be_changed(world: World) -> None:
    id = await new_entry(world, userId=ASSOCIATE)
    world.sql("update users set active = 0 where id = ?", ASSOCIATE)
    entry = await _changed(world, id, tags=["handed over"])
    assert (entry["user"], entry["tags"]) == ({"id": ASSOCIATE}, ["handed over"])


async def test_a_new_rate_on_a_yen_matter_has_no_decimals(world: World) -> None:
    client = await new_client(world, billingPreferences={"currencyCode": "JPY"})
    matter = await new_matter(world, clientId=client)
    id = await new_entry(world, matterId=matter, rate="50000", hours="0.5")
    assert (await _changed(world, id, hours="1.01"))["amount"] == {"amount": "50500"}
    assert await refused(world, "updateTimeEntry", "timeEntry", id=id, rate="50000.5") == [
        ("INVALID_INPUT", ["rate"])
    ]


async def test_iv16_a_change_may_not_make_more_than_24_hours(world: World) -> None:
    day = {"date": "2026-02-15", "userId": PARALEGAL}
    await new_entry(world, **day, hours="20")
    id = await new_entry(world, **day, hours="3")
    assert await refused(world, "updateTimeEntry", "timeEntry", id=id, hours="4.01") == [
        ("INVALID_INPUT", ["hours"])
    ]
    assert (await _changed(world, id, hours="4"))["hours"] == "4"
    other = await new_entry(world, date="2026-02-14", userId=PARALEGAL, hours="1")
    assert await refused(world, "updateTimeEntry", "timeEntry", id=other, date="2026-02-15") == [
        ("INVALID_INPUT", ["hours"])
    ]


@pytest.mark.parametrize(
    "said",
    [
        {"hours": "1"},
        {"rate": "1"},
        {"userId": ASSOCIATE},
        {"date": "2026-02-17"},
        {"description": "Other"},
        {"activityCode": None},
        {"taskCode": None},
        {"billable": False},
        {"hours": "2.7", "tags": ["x"]},
    ],
)
async def test_iv9_time_on_an_invoice_stays_as_it_was_billed(
    world: World, said: dict[str, Any]
) -> None:
    invoice = await new_invoice(world)
    errors = await refusals(world, "updateTimeEntry", "timeEntry { id }", id=SEED_ENTRY, **said)
    assert errors == [
        {
            "__typename": "AlreadyBilled",
            "code": "ALREADY_BILLED",
            "message": f"The time entry {SEED_ENTRY} stands on invoice {invoice}.",
            "field": ["id"],
        }
    ]


async def test_iv9_the_refusal_names_the_invoice(world: World) -> None:
    invoice = await new_invoice(world)
    data = await world.ask(
        """mutation ($input: UpdateTimeEntryInput!) { updateTimeEntry(input: $input) {
        userErrors { ... on AlreadyBilled { id invoiceId } } } }""",
        input={"id": SEED_ENTRY, "hours": "1"},
    )
    assert data["updateTimeEntry"]["userErrors"] == [{"id": SEED_ENTRY, "invoiceId": invoice}]


async def test_time_on_an_invoice_may_be_tagged_anew(world: World) -> None:
    invoice = await new_invoice(world)
    assert await _changed(world, SEED_ENTRY, tags=["x", "y", "x"]) == {
        **SEED,
        "tags": ["x", "y"],
        "status": "RESERVED",
        "invoice": {"id": invoice},
    }


@pytest.mark.parametrize(
    ("said", "refusals"),
    [
        ({"id": "tim_none", "hours": "1"}, [("NOT_FOUND", ["id"])]),
        ({"hours": "0"}, [("INVALID_INPUT", ["hours"])]),
        ({"hours": "0.125"}, [("INVALID_INPUT", ["hours"])]),
        ({"rate": "0.001"}, [("INVALID_INPUT", ["rate"])]),
        ({"userId": "u_none"}, [("NOT_FOUND", ["userId"])]),
        ({"userId": GONE}, [("INVALID_INPUT", ["userId"])]),
        ({"date": "2026-02-22"}, [("INVALID_INPUT", ["date"])]),
        ({"description": " "}, [("INVALID_INPUT", ["description"])]),
        (
            {"activityCode": "L100", "taskCode": "E101", "date": "2026-03-01"},
            [
                ("INVALID_INPUT", ["date"]),
                ("INVALID_INPUT", ["activityCode"]),
                ("INVALID_INPUT", ["taskCode"]),
            ],
        ),
    ],
)
async def test_a_refusal_names_its_fields_and_changes_nothing(
    world: World, said: dict[str, Any], refusals: list[tuple[str, list[str]]]
) -> None:
    said = {"id": SEED_ENTRY, **said}
    assert await refused(world, "updateTimeEntry", "timeEntry", **said) == refusals
