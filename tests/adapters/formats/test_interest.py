"""Interest on paper and in e-billing: a part and rows of its own, to the same cent everywhere."""

import datetime as dt
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.embedded.practice import EmbeddedPractice
from adapters.formats.document import Document
from adapters.formats.gathering import gather
from adapters.formats.ledes import ledes_1998b, ledes_1998bi
from adapters.formats.pdf import pdf
from adapters.formats.quickbooks import quickbooks
from adapters.port import (
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
    NewStep,
    Tax,
)
from tests.adapters.formats.printed import amount_after, pages
from tests.adapters.formats.test_agreement import figures, printed
from tests.adapters.formats.test_ledes import rows, total
from tests.adapters.formats.test_quickbooks import sums
from tests.world import CLIENT, NOW, CountedIds, StandingClock

TERMS = NewInterestTerms(
    annual_percent=Decimal("17.3"), method=InterestMethod.COMPOUND, every_days=7
)
COST = NewInvoiceExpense(description="Experts", amount=Decimal(98765), taxable=True)
BESIDE = {
    "expenses": (COST,),
    "discounts": (Discount(type=DiscountType.PERCENT, value=Decimal("3.3")),),
    "taxes": (Tax(name="Tax", rate=Decimal("7.7")),),
}


@pytest.fixture
def own(demo_file: Path, tmp_path: Path) -> Iterator[tuple[EmbeddedPractice, StandingClock]]:
    path = shutil.copy(demo_file, tmp_path / "practice.sqlite")
    clock = StandingClock()
    practice = EmbeddedPractice(str(path), clock=clock, ids=CountedIds())
    yield practice, clock
    practice.close()


async def _billed(practice: EmbeddedPractice, draft: NewInvoice) -> Document:
    """Draft an invoice, approve it, and return what is printed of it."""
    made = (await practice.invoices.generate(draft, None)).record
    step = NewStep(invoice_id=made.id, kind=InvoiceStepKind.APPROVED)
    await practice.receivables.step(step, None)
    (document,) = await gather(practice, [made.id], trust=True)
    return document


# 98765 x ((1 + .173 x 7 / 365)^5 - 1) = 1649.32467...
@pytest.mark.parametrize("more", [BESIDE, {}], ids=["beside work", "alone"])
@pytest.mark.parametrize(
    ("currency", "interest"), [("USD", "1649.32"), ("JPY", "1649"), ("KWD", "1649.325")]
)
async def test_iv15_interest_comes_to_the_same_in_every_tongue(
    own: tuple[EmbeddedPractice, StandingClock],
    currency: str,
    interest: str,
    more: dict[str, object],
) -> None:
    practice, clock = own
    await practice.interest.set(TERMS)
    terms = Billing(type=BillingType.HOURLY, currency_code=currency)
    new = NewMatter(title="Late", client_id=CLIENT, billing=terms)
    matter = (await practice.matters.create(new, None)).record.id
    day = NOW.date()
    plain = NewInvoice(matter_id=matter, issue_date=day, due_date=day, expenses=(COST,))
    overdue = await _billed(practice, plain)
    clock.time += dt.timedelta(days=41)
    later = NewInvoice(
        **{"matter_id": matter, "issue_date": clock.time.date(), "interest": True, **more}
    )
    document = await _billed(practice, later)

    (line,) = document.interest
    billed = document.invoice.amount_billed.amount
    assert line.item.amount.amount == Decimal(interest)
    assert line.item.interest_on_id == overdue.invoice.id
    assert [it.item.kind for it in document.lines if it not in document.interest] == [
        LineItemKind.EXPENSE
    ] * bool(more)
    assert amount_after("Interest", "\n".join(pages(pdf(document))).rpartition("Total int")[2]) == (
        interest
    )
    kept = figures(practice, document)
    assert printed(document) == kept
    assert kept["Total of this invoice"] == billed
    for written in (ledes_1998b(document), ledes_1998bi(document)):
        found = rows(written)
        assert total(found) == billed
        (row,) = [it for it in found if it["LINE_ITEM_DESCRIPTION"].startswith("Interest")]
        assert row["EXP/FEE/INV_ADJ_TYPE"] == "IE"
        assert row["LINE_ITEM_NUMBER_OF_UNITS"] == "1.00"
        assert Decimal(row["LINE_ITEM_UNIT_COST"]) == Decimal(row["LINE_ITEM_TOTAL"])
        assert Decimal(row["LINE_ITEM_TOTAL"]) == Decimal(interest)
    body = quickbooks(document)
    assert sums(body) == body["TotalAmt"] == billed
    (item,) = [it for it in body["Line"] if it.get("Description", "").startswith("Interest")]
    assert (item["Amount"], item["SalesItemLineDetail"]["TaxCodeRef"]["value"]) == (
        Decimal(interest),
        "NON",
    )
