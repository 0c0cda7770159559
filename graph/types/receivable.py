"""What happened to an invoice: its steps, its credits, its disputes."""

import datetime as dt

import strawberry

from adapters import port
from graph.presents import presents
from graph.refs import InvoiceRef, MoneyRef, UserRef
from resolvers.edges import receivable as edges


@presents(port.InvoiceStep, description="A step that an invoice took.")
class InvoiceStep:
    kind: port.InvoiceStepKind = strawberry.field(description="What happened.")
    reason: str | None = strawberry.field(description="Why it was rejected or voided.")
    by: UserRef | None = strawberry.field(resolver=edges.by, description="Who did it.")
    at: dt.datetime = strawberry.field(description="When.")


@presents(port.Credit, description="Something taken off what was due on an approved invoice.")
class Credit:
    id: strawberry.ID = strawberry.field(description="Unique in the practice; opaque.")
    invoice: InvoiceRef | None = strawberry.field(
        resolver=edges.invoice_of_credit, description="What it lowered."
    )
    kind: port.CreditKind = strawberry.field(description="A credit note, or a write-off.")
    amount: MoneyRef = strawberry.field(description="How much.")
    date: dt.date = strawberry.field(description="When.")
    reason: str = strawberry.field(description="Why.")
    recorded_by: UserRef | None = strawberry.field(
        resolver=edges.credit_recorded_by, description="Who entered it."
    )
    created_at: dt.datetime = strawberry.field(description="When it was entered.")


@presents(
    port.Dispute,
    description="A part of an invoice that its client disputes: no trust money pays it until it "
    "is settled.",
)
class Dispute:
    id: strawberry.ID = strawberry.field(description="Unique in the practice; opaque.")
    invoice: InvoiceRef | None = strawberry.field(
        resolver=edges.invoice_of_dispute, description="What is disputed."
    )
    amount: MoneyRef = strawberry.field(description="How much of it.")
    reason: str = strawberry.field(description="What the client says.")
    opened_by: UserRef | None = strawberry.field(
        resolver=edges.opened_by, description="Who noted it."
    )
    opened_at: dt.datetime = strawberry.field(description="When it was noted.")
    settled_by: UserRef | None = strawberry.field(
        resolver=edges.settled_by, description="Who noted its end."
    )
    settled_at: dt.datetime | None = strawberry.field(
        description="When it ended; null while it stands."
    )
    settlement: str | None = strawberry.field(description="How it ended.")
