"""Matters, one or many."""

from collections.abc import Awaitable
from functools import partial

import strawberry
from strawberry import UNSET

from adapters import port
from adapters.port import Matter, Order
from resolvers.context import Info
from resolvers.filters import MatterFilter, MatterOrder, given, sorted_by
from resolvers.paging import Connection, Paging, connection

BY_NUMBER = Order(port.MatterOrderField.NUMBER.value)


def matter(info: Info, id: strawberry.ID) -> Awaitable[Matter | None]:
    return info.context.loaders.matter.load(id)


def matter_by_number(info: Info, number: str) -> Awaitable[Matter | None]:
    return info.context.loaders.matter_by_number.load(number)


def matter_by_external_id(info: Info, external_id: strawberry.ID) -> Awaitable[Matter | None]:
    return info.context.loaders.matter_by_external_id.load(external_id)


async def matters(
    info: Info,
    filter: MatterFilter | None = UNSET,
    order_by: MatterOrder | None = UNSET,
    first: int | None = UNSET,
    after: str | None = UNSET,
    last: int | None = UNSET,
    before: str | None = UNSET,
) -> Connection[Matter]:
    practice, once = info.context.practice.matters, info.context.loaders.once
    return await connection(
        Paging(first, after, last, before),
        given(port.MatterFilter, filter),
        sorted_by(order_by, BY_NUMBER),
        of="matters",
        load=partial(once, practice.page),
        count=partial(once, practice.count),
        fields=info.context.loaders.needed(Matter),
    )
