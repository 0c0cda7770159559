"""From an invoice to what happened to it, and from that to people and back."""

from collections.abc import Awaitable

from strawberry import Parent

from adapters.port import Credit, Dispute, Invoice, InvoiceStep, User
from resolvers.context import Info

_MOST = 1000


async def steps(invoice: Parent[Invoice], info: Info) -> list[InvoiceStep]:
    return (await info.context.loaders.steps_of_invoice.load(invoice.id))[-_MOST:]


async def credits(invoice: Parent[Invoice], info: Info) -> list[Credit]:
    return (await info.context.loaders.credits_of_invoice.load(invoice.id))[-_MOST:]


async def disputes(invoice: Parent[Invoice], info: Info) -> list[Dispute]:
    return (await info.context.loaders.disputes_of_invoice.load(invoice.id))[-_MOST:]


def created_by(invoice: Parent[Invoice], info: Info) -> Awaitable[User | None]:
    return info.context.loaders.user.maybe(invoice.created_by_id)


def approved_by(invoice: Parent[Invoice], info: Info) -> Awaitable[User | None]:
    return info.context.loaders.user.maybe(invoice.approved_by_id)


def by(step: Parent[InvoiceStep], info: Info) -> Awaitable[User | None]:
    return info.context.loaders.user.maybe(step.by_id)


def credit_recorded_by(credit: Parent[Credit], info: Info) -> Awaitable[User | None]:
    return info.context.loaders.user.maybe(credit.recorded_by_id)


def invoice_of_credit(credit: Parent[Credit], info: Info) -> Awaitable[Invoice | None]:
    return info.context.loaders.invoice.load(credit.invoice_id)


def invoice_of_dispute(dispute: Parent[Dispute], info: Info) -> Awaitable[Invoice | None]:
    return info.context.loaders.invoice.load(dispute.invoice_id)


def opened_by(dispute: Parent[Dispute], info: Info) -> Awaitable[User | None]:
    return info.context.loaders.user.maybe(dispute.opened_by_id)


def settled_by(dispute: Parent[Dispute], info: Info) -> Awaitable[User | None]:
    return info.context.loaders.user.maybe(dispute.settled_by_id)
