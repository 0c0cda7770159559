"""creditInvoice: credit notes and write-offs, part or all, and never more than is due."""

from typing import Any

import pytest

from tests.mutations.records import approved, done, new_invoice, refused
from tests.world import OWNER, World

WHOLE = """invoice { status amountBilled { amount } amountCredited { amount }
    amountWrittenOff { amount } amountDue { amount }
    credits { kind amount { amount } date reason recordedBy { id } } }"""


def off(invoice: str, **said: Any) -> dict[str, Any]:
    kind = {"kind": "CREDIT_NOTE", "reason": "Agreed by phone", "idempotencyKey": "k"}
    return {"invoiceId": invoice, **kind, **said}


@pytest.mark.parametrize(
    ("said", "credited", "lost", "due", "status"),
    [
        ({"amount": "66.50"}, "66.50", "0.00", "1000.00", "APPROVED"),
        ({"amount": "66.50", "kind": "WRITE_OFF"}, "0.00", "66.50", "1000.00", "APPROVED"),
        ({"currencyCode": "USD"}, "1066.50", "0.00", "0.00", "PAID"),
        ({"kind": "WRITE_OFF", "amount": None}, "0.00", "1066.50", "0.00", "PAID"),
    ],
)
async def test_less_is_due_for_a_reason_that_is_kept(
    world: World, said: dict[str, Any], credited: str, lost: str, due: str, status: str
) -> None:
    id = await approved(world)
    answer = await done(world, "creditInvoice", WHOLE, **off(id, **said))
    assert answer["invoice"] == {
        "status": status,
        "amountBilled": {"amount": "1066.50"},
        "amountCredited": {"amount": credited},
        "amountWrittenOff": {"amount": lost},
        "amountDue": {"amount": due},
        "credits": [
            {
                "kind": said.get("kind", "CREDIT_NOTE"),
                "amount": {"amount": lost if said.get("kind") else credited},
                "date": "2026-02-20",
                "reason": "Agreed by phone",
                "recordedBy": {"id": OWNER},
            }
        ],
    }


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"amount": "1066.51"}, "AMOUNT_TOO_LARGE", "amount"),
        ({"amount": "0"}, "AMOUNT_NOT_POSITIVE", "amount"),
        ({"amount": "1.001"}, "SUBUNIT_AMOUNT", "amount"),
        ({"amount": "1", "currencyCode": "JPY"}, "CURRENCY_MISMATCH", "currencyCode"),
        ({"amount": None, "currencyCode": "JPY"}, "CURRENCY_MISMATCH", "currencyCode"),
        ({"reason": " "}, "INVALID_INPUT", "reason"),
        ({"invoiceId": "inv_none"}, "NOT_FOUND", "invoiceId"),
    ],
)
async def test_what_is_wrong_has_its_own_code_and_changes_nothing(
    world: World, said: dict[str, Any], code: str, field: str
) -> None:
    id = await approved(world)
    assert await refused(world, "creditInvoice", "invoice", **off(id, **said)) == [(code, [field])]


async def test_a_draft_is_changed_and_not_credited(world: World) -> None:
    id = await new_invoice(world)
    assert await refused(world, "creditInvoice", "invoice", **off(id)) == [
        ("INVALID_STATE", ["invoiceId"])
    ]


async def test_what_was_credited_is_not_voided(world: World) -> None:
    id = await approved(world)
    await done(world, "creditInvoice", "invoice { id }", **off(id, amount="1"))
    assert await refused(world, "voidInvoice", "invoice", invoiceId=id, reason="x") == [
        ("HAS_PAYMENTS", ["invoiceId"])
    ]
