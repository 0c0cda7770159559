"""Invoice: what a client is asked to pay for a matter, line by line, and what was paid."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Protocol

from msgspec import Struct

from adapters.port.money import Money
from adapters.port.paging import Listing, Page

__all__ = [
    "Discount",
    "DiscountType",
    "GeneratedInvoice",
    "Invoice",
    "InvoiceDiscount",
    "InvoiceFilter",
    "InvoiceLineItem",
    "InvoiceOrderField",
    "InvoiceStatus",
    "Invoices",
    "LineItemKind",
    "NewInvoice",
    "NewInvoiceExpense",
    "Payment",
    "PaymentMethod",
    "TrustLimit",
    "TrustRequest",
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


class DiscountType(Enum):
    """Whether a discount's value is per cent or money."""

    PERCENT = "percent"
    FIXED = "fixed"


class LineItemKind(Enum):
    """What a line charges for."""

    TIME = "time"
    EXPENSE = "expense"
    FLAT_FEE = "flat_fee"
    ADJUSTMENT = "adjustment"


class PaymentMethod(Enum):
    """How money came."""

    CHECK = "check"
    ACH = "ach"
    CARD = "card"
    WIRE = "wire"
    CASH = "cash"
    TRUST = "trust"
    OTHER = "other"


class TrustLimit(Enum):
    """What kept a draft from holding more trust money (TR7)."""

    AMOUNT_DUE = "amount_due"
    MAX_AMOUNT = "max_amount"
    AVAILABLE_FUNDS = "available_funds"
    UNCLEARED_FUNDS = "uncleared_funds"
    NO_LEDGER = "no_ledger"


class InvoiceDiscount(Struct, frozen=True, kw_only=True):
    """One discount as it was given, and what it took off, exact."""

    type: DiscountType
    value: Decimal
    amount: Money


class Invoice(Struct, frozen=True, kw_only=True):
    """An invoice's figures twice over: exact as computed, and settled in minor units.

    Exact: ``total = subtotal - discount + tax - trust_applied``.
    Settled: ``amount_due = amount_billed - amount_credited - trust_applied - amount_paid``, and
    ``rounding_delta = amount_billed - trust_applied - total``.
    """

    id: str
    number: str | None
    status: InvoiceStatus
    issue_date: date
    due_date: date | None
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
    amount_paid: Money
    amount_due: Money
    rounding_delta: Money
    payment_link: str | None
    notes: str | None
    created_at: datetime
    updated_at: datetime


class InvoiceLineItem(Struct, frozen=True, kw_only=True):
    """One line, settled: the lines' amounts, discounts and taxes sum to the invoice's."""

    invoice_id: str
    kind: LineItemKind
    description: str
    date: date | None
    quantity: Decimal
    rate: Money
    amount: Money
    discount: Money
    tax: Money
    taxable: bool
    time_entry_id: str | None
    expense_id: str | None


class Payment(Struct, frozen=True, kw_only=True):
    """Money received for an invoice."""

    id: str
    invoice_id: str
    amount: Money
    date: date
    method: PaymentMethod
    reference: str | None
    reversed: bool
    created_at: datetime


class InvoiceFilter(Struct, frozen=True, kw_only=True):
    """Every condition given must hold; both dates are inclusive."""

    matter_id: str | None = None
    client_id: str | None = None
    status: tuple[InvoiceStatus, ...] | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    overdue: bool | None = None


class Discount(Struct, frozen=True, kw_only=True):
    """A discount to give: 0..100 per cent of what is left, or money off it."""

    type: DiscountType
    value: Decimal


class NewInvoiceExpense(Struct, frozen=True, kw_only=True):
    """An expense first recorded by the invoice that charges it."""

    description: str
    amount: Decimal
    taxable: bool = False
    expense_code: str | None = None


class TrustRequest(Struct, frozen=True, kw_only=True):
    """Hold the client's trust money for this invoice, up to ``max_amount`` or all that is due."""

    max_amount: Decimal | None = None


class NewInvoice(Struct, frozen=True, kw_only=True):
    """A draft to make. ``time_entry_ids`` absent means every unbilled billable entry up to
    ``issue_date``; discounts apply in their order; ``tax_rate`` is per cent of taxable lines.
    """

    matter_id: str
    issue_date: date
    client_id: str | None = None
    due_date: date | None = None
    time_entry_ids: tuple[str, ...] | None = None
    expense_ids: tuple[str, ...] = ()
    expenses: tuple[NewInvoiceExpense, ...] = ()
    discounts: tuple[Discount, ...] = ()
    tax_rate: Decimal = Decimal(0)
    trust: TrustRequest | None = None
    notes: str | None = None


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
