"""The service: one ASGI app over one open door."""

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.responses import RedirectResponse
from starlette.routing import Route, WebSocketRoute

from graph.compose.door import Door, open_door
from graph.http import documents, health
from graph.http.endpoint import Endpoint
from graph.settings import Settings

__all__ = ["create_app"]


def create_app(door: Door | None = None, ready: Callable[[Door], None] | None = None) -> Starlette:
    """Build the app over a door, or over the one the settings name; ``ready`` is told once open."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.door = door or await open_door(Settings())
        # What is here now stays, and what a request makes goes with it: the collector need not
        # look at the one again, nor as often at the other.
        gc.collect()
        gc.freeze()
        gc.set_threshold(10_000, 50, 100)
        if ready:
            ready(app.state.door)
        yield
        await app.state.door.close()

    endpoint = Endpoint()
    return Starlette(
        routes=[
            Route("/graphql", endpoint, name="graphql"),
            WebSocketRoute("/graphql", endpoint),
            Route("/documents/{token}", documents.serve),
            Route("/health/live", health.live),
            Route("/health/ready", health.ready),
            Route("/", RedirectResponse("/graphql")),
        ],
        lifespan=lifespan,
    )
