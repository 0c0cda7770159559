"""TimeRounding: how minutes of work become hours, for the firm or for one of its people."""

from collections.abc import Sequence
from enum import Enum
from typing import Protocol

from msgspec import Struct

__all__ = ["NewTimeRounding", "RoundingDirection", "TimeRounding", "TimeRoundings"]


class RoundingDirection(Enum):
    """Where minutes go that are no whole number of increments; nearest takes a half up."""

    UP = "up"
    NEAREST = "nearest"
    DOWN = "down"


class TimeRounding(Struct, frozen=True, kw_only=True):
    """Minutes become whole increments, and those become hours of two decimals, a half up.

    ``checks_hours`` tells whether hours that were said must be such hours; they are never
    changed. ``own`` tells a person's rounding from the firm's; ``user_id`` is whom it is for.
    """

    user_id: str | None
    increment_minutes: int
    direction: RoundingDirection
    checks_hours: bool
    own: bool


class NewTimeRounding(Struct, frozen=True, kw_only=True):
    """A rounding to keep for a user, or, naming none, for the firm. Without an increment what was
    kept is forgotten: the firm's counts for the user again, and six minutes up for the firm.
    """

    user_id: str | None = None
    increment_minutes: int | None = None
    direction: RoundingDirection = RoundingDirection.UP
    checks_hours: bool = False


class TimeRoundings(Protocol):
    """What may be asked of a practice's way to round time."""

    async def of_firm(self) -> TimeRounding: ...

    async def of_users(self, user_ids: Sequence[str]) -> Sequence[TimeRounding]:
        """Return the rounding that counts for each user, their own or the firm's."""
        ...

    async def set(self, draft: NewTimeRounding) -> TimeRounding:
        """Keep a rounding, and return the one that counts now; time recorded stays as it is.

        Refuses with ``InvalidInput``, ``NotFound`` (user).
        """
        ...
