"""Document: all that is written on one invoice, settled, with whom it is from and to."""

import datetime as dt
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from adapters.port import (
    Contact,
    Firm,
    Invoice,
    InvoiceLineItem,
    InvoiceStatus,
    InvoiceTax,
    LineItemKind,
    Matter,
    Money,
    Payment,
    User,
    exact,
    exponent,
)

__all__ = ["Document", "Line", "Timekeeper", "TrustSummary", "is_draft"]

_UNAPPROVED = (InvoiceStatus.DRAFT, InvoiceStatus.PENDING_APPROVAL)


def is_draft(invoice: Invoice) -> bool:
    """Whether nobody has approved it yet: it has no number, and its trust money is held."""
    return invoice.status in _UNAPPROVED


class Timekeeper(Struct, frozen=True, kw_only=True):
    """Who did the work; ``code`` is the class that bills give them, as ``PARTNR``."""

    id: str
    name: str
    role: str | None
    code: str | None

    @property
    def family_name(self) -> str:
        return self.name.split()[-1]

    @property
    def given_names(self) -> str:
        return " ".join(self.name.split()[:-1])


class Line(Struct, frozen=True, kw_only=True):
    """A line as the invoice has it, and what its time entry or expense says beside."""

    item: InvoiceLineItem
    timekeeper: Timekeeper | None = None
    task_code: str | None = None
    activity_code: str | None = None
    expense_code: str | None = None

    @property
    def is_fee(self) -> bool:
        return self.item.kind not in (LineItemKind.EXPENSE, LineItemKind.INTEREST)


class TrustSummary(Struct, frozen=True, kw_only=True):
    """One trust ledger between two days, both inclusive.

    ``opening + deposits + others - applied = balance``; ``applied`` went to this invoice, and
    ``others`` is all else, what left counted as negative. ``held`` waits for a draft's approval.
    """

    matter_id: str | None
    first_day: dt.date
    last_day: dt.date
    opening: Money
    deposits: Money
    others: Money
    applied: Money
    held: Money
    balance: Money


class Document(Struct, frozen=True, kw_only=True):
    """One invoice, ready to be written down; without ``trust`` nothing is said of trust ledgers."""

    firm: Firm
    client: Contact
    matter: Matter
    attorney: User | None
    invoice: Invoice
    lines: tuple[Line, ...]
    payments: tuple[Payment, ...]
    trust: tuple[TrustSummary, ...] = ()

    @property
    def currency(self) -> str:
        return self.invoice.subtotal.currency_code

    @property
    def is_draft(self) -> bool:
        return is_draft(self.invoice)

    @property
    def is_void(self) -> bool:
        return self.invoice.status is InvoiceStatus.VOID

    @property
    def home(self) -> str | None:
        """The country the client is in: the firm's, unless the client's address says another."""
        abroad = self.client.addresses[0].country if self.client.addresses else None
        return abroad or self.firm.address.country

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """The first and the last day billed for; the day of issue where no line has a day."""
        days = [line.item.date for line in self.lines if line.item.date]
        issued = self.invoice.issue_date
        return (min(days), max(days)) if days else (issued, issued)

    @property
    def fees(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_fee)

    @property
    def expenses(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.item.kind is LineItemKind.EXPENSE)

    @property
    def interest(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.item.kind is LineItemKind.INTEREST)

    @property
    def discount(self) -> Money:
        """All discounts, settled."""
        return self.sum(line.item.discount for line in self.lines)

    @property
    def tax(self) -> Money:
        """All tax, settled."""
        return self.sum(line.item.tax for line in self.lines)

    @property
    def taxes(self) -> tuple[InvoiceTax, ...]:
        """Each tax that comes to something; the one unnamed where the upstream names none."""
        if self.invoice.taxes or not self.tax.amount:
            return tuple(tax for tax in self.invoice.taxes if tax.settled.amount)
        rate, amount = self.invoice.tax_rate, self.invoice.tax
        whole = InvoiceTax(name="Tax", rate=rate, compound=False, amount=amount, settled=self.tax)
        return (whole,)

    @property
    def discounts(self) -> tuple[Money, ...]:
        """What each discount took off, settled: the last takes up what rounding left."""
        given = self.invoice.discounts
        settled = [self._settled(it.amount) for it in given[:-1]]
        if not given:
            return ()
        return (*settled, self.less(self.discount, self.own_discounts, *settled))

    @property
    def own_discounts(self) -> Money:
        """What lines have off on their own, settled; all there is where nothing else was given."""
        own = [line.item.own_discount.amount for line in self.lines if line.item.own_discount]
        return self._settled(self.sum(own)) if self.invoice.discounts else self.discount

    def _settled(self, amount: Money) -> Money:
        unit = Decimal(1).scaleb(-exponent(self.currency))
        return exact(amount.amount.quantize(unit, ROUND_HALF_UP), self.currency)

    def sum(self, amounts: Iterable[Money]) -> Money:
        """Add amounts of this invoice's currency up."""
        return exact(sum((it.amount for it in amounts), Decimal(0)), self.currency)

    def less(self, amount: Money, *others: Money) -> Money:
        """Take the others away from the amount."""
        return exact(amount.amount - self.sum(others).amount, self.currency)
