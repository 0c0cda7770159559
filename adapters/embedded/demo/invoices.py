"""Invoices: every bill written down as a draft, then brought to where it stands."""

import sqlite3

from adapters.embedded.columns import instant, plain
from adapters.embedded.demo.bills import Bill
from adapters.embedded.discounts import discounts_column
from adapters.embedded.taxes import taxes_column, taxes_of_line_column, together
from adapters.port import InvoiceStatus, LineItemKind

__all__ = ["keep"]

_LINK = "https://payments.practicepanther.example/pay/"
_SENT = ("approved", "sent")
_STEPS = {
    InvoiceStatus.DRAFT: (),
    InvoiceStatus.PENDING_APPROVAL: ("pending_approval",),
    InvoiceStatus.APPROVED: ("approved",),
    InvoiceStatus.SENT: _SENT,
    InvoiceStatus.VIEWED: (*_SENT, "viewed"),
    InvoiceStatus.PARTIALLY_PAID: _SENT,
    InvoiceStatus.PAID: _SENT,
}
"""What a draft becomes, one after the other; payments, once recorded, bring it further."""


def keep(
    db: sqlite3.Connection, bills: list[Bill], voided: list[Bill], last: dict[str, int]
) -> None:
    """Write bills down; those that were voided first, for their work is billed again."""
    db.executemany(
        "insert into sequences values (?, ?)",
        [(f"invoice:{year}", place) for year, place in sorted(last.items())],
    )
    _draft(db, voided)
    db.executemany(
        "update invoices set number = ?, status = 'void', credited = due, due = 0, updated_at = ? "
        "where id = ?",
        [(bill.number, instant(bill.updated_at), bill.id) for bill in voided],
    )
    _draft(db, bills)
    db.executemany(
        "update invoices set number = ?, status = ?, payment_link = ? where id = ?",
        [
            (bill.number, step, _link(bill), bill.id)
            for bill in bills
            for step in _STEPS[bill.status]
        ],
    )


def _draft(db: sqlite3.Connection, bills: list[Bill]) -> None:
    ordered = sorted(bills, key=lambda bill: (bill.created_at, bill.id))
    db.executemany(
        f"insert into invoices values ({', '.join('?' * 24)})",
        [_row(bill) for bill in ordered],
    )
    db.executemany(
        "insert into closing_statements values (?, ?, 'gross', ?, ?, ?)",
        [_closing(bill) for bill in ordered if bill.recovery],
    )
    db.executemany(
        f"insert into invoice_lines values ({', '.join('?' * 15)}, 1)",
        [row for bill in ordered for row in _lines(bill)],
    )


def _link(bill: Bill) -> str | None:
    out = bill.approved_at_last and bill.status is not InvoiceStatus.APPROVED
    return f"{_LINK}{bill.id}" if out else None


def _row(bill: Bill) -> tuple[str | int | None, ...]:
    figures = bill.figures
    return (
        bill.id,
        None,
        "draft",
        bill.matter.id,
        bill.matter.client.id,
        bill.matter.currency,
        bill.issued.isoformat(),
        bill.due_date.isoformat(),
        discounts_column(bill.discounts, figures.exact_discounts),
        plain(figures.exact_discount),
        plain(together(bill.taxes)),
        taxes_column(figures.taxes),
        plain(figures.exact_tax),
        figures.subtotal,
        figures.discount,
        figures.tax,
        0,
        bill.trust_applied,
        0,
        bill.due,
        None,
        bill.notes,
        instant(bill.created_at),
        instant(bill.updated_at),
    )


def _closing(bill: Bill) -> tuple[str | int | None, ...]:
    costs = sum(line.amount for line in bill.lines if line.kind is LineItemKind.EXPENSE)
    (fee,) = (line.amount for line in bill.lines if line.kind is LineItemKind.CONTINGENCY_FEE)
    return (bill.id, bill.recovery, costs, bill.matter.percent, fee)


def _lines(bill: Bill) -> list[tuple[str | int | None, ...]]:
    return [
        (
            bill.id,
            place,
            line.kind.value,
            line.text,
            line.day.isoformat() if line.day else None,
            plain(line.quantity),
            line.rate,
            line.amount,
            drawn.discount,
            None,
            drawn.tax,
            int(line.taxable),
            taxes_of_line_column(drawn),
            line.time_id,
            line.expense_id,
        )
        for place, (line, drawn) in enumerate(zip(bill.lines, bill.figures.lines, strict=True), 1)
    ]
