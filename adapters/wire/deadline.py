"""How long a whole call may take: set once by the caller, shared by all that is done for it."""

from asyncio import Timeout, timeout
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

__all__ = ["in_time", "lifted", "remaining", "within"]

Clock = Callable[[], float]

_ends: ContextVar[tuple[float, Clock] | None] = ContextVar("ends", default=None)


@contextmanager
def within(seconds: float, clock: Clock = monotonic) -> Iterator[None]:
    """Give what is inside at most so long; inside another, only ever less."""
    left = remaining()
    shorter = left is None or seconds < left
    token = _ends.set((clock() + seconds, clock) if shorter else _ends.get())
    try:
        yield
    finally:
        _ends.reset(token)


@contextmanager
def lifted() -> Iterator[None]:
    """Take the deadline away: for work that is done for several callers at once."""
    token = _ends.set(None)
    try:
        yield
    finally:
        _ends.reset(token)


def remaining() -> float | None:
    """Return the seconds left, never below 0; None where nobody set a deadline."""
    ends = _ends.get()
    return None if ends is None else max(0.0, ends[0] - ends[1]())


def in_time() -> Timeout:
    """Return the timeout that ends with the deadline: ``async with in_time(): ...``

    Where nothing inside waits it lets even a call of no time pass: look at :func:`remaining` first.
    """
    return timeout(remaining())
