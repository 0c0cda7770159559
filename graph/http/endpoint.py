"""The GraphQL endpoint: a caller let in, the request's context, its JSON, or why not."""

import json
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

import msgspec
from cross_web import HTTPException
from graphql import (
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
    parse,
)
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.http import GraphQLRequestData
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from strawberry.types import ExecutionResult
from typing_extensions import override

from graph.http.answers import refused
from graph.http.caller import Entry, TurnedAway, enter, must_sign_in
from graph.http.explorer import PAGE
from graph.schema import schema
from resolvers.context import Context

__all__ = ["Endpoint"]

_ENTRY = "panther.entry"
_SIGNING_IN = frozenset({"createSession", "refreshSession"})
_SHOWN = frozenset({"_service", "__schema", "__type", "__typename"})
_MOST_TOKENS = 500
_MOST_NAMED_TOKENS = 5_000
_UNAUTHORIZED = 4401
_UNKNOWN = ("unknown", None)


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
        with entry.door.within(entry.seconds):
            await super().run_operation(operation)


class Endpoint(GraphQL[Context, None]):
    """Strawberry's view over our schema; a fresh context for each request."""

    graphql_transport_ws_handler_class = _Operations

    def __init__(self) -> None:
        super().__init__(schema, subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,))

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            entry = await enter(scope["app"].state.doors, scope)
            scope[_ENTRY] = entry
            if scope["type"] == "websocket":
                if entry.viewer is None:
                    raise must_sign_in()
                await super().__call__(scope, receive, send)
                return
            with entry.door.within(entry.seconds):
                await super().__call__(scope, receive, send)
        except TurnedAway as away:
            await _turned_away(away, scope, receive, send)

    @override
    async def execute_operation(
        self,
        request: Request,
        request_adapter: Any,
        request_data: GraphQLRequestData | list[GraphQLRequestData],
        context: Context,
        root_value: None,
        sub_response: Response,
    ) -> Any:
        entry: Entry = request.scope[_ENTRY]
        if entry.viewer is None and not (
            _only(request_data, _SIGNING_IN) or (entry.is_gateway and _only(request_data, _SHOWN))
        ):
            raise must_sign_in()
        telemetry = request.scope["app"].state.doors.telemetry
        if (seen := telemetry.seen) is not None:
            seen.connection = entry.door.name
        asked = request_data if isinstance(request_data, GraphQLRequestData) else None
        known = _named(asked.query, asked.operation_name) if asked else _UNKNOWN
        with telemetry.operation(*known) as operation:
            result = await super().execute_operation(
                request, request_adapter, request_data, context, root_value, sub_response
            )
            if isinstance(result, ExecutionResult) and _executed(result):
                operation.answered(clean=not result.errors)
        _say_when_to_ask_again(result, sub_response)
        return result

    @override
    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Context:
        entry: Entry = request.scope[_ENTRY]
        # A WebSocket's address is ws://…, and what it links to is had over HTTP.
        address = str(request.base_url).removeprefix("ws")
        return entry.context(address if address.startswith("http") else f"http{address}")

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


@lru_cache(1000)
def _named(document: str | None, name: str | None) -> tuple[str, str | None]:
    """Return the kind and name of the operation that is asked for, as far as they can be told."""
    try:
        parsed = parse(document or "", no_location=True, max_tokens=_MOST_NAMED_TOKENS)
    except GraphQLError:
        return _UNKNOWN
    operation = get_operation_ast(parsed, name)
    if operation is None:
        return _UNKNOWN
    return operation.operation.value, operation.name.value if operation.name else None


def _executed(result: ExecutionResult) -> bool:
    """Whether a document was valid: what is not executed has no data, and errors without a path."""
    return result.data is not None or any(it.path for it in result.errors or ())


def _say_when_to_ask_again(result: Any, response: Response) -> None:
    """Say in a header, too, how long a viewer is to wait whose minute is spent."""
    answers = result if isinstance(result, list) else [result]
    errors = (error for it in answers for error in getattr(it, "errors", None) or ())
    waits = [(error.extensions or {}).get("retryAfter") for error in errors]
    if seconds := max((it for it in waits if it), default=None):
        response.status_code = 429
        response.headers["Retry-After"] = str(seconds)


def _only(request: GraphQLRequestData | list[GraphQLRequestData], allowed: frozenset[str]) -> bool:
    """Whether all that a request asks for are these: one sign-in, or what tells of the schema."""
    if isinstance(request, list) or not isinstance(request.query, str):
        return False
    try:
        document = parse(request.query, no_location=True, max_tokens=_MOST_TOKENS)
    except GraphQLError:
        return False
    operation = get_operation_ast(document, request.operation_name)
    if not isinstance(operation, OperationDefinitionNode):
        return False
    asked = operation.selection_set.selections
    if allowed is _SIGNING_IN and (
        operation.operation is not OperationType.MUTATION or len(asked) != 1
    ):
        return False
    return all(isinstance(it, FieldNode) and it.name.value in allowed for it in asked)


async def _turned_away(away: TurnedAway, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a refusal; where a server can't send one to a WebSocket, close it unopened."""
    answer = refused(away.status, away.code, str(away), away.headers)
    if scope["type"] == "http" or "websocket.http.response" in scope.get("extensions", {}):
        await answer(scope, receive, send)
    else:
        await WebSocket(scope, receive, send).close(1008)
