"""The systems that are measured: how each is started, where it listens, and what CPU it used."""

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.node import NODE

__all__ = ["FOLDER", "PEERS", "REPOSITORY", "System", "started"]

FOLDER = Path(__file__).parent
REPOSITORY = FOLDER.parents[2]

_PATIENCE = 60.0
_LISTENS = re.compile(r"(?:listening on |http://127\.0\.0\.1:)(\d+)")
_UVICORN = (
    *("--host=127.0.0.1", "--port=0", "--workers=1", "--loop=uvloop", "--http=httptools"),
    *("--no-access-log", "--no-server-header", "--log-level=info"),
)


def _node(name: str) -> tuple[str, ...]:
    return (NODE, str(FOLDER / "servers" / f"{name}.mjs"))


def _python(name: str) -> tuple[str, ...]:
    app = f"tests.benchmarks.peers.servers.{name}_app:app"
    return (sys.executable, "-m", "uvicorn", app, *_UVICORN)


PEERS = {
    "Apollo Server 5": ("/", _node("apollo")),
    "GraphQL Yoga": ("/graphql", _node("yoga")),
    "Mercurius + JIT": ("/graphql", _node("mercurius")),
    "Ariadne": ("/", _python("ariadne")),
    "Strawberry": ("/", _python("strawberry")),
}
"""The path that each answers at, and its command; its upstream is in ``UPSTREAM``."""


@dataclass
class System:
    """A server that runs, and where it answers; ``token`` is what is shown to be let in."""

    name: str
    url: str
    pid: int
    token: str | None = None
    said: list[str] = field(default_factory=list)

    def cpu_seconds(self) -> float:
        """Return what all its threads and children have used, in user and in system mode."""
        return sum(map(_used, _family(self.pid)))

    def resident(self) -> float:
        """Return its resident memory in MB."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@asynccontextmanager
async def started(
    name: str,
    path: str,
    command: tuple[str, ...],
    said: Mapping[str, str],
    core: int | None,
    folder: Path = REPOSITORY,
) -> AsyncIterator[System]:
    """Start a server on one core, if given, and end it when the block is left."""

    def pin() -> None:
        if core is not None:
            os.sched_setaffinity(0, {core})

    env = {**os.environ, "NODE_ENV": "production", "PYTHONPATH": str(REPOSITORY), **said}
    process = await asyncio.create_subprocess_exec(
        *command, env=env, cwd=folder, stdout=PIPE, stderr=STDOUT, preexec_fn=pin
    )
    listening = None
    try:
        port = await asyncio.wait_for(_port(process), _PATIENCE)
        listening = asyncio.create_task(_drained(process))
        yield System(name, f"http://127.0.0.1:{port}{path}", process.pid)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        if listening:
            await listening


async def _port(process: Process) -> int:
    """Read where the server listens, which it says once it is ready."""
    assert process.stdout is not None
    said = ""
    while line := (await process.stdout.readline()).decode():
        said += line
        if listens := _LISTENS.search(line):
            return int(listens[1])
    raise RuntimeError(f"A server ended before it listened:\n{said}")


async def _drained(process: Process) -> None:
    """Read on, or a server that says much would wait to be heard."""
    assert process.stdout is not None
    while await process.stdout.read(65_536):
        pass


def _family(pid: int) -> list[int]:
    children = (
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text("ascii").split()
    )
    return [pid, *(it for child in children for it in _family(child))]


def _used(pid: int) -> float:
    stat = Path(f"/proc/{pid}/stat").read_text("ascii")
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
