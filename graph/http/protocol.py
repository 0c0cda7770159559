"""HTTP on a socket, as uvicorn speaks it, with an end to what a caller may take of us unasked."""

import asyncio
from dataclasses import dataclass

from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["Patience", "patient"]

_TOO_MANY = (
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-length: 0\r\n"
    b"connection: close\r\n\r\n"
)
_TOO_LATE = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_TOO_LONG = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\n"
    b"connection: close\r\n\r\n"
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How many connections are held at once; in how many bytes, headers and seconds the head of a
    request has come; as many seconds a caller may leave an answer unread, or unfinished a body
    that nobody waits for.
    """

    connections: int = 10_000
    head_bytes: int = 16_384
    headers: int = 100
    seconds: float = 10.0


def patient(patience: Patience) -> type[HttpToolsProtocol]:
    """Return uvicorn's protocol with this patience; uvicorn's own waits for ever."""

    class Patient(_Patient):
        kept = patience

    return Patient


class _Patient(HttpToolsProtocol):
    """A request comes in a head and a body, and is whole then; ``_timer`` runs while it is not."""

    kept: Patience

    _timer: asyncio.TimerHandle | None = None
    _headed = False
    _whole = True
    _head = 0

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        if len(self.connections) > self.kept.connections:
            self._refuse(_TOO_MANY)
        else:
            self._wait()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    @override
    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        self._head += len(data)
        super().data_received(data)
        if self.transport.is_closing() or self.transport.get_protocol() is not self:
            return
        if self._whole and self._answering:
            self._stop_waiting()
        elif not self._headed and self._head > self.kept.head_bytes:
            self._refuse(_TOO_LONG)
        elif self._timer is None:
            self._wait()

    @override
    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._headed = self._whole = False

    @override
    def on_header(self, name: bytes, value: bytes) -> None:
        if len(self.headers) >= self.kept.headers:
            raise ValueError("Too many headers.")  # The parser gives up, and uvicorn says 400.
        super().on_header(name, value)

    @override
    def on_headers_complete(self) -> None:
        self._headed, self._head = True, 0
        super().on_headers_complete()

    @override
    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._headed, self._whole, self._head = False, True, 0

    @override
    def handle_websocket_upgrade(self) -> None:
        self._stop_waiting()
        super().handle_websocket_upgrade()

    @override
    def pause_writing(self) -> None:
        super().pause_writing()
        self._wait()

    @override
    def resume_writing(self) -> None:
        super().resume_writing()
        if self._whole:
            self._stop_waiting()

    @override
    def timeout_keep_alive_handler(self) -> None:
        """Close what is idle; who has an answer still to read has some time for that."""
        if self.transport.get_write_buffer_size() == 0:
            super().timeout_keep_alive_handler()
        elif self._timer is None:
            self._wait()

    @property
    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._stop_waiting()
        self._timer = self.loop.call_later(self.kept.seconds, self._late)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _late(self) -> None:
        """End a connection that is late. While an app still reads the body, it keeps the time for
        that itself, and answers.
        """
        self._timer = None
        if self.transport.get_write_buffer_size() > 0:
            self.transport.abort()
        elif self._headed and self._answering:
            self._wait()
        elif self._headed or self._whole:
            self.transport.close()
        else:
            self._refuse(_TOO_LATE)

    def _refuse(self, answer: bytes) -> None:
        self._stop_waiting()
        self.transport.write(answer)
        self.transport.close()
