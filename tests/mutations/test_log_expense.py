"""logExpense: money spent, its defaults, every refusal and the key."""

from datetime import timedelta
from typing import Any

import pytest

from tests.mutations.records import new_client, new_matter, refusals, refused
from tests.world import MATTER, World

WHOLE = """expense { id date description amount { amount currencyCode } taxable billable
    expenseCode costType bankReference status createdAt matter { id } invoice { id } }"""

FEE: dict[str, Any] = {
    "matterId": MATTER,
    "date": "2026-02-18",
    "description": "Filing fee",
    "amount": "120.00",
}
HARD = {"costType": "HARD"}
EXPENSE = {
    "id": "exp_000001",
    "date": "2026-02-18",
    "description": "Filing fee",
    "amount": {"amount": "120.00", "currencyCode": "USD"},
    "taxable": False,
    "billable": True,
    "expenseCode": None,
    "costType": "SOFT",
    "bankReference": None,
    "status": "BILLABLE",
    "createdAt": "2026-02-20T09:15:44Z",
    "matter": {"id": MATTER},
    "invoice": None,
}


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ({}, {}),
        (dict.fromkeys(["taxable", "billable", "expenseCode", "costType", "idempotencyKey"]), {}),
        ({"taxable": True}, {"taxable": True}),
        ({"billable": False}, {"billable": False, "status": "NOT_BILLABLE"}),
        ({"expenseCode": "e112"}, {"expenseCode": "E112"}),
        ({"expenseCode": " courier.1 "}, {"expenseCode": "COURIER.1"}),
        ({"costType": "SOFT"}, {}),
        ({**HARD, "bankReference": " ACH 77 "}, {**HARD, "bankReference": "ACH 77"}),
        ({"description": " Fee "}, {"description": "Fee"}),
        ({"amount": "0.01"}, {"amount": {"amount": "0.01", "currencyCode": "USD"}}),
        ({"date": "2026-02-21"}, {"date": "2026-02-21"}),
    ],
)
async def test_an_expense_is_recorded_as_said(
    world: World, said: dict[str, Any], changed: dict[str, Any]
) -> None:
    assert await world.change("logExpense", WHOLE, **{**FEE, **said}) == {
        "expense": {**EXPENSE, **changed},
        "userErrors": [],
    }
    data = await world.ask(f'{{ expense(id: "exp_000001") {{ {WHOLE[9:]} }}')
    assert data["expense"] == {**EXPENSE, **changed}


async def test_iv10_a_draft_tells_a_hard_cost_from_a_soft_one(world: World) -> None:
    hard = {"description": "Filing fee", "amount": "120", **HARD}
    soft = {"description": "Copies", "amount": "9.60"}
    said = {"matterId": MATTER, "issueDate": "2026-02-20", "timeEntryIds": []}
    lines = "invoice { lineItems { expense { costType bankReference } } }"
    assert await refused(world, "generateInvoice", "invoice", **said, expenses=[soft, hard]) == [
        ("INVALID_INPUT", ["expenses", "1", "bankReference"])
    ]
    expenses = [{**hard, "bankReference": "ACH 77"}, soft]
    answer = await world.change("generateInvoice", lines, **said, expenses=expenses)
    assert [line["expense"] for line in answer["invoice"]["lineItems"]] == [
        {"costType": "HARD", "bankReference": "ACH 77"},
        {"costType": "SOFT", "bankReference": None},
    ]


async def test_iv5_a_yen_matters_expense_has_no_decimals(world: World) -> None:
    client = await new_client(world, billingPreferences={"currencyCode": "JPY"})
    matter = await new_matter(world, clientId=client)
    said = {**FEE, "matterId": matter}
    answer = await world.change("logExpense", WHOLE, **{**said, "amount": "1200.00"})
    assert answer["expense"]["amount"] == {"amount": "1200", "currencyCode": "JPY"}
    assert await refused(world, "logExpense", "expense", **{**said, "amount": "0.5"}) == [
        ("INVALID_INPUT", ["amount"])
    ]


@pytest.mark.parametrize(
    ("said", "refusals"),
    [
        ({"amount": "0"}, [("INVALID_INPUT", ["amount"])]),
        ({"amount": "-120"}, [("INVALID_INPUT", ["amount"])]),
        ({"amount": "0.001"}, [("INVALID_INPUT", ["amount"])]),
        ({"amount": "1000000000.01"}, [("INVALID_INPUT", ["amount"])]),
        ({"date": "2026-02-22"}, [("INVALID_INPUT", ["date"])]),
        ({"description": " "}, [("INVALID_INPUT", ["description"])]),
        ({"expenseCode": "L110"}, [("INVALID_INPUT", ["expenseCode"])]),
        ({"expenseCode": "a103"}, [("INVALID_INPUT", ["expenseCode"])]),
        ({"expenseCode": "L100"}, [("INVALID_INPUT", ["expenseCode"])]),
        ({"expenseCode": "no code"}, [("INVALID_INPUT", ["expenseCode"])]),
        (HARD, [("INVALID_INPUT", ["bankReference"])]),
        ({"bankReference": "ACH 77"}, [("INVALID_INPUT", ["bankReference"])]),
        ({**HARD, "bankReference": " "}, [("INVALID_INPUT", ["bankReference"])]),
        ({"matterId": "mat_none"}, [("NOT_FOUND", ["matterId"])]),
        (
            {"amount": "0", "description": ""},
            [("INVALID_INPUT", ["description"]), ("INVALID_INPUT", ["amount"])],
        ),
        (
            {"amount": "1.005", "date": "2027-01-01", "expenseCode": "L110"},
            [
                ("INVALID_INPUT", ["date"]),
                ("INVALID_INPUT", ["expenseCode"]),
                ("INVALID_INPUT", ["amount"]),
            ],
        ),
    ],
)
async def test_a_refusal_names_its_fields_and_changes_nothing(
    world: World, said: dict[str, Any], refusals: list[tuple[str, list[str]]]
) -> None:
    assert await refused(world, "logExpense", "expense", **{**FEE, **said}) == refusals


@pytest.mark.parametrize("status", ["CLOSED", "ARCHIVED"])
async def test_a_matter_that_is_closed_takes_no_expense(world: World, status: str) -> None:
    matter = await new_matter(world, number="SHUT", status=status)
    errors = await refusals(world, "logExpense", "expense { id }", **{**FEE, "matterId": matter})
    assert errors == [
        {
            "__typename": "MatterClosed",
            "code": "MATTER_CLOSED",
            "message": f"Matter SHUT is {status.lower()} and takes no new work.",
            "field": ["matterId"],
        }
    ]


async def test_a_key_repeats_its_answer_and_records_nothing(world: World) -> None:
    said = {**FEE, "idempotencyKey": "k"}
    first = await world.change("logExpense", WHOLE, **said)
    assert first == {"expense": EXPENSE, "userErrors": []}
    before = world.everything()
    world.clock.time += timedelta(days=1)
    assert await world.change("logExpense", WHOLE, **said) == first
    assert world.everything() == before
    assert await refused(world, "logExpense", "expense", **{**said, "amount": "121"}) == [
        ("IDEMPOTENCY_MISMATCH", ["idempotencyKey"])
    ]


async def test_a_refused_call_leaves_its_key_unused(world: World) -> None:
    said = {**FEE, "idempotencyKey": "k"}
    assert await refused(world, "logExpense", "expense", **{**said, "amount": "0.001"}) == [
        ("INVALID_INPUT", ["amount"])
    ]
    assert await world.change("logExpense", WHOLE, **said) == {
        "expense": EXPENSE,
        "userErrors": [],
    }
