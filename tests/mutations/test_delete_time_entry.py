"""deleteTimeEntry: unbilled time is gone and given back once, billed time is kept."""

import pytest

from tests.mutations.records import (
    SEED_ENTRY,
    new_entry,
    new_invoice,
    new_matter,
    refusals,
    refused,
)
from tests.world import MATTER, World


@pytest.mark.parametrize("billable", [True, False])
async def test_time_deleted_is_gone_and_answered_as_it_was(world: World, billable: bool) -> None:
    before = world.rows()
    id = await new_entry(world, billable=billable, tags=["slip"])
    assert await world.change(
        "deleteTimeEntry",
        "timeEntry { id hours amount { amount } billable tags matter { id } }",
        id=id,
    ) == {
        "timeEntry": {
            "id": id,
            "hours": "1",
            "amount": {"amount": "395.00"},
            "billable": billable,
            "tags": ["slip"],
            "matter": {"id": MATTER},
        },
        "userErrors": [],
    }
    assert await world.ask("query ($id: ID!) { timeEntry(id: $id) { id } }", id=id) == {
        "timeEntry": None
    }
    assert world.rows() == before


async def test_time_deleted_is_on_no_invoice(world: World) -> None:
    matter = await new_matter(world)
    slip, kept = [await new_entry(world, matterId=matter) for _ in range(2)]
    await world.change("deleteTimeEntry", "timeEntry { id }", id=slip)
    answer = await world.change(
        "generateInvoice",
        "invoice { lineItems { timeEntry { id } } }",
        matterId=matter,
        issueDate="2026-02-20",
    )
    assert answer["invoice"] == {"lineItems": [{"timeEntry": {"id": kept}}]}


async def test_iv9_time_on_an_invoice_is_kept(world: World) -> None:
    invoice = await new_invoice(world)
    errors = await refusals(world, "deleteTimeEntry", "timeEntry { id }", id=SEED_ENTRY)
    assert errors == [
        {
            "__typename": "AlreadyBilled",
            "code": "ALREADY_BILLED",
            "message": f"The time entry {SEED_ENTRY} stands on invoice {invoice}.",
            "field": ["id"],
        }
    ]


async def test_time_deleted_twice_is_not_found(world: World) -> None:
    id = await new_entry(world)
    await world.change("deleteTimeEntry", "timeEntry { id }", id=id)
    assert await refused(world, "deleteTimeEntry", "timeEntry", id=id) == [("NOT_FOUND", ["id"])]


@pytest.mark.parametrize("id", ["tim_none", "", MATTER])
async def test_an_unknown_id_is_not_found(world: World, id: str) -> None:
    assert await refused(world, "deleteTimeEntry", "timeEntry", id=id) == [("NOT_FOUND", ["id"])]
