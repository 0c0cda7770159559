"""From a trust account to its ledgers and journal, and from entries to what they are about."""

from collections.abc import Awaitable

from strawberry import UNSET, Parent

from adapters.port import (
    Contact,
    Invoice,
    Matter,
    NotFound,
    Order,
    Refused,
    TrustAccount,
    TrustLedger,
    TrustTransaction,
    User,
)
from resolvers.context import Info
from resolvers.paging import Connection, Paging, connection_of, newest_first

LEDGERS_BY_ID = Order("id")
JOURNAL_LATEST_FIRST = newest_first("sequence")


def ledgers(
    account: Parent[TrustAccount], info: Info, first: int | None = UNSET, after: str | None = UNSET
) -> Awaitable[Connection[TrustLedger]]:
    return connection_of(
        account.id,
        info.context.loaders.trust_ledgers_of_account,
        Paging(first, after),
        None,
        LEDGERS_BY_ID,
        of="ledgers",
    )


def transactions_of_account(
    account: Parent[TrustAccount], info: Info, first: int | None = UNSET, after: str | None = UNSET
) -> Awaitable[Connection[TrustTransaction]]:
    return connection_of(
        account.id,
        info.context.loaders.trust_transactions_of_account,
        Paging(first, after),
        None,
        JOURNAL_LATEST_FIRST,
        of="transactions",
    )


def transactions_of_ledger(
    ledger: Parent[TrustLedger], info: Info, first: int | None = UNSET, after: str | None = UNSET
) -> Awaitable[Connection[TrustTransaction]]:
    return connection_of(
        ledger.id,
        info.context.loaders.trust_transactions_of_ledger,
        Paging(first, after),
        None,
        JOURNAL_LATEST_FIRST,
        of="transactions",
    )


def account(ledger: Parent[TrustLedger], info: Info) -> Awaitable[TrustAccount | None]:
    return info.context.loaders.trust_account.load(ledger.account_id)


def client(ledger: Parent[TrustLedger], info: Info) -> Awaitable[Contact | None]:
    return info.context.loaders.contact.maybe(ledger.client_id)


def is_firm_money(ledger: Parent[TrustLedger]) -> bool:
    return ledger.client_id is None


def matter(ledger: Parent[TrustLedger], info: Info) -> Awaitable[Matter | None]:
    return info.context.loaders.matter.maybe(ledger.matter_id)


async def ledger(entry: Parent[TrustTransaction], info: Info) -> TrustLedger:
    ledger = await info.context.loaders.trust_ledger.load(entry.ledger_id)
    if ledger is None:
        raise Refused(NotFound(noun="trust ledger", id=entry.ledger_id))
    return ledger


def reverses(entry: Parent[TrustTransaction], info: Info) -> Awaitable[TrustTransaction | None]:
    return info.context.loaders.trust_transaction.maybe(entry.reverses_id)


def reversed_by(entry: Parent[TrustTransaction], info: Info) -> Awaitable[TrustTransaction | None]:
    return info.context.loaders.trust_transaction.maybe(entry.reversed_by_id)


def invoice(entry: Parent[TrustTransaction], info: Info) -> Awaitable[Invoice | None]:
    return info.context.loaders.invoice.maybe(entry.invoice_id)


def recorded_by(entry: Parent[TrustTransaction], info: Info) -> Awaitable[User | None]:
    return info.context.loaders.user.maybe(entry.recorded_by_id)


def authorised_by(entry: Parent[TrustTransaction], info: Info) -> Awaitable[User | None]:
    return info.context.loaders.user.maybe(entry.authorised_by_id)
