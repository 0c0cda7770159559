"""Expense: money the firm spent on a matter."""

import datetime as dt

import strawberry

from adapters import port
from graph.connections import Connection, Node
from graph.presents import presents
from graph.refs import InvoiceRef, MatterRef, MoneyRef
from resolvers import references
from resolvers.edges import work as edges


@presents(
    port.Expense,
    keys=["id"],
    reference=references.expense,
    description="Money the firm spent on a matter.",
)
class Expense(Node):
    matter: MatterRef | None = strawberry.field(
        resolver=edges.matter_of_expense, description="What it was spent on."
    )
    date: dt.date = strawberry.field(description="When.")
    description: str = strawberry.field(description="What for, as the client will read it.")
    amount: MoneyRef = strawberry.field(description="How much.")
    taxable: bool = strawberry.field(description="Whether an invoice's tax falls on it.")
    billable: bool = strawberry.field(description="Whether it is to be charged.")
    expense_code: str | None = strawberry.field(
        description="A UTBMS expense code, as E112, or the firm's own."
    )
    cost_type: port.CostType | None = strawberry.field(
        description="Whether the bank paid somebody for it; null where the practice does not say."
    )
    bank_reference: str | None = strawberry.field(
        description="The bank's reference of the payment, which every hard cost has and no other."
    )
    status: port.TimeEntryStatus = strawberry.field(
        description="How far it has come on its way to being paid."
    )
    invoice: InvoiceRef | None = strawberry.field(
        resolver=edges.invoice_of_expense, description="The invoice it stands on."
    )
    created_at: dt.datetime = strawberry.field(description="When it was recorded.")


@strawberry.type(description="A page of expenses.")
class ExpenseConnection(Connection[Expense]):
    pass
