"""Contacts, one or many."""

from collections.abc import Awaitable
from functools import partial

import strawberry
from strawberry import UNSET

from adapters import port
from adapters.port import Contact, Order
from resolvers.context import Info
from resolvers.filters import ContactFilter, ContactOrder, given, sorted_by
from resolvers.paging import Connection, Paging, connection

BY_NAME = Order(port.ContactOrderField.NAME.value)


def contact(info: Info, id: strawberry.ID) -> Awaitable[Contact | None]:
    return info.context.loaders.contact.load(id)


def contact_by_external_id(info: Info, external_id: strawberry.ID) -> Awaitable[Contact | None]:
    return info.context.loaders.contact_by_external_id.load(external_id)


async def contacts(
    info: Info,
    filter: ContactFilter | None = UNSET,
    order_by: ContactOrder | None = UNSET,
    first: int | None = UNSET,
    after: str | None = UNSET,
    last: int | None = UNSET,
    before: str | None = UNSET,
) -> Connection[Contact]:
    practice, once = info.context.practice.contacts, info.context.loaders.once
    return await connection(
        Paging(first, after, last, before),
        given(port.ContactFilter, filter),
        sorted_by(order_by, BY_NAME),
        of="contacts",
        load=partial(once, practice.page),
        count=partial(once, practice.count),
        fields=info.context.loaders.needed(Contact),
    )
