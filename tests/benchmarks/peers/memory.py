"""What our service holds while it answers 100,000 varied requests: documents, variables and all.

``python -m tests.benchmarks.peers.memory`` prints its resident memory after each tenth of them.
"""

import asyncio
import itertools
import os
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.peers.load import load
from tests.benchmarks.peers.ours import ours
from tests.benchmarks.peers.questions import Question
from tests.benchmarks.peers.rounds import cores
from tests.benchmarks.peers.upstream import upstream

_REQUESTS, _PARTS, _BODIES = 100_000, 10, 3_000
_DOCUMENTS = 600  # fewer than plans are kept of
_FIELDS = ("id", "number", "title", "status", "practiceArea", "openDate", "clientMatterId", "tags")
_EDGES = (
    "client { name }",
    "responsibleAttorney { name email }",
    "trustAccount { name balance { available { amount } } }",
    "timeEntries(first: 5) { nodes { hours description } }",
)


def varied(chance: random.Random) -> Iterator[Question]:
    """Yield questions that differ in what they select, in their names and in their variables."""
    documents = []
    for number in range(_DOCUMENTS):
        fields = chance.sample(_FIELDS, chance.randint(1, len(_FIELDS)))
        fields += chance.sample(_EDGES, chance.randint(0, 2))
        asked = f"matter(id: $id) {{ {' '.join(fields)} }}"
        documents.append(f"query Varied{number}($id: ID!) {{ {asked} }}")
    while True:
        document = chance.choice(documents)
        yield Question("varied", "one matter", document, {"id": f"mat_{chance.randrange(60):06x}"})


async def measure() -> None:
    """Ask, and print what is held."""
    core, others = cores()
    if others is not None:
        os.sched_setaffinity(0, {others})
    bodies = [it.body for it in itertools.islice(varied(random.Random(1)), _BODIES)]
    with tempfile.TemporaryDirectory() as folder:
        async with upstream() as above, ours(above.url, Path(folder), core) as system:
            print(f"{0:7} requests: {system.resident():.1f} MB", flush=True)
            done = 0
            for part in range(1, _PARTS + 1):
                while done < part * _REQUESTS // _PARTS:
                    told = await load(system, bodies, 2, 32, others)
                    assert told.wrong == 0
                    done += told.requests
                print(f"{done:7} requests: {system.resident():.1f} MB", flush=True)


if __name__ == "__main__":
    asyncio.run(measure())
