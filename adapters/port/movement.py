"""Movement: what may be asked to happen to clients' money, and what came of it."""

import datetime as dt
from decimal import Decimal
from enum import Enum
from typing import Protocol

from msgspec import Struct

from adapters.port.invoice import Invoice, PaymentMethod, TrustLimit
from adapters.port.money import Money
from adapters.port.trust import TrustLedger, TrustPurpose, TrustTransaction

__all__ = [
    "Application",
    "Applied",
    "Bounce",
    "Clearing",
    "Deposit",
    "Disbursement",
    "Moved",
    "Movements",
    "RequestDecision",
    "RequestStatus",
    "Reversal",
    "Transfer",
    "TrustRequested",
]


class RequestStatus(Enum):
    """What became of a request to pay out."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


class Deposit(Struct, frozen=True, kw_only=True):
    """Money received into trust, whole (TR19); for the client at large without ``matter_id``.

    Without ``client_id`` it is the firm's own, for bank charges (TR10), and paid by the firm: only a
    client's money needs its ``payer`` named.
    """

    account_id: str
    client_id: str | None
    amount: Decimal
    date: dt.date
    method: PaymentMethod
    payer: str | None = None
    matter_id: str | None = None
    currency_code: str | None = None
    reference: str | None = None
    recorded_by_id: str | None = None


class Clearing(Struct, frozen=True, kw_only=True):
    """The bank's word that a deposit is there."""

    transaction_id: str
    cleared_on: dt.date
    recorded_by_id: str | None = None


class Bounce(Struct, frozen=True, kw_only=True):
    """The bank's word that a deposit that had not cleared never will."""

    transaction_id: str
    reason: str
    recorded_by_id: str | None = None


class Disbursement(Struct, frozen=True, kw_only=True):
    """Trust money to pay out, for a purpose of the closed set, to somebody named (TR9)."""

    ledger_id: str
    purpose: TrustPurpose
    amount: Decimal
    date: dt.date
    payee: str
    reference: str | None = None
    invoice_id: str | None = None
    currency_code: str | None = None
    recorded_by_id: str | None = None


class RequestDecision(Struct, frozen=True, kw_only=True):
    """A second person's yes or no to a request (TR13)."""

    request_id: str
    approve: bool
    decided_by_id: str | None = None


class Transfer(Struct, frozen=True, kw_only=True):
    """A client's money to move to another of the client's ledgers (TR11).

    ``to_ledger_id`` or ``to_matter_id`` says where; a matter's ledger is opened if there is none.
    """

    from_ledger_id: str
    amount: Decimal
    date: dt.date
    reason: str
    to_ledger_id: str | None = None
    to_matter_id: str | None = None
    currency_code: str | None = None
    recorded_by_id: str | None = None


class Application(Struct, frozen=True, kw_only=True):
    """Trust money to pay an approved invoice with: as much as there is, is due and undisputed.

    From the matter's own ledger unless ``ledger_id`` names another of the client's.
    """

    invoice_id: str
    ledger_id: str | None = None
    max_amount: Decimal | None = None
    currency_code: str | None = None
    recorded_by_id: str | None = None


class Reversal(Struct, frozen=True, kw_only=True):
    """An entry to undo, today, by its opposite (TR12)."""

    transaction_id: str
    reason: str
    recorded_by_id: str | None = None


class TrustRequested(Struct, frozen=True, kw_only=True):
    """A payment above the account's limit, reserved until somebody else decides (TR13)."""

    id: str
    ledger_id: str
    purpose: TrustPurpose
    amount: Money
    date: dt.date
    payee: str
    reference: str | None
    invoice_id: str | None
    requested_by_id: str
    status: RequestStatus
    decided_by_id: str | None
    decided_at: dt.datetime | None
    transaction_id: str | None
    created_at: dt.datetime


class Moved(Struct, frozen=True, kw_only=True):
    """The entry made and its ledger afterwards; of a transfer, the entry that went out.

    Where two people are needed there is a ``request`` and, until it is approved, no entry.
    """

    transaction: TrustTransaction | None
    ledger: TrustLedger
    request: TrustRequested | None = None


class Applied(Struct, frozen=True, kw_only=True):
    """What trust money paid of an invoice, and what kept it from paying more (TR7).

    There is no entry if there was nothing to pay with, or nothing to pay.
    """

    invoice: Invoice
    transaction: TrustTransaction | None
    limit: TrustLimit


class Movements(Protocol):
    """What may be done with trust money. Each takes the key of the work it stands for (TR20).

    All refuse with ``NotFound``, ``IdempotencyMismatch``, ``NotSupportedByUpstream``; where an
    amount is given with ``SubunitAmount``, ``AmountNotPositive``, ``AmountTooLarge``,
    ``CurrencyMismatch``; where there is a date with ``PeriodClosed`` and ``InvalidInput``.
    """

    async def deposit(self, deposit: Deposit, idempotency_key: str) -> Moved:
        """Refuses with ``LedgerMismatch``, ``MatterClosed``, ``FirmMoneyCapped``."""
        ...

    async def clear(self, clearing: Clearing, idempotency_key: str) -> Moved:
        """Refuses with ``InvalidState`` what is no deposit, or has cleared, or was reversed."""
        ...

    async def bounce(self, bounce: Bounce, idempotency_key: str) -> Moved:
        """Refuses with ``InvalidState``, ``AlreadyReversed``."""
        ...

    async def disburse(self, disbursement: Disbursement, idempotency_key: str) -> Moved:
        """Refuses with ``InsufficientTrustFunds``, ``FundsNotCleared``, ``CrossClientTrust``,
        ``FeesDisputed``.
        """
        ...

    async def decide(self, decision: RequestDecision, idempotency_key: str) -> Moved:
        """Refuses with ``InvalidState``, ``SecondPersonNeeded``."""
        ...

    async def transfer(self, transfer: Transfer, idempotency_key: str) -> Moved:
        """Refuses with ``CrossClientTrust``, ``InsufficientTrustFunds``, ``FundsNotCleared``."""
        ...

    async def apply(self, application: Application, idempotency_key: str) -> Applied:
        """Refuses with ``InvalidState``, ``CrossClientTrust``, ``FeesDisputed``."""
        ...

    async def reverse(self, reversal: Reversal, idempotency_key: str) -> Moved:
        """Refuses with ``AlreadyReversed``, ``WouldOverdraw``, ``InvalidState``."""
        ...
