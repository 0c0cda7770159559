"""What the seed's dialect has no words for is read over the wire, and refused where it is asked."""

import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import (
    Capability,
    Discount,
    DiscountType,
    FlatFeeRequest,
    InvalidInput,
    LineDiscount,
    LineItemKind,
    LineTaxes,
    Listing,
    NewInterestTerms,
    NewInvoice,
    NewInvoiceExpense,
    NewRate,
    NewTimeEntry,
    NewTimeRounding,
    NotSupportedByUpstream,
    Order,
    RateFilter,
    Recovery,
    Refused,
    Tax,
    TimeEntryChange,
    Window,
)
from adapters.sandbox import Reads
from adapters.sandbox.shown.invoices import invoice as shown
from adapters.sandbox.values import encode
from adapters.supergood.bills import InvoiceItem, whole
from adapters.supergood.habits import ReadMode
from tests.contract.conftest import Served
from tests.contract.remote import Remote
from tests.contract.test_writes import ACME
from tests.world import CountedIds, StandingClock

GST = Tax(name="GST", rate=Decimal(5))
QST = Tax(name="QST", rate=Decimal("9.975"), compound=True)
PLAIN = NewInvoice(
    matter_id=ACME, issue_date=dt.date(2026, 2, 20), time_entry_ids=("tim_c812e0", "tim_52fd63")
)
FEE = NewInvoiceExpense(description="Fee", amount=Decimal(120), taxable=True)


def asking(**more: object) -> NewInvoice:
    """Return the plain draft with more asked of it."""
    return NewInvoice(**{name: getattr(PLAIN, name) for name in PLAIN.__struct_fields__} | more)


OWN_TAXES = LineTaxes(time_entry_id="tim_c812e0", taxes=(GST,))
OFF_LINE = LineDiscount(
    type=DiscountType.PERCENT, value=Decimal("12.5"), time_entry_id="tim_c812e0"
)
OFF_TIME = Discount(type=DiscountType.FIXED, value=Decimal(100), applies_to=(LineItemKind.TIME,))
MINUTES = NewTimeEntry(
    matter_id=ACME, user_id="u_pp_7ab202", date=dt.date(2026, 2, 18), description="x", minutes=7
)
LISTING = Listing(filter=RateFilter(), order=Order("valid_from"), window=Window(limit=1))
ASKED: list[tuple[str, NewInvoice, Capability]] = [
    ("taxes by name", asking(taxes=(GST,)), Capability.NAME_TAXES),
    ("no taxes by name", asking(taxes=()), Capability.NAME_TAXES),
    ("a line's own taxes", asking(line_taxes=(OWN_TAXES,)), Capability.NAME_TAXES),
    (
        "a new expense's own taxes",
        asking(expenses=(NewInvoiceExpense(description="Fee", amount=Decimal(1), taxes=()),)),
        Capability.NAME_TAXES,
    ),
    ("a discount on a line", asking(line_discounts=(OFF_LINE,)), Capability.DISCOUNT_LINES),
    ("a flat fee", asking(flat_fee=FlatFeeRequest()), Capability.BILL_FEES),
    ("a contingent fee", asking(recovery=Recovery(amount=Decimal(1))), Capability.BILL_FEES),
    ("interest", asking(interest=True), Capability.CHARGE_INTEREST),
    ("a discount on a kind", asking(discounts=(OFF_TIME,)), Capability.DISCOUNT_LINES),
]


@pytest.fixture
def path(copied: Callable[[str], Path]) -> Path:
    return copied("upstream.sqlite")


@pytest.fixture
def expected(path: Path) -> EmbeddedPractice:
    """The upstream's own practice, beside the wire."""
    return EmbeddedPractice(str(path), clock=StandingClock(), ids=CountedIds())


@pytest.fixture
async def remote(path: Path) -> AsyncIterator[Remote]:
    with Served(path, Reads.EXTENDED) as base_url:
        made = Remote(base_url, ReadMode.EXTENDED)
        yield made
        await made.practice.close()


@pytest.mark.parametrize(("draft", "capability"), [pytest.param(*it[1:], id=it[0]) for it in ASKED])
async def test_what_the_dialect_can_not_say_is_refused_and_never_left_out(
    remote: Remote, draft: NewInvoice, capability: Capability
) -> None:
    assert capability not in remote.practice.capabilities
    with pytest.raises(Refused) as refused:
        await remote.practice.invoices.generate(draft, None)
    assert refused.value.refusals == (NotSupportedByUpstream(capability=capability.value),)
    assert await remote.asked() == {}


RATES: list[tuple[str, Callable[[Any], Awaitable[Any]]]] = [
    ("page", lambda rates: rates.page(LISTING)),
    ("count", lambda rates: rates.count(RateFilter())),
    *(
        (of, lambda rates, of=of: getattr(rates, of)(["x"], LISTING))
        for of in ("of_matters", "of_clients", "of_users")
    ),
    *(
        (of, lambda rates, of=of: getattr(rates, of)(["x"], RateFilter()))
        for of in ("count_of_matters", "count_of_clients", "count_of_users")
    ),
    (
        "set",
        lambda rates: rates.set(NewRate(rate=Decimal(1), valid_from=dt.date(2026, 1, 1)), None),
    ),
    ("end", lambda rates: rates.end("rat_x", dt.date(2026, 1, 1))),
    ("recalculate", lambda rates: rates.recalculate(ACME, None)),
]


@pytest.mark.parametrize("do", [pytest.param(it[1], id=it[0]) for it in RATES])
async def test_rates_are_refused_and_never_look_empty(
    remote: Remote, do: Callable[[Any], Awaitable[Any]]
) -> None:
    assert Capability.KEEP_RATES not in remote.practice.capabilities
    with pytest.raises(Refused) as refused:
        await do(remote.practice.rates)
    assert refused.value.refusals == (NotSupportedByUpstream(capability="keep rate tables"),)


