"""What weighing costs: the checks of the fifty matters beside all of their answer, and each attack
beside what graphql-core alone would do with it, in CPU time.
"""

import asyncio
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from graphql import GraphQLError, parse, specified_rules
from strawberry.schema.schema import validate_document

from graph.limits.scales import Scales, read
from graph.schema import schema
from resolvers.allowance import Limits
from tests.benchmarks.fifty_matters import QUERY
from tests.limits.attacks import ATTACKS
from tests.world import World

_RULES = tuple(specified_rules)


def _milliseconds(work: Callable[[], object], times: int, rounds: int = 5) -> float:
    """Return the CPU time of one run: the median of some rounds of many."""
    found = []
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(times):
            work()
        found.append((time.process_time() - start) * 1000 / times)
    return median(found)


def _refused(document: str) -> None:
    try:
        read(document, Limits())
    except GraphQLError:
        return


def _validated(document: str) -> None:
    try:
        validate_document(schema._schema, parse(document), _RULES)
    except GraphQLError:
        return


def main() -> None:
    scales, limits = Scales(schema._schema), Limits()
    known = scales.read(QUERY, limits)
    scales.weigh(known, None, {})
    with tempfile.TemporaryDirectory() as folder:
        world = World(str(Path(folder) / "practice.sqlite"))
        loop = asyncio.new_event_loop()
        loop.run_until_complete(world.ask(QUERY))
        whole = _milliseconds(lambda: loop.run_until_complete(world.ask(QUERY)), 5)
        loop.close()
        world.practice.close()

    def again() -> None:
        scales.weigh(scales.read(QUERY, limits), None, {})

    def first() -> None:
        new = Scales(schema._schema)
        new.weigh(new.read(QUERY, limits), None, {})

    parsing = _milliseconds(lambda: parse(QUERY), 50)
    validating = _milliseconds(lambda: _validated(QUERY), 20)
    weighing, reading = _milliseconds(again, 2000), _milliseconds(first, 50)
    print(f"fifty matters, answered      {whole:10.3f} ms")
    print(f"  weighed, document known    {weighing:10.4f} ms  {weighing / whole:.5%} of it")
    print(f"  weighed, document new      {reading - parsing:10.4f} ms without parsing")
    print(f"  parsed and validated, new  {validating:10.4f} ms")
    print(f"\n{'attack':52} {'graphql-core':>12} {'here':>9}  refused as")
    for attack in ATTACKS:
        alone = _milliseconds(lambda a=attack: _validated(a.document), 1, 1)
        here = _milliseconds(
            lambda a=attack: (_validated if a.late else _refused)(a.document),
            1,
            3,
        )
        code = attack.extensions["code"]
        print(f"{attack.name:52} {alone:9.1f} ms {here:6.1f} ms  {code}")


if __name__ == "__main__":
    main()
