"""Invoice: what a client is asked to pay for a matter, line by line, and what was paid."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Protocol

from msgspec import Struct

from adapters.port.draft import CostBasis, DiscountType, LineItemKind, NewInvoice
from adapters.port.money import Money
from adapters.port.paging import Listing, Page

__all__ = [
    "ClosingStatement",
    "GeneratedInvoice",
    "Invoice",
    "InvoiceDiscount",
    "InvoiceFilter",
    "InvoiceLineItem",
    "InvoiceOrderField",
    "InvoiceStatus",
    "InvoiceTax",
    "Invoices",
    "LineTax",
    "Payment",
    "PaymentMethod",
    "TrustLimit",
]


class InvoiceStatus(Enum):
    """Where an invoice stands. Overdue is no state: it is derived from the due date."""

    DRAFT = "draft"
    PENDING_APPROVAL = "pending_approval"
    APPROVED = "approved"
    SENT = "sent"
    VIEWED = "viewed"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    VOID = "void"


class InvoiceOrderField(Enum):
    """What invoices can be sorted by; each value names the record's attribute."""

    ISSUE_DATE = "issue_date"
    DUE_DATE = "due_date"
    NUMBER = "number"


class PaymentMethod(Enum):
    """How money came."""

    CHECK = "check"
    ACH = "ach"
    CARD = "card"
    WIRE = "wire"
    CASH = "cash"
    TRUST = "trust"
    CREDIT = "credit"
    OTHER = "other"


class TrustLimit(Enum):
    """What keeps trust money from paying more (TR7)."""

    AMOUNT_DUE = "amount_due"
    MAX_AMOUNT = "max_amount"
    AVAILABLE_FUNDS = "available_funds"
    UNCLEARED_FUNDS = "uncleared_funds"
    NO_LEDGER = "no_ledger"
    DISPUTED = "disputed"
    INTEREST = "interest"
    RESERVED_FUNDS = "reserved_funds"
    INVALID_STATE = "invalid_state"


class InvoiceDiscount(Struct, frozen=True, kw_only=True):
    """One discount as it was given, and what it took off, exact."""

    type: DiscountType
    value: Decimal
    amount: Money
    applies_to: tuple[LineItemKind, ...] | None = None


class InvoiceTax(Struct, frozen=True, kw_only=True):
    """One tax over all lines: ``amount`` exact, ``settled`` the sum of the lines' own."""

    name: str
    rate: Decimal
    compound: bool
    amount: Money
    settled: Money


class LineTax(Struct, frozen=True, kw_only=True):
    """One tax on one line, settled."""

    name: str
    rate: Decimal
    compound: bool
    amount: Money


class ClosingStatement(Struct, frozen=True, kw_only=True):
    """How a contingent fee came about, as ABA Model Rule 1.5(c) wants it told: ``percent`` of
    ``recovery``, or of what ``costs`` leave of it where ``basis`` is net. Money is settled.
    """

    recovery: Money
    basis: CostBasis
    costs: Money
    percent: Decimal
    fee: Money


class Invoice(Struct, frozen=True, kw_only=True):
    """An invoice's figures twice over: exact as computed, and settled in minor units.

    Exact: ``total = subtotal - discount + tax - trust_applied``.
    ``discount`` is the sum of ``discounts`` and of what lines have off on their own; ``tax`` is the
    sum of ``taxes``; ``tax_rate`` is what the invoice's own taxes come to together.
    Settled: ``amount_due = amount_billed - amount_credited - amount_written_off - trust_applied -
    amount_paid`` (IV4), and ``rounding_delta = amount_billed - trust_applied - total``.
    ``trust_replenishment`` is asked for beside it, for the matter's trust ledger (TR18).
    """

    id: str
    number: str | None
    status: InvoiceStatus
    issue_date: dt.date
    due_date: dt.date | None
    overdue: bool
    matter_id: str
    client_id: str
    subtotal: Money
    discounts: tuple[InvoiceDiscount, ...]
    discount: Money
    tax_rate: Decimal
    tax: Money
    trust_applied: Money
    total: Money
    amount_billed: Money
    amount_credited: Money
    amount_written_off: Money
    amount_paid: Money
    amount_due: Money
    rounding_delta: Money
    trust_replenishment: Money
    payment_link: str | None
    notes: str | None
    created_by_id: str | None
    approved_by_id: str | None
    created_at: dt.datetime
    updated_at: dt.datetime
    taxes: tuple[InvoiceTax, ...] = ()
    closing_statement: ClosingStatement | None = None


