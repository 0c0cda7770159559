"""Discounts: how those of an invoice and those of a line lie in the file, and come back."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec

from adapters.embedded.columns import as_json, plain
from adapters.port import Discount, InvoiceDiscount, LineDiscount, exact

__all__ = ["discounts_column", "invoice_discounts", "own_discount", "own_discount_column"]


class _Given(Discount, frozen=True, kw_only=True):
    amount: Decimal


_discount = msgspec.json.Decoder(_Given)
_discounts = msgspec.json.Decoder(tuple[_Given, ...])


def discounts_column(discounts: Sequence[Discount], amounts: Sequence[Decimal]) -> str:
    """Write an invoice's discounts, each with what it took off, exact."""
    return as_json(
        [
            _said(discount, amount)
            | ({"applies_to": discount.applies_to} if discount.applies_to else {})
            for discount, amount in zip(discounts, amounts, strict=True)
        ]
    )


def own_discount_column(discount: LineDiscount | None, amount: Decimal) -> str | None:
    """Write what one line has off on its own, if it has."""
    return as_json(_said(discount, amount)) if discount else None


def invoice_discounts(text: str, currency: str) -> tuple[InvoiceDiscount, ...]:
    """Read an invoice's discounts back."""
    given = _discounts.decode(text) if text != "[]" else ()
    return tuple(_taken(it, currency) for it in given)


def own_discount(text: str | None, currency: str) -> InvoiceDiscount | None:
    """Read a line's own discount back, if it has one."""
    return _taken(_discount.decode(text), currency) if text else None


def _said(discount: Discount | LineDiscount, amount: Decimal) -> dict[str, Any]:
    value = plain(discount.value)
    return {"type": discount.type.value, "value": value, "amount": plain(amount)}


def _taken(given: _Given, currency: str) -> InvoiceDiscount:
    return InvoiceDiscount(
        type=given.type,
        value=given.value,
        amount=exact(given.amount, currency),
        applies_to=given.applies_to,
    )
