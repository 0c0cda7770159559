"""Invoices over the wire, with their lines and payments in every item."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from adapters.port import (
    Capability,
    DiscountType,
    GeneratedInvoice,
    Invoice,
    InvoiceDiscount,
    InvoiceFilter,
    InvoiceLineItem,
    InvoiceStatus,
    LineItemKind,
    Listing,
    NewInvoice,
    NotSupportedByUpstream,
    Page,
    Payment,
    PaymentMethod,
    Refused,
    TrustLimit,
)
from adapters.supergood.changes import Changes
from adapters.supergood.client import Client
from adapters.supergood.habits import Habits
from adapters.supergood.reads import Collection
from adapters.supergood.values import grouped, money, said
from adapters.supergood.windows import of_invoice, page_of

__all__ = ["SupergoodInvoices"]


class _Discount(Struct):
    type: DiscountType
    value: Decimal
    amount: Decimal


class _Line(Struct, rename="camel"):
    kind: LineItemKind
    description: str
    quantity: Decimal
    rate: Decimal
    amount: Decimal
    discount: Decimal
    tax: Decimal
    taxable: bool
    date: dt.date | None = None
    time_entry_id: str | None = None
    expense_id: str | None = None


class _Payment(Struct, rename="camel"):
    payment_id: str
    amount: Decimal
    date: dt.date
    method: PaymentMethod
    reversed: bool
    created_at: dt.datetime
    reference: str | None = None


class InvoiceItem(Struct, rename="camel", kw_only=True):
    """An invoice as the dialect lists it: exact figures unrounded, settled ones beside them."""

    invoice_id: str
    status: InvoiceStatus
    issue_date: dt.date
    matter_id: str
    client_id: str
    currency: str
    overdue: bool
    subtotal: Decimal
    discounts: tuple[_Discount, ...] = ()
    discount: Decimal
    tax_rate: Decimal
    tax: Decimal
    trust_applied: Decimal
    total: Decimal
    amount_billed: Decimal
    amount_credited: Decimal
    amount_paid: Decimal
    amount_due: Decimal
    rounding_delta: Decimal
    created_at: dt.datetime
    updated_at: dt.datetime
    number: str | None = None
    due_date: dt.date | None = None
    payment_link: str | None = None
    notes: str | None = None
    line_items: tuple[_Line, ...] = ()
    payments: tuple[_Payment, ...] = ()


class _Whole(Struct, frozen=True):
    """An invoice with all that came with it."""

    invoice: Invoice
    lines: tuple[InvoiceLineItem, ...]
    payments: tuple[Payment, ...]

    @property
    def id(self) -> str:
        return self.invoice.id


class _Receipt(Struct, rename="camel"):
    invoice_id: str
    status: InvoiceStatus
    subtotal: Decimal
    discount: Decimal
    tax: Decimal
    trust_applied: Decimal
    total: Decimal
    created_at: dt.datetime
    payment_link: str | None = None


def _whole(item: InvoiceItem) -> _Whole:
    id, currency = item.invoice_id, item.currency
    return _Whole(
        invoice=_invoice(item),
        lines=tuple(_line(id, line, currency) for line in item.line_items),
        payments=tuple(_payment(id, paid, currency) for paid in item.payments),
    )


def _invoice(item: InvoiceItem) -> Invoice:
    currency = item.currency
    return Invoice(
        id=item.invoice_id,
        number=item.number,
        status=item.status,
        issue_date=item.issue_date,
        due_date=item.due_date,
        overdue=item.overdue,
        matter_id=item.matter_id,
        client_id=item.client_id,
        subtotal=money(item.subtotal, currency),
        discounts=tuple(
            InvoiceDiscount(
                type=it.type, value=it.value.normalize(), amount=money(it.amount, currency)
            )
            for it in item.discounts
        ),
        discount=money(item.discount, currency),
        tax_rate=item.tax_rate.normalize(),
        tax=money(item.tax, currency),
        trust_applied=money(item.trust_applied, currency),
        total=money(item.total, currency),
        amount_billed=money(item.amount_billed, currency),
        amount_credited=money(item.amount_credited, currency),
        amount_paid=money(item.amount_paid, currency),
        amount_due=money(item.amount_due, currency),
        rounding_delta=money(item.rounding_delta, currency),
        payment_link=item.payment_link,
        notes=item.notes,
        created_at=item.created_at,
        updated_at=item.updated_at,
    )


def _line(invoice_id: str, line: _Line, currency: str) -> InvoiceLineItem:
    return InvoiceLineItem(
        invoice_id=invoice_id,
        kind=line.kind,
        description=line.description,
        date=line.date,
        quantity=line.quantity.normalize(),
        rate=money(line.rate, currency),
        amount=money(line.amount, currency),
        discount=money(line.discount, currency),
        tax=money(line.tax, currency),
        taxable=line.taxable,
        time_entry_id=line.time_entry_id,
        expense_id=line.expense_id,
    )


def _payment(invoice_id: str, paid: _Payment, currency: str) -> Payment:
    return Payment(
        id=paid.payment_id,
        invoice_id=invoice_id,
        amount=money(paid.amount, currency),
        date=paid.date,
        method=paid.method,
        reference=paid.reference,
        reversed=paid.reversed,
        created_at=paid.created_at,
    )


class SupergoodInvoices:
    """Keeps :class:`adapters.port.Invoices`."""

    def __init__(self, client: Client, habits: Habits) -> None:
        self._items = Collection(
            client, habits, noun="invoices", path="/invoices", shape=InvoiceItem, record=_whole
        )
        self._changes = Changes(client, habits, self._items, noun="invoices", receipt=_Receipt)

    async def by_id(self, ids: Sequence[str]) -> Sequence[Invoice]:
        return [it.invoice for it in await self._items.by_ids(ids)]

    async def page(self, listing: Listing[InvoiceFilter]) -> Page[Invoice]:
        return page_of(await self._all(listing.filter), listing, of_invoice)

    async def count(self, filter: InvoiceFilter) -> int:
        return sum(of_invoice(filter, it) for it in await self._all(filter))

    async def of_matters(
        self, matter_ids: Sequence[str], listing: Listing[InvoiceFilter]
    ) -> Mapping[str, Page[Invoice]]:
        its = await self._of_matters(matter_ids)
        return {id: page_of(own, listing, of_invoice) for id, own in its.items()}

    async def count_of_matters(
        self, matter_ids: Sequence[str], filter: InvoiceFilter
    ) -> Mapping[str, int]:
        its = await self._of_matters(matter_ids)
        return {id: sum(of_invoice(filter, it) for it in own) for id, own in its.items()}

    async def of_clients(
        self, client_ids: Sequence[str], listing: Listing[InvoiceFilter]
    ) -> Mapping[str, Page[Invoice]]:
        its = await self._of_clients(client_ids)
        return {id: page_of(own, listing, of_invoice) for id, own in its.items()}

    async def count_of_clients(
        self, client_ids: Sequence[str], filter: InvoiceFilter
    ) -> Mapping[str, int]:
        its = await self._of_clients(client_ids)
        return {id: sum(of_invoice(filter, it) for it in own) for id, own in its.items()}

    async def line_items(self, invoice_ids: Sequence[str]) -> Sequence[InvoiceLineItem]:
        return [line for it in await self._items.by_ids(invoice_ids) for line in it.lines]

    async def payments(self, invoice_ids: Sequence[str]) -> Sequence[Payment]:
        return [paid for it in await self._items.by_ids(invoice_ids) for paid in it.payments]

    async def payments_by_id(self, ids: Sequence[str]) -> Sequence[Payment]:
        """Refuse: the dialect reads payments with their invoices only."""
        raise Refused(NotSupportedByUpstream(capability="read payments by id"))

    async def generate(self, draft: NewInvoice, idempotency_key: str | None) -> GeneratedInvoice:
        _, found = await self._changes.make(
            Capability.GENERATE_INVOICES, _body(draft), idempotency_key, "generate an invoice"
        )
        made = found.invoice
        return GeneratedInvoice(record=made, trust_limit=_limit(draft, made))

    async def _all(self, filter: InvoiceFilter) -> list[Invoice]:
        one = filter.status[0].value if filter.status and len(filter.status) == 1 else None
        query = {"status": one, "matterIds": filter.matter_id, "clientIds": filter.client_id}
        return [it.invoice for it in await self._items.all(query)]

    async def _of_matters(self, ids: Sequence[str]) -> Mapping[str, Sequence[Invoice]]:
        return grouped(ids, await self._of("matterIds", ids), lambda it: it.matter_id)

    async def _of_clients(self, ids: Sequence[str]) -> Mapping[str, Sequence[Invoice]]:
        return grouped(ids, await self._of("clientIds", ids), lambda it: it.client_id)

    async def _of(self, parameter: str, ids: Sequence[str]) -> list[Invoice]:
        found = await self._items.of_parents(parameter, parameter, ids, {})
        return [it.invoice for it in found]


def _body(draft: NewInvoice) -> dict[str, Any]:
    lines = ("time_entry_ids", "expense_ids", "expenses")
    body = said(draft, leave_out=(*lines, "discounts", "tax_rate", "trust"))
    body["lineItems"] = {
        "expenseIds": list(draft.expense_ids),
        "expenses": [said(it) for it in draft.expenses],
    }
    if draft.time_entry_ids is not None:
        body["lineItems"]["timeEntryIds"] = list(draft.time_entry_ids)
    body["discounts"] = [said(it) for it in draft.discounts]
    body["tax"] = {"rate": draft.tax_rate}
    if draft.trust:
        body["applyTrust"] = {"enabled": True, **said(draft.trust)}
    return body


def _limit(draft: NewInvoice, made: Invoice) -> TrustLimit | None:
    """Say what bounded a hold where the figures tell; the receipt does not."""
    if draft.trust is None:
        return None
    held = made.trust_applied.amount
    if held == made.amount_billed.amount:
        return TrustLimit.AMOUNT_DUE
    return TrustLimit.MAX_AMOUNT if held == draft.trust.max_amount else None
