"""From an invoice to its matter, client, lines, payments and files, and from those back."""

from collections.abc import Awaitable

from strawberry import Parent

from adapters.port import (
    Capability,
    Contact,
    DocumentKind,
    Entitlement,
    Expense,
    Invoice,
    InvoiceLineItem,
    LedesFormat,
    Matter,
    NotSupportedByUpstream,
    Payment,
    Refused,
    TimeEntry,
    kinds_of,
)
from resolvers.context import Info
from resolvers.links import URL, Grant

_MOST = 1000


def matter(invoice: Parent[Invoice], info: Info) -> Awaitable[Matter | None]:
    return info.context.loaders.matter.load(invoice.matter_id)


def client(invoice: Parent[Invoice], info: Info) -> Awaitable[Contact | None]:
    return info.context.loaders.contact.load(invoice.client_id)


def line_items(invoice: Parent[Invoice], info: Info) -> Awaitable[list[InvoiceLineItem]]:
    return info.context.loaders.line_items_of_invoice.load(invoice.id)


async def payments(invoice: Parent[Invoice], info: Info) -> list[Payment]:
    return (await info.context.loaders.payments_of_invoice.load(invoice.id))[-_MOST:]


def pdf_url(invoice: Parent[Invoice], info: Info) -> URL | None:
    return _link(invoice, info, DocumentKind.PDF)


def ledes_url(invoice: Parent[Invoice], info: Info, format: LedesFormat) -> URL | None:
    return _link(invoice, info, DocumentKind(format.value))


def quick_books_url(invoice: Parent[Invoice], info: Info) -> URL | None:
    return _link(invoice, info, DocumentKind.QUICKBOOKS)


def _link(invoice: Invoice, info: Info, kind: DocumentKind) -> URL | None:
    """Link to a file of the invoice for this viewer; to none that it can't be handed out as."""
    context = info.context
    if Capability.READ_FIRM not in context.practice.capabilities:
        raise Refused(NotSupportedByUpstream(capability=Capability.READ_FIRM.value))
    if kind not in kinds_of(invoice.status):
        return None
    viewer = context.viewer
    trust = viewer.may_read(Entitlement.TRUST)
    grant = Grant(viewer.connection, viewer.user_id, invoice.id, kind, trust)
    return context.links.to(grant, context.clock.now())


def time_entry(line: Parent[InvoiceLineItem], info: Info) -> Awaitable[TimeEntry | None]:
    return info.context.loaders.time_entry.maybe(line.time_entry_id)


def expense(line: Parent[InvoiceLineItem], info: Info) -> Awaitable[Expense | None]:
    return info.context.loaders.expense.maybe(line.expense_id)


def interest_on(line: Parent[InvoiceLineItem], info: Info) -> Awaitable[Invoice | None]:
    return info.context.loaders.invoice.maybe(line.interest_on_id)


def invoice_of_payment(payment: Parent[Payment], info: Info) -> Awaitable[Invoice | None]:
    return info.context.loaders.invoice.load(payment.invoice_id)
