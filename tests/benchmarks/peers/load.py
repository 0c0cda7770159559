"""Load from wrk: one question over so many connections, in a closed loop, for so many seconds."""

import asyncio
import json
import os
import re
import shutil
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.benchmarks.peers.checking import answer
from tests.benchmarks.peers.questions import Question
from tests.benchmarks.peers.systems import FOLDER, System
from tests.benchmarks.peers.upstream import Upstream

__all__ = ["WRK", "Round", "load", "round_of"]

WRK = shutil.which("wrk")

_TOLD = re.compile(rb"^told (.*)$", re.MULTILINE)
_LONGEST = 30.0  # seconds
_MOST_BESIDE = 0.05  # by how much a mean answer's size may differ: some are sent in chunks


@dataclass(frozen=True)
class Round:
    """What a system did in one round: requests a second, milliseconds of latency, microseconds of
    CPU for a request, and calls of the upstream for one.
    """

    rate: float
    p50: float
    p99: float
    cpu: float
    calls: float


@dataclass(frozen=True)
class Told:
    """What wrk counted."""

    requests: int
    microseconds: int
    bytes: int
    wrong: int
    p50: int
    p99: int


async def load(
    system: System, bodies: Sequence[bytes], seconds: float, connections: int, core: int | None
) -> Told:
    """Let wrk ask for some seconds."""
    if WRK is None:
        raise SystemExit("The load comes from wrk, which is not here: apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.json" for number in range(len(bodies))]
        for file, body in zip(files, bodies, strict=True):
            file.write_bytes(body)
        options = ("-t1", f"-c{connections}", f"-d{seconds:g}s", "--timeout", "30s", "--latency")
        pinned = () if core is None else ("taskset", "-c", str(core))
        process = await asyncio.create_subprocess_exec(
            *(*pinned, WRK, *options, "-s", str(FOLDER / "load.lua"), system.url, "--"),
            *map(str, files),
            env={**os.environ, **({"BENCH_TOKEN": system.token} if system.token else {})},
            stdout=PIPE,
        )
        said, _ = await process.communicate()
    told = _TOLD.search(said)
    if told is None:
        raise RuntimeError(f"wrk told nothing of {system.name}: {said.decode()}")
    return Told(**json.loads(told[1]))


async def round_of(
    system: System,
    upstream: Upstream,
    question: Question,
    seconds: float,
    connections: int,
    core: int | None,
) -> Round:
    """Load a system with a question, for longer where hardly anything came of it in that time.

    Raises ``RuntimeError`` where an answer is not a right one.
    """
    size = _size(await answer(system, question))
    while True:
        before, used = sum((await upstream.calls()).values()), system.cpu_seconds()
        told = await load(system, [question.body], seconds, connections, core)
        used, after = system.cpu_seconds() - used, sum((await upstream.calls()).values())
        if told.requests >= connections or told.wrong or seconds > _LONGEST:
            break
        seconds *= 2
    mean = told.bytes / max(told.requests, 1)
    if told.wrong or abs(mean / size - 1) > _MOST_BESIDE:
        raise RuntimeError(
            f"{system.name} does not answer {question.name} rightly under load: {told.wrong} went "
            f"wrong, and a mean answer has {mean:.0f} bytes instead of {size}"
        )
    return Round(
        rate=told.requests / told.microseconds * 1e6,
        p50=told.p50 / 1e3,
        p99=told.p99 / 1e3,
        cpu=used / told.requests * 1e6,
        calls=(after - before) / told.requests,
    )


def _size(answer: httpx.Response) -> int:
    """Return how many bytes an answer is on the wire."""
    head = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
    return (
        len(f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}\r\n\r\n")
        + head
        + len(answer.content)
    )
