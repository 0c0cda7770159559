"""How cost grows: with a page's matters, with connections, and with the rows of a practice."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.benchmarks.peers.load import Round, round_of
from tests.benchmarks.peers.questions import QUESTIONS, listing
from tests.benchmarks.peers.rounds import Plan, spread
from tests.benchmarks.peers.systems import System
from tests.benchmarks.peers.upstream import Upstream

__all__ = ["CONNECTIONS", "MATTERS", "Growth", "exponent", "of_connections", "of_matters"]

MATTERS = (10, 50, 100)
CONNECTIONS = (1, 8, 32, 128)


@dataclass(frozen=True)
class Growth:
    """What a thing costs at some sizes, and the exponent of the power that fits best."""

    what: str
    sizes: Sequence[int]
    costs: Sequence[float]

    @property
    def exponent(self) -> float:
        return exponent(self.sizes, self.costs)


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """Return b of cost = a * size ** b, by least squares of the logarithms."""
    xs, ys = [math.log(it) for it in sizes], [math.log(it) for it in costs]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    both = sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True))
    return both / sum((a - x) ** 2 for a in xs)


async def of_matters(system: System, upstream: Upstream, plan: Plan) -> list[Growth]:
    """Measure the CPU of lists of more and more matters, of an upstream that has as many."""
    found: dict[str, list[float]] = {"Q1": [], "Q2": []}
    for size in MATTERS:
        await upstream.control(matters=size)
        for name, question in listing(size).items():
            rounds = [
                await round_of(
                    system, upstream, question, plan.seconds, plan.connections, plan.core
                )
                for _ in range(plan.rounds + 1)
            ]
            found[name].append(spread(it.cpu for it in rounds[1:]).middle)
    await upstream.control(matters=50)
    return [
        Growth(f"matters on a page, {name}: CPU of a request, µs", MATTERS, costs)
        for name, costs in found.items()
    ]


async def of_connections(system: System, upstream: Upstream, plan: Plan) -> list[Growth]:
    """Measure Q2 over more and more connections, in turns."""
    found: dict[int, list[Round]] = {size: [] for size in CONNECTIONS}
    for number in range(-1, plan.rounds):
        for size in CONNECTIONS:
            now = replace(plan, connections=size)
            it = await round_of(
                system, upstream, QUESTIONS["Q2"], now.seconds, now.connections, now.core
            )
            if number >= 0:
                found[size].append(it)

    def costs(figure: str, times: float = 1.0) -> list[float]:
        return [
            spread(getattr(it, figure) * times for it in rounds).middle for rounds in found.values()
        ]

    return [
        Growth("connections, Q2: CPU of a request, µs", CONNECTIONS, costs("cpu")),
        Growth("connections, Q2: p50, µs", CONNECTIONS, costs("p50", 1e3)),
        Growth("connections, Q2: p99, µs", CONNECTIONS, costs("p99", 1e3)),
    ]
