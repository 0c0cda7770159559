"""Cells: which columns an attribute of a record lies in, and how rows become records.

From ``{"id": Cell(("t.id",)), "open_date": Cell(("t.open_date",), day)}`` a reader is written as::

    def read(rows):
        return [make(row[0], read_open_date(row[1])) for row in rows]
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from adapters.embedded.database import Row
from adapters.port import Fields, narrowed

__all__ = ["Cell", "Reader", "own", "partly", "wholly"]

Record = TypeVar("Record", bound=msgspec.Struct)
Read = TypeVar("Read")


class Cell(NamedTuple):
    """The SQL of an attribute's columns, and what makes a value of what they hold; without it, the
    value is what the one column holds.
    """

    columns: tuple[str, ...]
    read: Callable[..., Any] | None = None


def own(*names: str) -> dict[str, Cell]:
    """Return cells of attributes that are columns of their own name, as they are."""
    return {name: Cell((f"t.{name}",)) for name in names}


class Reader(NamedTuple, Generic[Read]):
    """The columns to select, and what makes records of such rows."""

    columns: str
    read: Callable[[Iterable[Row]], list[Read]]


def wholly(columns: str, read: Callable[[Row], Read]) -> Callable[[Fields | None], Reader[Read]]:
    """Return what reads whole records, whatever is needed of them."""
    reader = Reader(columns, lambda rows: [read(row) for row in rows])
    return lambda _: reader


def partly(
    record: type[Record], cells: Mapping[str, Cell]
) -> Callable[[Fields | None], Reader[Record]]:
    """Return what reads of records what is needed of them, and their ids."""

    @lru_cache(maxsize=200)
    def reader(fields: Fields | None) -> Reader[Record]:
        return _reader(record, cells, None if fields is None else fields | {"id"})

    return reader


def _reader(
    record: type[Record], cells: Mapping[str, Cell], fields: Fields | None
) -> Reader[Record]:
    """Write what reads whole records, or those attributes of them. No column is read twice."""
    made: Any = record if fields is None else narrowed(record, fields)
    columns: dict[str, int] = {}
    space: dict[str, Any] = {"make": made}
    values = []
    for name in made.__struct_fields__:
        told, read = cells[name]
        places = [columns.setdefault(it, len(columns)) for it in told]
        value = ", ".join(f"row[{place}]" for place in places)
        if read is not None:
            space[f"read_{name}"] = read
            value = f"read_{name}({value})"
        values.append(f"{name}={value}" if fields is None else value)
    source = f"def read(rows):\n    return [make({', '.join(values)}) for row in rows]"
    exec(source, space)  # noqa: S102 - of our own writing.
    return Reader(", ".join(columns), space["read"])
