"""History: what was written beside an invoice: its steps, its credits, its disputes."""

import datetime as dt

from adapters.embedded.columns import moment
from adapters.embedded.database import Row
from adapters.port import (
    Credit,
    CreditKind,
    Dispute,
    InvoiceStep,
    InvoiceStepKind,
    from_minor,
)

__all__ = ["CREDITS", "DISPUTES", "STEPS", "credit", "dispute", "step"]

STEPS = (
    "select invoice_id, step, reason, by_id, at from invoice_steps "
    "where invoice_id in (select value from json_each(?)) order by sequence"
)
CREDITS = (
    "select c.id, c.invoice_id, c.kind, c.amount, i.currency, c.date, c.reason, c.recorded_by_id, "
    "c.created_at from credits c join invoices i on i.id = c.invoice_id "
    "where c.invoice_id in (select value from json_each(?)) order by c.created_at, c.id"
)
DISPUTES = (
    "select d.id, d.invoice_id, d.amount, i.currency, d.reason, d.opened_by_id, d.opened_at, "
    "d.settled_by_id, d.settled_at, d.settlement from disputes d "
    "join invoices i on i.id = d.invoice_id where {} order by d.opened_at, d.id"
)


def step(row: Row) -> InvoiceStep:
    """Read a row of :data:`STEPS`."""
    invoice_id, kind, reason, by_id, at = row
    return InvoiceStep(
        invoice_id=invoice_id,
        kind=InvoiceStepKind(kind),
        reason=reason,
        by_id=by_id,
        at=moment(at),
    )


def credit(row: Row) -> Credit:
    """Read a row of :data:`CREDITS`."""
    id, invoice_id, kind, amount, currency, date, reason, recorded_by_id, created_at = row
    return Credit(
        id=id,
        invoice_id=invoice_id,
        kind=CreditKind(kind),
        amount=from_minor(amount, currency),
        date=dt.date.fromisoformat(date),
        reason=reason,
        recorded_by_id=recorded_by_id,
        created_at=moment(created_at),
    )


def dispute(row: Row) -> Dispute:
    """Read a row of :data:`DISPUTES`."""
    (
        id, invoice_id, amount, currency, reason, opened_by_id, opened_at, settled_by_id,
        settled_at, settlement,
    ) = row  # fmt: skip
    return Dispute(
        id=id,
        invoice_id=invoice_id,
        amount=from_minor(amount, currency),
        reason=reason,
        opened_by_id=opened_by_id,
        opened_at=moment(opened_at),
        settled_by_id=settled_by_id,
        settled_at=moment(settled_at) if settled_at else None,
        settlement=settlement,
    )
