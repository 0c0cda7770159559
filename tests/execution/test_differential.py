"""Whatever is asked, a plan answers as graphql-core does, and asks for the same, no more often.

Ten thousand queries, made by chance from the schema; ``QUERIES=200000`` asks for more.
"""

import asyncio
import gc
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import Entitlement
from graph.schema import schema
from tests.execution.beside import PEOPLE, both
from tests.execution.generated import Generator, cursors_in, pool_of
from tests.world import CountedIds, StandingClock

_QUERIES = int(os.environ.get("QUERIES", "10000"))
_SHARDS = 4
_BATCH, _SETS = 100, 10
_EXPECTED = {None, "refused", "raised", "guard", "invalid", "variables"}


@pytest.fixture(scope="module")
def practice(
    demo_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EmbeddedPractice]:
    """The demo firm; nothing here changes it."""
    path = tmp_path_factory.mktemp("differential") / "practice.sqlite"
    path.write_bytes(demo_file.read_bytes())
    practice = EmbeddedPractice(str(path), clock=StandingClock(), ids=CountedIds())
    yield practice
    practice.close()


# graphql-core forgets coroutines where an error takes their parent's place.
@pytest.mark.filterwarnings(
    "ignore:coroutine '(Executor|Reported).*was never awaited:RuntimeWarning"
)
@pytest.mark.parametrize("shard", range(_SHARDS))
def test_a_plan_answers_as_graphql_core_does(
    practice: EmbeddedPractice, caplog: pytest.LogCaptureFixture, shard: int
) -> None:
    seen: Counter[str | None] = Counter()
    oftener: set[str] = set()

    @given(st.integers(min_value=0, max_value=2**32))
    @settings(
        max_examples=_QUERIES // _SHARDS // _BATCH,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def answers(seed: int) -> None:
        asyncio.run(_compare(practice, seed * _SHARDS + shard, seen, oftener))

    answers()
    gc.collect()  # What graphql-core forgot is found here, and not in another test.
    assert set(seen) <= _EXPECTED
    assert seen[None] > 0.7 * seen.total()
    # A plan asks level by level. Where graphql-core wants of one loader at two levels, it has the
    # luck, once in many thousand queries, that both fall into the same turn of the event loop.
    assert len(oftener) <= seen.total() // 5_000, oftener
    assert "A plan failed where graphql-core did not." not in caplog.text


async def _compare(
    practice: EmbeddedPractice, seed: int, seen: Counter[str | None], oftener: set[str]
) -> None:
    random, pool = Random(seed), pool_of(practice._db.read)
    generator = Generator(schema._schema, pool, random)
    viewer = random.choice(list(PEOPLE.values()))
    if random.random() < 0.3:
        some = random.sample(list(Entitlement), random.randint(0, len(Entitlement)))
        viewer = replace(viewer, entitlements=tuple(some))
    done = 0
    while done < _BATCH:
        document, variables = generator.asking(_SETS)
        done += len(variables)
        for given_ in variables:
            it = await both(practice, viewer, document, given_)
            told = f"\n{document}\n{json.dumps(given_)}"
            assert it.alike, f"{it.planned!r}\n{it.alone!r}{told}"
            most = 1 if it.fallback is None else 2  # once for the plan, and once whole
            assert set(Counter(it.keys).values()) <= {*range(most + 1)}, f"{it.keys}{told}"
            if it.fallback is None:
                assert set(it.keys) == set(it.keys_alone), told
                if it.asks > it.asks_alone:
                    oftener.add(document)
            seen[it.fallback] += 1
            pool.cursors.extend(cursors_in(json.loads(it.planned)["data"])[:3])
