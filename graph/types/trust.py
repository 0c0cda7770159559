"""Trust: clients' money the firm keeps, by account, by ledger, by entry."""

import datetime as dt

import strawberry

from adapters import port
from graph.connections import Connection, Node
from graph.presents import presents
from graph.refs import (
    ContactRef,
    InvoiceRef,
    MatterRef,
    MoneyRef,
    ReconciliationRef,
    TrustAccountRef,
    TrustExplanationRef,
    TrustLedgerConnectionRef,
    TrustLedgerRef,
    TrustPaymentRequestRef,
    TrustPolicyRef,
    TrustTransactionConnectionRef,
    TrustTransactionRef,
    UserRef,
)
from resolvers import references
from resolvers.edges import books
from resolvers.edges import trust as edges


@presents(port.TrustBalance, description="What there is of some trust money.")
class TrustBalance:
    posted: MoneyRef = strawberry.field(description="All that was entered.")
    cleared: MoneyRef = strawberry.field(description="What the bank has confirmed.")
    held: MoneyRef = strawberry.field(description="What drafts of invoices have reserved.")
    requested: MoneyRef = strawberry.field(
        description="What is to be paid out once a second person approves."
    )
    available: MoneyRef = strawberry.field(
        description="cleared - held - requested: what may be spent."
    )


@presents(
    port.TrustAccount,
    keys=references.TRUST_ACCOUNT,
    description="A pooled bank account that holds clients' money.",
)
class TrustAccount(Node):
    name: str = strawberry.field(description="What the firm calls it.")
    currency_code: port.CurrencyCode = strawberry.field(description="Its currency.")
    balance: TrustBalance = strawberry.field(description="All its ledgers together.")
    ledgers: TrustLedgerConnectionRef = strawberry.field(
        resolver=edges.ledgers, description="Whose money is in it."
    )
    transactions: TrustTransactionConnectionRef = strawberry.field(
        resolver=edges.transactions_of_account, description="Its journal, the latest first."
    )
    policy: TrustPolicyRef | None = strawberry.field(
        resolver=books.policy, description="What the firm has decided about it."
    )
    reconciliations: list[ReconciliationRef] | None = strawberry.field(
        resolver=books.reconciliations, description="Its proofs, the latest first; at most 60."
    )
    requests: list[TrustPaymentRequestRef] | None = strawberry.field(
        resolver=books.requests,
        description="What awaits a second person, the oldest first; at most 100.",
    )


@presents(
    port.TrustLedger,
    keys=references.TRUST_LEDGER,
    description="One client's money in one account: for one matter, or for the client at large. "
    "One ledger in an account may be the firm's own money, for bank charges.",
)
class TrustLedger:
    id: strawberry.ID = strawberry.field(description="Unique in the practice; opaque.")
    account: TrustAccountRef | None = strawberry.field(
        resolver=edges.account, description="Where the money lies."
    )
    client: ContactRef | None = strawberry.field(
        resolver=edges.client, description="Whose money it is; null for the firm's own."
    )
    is_firm_money: bool = strawberry.field(
        resolver=edges.is_firm_money, description="Whether it is the firm's own, for bank charges."
    )
    matter: MatterRef | None = strawberry.field(
        resolver=edges.matter, description="What it is for; null for the client at large."
    )
    balance: TrustBalance = strawberry.field(description="What there is of it.")
    transactions: TrustTransactionConnectionRef = strawberry.field(
        resolver=edges.transactions_of_ledger, description="Its entries, the latest first."
    )
    explain: TrustExplanationRef | None = strawberry.field(
        resolver=books.explain_ledger,
        description="How much could be paid out of it now, and why not more.",
    )


@presents(
    port.TrustTransaction,
    description="One entry of the trust journal; never changed, only reversed by another.",
)
class TrustTransaction:
    id: strawberry.ID = strawberry.field(description="Unique in the practice; opaque.")
    ledger: TrustLedgerRef = strawberry.field(
        resolver=edges.ledger, description="Whose money moved."
    )
    kind: port.TrustTransactionKind = strawberry.field(description="What happened.")
    purpose: port.TrustPurpose | None = strawberry.field(description="What money left for.")
    amount: MoneyRef = strawberry.field(description="What came in, or, below zero, went out.")
    running_balance: MoneyRef = strawberry.field(description="The ledger's, after this entry.")
    date: dt.date = strawberry.field(description="When.")
    cleared_on: dt.date | None = strawberry.field(
        description="When the bank confirmed it; null if it has not yet."
    )
    reference: str | None = strawberry.field(description="A check number or the like.")
    payee: str | None = strawberry.field(description="Who was paid.")
    payer: str | None = strawberry.field(description="Who paid it in.")
    reason: str | None = strawberry.field(description="Why it was moved or reversed.")
    transfer_id: strawberry.ID | None = strawberry.field(
        description="What the two entries of a transfer have in common."
    )
    reverses: TrustTransactionRef | None = strawberry.field(
        resolver=edges.reverses, description="The entry that this one undoes."
    )
    reversed_by: TrustTransactionRef | None = strawberry.field(
        resolver=edges.reversed_by, description="The entry that undid this one."
    )
    invoice: InvoiceRef | None = strawberry.field(
        resolver=edges.invoice, description="The invoice it paid."
    )
    recorded_by: UserRef | None = strawberry.field(
        resolver=edges.recorded_by, description="Who entered it."
    )
    authorised_by: UserRef | None = strawberry.field(
        resolver=edges.authorised_by, description="Who answers for it."
    )
    created_at: dt.datetime = strawberry.field(description="When it was entered.")


@strawberry.type(description="A page of trust accounts.")
class TrustAccountConnection(Connection[TrustAccount]):
    pass


@strawberry.type(description="A page of trust ledgers.")
class TrustLedgerConnection(Connection[TrustLedger]):
    pass


@strawberry.type(description="A page of trust transactions.")
class TrustTransactionConnection(Connection[TrustTransaction]):
    pass
