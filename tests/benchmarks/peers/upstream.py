"""The upstream of every system: the REST dialect from memory, as fast as it can be told.

Bodies are kept by what was asked, so that most answers cost a look into a table and one write.
``/_control?latency=0.02&matters=50&changing=1`` sets how it answers and forgets its counts: if it is
changing, no two answers are the same to the byte. ``/_calls`` tells how often each collection was
asked for since, and ``/_most`` how many requests it kept waiting at a time.
"""

import asyncio
import re
import sys
from asyncio.subprocess import PIPE
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import httpx
import msgspec
import uvloop
from typing_extensions import override

from tests.benchmarks.peers.firm import NAMES, Item, firm

__all__ = ["BASE", "Firm", "Upstream", "upstream"]

BASE = "/integrations/bench"

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_HEAD = b"HTTP/1.1 %s\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
_MOST_KEPT = 10_000
_CHANGING = 32  # blanks and tabs at the end of an answer, which tell its number
_BLANKS = bytes.maketrans(b"01", b" \t")
_NOT_FOUND = {"error": {"code": "not_found", "message": "There is no such thing."}}
_SESSION = {
    "authToken": "tok-bench",
    "expiresIn": 86_400,
    "user": {
        "id": "u_000000",
        "name": "Attorney 0",
        "entitlements": firm(1)["users"][0]["entitlements"],
    },
}


class Firm:
    """What is answered to a target, and how often each collection was asked for."""

    def __init__(self, matters: int = 50) -> None:
        self.calls: Counter[str] = Counter()
        self.latency = 0.0
        self.changing = False
        self._answered = 0
        self.under_way = self.most = 0
        self._open(matters)

    def _open(self, matters: int) -> None:
        self._items = firm(matters)
        self._kept: dict[bytes, tuple[str, bytes]] = {}

    def answer(self, method: bytes, target: bytes) -> bytes:
        """Return the whole answer, head and body."""
        if method != b"GET":
            return self._session(method)
        found = self._kept.get(target)
        if found is None:
            if target.startswith(b"/_"):
                return self._told(target)
            found = self._made(target.decode())
            if len(self._kept) < _MOST_KEPT:
                self._kept[target] = found
        self.calls[found[0]] += 1
        if not self.changing:
            return found[1]
        self._answered += 1
        number = f"{self._answered:0{_CHANGING}b}".encode()
        return found[1][:-_CHANGING] + number.translate(_BLANKS)

    def _session(self, method: bytes) -> bytes:
        """Open a session for whoever asks, or end it."""
        self.calls["sessions"] += 1
        return _written(b"204 No Content", b"") if method == b"DELETE" else _json(_SESSION)

    def _told(self, target: bytes) -> bytes:
        asked = urlsplit(target.decode())
        if asked.path == "/_control":
            said = dict(parse_qsl(asked.query))
            self.latency = float(said.get("latency", self.latency))
            self.changing = bool(int(said.get("changing", self.changing)))
            self._open(int(said.get("matters", len(self._items["matters"]))))
            self.calls.clear()
            self.most = 0
        return _json({"most": self.most} if asked.path == "/_most" else self.calls)

    def _made(self, target: str) -> tuple[str, bytes]:
        asked = urlsplit(target)
        noun, _, id = asked.path.removeprefix(f"{BASE}/").partition("/")
        if noun not in self._items:
            return noun, self._written(_NOT_FOUND, b"404 Not Found")
        items, query = self._items[noun], dict(parse_qsl(asked.query))
        if id:
            one = [it for it in items if it[NAMES[noun]] == id]
            if not one:
                return noun, self._written(_NOT_FOUND, b"404 Not Found")
            return noun, self._written(one[0])
        return noun, self._written(_page(noun, items, query))

    def _written(self, value: Any, status: bytes = b"200 OK") -> bytes:
        """Write an answer, with room for its number if it has one."""
        room = b" " * (_CHANGING if self.changing else 0)
        return _written(status, msgspec.json.encode(value) + room)


def _page(noun: str, items: list[Item], query: Mapping[str, str]) -> dict[str, Any]:
    for parameter, name in (("ids", NAMES[noun]), ("matterIds", "matterId"), ("matterId",) * 2):
        if parameter in query:
            wanted = set(query[parameter].split(","))
            items = [it for it in items if it[name] in wanted]
    page, size = int(query.get("page", 1)), int(query.get("pageSize", 50))
    shown = items[(page - 1) * size : page * size]
    return {"items": shown, "page": page, "pageSize": size, "total": len(items)}


def _json(value: Any) -> bytes:
    return _written(b"200 OK", msgspec.json.encode(value))


def _written(status: bytes, body: bytes) -> bytes:
    return _HEAD % (status, len(body)) + body


class _Connection(asyncio.Protocol):
    """One caller's connection: a request at a time, each answered once its latency is over."""

    def __init__(self, firm: Firm) -> None:
        self._firm, self._received = firm, b""
        self._loop = asyncio.get_running_loop()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    @override
    def data_received(self, data: bytes) -> None:
        received = self._received + data if self._received else data
        while (end := received.find(b"\r\n\r\n")) >= 0:
            method, target, _ = received.split(b" ", 2)
            end += 4
            if method != b"GET" and (length := _LENGTH.search(received, 0, end)):
                end += int(length[1])
                if len(received) < end:
                    break
            answer = self._firm.answer(method, target)
            self._transport.write(answer) if target.startswith(b"/_") else self._write(answer)
            received = received[end:]
        self._received = received

    def _write(self, answer: bytes) -> None:
        if self._firm.latency:
            self._firm.under_way += 1
            self._firm.most = max(self._firm.most, self._firm.under_way)
            self._loop.call_later(self._firm.latency, self._late, answer)
        else:
            self._transport.write(answer)

    def _late(self, answer: bytes) -> None:
        self._firm.under_way -= 1
        if not self._transport.is_closing():
            self._transport.write(answer)


class Upstream:
    """An upstream that runs in a process of its own."""

    def __init__(self, pid: int, port: int) -> None:
        self.pid = pid
        self.origin = f"http://127.0.0.1:{port}"
        self.url = f"{self.origin}{BASE}"

    async def control(self, **said: float) -> None:
        """Set its latency in seconds, or how many matters it has; what it counted is forgotten."""
        await self._get("/_control", said)

    async def calls(self) -> dict[str, int]:
        """Return how often each collection was asked for."""
        return await self._get("/_calls", {})

    async def most(self) -> int:
        """Return how many requests waited for their latency at a time."""
        return (await self._get("/_most", {}))["most"]

    async def _get(self, path: str, said: Mapping[str, float]) -> dict[str, int]:
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"{self.origin}{path}", params=dict(said))
            told: dict[str, int] = answer.json()
            return told


@asynccontextmanager
async def upstream() -> AsyncIterator[Upstream]:
    """Have an upstream, in a process that ends when the block is left."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.peers.upstream"), stdout=PIPE
    )
    try:
        assert process.stdout is not None
        yield Upstream(process.pid, int(await process.stdout.readline()))
    finally:
        process.terminate()
        await process.wait()


async def _serve() -> None:
    held, loop = Firm(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(held), "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve())
