"""applyTrust: as much as there is, is due, is undisputed and was asked for, and why not more."""

from typing import Any

import pytest

from tests.mutations.records import LEDGER, approved, balance, done, new_invoice, paid, refused
from tests.world import World

WHOLE = """invoice { status trustApplied { amount } amountDue { amount } }
    transaction { kind purpose amount { amount } payee invoice { id } } trustLimit"""
OTHER_CLIENTS = "trl_2babf4"


def apply(invoice: str, **said: Any) -> dict[str, Any]:
    return {"invoiceId": invoice, "idempotencyKey": "apply", **said}


@pytest.mark.parametrize(
    ("said", "applied", "due", "status", "limit"),
    [
        ({}, "1066.50", "0.00", "PAID", "AMOUNT_DUE"),
        ({"maxAmount": "66.50"}, "66.50", "1000.00", "PARTIALLY_PAID", "MAX_AMOUNT"),
        ({"ledgerId": LEDGER, "maxAmount": "9999"}, "1066.50", "0.00", "PAID", "AMOUNT_DUE"),
    ],
)
async def test_tr7_trust_money_pays_what_it_may(
    world: World, said: dict[str, Any], applied: str, due: str, status: str, limit: str
) -> None:
    id = await approved(world)
    assert await done(world, "applyTrust", WHOLE, **apply(id, **said)) == {
        "invoice": {
            "status": status,
            "trustApplied": {"amount": applied},
            "amountDue": {"amount": due},
        },
        "transaction": {
            "kind": "APPLICATION",
            "purpose": "EARNED_FEE",
            "amount": {"amount": f"-{applied}"},
            "payee": "Meridian Lake Law LLP",
            "invoice": {"id": id},
        },
        "trustLimit": limit,
    }


async def test_tr7_nothing_is_applied_where_nothing_is_asked_for(world: World) -> None:
    id = await approved(world)
    before = world.rows()
    answer = await done(world, "applyTrust", WHOLE, **apply(id, maxAmount="0"))
    assert answer["transaction"] is None
    assert answer["trustLimit"] == "MAX_AMOUNT"
    changed = [row for row in world.rows() if row not in before]
    assert [row[0] for row in changed] == ["idempotency_keys"]


async def test_what_there_is_is_applied(world: World) -> None:
    await done(
        world,
        "disburseTrust",
        "ledger { id }",
        idempotencyKey="out",
        ledgerId=LEDGER,
        purpose="CLIENT_REFUND",
        amount="2400",
        date="2026-02-20",
        payee="Acme Holdings LLC",
    )
    id = await approved(world)
    explain = f'{{ invoice(id: "{id}") {{ trustExplain {{ applicable {{ amount }} limits }} }} }}'
    assert (await world.ask(explain))["invoice"]["trustExplain"] == {
        "applicable": {"amount": "100.00"},
        "limits": ["AVAILABLE_FUNDS"],
    }
    answer = await done(world, "applyTrust", WHOLE, **apply(id))
    assert answer["invoice"]["trustApplied"] == {"amount": "100.00"}
    assert answer["trustLimit"] == "AVAILABLE_FUNDS"
    assert (await balance(world, LEDGER))["posted"] == "0.00"


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"ledgerId": OTHER_CLIENTS}, "CROSS_CLIENT_TRUST", "ledgerId"),
        ({"ledgerId": "trl_none"}, "NOT_FOUND", "ledgerId"),
        ({"invoiceId": "inv_none"}, "NOT_FOUND", "invoiceId"),
        ({"maxAmount": "0.001"}, "SUBUNIT_AMOUNT", "maxAmount"),
        ({"maxAmount": "-1"}, "AMOUNT_NOT_POSITIVE", "maxAmount"),
        ({"maxAmount": "1", "currencyCode": "EUR"}, "CURRENCY_MISMATCH", "currencyCode"),
        ({"currencyCode": "EUR"}, "CURRENCY_MISMATCH", "currencyCode"),
    ],
)
async def test_what_is_wrong_has_its_own_code_and_changes_nothing(
    world: World, said: dict[str, Any], code: str, field: str
) -> None:
    id = await approved(world)
    assert await refused(world, "applyTrust", "invoice", **apply(id, **said)) == [(code, [field])]


async def test_a_draft_and_a_paid_invoice_take_none(world: World) -> None:
    draft = await new_invoice(world)
    assert await refused(world, "applyTrust", "invoice", **apply(draft)) == [
        ("INVALID_STATE", ["invoiceId"])
    ]
    await done(world, "approveInvoice", "invoice { id }", invoiceId=draft)
    await paid(world, draft, "1066.50")
    assert await refused(world, "applyTrust", "invoice", **apply(draft)) == [
        ("INVALID_STATE", ["invoiceId"])
    ]


async def test_tr20_a_key_applies_once(world: World) -> None:
    said = apply(await approved(world), maxAmount="100")
    first = await done(world, "applyTrust", WHOLE, **said)
    assert await done(world, "applyTrust", WHOLE, **said) == first
    assert (await balance(world, LEDGER))["posted"] == "2400.00"
