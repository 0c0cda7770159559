"""Steps of invoices, and payments, as they are said."""

import datetime as dt
from decimal import Decimal

from msgspec import Struct

from adapters.port import InvoiceStepKind, NewPayment, NewStep, PaymentMethod
from adapters.sandbox.said.fields import Line, Text, currency, figure, read

__all__ = ["payment", "step"]


class _Step(Struct):
    reason: Text | None = None


class _Payment(Struct, rename="camel", kw_only=True):
    invoice_id: str
    amount: Decimal
    date: dt.date
    method: PaymentMethod
    reference: Line | None = None
    currency: str | None = None


def step(id: str, kind: InvoiceStepKind, body: bytes, by: str) -> NewStep:
    """Read a step to take; most say nothing more than that."""
    said = read(body or b"{}", _Step)
    return NewStep(invoice_id=id, kind=kind, reason=said.reason, by_id=by)


def payment(body: bytes, by: str) -> NewPayment:
    """Read money received."""
    said = read(body, _Payment)
    return NewPayment(
        invoice_id=said.invoice_id,
        amount=figure(said.amount, "amount"),
        date=said.date,
        method=said.method,
        reference=said.reference,
        currency_code=currency(said.currency, "currency"),
        recorded_by_id=by,
    )
