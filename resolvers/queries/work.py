"""Time entries, one or many, and single expenses."""

from collections.abc import Awaitable
from functools import partial

import strawberry
from strawberry import UNSET

from adapters import port
from adapters.port import Expense, TimeEntry
from resolvers.context import Info
from resolvers.filters import TimeEntryFilter, TimeEntryOrder, given, sorted_by
from resolvers.paging import Connection, Paging, connection, newest_first

LATEST_FIRST = newest_first(port.TimeEntryOrderField.DATE.value)


def time_entry(info: Info, id: strawberry.ID) -> Awaitable[TimeEntry | None]:
    return info.context.loaders.time_entry.load(id)


def expense(info: Info, id: strawberry.ID) -> Awaitable[Expense | None]:
    return info.context.loaders.expense.load(id)


async def time_entries(
    info: Info,
    filter: TimeEntryFilter | None = UNSET,
    order_by: TimeEntryOrder | None = UNSET,
    first: int | None = UNSET,
    after: str | None = UNSET,
    last: int | None = UNSET,
    before: str | None = UNSET,
) -> Connection[TimeEntry]:
    practice, once = info.context.practice.time_entries, info.context.loaders.once
    return await connection(
        Paging(first, after, last, before),
        given(port.TimeEntryFilter, filter),
        sorted_by(order_by, LATEST_FIRST),
        of="timeEntries",
        load=partial(once, practice.page),
        count=partial(once, practice.count),
        fields=info.context.loaders.needed(TimeEntry),
    )
