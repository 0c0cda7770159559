"""Any invoice that is made foots, in any currency, whatever it charges, takes off and taxes."""

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

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import (
    CURRENCIES,
    Billing,
    BillingType,
    CostBasis,
    Discount,
    DiscountType,
    FlatFeeRequest,
    Invoice,
    InvoiceLineItem,
    LineDiscount,
    LineItemKind,
    LineTaxes,
    NewExpense,
    NewInvoice,
    NewInvoiceExpense,
    NewMatter,
    NewTimeEntry,
    RandomIds,
    Recovery,
    Refused,
    Tax,
    to_minor,
)
from tests.mutations.records import ASSOCIATE
from tests.world import CLIENT, StandingClock

DAY = dt.date(2026, 2, 18)
PERCENT, FIXED = DiscountType.PERCENT, DiscountType.FIXED
currencies = st.sampled_from(["USD", "JPY", "KWD", "CLF"])
percents = st.decimals(0, 100, places=3)
taxes = st.sampled_from(
    [
        (),
        (Tax(name="GST", rate=Decimal(5)),),
        (Tax(name="GST", rate=Decimal(5)), Tax(name="QST", rate=Decimal("9.975"), compound=True)),
        (Tax(name="City", rate=Decimal("1.234567")), Tax(name="State", rate=Decimal("33.3"))),
        (Tax(name="All", rate=Decimal(100)), Tax(name="More", rate=Decimal(100), compound=True)),
    ]
)
DISCOUNTED = [kind for kind in LineItemKind if kind is not LineItemKind.INTEREST]
kinds = st.one_of(
    st.none(), st.lists(st.sampled_from(DISCOUNTED), min_size=1, max_size=2).map(tuple)
)


@st.composite
def amounts(draw: st.DrawFn, currency: str, most: int = 10**7) -> Decimal:
    """Draw some whole minor units of a currency."""
    return Decimal(draw(st.integers(1, most))).scaleb(-CURRENCIES[currency])


@st.composite
def asked(draw: st.DrawFn) -> dict[str, Any]:
    """Draw what to record on a matter of its own, and what to bill of it."""
    currency = draw(currencies)
    money = amounts(currency)
    terms = draw(st.sampled_from(list(BillingType)))
    work = draw(st.lists(st.tuples(st.integers(1, 2), money), max_size=4))
    costs = draw(st.lists(st.tuples(money, st.booleans()), max_size=3))
    new = st.builds(
        NewInvoiceExpense,
        description=st.just("New"),
        amount=money,
        taxable=st.booleans(),
        taxes=st.one_of(st.none(), taxes),
    )
    off = st.one_of(
        st.builds(Discount, type=st.just(PERCENT), value=percents, applies_to=kinds),
        st.builds(Discount, type=st.just(FIXED), value=amounts(currency, 5000), applies_to=kinds),
    )
    own = [draw(st.one_of(st.none(), percents)) for _ in (*work, *costs)]
    return {
        "currency": currency,
        "terms": terms,
        "flat": draw(money),
        "percent": draw(percents),
        "work": work,
        "costs": costs,
        "new": draw(st.lists(new, max_size=2)),
        "discounts": draw(st.lists(off, max_size=3)),
        "taxes": draw(taxes),
        "own_discounts": own,
        "own_taxes": [draw(st.one_of(st.none(), taxes)) for _ in own],
        "recovery": draw(st.builds(Recovery, amount=money, costs=st.sampled_from(CostBasis))),
    }


