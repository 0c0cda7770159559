"""What being seen costs: fifty matters through the app, told of and not, in turns."""

import argparse
import asyncio
import json
import os
import random
import tempfile
import time
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any, TextIO

import uvicorn
from typing_extensions import override

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import RandomIds, SystemClock
from adapters.telemetry.otlp import encoded
from adapters.telemetry.spans import Span
from graph.app import create_app
from graph.compose.door import Doors, open_doors
from graph.compose.watched import watched
from graph.settings import Settings
from graph.telemetry.lines import write_to
from graph.telemetry.sampling import sampler
from graph.telemetry.telemetry import Operation, Telemetry
from graph.telemetry.tracer import Tracer
from tests.benchmarks.fifty_matters import QUERY

_BODY = json.dumps({"query": QUERY}).encode()
_HEADERS = [
    (b"host", b"127.0.0.1:8000"),
    (b"content-type", b"application/json"),
    (b"content-length", b"%d" % len(_BODY)),
]
_TOGETHER = 256
_WARM = 60


class Silent(Telemetry):
    """Follows nothing."""

    @contextmanager
    def operation(self, kind: str, name: str | None, connection: str) -> Iterator[Operation]:
        yield Operation(kind, name)

    @override
    async def ask(self, name: str, keys: int, asking: Awaitable[Any]) -> Any:
        return await asking


class Exported:
    """Writes spans as they are sent to a collector, and sends them nowhere."""

    def __init__(self) -> None:
        self._spans: list[Span] = []

    def add(self, span: Span) -> None:
        self._spans.append(span)
        if len(self._spans) == _TOGETHER:
            assert encoded({"service.name": "panther"}, self._spans)
            self._spans.clear()


def traced() -> Telemetry:
    """Return what follows every request into a trace."""
    digits = iter(range(1, 2**62))
    tracer = Tracer(
        Exported().add,
        keeps=sampler("always_on", 1),
        digits=lambda length: f"{next(digits):0{length}x}",
        now=time.time_ns,
    )
    return Telemetry(RandomIds(), tracer=tracer)


async def app_of(stack: AsyncExitStack, opened: Doors, telemetry: Telemetry) -> Any:
    """Return an app over the same practice that tells this telemetry."""
    (door,) = opened
    seen = door.practice if isinstance(telemetry, Silent) else watched(door.practice, telemetry)
    told = replace(door, telemetry=telemetry, watched=seen)
    app = create_app(Doors([told], opened.identity, opened.gate, nothing, telemetry, None))
    await stack.enter_async_context(app.router.lifespan_context(app))
    return app._answer if isinstance(telemetry, Silent) else app


async def nothing() -> None:
    """Close what is closed elsewhere."""


async def ask(app: Any) -> None:
    """Ask for the fifty matters, as a server hands the request over."""
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": "/graphql",
        "root_path": "",
        "query_string": b"",
        "scheme": "http",
        "headers": list(_HEADERS),
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
    }
    heard = iter([{"type": "http.request", "body": _BODY}])
    sent: list[Any] = []

    async def receive() -> Any:
        return next(heard, {"type": "http.disconnect"})

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    assert sent[0]["status"] == 200 and len(sent[1]["body"]) > 10_000


async def measure(file: Path, nowhere: TextIO, turns: int) -> None:
    """Print what a request costs when it is told of, and traced, beside one that is not."""
    async with AsyncExitStack() as stack:
        doors = await open_doors(Settings(_env_file=None, embedded_path=file))
        stack.push_async_callback(doors.close)
        apps = {
            "silent": await app_of(stack, doors, Silent(RandomIds())),
            "as shipped": await app_of(stack, doors, Telemetry(RandomIds())),
            "traced": await app_of(stack, doors, traced()),
        }
        write_to(nowhere, "json", "info", lambda: None)
        ratios: dict[str, list[float]] = {name: [] for name in apps}
        names, drawn = list(apps), random.Random(1)
        for turn in range(-_WARM, turns):
            took = {}
            # Drawn anew each time: who comes after itself finds more of its own in the caches.
            for name in drawn.sample(names, len(names)):
                began = time.process_time()
                await ask(apps[name])
                took[name] = time.process_time() - began
            if turn >= 0:
                for name in names:
                    ratios[name].append(took[name] / took["silent"])
    print(
        f"CPU of fifty matters, {turns} turns; beside one not told of, the median and where it lies"
    )
    for name, found in ratios.items():
        low, middle, high = within_95(found)
        print(f"{name:12}{middle:.3f}  ({low:.3f} to {high:.3f})")


def within_95(found: Sequence[float]) -> tuple[float, float, float]:
    """Return the median, between the bounds that it lies in by 95 in 100."""
    ordered, half = sorted(found), len(found) / 2
    off = 0.98 * len(found) ** 0.5
    return ordered[int(half - off)], median(ordered), ordered[int(half + off)]


def main() -> None:
    parser = argparse.ArgumentParser(prog="told", description=__doc__)
    parser.add_argument("--turns", type=int, default=2000)
    args = parser.parse_args()
    loop = uvicorn.Config("").get_loop_factory()
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=loop) as runner:
        file = Path(folder) / "practice.sqlite"
        EmbeddedPractice(str(file), clock=SystemClock(), ids=RandomIds()).close()
        with open(os.devnull, "w") as nowhere:
            runner.run(measure(file, nowhere, args.turns))


if __name__ == "__main__":
    main()
