"""A transport that copes: it keeps to a rate, rests a failing upstream, and repeats what it may.

A write that may not be repeated and got no answer is raised as ``NoAnswer`` at once; to find out
what became of it is for the adapter above.
"""

import asyncio
import random as chance
from collections.abc import Awaitable, Callable
from time import monotonic

from msgspec import Struct

from adapters.port import Clock, SystemClock
from adapters.wire.breaker import Breaker, Resting
from adapters.wire.budget import Budget
from adapters.wire.deadline import in_time, remaining, within
from adapters.wire.limiter import Limiter
from adapters.wire.message import Request, Response
from adapters.wire.retry import Outcome, Policy, asked_wait, pause, unsure
from adapters.wire.transport import NoAnswer, NotSent, Transport, WireFailure

__all__ = ["Counters", "Steady"]

_FAILED = 400  # the least status that says so
_READS = ("GET", "HEAD")
_NOT_HEARD = (401, 404, 405, 408, 429)  # whoever is answered so was turned away at the door


class Counters(Struct):
    """What was done so far: attempts handed to the wire, repeats among them, and what was not."""

    sent: int = 0
    retried: int = 0
    refused_by_breaker: int = 0
    throttled: int = 0


class Steady:
    """Limiter, breaker, attempt, repeat: all for one upstream, all under the caller's deadline.

    ``longest`` is the time of a call whose caller set none, and the most that any may have. An
    attempt that a caller gave up counts against the upstream only after ``patience`` seconds: who
    has little time must not rest it for those who have more.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        retry: Policy,
        budget: Budget,
        breaker: Breaker,
        limiter: Limiter,
        longest: float = 30.0,
        patience: float = 10.0,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        random: Callable[[], float] = chance.random,
        wall: Clock | None = None,
    ) -> None:
        self._transport, self._policy, self._budget = transport, retry, budget
        self._breaker, self._limiter = breaker, limiter
        self._longest, self._patience = longest, patience
        self._clock, self._sleep, self._random = clock, sleep, random
        self._wall = wall or SystemClock()
        self.name = breaker.name
        self.counters = Counters()

    async def send(self, request: Request) -> Response:
        with within(self._longest, self._clock):
            outcome = await self._outcome(request)
        if isinstance(outcome, WireFailure):
            raise outcome
        return outcome

    async def close(self) -> None:
        await self._transport.close()

    async def _outcome(self, request: Request) -> Outcome:
        """Try until it is well or may not be tried again; return what is known of it then.

        Where the last attempt never left, that is what came of the last one that did; of a write
        that was turned away in the end, what came of the last one that may have been done.
        """
        self._budget.asked()
        attempt, reached, doubt = 0, None, None
        while True:
            attempt += 1
            outcome = await self._attempt(request, again=attempt > 1)
            if isinstance(outcome, Response) and outcome.status < _FAILED:
                return outcome
            if unsure(outcome):
                doubt = outcome if isinstance(outcome, NoAnswer) else doubt or outcome
            if not isinstance(outcome, NotSent):
                reached = outcome
            wait = None if isinstance(outcome, Resting) else self._pause(request, attempt, outcome)
            if wait is None or not self._budget.take():
                break
            await self._sleep(wait)
        final = reached or outcome
        # A refusal of the second try says nothing about the first: it may have been done.
        told = isinstance(final, Response) and final.status < 500 and final.status not in _NOT_HEARD
        return final if told or doubt is None or request.method in _READS else doubt

    def _pause(self, request: Request, attempt: int, outcome: Outcome) -> float | None:
        return pause(
            self._policy,
            request,
            attempt,
            outcome,
            now=self._wall.now(),
            left=remaining(),
            random=self._random,
        )

    async def _attempt(self, request: Request, *, again: bool) -> Outcome:
        """Send once; failures of the wire are returned."""
        try:
            # Looked at before the queue, so that nobody waits only to be refused.
            if refusal := self._breaker.refusal():
                raise refusal
            entered = await self._limiter.enter()
        except Resting as refusal:
            self.counters.refused_by_breaker += 1
            return refusal
        except TimeoutError:
            return NotSent(f"{self.name} was not asked: the call's time was over before its turn.")
        try:
            return await self._carry(request, entered, again=again)
        except Resting as refusal:
            self.counters.refused_by_breaker += 1
            return refusal
        except WireFailure as failure:
            return failure
        finally:
            self._limiter.leave()

    async def _carry(self, request: Request, entered: float, *, again: bool) -> Response:
        if remaining() == 0:
            raise NotSent(f"{self.name} was not asked: the call's time was over before its turn.")
        era, well, began = self._breaker.admit(), None, self._clock()
        self.counters.sent += 1
        self.counters.retried += again
        try:
            with in_time():
                response = await self._transport.send(request)
            well = response.status < 500
        except TimeoutError:
            raise NoAnswer(f"{self.name} had not answered when the call's time was over.") from None
        except WireFailure:
            well = False
            raise
        finally:
            if well is None and self._clock() - began >= self._patience:
                well = False
            self._breaker.settle(era, well)
        if response.status == 429:
            self.counters.throttled += 1
            self._limiter.throttled(entered, asked_wait(response, self._wall.now()))
        elif well:
            self._limiter.went_well()
        return response
