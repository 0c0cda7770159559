"""One invoice, one sum: the file's own figures, the records, the PDF, LEDES and QuickBooks agree."""

import re
from decimal import Decimal

import pytest

from adapters.embedded.practice import EmbeddedPractice
from adapters.formats.document import Document
from adapters.formats.ledes import ledes_1998b, ledes_1998bi
from adapters.formats.pdf import pdf
from adapters.formats.quickbooks import quickbooks
from adapters.port import exponent
from tests.adapters.formats.conftest import APPROVED
from tests.adapters.formats.printed import MINUS, amount_after, pages
from tests.adapters.formats.test_ledes import rows, total
from tests.adapters.formats.test_quickbooks import sums

SHARES = 4
WORDS = (
    "Discount",
    "Tax of",
    "Total of this invoice",
    "Withdrawn",
    "Credited",
    "Trust money applied",
    "Trust money held for it",
    "Payments received",
)


@pytest.mark.parametrize("share", range(SHARES))
def test_every_invoice_comes_to_the_same_in_every_tongue(
    practice: EmbeddedPractice, documents: list[Document], share: int
) -> None:
    seen = 0
    for document in documents[share::SHARES]:
        kept = figures(practice, document)
        assert printed(document) == kept, document.invoice.id
        billed = kept["Total of this invoice"]
        assert document.invoice.amount_billed.amount == billed
        assert document.invoice.amount_due.amount == kept["Amount due"]
        if document.invoice.status.value in APPROVED:
            assert total(rows(ledes_1998b(document))) == billed
            assert total(rows(ledes_1998bi(document))) == billed
            assert sums(quickbooks(document)) == billed
        seen += 1
    assert seen == 75


def figures(practice: EmbeddedPractice, document: Document) -> dict[str, Decimal]:
    """Read what the file itself holds, trust money from the journal and not from the invoice."""
    ((subtotal, discount, tax, credited, paid, due, status),) = practice._db.read(
        "select sum(l.amount), sum(l.discount), sum(l.tax), i.credited, (select coalesce(sum(amount), "
        "0) from payments where invoice_id = i.id and method <> 'trust' and reversed = 0), i.due, "
        "i.status from invoices i join invoice_lines l on l.invoice_id = i.id where i.id = ?",
        [document.invoice.id],
    )
    ((applied,),) = practice._db.read(
        "select coalesce(-sum(amount), 0) from trust_entries where invoice_id = ?",
        [document.invoice.id],
    )
    ((held,),) = practice._db.read(
        "select coalesce(sum(amount), 0) from trust_holds where invoice_id = ?",
        [document.invoice.id],
    )
    draft = status in ("draft", "pending_approval")
    told = {
        "Total of this invoice": subtotal - discount + tax,
        "Discount": -discount,
        "Tax of": tax,
        "Withdrawn" if status == "void" else "Credited": -credited,
        "Trust money held for it" if draft else "Trust money applied": -applied - held,
        "Payments received": -paid,
        "Amount due": due,
    }
    assert (
        sum(
            amount
            for words, amount in told.items()
            if words not in ("Discount", "Tax of", "Amount due")
        )
        == due
    )
    kept = ("Total of this invoice", "Amount due")
    unit = -exponent(document.currency)
    return {
        words: Decimal(amount).scaleb(unit)
        for words, amount in told.items()
        if amount or words in kept
    }


def printed(document: Document) -> dict[str, Decimal]:
    """Read the same figures off the paper; of several discounts, their sum."""
    text = "\n".join(pages(pdf(document)))
    # Above the sum stand tables whose words are the firm's own; what is due is said there, too.
    first = "Fees" if document.fees else "Expenses" if document.expenses else "Interest"
    sums = text[text.rindex(f"\n{first} ") :]
    found: dict[str, Decimal] = {}
    for words in WORDS:
        for figure in re.findall(rf"(?m)^{words}.*? (\S*\d)$", sums.partition("\nAmount due")[0]):
            found[words] = found.get(words, Decimal(0)) + amount_of(figure)
    due = "Amount due if approved" if document.is_draft else "Amount due"
    return {**found, "Amount due": Decimal(amount_after(due, text))}


def amount_of(figure: str) -> Decimal:
    return Decimal(figure.replace(MINUS, "-").replace(",", "").lstrip("$£¥"))
