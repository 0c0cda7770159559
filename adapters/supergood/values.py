"""Values on their way: records' money and instants, commands' fields in the dialect's names."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar, overload

import msgspec
from msgspec import UNSET, Struct

from adapters.port import EXACT, Money, exact

__all__ = ["camel", "day", "grouped", "instant", "money", "plain", "said"]

Record = TypeVar("Record")


@overload
def money(amount: Decimal, currency: str) -> Money: ...
@overload
def money(amount: Decimal | None, currency: str) -> Money | None: ...
def money(amount: Decimal | None, currency: str) -> Money | None:
    """Make Money of a number that may be missing, with its minor unit's decimals at least."""
    return None if amount is None else _money(amount, currency)


@lru_cache(maxsize=10_000)
def _money(amount: Decimal, currency: str) -> Money:
    return exact(plain(amount), currency)


def plain(value: Decimal) -> Decimal:
    """Return a figure without idle zeros: 1.50 is 1.5, 0.0 is 0, and 100 is 100."""
    normal = value.normalize(EXACT)
    whole = normal == normal.to_integral_value()
    return normal.quantize(Decimal(1), context=EXACT) if whole else normal


def instant(value: dt.datetime | None) -> str | None:
    """Write an instant, with its offset, as a query's value."""
    return None if value is None else value.astimezone(dt.UTC).isoformat()


def day(value: dt.date | None) -> str | None:
    """Write a day as a query's value."""
    return None if value is None else value.isoformat()


def camel(name: str) -> str:
    """Return a field's name as JSON has it."""
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)


def said(
    command: Struct, *, leave_out: Sequence[str] = (), rename: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return what a command says, in the dialect's names; what is unset is not said."""
    names = rename or {}
    starts = {field.name: field.default for field in msgspec.structs.fields(type(command))}
    # None is silence where that is what a field starts as; elsewhere it clears.
    return {
        names.get(name, camel(name)): msgspec.to_builtins(value, builtin_types=(Decimal, dt.date))
        for name, value in msgspec.structs.asdict(command).items()
        if name not in leave_out
        and value is not UNSET
        and not (value is None and starts[name] is None)
    }


def grouped(
    parents: Sequence[str], records: Iterable[Record], parent: Callable[[Record], str | None]
) -> dict[str, list[Record]]:
    """Return each parent's records; a parent without any has an empty list."""
    found: dict[str, list[Record]] = {id: [] for id in parents}
    for record in records:
        if (id := parent(record)) in found and id is not None:
            found[id].append(record)
    return found