@pytest.mark.parametrize(
    "do",
    [
        lambda p: p.time_roundings.of_firm(),
        lambda p: p.time_roundings.of_users(["u_pp_7ab202"]),
        lambda p: p.time_roundings.set(NewTimeRounding()),
        lambda p: p.time_entries.log(MINUTES, None),
        lambda p: p.time_entries.update(TimeEntryChange(id="tim_c812e0", minutes=7)),
    ],
)
async def test_minutes_are_refused_and_never_rounded_unsaid(
    remote: Remote, do: Callable[[Any], Awaitable[Any]]
) -> None:
    assert Capability.ROUND_TIME not in remote.practice.capabilities
    with pytest.raises(Refused) as refused:
        await do(remote.practice)
    assert refused.value.refusals == (NotSupportedByUpstream(capability="round minutes to hours"),)
    assert await remote.asked() == {}


@pytest.mark.parametrize(
    "do", [lambda p: p.interest.terms(), lambda p: p.interest.set(NewInterestTerms())]
)
async def test_iv15_terms_of_interest_are_refused_and_never_look_unset(
    remote: Remote, do: Callable[[Any], Awaitable[Any]]
) -> None:
    with pytest.raises(Refused) as refused:
        await do(remote.practice)
    assert refused.value.refusals == (NotSupportedByUpstream(capability="charge interest"),)
    assert await remote.asked() == {}


async def test_iv15_interest_is_read_with_the_invoice_it_is_on(
    expected: EmbeddedPractice, remote: Remote
) -> None:
    ((matter, due),) = expected._db.read(
        "select matter_id, due_date from invoices where status = 'sent' "
        "and due_date < '2026-01-01' order by id limit 1"
    )
    percent, since = Decimal(12), dt.date.fromisoformat(due)
    await expected.interest.set(NewInterestTerms(annual_percent=percent, since=since))
    draft = replace(PLAIN, matter_id=matter, time_entry_ids=(), interest=True)
    made = (await expected.invoices.generate(draft, None)).record
    lines = await expected.invoices.line_items([made.id])
    assert [line.kind for line in lines if line.interest_on_id] == [LineItemKind.INTEREST]
    assert await remote.practice.invoices.by_id([made.id]) == [made]
    assert await remote.practice.invoices.line_items([made.id]) == lines
    assert remote.practice.health.drift == ()
    expected.close()


async def test_time_of_no_length_is_refused_before_it_is_sent(remote: Remote) -> None:
    with pytest.raises(Refused) as refused:
        await remote.practice.time_entries.log(replace(MINUTES, minutes=None), None)
    assert refused.value.refusals == (
        InvalidInput(field=("hours",), rule="Give either hours or minutes."),
    )
    assert await remote.asked() == {}


async def test_time_is_read_with_the_minutes_it_was_said_in(
    expected: EmbeddedPractice, remote: Remote
) -> None:
    entry = await expected.time_entries.log(MINUTES, None)
    assert (entry.minutes, str(entry.hours)) == (7, "0.2")
    assert await remote.practice.time_entries.by_id([entry.id]) == [entry]
    expected.close()


async def test_a_matter_is_shown_without_the_rates_its_upstream_does_not_keep(
    remote: Remote,
) -> None:
    answer = await remote.ask(
        "query ($id: ID!) { matter(id: $id) { id rates { nodes { id } } } }", {"id": ACME}
    )
    assert answer.data == {"matter": {"id": ACME, "rates": None}}
    assert [error.path for error in answer.errors] == [["matter", "rates"]]


MADE: list[tuple[str, NewInvoice]] = [
    ("discounts", asking(discounts=(OFF_TIME,), line_discounts=(OFF_LINE,), expenses=(FEE,))),
    ("no tax", asking()),
    ("one rate", asking(expenses=(FEE,), tax_rate=Decimal("8.25"))),
    ("two taxes", asking(expenses=(FEE,), taxes=(GST, QST))),
    (
        "taxes of one line",
        asking(line_taxes=(OWN_TAXES,), taxes=(Tax(name="VAT", rate=Decimal(0)),)),
    ),
]


@pytest.mark.parametrize("draft", [pytest.param(it[1], id=it[0]) for it in MADE])
async def test_an_invoice_is_read_as_it_was_made(
    expected: EmbeddedPractice, remote: Remote, draft: NewInvoice
) -> None:
    made = (await expected.invoices.generate(draft, None)).record
    assert await remote.practice.invoices.by_id([made.id]) == [made]
    lines = await expected.invoices.line_items([made.id])
    assert await remote.practice.invoices.line_items([made.id]) == lines
    health = remote.practice.health
    assert (health.drift, health.unreadable) == ((), ())
    expected.close()


async def test_an_upstream_that_names_no_taxes_has_the_one_its_rate_tells_of(
    expected: EmbeddedPractice,
) -> None:
    draft = asking(expenses=(FEE,), tax_rate=Decimal("8.25"))
    made = (await expected.invoices.generate(draft, None)).record
    lines = tuple(await expected.invoices.line_items([made.id]))
    item = shown(made, lines, ())
    named = whole(msgspec.json.decode(encode(item), type=InvoiceItem))
    for part in (item, *item["lineItems"]):
        del part["taxes"]
    unnamed = whole(msgspec.json.decode(encode(item), type=InvoiceItem))
    assert (unnamed.invoice, unnamed.lines) == (named.invoice, named.lines) == (made, lines)
    expected.close()
