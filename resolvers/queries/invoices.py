"""Invoices, one or many."""

from collections.abc import Awaitable
from functools import partial

import strawberry
from strawberry import UNSET

from adapters import port
from adapters.port import Invoice
from resolvers.context import Info
from resolvers.filters import InvoiceFilter, InvoiceOrder, given, sorted_by
from resolvers.paging import Connection, Paging, connection, newest_first

LATEST_FIRST = newest_first(port.InvoiceOrderField.ISSUE_DATE.value)


def invoice(info: Info, id: strawberry.ID) -> Awaitable[Invoice | None]:
    return info.context.loaders.invoice.load(id)


async def invoices(
    info: Info,
    filter: InvoiceFilter | None = UNSET,
    order_by: InvoiceOrder | None = UNSET,
    first: int | None = UNSET,
    after: str | None = UNSET,
    last: int | None = UNSET,
    before: str | None = UNSET,
) -> Connection[Invoice]:
    practice, once = info.context.practice.invoices, info.context.loaders.once
    return await connection(
        Paging(first, after, last, before),
        given(port.InvoiceFilter, filter),
        sorted_by(order_by, LATEST_FIRST),
        of="invoices",
        load=partial(once, practice.page),
        count=partial(once, practice.count),
        fields=info.context.loaders.needed(Invoice),
    )
