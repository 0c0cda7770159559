"""Bills: an invoice as the dialect lists it, with its lines and payments, made a record."""

import datetime as dt
from decimal import Decimal

from msgspec import Struct

from adapters.port import (
    ClosingStatement,
    CostBasis,
    DiscountType,
    Invoice,
    InvoiceDiscount,
    InvoiceLineItem,
    InvoiceStatus,
    InvoiceTax,
    LineItemKind,
    LineTax,
    Payment,
    PaymentMethod,
)
from adapters.supergood.values import money

__all__ = ["InvoiceItem", "Whole", "whole"]

_UNNAMED = "Tax"
"""What the one tax is called of an upstream that tells no names."""


class _Discount(Struct, rename="camel"):
    type: DiscountType
    value: Decimal
    amount: Decimal
    applies_to: tuple[LineItemKind, ...] | None = None


class _Tax(Struct):
    name: str
    rate: Decimal
    compound: bool
    amount: Decimal
    settled: Decimal


class _LineTax(Struct):
    name: str
    rate: Decimal
    compound: bool
    amount: Decimal


class _Closing(Struct):
    recovery: Decimal
    basis: CostBasis
    costs: Decimal
    percent: Decimal
    fee: Decimal


class _Line(Struct, rename="camel"):
    kind: LineItemKind
    description: str
    quantity: Decimal
    rate: Decimal
    amount: Decimal
    discount: Decimal
    tax: Decimal
    taxable: bool
    date: dt.date | None = None
    time_entry_id: str | None = None
    expense_id: str | None = None
    own_discount: _Discount | None = None
    taxes: tuple[_LineTax, ...] | None = None
    interest_on_id: str | None = None


class _Payment(Struct, rename="camel"):
    payment_id: str
    amount: Decimal
    date: dt.date
    method: PaymentMethod
    reversed: bool
    created_at: dt.datetime
    reference: str | None = None
    surplus: Decimal = Decimal(0)
    reversed_on: dt.date | None = None


class InvoiceItem(Struct, rename="camel", kw_only=True):
    """An invoice as the dialect lists it: exact figures unrounded, settled ones beside them."""

    invoice_id: str
    status: InvoiceStatus
    issue_date: dt.date
    matter_id: str
    client_id: str
    currency: str
    overdue: bool
    subtotal: Decimal
    discounts: tuple[_Discount, ...] = ()
    discount: Decimal
    tax_rate: Decimal
    tax: Decimal
    trust_applied: Decimal
    total: Decimal
    amount_billed: Decimal
    amount_credited: Decimal
    amount_paid: Decimal
    amount_due: Decimal
    rounding_delta: Decimal
    created_at: dt.datetime
    updated_at: dt.datetime
    amount_written_off: Decimal = Decimal(0)
    trust_replenishment: Decimal = Decimal(0)
    number: str | None = None
    due_date: dt.date | None = None
    payment_link: str | None = None
    notes: str | None = None
    created_by_id: str | None = None
    approved_by_id: str | None = None
    taxes: tuple[_Tax, ...] | None = None
    closing_statement: _Closing | None = None
    line_items: tuple[_Line, ...] = ()
    payments: tuple[_Payment, ...] = ()


class Whole(Struct, frozen=True):
    """An invoice with all that came with it."""

    invoice: Invoice
    lines: tuple[InvoiceLineItem, ...]
    payments: tuple[Payment, ...]

    @property
    def id(self) -> str:
        return self.invoice.id


def whole(item: InvoiceItem) -> Whole:
    id = item.invoice_id
    return Whole(
        invoice=_invoice(item),
        lines=tuple(_line(item, line) for line in item.line_items),
        payments=tuple(_payment(id, paid, item.currency) for paid in item.payments),
    )


