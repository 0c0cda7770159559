"""Streams: answers that follow one another in one HTTP response, for as long as anybody may have
them and is there to read them.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.types import Receive, Send

from graph.http.answers import FIXED, Refusal, Unexecuted
from graph.http.caller import TurnedAway
from graph.http.framing import Framing
from graph.http.running import Admit, until_turned_away

__all__ = ["BEAT_SECONDS", "Stream"]

_log = logging.getLogger("panther")

BEAT_SECONDS = 12.0


class Stream:
    """One response. Who reads slowly is waited for: their next answer is not made before the one
    before is on its way. Who hangs up, has no session any more, or whose server goes, is let go.
    """

    def __init__(self, framing: Framing, admit: Admit, closing: asyncio.Event) -> None:
        """``closing`` is set when this process is to end."""
        self._framing = framing
        self._admit = admit
        self._closing = closing

    async def serve(
        self, answers: AsyncGenerator[bytes, None], receive: Receive, send: Send
    ) -> None:
        """Send the head, the answers as they come, and why they end if it is not by themselves."""
        await self._begin(send)
        telling = asyncio.create_task(self._tell(answers, send))
        away = asyncio.create_task(until_turned_away(self._admit))
        others = [
            asyncio.create_task(_gone(receive)),
            asyncio.create_task(self._beat(send)),
            asyncio.create_task(self._closing.wait()),
        ]
        try:
            await asyncio.wait((telling, away, *others), return_when=asyncio.FIRST_COMPLETED)
            last = b""
            if telling.done():
                last = telling.result()
            elif away.done():
                last = self._refused(away.result())
        finally:
            await _end(telling, away, *others)
        # Without a last word a client knows that there was more to come, and asks again.
        await send({"type": "http.response.body", "body": last})

    async def refuse(self, why: Refusal | Unexecuted, send: Send) -> None:
        """Send nothing but why nothing is told: clients of a stream look for it there."""
        await self._begin(send)
        await send({"type": "http.response.body", "body": self._refused(why)})

    async def _begin(self, send: Send) -> None:
        headers = [
            *FIXED,
            (b"content-type", self._framing.media_type),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),  # nginx would collect what is to be told at once
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await _more(send, self._framing.first)

    async def _tell(self, answers: AsyncGenerator[bytes, None], send: Send) -> bytes:
        """Send the answers; return the last word."""
        async with aclosing(answers):
            try:
                async for answer in answers:
                    await _more(send, self._framing.framed(answer))
            except (Refusal, Unexecuted) as why:
                return self._refused(why)
        return self._framing.last

    def _refused(self, why: Refusal | Unexecuted) -> bytes:
        if isinstance(why, TurnedAway):
            return self._framing.refused(why.body)
        return self._framing.framed(why.body) + self._framing.last

    async def _beat(self, send: Send) -> None:
        """Show that the line is alive; proxies cut one that is silent for a minute."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            await _more(send, self._framing.beat)


async def _more(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _end(*tasks: asyncio.Task[object]) -> None:
    for task in tasks:
        task.cancel()
    for ended in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(ended, Exception):
            _log.error("A stream ended", exc_info=ended)
