"""Leaves an upstream alone that fails again and again, and tries it with one request at a time."""

import math
from collections.abc import Callable
from time import monotonic

from adapters.wire.transport import NotSent

__all__ = ["Breaker", "Resting"]


class Resting(NotSent):
    """The upstream was not asked: it failed too often just now."""


class Breaker:
    """Opens after ``failures`` in a row; after ``pause`` seconds lets exactly one probe through.

    Each change of state begins a new era, and what was sent in an older one no longer counts: a
    late success must not close a breaker that its neighbours' failures have opened since.
    """

    def __init__(
        self,
        name: str,
        *,
        failures: int = 5,
        pause: float = 10.0,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.name = name
        self._most, self._pause, self._clock = failures, pause, clock
        self._failures, self._era = 0, 0
        self._opened: float | None = None
        self._probing = False

    @property
    def is_open(self) -> bool:
        """Whether only a probe may pass."""
        return self._opened is not None

    def refusal(self) -> Resting | None:
        """Return what :meth:`admit` would raise now, and change nothing."""
        if self._opened is None:
            return None
        left = self._opened + self._pause - self._clock()
        if left > 0:
            when = f"next try in {math.ceil(left)} s"
        elif self._probing:
            when = "a try is under way"
        else:
            return None
        return Resting(f"{self.name} is resting after failures; {when}.")

    def admit(self) -> int:
        """Let one request through and return its era, or raise ``Resting``."""
        refusal = self.refusal()
        if refusal is not None:
            raise refusal
        self._probing = self._opened is not None
        return self._era

    def settle(self, era: int, well: bool | None) -> None:
        """Say how an admitted request ended; None if it was given up and so says nothing."""
        if era != self._era:
            return
        if self._opened is not None:
            self._probing = False
            if well is not None:
                self._turn(None if well else self._clock())
        elif well:
            self._failures = 0
        elif well is False:
            self._failures += 1
            if self._failures >= self._most:
                self._turn(self._clock())

    def _turn(self, opened: float | None) -> None:
        self._opened, self._failures = opened, 0
        self._era += 1
