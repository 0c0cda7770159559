"""Invoices: read with their lines and payments, and made as drafts."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from adapters.embedded.cells import wholly
from adapters.embedded.columns import as_json, by_value, day, moment
from adapters.embedded.database import Database, Row
from adapters.embedded.discounts import invoice_discounts, own_discount
from adapters.embedded.drafts import Drafts
from adapters.embedded.keys import Keys
from adapters.embedded.lists import Condition, Lists, Table, conditions, one_of
from adapters.embedded.taxes import invoice_taxes, line_taxes
from adapters.port import (
    EXACT,
    ClosingStatement,
    CostBasis,
    GeneratedInvoice,
    Invoice,
    InvoiceFilter,
    InvoiceLineItem,
    InvoiceStatus,
    LineItemKind,
    Listing,
    NewInvoice,
    Page,
    Payment,
    PaymentMethod,
    exact,
    from_minor,
)

__all__ = ["INVOICES", "PAYMENTS", "EmbeddedInvoices"]


_OVERDUE = (
    "(t.status in ('approved', 'sent', 'viewed', 'partially_paid') "
    "and t.due > 0 and coalesce(t.due_date < today(), false))"
)

_INVOICE_STATUS = by_value(InvoiceStatus)
_COST_BASIS = by_value(CostBasis)
_LINE_ITEM_KIND = by_value(LineItemKind)
_PAYMENT_METHOD = by_value(PaymentMethod)


def _invoice(row: Row) -> Invoice:
    (
        id, number, status, matter_id, client_id, currency, issue_date, due_date, overdue,
        discounts, exact_discount, tax_rate, taxes, exact_tax, subtotal, discount, tax, credited,
        written_off, trust_applied, paid, due, replenish, payment_link, notes, created_by_id,
        approved_by_id, created_at, updated_at, *closing,
    ) = row  # fmt: skip

    gross, trust = from_minor(subtotal, currency), from_minor(trust_applied, currency)
    billed = from_minor(subtotal - discount + tax, currency)
    add, take = EXACT.add, EXACT.subtract
    untrusted = add(take(gross.amount, Decimal(exact_discount)), Decimal(exact_tax))
    return Invoice(
        id=id,
        number=number,
        status=_INVOICE_STATUS(status),
        issue_date=dt.date.fromisoformat(issue_date),
        due_date=day(due_date),
        overdue=bool(overdue),
        matter_id=matter_id,
        client_id=client_id,
        subtotal=gross,
        discounts=invoice_discounts(discounts, currency),
        discount=exact(Decimal(exact_discount), currency),
        tax_rate=Decimal(tax_rate),
        tax=exact(Decimal(exact_tax), currency),
        trust_applied=trust,
        total=exact(take(untrusted, trust.amount), currency),
        amount_billed=billed,
        amount_credited=from_minor(credited, currency),
        amount_written_off=from_minor(written_off, currency),
        amount_paid=from_minor(paid, currency),
        amount_due=from_minor(due, currency),
        rounding_delta=exact(take(billed.amount, untrusted), currency),
        trust_replenishment=from_minor(replenish, currency),
        payment_link=payment_link,
        notes=notes,
        created_by_id=created_by_id,
        approved_by_id=approved_by_id,
        created_at=moment(created_at),
        updated_at=moment(updated_at),
        taxes=invoice_taxes(taxes, currency),
        closing_statement=_closing(closing, currency),
    )


def _closing(columns: Sequence[Any], currency: str) -> ClosingStatement | None:
    recovery, basis, costs, percent, fee = columns
    if recovery is None:
        return None
    return ClosingStatement(
        recovery=from_minor(recovery, currency),
        basis=_COST_BASIS(basis),
        costs=from_minor(costs, currency),
        percent=Decimal(percent),
        fee=from_minor(fee, currency),
    )


def _line(row: Row) -> InvoiceLineItem:
    (
        invoice_id, kind, description, date, quantity, rate, amount, discount, tax, currency,
        taxable, taxes, own, time_entry_id, expense_id, interest_on_id,
    ) = row  # fmt: skip
    return InvoiceLineItem(
        invoice_id=invoice_id,
        kind=_LINE_ITEM_KIND(kind),
        description=description,
        date=day(date),
        quantity=Decimal(quantity),
        rate=from_minor(rate, currency),
        amount=from_minor(amount, currency),
        discount=from_minor(discount, currency),
        tax=from_minor(tax, currency),
        taxable=bool(taxable),
        time_entry_id=time_entry_id,
        expense_id=expense_id,
        taxes=line_taxes(taxes, currency),
        own_discount=own_discount(own, currency),
        interest_on_id=interest_on_id,
    )


def _payment(row: Row) -> Payment:
    (
        id, invoice_id, amount, surplus, currency, date, method, reference, reversed,
        reversed_on, created_at,
    ) = row  # fmt: skip
    return Payment(
        id=id,
        invoice_id=invoice_id,
        amount=from_minor(amount, currency),
        surplus=from_minor(surplus, currency),
        date=dt.date.fromisoformat(date),
        method=_PAYMENT_METHOD(method),
        reference=reference,
        reversed=bool(reversed),
        reversed_on=day(reversed_on),
        created_at=moment(created_at),
    )


def _where(filter: InvoiceFilter) -> Iterable[Condition]:
    yield from conditions(
        {
            "t.matter_id = ?": filter.matter_id,
            "t.client_id = ?": filter.client_id,
            "t.issue_date >= ?": filter.issued_from and filter.issued_from.isoformat(),
            "t.issue_date <= ?": filter.issued_to and filter.issued_to.isoformat(),
            f"{_OVERDUE} = ?": filter.overdue,
        }
    )
    yield from one_of("t.status", filter.status)


INVOICES = Table(
    source="invoices t left join closing_statements c on c.invoice_id = t.id",
    reader=wholly(
        "t.id, t.number, t.status, t.matter_id, t.client_id, t.currency, t.issue_date, "
        f"t.due_date, {_OVERDUE}, t.discounts, t.exact_discount, t.tax_rate, t.taxes, t.exact_tax, "
        "t.subtotal, t.discount, t.tax, t.credited, t.written_off, t.trust_applied, t.paid, t.due, "
        "t.replenish, t.payment_link, t.notes, t.created_by_id, t.approved_by_id, t.created_at, "
        "t.updated_at, c.recovery, c.basis, c.costs, c.percent, c.fee",
        _invoice,
    ),
    sorts={
        "issue_date": "t.issue_date",
        "due_date": "coalesce(t.due_date, '')",
        "number": "coalesce(t.number, '')",
    },
    where=_where,
)
_LINES = (
    "select l.invoice_id, l.kind, l.description, l.date, l.quantity, l.rate, l.amount, "
    "l.discount, l.tax, i.currency, l.taxable, l.taxes, l.own_discount, l.time_entry_id, "
    "l.expense_id, l.interest_on_id "
    "from invoice_lines l join invoices i on i.id = l.invoice_id "
    "where l.invoice_id in (select value from json_each(?)) order by l.invoice_id, l.position"
)
PAYMENTS: Table[Payment, None] = Table(
    source="payments t join invoices i on i.id = t.invoice_id",
    reader=wholly(
        "t.id, t.invoice_id, t.amount, t.surplus, i.currency, t.date, t.method, t.reference, "
        "t.reversed, (select r.date from payment_reversals r where r.payment_id = t.id), "
        "t.created_at",
        _payment,
    ),
    sorts={"date": "t.date"},
    where=lambda _: (),
)


class EmbeddedInvoices:
    """Keeps :class:`adapters.port.Invoices`."""

    def __init__(self, db: Database, keys: Keys, drafts: Drafts) -> None:
        self._db = db
        self._keys = keys
        self._drafts = drafts
        self._lists = Lists(db, INVOICES)
        self._payments = Lists(db, PAYMENTS)

    async def by_id(self, ids: Sequence[str]) -> Sequence[Invoice]:
        return self._lists.by("t.id", ids)

    async def page(self, listing: Listing[InvoiceFilter]) -> Page[Invoice]:
        return self._lists.page(listing)

    async def count(self, filter: InvoiceFilter) -> int:
        return self._lists.count(filter)

    async def of_matters(
        self, matter_ids: Sequence[str], listing: Listing[InvoiceFilter]
    ) -> Mapping[str, Page[Invoice]]:
        return self._lists.pages_of("t.matter_id", matter_ids, listing)

    async def count_of_matters(
        self, matter_ids: Sequence[str], filter: InvoiceFilter
    ) -> Mapping[str, int]:
        return self._lists.counts_of("t.matter_id", matter_ids, filter)

    async def of_clients(
        self, client_ids: Sequence[str], listing: Listing[InvoiceFilter]
    ) -> Mapping[str, Page[Invoice]]:
        return self._lists.pages_of("t.client_id", client_ids, listing)

    async def count_of_clients(
        self, client_ids: Sequence[str], filter: InvoiceFilter
    ) -> Mapping[str, int]:
        return self._lists.counts_of("t.client_id", client_ids, filter)

    async def line_items(self, invoice_ids: Sequence[str]) -> Sequence[InvoiceLineItem]:
        return [_line(row) for row in self._db.read(_LINES, [as_json(invoice_ids)])]

    async def payments(self, invoice_ids: Sequence[str]) -> Sequence[Payment]:
        found = self._payments.by("t.invoice_id", invoice_ids)
        return sorted(found, key=lambda payment: (payment.date, payment.id))

    async def payments_by_id(self, ids: Sequence[str]) -> Sequence[Payment]:
        return self._payments.by("t.id", ids)

    async def generate(self, draft: NewInvoice, idempotency_key: str | None) -> GeneratedInvoice:
        with self._db.write():
            return self._keys.once(
                idempotency_key,
                "generate invoice",
                draft,
                GeneratedInvoice,
                lambda: self._generate(draft),
            )

    def _generate(self, draft: NewInvoice) -> GeneratedInvoice:
        id, trust_limit = self._drafts.make(draft)
        return GeneratedInvoice(record=self._lists.by("t.id", [id])[0], trust_limit=trust_limit)
