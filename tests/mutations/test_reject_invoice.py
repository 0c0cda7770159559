"""rejectInvoice: what awaits approval becomes a draft again, with the reason kept."""

from tests.mutations.records import done, new_invoice, refusals, refused
from tests.world import World


async def test_it_is_a_draft_again_and_may_be_submitted_anew(world: World) -> None:
    id = await new_invoice(world)
    await done(world, "submitInvoice", "invoice { id }", invoiceId=id)
    said = {"invoiceId": id, "reason": " Hours too high \n"}
    answer = await done(world, "rejectInvoice", "invoice { status steps { kind reason } }", **said)
    assert answer["invoice"] == {
        "status": "DRAFT",
        "steps": [
            {"kind": "GENERATED", "reason": None},
            {"kind": "SUBMITTED", "reason": None},
            {"kind": "REJECTED", "reason": "Hours too high"},
        ],
    }
    await done(world, "submitInvoice", "invoice { id }", invoiceId=id)


async def test_a_draft_is_not_rejected_and_a_reason_is_needed(world: World) -> None:
    id = await new_invoice(world)
    said = {"invoiceId": id, "reason": "x"}
    assert await refused(world, "rejectInvoice", "invoice", **said) == [
        ("INVALID_STATE", ["invoiceId"])
    ]
    (error,) = await refusals(world, "rejectInvoice", "", **{**said, "reason": " "})
    assert (error["code"], error["field"]) == ("INVALID_INPUT", ["reason"])
