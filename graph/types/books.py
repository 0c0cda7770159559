"""Books: the proof that clients' money is all there, what may be done with it, and why not more."""

import datetime as dt

import strawberry

from adapters import port
from graph.connections import Connection, Node
from graph.presents import presents
from graph.refs import (
    InvoiceRef,
    MoneyRef,
    ReconciliationLedgerConnectionRef,
    TrustAccountRef,
    TrustBalanceRef,
    TrustLedgerRef,
    TrustTransactionRef,
    UserRef,
)
from resolvers import references
from resolvers.edges import books as edges


@presents(port.TrustPolicy, description="What the firm has decided about a trust account.")
class TrustPolicy:
    second_approver_above: MoneyRef | None = strawberry.field(
        description="Above this sum two people pay out; null if one may pay out any sum."
    )
    firm_money_most: MoneyRef = strawberry.field(
        description="How much of its own the firm may keep in it, for bank charges."
    )
    client_money_pays_matters: bool = strawberry.field(
        description="Whether a client's money at large may pay that client's matters."
    )
    wires_clear_at_once: bool = strawberry.field(description="Whether wires need no confirmation.")
    cash_clears_at_once: bool = strawberry.field(description="Whether cash needs no confirmation.")


@presents(
    port.TrustRequested,
    keys=references.TRUST_REQUEST,
    description="A payment out of trust above the account's limit: its money is reserved until "
    "somebody other than who asked decides.",
)
class TrustPaymentRequest(Node):
    ledger: TrustLedgerRef | None = strawberry.field(
        resolver=edges.ledger_asked, description="Whose money."
    )
    purpose: port.TrustPurpose = strawberry.field(description="What for.")
    amount: MoneyRef = strawberry.field(description="How much.")
    date: dt.date = strawberry.field(description="When it is to be paid.")
    payee: str = strawberry.field(description="Who is to be paid.")
    reference: str | None = strawberry.field(description="A check number or the like.")
    invoice: InvoiceRef | None = strawberry.field(
        resolver=edges.invoice_asked, description="The invoice it would pay."
    )
    requested_by: UserRef | None = strawberry.field(
        resolver=edges.requested_by, description="Who asked."
    )
    status: port.RequestStatus = strawberry.field(description="What became of it.")
    decided_by: UserRef | None = strawberry.field(
        resolver=edges.decided_by, description="Who decided."
    )
    decided_at: dt.datetime | None = strawberry.field(
        description="When; null while nobody has decided."
    )
    transaction: TrustTransactionRef | None = strawberry.field(
        resolver=edges.transaction_made, description="The entry that was made of it."
    )
    created_at: dt.datetime = strawberry.field(description="When it was asked.")


@presents(port.ReconciliationItem, description="An entry that the statement did not show yet.")
class ReconciliationItem:
    transaction: TrustTransactionRef | None = strawberry.field(
        resolver=edges.transaction, description="The entry."
    )
    date: dt.date = strawberry.field(description="Its date.")
    amount: MoneyRef = strawberry.field(description="How much.")
    reference: str | None = strawberry.field(description="A check number or the like.")


@presents(port.ReconciliationLedger, description="A ledger as it stood on the day.")
class ReconciliationLedger:
    ledger: TrustLedgerRef | None = strawberry.field(
        resolver=edges.ledger_proved, description="Whose money."
    )
    balance: MoneyRef = strawberry.field(description="What was posted to it up to that day.")


@strawberry.type(description="A page of ledgers as they stood.")
class ReconciliationLedgerConnection(Connection[ReconciliationLedger]):
    pass


@presents(
    port.Reconciliation,
    description="The proof of a trust account as of a day, kept as it was made. It is BALANCED if "
    "adjustedBalance, journalBalance and ledgerTotal are one number and no ledger is below 0.",
)
class Reconciliation:
    id: strawberry.ID = strawberry.field(description="Unique in the practice; opaque.")
    account: TrustAccountRef | None = strawberry.field(
        resolver=edges.account_proved, description="Which account."
    )
    as_of: dt.date = strawberry.field(description="The day that the statement ends with.")
    status: port.ReconciliationStatus = strawberry.field(description="Whether it is proved.")
    statement_balance: MoneyRef | None = strawberry.field(
        description="What the bank says; null if it was not given."
    )
    deposits_in_transit: MoneyRef = strawberry.field(
        description="Deposits that the statement does not show yet, together."
    )
    outstanding_payments: MoneyRef = strawberry.field(
        description="Payments that the statement does not show yet, together."
    )
    adjusted_balance: MoneyRef | None = strawberry.field(
        description="statementBalance + depositsInTransit - outstandingPayments."
    )
    journal_balance: MoneyRef = strawberry.field(description="What the journal says was banked.")
    ledger_total: MoneyRef = strawberry.field(
        description="What all ledgers say, those of closed matters too."
    )
    difference: MoneyRef | None = strawberry.field(description="adjustedBalance - journalBalance.")
    in_transit: list[ReconciliationItem] = strawberry.field(
        description="The deposits in transit; at most 1,000."
    )
    outstanding: list[ReconciliationItem] = strawberry.field(
        description="The payments outstanding; at most 1,000."
    )
    ledgers: ReconciliationLedgerConnectionRef = strawberry.field(
        resolver=edges.ledgers_proved, description="Every ledger as it stood on the day, by id."
    )
    closes_period: bool = strawberry.field(
        description="Whether nothing may be dated up to that day any more."
    )
    recorded_by: UserRef | None = strawberry.field(
        resolver=edges.proved_by, description="Who made it."
    )
    created_at: dt.datetime = strawberry.field(description="When it was made.")


@presents(
    port.JournalProof, description="Whether the trust journal is as it was written, by its hashes."
)
class JournalProof:
    sound: bool = strawberry.field(description="Whether nothing was changed, removed or put in.")
    entries: int = strawberry.field(description="How many entries were gone through.")
    clearings: int = strawberry.field(description="How many clearings of deposits.")
    last_hash: str | None = strawberry.field(
        description="The last entry's, to be kept elsewhere; null if there is none."
    )
    problems: list[str] = strawberry.field(description="What is not as it was; at most 100.")


@presents(
    port.TrustExplanation,
    description="How much trust money could be used now, and every reason why not more.",
)
class TrustExplanation:
    ledger: TrustLedgerRef | None = strawberry.field(
        resolver=edges.explained_ledger, description="Whose money; null if there is no ledger."
    )
    balance: TrustBalanceRef | None = strawberry.field(description="What there is of it.")
    amount_due: MoneyRef | None = strawberry.field(
        description="What is due on the invoice; null without one."
    )
    disputed: MoneyRef | None = strawberry.field(
        description="What of the invoice is disputed; null without one."
    )
    applicable: MoneyRef = strawberry.field(description="How much could be used now.")
    limits: list[port.TrustLimit] = strawberry.field(description="What keeps it from being more.")
    reasons: list[str] = strawberry.field(description="The same, said to a person.")


@presents(port.Evergreen, description="The least that a matter's trust ledger should hold.")
class Evergreen:
    least: MoneyRef = strawberry.field(description="How much.")
    on_invoices: bool = strawberry.field(
        description="Whether invoices ask for what is missing, beside what is due."
    )
    below: bool = strawberry.field(description="Whether the ledger holds less.")
    replenishment: MoneyRef = strawberry.field(description="What would bring it back to that.")
