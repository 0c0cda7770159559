"""Trust accounts, ledgers and the journal over the wire."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from operator import attrgetter

from msgspec import Struct

from adapters.port import (
    Listing,
    Order,
    Page,
    TrustAccount,
    TrustBalance,
    TrustLedger,
    TrustPurpose,
    TrustTransaction,
    TrustTransactionKind,
    Window,
)
from adapters.supergood.changes import shown
from adapters.supergood.client import Client
from adapters.supergood.habits import Habits
from adapters.supergood.matters import SupergoodMatters
from adapters.supergood.reads import Collection
from adapters.supergood.values import grouped, money
from adapters.supergood.windows import every, page_of, pages_of

__all__ = ["SupergoodTrust"]

_LEDGERS_OF_A_CLIENT = Listing(filter=None, order=Order("id"), window=Window(limit=100))


class _Balance(Struct):
    posted: Decimal
    cleared: Decimal
    held: Decimal
    available: Decimal
    requested: Decimal = Decimal(0)


class AccountItem(Struct, rename="camel"):
    """An account as the dialect lists it."""

    trust_account_id: str
    name: str
    currency: str
    balance: _Balance


class LedgerItem(Struct, rename="camel", kw_only=True):
    """A ledger as the dialect lists it."""

    ledger_id: str
    trust_account_id: str
    currency: str
    balance: _Balance
    client_id: str | None = None
    matter_id: str | None = None


class TransactionItem(Struct, rename="camel", kw_only=True):
    """An entry of the journal as the dialect lists it."""

    transaction_id: str
    sequence: int
    ledger_id: str
    kind: TrustTransactionKind
    amount: Decimal
    currency: str
    running_balance: Decimal
    date: dt.date
    created_at: dt.datetime
    purpose: TrustPurpose | None = None
    cleared_on: dt.date | None = None
    reference: str | None = None
    payee: str | None = None
    payer: str | None = None
    reason: str | None = None
    transfer_id: str | None = None
    reverses_id: str | None = None
    reversed_by_id: str | None = None
    invoice_id: str | None = None
    recorded_by_id: str | None = None
    authorised_by_id: str | None = None


def _balance(item: _Balance, currency: str) -> TrustBalance:
    return TrustBalance(
        posted=money(item.posted, currency),
        cleared=money(item.cleared, currency),
        held=money(item.held, currency),
        requested=money(item.requested, currency),
        available=money(item.available, currency),
    )


def _account(item: AccountItem) -> TrustAccount:
    return TrustAccount(
        id=item.trust_account_id,
        name=item.name,
        currency_code=item.currency,
        balance=_balance(item.balance, item.currency),
    )


def _ledger(item: LedgerItem) -> TrustLedger:
    return TrustLedger(
        id=item.ledger_id,
        account_id=item.trust_account_id,
        client_id=item.client_id,
        matter_id=item.matter_id,
        balance=_balance(item.balance, item.currency),
    )


def _transaction(item: TransactionItem) -> TrustTransaction:
    return TrustTransaction(
        id=item.transaction_id,
        sequence=item.sequence,
        ledger_id=item.ledger_id,
        kind=item.kind,
        purpose=item.purpose,
        amount=money(item.amount, item.currency),
        running_balance=money(item.running_balance, item.currency),
        date=item.date,
        cleared_on=item.cleared_on,
        reference=item.reference,
        payee=item.payee,
        payer=item.payer,
        reason=item.reason,
        transfer_id=item.transfer_id,
        reverses_id=item.reverses_id,
        reversed_by_id=item.reversed_by_id,
        invoice_id=item.invoice_id,
        recorded_by_id=item.recorded_by_id,
        authorised_by_id=item.authorised_by_id,
        created_at=item.created_at,
    )


class SupergoodTrust:
    """Keeps :class:`adapters.port.Trust`."""

    def __init__(self, client: Client, habits: Habits, matters: SupergoodMatters) -> None:
        self._matters = matters
        self._accounts = Collection(
            client,
            habits,
            noun="trust accounts",
            path="/trust-accounts",
            shape=AccountItem,
            record=_account,
        )
        self._ledgers = Collection(
            client,
            habits,
            noun="trust ledgers",
            path="/trust-ledgers",
            shape=LedgerItem,
            record=_ledger,
        )
        self._journal = Collection(
            client,
            habits,
            noun="trust transactions",
            path="/trust-transactions",
            shape=TransactionItem,
            record=_transaction,
        )

    async def accounts_by_id(self, ids: Sequence[str]) -> Sequence[TrustAccount]:
        return await self._accounts.by_ids(ids)

    async def accounts(self, listing: Listing[None]) -> Page[TrustAccount]:
        return page_of(await self._accounts.all({}), listing, every)

    async def count_accounts(self) -> int:
        return len(await self._accounts.all({}))

    async def ledgers_by_id(self, ids: Sequence[str]) -> Sequence[TrustLedger]:
        return await self._ledgers.by_ids(ids)

    async def ledgers_of_matters(self, matter_ids: Sequence[str]) -> Sequence[TrustLedger]:
        wanted = set(matter_ids)
        found = await self._ledgers.of_parents("matterIds", "matterIds", matter_ids, {})
        ledgers = [it for it in found if it.matter_id in wanted]
        several = {it.matter_id for it in ledgers} if len(ledgers) > len(wanted) else ()
        # A matter with ledgers in several accounts says itself which one is its own.
        matters = await self._matters.by_id([id for id in several if id]) if several else ()
        own = {matter.id: matter.trust_account_id for matter in matters}
        return [it for it in ledgers if own.get(it.matter_id or "", it.account_id) == it.account_id]

    async def ledgers_of_clients(self, client_ids: Sequence[str]) -> Sequence[TrustLedger]:
        found = grouped(client_ids, await self._ledgers.all({}), attrgetter("client_id"))
        return [
            ledger
            for its in found.values()
            for ledger in page_of(its, _LEDGERS_OF_A_CLIENT, every).items
        ]

    async def ledgers_of_accounts(
        self, account_ids: Sequence[str], listing: Listing[None]
    ) -> Mapping[str, Page[TrustLedger]]:
        found = grouped(account_ids, await self._ledgers.all({}), attrgetter("account_id"))
        return pages_of(found, listing, every)

    async def count_ledgers_of_accounts(
        self, account_ids: Sequence[str], filter: None
    ) -> Mapping[str, int]:
        found = grouped(account_ids, await self._ledgers.all({}), attrgetter("account_id"))
        return {id: len(its) for id, its in found.items()}

    async def transactions_by_id(self, ids: Sequence[str]) -> Sequence[TrustTransaction]:
        return await self._journal.by_ids(ids)

    async def transactions_of_accounts(
        self, account_ids: Sequence[str], listing: Listing[None]
    ) -> Mapping[str, Page[TrustTransaction]]:
        found = await self._of_accounts(account_ids)
        return pages_of(found, listing, every)

    async def count_transactions_of_accounts(
        self, account_ids: Sequence[str], filter: None
    ) -> Mapping[str, int]:
        return {id: len(its) for id, its in (await self._of_accounts(account_ids)).items()}

    async def transactions_of_ledgers(
        self, ledger_ids: Sequence[str], listing: Listing[None]
    ) -> Mapping[str, Page[TrustTransaction]]:
        found = await self._of_ledgers(ledger_ids)
        return pages_of(found, listing, every)

    async def count_transactions_of_ledgers(
        self, ledger_ids: Sequence[str], filter: None
    ) -> Mapping[str, int]:
        return {id: len(its) for id, its in (await self._of_ledgers(ledger_ids)).items()}

    async def readable(self) -> None:
        """Refuse an upstream whose trust money can't be read back, before any is moved."""
        await self._journal.readable()
        await self._ledgers.readable()

    async def entered(self, id: str, change: str) -> TrustTransaction:
        """Return an entry that was just made, or changed."""
        return await shown(self._journal, id, change)

    async def changed_ledger(self, id: str, change: str) -> TrustLedger:
        """Return a ledger that money was just moved in."""
        return await shown(self._ledgers, id, change)

    async def _of_ledgers(self, ledger_ids: Sequence[str]) -> dict[str, list[TrustTransaction]]:
        found = await self._journal.of_parents("ledgerIds", "ledgerIds", ledger_ids, {})
        return grouped(ledger_ids, found, attrgetter("ledger_id"))

    async def _of_accounts(self, account_ids: Sequence[str]) -> dict[str, list[TrustTransaction]]:
        ledgers = {it.id: it.account_id for it in await self._ledgers.all({})}
        journal = await self._journal.all({})
        return grouped(account_ids, journal, lambda it: ledgers.get(it.ledger_id))
