"""A transport that is watched: each attempt goes through somebody who may see it and add to it."""

from collections.abc import Callable, Coroutine
from typing import Any

from adapters.wire.message import Request, Response
from adapters.wire.transport import Transport

__all__ = ["Around", "Send", "watched"]

Send = Callable[[Request], Coroutine[Any, Any, Response]]
Around = Callable[[Request, Send], Coroutine[Any, Any, Response]]
"""Carries a request by calling what it is given once, and returns or raises what came of it."""


def watched(over: Callable[[str], Transport], around: Around) -> Callable[[str], Transport]:
    """Return what opens the same transport, with ``around`` about each request it carries."""
    return lambda base_url: _Watched(over(base_url), around)


class _Watched:
    def __init__(self, transport: Transport, around: Around) -> None:
        self._transport, self._around, self._send = transport, around, transport.send

    def send(self, request: Request) -> Coroutine[Any, Any, Response]:
        return self._around(request, self._send)

    async def close(self) -> None:
        await self._transport.close()
