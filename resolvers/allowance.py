"""Allowances: how much one request may ask for, and how much its viewer may in a minute."""

import math
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from adapters.port import Clock

__all__ = ["Allowance", "Allowances", "Budget", "Limits", "RateLimit"]

_MINUTE = 60.0
_MANY = 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a document, a request and a viewer may ask for; 0 is no limit.

    ``cost`` is of one request, ``cost_per_minute`` of all that one viewer sends in a minute.
    """

    tokens: int = 5_000
    depth: int = 20
    fields: int = 5_000
    repeats: int = 5_000
    aliases: int = 100
    directives: int = 100
    root_fields: int = 50
    representations: int = 1_000
    cost: int = 200_000
    cost_per_minute: int = 0


@dataclass(frozen=True, slots=True)
class RateLimit:
    """How much a viewer may still ask for, after a request of this cost.

    Without a limit by the minute, only the cost is known.
    """

    cost: int
    limit: int | None = None
    remaining: int | None = None
    reset_at: datetime | None = None


class Budget:
    """What one viewer may still ask for: it grows back evenly, a whole one in a minute."""

    __slots__ = ("_limit", "_now", "_spent")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._spent = 0.0
        self._now = datetime.min.replace(tzinfo=UTC)

    def wait(self, cost: int, now: datetime) -> float:
        """Spend this much and return 0, or spend nothing and return the seconds until it could be.

        What is more than a whole budget never could: infinity.
        """
        self._grow(now)
        if cost > self._limit:
            return math.inf
        missing = self._spent + cost - self._limit
        if missing <= 0:
            self._spent += cost
            return 0.0
        return missing * _MINUTE / self._limit

    def after(self, cost: int, now: datetime) -> RateLimit:
        """Return what is left, and when it will be whole again."""
        self._grow(now)
        whole = now + timedelta(seconds=self._spent * _MINUTE / self._limit)
        return RateLimit(cost, self._limit, math.floor(self._limit - self._spent), whole)

    def is_whole(self, now: datetime) -> bool:
        self._grow(now)
        return self._spent == 0

    def _grow(self, now: datetime) -> None:
        # A clock that is set back must neither take nor give.
        if now > self._now:
            seconds = (now - self._now).total_seconds()
            self._spent = max(0.0, self._spent - seconds * self._limit / _MINUTE)
        self._now = now


@dataclass(slots=True)
class Allowance:
    """One request's: the limits it is under, its viewer's budget, and what it costs.

    ``introspects`` says whether it may look at the schema, ``reports`` whether its answer shows
    what it cost.
    """

    limits: Limits = field(default_factory=Limits)
    introspects: bool = True
    reports: bool = False
    budget: Budget | None = None
    clock: Clock | None = None
    cost: int = 0

    def wait(self, cost: int) -> float:
        """Spend this much and return 0, or return the seconds until it could be, and spend nothing."""
        seconds = 0.0
        if self.budget and self.clock:
            seconds = self.budget.wait(cost, self.clock.now())
        if not seconds:
            self.cost = cost
        return seconds

    def rate(self) -> RateLimit:
        """Return what the viewer may still ask for."""
        if self.budget and self.clock:
            return self.budget.after(self.cost, self.clock.now())
        return RateLimit(self.cost)


class Allowances:
    """Every viewer's budget in this process. One that is whole again is as good as none."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self.limits = limits
        self._clock = clock
        self._budgets: dict[Hashable, Budget] = {}
        self._many = _MANY

    def __len__(self) -> int:
        return len(self._budgets)

    def of(self, viewer: Hashable, *, introspects: bool, reports: bool) -> Allowance:
        """Return the allowance of a request; for None, who is nobody yet, there is no budget:
        one stranger could spend what all others sign in with.
        """
        budget = None
        if viewer is not None and self.limits.cost_per_minute:
            budget = self._budgets.get(viewer)
            if budget is None:
                self._forget()
                budget = self._budgets[viewer] = Budget(self.limits.cost_per_minute)
        return Allowance(self.limits, introspects, reports, budget, self._clock)

    def _forget(self) -> None:
        if len(self._budgets) < self._many:
            return
        now = self._clock.now()
        self._budgets = {who: it for who, it in self._budgets.items() if not it.is_whole(now)}
        # Looking through all of them is for when they have doubled, not for each new one.
        self._many = max(_MANY, 2 * len(self._budgets))
