"""Receivable: an invoice's way from draft to paid, and what lowers what is due on it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Protocol

from msgspec import Struct

from adapters.port.invoice import Invoice, Payment, PaymentMethod
from adapters.port.money import Money

__all__ = [
    "ApprovalPolicy",
    "Credit",
    "CreditKind",
    "Dispute",
    "InvoiceStep",
    "InvoiceStepKind",
    "NewCredit",
    "NewDispute",
    "NewPayment",
    "NewStep",
    "Paid",
    "PaymentReversal",
    "Receivables",
    "Settlement",
]


class InvoiceStepKind(Enum):
    """What may happen to an invoice besides being paid."""

    GENERATED = "generated"
    SUBMITTED = "submitted"
    REJECTED = "rejected"
    APPROVED = "approved"
    SENT = "sent"
    VIEWED = "viewed"
    VOIDED = "voided"


class CreditKind(Enum):
    """Why less is due: the client is owed it (a credit note), or it will never come."""

    CREDIT_NOTE = "credit_note"
    WRITE_OFF = "write_off"


class NewStep(Struct, frozen=True, kw_only=True):
    """A step for an invoice to take; rejecting and voiding say why."""

    invoice_id: str
    kind: InvoiceStepKind
    reason: str | None = None
    by_id: str | None = None


class InvoiceStep(Struct, frozen=True, kw_only=True):
    """A step that an invoice took."""

    invoice_id: str
    kind: InvoiceStepKind
    reason: str | None
    by_id: str | None
    at: dt.datetime


class ApprovalPolicy(Struct, frozen=True, kw_only=True):
    """Whether a draft is approved by somebody else than who drew it up; it is not, unless set."""

    second_person: bool


class NewPayment(Struct, frozen=True, kw_only=True):
    """Money received for an approved invoice; what goes beyond what is due is the client's.

    By ``PaymentMethod.CREDIT`` it comes from what the client has in credit.
    """

    invoice_id: str
    amount: Decimal
    date: dt.date
    method: PaymentMethod
    reference: str | None = None
    currency_code: str | None = None
    recorded_by_id: str | None = None


class PaymentReversal(Struct, frozen=True, kw_only=True):
    """A payment to undo, today. Trust money is given back by reversing its entry."""

    payment_id: str
    reason: str
    recorded_by_id: str | None = None


class NewCredit(Struct, frozen=True, kw_only=True):
    """Something off what is due on an approved invoice (IV11); all of it without an amount."""

    invoice_id: str
    kind: CreditKind
    reason: str
    amount: Decimal | None = None
    currency_code: str | None = None
    recorded_by_id: str | None = None


class Credit(Struct, frozen=True, kw_only=True):
    """A credit note or a write-off."""

    id: str
    invoice_id: str
    kind: CreditKind
    amount: Money
    date: dt.date
    reason: str
    recorded_by_id: str | None
    created_at: dt.datetime


class NewDispute(Struct, frozen=True, kw_only=True):
    """A part of an approved invoice that its client disputes: no trust money pays it (TR17)."""

    invoice_id: str
    amount: Decimal
    reason: str
    currency_code: str | None = None
    opened_by_id: str | None = None


class Settlement(Struct, frozen=True, kw_only=True):
    """How a dispute ended."""

    dispute_id: str
    settlement: str
    settled_by_id: str | None = None


class Dispute(Struct, frozen=True, kw_only=True):
    """A part of an invoice that is or was disputed; ``settled_at`` is None while it is."""

    id: str
    invoice_id: str
    amount: Money
    reason: str
    opened_by_id: str | None
    opened_at: dt.datetime
    settled_by_id: str | None
    settled_at: dt.datetime | None
    settlement: str | None


class Paid(Struct, frozen=True, kw_only=True):
    """A payment and its invoice afterwards."""

    payment: Payment
    invoice: Invoice


class Receivables(Protocol):
    """What may be done with invoices once they are drawn up, and what was done.

    Each takes the key of the work it stands for (TR20). All refuse with ``NotFound``,
    ``InvalidState``, ``IdempotencyMismatch``, ``NotSupportedByUpstream``; where an amount is given
    also with ``SubunitAmount``, ``AmountNotPositive``, ``AmountTooLarge``, ``CurrencyMismatch``.
    """

    async def step(self, step: NewStep, idempotency_key: str | None) -> Invoice:
        """Take a step. Approving numbers the invoice and posts what it holds of trust money.

        Refuses with ``HasPayments``, ``InvalidInput`` for want of a reason, and where the firm's
        policy wants another person to approve, with ``SecondPersonNeeded``.
        """
        ...

    async def pay(self, payment: NewPayment, idempotency_key: str) -> Paid:
        """Refuses with ``InsufficientCredit``, and with ``InvalidInput`` a date still to come."""
        ...

    async def reverse(self, reversal: PaymentReversal, idempotency_key: str) -> Paid:
        """Refuses with ``AlreadyReversed``, ``InsufficientCredit`` if its surplus is spent."""
        ...

    async def credit(self, credit: NewCredit, idempotency_key: str) -> Invoice:
        """Refuses with ``AmountTooLarge`` what is more than is due."""
        ...

    async def dispute(self, dispute: NewDispute, idempotency_key: str) -> Dispute:
        """Refuses with ``AmountTooLarge`` what is more than was billed."""
        ...

    async def settle(self, settlement: Settlement, idempotency_key: str) -> Dispute: ...

    async def approval_policy(self) -> ApprovalPolicy: ...

    async def set_approval_policy(self, policy: ApprovalPolicy) -> ApprovalPolicy: ...

    async def steps(self, invoice_ids: Sequence[str]) -> Sequence[InvoiceStep]:
        """Return every step of these invoices, the oldest first."""
        ...

    async def credits(self, invoice_ids: Sequence[str]) -> Sequence[Credit]:
        """Return every credit of these invoices, the oldest first."""
        ...

    async def disputes(self, invoice_ids: Sequence[str]) -> Sequence[Dispute]:
        """Return every dispute of these invoices, the oldest first."""
        ...

    async def credit_of_clients(self, client_ids: Sequence[str]) -> Mapping[str, Sequence[Money]]:
        """Return what each client has in credit, by currency; nothing where there is none."""
        ...
