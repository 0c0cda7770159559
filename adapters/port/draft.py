"""Draft: what an invoice is asked to charge, take off, tax and hold."""

from datetime import date
from decimal import Decimal
from enum import Enum

from msgspec import Struct

from adapters.port.expense import CostType

__all__ = [
    "CostBasis",
    "Discount",
    "DiscountType",
    "FlatFeeRequest",
    "LineDiscount",
    "LineItemKind",
    "LineTaxes",
    "NewInvoice",
    "NewInvoiceExpense",
    "Recovery",
    "Tax",
    "TrustRequest",
]


class DiscountType(Enum):
    """Whether a discount's value is per cent or money."""

    PERCENT = "percent"
    FIXED = "fixed"


class LineItemKind(Enum):
    """What a line charges for."""

    TIME = "time"
    EXPENSE = "expense"
    FLAT_FEE = "flat_fee"
    CONTINGENCY_FEE = "contingency_fee"
    INTEREST = "interest"
    ADJUSTMENT = "adjustment"


class CostBasis(Enum):
    """What a contingent fee is a share of: all that was recovered, or what the costs leave of it."""

    GROSS = "gross"
    NET = "net"


class Discount(Struct, frozen=True, kw_only=True):
    """A discount to give: 0..100 per cent of what is left of these kinds of lines, or money off it;
    off all lines but interest where no kinds are named, and never off that.
    """

    type: DiscountType
    value: Decimal
    applies_to: tuple[LineItemKind, ...] | None = None


class LineDiscount(Struct, frozen=True, kw_only=True):
    """A discount on one time entry or expense, taken before those on the whole invoice."""

    type: DiscountType
    value: Decimal
    time_entry_id: str | None = None
    expense_id: str | None = None


class Tax(Struct, frozen=True, kw_only=True):
    """A tax to charge: 0..100 per cent of a line after discounts, or, where it is ``compound``,
    of that and of the tax named before it.
    """

    name: str
    rate: Decimal
    compound: bool = False


class LineTaxes(Struct, frozen=True, kw_only=True):
    """The taxes of one time entry or expense, at most two, in place of the invoice's; or none."""

    time_entry_id: str | None = None
    expense_id: str | None = None
    taxes: tuple[Tax, ...] = ()


class NewInvoiceExpense(Struct, frozen=True, kw_only=True):
    """An expense first recorded by the invoice that charges it; ``taxes`` of its own, given, are
    charged in place of the invoice's, whether it is ``taxable`` or not. It is a soft cost unless
    said to be a hard one.
    """

    description: str
    amount: Decimal
    taxable: bool = False
    expense_code: str | None = None
    taxes: tuple[Tax, ...] | None = None
    cost_type: CostType | None = None
    bank_reference: str | None = None


class FlatFeeRequest(Struct, frozen=True, kw_only=True):
    """Bill the matter's flat fee: ``amount`` of it, as at a milestone, or all that is left."""

    amount: Decimal | None = None


class Recovery(Struct, frozen=True, kw_only=True):
    """What a contingency matter recovered: the matter's percentage of it is the fee. Its costs are
    the expenses on the same invoice.
    """

    amount: Decimal
    costs: CostBasis = CostBasis.GROSS


class TrustRequest(Struct, frozen=True, kw_only=True):
    """Hold the client's trust money for this invoice, up to ``max_amount`` or all that is due."""

    max_amount: Decimal | None = None


class NewInvoice(Struct, frozen=True, kw_only=True):
    """A draft to make. ``time_entry_ids`` absent means every unbilled billable entry up to
    ``issue_date``; discounts apply in their order, behind ``line_discounts``; ``taxes``, at most two, fall on taxable lines,
    and ``tax_rate`` is the one tax that has no name. Only one of the two is given. ``interest``
    charges, by the firm's terms, for what ran on the matter's overdue invoices (IV15).
    """

    matter_id: str
    issue_date: date
    client_id: str | None = None
    due_date: date | None = None
    time_entry_ids: tuple[str, ...] | None = None
    expense_ids: tuple[str, ...] = ()
    expenses: tuple[NewInvoiceExpense, ...] = ()
    discounts: tuple[Discount, ...] = ()
    line_discounts: tuple[LineDiscount, ...] = ()
    tax_rate: Decimal | None = None
    taxes: tuple[Tax, ...] | None = None
    line_taxes: tuple[LineTaxes, ...] = ()
    flat_fee: FlatFeeRequest | None = None
    recovery: Recovery | None = None
    interest: bool = False
    trust: TrustRequest | None = None
    notes: str | None = None
    created_by_id: str | None = None
