"""Requests, seen from outside: each has an id, a place in a trace, a count and a line in the log."""

import logging
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.telemetry.context import TRACEPARENT
from graph.telemetry.telemetry import REQUEST_ID_HEADER, Seen, Telemetry

__all__ = ["connected", "followed"]

_log = logging.getLogger("panther.access")
_ID, _TRACEPARENT = REQUEST_ID_HEADER.lower().encode(), TRACEPARENT.encode()
_ROUTES = {"/": "/", "/graphql": "/graphql", "/metrics": "/metrics"}
# Asked every few seconds, or a dozen at once, and said of only when they fail.
_QUIET = ("/health", "/metrics", "/explorer")
_SWITCHED = 101
_GIVEN_UP = 499  # nobody was there any more to be answered


async def followed(
    app: ASGIApp, telemetry: Telemetry, scope: Scope, receive: Receive, send: Send
) -> None:
    """Answer a request by the app; then count it, and write its line.

    The line holds nothing that a caller said but the operation's name, of valid documents alone.
    """
    began, status = perf_counter(), _GIVEN_UP
    with telemetry.request(_once(scope, _ID), _once(scope, _TRACEPARENT)) as seen:

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (_ID, seen.id.encode())]
            await send(message)

        try:
            await app(scope, receive, told)
        finally:
            route = _route(scope["path"])
            telemetry.meters.requests.seen[route, str(status)] += 1
            if status >= 400 or route not in _QUIET:
                milliseconds = round((perf_counter() - began) * 1000, 2)
                _write(seen, scope["method"], route, status, milliseconds)


async def connected(
    app: ASGIApp, telemetry: Telemetry, scope: Scope, receive: Receive, send: Send
) -> None:
    """Serve a WebSocket by the app, as one request; write its line when it ends."""
    began, status = perf_counter(), _GIVEN_UP
    with telemetry.request(_once(scope, _ID), _once(scope, _TRACEPARENT)) as seen:

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "websocket.accept":
                status = _SWITCHED
            elif message["type"] == "websocket.http.response.start":
                status = message["status"]
            await send(message)

        telemetry.meters.open_sockets += 1
        try:
            await app(scope, receive, told)
        finally:
            telemetry.meters.open_sockets -= 1
            milliseconds = round((perf_counter() - began) * 1000, 2)
            _write(seen, "WS", _route(scope["path"]), status, milliseconds)


def _write(seen: Seen, method: str, route: str, status: int, milliseconds: float) -> None:
    if not _log.isEnabledFor(logging.INFO):
        return
    said: dict[str, object] = {"status": status, "ms": milliseconds}
    if seen.operations:
        said["operation"] = ", ".join(seen.operations)
    if seen.connection is not None:
        said["connection"] = seen.connection
    said["upstream_calls"] = seen.calls
    record = logging.LogRecord(_log.name, logging.INFO, "", 0, "%s %s", (method, route), None)
    record.__dict__["said"] = said
    _log.handle(record)  # at once: what is given as ``extra`` is gone through twice more


def _once(scope: Scope, name: bytes) -> str | None:
    """Return a header's value; what is said twice is as good as not said."""
    found = [value for said, value in scope["headers"] if said == name]
    return found[0].decode("latin-1") if len(found) == 1 else None


def _route(path: str) -> str:
    """Return the route, never the path: that of a document is a key to it."""
    known = _ROUTES.get(path)
    if known is not None:
        return known
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return f"/{first}" if first in ("documents", "explorer", "health", ".well-known") else "(other)"
