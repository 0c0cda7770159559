"""A transport that is watched: each attempt goes through somebody who may see it and add to it."""

from collections.abc import Awaitable, Callable

from adapters.wire.message import Request, Response
from adapters.wire.transport import Transport

__all__ = ["Around", "Send", "watched"]

Send = Callable[[Request], Awaitable[Response]]
Around = Callable[[Request, Send], Awaitable[Response]]
"""Carries a request by calling what it is given once, and returns or raises what came of it."""


def watched(over: Callable[[str], Transport], around: Around) -> Callable[[str], Transport]:
    """Return what opens the same transport, with ``around`` about each request it carries."""
    return lambda base_url: _Watched(over(base_url), around)


class _Watched:
    def __init__(self, transport: Transport, around: Around) -> None:
        self._transport, self._around = transport, around

    async def send(self, request: Request) -> Response:
        return await self._around(request, self._transport.send)

    async def close(self) -> None:
        await self._transport.close()