class InvoiceLineItem(Struct, frozen=True, kw_only=True):
    """One line, settled: the lines' amounts, discounts and taxes sum to the invoice's. Part of
    ``discount`` is ``own_discount``, exact, which no other line shares. A line of interest names
    the overdue invoice it is on: it bears no tax and no discount, and no trust money pays it.
    """

    invoice_id: str
    kind: LineItemKind
    description: str
    date: dt.date | None
    quantity: Decimal
    rate: Money
    amount: Money
    discount: Money
    tax: Money
    taxable: bool
    time_entry_id: str | None
    expense_id: str | None
    taxes: tuple[LineTax, ...] = ()
    own_discount: InvoiceDiscount | None = None
    interest_on_id: str | None = None


class Payment(Struct, frozen=True, kw_only=True):
    """Money received for an invoice: ``amount`` paid it, ``surplus`` became the client's credit."""

    id: str
    invoice_id: str
    amount: Money
    surplus: Money
    date: dt.date
    method: PaymentMethod
    reference: str | None
    reversed: bool
    reversed_on: dt.date | None
    created_at: dt.datetime


class InvoiceFilter(Struct, frozen=True, kw_only=True):
    """Every condition given must hold; both dates are inclusive."""

    matter_id: str | None = None
    client_id: str | None = None
    status: tuple[InvoiceStatus, ...] | None = None
    issued_from: dt.date | None = None
    issued_to: dt.date | None = None
    overdue: bool | None = None


class GeneratedInvoice(Struct, frozen=True, kw_only=True):
    """A draft, and, where trust money was asked for, what bounded the hold."""

    record: Invoice
    trust_limit: TrustLimit | None


class Invoices(Protocol):
    """What may be asked of a practice's invoices. Ids unknown, or walled, are left out."""

    async def by_id(self, ids: Sequence[str]) -> Sequence[Invoice]: ...

    async def page(self, listing: Listing[InvoiceFilter]) -> Page[Invoice]: ...

    async def count(self, filter: InvoiceFilter) -> int: ...

    async def of_matters(
        self, matter_ids: Sequence[str], listing: Listing[InvoiceFilter]
    ) -> Mapping[str, Page[Invoice]]: ...

    async def count_of_matters(
        self, matter_ids: Sequence[str], filter: InvoiceFilter
    ) -> Mapping[str, int]: ...

    async def of_clients(
        self, client_ids: Sequence[str], listing: Listing[InvoiceFilter]
    ) -> Mapping[str, Page[Invoice]]: ...

    async def count_of_clients(
        self, client_ids: Sequence[str], filter: InvoiceFilter
    ) -> Mapping[str, int]: ...

    async def line_items(self, invoice_ids: Sequence[str]) -> Sequence[InvoiceLineItem]:
        """Return every line of these invoices, in the order they are printed."""
        ...

    async def payments(self, invoice_ids: Sequence[str]) -> Sequence[Payment]:
        """Return every payment of these invoices, oldest first."""
        ...

    async def payments_by_id(self, ids: Sequence[str]) -> Sequence[Payment]: ...

    async def generate(self, draft: NewInvoice, idempotency_key: str | None) -> GeneratedInvoice:
        """Make a draft. Refuses with ``InvalidInput``, ``NotFound``, ``AlreadyBilled``,
        ``CurrencyMismatch``, ``IdempotencyMismatch``.
        """
        ...
