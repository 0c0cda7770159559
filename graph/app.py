"""The service: one ASGI app over every open door."""

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.responses import RedirectResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from graph.compose.door import Doors, open_doors
from graph.http import documents, health
from graph.http.endpoint import Endpoint
from graph.http.keys import keys
from graph.http.metrics import metrics, registry_over
from graph.http.requests import followed
from graph.settings import Settings

__all__ = ["create_app"]


class _Graph(Starlette):
    """Starlette's app, each request followed from its first byte to its last."""

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            telemetry = self.state.doors.telemetry
            await followed(super().__call__, telemetry, scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def create_app(
    doors: Doors | None = None, ready: Callable[[Doors], None] | None = None
) -> Starlette:
    """Build the app over doors, or over those the settings name; ``ready`` is told once open."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.doors = opened = doors or await open_doors(Settings())
        app.state.metrics = registry_over(opened)
        # What is here now stays: the collector need not look at it again.
        gc.collect()
        gc.freeze()
        if ready:
            ready(opened)
        yield
        await opened.close()

    endpoint = Endpoint()
    return _Graph(
        routes=[
            Route("/graphql", endpoint, name="graphql"),
            WebSocketRoute("/graphql", endpoint),
            Route("/documents/{token}", documents.serve),
            Route("/health/live", health.live),
            Route("/health/ready", health.ready),
            Route("/metrics", metrics),
            Route("/.well-known/jwks.json", keys),
            Route("/", RedirectResponse("/graphql")),
        ],
        lifespan=lifespan,
    )
