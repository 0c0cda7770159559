"""What knowing a caller costs: CPU time of letting one in, beside that of the fifty matters."""

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from typing import Any

import uvicorn

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import NewSession, RandomIds, Session, SystemClock, Visit
from graph.compose import accounts
from graph.compose.connections import new_key
from graph.compose.door import open_doors
from graph.execution.executor import Request
from graph.http.caller import enter
from graph.http.execution import EXECUTOR
from graph.settings import Settings
from tests.benchmarks.fifty_matters import QUERY

JANE, PASSWORD = "jane.attorney@meridianlake.example", "a password of a partner"


def scope(token: str | None) -> dict[str, Any]:
    """Return what a server makes of a request of this machine."""
    headers = [(b"host", b"127.0.0.1:8000"), (b"content-type", b"application/json")]
    if token:
        headers.append((b"authorization", f"Bearer {token}".encode()))
    ends = {"client": ("127.0.0.1", 50000), "server": ("127.0.0.1", 8000)}
    return {"type": "http", "headers": headers, **ends}


async def measure(folder: Path, rounds: int, calls: int, url: str) -> None:
    """Alternate the three callers, and the query, and print the medians and their ratios."""
    embedded = Settings(_env_file=None, embedded_path=folder / "practice.sqlite")
    known = {"secret_key": new_key(), "database_url": url}
    keyed = Settings(_env_file=None, embedded_path=embedded.embedded_path, **known)
    await accounts.set_person(keyed, JANE, PASSWORD, None, None)
    program = await accounts.create_account(keyed, "bench", "embedded", ["admin"])
    demo, closed = await open_doors(embedded), await open_doors(keyed)
    desk = closed.identity.desk("embedded", Visit(address="127.0.0.1"))
    session = await desk.sign_in(NewSession(username=JANE, password=PASSWORD))
    assert isinstance(session, Session)

    async def query() -> None:
        entry = await enter(demo, scope(None))
        answer = await EXECUTOR.execute(Request(QUERY), entry.context("http://127.0.0.1:8000"))
        assert answer.fallback is None

    asks: dict[str, Callable[[], Awaitable[Any]]] = {
        "nobody": lambda: enter(demo, scope(None)),
        "person": lambda: enter(closed, scope(session.auth_token)),
        "program": lambda: enter(closed, scope(program)),
        "query": query,
    }
    took: dict[str, list[float]] = {name: [] for name in asks}
    for number in range(-1, rounds):  # The round before the first only warms them up.
        for name, ask in asks.items():
            many = max(1, calls // 20) if name == "query" else calls
            began = time.process_time()
            for _ in range(many):
                await ask()
            if number >= 0:
                took[name].append((time.process_time() - began) / many * 1e3)
    await demo.close()
    await closed.close()
    whole = median(took["query"])
    print(f"{rounds} rounds of {calls} callers let in; CPU ms, medians")
    for name, found in took.items():
        print(f"{name:8}{median(found):8.3f}  ({min(found):.3f} to {max(found):.3f})")
    for name in ("person", "program"):
        ratio = (whole - median(took["nobody"]) + median(took[name])) / whole
        print(f"fifty matters, asked by a {name} / by nobody: {ratio:.3f}")


def main() -> None:
    """Make the demo firm in a new directory, and measure over it."""
    parser = argparse.ArgumentParser(prog="signed_in", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="How many rounds each has.")
    parser.add_argument("--calls", type=int, default=200, help="How many callers a round has.")
    parser.add_argument("--database-url", help="Where sessions are kept; SQLite unless given.")
    args = parser.parse_args()
    os.environ.pop("PANTHER_SECRET_KEY", None)
    with (
        tempfile.TemporaryDirectory() as directory,
        asyncio.Runner(loop_factory=uvicorn.Config("").get_loop_factory()) as runner,
    ):
        folder = Path(directory)
        practice = folder / "practice.sqlite"
        EmbeddedPractice(str(practice), clock=SystemClock(), ids=RandomIds()).close()
        url = args.database_url or f"sqlite:///{folder / 'state.sqlite'}"
        runner.run(measure(folder, args.rounds, args.calls, url))


if __name__ == "__main__":
    main()
