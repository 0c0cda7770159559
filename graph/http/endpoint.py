"""The GraphQL endpoint: a request's door, person and time, its context, its JSON."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

import msgspec
from cross_web import HTTPException
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from typing_extensions import override

from adapters.port import Viewer
from graph.compose.door import Door, Doors
from graph.http.caller import CONNECTION_HEADER, PERSON_HEADER, BadHeader, caller_of
from graph.http.explorer import PAGE
from graph.schema import schema
from resolvers.context import Context

__all__ = ["Endpoint"]

_ENTRY = "panther.entry"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A caller let in: through whose door, as whom, and for how long."""

    door: Door
    viewer: Viewer
    seconds: float | None


class _Operations(BaseGraphQLTransportWSHandler[Context, None]):
    """What comes through a WebSocket: each operation has the time that a request would have.

    A subscription would need a time for each event, not for all of them.
    """

    @override
    async def run_operation(self, operation: Operation[Context, None]) -> None:
        entry: _Entry = cast(ASGIWebSocketAdapter, self.websocket).ws.scope[_ENTRY]
        with entry.door.within(entry.seconds):
            await super().run_operation(operation)


class Endpoint(GraphQL[Context, None]):
    """Strawberry's view over our schema; a fresh context for each request."""

    graphql_transport_ws_handler_class = _Operations

    def __init__(self) -> None:
        super().__init__(schema, subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,))

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        entry = _entered(scope["app"].state.doors, Headers(scope=scope))
        if isinstance(entry, JSONResponse):
            await _turned_away(entry, scope, receive, send)
            return
        scope[_ENTRY] = entry
        if scope["type"] == "websocket":
            await super().__call__(scope, receive, send)
            return
        with entry.door.within(entry.seconds):
            await super().__call__(scope, receive, send)

    @override
    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Context:
        entry: _Entry = request.scope[_ENTRY]
        return entry.door.context(entry.viewer)

    @override
    def decode_json(self, data: str | bytes) -> object:
        """Read numbers exactly: a JSON number that is money never becomes a float."""
        try:
            text = data if isinstance(data, str) else data.decode()
            body = json.loads(text, parse_float=Decimal)
        except UnicodeDecodeError:
            raise HTTPException(400, "The request's body is not UTF-8.") from None
        if not isinstance(body, dict):
            raise HTTPException(400, "The request's body is not a JSON object.")
        return body

    @override
    def encode_json(self, data: object) -> bytes:
        return msgspec.json.encode(data)

    @override
    async def render_graphql_ide(self, request: Request) -> Response:
        return HTMLResponse(PAGE)


def _entered(doors: Doors, headers: Headers) -> _Entry | JSONResponse:
    """Let a caller in at the door they name, and at no other, or say why not."""
    try:
        caller = caller_of(headers)
    except BadHeader as error:
        return _refused(400, "BAD_REQUEST", str(error))
    door = doors.named(caller.connection)
    if door is None:
        message = f"No connection served here has the name that {CONNECTION_HEADER} says."
        return _refused(404, "NOT_FOUND", message)
    viewer = door.viewer(caller.person)
    if viewer is None:
        message = f"Nobody here has the id or e-mail that {PERSON_HEADER} names."
        return _refused(401, "UNAUTHENTICATED", message)
    return _Entry(door, viewer, caller.seconds)


def _refused(status: int, code: str, message: str) -> JSONResponse:
    error = {"message": message, "extensions": {"code": code}}
    return JSONResponse({"errors": [error]}, status)


async def _turned_away(answer: JSONResponse, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a refusal; where a server can't send one to a WebSocket, close it unopened."""
    if scope["type"] == "http" or "websocket.http.response" in scope.get("extensions", {}):
        await answer(scope, receive, send)
    else:
        await WebSocket(scope, receive, send).close(1008)
