"""A request's body: read whole within a size and a time, if its headers let it be read at all."""

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from starlette.types import Receive

from adapters.wire.deadline import Limit
from graph.http.answers import Refusal

__all__ = ["Gone", "Room", "check_headers", "read"]

# A simple request of a browser's form or script can have none of these, nor none at all; whoever
# sends one from another site's page, the browser asks us first whether it may (a preflight).
_JSON = re.compile(rb'application/json(?:[ \t]*;[ \t]*charset="?utf-?8"?)?[ \t]*', re.IGNORECASE)
_PARTING_SECONDS = 1.0
_MOST_DISCARDED = 64 * 1024 * 1024
_CLOSE = {"Connection": "close"}


class Gone(Exception):
    """The caller hung up."""


def check_headers(headers: Mapping[bytes, bytes]) -> None:
    """See to it that a body is JSON as it stands. Raises ``Refusal``, 415."""
    content_type = headers.get(b"content-type")
    if content_type is None or not _JSON.fullmatch(content_type):
        message = "A request's content-type is application/json, in UTF-8."
        raise Refusal(415, "UNSUPPORTED_MEDIA_TYPE", message, {"Accept-Post": "application/json"})
    # What unpacks to a thousand times its size is nothing to take from whoever comes along.
    if headers.get(b"content-encoding", b"identity").strip().lower() != b"identity":
        message = "A request's body comes as it is, with no content-encoding."
        raise Refusal(415, "UNSUPPORTED_MEDIA_TYPE", message, {"Accept-Encoding": "identity"})


class Room:
    """What all bodies that are still coming may take together."""

    def __init__(self, most: int) -> None:
        self._left = most

    @contextmanager
    def taken(self) -> Iterator[Callable[[int], None]]:
        """Give what takes so many bytes more, until the block is left. It raises ``Refusal``, 503."""
        taken = 0

        def take(more: int) -> None:
            nonlocal taken
            taken += more
            self._left -= more
            if self._left < 0:
                headers = {**_CLOSE, "Retry-After": "5"}
                raise Refusal(503, "OVERLOADED", "Too much is being sent here at once.", headers)

        try:
            yield take
        finally:
            self._left += taken


async def read(
    receive: Receive, headers: Mapping[bytes, bytes], most: int, seconds: float, room: Room
) -> bytes:
    """Return the body's bytes, at most so many, in at most so many seconds.

    Raises ``Refusal``, 413, 408 or 503, whose answer ends the connection; ``Gone`` if nobody waits.
    """
    said = headers.get(b"content-length", b"")
    if said.isdigit() and (len(said) > 18 or int(said) > most):
        await _discard(receive)
        raise _too_large(most)
    try:
        with Limit(seconds), room.taken() as take:
            return await _whole(receive, most, take)
    except TimeoutError:
        message = f"The request's body took longer than {seconds:g} seconds to come."
        raise Refusal(408, "REQUEST_TIMEOUT", message, _CLOSE) from None


async def _whole(receive: Receive, most: int, take: Callable[[int], None]) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        part: bytes = message.get("body", b"")
        if len(body) + len(part) > most:
            await _discard(receive)
            raise _too_large(most)
        if not message.get("more_body"):
            return bytes(body) + part if body else part
        take(len(part))
        body += part


def _too_large(most: int) -> Refusal:
    return Refusal(413, "CONTENT_TOO_LARGE", f"A request's body has at most {most} bytes.", _CLOSE)


async def _discard(receive: Receive) -> None:
    """Let go by what is still under way, for a moment: who is hung up on in the middle of sending
    may never see the answer.
    """
    gone = 0
    try:
        async with asyncio.timeout(_PARTING_SECONDS):
            while gone < _MOST_DISCARDED:
                message = await receive()
                gone += len(message.get("body", b""))
                if not message.get("more_body"):
                    return
    except TimeoutError:
        return
