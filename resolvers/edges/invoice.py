"""From an invoice to its matter, client, lines and payments, and from those back."""

from collections.abc import Awaitable

from strawberry import Parent

from adapters.port import Contact, Expense, Invoice, InvoiceLineItem, Matter, Payment, TimeEntry
from resolvers.context import Info


def matter(invoice: Parent[Invoice], info: Info) -> Awaitable[Matter | None]:
    return info.context.loaders.matter.load(invoice.matter_id)


def client(invoice: Parent[Invoice], info: Info) -> Awaitable[Contact | None]:
    return info.context.loaders.contact.load(invoice.client_id)


def line_items(invoice: Parent[Invoice], info: Info) -> Awaitable[list[InvoiceLineItem]]:
    return info.context.loaders.line_items_of_invoice.load(invoice.id)


def payments(invoice: Parent[Invoice], info: Info) -> Awaitable[list[Payment]]:
    return info.context.loaders.payments_of_invoice.load(invoice.id)


def time_entry(line: Parent[InvoiceLineItem], info: Info) -> Awaitable[TimeEntry | None]:
    return info.context.loaders.time_entry.maybe(line.time_entry_id)


def expense(line: Parent[InvoiceLineItem], info: Info) -> Awaitable[Expense | None]:
    return info.context.loaders.expense.maybe(line.expense_id)


def invoice_of_payment(payment: Parent[Payment], info: Info) -> Awaitable[Invoice | None]:
    return info.context.loaders.invoice.load(payment.invoice_id)
