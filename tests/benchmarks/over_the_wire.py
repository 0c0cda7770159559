"""What an upstream costs: CPU of a read by each transport, of looking for drift, and requests."""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
import uvloop

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import MatterFilter
from adapters.sandbox import Reads
from adapters.supergood.habits import ReadMode
from adapters.supergood.health import Watch
from adapters.supergood.items import Items
from adapters.supergood.matters import MatterItem, matter
from adapters.wire.message import Request
from adapters.wire.over_httpx import HttpxTransport
from adapters.wire.over_pyreqwest import PyreqwestTransport
from adapters.wire.transport import Transport
from tests.contract.conftest import Served
from tests.contract.remote import Remote
from tests.contract.test_seed import FIFTY as FIFTY_SEED
from tests.queries.test_batching import FIFTY
from tests.world import OWNER, CountedIds, StandingClock

LOOPS: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {
    "asyncio": asyncio.new_event_loop,
    "uvloop": uvloop.new_event_loop,
}
TRANSPORTS: dict[str, Callable[[str], Transport]] = {
    "httpx": HttpxTransport,
    "pyreqwest": PyreqwestTransport,
}
BODY_BYTES = 22_000
IDS = ",".join(f"mat_{number:06x}" for number in range(44))
READ = Request(method="GET", path="/matters", query=(("ids", IDS),), repeatable=True)


# --- the transports -------------------------------------------------------------------------------


