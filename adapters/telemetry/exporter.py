"""Spans on their way to a collector: gathered, sent together, and let go of where that fails.

What is told never waits for the telling: a collector that is slow or gone costs spans, which are
counted, and nothing else.
"""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress

from adapters.telemetry.otlp import encoded
from adapters.telemetry.spans import Attributes, Span
from adapters.wire.deadline import within
from adapters.wire.message import Request
from adapters.wire.transport import Transport, WireFailure

__all__ = ["Exporter"]

_log = logging.getLogger("panther.telemetry")

_TOGETHER = 256
_MOST = 4096
_FAREWELL_SECONDS = 3.0


class Exporter:
    """Posts to ``path`` below the transport's address, at the latest so many seconds after the
    first span; make it inside the running event loop, and close it.
    """

    def __init__(
        self,
        transport: Transport,
        path: str,
        *,
        headers: Mapping[str, str],
        resource: Attributes,
        seconds: float = 5.0,
    ) -> None:
        self._transport, self._path, self._resource = transport, path, resource
        self._headers = {**headers, "content-type": "application/json"}
        self._seconds = seconds
        self._waiting: list[Span] = []
        self._full = asyncio.Event()
        self._failing = False
        self.lost = 0
        self._task = asyncio.create_task(self._run())

    def add(self, span: Span) -> None:
        """Take a span along; where too many wait already, lose it."""
        if len(self._waiting) >= _MOST:
            self.lost += 1
            return
        self._waiting.append(span)
        if len(self._waiting) == _TOGETHER:
            self._full.set()

    async def close(self) -> None:
        """Send what waits, for a short while, and close the connection."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        with within(_FAREWELL_SECONDS):
            await self._flush()
        await self._transport.close()

    async def _run(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._seconds):
                    await self._full.wait()
            await self._flush()

    async def _flush(self) -> None:
        self._full.clear()
        while self._waiting:
            spans, self._waiting = self._waiting[:_TOGETHER], self._waiting[_TOGETHER:]
            await self._send(spans)

    async def _send(self, spans: list[Span]) -> None:
        body = encoded(self._resource, spans)
        request = Request(
            method="POST", path=self._path, headers=self._headers, body=body, repeatable=True
        )
        try:
            answer = await self._transport.send(request)
            why = f"it answered {answer.status}" if answer.status >= 300 else None
        except asyncio.CancelledError:
            self._waiting[:0] = spans
            raise
        except WireFailure as failure:
            why = str(failure)
        if why is not None:
            self.lost += len(spans)
            if not self._failing:
                _log.warning("The collector takes no spans: %s", why)
        elif self._failing:
            _log.warning("The collector takes spans again; %s were lost.", self.lost)
        self._failing = why is not None
