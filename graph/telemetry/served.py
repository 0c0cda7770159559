"""An app whose requests are spans, each in its caller's trace."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from time import perf_counter

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.telemetry.context import TRACEPARENT, Place, read
from adapters.telemetry.spans import SpanKind
from graph.telemetry.routes import route_of
from graph.telemetry.tracer import Tracer

__all__ = ["OpenTracer", "Served"]

OpenTracer = Callable[[AsyncExitStack], Awaitable[Tracer | None]]
"""Opens what spans are told to, inside the running event loop; None where nobody is to be told."""


class Served:
    """Tells of each HTTP request that the app answers; ``prefix`` is what all their paths begin
    with, and is not said.
    """

    def __init__(self, app: ASGIApp, prefix: str, open_: OpenTracer) -> None:
        self._app, self._prefix, self._open = app, prefix, open_
        self._tracer: Tracer | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        elif scope["type"] == "http" and self._tracer:
            parent = self._tracer.start(read(Headers(scope=scope).get(TRACEPARENT)))
            await self._told(self._tracer, parent, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with AsyncExitStack() as stack:
            self._tracer = await self._open(stack)

            async def telling(message: Message) -> None:
                # A server does not wait for an app that says that it is done.
                if message["type"] == "lifespan.shutdown.complete":
                    await stack.aclose()
                await send(message)

            await self._app(scope, receive, telling)

    async def _told(
        self, tracer: Tracer, parent: Place, scope: Scope, receive: Receive, send: Send
    ) -> None:
        place, began, status = tracer.below(parent), perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            method, route = scope["method"], route_of(scope["path"].removeprefix(self._prefix))
            tracer.ended(
                f"{method} {route}",
                SpanKind.SERVER,
                place,
                parent,
                perf_counter() - began,
                {
                    "http.request.method": method,
                    "url.template": route,
                    "http.response.status_code": status,
                },
                str(status) if status >= 500 else None,
            )
