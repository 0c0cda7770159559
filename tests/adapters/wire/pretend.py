"""Time that passes when told to, and an upstream that is a list of outcomes."""

import asyncio
from collections.abc import Callable

from adapters.wire.message import Request, Response
from adapters.wire.transport import WireFailure


class Time:
    """A monotonic clock that sleeping moves on at once; every sleep is written down."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


class Played:
    """A transport that plays outcomes in order and then answers 200."""

    def __init__(self, *outcomes: Response | WireFailure | Callable[[], None]) -> None:
        self.outcomes = list(outcomes)
        self.sent: list[Request] = []
        self.gate: asyncio.Event | None = None
        self.running = self.most = 0
        self.closed = False

    async def send(self, request: Request) -> Response:
        self.sent.append(request)
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            if self.gate:
                await self.gate.wait()
            outcome = self.outcomes.pop(0) if self.outcomes else answer(200)
            if isinstance(outcome, WireFailure):
                raise outcome
            assert isinstance(outcome, Response)
            return outcome
        finally:
            self.running -= 1

    async def close(self) -> None:
        self.closed = True


def answer(status: int, retry_after: str | None = None, body: bytes = b"") -> Response:
    headers = {} if retry_after is None else {"retry-after": retry_after}
    return Response(status=status, headers=headers, body=body)


READ = Request(method="GET", path="/matters", repeatable=True)
WRITE = Request(method="POST", path="/matters", body=b"{}")
KEYED = Request(method="POST", path="/matters", body=b"{}", repeatable=True)


async def until(condition: Callable[[], object]) -> None:
    """Let others run until it holds, at most a second."""
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("It never came to hold.")
