"""Payments: what came in for the bills, and from where."""

import sqlite3
from datetime import date, datetime, timedelta

from msgspec import Struct

from adapters.embedded.columns import instant
from adapters.embedded.demo.bills import Bill
from adapters.embedded.demo.chance import END, Chance, following
from adapters.port import InvoiceStatus, PaymentMethod

__all__ = ["Payment", "keep", "pay"]

_METHODS = (
    (PaymentMethod.CHECK, 34),
    (PaymentMethod.ACH, 30),
    (PaymentMethod.CARD, 18),
    (PaymentMethod.WIRE, 15),
    (PaymentMethod.OTHER, 2),
    (PaymentMethod.CASH, 1),
)


class Payment(Struct, frozen=True, kw_only=True):
    """Money received for a bill."""

    id: str
    bill: Bill
    amount: int
    day: date
    method: PaymentMethod
    reference: str | None
    created_at: datetime


def pay(chance: Chance, bill: Bill) -> list[Payment]:
    """Pay what is due on a bill that is paid, and a part of what is due on one partly paid."""
    if bill.status is InvoiceStatus.PARTIALLY_PAID:
        if bill.trust_applied and chance.happens(0.6):
            return []
        amounts = [bill.due * chance.draw.randint(20, 70) // 100]
    elif bill.status is InvoiceStatus.PAID and bill.due:
        first = bill.due * chance.draw.randint(30, 60) // 100 if chance.happens(0.12) else 0
        amounts = [amount for amount in (first, bill.due - first) if amount]
    else:
        return []
    last = END if bill.matter.closed is None else bill.matter.closed
    start = following(bill.approved, 2)
    days = sorted(
        chance.between(start, min(last, bill.issued + timedelta(days=48))) for _ in amounts
    )
    return [_payment(chance, bill, amount, day) for amount, day in zip(amounts, days, strict=True)]


def _payment(chance: Chance, bill: Bill, amount: int, day: date) -> Payment:
    methods, weights = zip(*_METHODS, strict=True)
    (method,) = chance.draw.choices(methods, weights)
    digits = chance.draw.randint(1001, 9899)
    references = {
        PaymentMethod.CHECK: f"Check {digits}",
        PaymentMethod.ACH: f"ACH {digits:06d}",
        PaymentMethod.CARD: f"Card ending {digits}",
        PaymentMethod.WIRE: f"Wire {day:%y%m%d}-{digits}",
        PaymentMethod.OTHER: "Money order",
    }
    return Payment(
        id=chance.id("pay"),
        bill=bill,
        amount=amount,
        day=day,
        method=method,
        reference=references.get(method),
        created_at=max(chance.moment(day), bill.created_at),
    )


def keep(db: sqlite3.Connection, payments: list[Payment]) -> None:
    """Write the payments down as they came; the table's triggers settle the invoices."""
    db.executemany(
        "insert into payments (id, invoice_id, amount, date, method, reference, created_at) "
        "values (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                payment.id,
                payment.bill.id,
                payment.amount,
                payment.day.isoformat(),
                payment.method.value,
                payment.reference,
                instant(payment.created_at),
            )
            for payment in sorted(payments, key=lambda p: (p.created_at, p.id))
        ],
    )
