"""recordPayment: part, all and too much of what is due, every refused amount, and the key."""

from datetime import timedelta
from typing import Any

import pytest

from tests.mutations.records import approved, done, new_invoice, paid, refusals, refused
from tests.world import CLIENT, World

WHOLE = """payment { amount { amount currencyCode } surplus { amount } date method reference
        reversed reversedOn invoice { id } }
    invoice { status amountPaid { amount } amountDue { amount }
        client { credit { amount currencyCode } } }"""
CHECK: dict[str, Any] = {
    "idempotencyKey": "k",
    "amount": "1066.50",
    "date": "2026-02-19",
    "method": "CHECK",
    "reference": "Check 1041",
}


@pytest.mark.parametrize(
    ("amount", "surplus", "status", "settled", "due"),
    [
        ("66.50", "0.00", "PARTIALLY_PAID", "66.50", "1000.00"),
        ("0.01", "0.00", "PARTIALLY_PAID", "0.01", "1066.49"),
        ("1066.5", "0.00", "PAID", "1066.50", "0.00"),
        ("1100", "33.50", "PAID", "1066.50", "0.00"),
    ],
)
async def test_iv14_what_comes_pays_what_is_due_and_the_rest_is_the_clients(
    world: World, amount: str, surplus: str, status: str, settled: str, due: str
) -> None:
    id = await approved(world)
    answer = await done(world, "recordPayment", WHOLE, **{**CHECK, "amount": amount}, invoiceId=id)
    credit = [] if surplus == "0.00" else [{"amount": surplus, "currencyCode": "USD"}]
    assert answer == {
        "payment": {
            "amount": {"amount": settled, "currencyCode": "USD"},
            "surplus": {"amount": surplus},
            "date": "2026-02-19",
            "method": "CHECK",
            "reference": "Check 1041",
            "reversed": False,
            "reversedOn": None,
            "invoice": {"id": id},
        },
        "invoice": {
            "status": status,
            "amountPaid": {"amount": settled},
            "amountDue": {"amount": due},
            "client": {"credit": credit},
        },
    }


async def test_credit_pays_the_next_invoice_as_far_as_it_goes(world: World) -> None:
    first = await approved(world)
    await paid(world, first, "1100")
    second = await approved(world, timeEntryIds=["tim_59acac"])
    by_credit = {**CHECK, "method": "CREDIT", "invoiceId": second}
    over = {**by_credit, "amount": "33.51"}
    (error,) = (
        await world.change(
            "recordPayment",
            "userErrors { ... on InsufficientCredit { available { amount } } }",
            **over,
        )
    )["userErrors"]
    assert error["code"] == "INSUFFICIENT_CREDIT"
    assert error["available"] == {"amount": "33.50"}
    await done(world, "recordPayment", "payment { id }", **{**by_credit, "amount": "33.50"})
    data = await world.ask(f'{{ contact(id: "{CLIENT}") {{ credit {{ amount }} }} }}')
    assert data == {"contact": {"credit": []}}


@pytest.mark.parametrize(
    ("said", "code", "field", "typename"),
    [
        ({"amount": "0.001"}, "SUBUNIT_AMOUNT", "amount", "SubunitAmount"),
        ({"amount": "0"}, "AMOUNT_NOT_POSITIVE", "amount", "AmountNotPositive"),
        ({"amount": "-0.01"}, "AMOUNT_NOT_POSITIVE", "amount", "AmountNotPositive"),
        ({"amount": "99999999999999999"}, "AMOUNT_TOO_LARGE", "amount", "AmountTooLarge"),
        ({"currencyCode": "EUR"}, "CURRENCY_MISMATCH", "currencyCode", "CurrencyMismatch"),
        ({"date": "2026-02-22"}, "INVALID_INPUT", "date", "InvalidInput"),
        ({"method": "TRUST"}, "INVALID_INPUT", "method", "InvalidInput"),
        ({"invoiceId": "inv_none"}, "NOT_FOUND", "invoiceId", "NotFound"),
        ({"idempotencyKey": ""}, "INVALID_INPUT", "idempotencyKey", "InvalidInput"),
        ({"reference": "a\nb"}, "INVALID_INPUT", "reference", "InvalidInput"),
    ],
)
async def test_what_is_wrong_has_its_own_code_and_changes_nothing(
    world: World, said: dict[str, Any], code: str, field: str, typename: str
) -> None:
    id = await approved(world)
    errors = await refusals(world, "recordPayment", "", **{**CHECK, "invoiceId": id, **said})
    assert [(it["__typename"], it["code"], it["field"]) for it in errors] == [
        (typename, code, [field])
    ]


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "1e5", "", "1,000", None])
async def test_what_is_no_number_never_gets_in(world: World, amount: str | None) -> None:
    id = await approved(world)
    before = world.everything()
    document = """mutation ($input: RecordPaymentInput!) {
        recordPayment(input: $input) { payment { id } } }"""
    input = {**CHECK, "invoiceId": id, "amount": amount}
    (error,) = await world.errors(document, input=input)
    assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}
    assert world.everything() == before


@pytest.mark.parametrize("status", ["DRAFT", "PENDING_APPROVAL", "PAID", "VOID"])
async def test_only_an_approved_unpaid_invoice_is_paid(world: World, status: str) -> None:
    id = await new_invoice(world)
    if status == "PENDING_APPROVAL":
        await done(world, "submitInvoice", "invoice { id }", invoiceId=id)
    if status == "VOID":
        await done(world, "voidInvoice", "invoice { id }", invoiceId=id, reason="x")
    if status == "PAID":
        await done(world, "approveInvoice", "invoice { id }", invoiceId=id)
        await paid(world, id, "1066.50")
    assert await refused(world, "recordPayment", "payment", **CHECK, invoiceId=id) == [
        ("INVALID_STATE", ["invoiceId"])
    ]


async def test_tr20_a_key_records_one_payment(world: World) -> None:
    said = {**CHECK, "invoiceId": await approved(world), "amount": "500"}
    first = await done(world, "recordPayment", WHOLE, **said)
    before = world.everything()
    world.clock.time += timedelta(hours=1)
    assert await done(world, "recordPayment", WHOLE, **{**said, "amount": "500.00"}) == first
    assert world.everything() == before
    assert await refused(world, "recordPayment", "payment", **{**said, "amount": "501"}) == [
        ("IDEMPOTENCY_MISMATCH", ["idempotencyKey"])
    ]


async def test_a_key_is_needed(world: World) -> None:
    document = """mutation { recordPayment(input: {invoiceId: "i", amount: "1",
        date: "2026-02-20", method: CHECK}) { payment { id } } }"""
    (error,) = await world.errors(document)
    assert "idempotencyKey" in error["message"]
    assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}
