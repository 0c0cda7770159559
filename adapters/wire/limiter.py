"""How many at once and how many a second: in the order they came, and slower when told so."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

from adapters.wire.deadline import in_time, remaining

__all__ = ["Limiter"]

_SAVED = 1.0  # seconds' worth of requests that may go out at once after a quiet time
_NOTHING = 1e-6  # seconds; less is the rounding of sums


class Limiter:
    """Bounded concurrency, and a rate that halves on a 429 and grows by ``growth`` each second.

    Whoever is first in line holds the turn until both a place and the time are there; the rest
    wait behind it.
    """

    def __init__(
        self,
        *,
        concurrency: int = 32,
        rate: float = 100.0,
        slowest: float = 0.5,
        growth: float = 1.0,
        longest_hold: float = 30.0,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._turn, self._places = asyncio.Lock(), asyncio.Semaphore(concurrency)
        self._fastest, self._slowest, self._growth = rate, slowest, growth
        self._longest_hold, self._clock, self._sleep = longest_hold, clock, sleep
        self.rate = rate
        self.waiting = 0
        self._used_up = self._held = self._cut = float("-inf")

    async def enter(self) -> float:
        """Wait for a place and the time for it; return when that was. Then :meth:`leave`.

        Raises ``TimeoutError`` where the deadline comes first.
        """
        if remaining() == 0:
            raise TimeoutError
        if not self.waiting and not self._places.locked():
            now = self._clock()
            if self._due() - now <= _NOTHING:
                await self._places.acquire()  # which is no waiting: there is one
                return self._entered(now)
        self.waiting += 1
        try:
            with in_time():
                async with self._turn:
                    return await self._place()
        finally:
            self.waiting -= 1

    async def _place(self) -> float:
        await self._places.acquire()
        try:
            while (wait := self._due() - self._clock()) > _NOTHING:
                await self._sleep(wait)
        except BaseException:
            self._places.release()
            raise
        return self._entered(self._clock())

    def _entered(self, now: float) -> float:
        self._used_up = max(self._used_up, now) + 1 / self.rate
        return now

    def leave(self) -> None:
        self._places.release()

    def went_well(self) -> None:
        """Be a little faster: ``growth`` more each second, whatever the rate is."""
        self.rate = min(self._fastest, self.rate + self._growth / self.rate)

    def throttled(self, entered: float, asked: float | None) -> None:
        """Halve the rate, and hold everyone for as long as the upstream asked.

        Those sent before the last cut are told of the same excess and cut nothing more.
        """
        now = self._clock()
        self._held = max(self._held, now + min(asked or 0.0, self._longest_hold))
        if entered > self._cut:
            self._cut = now
            self.rate = max(self._slowest, self.rate / 2)
            self._used_up = max(self._used_up, now + self._spare() + 1 / self.rate)

    def _due(self) -> float:
        return max(self._used_up - self._spare(), self._held)

    def _spare(self) -> float:
        return max(0.0, _SAVED - 1 / self.rate)
