"""Pages by number, made of the practice's own lists: which go by window, from a place onwards."""

import heapq
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from msgspec import Struct

from adapters.port import Listing, Order, Page, Window, position
from adapters.sandbox.asked import MOST, Asked

__all__ = ["Found", "Front", "all_of", "by_ids", "found", "front", "front_of"]

Record = TypeVar("Record")
Filter = TypeVar("Filter")
Known = TypeVar("Known", bound="_Identified")


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


class Found(Struct, frozen=True):
    """A page's records, and how many there are on all pages together."""

    items: Sequence[Any]
    total: int


Front = Callable[[int], Awaitable[Found]]
"""Returns a list's first so many records in its order, and how many there are in all."""


async def found(
    asked: Asked, front: Front, named: Sequence[Known] | None, *, narrowed: bool
) -> Found:
    """Return the page that was asked for: of the records named, if any were, or of the list.

    Where the list is ``narrowed`` too, only those of the named that are in it are left.
    """
    end = asked.page * asked.page_size
    start = end - asked.page_size
    if named is None:
        whole = await front(min(end, MOST))
        return Found(whole.items[start:end], whole.total)
    if narrowed:
        within = {record.id for record in (await front(MOST)).items}
        named = [record for record in named if record.id in within]
    return Found(named[start:end], len(named))


async def by_ids(
    asked: Asked, by_id: Callable[[Sequence[str]], Awaitable[Sequence[Known]]]
) -> list[Known] | None:
    """Return the records whose ids were asked for, in that order, without the unknown."""
    ids = asked.many("ids")
    if ids is None:
        return None
    known = {record.id: record for record in await by_id(ids)}
    return [known[id] for id in ids if id in known]


def all_of(*groups: Sequence[Known] | None) -> list[Known] | None:
    """Return the records that are in every group there is, or None if there is none."""
    there = [group for group in groups if group is not None]
    if not there:
        return None
    first, *others = there
    return [it for it in first if all(it.id in {o.id for o in other} for other in others)]


def front(
    page: Callable[[Listing[Filter]], Awaitable[Page[Record]]],
    count: Callable[[Filter], Awaitable[int]],
    filter: Filter,
    by: str,
) -> Front:
    """Make the front of one list, smallest first."""

    async def read(limit: int) -> Found:
        listing = Listing(filter=filter, order=Order(by), window=Window(limit=limit))
        return Found((await page(listing)).items, await count(filter))

    return read


def front_of(
    parents: Sequence[str],
    pages: Callable[[Sequence[str], Listing[Filter]], Awaitable[Mapping[str, Page[Record]]]],
    counts: Callable[[Sequence[str], Filter], Awaitable[Mapping[str, int]]],
    filter: Filter,
    by: str,
) -> Front:
    """Make the front of many parents' lists merged into one: it lies in the fronts of each."""
    order = Order(by)

    def place(record: Record) -> tuple[Any, str]:
        at = position(record, order)
        return at.key, at.id

    async def read(limit: int) -> Found:
        listing = Listing(filter=filter, order=order, window=Window(limit=limit))
        each = [page.items for page in (await pages(parents, listing)).values()]
        total = sum((await counts(parents, filter)).values())
        return Found(list(heapq.merge(*each, key=place))[:limit], total)

    return read
