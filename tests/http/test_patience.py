"""A socket is held for whoever uses it, and for nobody else: late heads, bodies and readers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from graph.http.protocol import Patience, patient

GET = b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 9\r\n\r\n"
HASTY = Patience(seconds=0.05)
OK = b"HTTP/1.1 200 OK"
LATE = b"HTTP/1.1 408 Request Timeout"

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Awaitable[Streams]]


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer at once, whatever is still under way."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x", b"y")]})
    await send({"type": "http.response.body", "body": b"hello"})


async def verbose(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with more than any buffer holds."""
    headers = [(b"content-length", b"50000000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"x" * 50_000_000})


async def attentive(scope: Scope, receive: Receive, send: Send) -> None:
    """Wait for the body's end, and answer how long it was."""
    length, more = 0, True
    while more:
        message = await receive()
        length, more = length + len(message.get("body", b"")), message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"%d" % length})


@asynccontextmanager
async def served(app: object, patience: Patience) -> AsyncIterator[tuple[Connect, ServerState]]:
    """Serve an app in this loop; give what connects to it, and what is known of connections."""
    config = uvicorn.Config(app, log_level="critical", ws="none")
    config.load()
    protocol, state = patient(patience), ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: protocol(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    port = server.sockets[0].getsockname()[1]
    opened: list[asyncio.StreamWriter] = []

    async def connect() -> Streams:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        opened.append(writer)
        return reader, writer

    async with server:
        yield connect, state
        for writer in opened:
            writer.close()


async def first_line(reader: asyncio.StreamReader) -> bytes:
    return (await reader.readline()).rstrip()


@pytest.mark.parametrize(
    "sent", [b"", b"\r\n\r\n", b"GET / HT", b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx: "]
)
async def test_a_head_that_never_ends_is_not_waited_for(sent: bytes) -> None:
    async with served(hello, HASTY) as (connect, state):
        reader, writer = await connect()
        writer.write(sent)
        answer = await reader.read()
        assert answer.partition(b"\r\n")[0] == (LATE if b"GET" in sent else b"")
        assert state.connections == set()


async def test_a_head_that_comes_drop_by_drop_has_one_time_for_all_of_it() -> None:
    async with served(hello, HASTY) as (connect, _):
        reader, writer = await connect()
        line = asyncio.create_task(first_line(reader))
        for drop in GET[:-2].ljust(500, b"x"):
            if line.done():
                break
            writer.write(bytes([drop]))
            await asyncio.wait({line}, timeout=0.005)
        assert await line == LATE


async def test_the_second_request_of_a_connection_has_the_same_time() -> None:
    async with served(hello, HASTY) as (connect, _):
        reader, writer = await connect()
        writer.write(GET)
        assert await first_line(reader) == OK
        writer.write(GET[:10])
        assert (await reader.read()).count(LATE) == 1


async def test_a_body_that_nobody_waits_for_is_not_waited_for() -> None:
    async with served(hello, HASTY) as (connect, state):
        reader, writer = await connect()
        writer.write(POST + b"123")
        assert await first_line(reader) == OK
        await reader.read()
        assert state.connections == set()


async def test_who_reads_the_body_keeps_the_time_for_it() -> None:
    async with served(attentive, HASTY) as (connect, _):
        reader, writer = await connect()
        writer.write(POST + b"123")
        line = asyncio.create_task(first_line(reader))
        await asyncio.wait({line}, timeout=HASTY.seconds * 4)
        assert not line.done()
        writer.write(b"456789")
        assert await line == OK


async def test_an_answer_that_nobody_reads_is_thrown_away() -> None:
    async with served(verbose, HASTY) as (connect, state):
        _, writer = await connect()
        writer.transport.pause_reading()
        writer.write(GET)
        async with asyncio.timeout(60):
            while not state.total_requests:  # noqa: ASYNC110 - uvicorn tells in no other way
                await asyncio.sleep(0.001)
            while state.connections:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.001)


async def test_who_reads_slowly_but_reads_gets_it_all() -> None:
    async with served(verbose, Patience(seconds=1.0)) as (connect, _):
        reader, writer = await connect()
        writer.write(GET)
        await reader.readuntil(b"\r\n\r\n")
        assert (await reader.readexactly(50_000_000)).strip(b"x") == b""


async def test_no_more_connections_are_held_than_may_be() -> None:
    async with served(hello, Patience(connections=2)) as (connect, state):
        first, second = await connect(), await connect()
        for _, writer in (first, second):
            writer.write(GET)
        assert [await first_line(reader) for reader, _ in (first, second)] == [OK, OK]
        reader, _ = await connect()
        assert await first_line(reader) == b"HTTP/1.1 503 Service Unavailable"
        await reader.read()
        assert len(state.connections) == 2
        first[1].close()
        while len(state.connections) == 2:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.001)
        reader, writer = await connect()
        writer.write(GET)
        assert await first_line(reader) == OK


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (b"GET / HTTP/1.1\r\nx: " + b"y" * 20_000, b"HTTP/1.1 431 Request Header Fields Too Large"),
        (b"GET /" + b"y" * 20_000, b"HTTP/1.1 431 Request Header Fields Too Large"),
        (b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 102, b"HTTP/1.1 400 Bad Request"),
    ],
)
async def test_a_head_has_a_size(head: bytes, says: bytes) -> None:
    async with served(hello, Patience()) as (connect, state):
        reader, writer = await connect()
        writer.write(head)
        assert await first_line(reader) == says
        await reader.read()
        assert state.connections == set()


async def test_requests_in_one_piece_are_answered_in_their_order() -> None:
    async with served(attentive, HASTY) as (connect, _):
        reader, writer = await connect()
        writer.write((POST + b"123456789") * 20)
        got = b""
        while got.count(OK) < 20:
            got += await reader.read(65536)
        assert got.count(OK) == 20
