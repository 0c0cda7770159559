"""Interest of any terms on any amount, in any currency: exact as told by hand, and it foots."""

import datetime as dt
import shutil
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.embedded.accruals import accrued
from adapters.embedded.practice import EmbeddedPractice
from adapters.port import (
    CURRENCIES,
    Billing,
    BillingType,
    Discount,
    DiscountType,
    InterestMethod,
    InvoiceStepKind,
    LineItemKind,
    NewInterestTerms,
    NewInvoice,
    NewInvoiceExpense,
    NewMatter,
    NewPayment,
    NewStep,
    PaymentMethod,
    Refused,
    Tax,
    to_minor,
)
from tests.mutations.test_invoice_properties import currencies, foots
from tests.world import CLIENT, NOW, CountedIds, StandingClock

HALF = Fraction(1, 2)
steady = settings(deadline=None, derandomize=True, database=None)


def _by_hand(dues: list[int], percent: Decimal, every: int, *, compound: bool) -> int:
    """Add each run's interest up, exact, and round the sum half up."""
    owed = Fraction(0)
    for due in dues:
        on = due + owed if compound and due else Fraction(due)
        owed += on * Fraction(percent) / 100 * every / 365
    return int(owed + HALF)


@steady
@given(
    dues=st.lists(st.integers(0, 10**12), max_size=40),
    percent=st.decimals("0.000001", 100, places=6),
    every=st.integers(1, 366),
    compound=st.booleans(),
)
def test_iv15_interest_is_rational_and_rounded_once(
    dues: list[int], percent: Decimal, every: int, compound: bool
) -> None:
    by_hand = _by_hand(dues, percent, every, compound=compound)
    assert accrued(dues, percent, every, compound=compound) == by_hand


@pytest.fixture(scope="module")
def place(
    demo_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[EmbeddedPractice, StandingClock]]:
    path = tmp_path_factory.mktemp("late") / "practice.sqlite"
    shutil.copy(demo_file, path)
    clock = StandingClock()
    practice = EmbeddedPractice(str(path), clock=clock, ids=CountedIds())
    yield practice, clock
    practice.close()


@st.composite
def late(draw: st.DrawFn) -> dict[str, Any]:
    """Draw terms, what is overdue and since when, and what of it was paid on which day."""
    billed = draw(st.integers(1, 10**9))
    every = draw(st.integers(1, 90))
    days = draw(st.integers(0, 400))
    return {
        "currency": draw(currencies),
        "percent": draw(st.decimals("0.000001", 100, places=6)),
        "method": draw(st.sampled_from(InterestMethod)),
        "every": every,
        "days": days,
        "billed": billed,
        "paid": draw(st.integers(1, billed)),
        "paid_after": draw(st.integers(0, days)),
    }


@settings(steady, max_examples=40)
@given(ask=late())
async def test_iv15_any_interest_is_as_told_by_hand_foots_and_passes_the_law(
    place: tuple[EmbeddedPractice, StandingClock], ask: dict[str, Any]
) -> None:
    practice, clock = place
    clock.time = NOW
    matter, overdue = await _overdue(practice, ask)
    clock.time = NOW + dt.timedelta(days=ask["paid_after"])
    payment = NewPayment(
        invoice_id=overdue,
        amount=_money(ask["paid"], ask),
        date=clock.time.date(),
        method=PaymentMethod.WIRE,
    )
    await practice.receivables.pay(payment, f"pay {overdue}")
    clock.time = NOW + dt.timedelta(days=ask["days"])
    every, left = ask["every"], ask["billed"] - ask["paid"]
    ends = range(every, ask["days"] + 1, every)
    dues = [left if day >= ask["paid_after"] else ask["billed"] for day in ends]
    compound = ask["method"] is InterestMethod.COMPOUND
    interest = _by_hand(dues, ask["percent"], every, compound=compound)
    later = NewInvoice(
        matter_id=matter,
        issue_date=clock.time.date(),
        expenses=(_cost(12345, ask),),
        discounts=(Discount(type=DiscountType.PERCENT, value=Decimal("3.3")),),
        taxes=(Tax(name="VAT", rate=Decimal("7.7")),),
        interest=True,
    )
    made = (await practice.invoices.generate(later, None)).record
    lines = await practice.invoices.line_items([made.id])
    foots(made, list(lines))
    charged = [line for line in lines if line.kind is LineItemKind.INTEREST]
    assert [to_minor(it.amount.amount, ask["currency"]) for it in charged] == [interest] * (
        interest > 0
    )
    assert [(it.discount.amount, it.tax.amount) for it in charged] == [(0, 0)] * len(charged)
    await _approved(practice, made.id)
    with pytest.raises(Refused, match="nothing to bill"):
        await practice.invoices.generate(
            NewInvoice(matter_id=matter, issue_date=clock.time.date(), interest=True), None
        )


async def _overdue(practice: EmbeddedPractice, ask: dict[str, Any]) -> tuple[str, str]:
    """Set the terms and approve an invoice that is due today; return its matter and its id."""
    terms = NewInterestTerms(
        annual_percent=ask["percent"], method=ask["method"], every_days=ask["every"]
    )
    await practice.interest.set(terms)
    billing = Billing(type=BillingType.HOURLY, currency_code=ask["currency"])
    new = NewMatter(title="Late", client_id=CLIENT, billing=billing)
    matter = (await practice.matters.create(new, None)).record.id
    today = NOW.date()
    bill = NewInvoice(
        matter_id=matter, issue_date=today, due_date=today, expenses=(_cost(ask["billed"], ask),)
    )
    made = (await practice.invoices.generate(bill, None)).record
    await _approved(practice, made.id)
    return matter, made.id


async def _approved(practice: EmbeddedPractice, id: str) -> None:
    await practice.receivables.step(NewStep(invoice_id=id, kind=InvoiceStepKind.APPROVED), None)


def _cost(amount: int, ask: dict[str, Any]) -> NewInvoiceExpense:
    return NewInvoiceExpense(description="Cost", amount=_money(amount, ask), taxable=True)


def _money(amount: int, ask: dict[str, Any]) -> Decimal:
    return Decimal(amount).scaleb(-CURRENCIES[ask["currency"]])
