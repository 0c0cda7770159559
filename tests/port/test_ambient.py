"""The time and new names: always with an offset, always another."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from adapters.port import RandomIds, SystemClock, today
from tests.world import StandingClock


def test_the_systems_clock_tells_the_time_in_utc() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta(0)


@pytest.mark.parametrize("prefix", ["mat", "tim", "inv"])
def test_an_id_is_its_prefix_and_64_bits(prefix: str) -> None:
    assert re.fullmatch(rf"{prefix}_[0-9a-f]{{16}}", RandomIds().new(prefix))


def test_no_two_ids_are_the_same() -> None:
    one, other = RandomIds(), RandomIds()
    ids = {source.new("mat") for source in (one, other) for _ in range(5000)}
    assert len(ids) == 10_000


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 2, 20, 0, 0, tzinfo=UTC), date(2026, 2, 20)),
        (datetime(2026, 2, 20, 23, 59, 59, 999_999, UTC), date(2026, 2, 20)),
        (
            datetime(2026, 2, 20, 19, 0, tzinfo=timezone(-timedelta(hours=5))),
            date(2026, 2, 21),
        ),
        (
            datetime(2026, 2, 20, 12, 59, tzinfo=timezone(timedelta(hours=13))),
            date(2026, 2, 19),
        ),
        (datetime(2024, 2, 29, 12, 0, tzinfo=UTC), date(2024, 2, 29)),
    ],
)
def test_today_is_the_clocks_day_in_utc(now: datetime, day: date) -> None:
    assert today(StandingClock(now)) == day
