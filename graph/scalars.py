"""Scalars: exact decimals as strings, dates, instants with an offset, currencies and URLs."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from adapters.port import CURRENCIES, CurrencyCode
from resolvers.links import URL

__all__ = ["SCALARS", "URL", "write_instant"]

_RFC_3339 = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"
_DECIMAL = re.compile(r"-?(0|[1-9]\d{0,17})(\.\d{1,12})?")


def _write_decimal(value: Decimal) -> str:
    # Said at once by most, and twice as fast as by format.
    written = str(value)
    return format(value, "f") if "E" in written else written


def _read_decimal(value: Any) -> Decimal:
    """Read a string or a whole or exact number; what has passed through a float is refused."""
    if isinstance(value, str | int | Decimal) and not isinstance(value, bool):
        text = _written(value)
        if _DECIMAL.fullmatch(text):
            return Decimal(text).normalize()  # 2.70 is 2.7, also to an idempotency key
    raise GraphQLError(
        "A Decimal is a string of at most 18 digits before the point and 12 after it, "
        f'as "1066.5"; this is {value!r}.'
    )


def _written(value: str | int | Decimal) -> str:
    """Write a number out, unless it is none or its zeros would fill a book: 1E+999999999."""
    if not isinstance(value, Decimal):
        return str(value)
    return format(value, "f") if value.is_finite() and abs(value.adjusted()) < 30 else ""


def _read_date(value: Any) -> date:
    try:
        return date.fromisoformat(value) if len(value) == 10 else _no_date(value)
    except (TypeError, ValueError):
        return _no_date(value)


def _no_date(value: Any) -> date:
    raise GraphQLError(f'A Date is written as "2026-02-18"; this is {value!r}.')


def write_instant(value: datetime) -> str:
    written: str = msgspec.to_builtins(value.astimezone(UTC))
    return written


def _read_instant(value: Any) -> datetime:
    try:
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is not None:
            return instant.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        pass
    raise GraphQLError(
        f'A DateTime is written with its offset, as "2026-02-18T17:21:02Z"; this is {value!r}.'
    )


def _read_currency(value: Any) -> CurrencyCode:
    if isinstance(value, str) and value in CURRENCIES:
        return CurrencyCode(value)
    raise GraphQLError(f'A CurrencyCode is one of ISO 4217, as "USD"; this is {value!r}.')


def _scalar(name: str, **rest: Any) -> ScalarDefinition:
    definition: ScalarDefinition = strawberry.scalar(name=name, **rest)
    return definition


SCALARS: dict[object, ScalarDefinition] = {
    Decimal: _scalar(
        "Decimal",
        description='An exact decimal number, in JSON a string as "1066.5", never a float.',
        serialize=_write_decimal,
        parse_value=_read_decimal,
        parse_literal=lambda node, _variables=None: _read_decimal(getattr(node, "value", None)),
    ),
    date: _scalar(
        "Date",
        description='A day without a time, as "2026-02-18".',
        specified_by_url=_RFC_3339,
        serialize=date.isoformat,
        parse_value=_read_date,
    ),
    datetime: _scalar(
        "DateTime",
        description='An instant, always with its offset, as "2026-02-18T17:21:02Z".',
        specified_by_url=_RFC_3339,
        serialize=write_instant,
        parse_value=_read_instant,
    ),
    CurrencyCode: _scalar(
        "CurrencyCode",
        description='A currency by its ISO 4217 code, as "USD".',
        serialize=str,
        parse_value=_read_currency,
    ),
    URL: _scalar("URL", description="A web address.", serialize=str, parse_value=str),
}
