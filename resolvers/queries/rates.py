"""Rates, the firm's whole table."""

from functools import partial

from strawberry import UNSET

from adapters import port
from adapters.port import Rate
from resolvers.context import Info
from resolvers.filters import RateFilter, given
from resolvers.paging import Connection, Paging, connection, newest_first

LATEST_FIRST = newest_first("valid_from")


async def rates(
    info: Info,
    filter: RateFilter | None = UNSET,
    first: int | None = UNSET,
    after: str | None = UNSET,
) -> Connection[Rate]:
    practice, once = info.context.practice.rates, info.context.loaders.once
    return await connection(
        Paging(first, after),
        given(port.RateFilter, filter),
        LATEST_FIRST,
        of="rates",
        load=partial(once, practice.page),
        count=partial(once, practice.count),
    )
