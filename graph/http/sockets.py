"""WebSockets: Strawberry's own, for a caller who was let in, and is again at each operation."""

import json
from decimal import Decimal
from typing import cast

import msgspec
from cross_web import HTTPException
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from typing_extensions import override

from graph.http.answers import refused
from graph.http.caller import Entry, TurnedAway, enter, must_sign_in
from graph.http.persisted import Persisted
from graph.schema import schema
from resolvers.context import Context

__all__ = ["Sockets"]

_ENTRY = "panther.entry"
_PERSISTED = "panther.persisted"
_UNAUTHORIZED = 4401


class _Operations(BaseGraphQLTransportWSHandler[Context, None]):
    """What comes through a WebSocket: each operation has the time that a request would have, and
    a caller who would still be let in.

    A subscription would need a time for each event, not for all of them.
    """

    @override
    async def run_operation(self, operation: Operation[Context, None]) -> None:
        scope = cast(ASGIWebSocketAdapter, self.websocket).ws.scope
        try:
            entry = await enter(scope["app"].state.doors, scope)
        except TurnedAway as away:
            await self.websocket.close(_UNAUTHORIZED, str(away))
            return
        persisted: Persisted = scope[_PERSISTED]
        if not persisted.trusts(operation.query):
            await operation.send_initial_errors([_untrusted()])
            return
        with entry.door.within(entry.seconds):
            await super().run_operation(operation)


class Sockets(GraphQL[Context, None]):
    """Strawberry's view over our schema, for WebSockets alone; a fresh context for each."""

    graphql_transport_ws_handler_class = _Operations

    def __init__(self, persisted: Persisted) -> None:
        super().__init__(schema, subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,))
        self._persisted = persisted

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            entry = await enter(scope["app"].state.doors, scope)
            if entry.viewer is None:
                raise must_sign_in()
        except TurnedAway as away:
            await _turned_away(away, scope, receive, send)
            return
        scope[_ENTRY] = entry
        scope[_PERSISTED] = self._persisted
        await super().__call__(scope, receive, send)

    @override
    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Context:
        entry: Entry = request.scope[_ENTRY]
        # A WebSocket's address is ws://…, and what it links to is had over HTTP.
        return entry.context(f"http{str(request.base_url).removeprefix('ws')}")

    @override
    def decode_json(self, data: str | bytes) -> object:
        """Read numbers exactly: a JSON number that is money never becomes a float."""
        body = json.loads(data, parse_float=Decimal)
        if not isinstance(body, dict):
            raise HTTPException(400, "The message is not a JSON object.")
        return body

    @override
    def encode_json(self, data: object) -> bytes:
        return msgspec.json.encode(data)


def _untrusted() -> GraphQLError:
    message = "Only documents of a list that is kept here are run; this is none of them."
    return GraphQLError(message, extensions={"code": "DOCUMENT_NOT_TRUSTED"})


async def _turned_away(away: TurnedAway, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a refusal; where a server can't send one to a WebSocket, close it unopened."""
    if "websocket.http.response" in scope.get("extensions", {}):
        answer = refused(away.status, away.code, str(away), away.headers)
        await answer(scope, receive, send)
    else:
        await WebSocket(scope, receive, send).close(1008)