@pytest.fixture(scope="module")
def practice(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    path = tmp_path_factory.mktemp("bills") / "practice.sqlite"
    shutil.copy(demo_file, path)
    practice = EmbeddedPractice(str(path), clock=StandingClock(), ids=RandomIds())
    yield practice
    practice.close()


async def _draft(practice: Any, ask: dict[str, Any]) -> NewInvoice:
    """Record what was drawn, and return the draft that bills it."""
    billing = Billing(
        type=ask["terms"],
        currency_code=ask["currency"],
        flat_amount=ask["flat"],
        contingency_percent=ask["percent"],
    )
    new = NewMatter(title="Any", client_id=CLIENT, billing=billing)
    matter = (await practice.matters.create(new, None)).record.id
    entries, expenses = [], []
    for hundredths, rate in ask["work"]:
        entry = NewTimeEntry(
            matter_id=matter,
            user_id=ASSOCIATE,
            date=DAY,
            description="Work",
            hours=Decimal(hundredths) / 100,
            rate=rate,
            billable=True,
        )
        entries.append((await practice.time_entries.log(entry, None)).id)
    for amount, taxable in ask["costs"]:
        cost = NewExpense(
            matter_id=matter, date=DAY, description="Cost", amount=amount, taxable=taxable
        )
        expenses.append((await practice.expenses.log(cost, None)).id)
    targets = [{"time_entry_id": id} for id in entries] + [{"expense_id": id} for id in expenses]
    flat, share = BillingType.FLAT_FEE, BillingType.CONTINGENCY
    return NewInvoice(
        matter_id=matter,
        issue_date=DAY,
        time_entry_ids=tuple(entries),
        expense_ids=tuple(expenses),
        expenses=tuple(ask["new"]),
        discounts=tuple(ask["discounts"]),
        line_discounts=tuple(
            LineDiscount(type=PERCENT, value=value, **target)
            for target, value in zip(targets, ask["own_discounts"], strict=True)
            if value is not None
        ),
        taxes=ask["taxes"],
        line_taxes=tuple(
            LineTaxes(taxes=own, **target)
            for target, own in zip(targets, ask["own_taxes"], strict=True)
            if own is not None
        ),
        flat_fee=FlatFeeRequest() if ask["terms"] is flat else None,
        recovery=ask["recovery"] if ask["terms"] is share else None,
    )


def _total(amounts: Any) -> Fraction:
    return sum((Fraction(money.amount) for money in amounts), Fraction(0))


def foots(invoice: Invoice, lines: list[InvoiceLineItem]) -> None:
    """Hold an invoice's figures to one another."""
    currency = invoice.subtotal.currency_code
    unit = Fraction(1, 10 ** CURRENCIES[currency])
    exact = {name: _total([getattr(invoice, name)]) for name in _FIGURES}
    own = [line.own_discount.amount for line in lines if line.own_discount]
    assert exact["discount"] == _total([it.amount for it in invoice.discounts] + own)
    assert exact["tax"] == _total(it.amount for it in invoice.taxes)
    assert exact["total"] == exact["subtotal"] - exact["discount"] + exact["tax"]
    assert exact["rounding_delta"] == exact["amount_billed"] - exact["total"]
    assert exact["amount_due"] == exact["amount_billed"]
    assert exact["subtotal"] == _total(line.amount for line in lines)
    discounts, tax = (_total(getattr(line, it) for line in lines) for it in ("discount", "tax"))
    assert exact["amount_billed"] == exact["subtotal"] - discounts + tax
    assert tax == _total(it.settled for it in invoice.taxes)
    assert abs(discounts - exact["discount"]) <= unit / 2 + _TOLD
    taxed = sum(len(line.taxes) for line in lines)
    assert abs(tax - exact["tax"]) <= taxed * unit / 2 + _TOLD
    assert abs(exact["rounding_delta"]) <= (taxed + 1) * unit / 2 + _TOLD
    for line in lines:
        settled = [line.rate, line.amount, line.discount, line.tax]
        settled += [it.amount for it in line.taxes]
        assert [to_minor(it.amount, currency) >= 0 for it in settled] == [True] * len(settled)
        assert _total([line.discount]) <= _total([line.amount])
        assert _total([line.tax]) == _total(it.amount for it in line.taxes)
        assert line.taxable or not line.taxes


_FIGURES = (
    *("subtotal", "discount", "tax", "total"),
    *("amount_billed", "amount_due", "rounding_delta"),
)
_TOLD = Fraction(20, 10**12)
"""How far figures may be off that are told to twelve places and then summed."""


@settings(deadline=None, derandomize=True, database=None, max_examples=120)
@given(ask=asked())
async def test_iv4_any_invoice_that_is_made_foots_and_passes_the_law(
    practice: Any, ask: dict[str, Any]
) -> None:
    draft = await _draft(practice, ask)
    made = await _made(practice, draft)
    if isinstance(made, Refused):
        empty = not (ask["work"] or ask["costs"] or ask["new"])
        hourly = ask["terms"] in (BillingType.HOURLY, BillingType.RETAINER)
        fields = {refusal.field for refusal in made.refusals}
        fixed = [it.type is FIXED for it in ask["discounts"]]
        over = {("discounts", str(place), "value") for place, it in enumerate(fixed) if it}
        assert fields <= over if not (empty and hourly) else fields == {("timeEntryIds",)}
        assert (
            practice._db.read("select 1 from invoices where matter_id = ?", [draft.matter_id]) == []
        )
        return
    lines = await practice.invoices.line_items([made.id])
    foots(made, lines)
    assert await practice.invoices.by_id([made.id]) == [made]
    with practice._db.write():
        for status in ("pending_approval", "approved"):
            practice._db.update("invoices", made.id, {"status": status, "number": made.id})


async def _made(practice: Any, draft: NewInvoice) -> Invoice | Refused:
    try:
        return (await practice.invoices.generate(draft, None)).record
    except Refused as refused:
        return refused


def test_the_currencies_drawn_have_every_number_of_decimals_there_is() -> None:
    assert {CURRENCIES[it] for it in ("USD", "JPY", "KWD", "CLF")} == {*CURRENCIES.values()}
