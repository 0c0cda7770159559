"""QuickBooks: the rules QB1 to QB6 as far as they can be told from one invoice."""

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.formats.document import Document
from adapters.formats.quickbooks import quickbooks, quickbooks_json
from adapters.port import Address, InvoiceStatus, Refused, from_minor


def sums(body: dict[str, Any]) -> Decimal:
    """Add a body up as QuickBooks does: lines, less discounts, plus tax."""
    total = Decimal(body["TxnTaxDetail"]["TotalTax"])
    for line in body["Line"]:
        sign = -1 if line["DetailType"] == "DiscountLineDetail" else 1
        total += sign * Decimal(line["Amount"])
    return total


def discounts(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [it for it in body["Line"] if it["DetailType"] == "DiscountLineDetail"]


def test_qb1_it_adds_up_to_the_gross_total(approved: list[Document]) -> None:
    for document in approved:
        body = quickbooks(document)
        assert sums(body) == body["TotalAmt"] == document.invoice.amount_billed.amount


@pytest.mark.parametrize(
    "status", [InvoiceStatus.DRAFT, InvoiceStatus.PENDING_APPROVAL, InvoiceStatus.VOID]
)
def test_qb2_only_what_was_approved_is_sent(acme: Document, status: InvoiceStatus) -> None:
    document = replace(acme, invoice=replace(acme.invoice, status=status))
    for write in (quickbooks, quickbooks_json):
        with pytest.raises(Refused) as caught:
            write(document)
        says = f"QuickBooks takes approved invoices; this one is {status.value}."
        assert str(caught.value) == says


def test_qb3_its_number_is_ours(approved: list[Document]) -> None:
    numbers = [quickbooks(it)["DocNumber"] for it in approved]
    assert numbers == [it.invoice.number for it in approved]
    assert len(set(numbers)) == 253


def test_qb4_the_same_invoice_is_the_same_bytes(acme: Document) -> None:
    assert quickbooks_json(acme) == quickbooks_json(acme)


def test_qb5_no_decimal_is_a_float(approved: list[Document]) -> None:
    for document in approved:
        text = quickbooks_json(document).decode()
        read = json.loads(text, parse_float=lambda it: pytest.fail(f"{it} is a float"))
        assert read["TotalAmt"] == str(document.invoice.amount_billed.amount)
        assert re.fullmatch(r"-?\d+\.\d\d|\d+", read["TotalAmt"])


def test_qb6_trust_money_changes_nothing(seed: Document) -> None:
    without = replace(seed.invoice, trust_applied=from_minor(0, "USD"))
    assert quickbooks(seed) == quickbooks(replace(seed, invoice=without))
    assert quickbooks(seed)["TotalAmt"] == Decimal("1127.17")


def test_all_discounts_are_one_fixed_sum(seed: Document, approved: list[Document]) -> None:
    (line,) = discounts(quickbooks(seed))
    assert line == {
        "Amount": Decimal("59.33"),
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": {"PercentBased": False},
    }
    for document in approved:
        assert len(discounts(quickbooks(document))) == bool(document.discount.amount)


def test_work_is_hours_at_a_rate_and_tax_is_told_by_line(
    seed: Document, approved: list[Document]
) -> None:
    body = quickbooks(seed)
    first = body["Line"][0]
    assert (first["LineNum"], first["Amount"]) == (1, Decimal("1066.50"))
    detail = first["SalesItemLineDetail"]
    assert (detail["Qty"], detail["UnitPrice"]) == (Decimal("2.7"), Decimal("395.00"))
    assert detail["ItemRef"]["name"] == "Legal Fees"
    assert body["ApplyTaxAfterDiscount"] is True
    for document in approved:
        for line, told in zip(document.lines, quickbooks(document)["Line"], strict=False):
            code = told["SalesItemLineDetail"]["TaxCodeRef"]["value"]
            assert code == ("TAX" if line.item.tax.amount else "NON")


def test_only_companies_abroad_say_how_tax_is_counted(acme: Document) -> None:
    assert "GlobalTaxCalculation" not in quickbooks(acme)
    abroad = replace(acme, firm=replace(acme.firm, address=Address(country="GB")))
    assert quickbooks(abroad)["GlobalTaxCalculation"] == "TaxExcluded"


def test_quickbooks_takes_750_lines_and_no_more(seed: Document) -> None:
    line = seed.lines[1]
    assert len(quickbooks(replace(seed, lines=(line,) * 749))["Line"]) == 750
    with pytest.raises(Refused, match=r"^QuickBooks takes 750 lines, and this invoice has 751\.$"):
        quickbooks(replace(seed, lines=(line,) * 750))


def test_a_number_that_is_too_long_is_refused(acme: Document) -> None:
    document = replace(acme, invoice=replace(acme.invoice, number="9" * 22))
    with pytest.raises(Refused, match=r"^QuickBooks takes numbers of 21 characters, not 9+\.$"):
        quickbooks(document)
