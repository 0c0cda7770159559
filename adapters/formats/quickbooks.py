"""QuickBooks: an invoice as QuickBooks Online's v3 API takes it, every decimal a string.

Its references carry our ids and the names to find QuickBooks' own by: who sends it on puts those
ids in their place. ``TotalAmt`` is what QuickBooks must come to by itself; if it answers another,
the two books differ. Trust money is no part of an invoice there: it is booked as a payment, out of
what the firm owes its client, so it changes nothing here.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from adapters.formats.document import Document, Line
from adapters.port import Contact, InvalidInput, LineItemKind, Refused

__all__ = ["quickbooks", "quickbooks_json"]

Json = dict[str, Any]

_MOST_LINES = 750
_MOST_NOTES = 4000
_LONGEST_NUMBER = 21
_ITEMS: Mapping[LineItemKind, Json] = {
    LineItemKind.TIME: {"value": "legal-fees", "name": "Legal Fees"},
    LineItemKind.FLAT_FEE: {"value": "flat-fees", "name": "Flat Fees"},
    LineItemKind.CONTINGENCY_FEE: {"value": "contingent-fees", "name": "Contingent Fees"},
    LineItemKind.EXPENSE: {"value": "reimbursed-expenses", "name": "Reimbursed Expenses"},
    LineItemKind.INTEREST: {"value": "late-interest", "name": "Interest"},
    LineItemKind.ADJUSTMENT: {"value": "adjustments", "name": "Adjustments"},
}


def quickbooks(document: Document) -> Json:
    """Return the body of ``POST /v3/company/{realm}/invoice``; its amounts are Decimals.

    Its lines less its one discount plus its tax are the invoice's gross total, before trust
    money. Raises ``Refused`` with ``InvalidInput`` for a draft, a void invoice, or one with more
    lines or a longer number than QuickBooks takes.
    """
    invoice, matter = document.invoice, document.matter
    if document.is_draft or document.is_void or invoice.number is None:
        raise _refused(f"takes approved invoices; this one is {invoice.status.value}")
    lines = [_line(place, line) for place, line in enumerate(document.lines, 1)]
    if document.discount.amount:
        lines.append(_discount(document))
    if len(lines) > _MOST_LINES:
        raise _refused(f"takes {_MOST_LINES} lines, and this invoice has {len(lines)}")
    if len(invoice.number) > _LONGEST_NUMBER:
        raise _refused(f"takes numbers of {_LONGEST_NUMBER} characters, not {invoice.number}")
    firm_country = document.firm.address.country
    body = {
        "DocNumber": invoice.number,
        "TxnDate": invoice.issue_date.isoformat(),
        "DueDate": invoice.due_date and invoice.due_date.isoformat(),
        "CurrencyRef": {"value": document.currency},
        "CustomerRef": {"value": document.client.id, "name": document.client.name},
        "ProjectRef": {"value": matter.id, "name": f"{matter.number} {matter.title}"},
        "BillEmail": _mail(document.client),
        "CustomerMemo": {"value": invoice.notes} if invoice.notes else None,
        "PrivateNote": f"Invoice {invoice.id} of matter {matter.id}"[:_MOST_NOTES],
        "ApplyTaxAfterDiscount": True,
        # Companies in the United States have no such field.
        "GlobalTaxCalculation": None if firm_country == "US" else "TaxExcluded",
        "Line": lines,
        "TxnTaxDetail": {"TotalTax": document.tax.amount},
        "TotalAmt": invoice.amount_billed.amount,
    }
    return {name: value for name, value in body.items() if value is not None}


def quickbooks_json(document: Document) -> bytes:
    """Write the body down; no amount has been, or becomes, a float. Raises as above."""
    return msgspec.json.format(msgspec.json.encode(quickbooks(document)), indent=2) + b"\n"


def _line(place: int, line: Line) -> Json:
    item = line.item
    detail = {
        "ItemRef": _ITEMS[item.kind],
        "Qty": item.quantity,
        "UnitPrice": item.rate.amount,
        "ServiceDate": item.date and item.date.isoformat(),
        "TaxCodeRef": {"value": "TAX" if item.taxable and item.tax.amount else "NON"},
    }
    return {
        "LineNum": place,
        "Description": item.description,
        "Amount": item.amount.amount,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {name: value for name, value in detail.items() if value is not None},
    }


def _discount(document: Document) -> Json:
    """Return every discount as one sum, so that our cents stand and not a percentage of theirs."""
    return {
        "Amount": document.discount.amount,
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": {"PercentBased": False},
    }


def _mail(client: Contact) -> Json | None:
    return {"Address": client.emails[0]} if client.emails else None


def _refused(why: str) -> Refused:
    return Refused(InvalidInput(field=("format",), rule=f"QuickBooks {why}."))
