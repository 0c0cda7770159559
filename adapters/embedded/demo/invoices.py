"""Invoices: every bill written down as a draft, then brought to where it stands."""

import sqlite3
from collections.abc import Iterator
from typing import Any

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
        "update invoices set number = ?, status = ?, payment_link = ?, approved_by_id = ? "
        "where id = ?",
        [
            (bill.number, step, _link(bill), _approver(bill, step), bill.id)
            for bill in bills
            for step in _STEPS[bill.status]
        ],
    )
    steps = [step for bill in [*voided, *bills] for step in _steps(bill)]
    steps.sort(key=lambda step: (step[4], step[0]))
    db.executemany(
        "insert into invoice_steps (invoice_id, step, by_id, reason, at) values (?, ?, ?, ?, ?)",
        steps,
    )


def _draft(db: sqlite3.Connection, bills: list[Bill]) -> None:
    ordered = sorted(bills, key=lambda bill: (bill.created_at, bill.id))
    for row in map(_row, ordered):
        marks = ", ".join(f":{name}" for name in row)
        db.execute(f"insert into invoices ({', '.join(row)}) values ({marks})", row)
    db.executemany(
        "insert into closing_statements values (?, ?, 'gross', ?, ?, ?)",
        [_closing(bill) for bill in ordered if bill.recovery],
    )
    db.executemany(
        f"insert into invoice_lines values ({', '.join('?' * 15)}, null, 1)",
        [row for bill in ordered for row in _lines(bill)],
    )


def _link(bill: Bill) -> str | None:
    out = bill.approved_at_last and bill.status is not InvoiceStatus.APPROVED
    return f"{_LINK}{bill.id}" if out else None


def _approver(bill: Bill, step: str) -> str | None:
    return None if step == "pending_approval" else bill.matter.attorney.id


def _steps(bill: Bill) -> Iterator[tuple[str, str, str | None, str | None, str]]:
    """Yield the steps a bill took: drawn up, then approved and sent, or voided."""
    made, last = instant(bill.created_at), instant(max(bill.created_at, bill.updated_at))
    attorney = bill.matter.attorney.id
    yield bill.id, "generated", attorney, None, made
    if bill.status is InvoiceStatus.VOID:
        yield bill.id, "voided", attorney, bill.notes, last
    for step in _STEPS.get(bill.status, ()):
        name = "submitted" if step == "pending_approval" else step
        yield bill.id, name, None if step == "viewed" else attorney, None, last


def _row(bill: Bill) -> dict[str, Any]:
    figures = bill.figures
    return {
        "id": bill.id,
        "status": "draft",
        "matter_id": bill.matter.id,
        "client_id": bill.matter.client.id,
        "currency": bill.matter.currency,
        "issue_date": bill.issued.isoformat(),
        "due_date": bill.due_date.isoformat(),
        "discounts": discounts_column(bill.discounts, figures.exact_discounts),
        "exact_discount": plain(figures.exact_discount),
        "tax_rate": plain(together(bill.taxes)),
        "taxes": taxes_column(figures.taxes),
        "exact_tax": plain(figures.exact_tax),
        "subtotal": figures.subtotal,
        "discount": figures.discount,
        "tax": figures.tax,
        "due": figures.billed,
        "notes": bill.notes,
        "created_by_id": bill.matter.attorney.id,
        "created_at": instant(bill.created_at),
        "updated_at": instant(bill.updated_at),
    }


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
