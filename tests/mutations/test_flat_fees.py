"""generateInvoice on flat-fee matters: the fee is billed once, whole or by milestones, never twice."""

import sqlite3
from typing import Any

import pytest

from tests.mutations.records import new_entry, new_invoice, new_matter, refusals, refused
from tests.world import MATTER, World

FEE = """invoice { id subtotal { amount } tax { amount } amountDue { amount } lineItems { kind
    description date quantity rate { amount } amount { amount } taxable
    timeEntry { id } expense { id } } }"""
BILLED = """mutation ($input: GenerateInvoiceInput!) { generateInvoice(input: $input) {
    invoice { id } userErrors { code message field
    ... on FlatFeeBilled { invoiceId left { amount currencyCode } } } } }"""


async def _flat(world: World, amount: str = "15000", **said: Any) -> str:
    """Open a matter for a flat fee and return its id."""
    return await new_matter(
        world, title="Lease", billing={"type": "FLAT_FEE", "flatAmount": amount}, **said
    )


async def _drafted(world: World, selection: str = FEE, **said: Any) -> Any:
    answer = await world.change("generateInvoice", selection, **{"issueDate": "2026-02-20", **said})
    assert answer["userErrors"] == []
    return answer["invoice"]


async def _refused(world: World, **said: Any) -> Any:
    """Return the only refusal with its facts, once sure that nothing was written."""
    before = world.everything()
    data = await world.ask(BILLED, input={"issueDate": "2026-02-20", **said})
    assert world.everything() == before
    assert data["generateInvoice"]["invoice"] is None
    (error,) = data["generateInvoice"]["userErrors"]
    return error


def _void(world: World, invoice: str) -> None:
    world.sql(
        "update invoices set status = 'void', credited = subtotal - discount + tax, due = 0 "
        "where id = ?",
        invoice,
    )


async def test_a_flat_fee_is_one_line_and_the_time_behind_it_is_not_billed(world: World) -> None:
    matter = await _flat(world)
    worked = await new_entry(world, matterId=matter)
    assert await _drafted(world, matterId=matter, flatFee=True, taxRate="10") == {
        "id": "inv_000003",
        "subtotal": {"amount": "15000.00"},
        "tax": {"amount": "1500.00"},
        "amountDue": {"amount": "16500.00"},
        "lineItems": [
            {
                "kind": "FLAT_FEE",
                "description": "Flat fee: Lease",
                "date": "2026-02-20",
                "quantity": "1",
                "rate": {"amount": "15000.00"},
                "amount": {"amount": "15000.00"},
                "taxable": True,
                "timeEntry": None,
                "expense": None,
            }
        ],
    }
    assert world.sql(
        "select status, amount, invoice_id from time_entries where id = ?", worked
    ) == [("not_billable", 39500, None)]


async def test_a_flat_fee_stands_between_time_and_expenses(world: World) -> None:
    matter = await _flat(world)
    await new_entry(world, matterId=matter, billable=True)
    fee = [{"description": "Fee", "amount": "10"}]
    draft = await _drafted(world, matterId=matter, flatFee=True, expenses=fee)
    assert [line["kind"] for line in draft["lineItems"]] == ["TIME", "FLAT_FEE", "EXPENSE"]


async def test_a_flat_fee_again_is_refused_with_the_invoice_that_bills_it(world: World) -> None:
    matter = await _flat(world)
    first = await _drafted(world, matterId=matter, flatFee=True)
    for said, field in (
        ({"flatFee": True}, "flatFee"),
        ({"flatFeeAmount": "0.01"}, "flatFeeAmount"),
    ):
        assert await _refused(world, matterId=matter, **said) == {
            "code": "FLAT_FEE_BILLED",
            "message": f"The flat fee stands on invoice {first['id']}, and nothing of it is left.",
            "field": [field],
            "invoiceId": first["id"],
            "left": {"amount": "0.00", "currencyCode": "USD"},
        }


