"""Interest on what is overdue: terms, the lines that charge by them, and what is left alone."""

import datetime as dt
from datetime import timedelta
from typing import Any

import pytest

from tests.mutations.records import (
    approved,
    deposited,
    done,
    new_client,
    new_entry,
    new_invoice,
    new_matter,
    paid,
    refusals,
    refused,
)
from tests.world import World

TERMS = "interestTerms { annualPercent method everyDays since }"
LINES = """invoice { id subtotal { amount } discount { amount } tax { amount } amountBilled { amount }
    trustApplied { amount } lineItems { kind description date quantity rate { amount }
    amount { amount } discount { amount } tax { amount } taxable interestOn { id } } } trustLimit"""
NOTHING = ("INVALID_INPUT", ["interest"])


async def _terms(world: World, **said: Any) -> Any:
    return (await done(world, "setInterestTerms", TERMS, **said))["interestTerms"]


async def _overdue(world: World, amount: str = "1000", **said: Any) -> tuple[str, str]:
    """Approve an invoice on a matter of its own, due today; return the matter and the invoice."""
    matter = await new_matter(world, **said)
    entry = await new_entry(world, matterId=matter, rate=amount, billable=True)
    bill = {"matterId": matter, "timeEntryIds": [entry], "dueDate": "2026-02-20"}
    return matter, await approved(world, **bill)


async def _charged(world: World, matter: str, day: str, **said: Any) -> Any:
    """Draft an invoice of nothing but interest, and return it."""
    said = {"matterId": matter, "issueDate": day, "timeEntryIds": [], "interest": True, **said}
    return (await done(world, "generateInvoice", LINES, **said))["invoice"]


def _wait(world: World, days: int) -> str:
    """Let days pass, and return the day it then is."""
    world.clock.time += timedelta(days=days)
    return world.clock.time.date().isoformat()


async def _approve(world: World, invoice: str) -> None:
    await done(world, "approveInvoice", "invoice { id }", invoiceId=invoice)


# The terms.


async def test_iv15_no_interest_is_charged_until_the_firm_says_so(world: World) -> None:
    matter, _ = await _overdue(world)
    day = _wait(world, 365)
    assert await world.ask(f"{{ {TERMS} }}") == {"interestTerms": None}
    said = {"matterId": matter, "issueDate": day, "timeEntryIds": []}
    errors = await refusals(world, "generateInvoice", "invoice { id }", **said, interest=True)
    assert [(it["code"], it["field"]) for it in errors] == [NOTHING]
    assert errors[0]["message"] == "The firm charges no interest: no terms are set for it."


async def test_iv15_terms_are_kept_and_forgotten(world: World) -> None:
    assert await _terms(world, annualPercent="12") == {
        "annualPercent": "12",
        "method": "SIMPLE",
        "everyDays": 30,
        "since": "2026-02-20",
    }
    said = {"method": "COMPOUND", "everyDays": 366, "since": "2025-01-01"}
    assert await _terms(world, annualPercent="4.250000", **said) == {
        "annualPercent": "4.25",
        **said,
    }
    assert await _terms(world) is None
    assert world.sql("select * from interest_terms") == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"annualPercent": "0"}, "annualPercent"),
        ({"annualPercent": "-1"}, "annualPercent"),
        ({"annualPercent": "100.000001"}, "annualPercent"),
        ({"annualPercent": "1.0000001"}, "annualPercent"),
        ({"annualPercent": "1", "everyDays": 0}, "everyDays"),
        ({"annualPercent": "1", "everyDays": 367}, "everyDays"),
    ],
)
async def test_terms_that_can_not_be_are_refused(
    world: World, said: dict[str, Any], field: str
) -> None:
    assert await refused(world, "setInterestTerms", "", **said) == [("INVALID_INPUT", [field])]
    assert world.sql("select * from interest_terms") == []


# What is charged.


