"""sendInvoice: an approved invoice went to its client, however far it is paid."""

import pytest

from tests.mutations.records import approved, done, new_invoice, paid, refused
from tests.world import World


async def test_an_approved_invoice_is_sent_and_sent_again(world: World) -> None:
    id = await approved(world)
    for _ in range(2):
        answer = await done(world, "sendInvoice", "invoice { status }", invoiceId=id)
        assert answer == {"invoice": {"status": "SENT"}}
    data = await world.ask(f'{{ invoice(id: "{id}") {{ steps {{ kind }} }} }}')
    kinds = [step["kind"] for step in data["invoice"]["steps"]]
    assert kinds == ["GENERATED", "APPROVED", "SENT", "SENT"]


@pytest.mark.parametrize(("amount", "status"), [("66.50", "PARTIALLY_PAID"), ("1066.50", "PAID")])
async def test_one_that_is_paid_stays_paid(world: World, amount: str, status: str) -> None:
    id = await approved(world)
    await paid(world, id, amount)
    answer = await done(world, "sendInvoice", "invoice { status }", invoiceId=id)
    assert answer == {"invoice": {"status": status}}


async def test_a_draft_is_not_sent(world: World) -> None:
    id = await new_invoice(world)
    assert await refused(world, "sendInvoice", "invoice", invoiceId=id) == [
        ("INVALID_STATE", ["invoiceId"])
    ]
