"""Rates, the firm's whole table."""

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
    practice = info.context.practice.rates
    return await connection(
        Paging(first, after),
        given(port.RateFilter, filter),
        LATEST_FIRST,
        of="rates",
        load=practice.page,
        count=practice.count,
    )
