"""What the seed's dialect has no words for is read over the wire, and refused where it is asked."""

import datetime as dt
from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import (
    Capability,
    Discount,
    DiscountType,
    FlatFeeRequest,
    LineDiscount,
    LineItemKind,
    LineTaxes,
    NewInvoice,
    NewInvoiceExpense,
    NotSupportedByUpstream,
    Recovery,
    Refused,
    Tax,
)
from adapters.sandbox import Reads
from adapters.sandbox.shown.invoices import invoice as shown
from adapters.sandbox.values import encode
from adapters.supergood.bills import InvoiceItem, whole
from adapters.supergood.reads import ReadMode
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
