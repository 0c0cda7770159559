"""Matter: one engagement of the firm."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

from adapters import port
from graph.connections import Connection, Node
from graph.presents import presents
from graph.refs import (
    ContactRef,
    EvergreenRef,
    ExpenseConnectionRef,
    InvoiceConnectionRef,
    MoneyRef,
    RateConnectionRef,
    TimeEntryConnectionRef,
    TrustAccountRef,
    TrustBalanceRef,
    UserRef,
)
from graph.scalars import URL
from resolvers import references
from resolvers.edges import books
from resolvers.edges import matter as edges
from resolvers.edges import rate as rates


@presents(port.MatterBilling, description="The terms agreed with the client.")
class MatterBilling:
    type: port.BillingType = strawberry.field(description="How the client is charged.")
    default_rate: MoneyRef | None = strawberry.field(
        description="What anybody's hour costs, unless one of the rates or an entry says otherwise."
    )
    flat_amount: MoneyRef | None = strawberry.field(description="The whole fee, if it is flat.")
    contingency_percent: Decimal | None = strawberry.field(
        description="The share of what is recovered, 0 to 100."
    )
    currency_code: port.CurrencyCode = strawberry.field(
        description="What its work is priced and billed in."
    )


@presents(
    port.Workspace,
    keys=references.WORKSPACE,
    description="A matter's place in iManage, the document system.",
)
class Workspace:
    id: strawberry.ID = strawberry.field(description="The workspace's id.")
    web_url: URL | None = strawberry.field(description="Where to open it.")


@presents(
    port.Matter,
    keys=references.MATTER,
    description="One engagement of the firm for one client.",
)
class Matter(Node):
    number: str = strawberry.field(description="The firm's own number, as 2026-0041.")
    external_id: strawberry.ID | None = strawberry.field(
        description="Its id in the system that made it."
    )
    title: str = strawberry.field(description="What it is called.")
    status: port.MatterStatus = strawberry.field(description="Where it stands.")
    practice_area: str | None = strawberry.field(
        description="The field of law, in the firm's words."
    )
    tags: list[str] = strawberry.field(description="Labels, at most 50.")
    open_date: date | None = strawberry.field(description="When work began.")
    close_date: date | None = strawberry.field(description="When it was closed.")
    limitation_date: date | None = strawberry.field(description="The last day to bring the claim.")
    client_matter_id: str | None = strawberry.field(
        description="The client's own number for it, which its e-bills name."
    )
    billing: MatterBilling = strawberry.field(description="The terms agreed.")
    client: ContactRef | None = strawberry.field(
        resolver=edges.client, description="For whom it is."
    )
    responsible_attorney: UserRef | None = strawberry.field(
        resolver=edges.responsible_attorney, description="Who answers for it."
    )
    team: list[UserRef] = strawberry.field(
        resolver=edges.team, description="Who works on it; at most 50."
    )
    trust_account: TrustAccountRef | None = strawberry.field(
        resolver=edges.trust_account, description="Where its trust money lies."
    )
    trust_balance: TrustBalanceRef | None = strawberry.field(
        resolver=edges.trust_balance,
        description="This matter's own trust money; null if it has no ledger.",
    )
    evergreen: EvergreenRef | None = strawberry.field(
        resolver=books.evergreen,
        description="The least its trust ledger should hold; null if none was set.",
    )
    time_entries: TimeEntryConnectionRef | None = strawberry.field(
        resolver=edges.time_entries, description="Time worked on it, the latest first."
    )
    expenses: ExpenseConnectionRef | None = strawberry.field(
        resolver=edges.expenses, description="Money spent on it, the latest first."
    )
    invoices: InvoiceConnectionRef | None = strawberry.field(
        resolver=edges.invoices, description="What was billed for it, the latest first."
    )
    rates: RateConnectionRef | None = strawberry.field(
        resolver=rates.of_matter,
        description="What an hour costs on it, for whom, the newest first.",
    )
    i_manage_workspace: Workspace | None = strawberry.field(description="Where its documents lie.")
    created_at: datetime = strawberry.field(description="When it was recorded.")
    updated_at: datetime = strawberry.field(description="When it last changed.")


@strawberry.type(description="A page of matters.")
class MatterConnection(Connection[Matter]):
    pass
