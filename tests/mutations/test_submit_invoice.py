"""submitInvoice: a draft is put before somebody who may approve it, and keeps what it holds."""

from tests.mutations.records import LEDGER, SEED_ENTRY, balance, done, new_invoice, refusals
from tests.world import MATTER, OWNER, World

STEPS = "invoice { id status number steps { kind reason by { id } at } }"


async def test_a_draft_awaits_approval_and_its_work_stays_reserved(world: World) -> None:
    id = await new_invoice(world, applyTrust={"enabled": True, "maxAmount": "500"})
    assert await done(world, "submitInvoice", STEPS, invoiceId=id) == {
        "invoice": {
            "id": id,
            "status": "PENDING_APPROVAL",
            "number": None,
            "steps": [
                {
                    "kind": kind,
                    "reason": None,
                    "by": {"id": OWNER},
                    "at": "2026-02-20T09:15:44Z",
                }
                for kind in ("GENERATED", "SUBMITTED")
            ],
        }
    }
    entry = await world.ask(f'{{ timeEntry(id: "{SEED_ENTRY}") {{ status }} }}')
    assert entry == {"timeEntry": {"status": "RESERVED"}}
    assert (await balance(world, LEDGER))["held"] == "500.00"


async def test_it_is_submitted_once(world: World) -> None:
    id = await new_invoice(world)
    await done(world, "submitInvoice", "invoice { id }", invoiceId=id)
    selection = "invoice { id }"
    assert await refusals(world, "submitInvoice", selection, invoiceId=id) == [
        {
            "__typename": "InvalidState",
            "code": "INVALID_STATE",
            "message": f"The invoice {id} is pending approval: a draft is submitted for approval.",
            "field": ["invoiceId"],
        }
    ]


async def test_a_key_is_optional_and_repeats_the_answer(world: World) -> None:
    id = await new_invoice(world)
    said = {"invoiceId": id, "idempotencyKey": "k"}
    first = await done(world, "submitInvoice", "invoice { id status }", **said)
    before = world.everything()
    assert await done(world, "submitInvoice", "invoice { id status }", **said) == first
    assert world.everything() == before
    assert [it["code"] for it in await refusals(world, "approveInvoice", "", **said)] == [
        "IDEMPOTENCY_MISMATCH"
    ]


async def test_there_is_no_such_invoice(world: World) -> None:
    assert await refusals(world, "submitInvoice", "", invoiceId=MATTER) == [
        {
            "__typename": "NotFound",
            "code": "NOT_FOUND",
            "message": f"There is no invoice {MATTER}.",
            "field": ["invoiceId"],
        }
    ]
