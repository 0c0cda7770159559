"""Books: the proof that clients' money is all there, what may be done with it, and why not more."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Protocol

from msgspec import UNSET, Struct, UnsetType

from adapters.port.invoice import TrustLimit
from adapters.port.money import Money
from adapters.port.movement import TrustRequested
from adapters.port.trust import TrustAccount, TrustBalance

__all__ = [
    "Books",
    "Evergreen",
    "EvergreenChange",
    "JournalProof",
    "Reconciliation",
    "ReconciliationItem",
    "ReconciliationLedger",
    "ReconciliationStatus",
    "Statement",
    "TrustExplanation",
    "TrustPolicy",
    "TrustPolicyChange",
]


class ReconciliationStatus(Enum):
    """Whether statement, journal and ledgers agree to the cent; incomplete without a statement."""

    BALANCED = "balanced"
    UNBALANCED = "unbalanced"
    INCOMPLETE = "incomplete"


class TrustPolicy(Struct, frozen=True, kw_only=True):
    """What the firm has decided about an account; unless it did, as the strictest state would.

    ``second_approver_above`` None means that one person may pay out any sum.
    """

    account_id: str
    second_approver_above: Money | None
    firm_money_most: Money
    client_money_pays_matters: bool
    wires_clear_at_once: bool
    cash_clears_at_once: bool


class TrustPolicyChange(Struct, frozen=True, kw_only=True):
    """What to decide anew; what is unset stays."""

    account_id: str
    second_approver_above: Decimal | UnsetType | None = UNSET
    firm_money_most: Decimal | UnsetType = UNSET
    client_money_pays_matters: bool | UnsetType = UNSET
    wires_clear_at_once: bool | UnsetType = UNSET
    cash_clears_at_once: bool | UnsetType = UNSET


class Statement(Struct, frozen=True, kw_only=True):
    """What a bank statement says as of a day, and which entries it does not show yet.

    ``outstanding_ids`` are payments not presented, ``in_transit_ids`` deposits not credited.
    Without a balance the reconciliation is incomplete (TR14).
    """

    account_id: str
    as_of: dt.date
    balance: Decimal | None
    outstanding_ids: tuple[str, ...] = ()
    in_transit_ids: tuple[str, ...] = ()
    close_period: bool = False
    currency_code: str | None = None
    recorded_by_id: str | None = None


class ReconciliationItem(Struct, frozen=True, kw_only=True):
    """An entry that the statement does not show yet."""

    transaction_id: str
    date: dt.date
    amount: Money
    reference: str | None


class ReconciliationLedger(Struct, frozen=True, kw_only=True):
    """A ledger as it stood on the day; closed and archived matters' too."""

    ledger_id: str
    client_id: str | None
    matter_id: str | None
    balance: Money

    @property
    def id(self) -> str:
        """What it is listed by: a ledger stands in a reconciliation once."""
        return self.ledger_id


class Reconciliation(Struct, frozen=True, kw_only=True):
    """Three numbers that must be one: ``adjusted_balance`` is the statement's with what is in
    transit and without what is outstanding. Kept as it was made, never changed.
    """

    id: str
    account_id: str
    as_of: dt.date
    status: ReconciliationStatus
    statement_balance: Money | None
    deposits_in_transit: Money
    outstanding_payments: Money
    adjusted_balance: Money | None
    journal_balance: Money
    ledger_total: Money
    difference: Money | None
    in_transit: tuple[ReconciliationItem, ...]
    outstanding: tuple[ReconciliationItem, ...]
    ledgers: tuple[ReconciliationLedger, ...]
    closes_period: bool
    recorded_by_id: str | None
    created_at: dt.datetime


class JournalProof(Struct, frozen=True, kw_only=True):
    """Whether the journal is as it was written; ``problems`` names what is not, at most 100."""

    sound: bool
    entries: int
    clearings: int
    last_hash: str | None
    problems: tuple[str, ...]


class TrustExplanation(Struct, frozen=True, kw_only=True):
    """How much trust money could pay an invoice, and every reason why not more (TR7).

    Without an invoice, how much could be paid out of the ledger.
    """

    ledger_id: str | None
    invoice_id: str | None
    balance: TrustBalance | None
    amount_due: Money | None
    disputed: Money | None
    applicable: Money
    limits: tuple[TrustLimit, ...]
    reasons: tuple[str, ...]


class Evergreen(Struct, frozen=True, kw_only=True):
    """The least a matter's ledger should hold (TR18), and what would bring it back to that."""

    matter_id: str
    least: Money
    on_invoices: bool
    below: bool
    replenishment: Money


class EvergreenChange(Struct, frozen=True, kw_only=True):
    """A matter's new least; None for none."""

    matter_id: str
    least: Decimal | None
    on_invoices: bool = True


class Books(Protocol):
    """What is kept about trust accounts beside their journal."""

    async def reconcile(self, statement: Statement, idempotency_key: str | None) -> Reconciliation:
        """Prove an account as of a day, and keep the result. With ``close_period`` a balanced
        one closes it. Refuses with ``NotFound``, ``InvalidInput``, ``SubunitAmount``.
        """
        ...

    async def reconciliations(
        self, account_ids: Sequence[str]
    ) -> Mapping[str, Sequence[Reconciliation]]:
        """Return each account's, the latest first, at most 60."""
        ...

    async def verify(self) -> JournalProof:
        """Go through the journal from its first entry, and find any change."""
        ...

    async def policies(self, account_ids: Sequence[str]) -> Sequence[TrustPolicy]: ...

    async def change_policy(self, change: TrustPolicyChange) -> TrustAccount:
        """Refuses with ``NotFound``, ``SubunitAmount``, ``InvalidInput``."""
        ...

    async def requests(self, account_ids: Sequence[str]) -> Mapping[str, Sequence[TrustRequested]]:
        """Return each account's undecided requests, the oldest first, at most 100."""
        ...

    async def requests_by_id(self, ids: Sequence[str]) -> Sequence[TrustRequested]: ...

    async def explain_invoices(self, invoice_ids: Sequence[str]) -> Sequence[TrustExplanation]:
        """Explain for each invoice what its matter's ledger could pay of it."""
        ...

    async def explain_ledgers(self, ledger_ids: Sequence[str]) -> Sequence[TrustExplanation]:
        """Explain for each ledger what could be paid out of it."""
        ...

    async def evergreens(self, matter_ids: Sequence[str]) -> Sequence[Evergreen]:
        """Return those matters' that have one."""
        ...

    async def change_evergreen(self, change: EvergreenChange) -> None:
        """Refuses with ``NotFound``, ``SubunitAmount``, ``InvalidInput``."""
        ...
