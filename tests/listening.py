"""An app on a socket of this machine, in a thread with a loop of its own."""

import asyncio
import socket
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


class _Server(uvicorn.Server):
    """Ends when it is told to: uvicorn's own looks ten times a second whether it should."""

    def __init__(self, app: Any, host: str) -> None:
        super().__init__(
            uvicorn.Config(
                app, host=host, port=0, log_level="error", ws="websockets-sansio", lifespan="on"
            )
        )
        self.ready = threading.Event()
        self._over = asyncio.Event()

    def run_here(self) -> None:
        with asyncio.Runner() as runner:
            self._loop = runner.get_loop()
            runner.run(self.serve())

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)

    @override
    async def main_loop(self) -> None:
        await self.on_tick(0)  # says the date
        self.ready.set()
        await self._over.wait()

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        while self._served():  # noqa: ASYNC110 - it tells in no other way
            await asyncio.sleep(0.001)
        for server in self.servers:
            await server.wait_closed()
        await self.lifespan.shutdown()

    def _served(self) -> bool:
        return bool(self.server_state.connections or self.server_state.tasks)


class Listening:
    """Serves while it is entered, and gives its address."""

    def __init__(self, app: Any, host: str = "127.0.0.1") -> None:
        self.app = app
        self._server = _Server(app, host)
        self._thread = threading.Thread(target=self._server.run_here)

    def __enter__(self) -> str:
        self._thread.start()
        assert self._server.ready.wait(60)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def __exit__(self, *_: object) -> None:
        self._server.end()
        self._thread.join(60)
