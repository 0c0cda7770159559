"""disburseTrust: what is available, for a purpose, to somebody named; of large sums, a request."""

from typing import Any

import pytest

from tests.mutations.records import (
    LEDGER,
    approved,
    balance,
    deposited,
    done,
    new_invoice,
    refusals,
    refused,
)
from tests.world import OWNER, World

OUT: dict[str, Any] = {
    "idempotencyKey": "out",
    "ledgerId": LEDGER,
    "purpose": "THIRD_PARTY",
    "amount": "250",
    "date": "2026-02-20",
    "payee": "Court Reporters Inc",
    "reference": "1041",
}
WHOLE = """transaction { kind purpose amount { amount } runningBalance { amount } clearedOn payee
        reference recordedBy { id } authorisedBy { id } invoice { id } }
    ledger { balance { posted { amount } available { amount } } }
    request { status amount { amount } payee requestedBy { id } decidedBy { id }
        transaction { id } ledger { balance { requested { amount } available { amount } } } }"""
ESTATE = "trl_f66345"


async def test_money_is_paid_out_and_leaves_the_balance(world: World) -> None:
    assert await done(world, "disburseTrust", WHOLE, **OUT) == {
        "transaction": {
            "kind": "DISBURSEMENT",
            "purpose": "THIRD_PARTY",
            "amount": {"amount": "-250.00"},
            "runningBalance": {"amount": "2250.00"},
            "clearedOn": "2026-02-20",
            "payee": "Court Reporters Inc",
            "reference": "1041",
            "recordedBy": {"id": OWNER},
            "authorisedBy": {"id": OWNER},
            "invoice": None,
        },
        "ledger": {
            "balance": {"posted": {"amount": "2250.00"}, "available": {"amount": "2250.00"}}
        },
        "request": None,
    }


@pytest.mark.parametrize("amount", ["2500", "0.01"])
async def test_all_that_is_available_may_go(world: World, amount: str) -> None:
    await done(world, "disburseTrust", "ledger { id }", **{**OUT, "amount": amount})


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"amount": "2500.01"}, "INSUFFICIENT_TRUST_FUNDS", "amount"),
        ({"amount": "0.001"}, "SUBUNIT_AMOUNT", "amount"),
        ({"amount": "0"}, "AMOUNT_NOT_POSITIVE", "amount"),
        ({"currencyCode": "EUR"}, "CURRENCY_MISMATCH", "currencyCode"),
        ({"payee": "Cash"}, "INVALID_INPUT", "payee"),
        ({"payee": " BEARER "}, "INVALID_INPUT", "payee"),
        ({"purpose": "BANK_CHARGE"}, "INVALID_INPUT", "purpose"),
        ({"purpose": "TRUST_TO_TRUST"}, "INVALID_INPUT", "purpose"),
        ({"purpose": "REVERSAL"}, "INVALID_INPUT", "purpose"),
        ({"purpose": "EARNED_FEE"}, "INVALID_INPUT", "invoiceId"),
        ({"date": "2026-02-22"}, "INVALID_INPUT", "date"),
        ({"ledgerId": "trl_none"}, "NOT_FOUND", "ledgerId"),
        ({"invoiceId": "inv_none"}, "NOT_FOUND", "invoiceId"),
    ],
)
async def test_what_is_wrong_has_its_own_code_and_changes_nothing(
    world: World, said: dict[str, Any], code: str, field: str
) -> None:
    assert await refused(world, "disburseTrust", "ledger", **{**OUT, **said}) == [(code, [field])]


async def test_tr21_a_refusal_says_how_much_is_missing_and_no_balance(world: World) -> None:
    facts = "userErrors { ... on InsufficientTrustFunds { shortfall { amount currencyCode } } }"
    answer = await world.change("disburseTrust", facts, **{**OUT, "amount": "3000"})
    assert answer["userErrors"] == [
        {
            "__typename": "InsufficientTrustFunds",
            "code": "INSUFFICIENT_TRUST_FUNDS",
            "message": "Trust funds fall short by 500.00 USD.",
            "field": ["amount"],
            "shortfall": {"amount": "500.00", "currencyCode": "USD"},
        }
    ]


async def test_tr5_uncleared_money_has_a_refusal_of_its_own(world: World) -> None:
    await deposited(world, "1000")
    facts = "userErrors { ... on FundsNotCleared { shortfall { amount } uncleared { amount } } }"
    said = {**OUT, "amount": "2600"}
    (error,) = (await world.change("disburseTrust", facts, **said))["userErrors"]
    assert error["code"] == "FUNDS_NOT_CLEARED"
    assert (error["shortfall"], error["uncleared"]) == ({"amount": "100.00"}, {"amount": "1000.00"})
    assert await refused(world, "disburseTrust", "ledger", **said) == [
        ("FUNDS_NOT_CLEARED", ["amount"])
    ]


async def test_tr8_what_a_draft_holds_is_not_paid_out(world: World) -> None:
    await new_invoice(world, applyTrust={"enabled": True, "maxAmount": "500"})
    assert await refused(world, "disburseTrust", "ledger", **{**OUT, "amount": "2000.01"}) == [
        ("INSUFFICIENT_TRUST_FUNDS", ["amount"])
    ]


async def test_tr9_a_fee_is_earned_by_its_invoice(world: World) -> None:
    id = await approved(world)
    fee = {**OUT, "purpose": "EARNED_FEE", "invoiceId": id, "amount": "66.50"}
    answer = await done(world, "disburseTrust", WHOLE, **fee)
    assert answer["transaction"]["kind"] == "APPLICATION"
    assert answer["transaction"]["invoice"] == {"id": id}
    data = await world.ask(f'{{ invoice(id: "{id}") {{ trustApplied {{ amount }} }} }}')
    assert data == {"invoice": {"trustApplied": {"amount": "66.50"}}}
    more = {**fee, "amount": "1000.01", "idempotencyKey": "more"}
    assert await refused(world, "disburseTrust", "ledger", **more) == [
        ("AMOUNT_TOO_LARGE", ["amount"])
    ]


async def test_tr13_a_large_sum_is_asked_for_and_reserved(world: World) -> None:
    assert await done(
        world, "disburseTrust", WHOLE, **{**OUT, "ledgerId": ESTATE, "amount": "5000.01"}
    ) == {
        "transaction": None,
        "ledger": {
            "balance": {"posted": {"amount": "225826.65"}, "available": {"amount": "217680.24"}}
        },
        "request": {
            "status": "PENDING",
            "amount": {"amount": "5000.01"},
            "payee": "Court Reporters Inc",
            "requestedBy": {"id": OWNER},
            "decidedBy": None,
            "transaction": None,
            "ledger": {
                "balance": {
                    "requested": {"amount": "5000.01"},
                    "available": {"amount": "217680.24"},
                }
            },
        },
    }
    assert (await balance(world, ESTATE))["posted"] == "225826.65"


async def test_tr6_one_clients_money_pays_no_other_clients_invoice(world: World) -> None:
    id = await approved(world)
    fee = {**OUT, "purpose": "EARNED_FEE", "invoiceId": id, "ledgerId": ESTATE}
    facts = "userErrors { ... on CrossClientTrust { ledgerId } }"
    (error,) = (await world.change("disburseTrust", facts, **fee))["userErrors"]
    assert (error["code"], error["ledgerId"]) == ("CROSS_CLIENT_TRUST", ESTATE)
    assert (await refusals(world, "disburseTrust", "", **fee))[0]["field"] == ["ledgerId"]
