"""setApprovalPolicy: where a firm wants two people, nobody approves what they drew up."""

import pytest

from adapters.port import InvoiceStepKind, NewStep, Refused
from tests.mutations.records import PARALEGAL, done, new_invoice, refusals
from tests.world import OWNER, World

POLICY = "approvalPolicy { secondPerson }"
APPROVED = "invoice { status approvedBy { id } }"


async def _two_people(world: World, wanted: bool) -> None:
    said = await done(world, "setApprovalPolicy", POLICY, secondPerson=wanted)
    assert said == {"approvalPolicy": {"secondPerson": wanted}}
    assert await world.ask(f"{{ {POLICY} }}") == said


async def test_one_person_is_enough_until_the_firm_says_otherwise(world: World) -> None:
    assert await world.ask(f"{{ {POLICY} }}") == {"approvalPolicy": {"secondPerson": False}}
    id = await new_invoice(world)
    answer = await done(world, "approveInvoice", APPROVED, invoiceId=id)
    assert answer["invoice"] == {"status": "APPROVED", "approvedBy": {"id": OWNER}}


async def test_where_two_are_wanted_another_approves(world: World) -> None:
    id = await new_invoice(world, applyTrust={"enabled": True})
    await _two_people(world, True)
    for step in ("", "submitInvoice"):
        if step:
            await done(world, step, "invoice { status }", invoiceId=id)
        (error,) = await refusals(world, "approveInvoice", "invoice { id }", invoiceId=id)
        assert (error["code"], error["field"]) == ("SECOND_PERSON_NEEDED", ["invoiceId"])
        assert error["message"] == (
            f"User {OWNER} asked for this, so another person must approve it."
        )
    world.person = PARALEGAL
    answer = await done(world, "approveInvoice", APPROVED, invoiceId=id)
    assert answer["invoice"]["approvedBy"] == {"id": PARALEGAL}


async def test_nobody_s_approval_is_none(world: World) -> None:
    id = await new_invoice(world)
    await _two_people(world, True)
    before = world.everything()
    step = NewStep(invoice_id=id, kind=InvoiceStepKind.APPROVED)
    with pytest.raises(Refused, match="in nobody's name"):
        await world.practice.receivables.step(step, None)
    assert world.everything() == before


async def test_the_firm_may_go_back_to_one(world: World) -> None:
    id = await new_invoice(world)
    await _two_people(world, True)
    await _two_people(world, False)
    answer = await done(world, "approveInvoice", APPROVED, invoiceId=id)
    assert answer["invoice"]["approvedBy"] == {"id": OWNER}
