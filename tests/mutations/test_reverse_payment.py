"""reversePayment: the invoice is due again, once, and a surplus that is spent stays."""

from typing import Any

import pytest

from tests.mutations.records import approved, done, paid, refusals, refused
from tests.world import World

WHOLE = """payment { reversed reversedOn amount { amount } }
    invoice { status amountPaid { amount } amountDue { amount } }"""


def undo(payment: str, **said: Any) -> dict[str, Any]:
    return {"paymentId": payment, "reason": "The check bounced", "idempotencyKey": "undo", **said}


@pytest.mark.parametrize(("sent", "status"), [(False, "APPROVED"), (True, "SENT")])
async def test_the_invoice_stands_where_it_stood(world: World, sent: bool, status: str) -> None:
    id = await approved(world)
    if sent:
        await done(world, "sendInvoice", "invoice { id }", invoiceId=id)
    payment = await paid(world, id, "1066.50")
    assert await done(world, "reversePayment", WHOLE, **undo(payment)) == {
        "payment": {
            "reversed": True,
            "reversedOn": "2026-02-20",
            "amount": {"amount": "1066.50"},
        },
        "invoice": {
            "status": status,
            "amountPaid": {"amount": "0.00"},
            "amountDue": {"amount": "1066.50"},
        },
    }


async def test_of_two_payments_one_stays(world: World) -> None:
    id = await approved(world)
    first, _ = await paid(world, id, "100"), await paid(world, id, "66.50")
    answer = await done(world, "reversePayment", WHOLE, **undo(first))
    assert answer["invoice"] == {
        "status": "PARTIALLY_PAID",
        "amountPaid": {"amount": "66.50"},
        "amountDue": {"amount": "1000.00"},
    }


async def test_it_is_undone_once(world: World) -> None:
    payment = await paid(world, await approved(world), "1")
    await done(world, "reversePayment", WHOLE, **undo(payment))
    again = undo(payment, idempotencyKey="again")
    assert await refusals(world, "reversePayment", "", **again) == [
        {
            "__typename": "AlreadyReversed",
            "code": "ALREADY_REVERSED",
            "message": f"{payment} was reversed.",
            "field": ["paymentId"],
        }
    ]


async def test_a_surplus_that_is_spent_is_not_taken_back(world: World) -> None:
    payment = await paid(world, await approved(world), "1100")
    second = await approved(world, timeEntryIds=["tim_59acac"])
    await paid(world, second, "20", method="CREDIT")
    assert await refused(world, "reversePayment", "payment", **undo(payment)) == [
        ("INSUFFICIENT_CREDIT", ["paymentId"])
    ]


async def test_trust_money_is_given_back_by_its_own_verb(world: World) -> None:
    id = await approved(world, applyTrust={"enabled": True})
    data = await world.ask(f'{{ invoice(id: "{id}") {{ payments {{ id }} }} }}')
    (payment,) = data["invoice"]["payments"]
    (error,) = await refusals(world, "reversePayment", "", **undo(payment["id"]))
    assert error["code"] == "INVALID_STATE"
    assert "reverse the trust entry" in error["message"]


async def test_there_is_no_such_payment(world: World) -> None:
    assert await refused(world, "reversePayment", "payment", **undo("pay_none")) == [
        ("NOT_FOUND", ["paymentId"])
    ]
