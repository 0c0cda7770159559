"""Trust: accounts, ledgers and the journal, read with their balances."""

import datetime as dt
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from adapters.embedded.cells import wholly
from adapters.embedded.columns import by_value, day, moment
from adapters.embedded.database import Database, Row
from adapters.embedded.lists import Lists, Table
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
    from_minor,
)

__all__ = ["ACCOUNTS", "JOURNAL", "LEDGERS", "EmbeddedTrust"]

_LEDGERS_OF_A_CLIENT = Listing(filter=None, order=Order("id"), window=Window(limit=100))

_TRUST_TRANSACTION_KIND = by_value(TrustTransactionKind)
_TRUST_PURPOSE = by_value(TrustPurpose)


def _balance(posted: int, cleared: int, held: int, requested: int, currency: str) -> TrustBalance:
    return TrustBalance(
        posted=from_minor(posted, currency),
        cleared=from_minor(cleared, currency),
        held=from_minor(held, currency),
        requested=from_minor(requested, currency),
        available=from_minor(cleared - held - requested, currency),
    )


def _account(row: Row) -> TrustAccount:
    id, name, currency, posted, cleared, held, requested = row
    balance = _balance(posted, cleared, held, requested, currency)
    return TrustAccount(id=id, name=name, currency_code=currency, balance=balance)


def _ledger(row: Row) -> TrustLedger:
    id, account_id, client_id, matter_id, currency, posted, cleared, held, requested = row
    return TrustLedger(
        id=id,
        account_id=account_id,
        client_id=client_id,
        matter_id=matter_id,
        balance=_balance(posted, cleared, held, requested, currency),
    )


def _transaction(row: Row) -> TrustTransaction:
    (
        id, sequence, ledger_id, kind, purpose, amount, running, currency, date, cleared_on,
        reference, payee, payer, reason, transfer_id, reverses_id, reversed_by_id, invoice_id,
        recorded_by_id, authorised_by_id, created_at,
    ) = row  # fmt: skip
    return TrustTransaction(
        id=id,
        sequence=sequence,
        ledger_id=ledger_id,
        kind=_TRUST_TRANSACTION_KIND(kind),
        purpose=_TRUST_PURPOSE(purpose) if purpose else None,
        amount=from_minor(amount, currency),
        running_balance=from_minor(running, currency),
        date=dt.date.fromisoformat(date),
        cleared_on=day(cleared_on),
        reference=reference,
        payee=payee,
        payer=payer,
        reason=reason,
        transfer_id=transfer_id,
        reverses_id=reverses_id,
        reversed_by_id=reversed_by_id,
        invoice_id=invoice_id,
        recorded_by_id=recorded_by_id,
        authorised_by_id=authorised_by_id,
        created_at=moment(created_at),
    )


def _total(column: str) -> str:
    return (
        f"(select coalesce(sum(b.{column}), 0) from trust_balances b join trust_ledgers l "
        "on l.id = b.ledger_id where l.account_id = t.id)"
    )


ACCOUNTS: Table[TrustAccount, None] = Table(
    source="trust_accounts t",
    reader=wholly(
        f"t.id, t.name, t.currency, {_total('posted')}, {_total('cleared')}, "
        f"{_total('held')}, {_total('requested')}",
        _account,
    ),
    sorts={"name": "t.name"},
    where=lambda _: (),
)
LEDGERS: Table[TrustLedger, None] = Table(
    source="trust_ledgers t join trust_accounts a on a.id = t.account_id "
    "join trust_balances b on b.ledger_id = t.id",
    reader=wholly(
        "t.id, t.account_id, t.client_id, t.matter_id, a.currency, b.posted, b.cleared, "
        "b.held, b.requested",
        _ledger,
    ),
    sorts={"id": "t.id"},
    where=lambda _: (),
)
_OWN_LEDGERS = replace(
    LEDGERS,
    source=f"{LEDGERS.source} "
    "join matters m on m.id = t.matter_id and m.trust_account_id = t.account_id",
)
JOURNAL: Table[TrustTransaction, None] = Table(
    source="trust_entries t join trust_ledgers l on l.id = t.ledger_id "
    "join trust_accounts a on a.id = l.account_id",
    reader=wholly(
        "t.id, t.sequence, t.ledger_id, t.kind, t.purpose, t.amount, t.running_balance, "
        "a.currency, t.date, t.cleared_on, t.reference, t.payee, t.payer, t.reason, t.transfer_id, "
        "t.reverses_id, (select r.id from trust_entries r where r.reverses_id = t.id), t.invoice_id, "
        "t.recorded_by_id, t.authorised_by_id, t.created_at",
        _transaction,
    ),
    sorts={"sequence": "t.sequence"},
    where=lambda _: (),
)


class EmbeddedTrust:
    """Keeps :class:`adapters.port.Trust`."""

    def __init__(self, db: Database) -> None:
        self._accounts = Lists(db, ACCOUNTS)
        self._ledgers = Lists(db, LEDGERS)
        self._own_ledgers = Lists(db, _OWN_LEDGERS)
        self._journal = Lists(db, JOURNAL)

    async def accounts_by_id(self, ids: Sequence[str]) -> Sequence[TrustAccount]:
        return self._accounts.by("t.id", ids)

    async def accounts(self, listing: Listing[None]) -> Page[TrustAccount]:
        return self._accounts.page(listing)

    async def count_accounts(self) -> int:
        return self._accounts.count(None)

    async def ledgers_by_id(self, ids: Sequence[str]) -> Sequence[TrustLedger]:
        return self._ledgers.by("t.id", ids)

    async def ledgers_of_matters(self, matter_ids: Sequence[str]) -> Sequence[TrustLedger]:
        return self._own_ledgers.by("t.matter_id", matter_ids)

    async def ledgers_of_clients(self, client_ids: Sequence[str]) -> Sequence[TrustLedger]:
        pages = self._ledgers.pages_of("t.client_id", client_ids, _LEDGERS_OF_A_CLIENT)
        return [ledger for page in pages.values() for ledger in page.items]

    async def ledgers_of_accounts(
        self, account_ids: Sequence[str], listing: Listing[None]
    ) -> Mapping[str, Page[TrustLedger]]:
        return self._ledgers.pages_of("t.account_id", account_ids, listing)

    async def count_ledgers_of_accounts(
        self, account_ids: Sequence[str], filter: None
    ) -> Mapping[str, int]:
        return self._ledgers.counts_of("t.account_id", account_ids, filter)

    async def transactions_by_id(self, ids: Sequence[str]) -> Sequence[TrustTransaction]:
        return self._journal.by("t.id", ids)

    async def transactions_of_accounts(
        self, account_ids: Sequence[str], listing: Listing[None]
    ) -> Mapping[str, Page[TrustTransaction]]:
        return self._journal.pages_of("l.account_id", account_ids, listing)

    async def count_transactions_of_accounts(
        self, account_ids: Sequence[str], filter: None
    ) -> Mapping[str, int]:
        return self._journal.counts_of("l.account_id", account_ids, filter)

    async def transactions_of_ledgers(
        self, ledger_ids: Sequence[str], listing: Listing[None]
    ) -> Mapping[str, Page[TrustTransaction]]:
        return self._journal.pages_of("t.ledger_id", ledger_ids, listing)

    async def count_transactions_of_ledgers(
        self, ledger_ids: Sequence[str], filter: None
    ) -> Mapping[str, int]:
        return self._journal.counts_of("t.ledger_id", ledger_ids, filter)
