"""How long a whole call may take: set once by the caller, shared by all that is done for it."""

import asyncio
from collections.abc import Callable
from contextvars import ContextVar, Token
from time import monotonic
from types import TracebackType
from typing import Self

__all__ = ["Limit", "Until", "in_time", "lifted", "remaining", "within"]

Clock = Callable[[], float]
Ends = tuple[float, Clock] | None

_ends: ContextVar[Ends] = ContextVar("ends", default=None)


class Until:
    """Sets the deadline for what is inside a ``with``; that before it is there again afterwards."""

    __slots__ = ("_before", "_ends")

    def __init__(self, ends: Ends) -> None:
        self._ends = ends

    def __enter__(self) -> None:
        self._before: Token[Ends] = _ends.set(self._ends)

    def __exit__(self, *_: object) -> None:
        _ends.reset(self._before)


class Limit:
    """Ends what is inside a ``with`` after so many seconds with ``TimeoutError``; None: never.

    As :func:`asyncio.timeout` does, without its costs: several of these are paid for each request.
    """

    __slots__ = ("_cancels", "_expired", "_seconds", "_task", "_timer")

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds
        self._timer: asyncio.TimerHandle | None = None
        self._expired = False

    def __enter__(self) -> Self:
        if self._seconds is None:
            return self
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("Only a task can be ended in time.")
        self._task, self._cancels = task, task.cancelling()
        self._timer = task.get_loop().call_later(self._seconds, self._end)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if self._timer is None:
            return
        self._timer.cancel()
        # Who was cancelled by another as well stays cancelled.
        ours = self._expired and self._task.uncancel() <= self._cancels
        if ours and kind is asyncio.CancelledError:
            raise TimeoutError

    def expired(self) -> bool:
        """Whether the time was over before what is inside."""
        return self._expired

    def _end(self) -> None:
        self._expired = True
        self._task.cancel()


def within(seconds: float, clock: Clock = monotonic) -> Until:
    """Give what is inside at most so long; inside another, only ever less."""
    ends, now = _ends.get(), clock()
    if ends is None or seconds < ends[0] - (now if ends[1] is clock else ends[1]()):
        ends = now + seconds, clock
    return Until(ends)


def lifted() -> Until:
    """Take the deadline away: for work that is done for several callers at once."""
    return Until(None)


def remaining() -> float | None:
    """Return the seconds left, never below 0; None where nobody set a deadline."""
    ends = _ends.get()
    if ends is None:
        return None
    left = ends[0] - ends[1]()
    return left if left > 0 else 0.0


def in_time() -> Limit:
    """Return what ends with the deadline: ``with in_time(): ...``

    Where nothing inside waits it lets even a call of no time pass: look at :func:`remaining` first.
    """
    return Limit(remaining())
