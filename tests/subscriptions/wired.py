"""The service by ASGI alone, so that a test reads a stream as slowly as it likes."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette


class Reading:
    """One response, as it comes. While ``slow`` nothing that is sent is taken."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.taken = asyncio.Event()
        self.taken.set()
        self._sent: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def receive(self) -> dict[str, Any]:
        return await self._heard.get()

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {k.decode(): v.decode() for k, v in message["headers"]}
            return
        self._sent.put_nowait(message.get("body", b""))
        if not message.get("more_body"):
            self._sent.put_nowait(None)
        await self.taken.wait()

    def hear(self, message: dict[str, Any]) -> None:
        self._heard.put_nowait(message)

    def hang_up(self) -> None:
        self.hear({"type": "http.disconnect"})

    async def more(self) -> bytes | None:
        """Return what is sent next that is not empty, None after the last."""
        while (part := await self._sent.get()) == b"":
            pass
        return part

    async def rest(self) -> bytes:
        found = b""
        while (part := await self.more()) is not None:
            found += part
        return found


class Wired:
    """An app that is asked by ASGI."""

    def __init__(self, app: Starlette) -> None:
        self.app = app
        self._tasks: set[asyncio.Task[None]] = set()

    def ask(self, query: str, accept: str | None, method: str = "POST", **headers: str) -> Reading:
        """Begin to ask; the answer is read as it comes."""
        body = json.dumps({"query": query}).encode()
        sent = {"host": "127.0.0.1:8000", "content-type": "application/json", **headers}
        if accept is not None:
            sent["accept"] = accept
        scope = {
            "type": "http",
            "method": method,
            "path": "/graphql",
            "query_string": b"",
            "scheme": "http",
            "headers": [(k.encode(), v.encode()) for k, v in sent.items()],
            "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", 8000),
        }
        if method != "POST":
            scope["query_string"] = b"query=%" + query.encode().hex("%").encode()
        reading = Reading()
        reading.hear({"type": "http.request", "body": body})
        task = asyncio.create_task(self.app(scope, reading.receive, reading.send))
        self._tasks.add(task)
        return reading

    async def finish(self) -> None:
        """Wait until every answer has ended."""
        await asyncio.gather(*self._tasks)


@asynccontextmanager
async def wired(app: Starlette) -> AsyncIterator[Wired]:
    async with app.router.lifespan_context(app):
        yield Wired(app)