async def serve() -> None:
    """Answer every request with the same bytes; say where."""
    body = b"x" * BODY_BYTES
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    answer = head % len(body) + body

    class Same(asyncio.Protocol):
        def connection_made(self, transport: Any) -> None:
            self._transport, self._received = transport, b""

        def data_received(self, data: bytes) -> None:
            self._received += data
            while (end := self._received.find(b"\r\n\r\n")) >= 0:
                self._received = self._received[end + 4 :]
                self._transport.write(answer)

    server = await asyncio.get_running_loop().create_server(Same, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@asynccontextmanager
async def served(core: int | None) -> AsyncIterator[str]:
    """Have a child that serves, on one core if given."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.over_the_wire", "serve"), stdout=PIPE
    )
    if core is not None:
        os.sched_setaffinity(process.pid, {core})
    try:
        assert process.stdout is not None
        port = int(await process.stdout.readline())
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


async def cpu_of_a_read(transport: Transport, reads: int, connections: int) -> float:
    """Return the microseconds of CPU, in all threads of this process, that a read takes."""
    left = iter(range(reads))

    async def one_after_another() -> None:
        for _ in left:
            answer = await transport.send(READ)
            assert len(answer.body) == BODY_BYTES

    used = time.process_time()
    await asyncio.gather(*(one_after_another() for _ in range(connections)))
    return (time.process_time() - used) / reads * 1e6


async def in_turns(rounds: int, reads: int, connections: int) -> dict[str, list[float]]:
    """Measure both transports in turns; the round before the first only warms them up."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
    apart = len(cores) > 1
    async with served(cores[0] if apart else None) as url:
        if apart:
            os.sched_setaffinity(0, {cores[1]})
        opened = {name: make(url) for name, make in TRANSPORTS.items()}
        found: dict[str, list[float]] = {name: [] for name in opened}
        for number in range(-1, rounds):
            for name, transport in opened.items():
                cpu = await cpu_of_a_read(transport, reads, connections)
                if number >= 0:
                    found[name].append(cpu)
        for transport in opened.values():
            await transport.close()
    if apart:
        os.sched_setaffinity(0, cores)
    return found


def transports(rounds: int, reads: int = 1000, connections: int = 32) -> None:
    """Print what a batched read costs over each transport, on each loop."""
    print(f"CPU of a read of {BODY_BYTES} bytes, {connections} at a time, {rounds} rounds in turns")
    for name, make in LOOPS.items():
        with asyncio.Runner(loop_factory=make) as runner:
            found = runner.run(in_turns(rounds, reads, connections))
        each = ", ".join(f"{it} {median(cpu):.0f} us" for it, cpu in found.items())
        ratios = [a / b for a, b in zip(found["httpx"], found["pyreqwest"], strict=True)]
        print(f"  {name:8} {each}; httpx / pyreqwest {_spread(ratios)}")


# --- drift ----------------------------------------------------------------------------------------


class _Blind:
    """Looks at nothing."""

    def of_page(self, text: bytes) -> Iterable[Any]:
        return ()


async def drift(remote: Remote, rounds: int) -> None:
    """Print what it costs to look at every item of a page of 100 matters."""
    fetch = remote.practice._client.get
    good = await fetch("/matters", {"pageSize": "100"}, bytes)
    assert good is not None
    page = msgspec.json.decode(good)
    odd = {"sandboxAddition": {"since": "2026-03-01"}}
    pages = {
        "as expected": good,
        "one item of a hundred drifted": _page({**page["items"][0], **odd}, *page["items"][1:]),
        "every item drifted": _page(*({**item, **odd} for item in page["items"])),
    }
    looking, blind = (
        Items(Watch(StandingClock()), noun="matters", shape=MatterItem, record=matter)
        for _ in range(2)
    )
    blind._likeness = _Blind()
    print(f"CPU of reading a page of {len(page['items'])} matters, {len(good)} bytes, as records")
    for name, body in pages.items():
        measured = [(_cpu(looking, body), _cpu(blind, body)) for _ in range(rounds)]
        with_, without = (median(column) for column in zip(*measured, strict=True))
        ratios = [a / b for a, b in measured]
        print(
            f"  {name:30} looked at {with_:.0f} us, not looked at {without:.0f} us; {_spread(ratios)}"
        )


def _page(*items: Any) -> bytes:
    envelope = {"items": items, "page": 1, "pageSize": 100, "total": len(items)}
    return msgspec.json.encode(envelope)


def _cpu(items: Items[Any, Any], body: bytes, times: int = 200) -> float:
    used = time.process_time()
    for _ in range(times):
        items.page(body)
    return (time.process_time() - used) / times * 1e6


# --- requests -------------------------------------------------------------------------------------


async def requests(remote: Remote, document: str, name: str) -> None:
    """Print what an upstream is asked for one query."""
    await remote.practice.matters.count(MatterFilter())  # signed in
    before = await remote.asked()
    result = await remote.ask(document, {"first": 50})
    assert result.errors is None, result.errors
    asked = {line: count - before.get(line, 0) for line, count in (await remote.asked()).items()}
    asked = {line: count for line, count in asked.items() if count}
    print(f"  {name}: {sum(asked.values())} requests, {asked}")


async def sessions(remote: Remote) -> None:
    """Print how 1,000 requests fare whose session ends after every 50."""
    done = lost = 0
    gate = asyncio.Semaphore(16)

    async def one(number: int) -> None:
        nonlocal done, lost
        async with gate:
            found = await remote.practice.users.by_id([OWNER, f"u_{number}"])
        done += 1
        lost += len(found) != 1

    for _ in range(20):
        await remote.fault("GET /users", "expired")
        await asyncio.gather(*(one(number) for number in range(50)))
    asked = await remote.asked()
    print(
        f"  {done} reads, 16 at a time: {lost} lost, {asked['POST /sessions']} sign-in, "
        f"{asked['POST /sessions/refresh']} refreshes, {asked['GET /users']} requests"
    )


async def against(
    path: Path, reads: Reads, mode: ReadMode, do: Callable[[Remote], Awaitable[None]]
) -> None:
    """Do something with a practice over the wire from a sandbox of its own."""
    EmbeddedPractice(str(path), clock=StandingClock(), ids=CountedIds()).close()
    with Served(path, reads) as url:
        remote = Remote(url, mode)
        await do(remote)
        await remote.practice.close()


def _spread(ratios: list[float]) -> str:
    return f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def main() -> None:
    """Measure over loopback, with the demo firm in a new directory."""
    parser = argparse.ArgumentParser(prog="over_the_wire", description=__doc__)
    parser.add_argument("what", nargs="?", default="all", choices=["all", "serve"])
    parser.add_argument("--rounds", type=int, default=7, help="How many rounds each has.")
    args = parser.parse_args()
    if args.what == "serve":
        uvloop.run(serve())
        return
    transports(args.rounds)
    with tempfile.TemporaryDirectory() as directory:
        files = (Path(directory) / f"{number}.sqlite" for number in range(9))

        def run(reads: Reads, mode: ReadMode, do: Callable[[Remote], Awaitable[None]]) -> None:
            asyncio.run(against(next(files), reads, mode, do))

        run(Reads.EXTENDED, ReadMode.EXTENDED, lambda it: drift(it, args.rounds))
        print("Requests for 50 matters")
        everything = "client, attorney, trust balance, time, invoices; extended reads"
        run(Reads.EXTENDED, ReadMode.EXTENDED, lambda it: requests(it, FIFTY, everything))
        run(Reads.SEED, ReadMode.SEED, lambda it: requests(it, FIFTY_SEED, "time; seed's reads"))
        print("A session that ends every 50 requests")
        run(Reads.EXTENDED, ReadMode.EXTENDED, sessions)


if __name__ == "__main__":
    main()