def _invoice(item: InvoiceItem) -> Invoice:
    currency = item.currency
    return Invoice(
        id=item.invoice_id,
        number=item.number,
        status=item.status,
        issue_date=item.issue_date,
        due_date=item.due_date,
        overdue=item.overdue,
        matter_id=item.matter_id,
        client_id=item.client_id,
        subtotal=money(item.subtotal, currency),
        discounts=tuple(_discount(it, currency) for it in item.discounts),
        discount=money(item.discount, currency),
        tax_rate=item.tax_rate.normalize(),
        tax=money(item.tax, currency),
        trust_applied=money(item.trust_applied, currency),
        total=money(item.total, currency),
        amount_billed=money(item.amount_billed, currency),
        amount_credited=money(item.amount_credited, currency),
        amount_written_off=money(item.amount_written_off, currency),
        amount_paid=money(item.amount_paid, currency),
        amount_due=money(item.amount_due, currency),
        rounding_delta=money(item.rounding_delta, currency),
        trust_replenishment=money(item.trust_replenishment, currency),
        payment_link=item.payment_link,
        notes=item.notes,
        created_by_id=item.created_by_id,
        approved_by_id=item.approved_by_id,
        created_at=item.created_at,
        updated_at=item.updated_at,
        taxes=_taxes(item),
        closing_statement=_closing(item.closing_statement, currency),
    )


def _closing(told: _Closing | None, currency: str) -> ClosingStatement | None:
    if told is None:
        return None
    return ClosingStatement(
        recovery=money(told.recovery, currency),
        basis=told.basis,
        costs=money(told.costs, currency),
        percent=told.percent.normalize(),
        fee=money(told.fee, currency),
    )


def _discount(given: _Discount, currency: str) -> InvoiceDiscount:
    return InvoiceDiscount(
        type=given.type,
        value=given.value.normalize(),
        amount=money(given.amount, currency),
        applies_to=given.applies_to,
    )


def _line(item: InvoiceItem, line: _Line) -> InvoiceLineItem:
    currency = item.currency
    return InvoiceLineItem(
        invoice_id=item.invoice_id,
        kind=line.kind,
        description=line.description,
        date=line.date,
        quantity=line.quantity.normalize(),
        rate=money(line.rate, currency),
        amount=money(line.amount, currency),
        discount=money(line.discount, currency),
        tax=money(line.tax, currency),
        taxable=line.taxable,
        time_entry_id=line.time_entry_id,
        expense_id=line.expense_id,
        taxes=_line_taxes(item, line),
        own_discount=_discount(line.own_discount, currency) if line.own_discount else None,
        interest_on_id=line.interest_on_id,
    )


def _taxes(item: InvoiceItem) -> tuple[InvoiceTax, ...]:
    """Return the taxes as they are told, or else the one that a rate tells of."""
    told = item.taxes
    if told is None:
        settled = sum((line.tax for line in item.line_items), Decimal(0))
        tax = _Tax(_UNNAMED, item.tax_rate, False, item.tax, settled)
        told = (tax,) if item.tax_rate else ()
    return tuple(
        InvoiceTax(
            name=it.name,
            rate=it.rate.normalize(),
            compound=it.compound,
            amount=money(it.amount, item.currency),
            settled=money(it.settled, item.currency),
        )
        for it in told
    )


def _line_taxes(item: InvoiceItem, line: _Line) -> tuple[LineTax, ...]:
    told = line.taxes
    if told is None:
        tax = _LineTax(_UNNAMED, item.tax_rate, False, line.tax)
        told = (tax,) if item.tax_rate and line.taxable else ()
    return tuple(
        LineTax(
            name=it.name,
            rate=it.rate.normalize(),
            compound=it.compound,
            amount=money(it.amount, item.currency),
        )
        for it in told
    )


def _payment(invoice_id: str, paid: _Payment, currency: str) -> Payment:
    return Payment(
        id=paid.payment_id,
        invoice_id=invoice_id,
        amount=money(paid.amount, currency),
        surplus=money(paid.surplus, currency),
        date=paid.date,
        method=paid.method,
        reference=paid.reference,
        reversed=paid.reversed,
        reversed_on=paid.reversed_on,
        created_at=paid.created_at,
    )