async def test_a_flat_fee_is_billed_by_milestones_up_to_what_is_left(world: World) -> None:
    matter = await _flat(world)
    await _drafted(world, matterId=matter, flatFeeAmount="5000")
    world.clock.time = world.clock.time.replace(hour=10)
    second = await _drafted(world, matterId=matter, flatFee=True, flatFeeAmount="7500.50")
    assert await _refused(world, matterId=matter, flatFeeAmount="2499.51") == {
        "code": "FLAT_FEE_BILLED",
        "message": f"The flat fee stands on invoice {second['id']}, and 2499.50 USD of it is left.",
        "field": ["flatFeeAmount"],
        "invoiceId": second["id"],
        "left": {"amount": "2499.50", "currencyCode": "USD"},
    }
    rest = await _drafted(world, matterId=matter, flatFee=True)
    assert rest["subtotal"] == {"amount": "2499.50"}


async def test_a_voided_invoice_gives_its_part_of_the_fee_back(world: World) -> None:
    matter = await _flat(world)
    first = await _drafted(world, matterId=matter, flatFee=True)
    _void(world, first["id"])
    again = await _drafted(world, matterId=matter, flatFee=True)
    assert again["subtotal"] == {"amount": "15000.00"}


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"flatFeeAmount": "15000.01"}, "INVALID_INPUT", ["flatFeeAmount"]),
        ({"flatFeeAmount": "0"}, "INVALID_INPUT", ["flatFeeAmount"]),
        ({"flatFeeAmount": "0.001"}, "INVALID_INPUT", ["flatFeeAmount"]),
        ({"flatFee": False, "flatFeeAmount": "1"}, "INVALID_INPUT", ["flatFeeAmount"]),
        ({"flatFee": False}, "INVALID_INPUT", ["flatFee"]),
        ({}, "INVALID_INPUT", ["flatFee"]),
        ({"flatFee": True, "matterId": MATTER}, "INVALID_INPUT", ["flatFee"]),
    ],
)
async def test_a_refusal_names_its_field_and_changes_nothing(
    world: World, said: dict[str, Any], code: str, field: list[str]
) -> None:
    matter = await _flat(world)
    said = {"matterId": matter, "issueDate": "2026-02-20", **said}
    assert await refused(world, "generateInvoice", "invoice", **said) == [(code, field)]


async def test_a_flat_fee_has_its_currencys_decimals(world: World) -> None:
    terms = {"type": "FLAT_FEE", "flatAmount": "100000", "currencyCode": "JPY"}
    matter = await new_matter(world, billing=terms)
    said = {"matterId": matter, "issueDate": "2026-02-20"}
    assert await refused(world, "generateInvoice", "invoice", **said, flatFeeAmount="0.5") == [
        ("INVALID_INPUT", ["flatFeeAmount"])
    ]
    draft = await _drafted(world, **said, flatFeeAmount="1")
    assert draft["subtotal"] == {"amount": "1"}


async def test_terms_are_not_changed_to_less_than_is_billed(world: World) -> None:
    matter = await _flat(world)
    await new_invoice(world, matterId=matter, timeEntryIds=[], flatFeeAmount="9000")
    for billing, field in (
        ({"type": "FLAT_FEE", "flatAmount": "8999.99"}, ["billing", "flatAmount"]),
        ({"type": "HOURLY"}, ["billing", "type"]),
        ({"type": "HOURLY", "flatAmount": "15000"}, ["billing", "type"]),
    ):
        errors = await refusals(world, "updateMatter", "matter { id }", id=matter, billing=billing)
        assert [(e["code"], e["field"], e["message"]) for e in errors] == [
            ("INVALID_INPUT", field, "Of the flat fee, 9000.00 USD is billed.")
        ]
    terms = {"type": "FLAT_FEE", "flatAmount": "9000"}
    answer = await world.change("updateMatter", "matter { id }", id=matter, billing=terms)
    assert answer["userErrors"] == []
    with pytest.raises(sqlite3.IntegrityError, match="a flat fee is no less than what is billed"):
        world.sql("update matters set flat_amount = 899999 where id = ?", matter)


async def test_a_discount_may_fall_on_the_fee_alone(world: World) -> None:
    matter = await _flat(world)
    draft = await _drafted(
        world,
        "invoice { lineItems { discount { amount } } }",
        matterId=matter,
        flatFee=True,
        expenses=[{"description": "Fee", "amount": "10"}],
        discounts=[{"type": "PERCENT", "value": "10", "appliesTo": ["FLAT_FEE"]}],
    )
    assert draft["lineItems"] == [
        {"discount": {"amount": "1500.00"}},
        {"discount": {"amount": "0.00"}},
    ]
