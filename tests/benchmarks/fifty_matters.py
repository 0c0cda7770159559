"""Fifty matters with their people, money and work: our app beside plain Strawberry, in turns."""

import argparse
import asyncio
import importlib
import json
import os
import re
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any, cast

import uvicorn
from typing_extensions import override

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import NoDesk, RandomIds, SystemClock
from graph.compose.door import open_doors
from graph.schema import schema
from graph.settings import Settings
from resolvers.allowance import Allowance

QUERY = (
    "{ matters(first: 50) { nodes { number title client { name } responsibleAttorney { name } "
    "trustBalance { available { amount } } timeEntries(first: 5) { nodes { hours amount { amount } "
    "} } invoices(first: 5) { nodes { status total { amount } } } } } }"
)
PLAIN = "tests.benchmarks.plain_strawberry"
OPTIONS = (
    *("--host=127.0.0.1", "--port=0", "--workers=1", "--loop=uvloop", "--http=httptools"),
    *("--no-access-log", "--no-server-header", "--log-level=info"),
)
APPS = {"panther": ["graph.app:create_app", "--factory"], "plain": [f"{PLAIN}:app"]}

_BODY = json.dumps({"query": QUERY}).encode()
_REQUEST = (
    b"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
    b"accept: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(_BODY), _BODY)
)
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_LISTENS = re.compile(r"running on http://127\.0\.0\.1:(\d+)")
_PATIENCE = 60.0


@dataclass(frozen=True)
class Server:
    """A child that serves one of the two apps."""

    process: Process
    port: int

    def cpu_seconds(self) -> float:
        """Return what all of its threads have used, in user and in system mode."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text("ascii")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Round:
    """What one system did in one round: its rate, latencies and cost, in milliseconds."""

    rate: float
    p50: float
    p99: float
    cpu: float


@dataclass
class Load:
    """A round under way: when to stop, what a right answer measures, what was seen so far."""

    until: float
    length: int
    latencies: list[float] = field(default_factory=list)


class Connection(asyncio.Protocol):
    """One keep-alive connection in a closed loop: the next request once the answer is in."""

    def __init__(self, load: Load) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._load = load
        self._received = bytearray()
        self._whole = 0

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._send()

    @override
    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._whole:
            head = self._received.find(b"\r\n\r\n")
            if head < 0:
                return
            length = _LENGTH.search(self._received, 0, head)
            if not self._received.startswith(b"HTTP/1.1 200 ") or length is None:
                self._fail(bytes(self._received[:200]))
                return
            if int(length[1]) != self._load.length:
                self._fail(b"an answer of another length: " + length[1])
                return
            self._whole = head + 4 + self._load.length
        if len(self._received) >= self._whole:
            now = time.perf_counter()
            self._load.latencies.append(now - self._sent)
            if now < self._load.until:
                self._send()
            else:
                self._transport.close()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            if exc is None and time.perf_counter() < self._load.until:
                exc = ConnectionError("The server closed a connection.")
            self.done.set_exception(exc) if exc else self.done.set_result(None)

    def _send(self) -> None:
        self._received.clear()
        self._whole = 0
        self._sent = time.perf_counter()
        self._transport.write(_REQUEST)

    def _fail(self, what: bytes) -> None:
        if not self.done.done():
            self.done.set_exception(RuntimeError(f"Not what was asked for: {what!r}"))
        self._transport.close()


@asynccontextmanager
async def serving(name: str, file: Path, core: int | None) -> AsyncIterator[Server]:
    """Serve one app over the file, on one core if given; ended when the block is left."""

    def pin() -> None:
        if core is not None:
            os.sched_setaffinity(0, {core})

    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "uvicorn", *APPS[name], *OPTIONS),
        env=os.environ | {"PANTHER_EMBEDDED_PATH": str(file), "PLAIN_STRAWBERRY_FILE": str(file)},
        stderr=PIPE,
        preexec_fn=pin,
    )
    try:
        port = await asyncio.wait_for(_port(process), _PATIENCE)
        yield Server(process, port)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _port(process: Process) -> int:
    """Read where the server listens, which it says once it is ready."""
    assert process.stderr is not None
    said = ""
    while line := (await process.stderr.readline()).decode():
        said += line
        if listens := _LISTENS.search(line):
            return int(listens[1])
    raise RuntimeError(f"A server ended before it listened:\n{said}")


async def _answer(server: Server) -> bytes:
    """Ask once, and return the answer's body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(_REQUEST)
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if not head.startswith(b"HTTP/1.1 200 ") or length is None:
        raise RuntimeError(f"Not what was asked for: {head!r}")
    body = await reader.readexactly(int(length[1]))
    writer.close()
    return body


async def round_of(server: Server, length: int, seconds: float, connections: int) -> Round:
    """Load a server for some seconds; the answers still under way then count as well."""
    loop = asyncio.get_running_loop()
    began, used = time.perf_counter(), server.cpu_seconds()
    load = Load(began + seconds, length)
    made = [
        await loop.create_connection(lambda: Connection(load), "127.0.0.1", server.port)
        for _ in range(connections)
    ]
    async with asyncio.timeout(seconds + _PATIENCE):
        await asyncio.gather(*(connection.done for _, connection in made))
    took, answers = time.perf_counter() - began, len(load.latencies)
    cuts = quantiles(load.latencies, n=100)
    return Round(
        rate=answers / took,
        p50=cuts[49] * 1e3,
        p99=cuts[98] * 1e3,
        cpu=(server.cpu_seconds() - used) / answers * 1e3,
    )


