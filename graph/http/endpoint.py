"""The GraphQL endpoint: a request's person, its context, its JSON."""

import json
from decimal import Decimal

import msgspec
from cross_web import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from typing_extensions import override

from graph.compose.door import Door
from graph.http.answers import refused
from graph.http.explorer import PAGE
from graph.schema import schema
from resolvers.context import Context

__all__ = ["PERSON_HEADER", "Endpoint"]

PERSON_HEADER = "panther-person"


class Endpoint(GraphQL[Context, None]):
    """Strawberry's view over our schema; a fresh context for each request."""

    def __init__(self) -> None:
        super().__init__(schema, subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,))

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        door = scope["app"].state.door
        person = dict(scope["headers"]).get(PERSON_HEADER.encode())
        viewer = door.viewer(None if person is None else person.decode("latin-1"))
        if viewer is None and scope["type"] == "http":
            message = f"Nobody here has the id or e-mail that {PERSON_HEADER} names."
            await refused(401, "UNAUTHENTICATED", message)(scope, receive, send)
            return
        scope["panther.viewer"] = viewer
        await super().__call__(scope, receive, send)

    @override
    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Context:
        door: Door = request.app.state.door
        # A WebSocket's address is ws://…, and what it links to is had over HTTP.
        address = str(request.base_url).removeprefix("ws")
        address = address if address.startswith("http") else f"http{address}"
        return door.context(request.scope["panther.viewer"], address)

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
