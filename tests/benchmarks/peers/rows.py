"""How cost grows with the rows of an embedded practice: the same page, of ever larger firms."""

import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import RandomIds, SystemClock
from graph.execution.executor import Request
from tests.benchmarks.peers.growth import Growth
from tests.benchmarks.peers.questions import QUESTIONS
from tests.execution.beside import PEOPLE, context_of, executor

__all__ = ["ROWS", "fill", "of_rows"]

ROWS = (1_000, 10_000, 100_000)
_TIMES = 5

_MATTERS = """
with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
insert into matters (id, number, title, status, client_id, responsible_attorney_id,
    trust_account_id, billing_type, default_rate, currency, search, created_at, updated_at)
select printf('mat_grown%06d', i), printf('1999-%06d', i), printf('Grown %d', i), 'open',
    m.client_id, m.responsible_attorney_id, m.trust_account_id, 'hourly', 39500, m.currency, 'grown',
    m.created_at, m.updated_at
from n, (select * from matters where status = 'open' and currency = 'USD' order by id limit 1) m
"""
_ENTRIES = """
with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
insert into time_entries (id, matter_id, user_id, date, description, hours, rate, amount, currency,
    billable, status, created_at, updated_at)
select printf('tim_grown%07d', i), printf('mat_grown%06d', 1 + i % ?), t.user_id, t.date, 'Grown',
    100, 39500, 39500, 'USD', 1, 'billable', t.created_at, t.updated_at
from n, (select * from time_entries order by id limit 1) t
"""


def fill(practice: EmbeddedPractice, rows: int) -> None:
    """Add so many rows: a tenth are matters, with nine time entries each."""
    matters = rows // 10
    with practice._db.write():
        practice._db.run(_MATTERS, [matters])
        practice._db.run(_ENTRIES, [rows - matters, matters])


async def of_rows(folder: Path) -> list[Growth]:
    """Measure the CPU of Q1 and Q2, from their text to the answer's bytes, in one process."""
    practices: dict[int, EmbeddedPractice] = {}
    for size in ROWS:
        path = str(folder / f"{size}.sqlite")
        practices[size] = EmbeddedPractice(path, clock=SystemClock(), ids=RandomIds())
        fill(practices[size], size)
    found = [
        Growth(f"rows of an embedded practice, {name}: CPU of a request, µs", ROWS, costs)
        for name in ("Q1", "Q2")
        for costs in [[*(await _microseconds(practices, name)).values()]]
    ]
    for practice in practices.values():
        practice.close()
    return found


async def _microseconds(practices: Mapping[int, EmbeddedPractice], name: str) -> dict[int, float]:
    question = QUESTIONS[name]
    asked = Request(question.document, question.variables)
    took: dict[int, list[float]] = {size: [] for size in practices}
    for number in range(-1, _TIMES):
        for size, practice in practices.items():
            began = time.process_time()
            for _ in range(_TIMES * 4):
                answer = await executor.execute(asked, context_of(practice, PEOPLE["owner"]))
                assert answer.fallback is None
            if number >= 0:
                took[size].append((time.process_time() - began) / (_TIMES * 4) * 1e6)
    return {size: median(each) for size, each in took.items()}
