"""Reads that are the same and asked at the same time are asked once."""

import asyncio

from adapters.wire.deadline import in_time, lifted, remaining
from adapters.wire.message import Request, Response
from adapters.wire.transport import NoAnswer, NotSent, Transport

__all__ = ["Flight"]

Key = tuple[str, str, str, tuple[tuple[str, str], ...]]


class Flight:
    """Shares one call among all who wait for the same; nothing is kept when it is over.

    Each waits no longer than its own deadline, and the call goes on until nobody waits: it can
    have no deadline of its own, for those who join it later may have more time. Answers are
    shared as they are; their headers may not be changed.
    """

    def __init__(self, transport: Transport, name: str) -> None:
        self._transport, self._name = transport, name
        self._under_way: dict[Key, asyncio.Task[Response]] = {}
        self._waiting: dict[Key, int] = {}

    async def send(self, viewer: str, request: Request) -> Response:
        """Carry the request; ``viewer`` names whose eyes the answer is for, and is never shared."""
        if request.method not in ("GET", "HEAD") or request.body is not None:
            return await self._transport.send(request)
        if remaining() == 0:
            raise NotSent(f"{self._name} was not asked: the call's time was over before.")
        key = (viewer, request.method, request.path, request.query)
        task = self._under_way.get(key)
        if task is None or task.done():
            with lifted():  # a task takes the deadline of where it is made
                task = asyncio.create_task(self._transport.send(request))
            self._under_way[key], self._waiting[key] = task, 0
            task.add_done_callback(lambda done: self._forget(key, done))
        self._waiting[key] += 1
        try:
            async with in_time() as limit:
                return await asyncio.shield(task)
        except TimeoutError:
            if not limit.expired():
                raise
            raise NoAnswer(
                f"{self._name} had not answered when the call's time was over."
            ) from None
        finally:
            self._leave(key, task)

    def _leave(self, key: Key, task: asyncio.Task[Response]) -> None:
        if self._under_way.get(key) is not task:
            return
        self._waiting[key] -= 1
        if not self._waiting[key]:
            self._forget(key, task)
            task.cancel()

    def _forget(self, key: Key, task: asyncio.Task[Response]) -> None:
        if self._under_way.get(key) is task:
            del self._under_way[key], self._waiting[key]
