"""Lists of one table's records: by key, by page, and by page under many parents at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, Generic, TypeVar

import msgspec

from adapters.embedded.cells import Reader
from adapters.embedded.columns import as_json
from adapters.embedded.database import Database
from adapters.port import Fields, Listing, OrderDirection, Page, Position, Window

__all__ = ["Condition", "Lists", "Table", "conditions", "one_of", "page_of", "window_of"]

Record = TypeVar("Record")
Filter = TypeVar("Filter")

Condition = tuple[str, Sequence[Any]]
"""A piece of SQL that is true of the records wanted, and its arguments."""


class Table(msgspec.Struct, Generic[Record, Filter], frozen=True, kw_only=True):
    """A noun's place in the file. In ``source`` its own table is ``t``; ``sorts`` holds the SQL
    behind each attribute that lists may be ordered by; ``where`` turns a filter into conditions.
    """

    source: str
    reader: Callable[[Fields | None], Reader[Record]]
    sorts: Mapping[str, str]
    where: Callable[[Filter], Iterable[Condition]]

    def reader_of(self, listing: Listing[Filter]) -> Reader[Record]:
        """Return what reads a list's records, with what they are sorted by."""
        fields = listing.fields
        return self.reader(None if fields is None else fields | {listing.order.by})


class Lists(Generic[Record, Filter]):
    """Reads one table; a window under many parents is still one statement."""

    def __init__(self, db: Database, table: Table[Record, Filter]) -> None:
        self._db = db
        self._table = table

    def by(self, column: str, values: Sequence[str], fields: Fields | None = None) -> list[Record]:
        """Return the records whose column is among the values, in no order."""
        table = self._table
        columns, read = table.reader(fields)
        rows = self._db.read(
            f"select {columns} from {table.source} "
            f"where {column} in (select value from json_each(?))",
            [as_json(values)],
        )
        return read(rows)

    def page(self, listing: Listing[Filter]) -> Page[Record]:
        table = self._table
        columns, read = table.reader_of(listing)
        where, order, args = self._window(listing)
        rows = self._db.read(
            f"select {columns} from {table.source} where {where} order by {order} limit ?",
            [*args, listing.window.limit + 1],
        )
        return page_of(read(rows), listing.window)

    def count(self, filter: Filter) -> int:
        where, args = _all(self._table.where(filter))
        sql = f"select count(*) from {self._table.source} where {where}"
        ((found,),) = self._db.read(sql, args)
        return int(found)

    def pages_of(
        self, column: str, parents: Sequence[str], listing: Listing[Filter]
    ) -> dict[str, Page[Record]]:
        """Return the same window of each parent's records, each cut off in the index."""
        table = self._table
        columns, read = table.reader_of(listing)
        where, order, args = self._window(listing)
        found: dict[str, list[Record]] = {parent: [] for parent in parents}
        rows = self._db.read(
            f"select {columns}, k.value from json_each(?) k cross join {table.source} "
            f"where t.rowid in (select t.rowid from {table.source} "
            f"where {column} = k.value and {where} order by {order} limit ?) order by {order}",
            [as_json(list(found)), *args, listing.window.limit + 1],
        )
        records = read([row[:-1] for row in rows])
        for row, record in zip(rows, records, strict=True):
            found[row[-1]].append(record)
        return {parent: page_of(records, listing.window) for parent, records in found.items()}

    def counts_of(self, column: str, parents: Sequence[str], filter: Filter) -> dict[str, int]:
        where, args = _all(self._table.where(filter))
        rows = self._db.read(
            f"select {column}, count(*) from {self._table.source} "
            f"where {column} in (select value from json_each(?)) and {where} group by {column}",
            [as_json(parents), *args],
        )
        return dict.fromkeys(parents, 0) | dict(rows)

    def _window(self, listing: Listing[Filter]) -> tuple[str, str, list[Any]]:
        return window_of(self._table.sorts, listing, self._table.where(listing.filter))


def window_of(
    sorts: Mapping[str, str], listing: Listing[Any], wanted: Iterable[Condition] = ()
) -> tuple[str, str, list[Any]]:
    """Return the conditions of a window, its order, and the conditions' arguments."""
    window, key = listing.window, sorts[listing.order.by]
    ascending = listing.order.direction is OrderDirection.ASC
    beyond, short_of = (">", "<") if ascending else ("<", ">")
    where, args = _all(
        [*wanted, *_side(key, beyond, window.after), *_side(key, short_of, window.before)]
    )
    way = "asc" if ascending != window.backwards else "desc"
    return where, f"{key} {way}, t.id {way}", args


def page_of(records: list[Record], window: Window) -> Page[Record]:
    """Cut off the one record too many that tells whether there are more."""
    more = len(records) > window.limit
    items = records[: window.limit]
    if window.backwards:
        items.reverse()
        return Page(items=items, has_next=window.before is not None, has_previous=more)
    return Page(items=items, has_next=more, has_previous=window.after is not None)


def conditions(pairs: Mapping[str, Any]) -> list[Condition]:
    """Make a condition of each piece of SQL whose one argument was given."""
    return [(sql, [value]) for sql, value in pairs.items() if value is not None]


def one_of(column: str, values: Sequence[Enum] | None) -> list[Condition]:
    """Make the condition that a column holds one of the values, if any were given."""
    if values is None:
        return []
    return [(f"{column} in ({', '.join('?' * len(values))})", [it.value for it in values])]


def _side(key: str, side: str, position: Position | None) -> list[Condition]:
    if position is None:
        return []
    return [(f"({key}, t.id) {side} (?, ?)", [position.key, position.id])]


def _all(wanted: Iterable[Condition]) -> tuple[str, list[Any]]:
    parts = [("true", []), *wanted]
    return " and ".join(sql for sql, _ in parts), [arg for _, args in parts for arg in args]
