"""An app on a socket of this machine, in a thread with a loop of its own."""

import asyncio
import threading
from typing import Any

import uvicorn
from starlette.testclient import TestClient, WebSocketTestSession
from typing_extensions import override


class _Here(TestClient):
    """Starlette's client names every WebSocket's host testserver, unless it is given."""

    @override
    def websocket_connect(self, url: str, *args: Any, **kwargs: Any) -> WebSocketTestSession:
        return super().websocket_connect(f"ws://127.0.0.1:8000{url}", *args, **kwargs)


def here(app: Any) -> TestClient:
    """Return a client of an app that asks from the app's own machine."""
    return _Here(app, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 50000))


class Listening:
    """Serves while it is entered, and gives its address."""

    def __init__(self, app: Any, host: str = "127.0.0.1") -> None:
        self.app = app
        self._server = uvicorn.Server(
            uvicorn.Config(
                app, host=host, port=0, log_level="error", ws="websockets-sansio", lifespan="on"
            )
        )
        self._thread = threading.Thread(target=self._run)
        self._ready = threading.Event()

    def _run(self) -> None:
        async def serve() -> None:
            task = asyncio.create_task(self._server.serve())
            while not self._server.started:  # noqa: ASYNC110 - it tells in no other way
                await asyncio.sleep(0.005)
            self._ready.set()
            await task

        asyncio.run(serve())

    def __enter__(self) -> str:
        self._thread.start()
        assert self._ready.wait(60)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(60)
