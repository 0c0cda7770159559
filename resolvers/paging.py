"""Connections: a caller's first, after, last and before, and the cursors that answer them."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Awaitable, Callable, Generator, Hashable, Sequence
from hashlib import blake2b
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from strawberry import UNSET

from adapters.port import (
    Fields,
    InvalidInput,
    Listing,
    Order,
    OrderDirection,
    Page,
    Position,
    Refused,
    Report,
    Window,
    position,
)
from loaders.batch import Pages

__all__ = [
    "DEFAULT_LIMIT",
    "MOST",
    "Connection",
    "Edge",
    "Paging",
    "Reported",
    "Windowed",
    "connection",
    "connection_of",
    "connection_within",
    "newest_first",
    "reported",
]

Argument = TypeVar("Argument")
Record = TypeVar("Record")
Filter = TypeVar("Filter", bound=Hashable)
Total = TypeVar("Total")

DEFAULT_LIMIT = 20
MOST = 100


class _Cursor(msgspec.Struct, frozen=True, array_like=True):
    """A position, and a fingerprint of the one list it is a place in."""

    list: str
    key: str | int
    id: str


_decode = msgspec.json.Decoder(_Cursor).decode


class Paging(NamedTuple):
    """The four arguments that every connection takes, each as it was given, or not at all."""

    first: int | None = UNSET
    after: str | None = UNSET
    last: int | None = UNSET
    before: str | None = UNSET


class _List(NamedTuple):
    """What makes a list this one and no other, so that a cursor counts only where it came from."""

    name: str
    parent: str | None
    filter: object
    order: Order

    def fingerprint(self) -> str:
        of = self.name if self.parent is None else f"{self.name} of {self.parent}"
        wire = msgspec.json.encode((of, self.filter, self.order))
        return blake2b(wire, digest_size=6).hexdigest()


class Edge(msgspec.Struct, Generic[Record]):
    """A record and its place in the list."""

    node: Record
    cursor: str


class PageInfo(msgspec.Struct, kw_only=True):
    """What lies beyond a page, and the cursors at its ends."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


class Connection(Generic[Record]):
    """One page of a list. What is not asked for is not worked out."""

    __slots__ = ("_edges", "_list", "count", "page")

    def __init__(
        self, page: Page[Record], list: _List, count: Callable[[], Awaitable[int]]
    ) -> None:
        self.page = page
        self._list = list
        self.count = count

    @property
    def nodes(self) -> Sequence[Record]:
        return self.page.items

    @property
    def edges(self) -> Sequence[Edge[Record]]:
        if not hasattr(self, "_edges"):
            cursors = self._cursors(self.page.items)
            self._edges = [Edge(*it) for it in zip(self.page.items, cursors, strict=True)]
        return self._edges

    @property
    def page_info(self) -> PageInfo:
        items = self.page.items
        ends = self._cursors((items[0], items[-1])) if items else (None, None)
        return PageInfo(
            has_next_page=self.page.has_next,
            has_previous_page=self.page.has_previous,
            start_cursor=ends[0],
            end_cursor=ends[1],
        )

    def _cursors(self, records: Sequence[Record]) -> Sequence[str]:
        fingerprint, order = self._list.fingerprint(), self._list.order
        places = (position(record, order) for record in records)
        wires = (msgspec.json.encode(_Cursor(fingerprint, it.key, it.id)) for it in places)
        return [urlsafe_b64encode(wire).rstrip(b"=").decode() for wire in wires]


class Reported(Connection[Record], Generic[Record, Total]):
    """One page of a report's rows, and the totals of all of them."""

    __slots__ = ("totals",)

    def __init__(self, report: Report[Record, Total], list: _List) -> None:
        async def count() -> int:
            return report.count

        super().__init__(report, list, count)
        self.totals = report.totals


class Windowed(Generic[Record, Filter]):
    """The same page of some parent's list, wanted: wait for it, or load it for many at once."""

    __slots__ = ("_list", "listing", "loader", "parent")

    def __init__(
        self, parent: str, loader: Pages[Record, Filter], listing: Listing[Filter], list: _List
    ) -> None:
        self.parent = parent
        self.loader = loader
        self.listing = listing
        self._list = list

    def __await__(self) -> Generator[Any, None, Connection[Record]]:
        page = yield from self.loader.load(self.parent, self.listing).__await__()
        return self.of(self.parent, page, self.loader)

    def of(
        self, parent: str, page: Page[Record], loader: Pages[Record, Filter]
    ) -> Connection[Record]:
        """Make a parent's connection of its page, which ``loader`` loaded."""
        of, _, _, order = self._list
        filter = self.listing.filter
        return Connection(
            page, _List(of, parent, filter, order), lambda: loader.count(parent, filter)
        )


