"""approveInvoice: the number, the trust money it held, what follows, and what keeps it from it."""

import pytest

from tests.mutations.records import (
    LEDGER,
    PARALEGAL,
    SEED_ENTRY,
    approved,
    balance,
    done,
    new_invoice,
    refused,
)
from tests.world import OWNER, World

WHOLE = """invoice { status number trustApplied { amount } amountPaid { amount }
    amountDue { amount } total { amount } createdBy { id } approvedBy { id }
    payments { amount { amount } surplus { amount } method date } steps { kind } }"""


async def test_an_approved_invoice_has_a_number_and_is_due(world: World) -> None:
    id = await new_invoice(world)
    world.person = PARALEGAL
    answer = await done(world, "approveInvoice", WHOLE, invoiceId=id)
    number = answer["invoice"].pop("number")
    assert number.startswith("2026")
    assert len(number) == 9
    assert answer["invoice"] == {
        "status": "APPROVED",
        "trustApplied": {"amount": "0.00"},
        "amountPaid": {"amount": "0.00"},
        "amountDue": {"amount": "1066.50"},
        "total": {"amount": "1066.50"},
        "createdBy": {"id": OWNER},
        "approvedBy": {"id": PARALEGAL},
        "payments": [],
        "steps": [{"kind": "GENERATED"}, {"kind": "APPROVED"}],
    }
    entry = await world.ask(f'{{ timeEntry(id: "{SEED_ENTRY}") {{ status }} }}')
    assert entry == {"timeEntry": {"status": "BILLED"}}


async def test_iv13_numbers_run_on_without_a_gap(world: World) -> None:
    numbers = []
    for entry in ("tim_59acac", "tim_5bf726"):
        id = await new_invoice(world, timeEntryIds=[entry])
        answer = await done(world, "approveInvoice", "invoice { number }", invoiceId=id)
        numbers.append(int(answer["invoice"]["number"]))
    assert numbers[1] == numbers[0] + 1


async def test_tr8_what_it_held_of_trust_is_posted_and_pays_it(world: World) -> None:
    id = await new_invoice(world, applyTrust={"enabled": True, "maxAmount": "500"})
    answer = await done(world, "approveInvoice", WHOLE, invoiceId=id)
    assert answer["invoice"]["status"] == "PARTIALLY_PAID"
    assert answer["invoice"]["trustApplied"] == {"amount": "500.00"}
    assert answer["invoice"]["amountDue"] == {"amount": "566.50"}
    assert answer["invoice"]["payments"] == [
        {
            "amount": {"amount": "500.00"},
            "surplus": {"amount": "0.00"},
            "method": "TRUST",
            "date": "2026-02-20",
        }
    ]
    assert await balance(world, LEDGER) == {
        "posted": "2000.00",
        "cleared": "2000.00",
        "held": "0.00",
        "requested": "0.00",
        "available": "2000.00",
    }


async def test_trust_that_covers_it_all_leaves_it_paid(world: World) -> None:
    id = await new_invoice(world, applyTrust={"enabled": True})
    answer = await done(world, "approveInvoice", "invoice { status }", invoiceId=id)
    assert answer == {"invoice": {"status": "PAID"}}
    entry = await world.ask(f'{{ timeEntry(id: "{SEED_ENTRY}") {{ status }} }}')
    assert entry == {"timeEntry": {"status": "PAID"}}


@pytest.mark.parametrize("verb", ["approveInvoice", "submitInvoice", "rejectInvoice"])
async def test_an_approved_invoice_goes_no_way_back(world: World, verb: str) -> None:
    id = await approved(world)
    reason = {"reason": "x"} if verb == "rejectInvoice" else {}
    assert await refused(world, verb, "invoice", invoiceId=id, **reason) == [
        ("INVALID_STATE", ["invoiceId"])
    ]
