"""How a connection's practice is put together: two ways over the wire, one session, every noun."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from time import monotonic
from typing import Any, Protocol

from adapters.port import Clock, Ids
from adapters.supergood.client import Client
from adapters.supergood.codes import LocalSteps, Steps
from adapters.supergood.credentials import Credentials
from adapters.supergood.habits import Facts, NoFacts, ReadMode
from adapters.supergood.practice import SupergoodPractice
from adapters.supergood.session import Session
from adapters.supergood.sign_in import SupergoodEntry
from adapters.supergood.signed import Signed
from adapters.supergood.tokens import Keeping, NoKeeping
from adapters.wire.breaker import Breaker
from adapters.wire.budget import Budget
from adapters.wire.flight import Flight
from adapters.wire.limiter import Limiter
from adapters.wire.message import Request, Response
from adapters.wire.over_httpx import HttpxTransport
from adapters.wire.over_pyreqwest import PyreqwestTransport
from adapters.wire.retry import Policy
from adapters.wire.steady import Steady
from adapters.wire.transport import Transport

__all__ = ["AT_ONCE", "PER_SECOND", "open_entry", "open_practice"]


AT_ONCE, PER_SECOND = 32, 100.0
"""How many requests an upstream is sent at a time, and how many a second, unless told otherwise."""


class _Over(Protocol):
    def __call__(self, base_url: str, /) -> Transport: ...


class _Shared:
    """Reads that are the same and asked at once, asked once: all are this one session's."""

    def __init__(self, transport: Transport, flight: Flight) -> None:
        self._transport, self._flight = transport, flight

    def send(self, request: Request) -> Coroutine[Any, Any, Response]:
        key = (request.method, request.path, request.query)
        return self._flight.join(key, partial(self._transport.send, request))

    async def close(self) -> None:
        await self._transport.close()


class _Changing:
    """Writes: who reads after one, whatever came of it, shares no read that was begun before."""

    def __init__(self, transport: Transport, flight: Flight) -> None:
        self._transport, self._flight = transport, flight

    async def send(self, request: Request) -> Response:
        try:
            return await self._transport.send(request)
        finally:
            self._flight.forget()

    async def close(self) -> None:
        await self._transport.close()


def open_practice(
    base_url: str,
    credentials: Credentials,
    *,
    mode: ReadMode,
    clock: Clock,
    ids: Ids,
    steps: Steps | None = None,
    facts: Facts | None = None,
    keeping: Keeping | None = None,
    at_once: int = AT_ONCE,
    per_second: float = PER_SECOND,
    reads_over: _Over = PyreqwestTransport,
    writes_over: _Over = HttpxTransport,
    seconds: Callable[[], float] = monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> SupergoodPractice:
    """Make a practice of an upstream; nothing is asked of it yet.

    ``steps``, ``facts`` and ``keeping`` are what outlives it; without them nothing does. It is
    sent so many requests ``at_once`` and ``per_second`` at the most, fewer where it says so.
    Reads and writes share one limiter, breaker and budget: they are one upstream to it. All their
    waiting is by ``seconds`` and ``sleep``.
    """
    breaker, budget = Breaker(base_url, clock=seconds), Budget(clock=seconds)
    limiter = Limiter(concurrency=at_once, rate=per_second, clock=seconds, sleep=sleep)

    def steady(transport: Transport) -> Steady:
        return Steady(
            transport,
            retry=Policy(),
            budget=budget,
            breaker=breaker,
            limiter=limiter,
            clock=seconds,
            sleep=sleep,
            wall=clock,
        )

    writing = steady(writes_over(base_url))
    session = Session(
        writing,
        credentials,
        upstream=base_url,
        clock=clock,
        steps=steps or LocalSteps(),
        keeping=keeping or NoKeeping(),
    )
    reading = Signed(steady(reads_over(base_url)), session)
    flight = Flight(base_url)
    reads, writes = _Shared(reading, flight), _Changing(Signed(writing, session), flight)
    return SupergoodPractice(
        Client(reads, writes, flight, session, ids),
        mode,
        base_url,
        facts=facts or NoFacts(),
        clock=clock,
        breaker=breaker,
        limiter=limiter,
    )


def open_entry(
    base_url: str, basic_name: str, basic_secret: str, *, clock: Clock, over: _Over = HttpxTransport
) -> SupergoodEntry:
    """Make the door that an upstream's people sign in at; nothing is asked of it yet.

    What is sent through it is never sent again by itself: an upstream counts failed sign-ins.
    """
    transport = Steady(
        over(base_url),
        retry=Policy(),
        budget=Budget(),
        breaker=Breaker(base_url),
        limiter=Limiter(),
        wall=clock,
    )
    return SupergoodEntry(transport, basic_name, basic_secret)