async def connection(
    paging: Paging,
    filter: Filter,
    order: Order,
    *,
    of: str,
    load: Callable[[Listing[Filter]], Awaitable[Page[Record]]],
    count: Callable[[Filter], Awaitable[int]],
    fields: Fields | None = None,
) -> Connection[Record]:
    """Load the page that the arguments describe of the list called ``of``, ``fields`` of each record.

    A cursor counts only for the list, filter and order it came from. Raises ``Refused`` with the
    argument that is wrong.
    """
    list = _List(of, None, filter, order)
    window = _window(paging, list)
    page = await load(Listing(filter=filter, order=order, window=window, fields=fields))
    return Connection(page, list, lambda: count(filter))


def connection_of(
    parent: str,
    loader: Pages[Record, Filter],
    paging: Paging,
    filter: Filter,
    order: Order,
    *,
    of: str,
) -> Windowed[Record, Filter]:
    """Load the page of one parent's list, gathered with those of its siblings."""
    list = _List(of, parent, filter, order)
    listing = Listing(filter=filter, order=order, window=_window(paging, list))
    return Windowed(parent, loader, listing, list)


async def reported(
    paging: Paging,
    ask: Filter,
    order: Order,
    *,
    of: str,
    load: Callable[[Listing[Filter]], Awaitable[Report[Record, Total]]],
) -> Reported[Record, Total]:
    """Load the page that the arguments describe of a report, with its totals, in one ask."""
    list = _List(of, None, ask, order)
    report = await load(Listing(filter=ask, order=order, window=_window(paging, list)))
    return Reported(report, list)


async def connection_within(
    records: Sequence[Record], paging: Paging, order: Order, *, of: str
) -> Connection[Record]:
    """Return a page, from the front and rising, of a list that is wholly in hand."""
    placed = sorted(((_sortable(position(it, order)), it) for it in records), key=itemgetter(0))

    async def load(listing: Listing[None]) -> Page[Record]:
        after, limit = listing.window.after, listing.window.limit
        start = bisect_right(placed, _sortable(after), key=itemgetter(0)) if after else 0
        items = [it for _, it in placed[start : start + limit]]
        return Page(items=items, has_next=start + limit < len(placed), has_previous=start > 0)

    async def count(_: None) -> int:
        return len(placed)

    return await connection(paging, None, order, of=of, load=load, count=count)


def _sortable(place: Position) -> tuple[str, str]:
    return str(place.key), place.id


def _window(paging: Paging, list: _List) -> Window:
    first, last = _said(paging.first), _said(paging.last)
    if first is not None and last is not None:
        raise _bad("last", "Ask for first or for last, not for both.")
    for name, limit in (("first", first), ("last", last)):
        if limit is not None and not 1 <= limit <= MOST:
            raise _bad(name, f"{name} is between 1 and {MOST}, not {limit}.")
    return Window(
        limit=first or last or DEFAULT_LIMIT,
        backwards=last is not None,
        after=_place("after", _said(paging.after), list),
        before=_place("before", _said(paging.before), list),
    )


def _said(argument: Argument | None) -> Argument | None:
    return None if argument is UNSET else argument


def _place(name: str, cursor: str | None, list: _List) -> Position | None:
    if cursor is None:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        place = _decode(urlsafe_b64decode(padded))
    except (binascii.Error, UnicodeEncodeError, msgspec.MsgspecError):
        raise _bad(name, f"{name} is not a cursor of this graph.") from None
    if place.list != list.fingerprint():
        raise _bad(name, f"{name} is a cursor of another list, filter or order.")
    return Position(place.key, place.id)


def _bad(name: str, rule: str) -> Refused:
    return Refused(InvalidInput(field=(name,), rule=rule))


def newest_first(by: str) -> Order:
    """Order by an attribute, the greatest first."""
    return Order(by, OrderDirection.DESC)
