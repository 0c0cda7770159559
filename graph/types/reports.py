"""Reports: what the firm's records come to, row by row and in all."""

import datetime as dt
from decimal import Decimal

import strawberry

from adapters import port
from graph.connections import Connection
from graph.presents import presents
from graph.refs import (
    CollectionsConnectionRef,
    ContactRef,
    MatterRef,
    MoneyRef,
    RealizationConnectionRef,
    ReceivablesConnectionRef,
    TrustBalancesConnectionRef,
    TrustLedgerRef,
    UserRef,
    UtilizationConnectionRef,
    WorkInProgressConnectionRef,
)
from resolvers.edges import reports as edges

_CURRENCY = "The one currency of all its amounts."
_TOTALS = "All rows together, whatever the page: one for each currency there is, by its code."


@presents(
    port.WorkInProgressTotal,
    description="Billable work that was not billed yet, aged by the days since it was done.",
)
class WorkInProgressTotal:
    currency_code: port.CurrencyCode = strawberry.field(description=_CURRENCY)
    hours: Decimal = strawberry.field(description="Hours of the time.")
    time: MoneyRef = strawberry.field(description="Time at its own rates.")
    expenses: MoneyRef = strawberry.field(description="Expenses.")
    total: MoneyRef = strawberry.field(description="time + expenses.")
    days_0_to_30: MoneyRef = strawberry.field(description="Of the total, up to 30 days old.")
    days_31_to_60: MoneyRef = strawberry.field(description="31 to 60 days old.")
    days_61_to_90: MoneyRef = strawberry.field(description="61 to 90 days old.")
    over_90: MoneyRef = strawberry.field(description="91 days old and older.")


@presents(port.WorkInProgressRow, description="One matter's, client's or timekeeper's.")
class WorkInProgressRow(WorkInProgressTotal):
    matter: MatterRef | None = strawberry.field(
        resolver=edges.matter, description="The matter; null unless by matter."
    )
    client: ContactRef | None = strawberry.field(
        resolver=edges.client, description="The client; null if by timekeeper."
    )
    user: UserRef | None = strawberry.field(
        resolver=edges.user,
        description="The timekeeper; null unless by timekeeper, and for expenses.",
    )


@strawberry.type(description="A page of work in progress, and its totals.")
class WorkInProgressConnection(Connection[WorkInProgressRow]):
    totals: list[WorkInProgressTotal] = strawberry.field(description=_TOTALS)


@presents(port.Owed, description="What is due, and on how many invoices.")
class Owed:
    amount: MoneyRef = strawberry.field(description="What is due.")
    invoice_count: int = strawberry.field(description="Invoices with something due.")


@presents(
    port.ReceivablesTotal,
    description="What is due on final invoices, aged by the days since it fell due.",
)
class ReceivablesTotal:
    currency_code: port.CurrencyCode = strawberry.field(description=_CURRENCY)
    total: Owed = strawberry.field(description="All of it.")
    current: Owed = strawberry.field(
        description="Not overdue: due on the day itself, later, or at no date."
    )
    days_1_to_30: Owed = strawberry.field(description="1 to 30 days overdue.")
    days_31_to_60: Owed = strawberry.field(description="31 to 60 days overdue.")
    days_61_to_90: Owed = strawberry.field(description="61 to 90 days overdue.")
    over_90: Owed = strawberry.field(description="91 days overdue and more.")


@presents(port.ReceivablesRow, description="One client's or matter's.")
class ReceivablesRow(ReceivablesTotal):
    client: ContactRef | None = strawberry.field(resolver=edges.client, description="Who owes it.")
    matter: MatterRef | None = strawberry.field(
        resolver=edges.matter, description="The matter; null unless by matter."
    )


@strawberry.type(description="A page of receivables, and their totals.")
class ReceivablesConnection(Connection[ReceivablesRow]):
    totals: list[ReceivablesTotal] = strawberry.field(description=_TOTALS)


@presents(port.CollectionsTotal, description="What came in for invoices.")
class CollectionsTotal:
    currency_code: port.CurrencyCode = strawberry.field(description=_CURRENCY)
    received: MoneyRef = strawberry.field(description="Payments, trust money set apart.")
    trust_applied: MoneyRef = strawberry.field(
        description="Paid out of clients' own trust money, which is not new to the firm."
    )
    total: MoneyRef = strawberry.field(description="received + trustApplied.")
    payment_count: int = strawberry.field(
        description="Payments of either kind, reversals not among them."
    )


@presents(port.CollectionsRow, description="What came in under one head; the others are null.")
class CollectionsRow(CollectionsTotal):
    month: dt.date | None = strawberry.field(description="The month's first day.")
    user: UserRef | None = strawberry.field(
        resolver=edges.user, description="Who answers for the matter today; null if nobody."
    )
    client: ContactRef | None = strawberry.field(
        resolver=edges.client, description="Whose invoices were paid."
    )
    method: port.PaymentMethod | None = strawberry.field(description="How the money came.")


@strawberry.type(description="A page of collections, and their totals.")
class CollectionsConnection(Connection[CollectionsRow]):
    totals: list[CollectionsTotal] = strawberry.field(description=_TOTALS)


