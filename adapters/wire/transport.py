"""The seam between what is said and how it travels: one method, and what may go wrong with it."""

from typing import Protocol

from adapters.wire.message import Request, Response

__all__ = ["NoAnswer", "NotSent", "Transport", "WireFailure"]


class WireFailure(Exception):
    """No answer came. The message names host and cause, never a header, a body or a secret."""


class NotSent(WireFailure):
    """The upstream never got the request: no connection, a refused certificate, an open breaker."""


class NoAnswer(WireFailure):
    """The request went out and nothing whole came back: it may have been done, or not."""


class Transport(Protocol):
    """Carries one request to one upstream and brings its answer back, whatever its status.

    Raises ``NotSent`` or ``NoAnswer``. How long it may take is the caller's affair
    (``asyncio.timeout``): a client's own timeouts are for each read.
    """

    async def send(self, request: Request) -> Response: ...

    async def close(self) -> None: ...
