"""voidInvoice: what it billed may be billed again, what it held is free; not once it was paid."""

import pytest

from tests.mutations.records import (
    LEDGER,
    SEED_ENTRY,
    approved,
    balance,
    done,
    new_invoice,
    paid,
    refusals,
    refused,
)
from tests.world import World

WHOLE = """invoice { status number amountBilled { amount } amountCredited { amount }
    amountDue { amount } trustApplied { amount } steps { kind reason } }"""


async def test_a_draft_gives_back_its_work_and_its_hold(world: World) -> None:
    id = await new_invoice(world, applyTrust={"enabled": True})
    answer = await done(world, "voidInvoice", WHOLE, invoiceId=id, reason="Wrong client")
    assert answer["invoice"] == {
        "status": "VOID",
        "number": None,
        "amountBilled": {"amount": "1066.50"},
        "amountCredited": {"amount": "1066.50"},
        "amountDue": {"amount": "0.00"},
        "trustApplied": {"amount": "0.00"},
        "steps": [
            {"kind": "GENERATED", "reason": None},
            {"kind": "VOIDED", "reason": "Wrong client"},
        ],
    }
    assert (await balance(world, LEDGER))["available"] == "2500.00"
    entry = await world.ask(f'{{ timeEntry(id: "{SEED_ENTRY}") {{ status invoice {{ id }} }} }}')
    assert entry == {"timeEntry": {"status": "BILLABLE", "invoice": None}}
    assert await new_invoice(world) != id


async def test_a_number_is_kept_and_never_used_again(world: World) -> None:
    id = await approved(world)
    answer = await done(world, "voidInvoice", WHOLE, invoiceId=id, reason="x")
    number = answer["invoice"]["number"]
    again = await approved(world)
    data = await world.ask(f'{{ invoice(id: "{again}") {{ number }} }}')
    assert int(data["invoice"]["number"]) == int(number) + 1


async def test_iv12_a_partly_paid_invoice_is_not_voided(world: World) -> None:
    id = await approved(world)
    payment = await paid(world, id, "1")
    answer = await world.change(
        "voidInvoice",
        "userErrors { ... on HasPayments { invoiceId paymentIds } }",
        invoiceId=id,
        reason="x",
    )
    assert answer["userErrors"] == [
        {
            "__typename": "HasPayments",
            "code": "HAS_PAYMENTS",
            "message": f"Invoice {id} is not voided while {payment} stand on it.",
            "field": ["invoiceId"],
            "invoiceId": id,
            "paymentIds": [payment],
        }
    ]
    assert await refused(world, "voidInvoice", "invoice", invoiceId=id, reason="x") == [
        ("HAS_PAYMENTS", ["invoiceId"])
    ]


async def test_iv12_a_paid_invoice_is_not_voided(world: World) -> None:
    id = await approved(world)
    await paid(world, id, "1066.50")
    assert await refused(world, "voidInvoice", "invoice", invoiceId=id, reason="x") == [
        ("HAS_PAYMENTS", ["invoiceId"])
    ]


async def test_once_its_payment_is_undone_it_is_voided(world: World) -> None:
    id = await approved(world)
    payment = await paid(world, id, "1")
    said = {"paymentId": payment, "reason": "Bounced", "idempotencyKey": "undo"}
    await done(world, "reversePayment", "payment { id }", **said)
    answer = await done(world, "voidInvoice", "invoice { status }", invoiceId=id, reason="x")
    assert answer == {"invoice": {"status": "VOID"}}


@pytest.mark.parametrize("reason", ["", " ", "\x00", "x" * 8001])
async def test_a_reason_is_needed(world: World, reason: str) -> None:
    id = await new_invoice(world)
    (error,) = await refusals(world, "voidInvoice", "", invoiceId=id, reason=reason)
    assert (error["code"], error["field"]) == ("INVALID_INPUT", ["reason"])


async def test_void_is_the_end(world: World) -> None:
    id = await new_invoice(world)
    await done(world, "voidInvoice", "invoice { id }", invoiceId=id, reason="x")
    for verb in ("submitInvoice", "approveInvoice", "sendInvoice"):
        assert await refused(world, verb, "invoice", invoiceId=id) == [
            ("INVALID_STATE", ["invoiceId"])
        ]
    assert await refused(world, "voidInvoice", "invoice", invoiceId=id, reason="x") == [
        ("INVALID_STATE", ["invoiceId"])
    ]
