"""JSON as the seed writes it: no nulls, and money as exact numbers that never were floats."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import msgspec
from starlette.responses import Response

from adapters.port import Money

__all__ = ["Json", "amount", "answer", "encode", "number", "only", "present"]

Json = dict[str, Any]

_encoder = msgspec.json.Encoder(decimal_format="number")


def encode(value: Any) -> bytes:
    """Write a value as JSON; a Decimal digit for digit."""
    return _encoder.encode(value)


def answer(value: Any, status: int = 200) -> Response:
    """Make a response of a value."""
    return Response(encode(value), status, media_type="application/json")


def number(value: Decimal) -> Decimal:
    """Give a figure the seed's look, as 395.0 and 59.325: at least one decimal, no idle zeros."""
    whole, _, decimals = format(value if value else Decimal(0), "f").partition(".")
    return Decimal(f"{whole}.{decimals.rstrip('0') or '0'}")


def amount(money: Money | None) -> Decimal | None:
    """Return an amount's figure; its currency is written beside it."""
    return None if money is None else number(money.amount)


def present(fields: Mapping[str, Any]) -> Json:
    """Leave out what is not there."""
    return {name: value for name, value in fields.items() if value is not None}


def only(fields: Iterable[str], item: Json) -> Json:
    """Keep these fields, in this order."""
    return {name: item[name] for name in fields if name in item}
