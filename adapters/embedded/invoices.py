"""Invoices: read with their lines and payments, and made as drafts."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from adapters.embedded.cells import Cell, own, partly, wholly
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
    Money,
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


_add, _take = EXACT.add, EXACT.subtract


def _figure(text: str, currency: str) -> Money:
    return exact(Decimal(text), currency)


def _untrusted(subtotal: int, discount: str, tax: str, currency: str) -> Decimal:
    """Return what there is to be paid before trust money, exactly."""
    gross = from_minor(subtotal, currency).amount
    return _add(_take(gross, Decimal(discount)), Decimal(tax))


def _total(subtotal: int, discount: str, tax: str, trust: int, currency: str) -> Money:
    untrusted = _untrusted(subtotal, discount, tax, currency)
    return exact(_take(untrusted, from_minor(trust, currency).amount), currency)


def _billed(subtotal: int, discount: int, tax: int, currency: str) -> Money:
    return from_minor(subtotal - discount + tax, currency)


def _delta(
    subtotal: int, discount: str, tax: str, settled_discount: int, settled_tax: int, currency: str
) -> Money:
    billed = _billed(subtotal, settled_discount, settled_tax, currency)
    untrusted = _untrusted(subtotal, discount, tax, currency)
    return exact(_take(billed.amount, untrusted), currency)


def _closing(
    recovery: int | None, basis: str, costs: int, percent: str, fee: int, currency: str
) -> ClosingStatement | None:
    if recovery is None:
        return None
    return ClosingStatement(
        recovery=from_minor(recovery, currency),
        basis=_COST_BASIS(basis),
        costs=from_minor(costs, currency),
        percent=Decimal(percent),
        fee=from_minor(fee, currency),
    )


_EXACT_PARTS = ("t.subtotal", "t.exact_discount", "t.exact_tax")
_CELLS = {
    **own("id", "number", "matter_id", "client_id", "payment_link", "notes"),
    **own("created_by_id", "approved_by_id"),
    "status": Cell(("t.status",), _INVOICE_STATUS),
    "issue_date": Cell(("t.issue_date",), dt.date.fromisoformat),
    "due_date": Cell(("t.due_date",), day),
    "overdue": Cell((_OVERDUE,), bool),
    "subtotal": Cell(("t.subtotal", "t.currency"), from_minor),
    "discounts": Cell(("t.discounts", "t.currency"), invoice_discounts),
    "discount": Cell(("t.exact_discount", "t.currency"), _figure),
    "tax_rate": Cell(("t.tax_rate",), Decimal),
    "tax": Cell(("t.exact_tax", "t.currency"), _figure),
    "trust_applied": Cell(("t.trust_applied", "t.currency"), from_minor),
    "total": Cell((*_EXACT_PARTS, "t.trust_applied", "t.currency"), _total),
    "amount_billed": Cell(("t.subtotal", "t.discount", "t.tax", "t.currency"), _billed),
    "amount_credited": Cell(("t.credited", "t.currency"), from_minor),
    "amount_written_off": Cell(("t.written_off", "t.currency"), from_minor),
    "amount_paid": Cell(("t.paid", "t.currency"), from_minor),
    "amount_due": Cell(("t.due", "t.currency"), from_minor),
    "rounding_delta": Cell((*_EXACT_PARTS, "t.discount", "t.tax", "t.currency"), _delta),
    "trust_replenishment": Cell(("t.replenish", "t.currency"), from_minor),
    "created_at": Cell(("t.created_at",), moment),
    "updated_at": Cell(("t.updated_at",), moment),
    "taxes": Cell(("t.taxes", "t.currency"), invoice_taxes),
    "closing_statement": Cell(
        ("c.recovery", "c.basis", "c.costs", "c.percent", "c.fee", "t.currency"), _closing
    ),
}


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
    reader=partly(Invoice, _CELLS),
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
