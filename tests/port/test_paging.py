"""Keys of positions sort as the values behind them do."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from adapters.port import Listing, Order, OrderDirection, Position, Window, key_of, position

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=OFFSETS)  # noqa: DTZ001 - the offsets are drawn


class Record(Struct, frozen=True):
    """A record that may be sorted by any of its attributes."""

    id: str
    name: str
    sequence: int
    due: date | None
    created_at: datetime


RECORD = Record("inv_1", "Ünal", 7, None, datetime(2026, 2, 20, 9, 15, 44, 5, UTC))


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (None, ""),
        ("", ""),
        ("Acme v. Contoso", "Acme v. Contoso"),
        (7, 7),
        (-7, -7),
        (date(2026, 2, 20), "2026-02-20"),
        (date(999, 1, 1), "0999-01-01"),
        (datetime(2026, 2, 20, 9, 15, 44, tzinfo=UTC), "2026-02-20T09:15:44.000000Z"),
        (datetime(2026, 2, 20, 9, 15, 44, 1, UTC), "2026-02-20T09:15:44.000001Z"),
        (
            datetime(2026, 2, 20, 23, 30, tzinfo=timezone(-timedelta(hours=5))),
            "2026-02-21T04:30:00.000000Z",
        ),
        (datetime(999, 1, 1, tzinfo=UTC), "0999-01-01T00:00:00.000000Z"),
    ],
)
def test_a_key_is_the_values_wire_form(value: object, key: str | int) -> None:
    assert key_of(value) == key


@given(MOMENTS, MOMENTS)
def test_keys_of_moments_sort_as_time_does_whatever_their_offsets(
    one: datetime, other: datetime
) -> None:
    assert (key_of(one) < key_of(other)) is (one < other)
    assert (key_of(one) == key_of(other)) is (one == other)


@given(MOMENTS, OFFSETS)
def test_a_moment_has_one_key_in_every_offset(moment: datetime, offset: timezone) -> None:
    assert key_of(moment) == key_of(moment.astimezone(offset))


@given(MOMENTS)
def test_a_moment_comes_back_from_its_key(moment: datetime) -> None:
    assert datetime.fromisoformat(str(key_of(moment))) == moment


@given(st.dates(), st.dates())
def test_keys_of_days_sort_as_days_do(one: date, other: date) -> None:
    assert (key_of(one) < key_of(other)) is (one < other)


@given(st.integers(), st.integers())
def test_keys_of_numbers_sort_as_numbers_do(one: int, other: int) -> None:
    assert (key_of(one) < key_of(other)) is (one < other)


@given(st.text(), st.text())
def test_keys_of_texts_sort_as_texts_do(one: str, other: str) -> None:
    assert (key_of(one) < key_of(other)) is (one < other)


@given(st.dates() | MOMENTS | st.text(min_size=1))
def test_nothing_sorts_before_everything(value: object) -> None:
    assert key_of(None) < key_of(value)


@pytest.mark.parametrize(
    ("by", "key"),
    [
        ("id", "inv_1"),
        ("name", "Ünal"),
        ("sequence", 7),
        ("due", ""),
        ("created_at", "2026-02-20T09:15:44.000005Z"),
    ],
)
@pytest.mark.parametrize("direction", OrderDirection)
def test_a_records_position_is_its_key_and_its_id(
    by: str, key: str | int, direction: OrderDirection
) -> None:
    assert position(RECORD, Order(by, direction)) == Position(key, "inv_1")


def test_lists_run_upwards_and_from_the_front_unless_told_otherwise() -> None:
    assert Order("name").direction is OrderDirection.ASC
    window = Window(limit=3)
    assert (window.backwards, window.after, window.before) == (False, None, None)


def test_two_listings_alike_are_one_key_of_a_dictionary() -> None:
    def listing(limit: int) -> Listing[None]:
        window = Window(limit=limit, after=Position("2026-02-20", "inv_1"))
        return Listing(filter=None, order=Order("due"), window=window)

    assert len({listing(3), listing(3), listing(4)}) == 2
