"""Roundings: how minutes become hours, by the firm's rule or a person's own."""

from collections.abc import Sequence
from decimal import Decimal

from adapters.embedded.columns import as_json, instant
from adapters.embedded.database import Database
from adapters.port import (
    Clock,
    InvalidInput,
    NewTimeEntry,
    NewTimeRounding,
    NotFound,
    Refusal,
    Refused,
    RoundingDirection,
    TimeRounding,
)

__all__ = ["EmbeddedTimeRoundings", "hundredths", "rounded"]

_NORM = 6
"""A tenth of an hour, begun: what counts where the firm has said nothing."""

_HOUR = 60


def rounded(minutes: int, increment: int, direction: RoundingDirection) -> int:
    """Return minutes in whole increments (IV16); half an increment goes up to the nearest."""
    whole, rest = divmod(minutes, increment)
    up = {
        RoundingDirection.UP: rest > 0,
        RoundingDirection.NEAREST: 2 * rest >= increment,
        RoundingDirection.DOWN: False,
    }[direction]
    return (whole + up) * increment


def hundredths(minutes: int) -> int:
    """Return minutes in hundredths of an hour, a half rounded up: ten minutes are 0.17."""
    return (200 * minutes + _HOUR) // (2 * _HOUR)


class EmbeddedTimeRoundings:
    """Keeps :class:`adapters.port.TimeRoundings`."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def of_firm(self) -> TimeRounding:
        return self._counting([None])[0]

    async def of_users(self, user_ids: Sequence[str]) -> Sequence[TimeRounding]:
        return self._counting(user_ids)

    async def set(self, draft: NewTimeRounding) -> TimeRounding:
        increment = draft.increment_minutes
        if increment is not None and not 1 <= increment <= _HOUR:
            rule = f"An increment is from 1 to {_HOUR} minutes."
            raise Refused(InvalidInput(field=("incrementMinutes",), rule=rule))
        with self._db.write():
            known = self._db.read("select 1 from users where id = ?", [draft.user_id])
            if draft.user_id is not None and not known:
                raise Refused(NotFound(field=("userId",), noun="user", id=draft.user_id))
            self._db.run("delete from time_roundings where user_id is ?", [draft.user_id])
            if increment is not None:
                columns = {
                    "user_id": draft.user_id,
                    "increment": increment,
                    "direction": draft.direction.value,
                    "checks_hours": draft.checks_hours,
                    "updated_at": instant(self._clock.now()),
                }
                self._db.insert("time_roundings", columns)
            return self._counting([draft.user_id])[0]

    def spent(self, draft: NewTimeEntry, problems: list[Refusal]) -> tuple[int, int | None] | None:
        """Return an entry's hundredths of an hour, and its minutes if those were said.

        Hours that were said are as they were; where the rule wants it, they must fit.
        """
        if (draft.hours is None) == (draft.minutes is None):
            problems.append(InvalidInput(field=("hours",), rule="Give either hours or minutes."))
            return None
        # Whoever is not there was noted before; the firm's rule does for them.
        rule = (self._counting([draft.user_id]) or self._counting([None]))[0]
        if draft.minutes is not None:
            whole = rounded(draft.minutes, rule.increment_minutes, rule.direction)
            if whole:
                return hundredths(whole), draft.minutes
            told = f"{draft.minutes} minutes are rounded down to nothing; say more, or hours."
            problems.append(InvalidInput(field=("minutes",), rule=told))
            return None
        assert draft.hours is not None
        said = int(draft.hours.scaleb(2))
        if rule.checks_hours and not _fits(said, rule.increment_minutes):
            step = Decimal(hundredths(rule.increment_minutes)).scaleb(-2).normalize()
            told = f"Time is recorded in steps of {rule.increment_minutes} minutes, {step} hours."
            problems.append(InvalidInput(field=("hours",), rule=told))
            return None
        return said, None

    def _counting(self, user_ids: Sequence[str | None]) -> list[TimeRounding]:
        """Return the rounding that counts for each user, or, for none, the firm's."""
        rows = self._db.read(
            "select k.value, own.user_id is not null, coalesce(own.increment, firm.increment), "
            "coalesce(own.direction, firm.direction), "
            "coalesce(own.checks_hours, firm.checks_hours) from json_each(?) k "
            "left join time_roundings own on own.user_id = k.value "
            "left join time_roundings firm on firm.user_id is null "
            "where k.value is null or k.value in (select id from users)",
            [as_json(user_ids)],
        )
        return [
            TimeRounding(
                user_id=user_id,
                increment_minutes=increment or _NORM,
                direction=RoundingDirection(direction or RoundingDirection.UP),
                checks_hours=bool(checks),
                own=bool(own),
            )
            for user_id, own, increment, direction, checks in rows
        ]


def _fits(said: int, increment: int) -> bool:
    """Whether hundredths of an hour are what some whole number of increments comes to."""
    nearest = rounded(said * _HOUR // 100, increment, RoundingDirection.NEAREST)
    return said in (hundredths(it) for it in (nearest - increment, nearest, nearest + increment))
