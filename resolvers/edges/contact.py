"""From a contact to its matters, invoices and trust ledgers."""

from collections.abc import Awaitable

from strawberry import UNSET, Parent

from adapters import port
from adapters.port import Contact, Invoice, Matter, TrustLedger
from resolvers.context import Info
from resolvers.filters import InvoiceFilter, MatterFilter, given
from resolvers.paging import Connection, Paging, connection_of
from resolvers.queries import invoices as invoice_queries
from resolvers.queries import matters as matter_queries


def matters(
    contact: Parent[Contact],
    info: Info,
    filter: MatterFilter | None = UNSET,
    first: int | None = UNSET,
    after: str | None = UNSET,
    last: int | None = UNSET,
    before: str | None = UNSET,
) -> Awaitable[Connection[Matter]]:
    return connection_of(
        contact.id,
        info.context.loaders.matters_of_client,
        Paging(first, after, last, before),
        given(port.MatterFilter, filter),
        matter_queries.BY_NUMBER,
        of="matters",
    )


def invoices(
    contact: Parent[Contact],
    info: Info,
    filter: InvoiceFilter | None = UNSET,
    first: int | None = UNSET,
    after: str | None = UNSET,
    last: int | None = UNSET,
    before: str | None = UNSET,
) -> Awaitable[Connection[Invoice]]:
    return connection_of(
        contact.id,
        info.context.loaders.invoices_of_client,
        Paging(first, after, last, before),
        given(port.InvoiceFilter, filter),
        invoice_queries.LATEST_FIRST,
        of="invoices",
    )


def trust_ledgers(contact: Parent[Contact], info: Info) -> Awaitable[list[TrustLedger]]:
    return info.context.loaders.trust_ledgers_of_client.load(contact.id)