@presents(
    port.RealizationTotal,
    description="What became of the work of a period; tax left out. "
    "worked = unbilled + discounted + billed.",
)
class RealizationTotal:
    currency_code: port.CurrencyCode = strawberry.field(description=_CURRENCY)
    worked: MoneyRef = strawberry.field(description="Billable time at its own rates.")
    unbilled: MoneyRef = strawberry.field(description="Of that, on no final invoice.")
    discounted: MoneyRef = strawberry.field(description="Of that, its share of the discounts.")
    billed: MoneyRef = strawberry.field(description="What its lines ask after discounts.")
    collected: MoneyRef = strawberry.field(
        description="Its part of what its invoices were paid, trust money included. A line has the "
        "part that it has of all that its invoice billed, with tax: cut between two running sums "
        "rounded down, so that an invoice's parts are whole and sum to what it was paid."
    )
    not_billable: MoneyRef = strawberry.field(
        description="Time that is not to be billed, as under a flat fee; in no percentage."
    )
    billing_percent: Decimal | None = strawberry.field(
        description="billed in per cent of worked, two decimals, a half rounded up; null for none."
    )
    collection_percent: Decimal | None = strawberry.field(
        description="collected in per cent of billed, rounded likewise; null for none."
    )


@presents(port.RealizationRow, description="One timekeeper's.")
class RealizationRow(RealizationTotal):
    user: UserRef | None = strawberry.field(resolver=edges.user, description="Who did the work.")


@strawberry.type(description="A page of timekeepers and what their work came to.")
class RealizationConnection(Connection[RealizationRow]):
    totals: list[RealizationTotal] = strawberry.field(description=_TOTALS)


@presents(port.UtilizationTotal, description="Hours against a target.")
class UtilizationTotal:
    worked_hours: Decimal = strawberry.field(description="All hours recorded.")
    billable_hours: Decimal = strawberry.field(description="Of them, those to be billed.")
    target_hours: Decimal = strawberry.field(
        description="hoursPerDay for each day from Monday to Friday; holidays are not known here."
    )
    worked_percent: Decimal | None = strawberry.field(
        description="workedHours in per cent of the target, two decimals, a half rounded up; "
        "null for none."
    )
    billable_percent: Decimal | None = strawberry.field(
        description="billableHours in per cent of the target, rounded likewise."
    )


@presents(port.UtilizationRow, description="One timekeeper's.")
class UtilizationRow(UtilizationTotal):
    user: UserRef | None = strawberry.field(resolver=edges.user, description="Whose hours.")


@strawberry.type(description="A page of timekeepers and how busy they were.")
class UtilizationConnection(Connection[UtilizationRow]):
    totals: list[UtilizationTotal] = strawberry.field(
        description="All rows together, whatever the page: one, or none where there is no row."
    )


@presents(port.TrustBalancesTotal, description="What there was of trust money on a day.")
class TrustBalancesTotal:
    currency_code: port.CurrencyCode = strawberry.field(description=_CURRENCY)
    posted: MoneyRef = strawberry.field(description="All entries dated by then.")
    cleared: MoneyRef = strawberry.field(description="What the bank had confirmed by then.")
    held: MoneyRef | None = strawberry.field(
        description="What drafts reserve today; null for a past day, whose holds are not kept."
    )
    available: MoneyRef | None = strawberry.field(description="cleared - held; null where held is.")


@presents(port.TrustBalancesRow, description="One ledger's.")
class TrustBalancesRow(TrustBalancesTotal):
    ledger: TrustLedgerRef = strawberry.field(
        resolver=edges.ledger, description="The ledger; its own balance is today's."
    )
    last_movement_on: dt.date = strawberry.field(description="The day of its last entry by then.")


@strawberry.type(description="A page of trust ledgers' balances, and their totals.")
class TrustBalancesConnection(Connection[TrustBalancesRow]):
    totals: list[TrustBalancesTotal] = strawberry.field(description=_TOTALS)


@presents(
    port.Reports,
    description="What the firm's records come to. An invoice counts from its issue date once it is "
    "approved; a void one never does. A payment counts on its day, and is taken off again on the day "
    "it was reversed; what came beyond what was due counts when, as credit, it pays an invoice. What "
    "was recorded later counts on the day it is dated. asOf is today unless given.",
)
class Reports:
    work_in_progress: WorkInProgressConnectionRef = strawberry.field(
        resolver=edges.work_in_progress,
        description="Billable time and expenses dated by then and on no final invoice issued by "
        "then. Work on drafts is among them; flat fees are not.",
    )
    receivables: ReceivablesConnectionRef = strawberry.field(
        resolver=edges.receivables,
        description="What was due on final invoices issued by then: without payments, reversals, "
        "credit notes and write-offs dated later. Drafts are not receivable.",
    )
    collections: CollectionsConnectionRef = strawberry.field(
        resolver=edges.collections,
        description="What was paid for invoices from dateFrom to dateTo, both included, less what "
        "was taken back on those days.",
    )
    realization: RealizationConnectionRef = strawberry.field(
        resolver=edges.realization,
        description="For each timekeeper, the time worked from dateFrom to dateTo, what was billed "
        "of it on final invoices issued by asOf, and what was collected of that by asOf. Credits "
        "lower neither.",
    )
    utilization: UtilizationConnectionRef = strawberry.field(
        resolver=edges.utilization,
        description="Hours from dateFrom to dateTo of everybody who recorded some, and of everybody "
        "active with a rate of their own, against hoursPerDay.",
    )
    trust_balances: TrustBalancesConnectionRef | None = strawberry.field(
        resolver=edges.trust_balances,
        description="Ledgers with money, by client, of one account or all; with dormantMonths, only "
        "those with a balance above zero and no entry in so many months before asOf.",
    )
