"""Invoices over the wire, with their lines and payments in every item."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any

from msgspec import Struct

from adapters.port import (
    Capability,
    GeneratedInvoice,
    Invoice,
    InvoiceFilter,
    InvoiceLineItem,
    InvoiceStatus,
    Listing,
    NewInvoice,
    Page,
    Payment,
    TrustLimit,
)
from adapters.supergood.bills import InvoiceItem, whole
from adapters.supergood.changes import Changes, shown
from adapters.supergood.client import Client
from adapters.supergood.habits import Habits, lacks
from adapters.supergood.reads import Collection
from adapters.supergood.values import grouped, said
from adapters.supergood.windows import of_invoice, page_of

__all__ = ["InvoiceReceipt", "SupergoodInvoices"]


_IN_PARTS = (
    *("time_entry_ids", "expense_ids", "expenses"),
    *(
        "discounts",
        "line_discounts",
        "tax_rate",
        "taxes",
        "line_taxes",
        "flat_fee",
        "recovery",
        "interest",
        "trust",
        "created_by_id",
    ),
)
"""What a body says in its own way, or not at all."""


class InvoiceReceipt(Struct, rename="camel"):
    """What is answered to an invoice drawn up, or to a step it took."""

    invoice_id: str
    status: InvoiceStatus
    subtotal: Decimal
    discount: Decimal
    tax: Decimal
    trust_applied: Decimal
    total: Decimal
    created_at: dt.datetime
    payment_link: str | None = None


class SupergoodInvoices:
    """Keeps :class:`adapters.port.Invoices`."""

    def __init__(self, client: Client, habits: Habits, changed: Callable[[str], None]) -> None:
        self._habits = habits
        self._items = Collection(
            client,
            habits,
            noun="invoices",
            path="/invoices",
            shape=InvoiceItem,
            record=whole,
            changed=changed,
        )
        self._changes = Changes(
            client, habits, self._items, noun="invoices", receipt=InvoiceReceipt
        )

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
        raise lacks("read payments by id")

    async def generate(self, draft: NewInvoice, idempotency_key: str | None) -> GeneratedInvoice:
        for capability in _asked(draft):
            self._habits.require(capability)
        _, found = await self._changes.make(
            Capability.GENERATE_INVOICES, _body(draft), idempotency_key, "generate an invoice"
        )
        made = found.invoice
        return GeneratedInvoice(record=made, trust_limit=_limit(draft, made))

    async def readable(self) -> None:
        """Refuse an upstream whose invoices can't be read back, before one is changed."""
        await self._items.readable()

    async def changed(self, id: str, change: str) -> tuple[Invoice, tuple[Payment, ...]]:
        """Return an invoice that was just changed, and its payments."""
        found = await shown(self._items, id, change)
        return found.invoice, found.payments

    async def _all(self, filter: InvoiceFilter) -> list[Invoice]:
        one = filter.status[0].value if filter.status and len(filter.status) == 1 else None
        query = {"status": one, "matterIds": filter.matter_id, "clientIds": filter.client_id}
        return [it.invoice for it in await self._items.all(query)]

    async def _of_matters(self, ids: Sequence[str]) -> Mapping[str, Sequence[Invoice]]:
        return grouped(ids, await self._of("matterIds", ids), attrgetter("matter_id"))

    async def _of_clients(self, ids: Sequence[str]) -> Mapping[str, Sequence[Invoice]]:
        return grouped(ids, await self._of("clientIds", ids), attrgetter("client_id"))

    async def _of(self, parameter: str, ids: Sequence[str]) -> list[Invoice]:
        found = await self._items.of_parents(parameter, parameter, ids, {})
        return [it.invoice for it in found]


def _asked(draft: NewInvoice) -> Iterator[Capability]:
    """Yield what a draft asks for beyond the dialect: it is refused, never left out unsaid."""
    if (
        draft.taxes is not None
        or draft.line_taxes
        or any(it.taxes is not None for it in draft.expenses)
    ):
        yield Capability.NAME_TAXES
    if draft.line_discounts or any(it.applies_to for it in draft.discounts):
        yield Capability.DISCOUNT_LINES
    if draft.flat_fee or draft.recovery:
        yield Capability.BILL_FEES
    if draft.interest:
        yield Capability.CHARGE_INTEREST


def _body(draft: NewInvoice) -> dict[str, Any]:
    body = said(draft, leave_out=_IN_PARTS)
    body["lineItems"] = {
        "expenseIds": list(draft.expense_ids),
        "expenses": [said(it) for it in draft.expenses],
    }
    if draft.time_entry_ids is not None:
        body["lineItems"]["timeEntryIds"] = list(draft.time_entry_ids)
    body["discounts"] = [said(it) for it in draft.discounts]
    body["tax"] = {"rate": draft.tax_rate or 0}
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
