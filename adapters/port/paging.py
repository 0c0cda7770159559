"""A list as a caller asks for it, and the page that answers."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Generic, TypeVar

import msgspec

from adapters.port.fields import Fields

__all__ = ["Listing", "Order", "OrderDirection", "Page", "Position", "Window", "key_of", "position"]

Record = TypeVar("Record")
Filter = TypeVar("Filter")


class OrderDirection(Enum):
    """Which end of a list comes first."""

    ASC = "asc"
    DESC = "desc"


class Order(msgspec.Struct, frozen=True):
    """Sorted by one attribute of the record, then by id, both in the same direction."""

    by: str
    direction: OrderDirection = OrderDirection.ASC


class Position(msgspec.Struct, frozen=True, array_like=True):
    """A place in a sorted list: the sort key and id of a record that stands, or stood, there."""

    key: str | int
    id: str


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """At most ``limit`` records strictly between two positions, from the front or from the back."""

    limit: int
    backwards: bool = False
    after: Position | None = None
    before: Position | None = None


class Listing(msgspec.Struct, Generic[Filter], frozen=True, kw_only=True):
    """What to list, in which order, and which part of it; with ``fields``, no more of each record
    is needed than these, what it is sorted by, and its id.
    """

    filter: Filter
    order: Order
    window: Window
    fields: Fields | None = None


class Page(msgspec.Struct, Generic[Record], frozen=True, kw_only=True):
    """One window's records in order, and whether more lie beyond either end."""

    items: Sequence[Record]
    has_next: bool
    has_previous: bool


def key_of(value: Any) -> str | int:
    """Return a sortable wire form of an attribute: text, or a whole number.

    Instants become UTC with six decimals, so that their text sorts as time does; nothing sorts
    before everything.
    """
    match value:
        case None:
            return ""
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case int():
            return value
        case _:
            return str(value)


def position(record: Any, order: Order) -> Position:
    """Return where the record stands in a list so ordered."""
    return Position(key_of(getattr(record, order.by)), record.id)
