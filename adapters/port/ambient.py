"""What a room may not reach for by itself: the time, and names for new things."""

import secrets
from datetime import UTC, date, datetime
from typing import Protocol

__all__ = ["Clock", "Ids", "RandomIds", "SystemClock", "today"]


class Clock(Protocol):
    """Tells the time, always with an offset."""

    def now(self) -> datetime: ...


class Ids(Protocol):
    """Names new things: a prefix that says what, and a rest that nothing else has."""

    def new(self, prefix: str) -> str: ...


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class RandomIds:
    """64 random bits behind the prefix, as ``mat_9f86d081884c7d65``."""

    def new(self, prefix: str) -> str:
        return f"{prefix}_{secrets.token_hex(8)}"


def today(clock: Clock) -> date:
    """Return the clock's day in UTC."""
    return clock.now().astimezone(UTC).date()
