"""Plans beside graphql-core: the same requests in one process, in turns, on the demo firm.

``python -m tests.benchmarks.plans`` prints microseconds of this process's CPU for each request,
from its text to the answer's bytes, with documents parsed and validated before: graphql-core's,
a plan's, how many times as fast that is, and what of the plan's is the practice's own.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from statistics import median
from typing import Any, NamedTuple

import msgspec
from strawberry.http import process_result

from adapters.embedded.practice import EmbeddedPractice
from graph.execution.executor import Request
from graph.schema import schema
from tests.benchmarks.fifty_matters import QUERY
from tests.execution.beside import PEOPLE, context_of, executor
from tests.world import CountedIds, StandingClock

LIST = """{ matters(first: 50) { nodes {
    id number title status practiceArea openDate clientMatterId createdAt } } }"""
EDGES = """{ matters(first: 50) { nodes { client { name } responsibleAttorney { name }
    trustAccount { balance { available { amount } } }
    timeEntries(first: 5) { nodes { hours amount { amount } } } } } }"""
DEEP = """query ($id: ID!) { matter(id: $id) { number title client { name } trustBalance {
    available { amount } } timeEntries(first: 5) { nodes { hours user { name } } } } }"""
ENTITIES = """query ($r: [_Any!]!) { _entities(representations: $r) {
    ... on Matter { title status client { name } } } }"""


class Case(NamedTuple):
    """A request."""

    document: str
    variables: dict[str, Any] = {}


class _Replayed:
    """A practice that has given every answer before, and gives it again at once."""

    def __init__(self, target: Any, known: dict[Any, Any], path: str = "") -> None:
        self._target, self._known, self._path = target, known, path

    def __getattr__(self, name: str) -> Any:
        value, path = getattr(self._target, name), f"{self._path}.{name}"
        if not callable(value):
            return (
                value
                if self._path or isinstance(value, frozenset | bool)
                else self._noun(value, path)
            )

        async def call(*args: Any) -> Any:
            key = path, *(tuple(it) if isinstance(it, list) else it for it in args)
            if key not in self._known:
                self._known[key] = await value(*args)
            return self._known[key]

        setattr(self, name, call)
        return call

    def _noun(self, value: Any, path: str) -> "_Replayed":
        return _Replayed(value, self._known, path)


def cases(practice: EmbeddedPractice) -> dict[str, Case]:
    """Return the requests by name: Q1 to Q4, and the fifty matters of the other benchmark."""
    ids = [row[0] for row in practice._db.read("select id from matters order by id limit 50")]
    entities = [{"__typename": "Matter", "id": id} for id in ids]
    return {
        "Q1 list": Case(LIST),
        "Q2 edges": Case(EDGES),
        "Q3 deep": Case(DEEP, {"id": "mat_9c31d2"}),
        "Q4 entities": Case(ENTITIES, {"r": entities}),
        "fifty matters": Case(QUERY),
    }


async def compare(practice: EmbeddedPractice, rounds: int) -> None:
    """Print a line for each request."""
    viewer = PEOPLE["owner"]
    print(
        f"{'':14}{'graphql-core':>14}{'plan':>10}{'times':>8}{'but the practice':>20}{'times':>8}"
    )
    for name, case in cases(practice).items():
        known: dict[Any, Any] = {}
        replayed: Any = _Replayed(practice, known)

        async def alone(over: Any, case: Case = case) -> bytes:
            result = await schema.execute(
                case.document,
                variable_values=case.variables,
                context_value=context_of(over, viewer),
            )
            return msgspec.json.encode(process_result(result))

        async def planned(over: Any, case: Case = case) -> bytes:
            answer = await executor.execute(
                Request(case.document, case.variables), context_of(over, viewer)
            )
            assert answer.fallback is None
            return answer.body

        assert await alone(practice) == await planned(practice) == await planned(replayed)
        core = plan = core_only = plan_only = 0.0
        spent: list[list[float]] = [[], [], [], []]
        for _ in range(rounds):
            for took, ask, over in zip(
                spent,
                (alone, planned, alone, planned),
                (practice, practice, replayed, replayed),
                strict=True,
            ):
                took.append(await _microseconds(ask, over))
        core, plan, core_only, plan_only = map(median, spent)
        print(
            f"{name:14}{core:11.0f} us{plan:7.0f} us{core / plan:7.1f}x"
            f"{plan_only:17.0f} us{core_only / plan_only:7.1f}x"
        )


async def _microseconds(ask: Callable[[Any], Awaitable[bytes]], over: Any) -> float:
    times = []
    for _ in range(5):
        began = time.process_time()
        await ask(over)
        times.append(time.process_time() - began)
    return min(times) * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    arguments = parser.parse_args()
    practice = EmbeddedPractice(":memory:", clock=StandingClock(), ids=CountedIds())
    asyncio.run(compare(practice, arguments.rounds))
    practice.close()


if __name__ == "__main__":
    main()