async def over_http(file: Path, rounds: int, seconds: float, connections: int) -> None:
    """Alternate rounds over loopback and print both systems' medians."""
    servers_core, clients_core = _cores()
    async with (
        serving("panther", file, servers_core) as ours,
        serving("plain", file, servers_core) as plain,
    ):
        if clients_core is not None:
            os.sched_setaffinity(0, {clients_core})
        bodies = [await _answer(server) for server in (ours, plain)]
        _compare([json.loads(body) for body in bodies])
        done: dict[str, list[Round]] = {"panther": [], "plain": []}
        for number in range(-1, rounds):  # The round before the first only warms both up.
            for name, server, body in zip(done, (ours, plain), bodies, strict=True):
                length = min(seconds, 2.0) if number < 0 else seconds
                measured = await round_of(server, len(body), length, connections)
                if number >= 0:
                    done[name].append(measured)

    print(f"{connections} connections, {rounds} rounds of {seconds:g} s each; medians")
    print(f"{'':10}{'req/s':>10}{'p50 ms':>10}{'p99 ms':>10}{'CPU ms/req':>12}")
    for name, all_rounds in done.items():
        figures = [median(getattr(it, key) for it in all_rounds) for key in ("rate", "p50", "p99")]
        cpu = median(it.cpu for it in all_rounds)
        print(f"{name:10}" + "".join(f"{it:10.1f}" for it in figures) + f"{cpu:12.2f}")
    pairs = list(zip(done["panther"], done["plain"], strict=True))
    _print_ratios("req/s, panther / plain", (a.rate / b.rate for a, b in pairs))
    _print_ratios("CPU per request, plain / panther", (b.cpu / a.cpu for a, b in pairs))


async def in_process(file: Path, rounds: int, seconds: float) -> None:
    """Alternate single executions on warm caches and print both medians."""
    os.environ["PLAIN_STRAWBERRY_FILE"] = str(file)
    plain: Any = importlib.import_module(PLAIN)
    doors = await open_doors(Settings(embedded_path=file))
    door = doors.default
    viewer = door.viewer(None)
    assert viewer is not None

    def ask_ours() -> Awaitable[Any]:
        context = door.context(viewer, "http://127.0.0.1", NoDesk(), Allowance())
        return schema.execute(QUERY, context_value=context)

    def ask_plain() -> Awaitable[Any]:
        return plain.schema.execute(QUERY, context_value=plain.context())

    results = [await ask() for ask in (ask_ours, ask_plain)]
    _compare([{"data": result.data, "errors": result.errors} for result in results])
    for _ in range(5):
        await ask_ours()
        await ask_plain()
    medians: list[tuple[float, float]] = []
    for _ in range(rounds):
        until = time.perf_counter() + seconds
        times: list[tuple[float, float]] = []
        while not times or time.perf_counter() < until:
            times.append((await _timed(ask_ours), await _timed(ask_plain)))
        medians.append((median(ours for ours, _ in times), median(plain for _, plain in times)))
    await doors.close()
    await plain.engine.dispose()

    print(f"schema.execute in process, {rounds} rounds of {seconds:g} s; medians")
    for name, figures in zip(("panther", "plain"), zip(*medians, strict=True), strict=True):
        print(f"{name:10}{median(figures):10.2f} ms")
    _print_ratios("time, plain / panther", (theirs / ours for ours, theirs in medians))


async def _timed(ask: Callable[[], Awaitable[Any]]) -> float:
    began = time.perf_counter()
    await ask()
    return (time.perf_counter() - began) * 1e3


def _compare(answers: list[dict[str, Any]]) -> None:
    """Check that both say the same, and print how much that is."""
    for answer in answers:
        if answer.get("errors"):
            raise SystemExit(f"An answer has errors: {answer['errors']}")
    ours, plain = (answer["data"] for answer in answers)
    if ours != plain:
        raise SystemExit("The two answers differ.")
    matters = ours["matters"]["nodes"]
    lists = [sum(len(it[key]["nodes"]) for it in matters) for key in ("timeEntries", "invoices")]
    balances = sum(it["trustBalance"] is not None for it in matters)
    print(
        f"The same data from both: {len(matters)} matters, {lists[0]} time entries, "
        f"{lists[1]} invoices, {balances} trust balances"
    )


def _print_ratios(what: str, ratios: Iterable[float]) -> None:
    found = list(ratios)
    print(f"{what}: {median(found):.2f} ({min(found):.2f} to {max(found):.2f})")


def _cores() -> tuple[int | None, int | None]:
    """Choose a core for the servers and another for the load, if there are two."""
    if not hasattr(os, "sched_getaffinity"):
        return None, None
    cores = sorted(os.sched_getaffinity(0))
    return (cores[0], cores[1]) if len(cores) > 1 else (None, None)


def main() -> None:
    """Make the demo firm in a new directory, and measure over it."""
    parser = argparse.ArgumentParser(prog="fifty_matters", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="How long a round is.")
    parser.add_argument("--rounds", type=int, default=5, help="How many rounds each system has.")
    parser.add_argument("--connections", type=int, default=16, help="How many ask at a time.")
    parser.add_argument("--in-process", action="store_true", help="Execute without HTTP.")
    args = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as directory,
        asyncio.Runner(loop_factory=uvicorn.Config("").get_loop_factory()) as runner,
    ):
        file = Path(directory) / "practice.sqlite"
        EmbeddedPractice(str(file), clock=SystemClock(), ids=RandomIds()).close()
        if args.in_process:
            runner.run(in_process(file, args.rounds, args.seconds))
        else:
            runner.run(over_http(file, args.rounds, args.seconds, args.connections))


if __name__ == "__main__":
    main()
