"""The service: one ASGI app over every open door."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.responses import RedirectResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from graph.compose.door import Doors, open_doors
from graph.http import documents, explorer, health
from graph.http.endpoint import Endpoint
from graph.http.keys import keys
from graph.http.metrics import metrics, registry_over
from graph.http.persisted import Persisted
from graph.http.requests import connected, followed
from graph.http.sockets import Sockets
from graph.http.terms import Terms, terms_of
from graph.settings import Settings

__all__ = ["create_app"]

_PATH = "/graphql"


class _Graph(Starlette):
    """Starlette's app, each request followed from its first byte to its last. What comes to the
    graph by HTTP goes straight to it, past routing and middleware that would cost it more than
    they do for it.
    """

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await followed(self._answer, self.state.doors.telemetry, scope, receive, send)
        elif scope["type"] == "websocket":
            telemetry = self.state.doors.telemetry
            await connected(super().__call__, telemetry, scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == scope.get("root_path", "") + _PATH:
            await self.state.endpoint(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def create_app(
    doors: Doors | None = None,
    ready: Callable[[Doors], None] | None = None,
    terms: Terms | None = None,
) -> Starlette:
    """Build the app over doors and on terms, or on those that the settings name; ``ready`` is told
    once it is open. Raises ``Unusable`` for terms that can't be kept.
    """
    kept = terms or terms_of(Settings())
    persisted = Persisted(kept.trusted, trusted_only=kept.trusted_only)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.doors = opened = doors or await open_doors(Settings())
        app.state.metrics = registry_over(opened)
        app.state.closing = asyncio.Event()
        app.state.explorer = shown = explorer.Explorer(opened)
        app.state.endpoint = Endpoint(opened, kept, persisted, shown, app.state.closing)
        # What is here now stays: the collector need not look at it again.
        gc.collect()
        gc.freeze()
        if ready:
            ready(opened)
        yield
        await opened.close()

    return _Graph(
        routes=[
            WebSocketRoute(_PATH, Sockets(persisted)),
            Route("/documents/{token}", documents.serve),
            Route("/explorer/{name}", explorer.serve),
            Route("/health/live", health.live),
            Route("/health/ready", health.ready),
            Route("/metrics", metrics),
            Route("/.well-known/jwks.json", keys),
            Route("/", RedirectResponse("/graphql")),
        ],
        lifespan=lifespan,
    )
