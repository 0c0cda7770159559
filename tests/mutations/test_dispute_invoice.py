"""disputeInvoice and settleDispute: a part that no trust money pays until it is settled."""

from typing import Any

import pytest

from tests.mutations.records import LEDGER, approved, done, new_invoice, refusals, refused
from tests.world import OWNER, World

WHOLE = """dispute { id amount { amount } reason openedBy { id } openedAt settledBy { id }
    settledAt settlement invoice { disputes { id } trustExplain { disputed { amount }
        applicable { amount } limits reasons } } }"""
SETTLED = "dispute { settledBy { id } settledAt settlement }"


def of(invoice: str, amount: str = "1000", **said: Any) -> dict[str, Any]:
    why = {"reason": "Hours in doubt", "idempotencyKey": f"dispute {amount}"}
    return {"invoiceId": invoice, "amount": amount, **why, **said}


async def test_tr17_a_disputed_part_is_frozen_until_it_is_settled(world: World) -> None:
    id = await approved(world)
    (dispute,) = (await done(world, "disputeInvoice", WHOLE, **of(id))).values()
    assert dispute == {
        "id": dispute["id"],
        "amount": {"amount": "1000.00"},
        "reason": "Hours in doubt",
        "openedBy": {"id": OWNER},
        "openedAt": "2026-02-20T09:15:44Z",
        "settledBy": None,
        "settledAt": None,
        "settlement": None,
        "invoice": {
            "disputes": [{"id": dispute["id"]}],
            "trustExplain": {
                "disputed": {"amount": "1000.00"},
                "applicable": {"amount": "66.50"},
                "limits": ["DISPUTED"],
                "reasons": ["The client disputes 1000.00 USD; 66.50 USD is not."],
            },
        },
    }
    fee = {
        "ledgerId": LEDGER,
        "purpose": "EARNED_FEE",
        "amount": "66.51",
        "date": "2026-02-20",
        "payee": "Meridian Lake Law LLP",
        "invoiceId": id,
        "idempotencyKey": "fee",
    }
    facts = "userErrors { ... on FeesDisputed { disputed { amount } undisputed { amount } } }"
    (error,) = (await world.change("disburseTrust", facts, **fee))["userErrors"]
    assert error["code"] == "FEES_DISPUTED"
    assert (error["disputed"], error["undisputed"]) == ({"amount": "1000.00"}, {"amount": "66.50"})
    said = {"disputeId": dispute["id"], "settlement": "Paid in full", "idempotencyKey": "s"}
    assert await done(world, "settleDispute", SETTLED, **said) == {
        "dispute": {
            "settledBy": {"id": OWNER},
            "settledAt": "2026-02-20T09:15:44Z",
            "settlement": "Paid in full",
        }
    }
    await done(world, "disburseTrust", "transaction { id }", **fee)
    again = {**said, "idempotencyKey": "again"}
    assert await refused(world, "settleDispute", "dispute", **again) == [
        ("INVALID_STATE", ["disputeId"])
    ]


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"amount": "1066.51"}, "AMOUNT_TOO_LARGE", "amount"),
        ({"amount": "0"}, "AMOUNT_NOT_POSITIVE", "amount"),
        ({"amount": "0.001"}, "SUBUNIT_AMOUNT", "amount"),
        ({"currencyCode": "EUR"}, "CURRENCY_MISMATCH", "currencyCode"),
        ({"reason": ""}, "INVALID_INPUT", "reason"),
        ({"invoiceId": "inv_none"}, "NOT_FOUND", "invoiceId"),
    ],
)
async def test_what_is_wrong_has_its_own_code_and_changes_nothing(
    world: World, said: dict[str, Any], code: str, field: str
) -> None:
    id = await approved(world)
    assert await refused(world, "disputeInvoice", "dispute", **of(id, **said)) == [(code, [field])]


async def test_two_disputes_are_of_one_bill(world: World) -> None:
    id = await approved(world)
    await done(world, "disputeInvoice", "dispute { id }", **of(id))
    (error,) = await refusals(world, "disputeInvoice", "", **of(id, "66.51"))
    assert error["message"] == "This can be 66.50 USD at most."


async def test_a_draft_is_not_disputed_and_nobodys_dispute_not_settled(world: World) -> None:
    id = await new_invoice(world)
    assert await refused(world, "disputeInvoice", "dispute", **of(id)) == [
        ("INVALID_STATE", ["invoiceId"])
    ]
    said = {"disputeId": "dsp_none", "settlement": "x", "idempotencyKey": "k"}
    assert await refused(world, "settleDispute", "dispute", **said) == [
        ("NOT_FOUND", ["disputeId"])
    ]
