"""What guarding fields costs: fifty matters with every guard and with none, in turns."""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Iterator, Mapping
from contextlib import contextmanager
from statistics import median, quantiles
from typing import Any

from graphql import GraphQLError, GraphQLField

from adapters.embedded.practice import EmbeddedPractice
from graph.execution.executor import Executor, Request
from graph.execution.guards import Entitled, made_by
from graph.permissions import guard, needs
from graph.schema import schema
from tests.benchmarks.fifty_matters import QUERY
from tests.execution.beside import PEOPLE, context_of
from tests.world import CountedIds, StandingClock


class Unguarded:
    """No field needs a word."""

    def word(self, type: str, field: str, definition: GraphQLField) -> None:
        return None

    def held(self, context: Any) -> frozenset[Any]:
        return frozenset()

    def error(self, word: Any) -> GraphQLError:
        raise LookupError(word)


def resolvers() -> Iterator[tuple[GraphQLField, Any, Any]]:
    """Yield each guarded field with its resolver, and with the one that is guarded."""
    types: Mapping[str, Any] = schema._schema.type_map
    for type_name, name in needs(schema._schema):
        field = types[type_name].fields[name]
        if made_by(field, guard.__module__):
            place = field.resolve.__code__.co_freevars.index("resolve")
            yield field, field.resolve, field.resolve.__closure__[place].cell_contents


@contextmanager
def unguarded(found: list[tuple[GraphQLField, Any, Any]]) -> Iterator[None]:
    for field, _, inner in found:
        field.resolve = inner
    yield
    for field, outer, _ in found:
        field.resolve = outer


async def measure(practice: EmbeddedPractice, rounds: int) -> None:
    """Print for plans and for graphql-core what guards cost."""
    found = list(resolvers())
    viewer, request = PEOPLE["owner"], Request(QUERY)
    guarded = Executor(schema, Entitled(schema._schema))
    with unguarded(found):
        free = Executor(schema, Unguarded())
        await free.execute(request, context_of(practice, viewer))

    async def plan(executor: Executor) -> None:
        assert (await executor.execute(request, context_of(practice, viewer))).fallback is None

    async def core(executor: Executor) -> None:
        result = await schema.execute(QUERY, context_value=context_of(practice, viewer))
        assert result.errors is None

    print(
        f"{len(found)} guarded fields; CPU of fifty matters, guarded / unguarded, {rounds} rounds"
    )
    for name, ask, calls in (("plan", plan, 40), ("graphql-core", core, 8)):
        ratios = []
        for _ in range(rounds):
            with_guards = without = float("inf")
            for _ in range(calls):
                with_guards = min(with_guards, await _seconds(ask(guarded)))
                with unguarded(found):
                    without = min(without, await _seconds(ask(free)))
            ratios.append(with_guards / without)
        low, *_, high = quantiles(ratios, n=10)
        print(f"{name:14}{median(ratios):.3f}  ({low:.3f} to {high:.3f})")


async def _seconds(asking: Awaitable[None]) -> float:
    began = time.process_time()
    await asking
    return time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    arguments = parser.parse_args()
    practice = EmbeddedPractice(":memory:", clock=StandingClock(), ids=CountedIds())
    asyncio.run(measure(practice, arguments.rounds))
    practice.close()


if __name__ == "__main__":
    main()
