"""Chance: one seeded source of every choice, so that the demo firm is the same each time."""

import random
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

__all__ = ["END", "START", "Chance", "following", "workday"]

START = date(2024, 3, 1)
END = date(2026, 2, 28)

_DAY = timedelta(days=1)
_HOLIDAYS = frozenset(
    date.fromisoformat(day)
    for day in (
        *("2024-05-27", "2024-07-04", "2024-09-02", "2024-11-28", "2024-12-25", "2025-01-01"),
        *("2025-05-26", "2025-07-04", "2025-09-01", "2025-11-27", "2025-12-25", "2026-01-01"),
    )
)
_SLOT = re.compile(r"\{(\w+)\}")
_TAKEN = frozenset({"mat_b7811e", "inv_71a92f"})
"""Ids of the seed that stand for what a visitor is still to create."""


class Chance:
    """Draws names, days and ids; two of them drawn alike draw the same."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self._ids = set(_TAKEN)

    def id(self, kind: str) -> str:
        """Return a new id, as ``mat_9c31d2``."""
        while True:
            id = f"{kind}_{self.draw.getrandbits(24):06x}"
            if id not in self._ids:
                self._ids.add(id)
                return id

    def keep(self, id: str) -> str:
        """Return an id that is given, and never draw it again."""
        self._ids.add(id)
        return id

    def happens(self, share: float) -> bool:
        """Return true for this share of the times it is asked."""
        return self.draw.random() < share

    def between(self, first: date, last: date) -> date:
        """Return a working day from the first day to the last, both taken in."""
        span = max((last - first).days, 0)
        day = first
        for _ in range(12):
            day = first + self.draw.randint(0, span) * _DAY
            if day == workday(day):
                break
        return day

    def moment(self, day: date, opens: int = 14, closes: int = 22) -> datetime:
        """Return a moment of this day within the firm's hours, which are afternoon in UTC."""
        seconds = self.draw.randint(opens * 3600, closes * 3600 + 3599)
        return datetime.combine(day, time(), UTC) + timedelta(seconds=seconds)

    def fill(self, text: str, own: Mapping[str, str], shared: Mapping[str, Sequence[str]]) -> str:
        """Write a text out: each ``{slot}`` by the matter's own word, else by any that fits."""
        filled = _SLOT.sub(
            lambda slot: own[slot[1]] if slot[1] in own else self.draw.choice(shared[slot[1]]), text
        )
        return filled.replace("s's ", "s' ")


def workday(day: date) -> date:
    """Return this day, or the first after it that the firm works on."""
    while day.weekday() > 4 or day in _HOLIDAYS:
        day += _DAY
    return day


def following(day: date, working_days: int) -> date:
    """Return the day so many working days after."""
    for _ in range(working_days):
        day = workday(day + _DAY)
    return day
