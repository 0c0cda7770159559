"""Taxes: which of them an invoice is to charge, checked, and how they lie in the file."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from adapters.embedded.columns import as_json, plain
from adapters.embedded.figures import LineFigures, TaxFigures
from adapters.port import (
    EXACT,
    InvalidInput,
    InvoiceTax,
    LineTax,
    NewInvoice,
    Refusal,
    Tax,
    exact,
    from_minor,
)

__all__ = [
    "invoice_taxes",
    "line_taxes",
    "sound",
    "taxes_column",
    "taxes_of",
    "taxes_of_line_column",
    "together",
]

_UNNAMED = "Tax"
"""What the one tax is called that was given as a rate alone."""


class _OfInvoice(Tax, frozen=True, kw_only=True):
    amount: Decimal
    settled: int


class _OfLine(Tax, frozen=True, kw_only=True):
    amount: int


_of_invoice = msgspec.json.Decoder(tuple[_OfInvoice, ...])
_of_line = msgspec.json.Decoder(tuple[_OfLine, ...])


def taxes_of(draft: NewInvoice, problems: list[Refusal]) -> tuple[Tax, ...]:
    """Return the taxes that fall on all taxable lines, and note what is wrong with them."""
    if draft.taxes is None:
        rate = draft.tax_rate or Decimal(0)
        return (Tax(name=_UNNAMED, rate=rate),) if rate else ()
    if draft.tax_rate is not None:
        rule = "taxRate is the one tax that has no name; give either it or taxes."
        problems.append(InvalidInput(field=("taxes",), rule=rule))
    sound(draft.taxes, ("taxes",), problems)
    return draft.taxes


def sound(taxes: Sequence[Tax], field: tuple[str, ...], problems: list[Refusal]) -> None:
    """Note it where a tax counts on one that is not there, or two of a line have one name."""
    if taxes and taxes[0].compound:
        rule = "The first tax has none before it to be compound on."
        problems.append(InvalidInput(field=(*field, "0", "compound"), rule=rule))
    for index, tax in enumerate(taxes):
        if any(tax.name == other.name for other in taxes[:index]):
            rule = f"There is a tax named {tax.name} before this one."
            problems.append(InvalidInput(field=(*field, str(index), "name"), rule=rule))


def together(taxes: Sequence[Tax]) -> Decimal:
    """Return what the taxes of one line come to together, per cent of it."""
    total = before = Decimal(0)
    for tax in taxes:
        on_tax = EXACT.divide(EXACT.multiply(before, tax.rate), 100) if tax.compound else 0
        before = EXACT.add(tax.rate, on_tax)
        total = EXACT.add(total, before)
    return total


def taxes_column(taxes: Sequence[TaxFigures]) -> str:
    """Write an invoice's taxes as they lie in its row."""
    return as_json(
        [{**_said(it.tax), "amount": plain(it.exact), "settled": it.settled} for it in taxes]
    )


def taxes_of_line_column(line: LineFigures) -> str:
    """Write a line's taxes as they lie in its row."""
    return as_json([{**_said(tax), "amount": amount} for tax, amount in line.taxes])


def invoice_taxes(text: str, currency: str) -> tuple[InvoiceTax, ...]:
    """Read an invoice's taxes back."""
    return tuple(
        InvoiceTax(
            name=it.name,
            rate=it.rate,
            compound=it.compound,
            amount=exact(it.amount, currency),
            settled=from_minor(it.settled, currency),
        )
        for it in (_of_invoice.decode(text) if text != "[]" else ())
    )


def line_taxes(text: str, currency: str) -> tuple[LineTax, ...]:
    """Read a line's taxes back."""
    return tuple(
        LineTax(
            name=it.name,
            rate=it.rate,
            compound=it.compound,
            amount=from_minor(it.amount, currency),
        )
        for it in (_of_line.decode(text) if text != "[]" else ())
    )


def _said(tax: Tax) -> dict[str, object]:
    return {"name": tax.name, "rate": plain(tax.rate), "compound": tax.compound}
