"""From accounts, ledgers, invoices, matters and clients to what the books say of them."""

from collections.abc import Awaitable

from strawberry import UNSET, Parent

from adapters.port import (
    Contact,
    Evergreen,
    Invoice,
    Matter,
    Money,
    Order,
    Reconciliation,
    ReconciliationItem,
    ReconciliationLedger,
    TrustAccount,
    TrustExplanation,
    TrustLedger,
    TrustPolicy,
    TrustRequested,
    TrustTransaction,
    User,
)
from resolvers.context import Info
from resolvers.paging import Connection, Paging, connection_within

LEDGERS_BY_ID = Order("id")


def policy(account: Parent[TrustAccount], info: Info) -> Awaitable[TrustPolicy | None]:
    return info.context.loaders.policy_of_account.load(account.id)


def reconciliations(account: Parent[TrustAccount], info: Info) -> Awaitable[list[Reconciliation]]:
    return info.context.loaders.reconciliations_of_account.load(account.id)


def requests(account: Parent[TrustAccount], info: Info) -> Awaitable[list[TrustRequested]]:
    return info.context.loaders.trust_requests_of_account.load(account.id)


def explain_ledger(ledger: Parent[TrustLedger], info: Info) -> Awaitable[TrustExplanation | None]:
    return info.context.loaders.explanation_of_ledger.load(ledger.id)


def explain_invoice(invoice: Parent[Invoice], info: Info) -> Awaitable[TrustExplanation | None]:
    return info.context.loaders.explanation_of_invoice.load(invoice.id)


def evergreen(matter: Parent[Matter], info: Info) -> Awaitable[Evergreen | None]:
    return info.context.loaders.evergreen_of_matter.load(matter.id)


def credit(contact: Parent[Contact], info: Info) -> Awaitable[list[Money]]:
    return info.context.loaders.credit_of_client.load(contact.id)


def explained_ledger(it: Parent[TrustExplanation], info: Info) -> Awaitable[TrustLedger | None]:
    return info.context.loaders.trust_ledger.maybe(it.ledger_id)


def account_proved(it: Parent[Reconciliation], info: Info) -> Awaitable[TrustAccount | None]:
    return info.context.loaders.trust_account.load(it.account_id)


def proved_by(it: Parent[Reconciliation], info: Info) -> Awaitable[User | None]:
    return info.context.loaders.user.maybe(it.recorded_by_id)


async def ledgers_proved(
    it: Parent[Reconciliation], info: Info, first: int | None = UNSET, after: str | None = UNSET
) -> Connection[ReconciliationLedger]:
    return await connection_within(
        it.ledgers, Paging(first, after), LEDGERS_BY_ID, of=f"ledgers of {it.id}"
    )


def ledger_proved(it: Parent[ReconciliationLedger], info: Info) -> Awaitable[TrustLedger | None]:
    return info.context.loaders.trust_ledger.load(it.ledger_id)


def transaction(item: Parent[ReconciliationItem], info: Info) -> Awaitable[TrustTransaction | None]:
    return info.context.loaders.trust_transaction.load(item.transaction_id)


def ledger_asked(it: Parent[TrustRequested], info: Info) -> Awaitable[TrustLedger | None]:
    return info.context.loaders.trust_ledger.load(it.ledger_id)


def invoice_asked(it: Parent[TrustRequested], info: Info) -> Awaitable[Invoice | None]:
    return info.context.loaders.invoice.maybe(it.invoice_id)


def requested_by(it: Parent[TrustRequested], info: Info) -> Awaitable[User | None]:
    return info.context.loaders.user.load(it.requested_by_id)


def decided_by(it: Parent[TrustRequested], info: Info) -> Awaitable[User | None]:
    return info.context.loaders.user.maybe(it.decided_by_id)


def transaction_made(it: Parent[TrustRequested], info: Info) -> Awaitable[TrustTransaction | None]:
    return info.context.loaders.trust_transaction.maybe(it.transaction_id)
