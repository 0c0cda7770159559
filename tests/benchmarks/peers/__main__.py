"""Our service beside other servers over one upstream, and how its cost grows.

``python -m tests.benchmarks.peers`` prints two tables; with ``--write`` they are put into the
README, and the picture beside this file. It takes about ten minutes, and wants two idle cores.
"""

import argparse
import asyncio
import os
import platform
import re
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.peers import growth, rows
from tests.benchmarks.peers.checking import check
from tests.benchmarks.peers.load import WRK
from tests.benchmarks.peers.ours import NAME, ours
from tests.benchmarks.peers.picture import picture
from tests.benchmarks.peers.questions import QUESTIONS
from tests.benchmarks.peers.rounds import Figures, Plan, cores, in_turns, ratio
from tests.benchmarks.peers.systems import FOLDER, PEERS, REPOSITORY, System, started
from tests.benchmarks.peers.table import compared, grown
from tests.benchmarks.peers.upstream import Upstream, upstream
from tests.node import installed

BESIDE = "Apollo Server 5"
TITLE = f"Requests a second, as multiples of {BESIDE}'s"
_FAR, _FAR_CONNECTIONS = 0.020, 16
_MARKED = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- /\2 -->)", re.DOTALL)


@asynccontextmanager
async def running(core: int | None) -> AsyncIterator[tuple[Upstream, list[System]]]:
    """Have an upstream, our service and all others over it."""
    async with AsyncExitStack() as stack:
        above = await stack.enter_async_context(upstream())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        systems = [await stack.enter_async_context(ours(above.url, folder, core))]
        for name, (path, command) in PEERS.items():
            said = {"UPSTREAM": above.url}
            started_ = started(name, path, command, said, core)
            systems.append(await stack.enter_async_context(started_))
        yield above, systems


async def measured(plan: Plan) -> tuple[str, str, str]:
    """Measure everything; return both tables and the picture."""
    core, others = cores()
    if others is not None:
        os.sched_setaffinity(0, {others})
    plan, questions = replace(plan, core=others), list(QUESTIONS.values())
    async with running(core) as (above, systems):
        await check(systems, questions)
        near = await in_turns(systems, above, questions, plan)
        await above.control(changing=1)
        two = [it for it in systems if it.name in (NAME, BESIDE)]
        anew = await in_turns(two, above, questions, plan)
        await above.control(changing=0)
        await above.control(latency=_FAR)
        few = replace(plan, connections=_FAR_CONNECTIONS, rounds=1)
        far = await in_turns(systems, above, questions, few)
        await above.control(latency=0)
        found = await growth.of_matters(systems[0], above, plan)
        found += await growth.of_connections(systems[0], above, plan)
    with tempfile.TemporaryDirectory() as folder:
        found += await rows.of_rows(Path(folder))
    what = {it.name: it.what for it in questions}
    return compared(near, far, anew, BESIDE, what), grown(found), picture(TITLE, _rates(near), NAME)


def _rates(figures: Figures) -> dict[str, dict[str, float]]:
    return {
        f"{question}: {QUESTIONS[question].what}": {
            system: ratio(rounds, its[BESIDE], "rate").middle for system, rounds in its.items()
        }
        for question, its in figures.items()
    }


def put(readme: str, said: dict[str, str]) -> str:
    """Return the README with what was measured between its marks."""

    def filled(found: re.Match[str]) -> str:
        text = said.get(found[2])
        return found[0] if text is None else f"{found[1]}{text}\n{found[3]}"

    return _MARKED.sub(filled, readme)


def main(arguments: Sequence[str] | None = None) -> None:
    """Install what is needed, measure, and print or write."""
    parser = argparse.ArgumentParser(prog="peers", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="How long a round is.")
    parser.add_argument("--rounds", type=int, default=3, help="How many rounds each has.")
    parser.add_argument("--connections", type=int, default=32, help="How many ask at a time.")
    parser.add_argument("--write", action="store_true", help="Write README.md and peers.svg.")
    args = parser.parse_args(arguments)
    if WRK is None:
        raise SystemExit("The load comes from wrk, which is not here: apt-get install wrk")
    installed(FOLDER)
    plan = Plan(args.rounds, args.seconds, args.connections)
    compared_, grown_, drawn = asyncio.run(measured(plan))
    how = (
        f"{args.rounds} rounds of {args.seconds:g} s, {args.connections} connections; "
        f"{platform.machine()}, {os.cpu_count()} cores, CPython {platform.python_version()}"
    )
    print(how, compared_, grown_, sep="\n\n")
    if args.write:
        readme = REPOSITORY / "README.md"
        said = {"peers": f"{compared_}\n\n{how}.", "growth": grown_}
        readme.write_text(put(readme.read_text("utf-8"), said), "utf-8")
        (FOLDER / "peers.svg").write_text(drawn, "utf-8")


if __name__ == "__main__":
    main()
