"""Invoices as they are said to be generated."""

import datetime as dt
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct, field

from adapters.port import (
    CostType,
    Discount,
    DiscountType,
    NewInvoice,
    NewInvoiceExpense,
    TrustRequest,
)
from adapters.sandbox.said.fields import Bounds, Code, Line, Text, read
from adapters.sandbox.said.work import AMOUNT

__all__ = ["draft"]

_PERCENT = Bounds(0, 100, 6)
_MOST_TRUST = Bounds(0, 1_000_000, 4)

_Ids = Annotated[tuple[str, ...], Meta(max_length=1000)]


class _Expense(Struct, rename="camel"):
    description: Text
    amount: Decimal
    taxable: bool = False
    expense_code: Code | None = None
    cost_type: CostType | None = None
    bank_reference: Line | None = None


class _Lines(Struct, rename="camel"):
    time_entry_ids: _Ids | None = None
    expense_ids: _Ids = ()
    expenses: Annotated[tuple[_Expense, ...], Meta(max_length=100)] = ()


class _Discount(Struct):
    type: DiscountType
    value: Decimal


class _Tax(Struct):
    rate: Decimal = Decimal(0)


class _ApplyTrust(Struct, rename="camel"):
    enabled: bool
    max_amount: Decimal | None = None


class _Draft(Struct, rename="camel", kw_only=True):
    matter_id: str
    issue_date: dt.date
    client_id: str | None = None
    due_date: dt.date | None = None
    line_items: _Lines = field(default_factory=_Lines)
    discounts: Annotated[tuple[_Discount, ...], Meta(max_length=10)] = ()
    tax: _Tax = field(default_factory=_Tax)
    apply_trust: _ApplyTrust | None = None
    notes: Text | None = None


def draft(body: bytes, by: str) -> NewInvoice:
    """Read a draft to make, and who makes it."""
    said = read(body, _Draft)
    return NewInvoice(
        matter_id=said.matter_id,
        issue_date=said.issue_date,
        client_id=said.client_id,
        due_date=said.due_date,
        time_entry_ids=said.line_items.time_entry_ids,
        expense_ids=said.line_items.expense_ids,
        expenses=tuple(_expense(i, given) for i, given in enumerate(said.line_items.expenses)),
        discounts=tuple(
            Discount(
                type=given.type, value=AMOUNT.hold(given.value, "discounts", str(index), "value")
            )
            for index, given in enumerate(said.discounts)
        ),
        tax_rate=_PERCENT.hold(said.tax.rate, "tax", "rate"),
        trust=_trust(said.apply_trust),
        notes=said.notes,
        created_by_id=by,
    )


def _expense(index: int, said: _Expense) -> NewInvoiceExpense:
    return NewInvoiceExpense(
        description=said.description,
        amount=AMOUNT.hold(said.amount, "lineItems", "expenses", str(index), "amount"),
        taxable=said.taxable,
        expense_code=said.expense_code,
        cost_type=said.cost_type,
        bank_reference=said.bank_reference,
    )


def _trust(said: _ApplyTrust | None) -> TrustRequest | None:
    if said is None or not said.enabled:
        return None
    return TrustRequest(max_amount=_MOST_TRUST.hold(said.max_amount, "applyTrust", "maxAmount"))
