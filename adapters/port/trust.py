"""Trust: clients' money the firm keeps, by account, by ledger, by entry."""

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Protocol

from msgspec import Struct

from adapters.port.money import Money
from adapters.port.paging import Listing, Page

__all__ = [
    "Trust",
    "TrustAccount",
    "TrustBalance",
    "TrustLedger",
    "TrustPurpose",
    "TrustTransaction",
    "TrustTransactionKind",
]


class TrustTransactionKind(Enum):
    """What happened to the money."""

    DEPOSIT = "deposit"
    DISBURSEMENT = "disbursement"
    TRANSFER = "transfer"
    APPLICATION = "application"
    REVERSAL = "reversal"


class TrustPurpose(Enum):
    """What trust money may leave for (ABA 1.15; a closed set)."""

    CLIENT_REFUND = "client_refund"
    THIRD_PARTY = "third_party"
    EXPENSE_INCURRED = "expense_incurred"
    EARNED_FEE = "earned_fee"
    TRUST_TO_TRUST = "trust_to_trust"
    BANK_CHARGE = "bank_charge"
    REVERSAL = "reversal"


class TrustBalance(Struct, frozen=True, kw_only=True):
    """``posted`` is all that was entered, ``cleared`` what the bank has confirmed, ``held`` what
    draft invoices have reserved, ``requested`` what awaits a second person's approval to be paid
    out; ``available = cleared - held - requested`` may be spent (TR3).
    """

    posted: Money
    cleared: Money
    held: Money
    requested: Money
    available: Money


class TrustAccount(Struct, frozen=True, kw_only=True):
    """A pooled bank account that holds clients' money."""

    id: str
    name: str
    currency_code: str
    balance: TrustBalance


class TrustLedger(Struct, frozen=True, kw_only=True):
    """One client's money in one account: for one matter, or for the client at large.

    Without a client it is the firm's own, for bank charges (TR10).
    """

    id: str
    account_id: str
    client_id: str | None
    matter_id: str | None
    balance: TrustBalance


class TrustTransaction(Struct, frozen=True, kw_only=True):
    """One entry of the journal, never changed: a deposit adds, all else may take away.

    ``sequence`` numbers the journal; ``running_balance`` is the ledger's after this entry.
    """

    id: str
    sequence: int
    ledger_id: str
    kind: TrustTransactionKind
    purpose: TrustPurpose | None
    amount: Money
    running_balance: Money
    date: dt.date
    cleared_on: dt.date | None
    reference: str | None
    payee: str | None
    payer: str | None
    reason: str | None
    transfer_id: str | None
    reverses_id: str | None
    reversed_by_id: str | None
    invoice_id: str | None
    recorded_by_id: str | None
    authorised_by_id: str | None
    created_at: dt.datetime


class Trust(Protocol):
    """What may be asked of a practice's trust accounts. Ids unknown, or walled, are left out."""

    async def accounts_by_id(self, ids: Sequence[str]) -> Sequence[TrustAccount]: ...

    async def accounts(self, listing: Listing[None]) -> Page[TrustAccount]: ...

    async def count_accounts(self) -> int: ...

    async def ledgers_by_id(self, ids: Sequence[str]) -> Sequence[TrustLedger]: ...

    async def ledgers_of_matters(self, matter_ids: Sequence[str]) -> Sequence[TrustLedger]:
        """Return each matter's own ledger in the account the matter names."""
        ...

    async def ledgers_of_clients(self, client_ids: Sequence[str]) -> Sequence[TrustLedger]:
        """Return the clients' ledgers by id, at most 100 for each client."""
        ...

    async def ledgers_of_accounts(
        self, account_ids: Sequence[str], listing: Listing[None]
    ) -> Mapping[str, Page[TrustLedger]]: ...

    async def count_ledgers_of_accounts(
        self, account_ids: Sequence[str], filter: None
    ) -> Mapping[str, int]: ...

    async def transactions_by_id(self, ids: Sequence[str]) -> Sequence[TrustTransaction]: ...

    async def transactions_of_accounts(
        self, account_ids: Sequence[str], listing: Listing[None]
    ) -> Mapping[str, Page[TrustTransaction]]: ...

    async def count_transactions_of_accounts(
        self, account_ids: Sequence[str], filter: None
    ) -> Mapping[str, int]: ...

    async def transactions_of_ledgers(
        self, ledger_ids: Sequence[str], listing: Listing[None]
    ) -> Mapping[str, Page[TrustTransaction]]: ...

    async def count_transactions_of_ledgers(
        self, ledger_ids: Sequence[str], filter: None
    ) -> Mapping[str, int]: ...
