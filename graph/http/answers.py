"""Answers that are no result: refusals of HTTP's own kind, in the shape that GraphQL's errors have."""

import logging
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from starlette.responses import JSONResponse
from starlette.types import Send

from adapters.port import Ids

__all__ = [
    "FIXED",
    "JSON",
    "RESPONSE_JSON",
    "Refusal",
    "Reply",
    "Unexecuted",
    "deliver",
    "encode",
    "error",
    "errors",
    "refused",
    "unexpected",
]

_log = logging.getLogger("panther")

JSON = "application/json"
RESPONSE_JSON = "application/graphql-response+json"

# Whether a stored answer may be given to another request, these say.
_VARY = (
    b"Accept, Accept-Encoding, Authorization, panther-person, X-Panther-Connection, GraphQL-Cost"
)
FIXED = ((b"vary", _VARY), (b"x-content-type-options", b"nosniff"))

encode = msgspec.json.Encoder().encode


class Refusal(Exception):
    """Why a request is not looked at further: by which status, under which code, in what words."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = dict(headers or {})

    @property
    def body(self) -> bytes:
        """Return it as a GraphQL response's JSON."""
        return errors(error(self.code, str(self)))


class Unexecuted(Exception):
    """A request error, as GraphQL's specification has it: asked well enough for HTTP, and yet
    there is nothing to execute. ``body`` is the response's JSON, which has errors and no data; in
    ``retry_after`` seconds the viewer may ask so much again, if that is all that is wrong.
    """

    def __init__(self, body: bytes, retry_after: int | None = None) -> None:
        super().__init__()
        self.body = body
        self.retry_after = retry_after


class Reply(NamedTuple):
    """An HTTP response, as it is sent; its headers' names are in lower case. ``kept`` is how long
    and by whom.
    """

    status: int
    body: bytes
    media_type: str = JSON
    headers: tuple[tuple[bytes, bytes], ...] = ()
    kept: bytes = b"no-store"


def errors(*said: Mapping[str, Any]) -> bytes:
    """Return the JSON of a GraphQL response that has errors and no data."""
    return encode({"errors": said})


def error(code: str, message: str) -> dict[str, Any]:
    """Return an error and its code."""
    return {"message": message, "extensions": {"code": code}}


def unexpected(ids: Ids) -> bytes:
    """Log the error that is being handled; return what the caller hears of it: its id in the log."""
    id = ids.new("err")
    _log.error("%s outside of any operation", id, exc_info=True)
    said = error("INTERNAL", f"Something went wrong here. It is logged as {id}.")
    said["extensions"]["id"] = id
    return errors(said)


def refused(
    status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Return one error and its code, for an endpoint that is Starlette's."""
    return JSONResponse({"errors": [error(code, message)]}, status, headers)


async def deliver(reply: Reply, send: Send) -> None:
    """Send a reply, and what is true of every one of them along with it."""
    headers = [*FIXED, (b"cache-control", reply.kept), *reply.headers]
    if reply.status != 304:
        headers.append((b"content-type", reply.media_type.encode()))
        headers.append((b"content-length", b"%d" % len(reply.body)))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
