"""Books: reports worked out anew in plain Python, of nothing but the port's own records."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import (
    InvoiceFilter,
    InvoiceStatus,
    Listing,
    MatterFilter,
    Order,
    PaymentMethod,
    TimeEntryFilter,
    Window,
    exponent,
)

NOT_FINAL = (InvoiceStatus.DRAFT, InvoiceStatus.PENDING_APPROVAL, InvoiceStatus.VOID)
Key = tuple[str | None, str]
Sums = dict[Key, list[Any]]


def everything(filter: Any, by: str) -> Listing[Any]:
    return Listing(filter=filter, order=Order(by), window=Window(limit=100_000))


def part(amount: Decimal, whole: Decimal) -> Decimal | None:
    if not whole:
        return None
    return (100 * amount / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


class Books:
    """Every record of a practice, read once."""

    @classmethod
    async def of(cls, practice: EmbeddedPractice) -> "Books":
        books = cls()
        read = practice.matters.page(everything(MatterFilter(), "number"))
        books.matters = {it.id: it for it in (await read).items}
        books.users = {
            it.id: it for it in (await practice.users.page(everything(None, "name"))).items
        }
        books.time = (await practice.time_entries.page(everything(TimeEntryFilter(), "date"))).items
        spent = await practice.expenses.of_matters([*books.matters], everything(None, "date"))
        books.expenses = [it for page in spent.values() for it in page.items]
        read_invoices = practice.invoices.page(everything(InvoiceFilter(), "issue_date"))
        books.invoices = {it.id: it for it in (await read_invoices).items}
        books.lines = defaultdict(list)
        for line in await practice.invoices.line_items([*books.invoices]):
            books.lines[line.invoice_id].append(line)
        for payment in await practice.invoices.payments([*books.invoices]):
            books.receipts.append(payment)
            if payment.reversed_on:
                back = replace(payment.amount, amount=-payment.amount.amount)
                books.receipts.append(replace(payment, amount=back, date=payment.reversed_on))
        books.credits = await practice.receivables.credits([*books.invoices])
        accounts = (await practice.trust.accounts(everything(None, "name"))).items
        ids = [account.id for account in accounts]
        books.currencies = {it.id: it.currency_code for it in accounts}
        ledgers = await practice.trust.ledgers_of_accounts(ids, everything(None, "id"))
        books.ledgers = {it.id: it for page in ledgers.values() for it in page.items}
        journal = await practice.trust.transactions_of_ledgers(
            [*books.ledgers], everything(None, "sequence")
        )
        books.journal = {id: page.items for id, page in journal.items()}
        return books

    def __init__(self) -> None:
        self.matters: dict[str, Any] = {}
        self.users: dict[str, Any] = {}
        self.time: Any = ()
        self.expenses: list[Any] = []
        self.invoices: dict[str, Any] = {}
        self.lines: dict[str, list[Any]] = {}
        self.receipts: list[Any] = []
        """Payments; and each that was reversed once more, on that day and below zero."""
        self.credits: Any = ()
        self.currencies: dict[str, str] = {}
        self.ledgers: dict[str, Any] = {}
        self.journal: dict[str, Any] = {}

    def final(self, id: str | None, as_of: dt.date) -> bool:
        invoice = self.invoices.get(id or "")
        return bool(invoice) and invoice.status not in NOT_FINAL and invoice.issue_date <= as_of

    def paid(self, invoice_id: str, as_of: dt.date) -> Decimal:
        return sum(
            (
                it.amount.amount
                for it in self.receipts
                if it.invoice_id == invoice_id and it.date <= as_of
            ),
            Decimal(0),
        )

    def credited(self, invoice_id: str, as_of: dt.date) -> Decimal:
        return sum(
            (
                it.amount.amount
                for it in self.credits
                if it.invoice_id == invoice_id and it.date <= as_of
            ),
            Decimal(0),
        )

    def work_in_progress(self, as_of: dt.date, key: Callable[[Any], str | None]) -> Sums:
        """Sum hours, time, expenses, and four ages."""
        found: Sums = defaultdict(lambda: [Decimal(0)] * 7)
        for work in [*self.time, *self.expenses]:
            if not work.billable or work.date > as_of or self.final(work.invoice_id, as_of):
                continue
            hours = getattr(work, "hours", None)
            amount, age = work.amount.amount, (as_of - work.date).days
            figures = [
                hours or Decimal(0),
                amount if hours else Decimal(0),
                Decimal(0) if hours else amount,
                *(amount if low <= age <= high else 0 for low, high in AGES),
            ]
            _add(found[key(work), work.amount.currency_code], figures)
        return found

    def receivables(self, as_of: dt.date, key: Callable[[Any], str | None]) -> Sums:
        """Sum amounts and counts: of all, of what is current, and of four ages."""
        found: Sums = defaultdict(lambda: [Decimal(0)] * 12)
        for invoice in self.invoices.values():
            if not self.final(invoice.id, as_of):
                continue
            owed = invoice.amount_billed.amount - self.credited(invoice.id, as_of)
            owed -= self.paid(invoice.id, as_of)
            if not owed:
                continue
            late = (as_of - invoice.due_date).days if invoice.due_date else 0
            figures: list[Any] = [owed, 1]
            for low, high in ((-999_999, 0), (1, 30), *AGES[1:]):
                figures += [owed, 1] if low <= late <= high else [0, 0]
            _add(found[key(invoice), invoice.amount_due.currency_code], figures)
        return found

    def collections(self, first: dt.date, last: dt.date, key: Callable[[Any], Any]) -> Sums:
        """Sum what was received and what was applied of trust, and count payments."""
        found: Sums = defaultdict(lambda: [Decimal(0)] * 3)
        for payment in self.receipts:
            if first <= payment.date <= last:
                amount, trust = payment.amount.amount, payment.method is PaymentMethod.TRUST
                figures = [0 if trust else amount, amount if trust else 0, int(amount > 0)]
                _add(found[key(payment), payment.amount.currency_code], figures)
        return found

    def realization(self, first: dt.date, last: dt.date, as_of: dt.date) -> Sums:
        """Sum what was worked, unbilled, discounted, billed, collected, and not billable."""
        found: Sums = defaultdict(lambda: [Decimal(0)] * 6)
        collected = self._shares(as_of)
        for entry in self.time:
            if not first <= entry.date <= last:
                continue
            figures, worth = [Decimal(0)] * 6, entry.amount.amount
            if not entry.billable:
                figures[5] = worth
            elif entry.id in collected:
                discount, share = collected[entry.id]
                figures[:5] = [worth, Decimal(0), discount, worth - discount, share]
            else:
                figures[:2] = [worth, worth]
            _add(found[entry.user_id, entry.amount.currency_code], figures)
        return found

    def _shares(self, as_of: dt.date) -> dict[str, tuple[Decimal, Decimal]]:
        """Return each billed entry's discount, and its part of what its invoice was paid."""
        found = {}
        for invoice in self.invoices.values():
            if not self.final(invoice.id, as_of):
                continue
            billed, paid = invoice.amount_billed.amount, self.paid(invoice.id, as_of)
            cent = Decimal(1).scaleb(-exponent(invoice.amount_billed.currency_code))
            upto = before = Decimal(0)
            for line in self.lines[invoice.id]:
                upto += line.amount.amount - line.discount.amount
                ratio = Fraction(paid) * Fraction(upto) / Fraction(billed) if billed else 0
                until = Decimal(int(ratio / Fraction(cent))) * cent
                if line.time_entry_id:
                    found[line.time_entry_id] = (line.discount.amount, until - before)
                before = until
        return found

    def utilization(self, first: dt.date, last: dt.date) -> dict[str, list[Decimal]]:
        """Sum hours worked and hours to be billed."""
        found: dict[str, list[Any]] = defaultdict(lambda: [Decimal(0)] * 2)
        for entry in self.time:
            if first <= entry.date <= last:
                _add(found[entry.user_id], [entry.hours, entry.hours if entry.billable else 0])
        return found

    def trust(self, as_of: dt.date) -> dict[str, tuple[str, Decimal, Decimal, dt.date]]:
        """Return each ledger's currency, posted and cleared money, and last day of movement."""
        found = {}
        for id, entries in self.journal.items():
            by_then = [it for it in entries if it.date <= as_of]
            posted = sum((it.amount.amount for it in by_then), Decimal(0))
            cleared = sum(
                (it.amount.amount for it in by_then if it.cleared_on and it.cleared_on <= as_of),
                Decimal(0),
            )
            if posted or cleared:
                currency = self.currencies[self.ledgers[id].account_id]
                found[id] = (currency, posted, cleared, max(it.date for it in by_then))
        return found


AGES = ((-999_999, 30), (31, 60), (61, 90), (91, 999_999))


def _add(sums: list[Any], more: Iterable[Any]) -> None:
    sums[:] = [one + other for one, other in zip(sums, more, strict=True)]
