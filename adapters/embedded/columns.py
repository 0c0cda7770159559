"""How values lie in the tables' columns, and how they come back."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

import msgspec

from adapters.port import Money, from_minor

__all__ = [
    "as_json",
    "by_value",
    "day",
    "instant",
    "moment",
    "money",
    "plain",
    "searchable",
    "strings",
]

_strings = msgspec.json.Decoder(tuple[str, ...])


Member = TypeVar("Member", bound=Enum)


def by_value(enum: type[Member]) -> Callable[[str], Member]:
    """Return what reads a member of an enum: many times as fast as the enum itself."""
    return {member.value: member for member in enum}.__getitem__


def instant(value: datetime) -> str:
    """Write an instant in UTC with six decimals: such text sorts as time does."""
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """Read an instant back, aware."""
    return datetime.fromisoformat(text)


def day(text: str | None) -> date | None:
    """Read a date that may be missing."""
    return date.fromisoformat(text) if text else None


def as_json(value: Any) -> str:
    """Write a list or a record as JSON text."""
    return msgspec.json.encode(value).decode()


def strings(text: str) -> tuple[str, ...]:
    """Read a JSON list of strings."""
    return () if text == "[]" else _strings.decode(text)


def money(amount: int | None, currency: str) -> Money | None:
    """Read minor units that may be missing."""
    return None if amount is None else from_minor(amount, currency)


def plain(value: Decimal) -> str:
    """Write a decimal without exponent or trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def searchable(*parts: str | None) -> str:
    """Fold the parts into the one text that a search looks through, case set aside."""
    return " ".join(part for part in parts if part).casefold()
