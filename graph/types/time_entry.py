"""TimeEntry: hours somebody worked on a matter."""

import datetime as dt
from decimal import Decimal

import strawberry

from adapters import port
from graph.connections import Connection, Node
from graph.presents import presents
from graph.refs import InvoiceRef, MatterRef, MoneyRef, UserRef
from resolvers import references
from resolvers.edges import work as edges


@presents(port.UtbmsCode, description="A code of the Uniform Task-Based Management System.")
class UtbmsCode:
    code: str = strawberry.field(description="The code, as L110.")
    name: str = strawberry.field(description="What it stands for.")
    set: str = strawberry.field(description="The published set it is from, as ABA_Litigation.")


@presents(
    port.TimeEntry,
    keys=references.TIME_ENTRY,
    description="Hours somebody worked on a matter, and what they are worth.",
)
class TimeEntry(Node):
    matter: MatterRef | None = strawberry.field(
        resolver=edges.matter_of_time, description="What was worked on."
    )
    user: UserRef | None = strawberry.field(resolver=edges.user, description="Who worked.")
    date: dt.date = strawberry.field(description="When.")
    activity_code: str | None = strawberry.field(
        description="The code it was recorded under: a UTBMS activity or task, or the firm's own."
    )
    task_code: str | None = strawberry.field(description="The UTBMS task, where known.")
    activity: UtbmsCode | None = strawberry.field(
        description="The published meaning of activityCode; null for the firm's own codes."
    )
    description: str = strawberry.field(description="What was done, as the client will read it.")
    hours: Decimal = strawberry.field(description="How long, with at most two decimals.")
    minutes: int | None = strawberry.field(
        description="How long, as it was said before it was rounded; null if hours were said."
    )
    rate: MoneyRef | None = strawberry.field(description="For one hour.")
    rate_source: port.RateSource | None = strawberry.field(
        description="The rule that gave the rate; null if the practice does not tell."
    )
    amount: MoneyRef = strawberry.field(
        description="Hours times rate, settled in the currency's minor unit."
    )
    billable: bool = strawberry.field(description="Whether it is to be charged.")
    status: port.TimeEntryStatus = strawberry.field(
        description="How far it has come on its way to being paid."
    )
    invoice: InvoiceRef | None = strawberry.field(
        resolver=edges.invoice_of_time, description="The invoice it stands on."
    )
    tags: list[str] = strawberry.field(description="Labels, at most 50.")
    created_at: dt.datetime = strawberry.field(description="When it was recorded.")
    updated_at: dt.datetime = strawberry.field(description="When it last changed.")


@strawberry.type(description="A page of time entries.")
class TimeEntryConnection(Connection[TimeEntry]):
    pass
