"""Scalars by the value: what is read, what is written, what is refused."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from graphql import GraphQLError

from adapters.port import CurrencyCode
from graph.scalars import SCALARS


@pytest.mark.parametrize(
    ("scalar", "said", "value"),
    [
        (Decimal, "1066.50", Decimal("1066.5")),
        (Decimal, "-0.000000000001", Decimal("-1e-12")),
        (Decimal, 12, Decimal(12)),
        (Decimal, Decimal("2.70"), Decimal("2.7")),
        (date, "2026-02-18", date(2026, 2, 18)),
        (datetime, "2026-02-18T17:21:02Z", datetime(2026, 2, 18, 17, 21, 2, tzinfo=UTC)),
        (datetime, "2026-02-18T11:21:02-06:00", datetime(2026, 2, 18, 17, 21, 2, tzinfo=UTC)),
        (CurrencyCode, "KWD", "KWD"),
    ],
)
def test_what_is_well_said_is_read(scalar: Any, said: Any, value: Any) -> None:
    parse = SCALARS[scalar].parse_value
    assert parse is not None
    assert parse(said) == value


@pytest.mark.parametrize(
    ("scalar", "said"),
    [
        (Decimal, 2.7),
        (Decimal, "01"),
        (Decimal, ".5"),
        (Decimal, "+1"),
        (Decimal, "NaN"),
        (Decimal, "Infinity"),
        (Decimal, "-inf"),
        (Decimal, "1e3"),
        (Decimal, "1234567890123456789"),
        (Decimal, "0.1234567890123"),
        (Decimal, float("nan")),
        (Decimal, float("inf")),
        (Decimal, Decimal("NaN")),
        (Decimal, Decimal("sNaN")),
        (Decimal, Decimal("-Infinity")),
        (Decimal, Decimal("1E+999999999")),
        (Decimal, Decimal("1E-999999999")),
        (date, "2026-2-18"),
        (date, "20260218"),
        (date, "2026-02-30"),
        (date, 20260218),
        (date, None),
        (datetime, "2026-02-18"),
        (datetime, "2026-02-18T17:21:02"),
        (datetime, "0001-01-01T00:00:00+05:00"),
        (datetime, 0),
        (CurrencyCode, "usd"),
        (CurrencyCode, "XXX"),
        (CurrencyCode, 840),
    ],
    ids=str,
)
def test_what_is_ill_said_is_refused(scalar: Any, said: Any) -> None:
    parse = SCALARS[scalar].parse_value
    assert parse is not None
    with pytest.raises(GraphQLError, match=r"this is "):
        parse(said)


@pytest.mark.parametrize(
    ("scalar", "value", "said"),
    [
        (Decimal, Decimal("1E+2"), "100"),
        (Decimal, Decimal("59.325"), "59.325"),
        (Decimal, Decimal("0.00"), "0.00"),
        (date, date(2026, 2, 18), "2026-02-18"),
        (
            datetime,
            datetime(2026, 2, 18, 11, 21, 2, tzinfo=timezone(timedelta(hours=-6))),
            "2026-02-18T17:21:02Z",
        ),
        (
            datetime,
            datetime(2026, 2, 18, 17, 21, 2, 500000, tzinfo=UTC),
            "2026-02-18T17:21:02.500000Z",
        ),
    ],
)
def test_what_is_written_is_exact(scalar: Any, value: Any, said: str) -> None:
    serialize = SCALARS[scalar].serialize
    assert serialize is not None
    assert serialize(value) == said
