"""Reads that are the same and asked at the same time are asked once."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, TypeVar

from adapters.wire.deadline import lifted, remaining
from adapters.wire.transport import NoAnswer, NotSent

__all__ = ["Flight"]

Answer = TypeVar("Answer")


class _Call:
    """One call under way, and those who wait for it."""

    __slots__ = ("task", "waiting")

    def __init__(self) -> None:
        self.task: asyncio.Task[None] | None = None
        self.waiting: dict[asyncio.Future[Any], None] = {}


class Flight:
    """Shares one call among all who wait for the same; nothing is kept when it is over.

    Each waits no longer than its own deadline, and the call goes on until nobody waits: it can
    have no deadline of its own, for those who join it later may have more time. Answers are
    shared as they are, and may not be changed.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._under_way: dict[Hashable, _Call] = {}

    async def join(self, key: Hashable, read: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
        """Read, or wait for what reads the same already; ``key`` tells it from all else, and says
        for whose eyes it is. Raises what ``read`` raises, and ``WireFailure`` if it takes too long.
        """
        left = remaining()
        if left == 0:
            raise NotSent(f"{self._name} was not asked: the call's time was over before.")
        loop = asyncio.get_running_loop()
        call = self._under_way.get(key)
        if call is None:
            call = self._under_way[key] = _Call()
            call.task = loop.create_task(self._carry(key, call, read))
        # What each waits for is its own, so that who is cancelled takes nobody along; the call
        # itself answers it, which a shield would do a turn of the loop later.
        answer: asyncio.Future[Answer] = loop.create_future()
        call.waiting[answer] = None
        timer = None if left is None else loop.call_later(left, self._late, answer)
        try:
            return await answer
        finally:
            if timer is not None:
                timer.cancel()
            self._leave(key, call, answer)

    async def _carry(
        self, key: Hashable, call: _Call, read: Callable[[], Coroutine[Any, Any, object]]
    ) -> None:
        """Read, and tell all who wait by then what came of it."""
        try:
            with lifted():  # a task takes the deadline of where it is made
                found = await read()
        except Exception as failure:  # noqa: BLE001 - whatever it is, those who wait are told.
            for answer in self._over(key, call):
                answer.set_exception(failure)
                answer.exception()  # Who is cancelled in this very turn looks at it no more.
        except BaseException:
            for answer in self._over(key, call):
                answer.cancel()
            raise
        else:
            for answer in self._over(key, call):
                answer.set_result(found)

    def forget(self) -> None:
        """Let nobody join what is under way: it may tell how things were before a change."""
        self._under_way.clear()

    def _over(self, key: Hashable, call: _Call) -> list[asyncio.Future[Any]]:
        if self._under_way.get(key) is call:
            del self._under_way[key]
        return [answer for answer in call.waiting if not answer.done()]

    def _late(self, answer: asyncio.Future[Any]) -> None:
        if not answer.done():
            answer.set_exception(
                NoAnswer(f"{self._name} had not answered when the call's time was over.")
            )
            answer.exception()

    def _leave(self, key: Hashable, call: _Call, answer: asyncio.Future[Any]) -> None:
        del call.waiting[answer]
        if call.waiting:
            return
        if self._under_way.get(key) is call:
            del self._under_way[key]
        if call.task is not None:
            call.task.cancel()
