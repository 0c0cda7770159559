"""Connections: a caller's first, after, last and before, and the cursors that answer them."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable, Hashable, Sequence
from hashlib import blake2b
from typing import Generic, NamedTuple, TypeVar

import msgspec

from adapters.port import (
    InvalidInput,
    Listing,
    Order,
    OrderDirection,
    Page,
    Position,
    Refused,
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
    "connection",
    "connection_of",
    "newest_first",
]

Record = TypeVar("Record")
Filter = TypeVar("Filter", bound=Hashable)

DEFAULT_LIMIT = 20
MOST = 100


class _Cursor(msgspec.Struct, frozen=True, array_like=True):
    """A position, and a fingerprint of the one list it is a place in."""

    list: str
    key: str | int
    id: str


_decode = msgspec.json.Decoder(_Cursor).decode


class Paging(NamedTuple):
    """The four arguments that every connection takes."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None


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

    __slots__ = ("_fingerprint", "_order", "_page", "count")

    def __init__(
        self,
        page: Page[Record],
        order: Order,
        fingerprint: str,
        count: Callable[[], Awaitable[int]],
    ) -> None:
        self._page = page
        self._order = order
        self._fingerprint = fingerprint
        self.count = count

    @property
    def nodes(self) -> Sequence[Record]:
        return self._page.items

    @property
    def edges(self) -> Sequence[Edge[Record]]:
        return [Edge(record, self._cursor(record)) for record in self._page.items]

    @property
    def page_info(self) -> PageInfo:
        items = self._page.items
        return PageInfo(
            has_next_page=self._page.has_next,
            has_previous_page=self._page.has_previous,
            start_cursor=self._cursor(items[0]) if items else None,
            end_cursor=self._cursor(items[-1]) if items else None,
        )

    def _cursor(self, record: Record) -> str:
        place = position(record, self._order)
        wire = msgspec.json.encode(_Cursor(self._fingerprint, place.key, place.id))
        return urlsafe_b64encode(wire).rstrip(b"=").decode()


async def connection(
    paging: Paging,
    filter: Filter,
    order: Order,
    *,
    of: str,
    load: Callable[[Listing[Filter]], Awaitable[Page[Record]]],
    count: Callable[[Filter], Awaitable[int]],
) -> Connection[Record]:
    """Load the page that the arguments describe of the list called ``of``.

    ``of`` names the list and its parent; a cursor counts only for the list, filter and order it
    came from. Raises ``Refused`` with the argument that is wrong.
    """
    fingerprint = _fingerprint(of, filter, order)
    window = _window(paging, order, fingerprint)
    page = await load(Listing(filter=filter, order=order, window=window))
    return Connection(page, order, fingerprint, lambda: count(filter))


async def connection_of(
    parent: str,
    loader: Pages[Record, Filter],
    paging: Paging,
    filter: Filter,
    order: Order,
    *,
    of: str,
) -> Connection[Record]:
    """Load the page of one parent's list, gathered with those of its siblings."""
    return await connection(
        paging,
        filter,
        order,
        of=f"{of} of {parent}",
        load=lambda listing: loader.load(parent, listing),
        count=lambda filter: loader.count(parent, filter),
    )


def _window(paging: Paging, order: Order, fingerprint: str) -> Window:
    first, after, last, before = paging
    if first is not None and last is not None:
        raise _bad("last", "Ask for first or for last, not for both.")
    for name, limit in (("first", first), ("last", last)):
        if limit is not None and not 1 <= limit <= MOST:
            raise _bad(name, f"{name} is between 1 and {MOST}, not {limit}.")
    return Window(
        limit=first or last or DEFAULT_LIMIT,
        backwards=last is not None,
        after=_place("after", after, fingerprint),
        before=_place("before", before, fingerprint),
    )


def _place(name: str, cursor: str | None, fingerprint: str) -> Position | None:
    if cursor is None:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        place = _decode(urlsafe_b64decode(padded))
    except (binascii.Error, UnicodeEncodeError, msgspec.MsgspecError):
        raise _bad(name, f"{name} is not a cursor of this graph.") from None
    if place.list != fingerprint:
        raise _bad(name, f"{name} is a cursor of another list, filter or order.")
    return Position(place.key, place.id)


def _fingerprint(of: str, filter: object, order: Order) -> str:
    text = msgspec.json.encode((of, filter, order))
    return blake2b(text, digest_size=6).hexdigest()


def _bad(name: str, rule: str) -> Refused:
    return Refused(InvalidInput(field=(name,), rule=rule))


def newest_first(by: str) -> Order:
    """Order by an attribute, the greatest first."""
    return Order(by, OrderDirection.DESC)