@pytest.mark.parametrize(
    ("percent", "method", "every", "days", "interest"),
    [
        ("12", "SIMPLE", 30, 30, "9.86"),  # 1000 x .12 x 30 / 365 = 9.8630
        ("12", "SIMPLE", 30, 59, "9.86"),
        ("12", "SIMPLE", 30, 60, "19.73"),  # 19.7260, not twice 9.86
        ("12", "COMPOUND", 30, 60, "19.82"),  # 19.7260 + 0.0973
        ("12", "COMPOUND", 30, 30, "9.86"),
        ("36.5", "SIMPLE", 1, 5, "5.00"),
        ("36.5", "COMPOUND", 1, 5, "5.01"),  # 1000 x (1.001^5 - 1) = 5.0100
        ("100", "SIMPLE", 365, 365, "1000.00"),
        ("100", "COMPOUND", 365, 730, "3000.00"),
    ],
)
async def test_iv15_interest_is_exact_and_rounded_once(
    world: World, percent: str, method: str, every: int, days: int, interest: str
) -> None:
    await _terms(world, annualPercent=percent, method=method, everyDays=every)
    matter, late = await _overdue(world)
    ran = dt.date(2026, 2, 20) + timedelta(days=days // every * every)
    made = await _charged(world, matter, _wait(world, days))
    assert made["subtotal"] == made["amountBilled"] == {"amount": interest}
    (number,) = world.sql("select number from invoices where id = ?", late)
    assert made["lineItems"] == [
        {
            "kind": "INTEREST",
            "description": f"Interest on invoice {number[0]}: {percent}% a year, "
            f"{method.lower()}, {days // every * every} days to {ran}",
            "date": ran.isoformat(),
            "quantity": "1",
            "rate": {"amount": interest},
            "amount": {"amount": interest},
            "discount": {"amount": "0.00"},
            "tax": {"amount": "0.00"},
            "taxable": False,
            "interestOn": {"id": late},
        }
    ]


@pytest.mark.parametrize(
    ("currency", "billed", "interest"),
    [("USD", "1000.5", "9.87"), ("JPY", "100050", "987"), ("KWD", "1000.505", "9.868")],
)
async def test_iv15_iv5_interest_has_its_currencys_decimals(
    world: World, currency: str, billed: str, interest: str
) -> None:
    await _terms(world, annualPercent="12")
    client = await new_client(world, billingPreferences={"currencyCode": currency})
    matter, _ = await _overdue(world, billed, clientId=client)
    made = await _charged(world, matter, _wait(world, 30))
    assert made["amountBilled"] == {"amount": interest}


async def test_iv15_interest_is_on_what_is_due_and_undisputed_as_each_run_ends(
    world: World,
) -> None:
    await _terms(world, annualPercent="36.5", everyDays=10)  # a thousandth a day
    matter, late = await _overdue(world)
    _wait(world, 10)
    await paid(world, late, "100", date="2026-03-02")  # on the day the first run ends
    _wait(world, 1)
    dispute = {"invoiceId": late, "amount": "400", "reason": "Hours", "idempotencyKey": "d"}
    answer = await done(world, "disputeInvoice", "dispute { id }", **dispute)
    _wait(world, 10)
    settled = {"disputeId": answer["dispute"]["id"], "settlement": "Owed", "idempotencyKey": "s"}
    await done(world, "settleDispute", "dispute { id }", **settled)
    _wait(world, 9)
    credit = {"invoiceId": late, "kind": "CREDIT_NOTE", "amount": "200", "reason": "Goodwill"}
    await done(world, "creditInvoice", "invoice { id }", **credit, idempotencyKey="c")
    made = await _charged(world, matter, _wait(world, 10))
    # Due as the four runs ended: 900, 500 (400 disputed), 700 (200 credited), 700.
    assert made["amountBilled"] == {"amount": "28.00"}


async def test_iv15_what_was_paid_in_time_bears_none_and_what_bounced_does_again(
    world: World,
) -> None:
    await _terms(world, annualPercent="36.5", everyDays=10)
    matter, late = await _overdue(world)
    payment = await paid(world, late, "1000")
    day = _wait(world, 20)
    said = {"matterId": matter, "issueDate": day, "timeEntryIds": [], "interest": True}
    assert await refused(world, "generateInvoice", "invoice", **said) == [NOTHING]
    undone = {"paymentId": payment, "reason": "NSF", "idempotencyKey": "r"}
    await done(world, "reversePayment", "payment { id }", **undone)
    made = await _charged(world, matter, _wait(world, 10))
    assert made["amountBilled"] == {"amount": "20.00"}  # the days to the return, and after


async def test_iv15_a_run_is_charged_once_and_again_if_its_invoice_is_voided(world: World) -> None:
    await _terms(world, annualPercent="36.5", everyDays=10)
    matter, _ = await _overdue(world)
    day = _wait(world, 25)
    first = await _charged(world, matter, day)
    assert first["amountBilled"] == {"amount": "20.00"}
    said = {"matterId": matter, "issueDate": day, "timeEntryIds": [], "interest": True}
    assert await refused(world, "generateInvoice", "invoice", **said) == [NOTHING]
    second = await _charged(world, matter, _wait(world, 10))
    assert second["amountBilled"] == {"amount": "10.00"}
    for id in (second["id"], first["id"]):
        await done(world, "voidInvoice", "invoice { id }", invoiceId=id, reason="Waived")
    third = await _charged(world, matter, _wait(world, 0))
    assert third["amountBilled"] == {"amount": "30.00"}


async def test_iv15_nothing_runs_ahead_of_today_or_before_the_terms(world: World) -> None:
    await _terms(world, annualPercent="36.5", everyDays=10, since="2026-03-02")
    matter, _ = await _overdue(world)
    _wait(world, 29)
    made = await _charged(world, matter, "2027-02-20")
    assert [(it["amount"], it["date"]) for it in made["lineItems"]] == [
        ({"amount": "10.00"}, "2026-03-12")
    ]


async def test_iv15_nothing_runs_before_the_invoice_was_approved(world: World) -> None:
    await _terms(world, annualPercent="36.5", everyDays=10)
    matter = await new_matter(world)
    entry = await new_entry(world, matterId=matter, rate="1000", billable=True)
    bill = {"matterId": matter, "timeEntryIds": [entry], "dueDate": "2026-02-20"}
    late = await new_invoice(world, **bill)
    _wait(world, 15)
    await _approve(world, late)
    made = await _charged(world, matter, _wait(world, 10))
    assert made["amountBilled"] == {"amount": "10.00"}


@pytest.mark.parametrize(
    ("method", "second"),
    [("SIMPLE", ["36.50"]), ("COMPOUND", ["36.50", "13.32"])],  # 36.50 x .365 = 13.3225
)
async def test_iv15_only_compound_interest_is_on_interest_that_was_billed(
    world: World, method: str, second: list[str]
) -> None:
    await _terms(world, annualPercent="36.5", everyDays=365, method=method)
    matter, _ = await _overdue(world, "100")
    day = _wait(world, 365)
    first = await _charged(world, matter, day, dueDate=day)
    assert first["amountBilled"] == {"amount": "36.50"}
    await _approve(world, first["id"])
    made = await _charged(world, matter, _wait(world, 365))
    assert [it["amount"]["amount"] for it in made["lineItems"]] == second


# What is left alone.


async def test_iv15_interest_bears_no_tax_and_no_discount(world: World) -> None:
    await _terms(world, annualPercent="36.5", everyDays=10)
    matter, _ = await _overdue(world)
    entry = await new_entry(world, matterId=matter, rate="200", billable=True)
    made = await _charged(
        world,
        matter,
        _wait(world, 10),
        timeEntryIds=[entry],
        taxRate="10",
        discounts=[{"type": "PERCENT", "value": "50"}],
    )
    assert [it["discount"]["amount"] for it in made["lineItems"]] == ["100.00", "0.00"]
    assert [it["tax"]["amount"] for it in made["lineItems"]] == ["10.00", "0.00"]
    assert made["amountBilled"] == {"amount": "120.00"}


async def test_iv15_no_discount_names_interest(world: World) -> None:
    await _terms(world, annualPercent="36.5", everyDays=10)
    matter, _ = await _overdue(world)
    off = {"type": "PERCENT", "value": "50", "appliesTo": ["TIME", "INTEREST"]}
    said = {"matterId": matter, "issueDate": _wait(world, 10), "interest": True}
    assert await refused(world, "generateInvoice", "invoice", **said, discounts=[off]) == [
        ("INVALID_INPUT", ["discounts", "0", "appliesTo"])
    ]


async def test_iv15_an_invoice_with_interest_on_it_is_not_voided(world: World) -> None:
    await _terms(world, annualPercent="36.5", everyDays=10)
    matter, late = await _overdue(world)
    made = await _charged(world, matter, _wait(world, 10))
    void = {"invoiceId": late, "reason": "Wrong"}
    (error,) = await refusals(world, "voidInvoice", "invoice { id }", **void)
    assert (error["code"], error["message"]) == (
        "INVALID_STATE",
        (
            f"The invoice {late} is approved: invoice {made['id']} charges interest on it, and is "
            "voided first."
        ),
    )
    await done(world, "voidInvoice", "invoice { id }", invoiceId=made["id"], reason="First")
    await done(world, "voidInvoice", "invoice { id }", **void)


async def test_iv15_no_trust_money_is_held_for_interest_nor_pays_it(world: World) -> None:
    await _terms(world, annualPercent="36.5", everyDays=10)
    matter, _ = await _overdue(world)
    ledger = (await deposited(world, "5000", matterId=matter, method="WIRE"))["ledger"]
    entry = await new_entry(world, matterId=matter, rate="200", billable=True)
    day = _wait(world, 10)
    said = {"matterId": matter, "issueDate": day, "timeEntryIds": [entry], "interest": True}
    made = await done(world, "generateInvoice", LINES, **said, applyTrust={"enabled": True})
    assert made["trustLimit"] == "INTEREST"
    assert made["invoice"]["amountBilled"] == {"amount": "210.00"}
    assert made["invoice"]["trustApplied"] == {"amount": "200.00"}
    await _approve(world, made["invoice"]["id"])
    pay = {"invoiceId": made["invoice"]["id"], "idempotencyKey": "a"}
    answer = await done(world, "applyTrust", "transaction { id } trustLimit", **pay)
    assert answer == {"transaction": None, "trustLimit": "INTEREST"}
    spend = {"ledgerId": ledger, "purpose": "EARNED_FEE", "amount": "0.01", "payee": "Firm"}
    pay["idempotencyKey"] = "b"
    assert await refused(world, "disburseTrust", "", **spend, **pay, date=day) == [
        ("AMOUNT_TOO_LARGE", ["amount"])
    ]
    explained = await world.ask(
        "query ($id: ID!) { invoice(id: $id) { trustExplain { limits reasons } } }",
        id=pay["invoiceId"],
    )
    assert explained["invoice"]["trustExplain"] == {
        "limits": ["INTEREST"],
        "reasons": ["10.00 USD is interest, which no trust money pays."],
    }
