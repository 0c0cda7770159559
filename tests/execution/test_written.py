"""What was written is given again for the very same records, and for nothing else."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from strawberry.http import process_result

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import Order, Page
from graph.execution.executor import Executor, Request
from graph.execution.written import Written
from graph.http.execution import EXECUTOR
from graph.schema import schema
from resolvers.paging import Connection, _List
from tests.execution.beside import PEOPLE, context_of
from tests.execution.generated import Generator, pool_of
from tests.world import CountedIds, StandingClock

LIST = """query ($first: Int) { matters(first: $first) {
  nodes { id title client { name } timeEntries(first: 2) { nodes { hours } } } } }"""


class Far:
    """A practice, or a noun of it, that takes its time, and answers the same with the same objects
    until it is told to ``forget``.
    """

    def __init__(self, of: Any, known: dict[Any, Any] | None = None, path: str = "") -> None:
        self._of, self._path = of, path
        self._known = {} if known is None else known
        self.immediate = False

    def forget(self) -> None:
        self._known.clear()

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._of, name)
        if not callable(value):
            known = name in ("capabilities", "health")
            return value if known else Far(value, self._known, name)

        async def ask(*args: Any) -> Any:
            key = (self._path, name, repr(args))
            if key not in self._known:
                self._known[key] = await value(*args)
            return self._known[key]

        setattr(self, name, ask)
        return ask


class Counting(Written):
    """Counts what was given again."""

    def __init__(self) -> None:
        super().__init__()
        self.again = 0

    def find(self, key: Any, values: Any) -> bytes | None:
        found = super().find(key, values)
        self.again += found is not None
        return found


@pytest.fixture
def written() -> Counting:
    return Counting()


@pytest.fixture
def executor(written: Counting) -> Executor:
    executor = Executor(schema, EXECUTOR._guards)
    executor._written = written
    return executor


@pytest.fixture
def practice(demo_file: Path, tmp_path: Path) -> Iterator[EmbeddedPractice]:
    path = tmp_path / "practice.sqlite"
    path.write_bytes(demo_file.read_bytes())
    practice = EmbeddedPractice(str(path), clock=StandingClock(), ids=CountedIds())
    yield practice
    practice.close()


async def alone(practice: Any, who: str, document: str, variables: Mapping[str, Any]) -> bytes:
    result = await schema.execute(
        document,
        variable_values=dict(variables),
        context_value=context_of(practice, PEOPLE[who]),
    )
    return msgspec.json.encode(process_result(result))


async def asked(executor: Executor, practice: Any, who: str = "owner", first: int = 5) -> bytes:
    context = context_of(practice, PEOPLE[who])
    answer = await executor.execute(Request(LIST, {"first": first}), context)
    assert answer.fallback is None
    return answer.body


RECORD, OTHER = Decimal("1.50"), Decimal("1.5")


def page(*items: object) -> Page[Any]:
    return Page(items=items, has_next=False, has_previous=False)


def shown(of: Page[Any]) -> Connection[Any]:
    async def count() -> int:
        return 0

    return Connection(of, _List("matters", None, None, Order("id")), count)


PAGE = page(RECORD)


@pytest.mark.parametrize(
    ("before", "now", "same"),
    [
        ({}, {}, True),
        ({"a": RECORD}, {"a": RECORD}, True),
        ({"a": None, "b": RECORD}, {"a": None, "b": RECORD}, True),
        ({"a": RECORD}, {"a": OTHER}, False),  # equal, and written otherwise
        ({"a": RECORD}, {"b": RECORD}, False),
        ({"a": RECORD}, {}, False),
        ({"a": RECORD, "b": OTHER}, {"b": OTHER, "a": RECORD}, False),
        ({"a": [RECORD, OTHER]}, {"a": [RECORD, OTHER]}, True),
        ({"a": [RECORD]}, {"a": [OTHER]}, False),
        ({"a": [RECORD]}, {"a": [RECORD, RECORD]}, False),
        ({"a": 1000}, {"a": int("1000")}, True),
        ({"a": 1}, {"a": True}, False),
        ({"a": 1}, {"a": 1.0}, False),
        ({"a": 1.0}, {"a": float("1.0")}, False),
        ({"a": shown(PAGE)}, {"a": shown(PAGE)}, True),
        ({"a": shown(PAGE)}, {"a": shown(page(RECORD))}, False),
        ({"a": shown(PAGE)}, {"a": PAGE}, False),
    ],
)
def test_what_is_the_same(before: dict[str, Any], now: dict[str, Any], same: bool) -> None:
    written = Written()
    written.keep("asked", [before, {}], b"data")
    assert written.find("asked", [now, {}]) == (b"data" if same else None)
    assert written.find("asked otherwise", [before, {}]) is None


def test_what_came_last_is_kept() -> None:
    written = Written()
    written.keep("asked", [{"a": RECORD}], b"old")
    written.keep("asked", [{"a": OTHER}], b"new")
    assert written.find("asked", [{"a": RECORD}]) is None
    assert written.find("asked", [{"a": OTHER}]) == b"new"


async def test_the_very_same_records_are_written_once(
    executor: Executor, written: Counting, practice: EmbeddedPractice
) -> None:
    far = Far(practice)
    first = await asked(executor, far)
    assert (await asked(executor, far), written.again) == (first, 1)
    assert first == await alone(practice, "owner", LIST, {"first": 5})
    assert (await asked(executor, far, first=4), written.again) != (first, 2)
    far.forget()
    assert (await asked(executor, far), written.again) == (first, 1)


async def test_what_was_changed_is_shown(
    executor: Executor, written: Counting, practice: EmbeddedPractice
) -> None:
    far = Far(practice)
    before = await asked(executor, far)
    id = json.loads(before)["data"]["matters"]["nodes"][0]["id"]
    with practice._db.write() as db:
        db.execute("update matters set title = 'Another title' where id = ?", (id,))
    far.forget()
    after = await asked(executor, far)
    assert json.loads(after)["data"]["matters"]["nodes"][0]["title"] == "Another title"
    assert (after, written.again) == (await alone(practice, "owner", LIST, {"first": 5}), 0)


async def test_another_person_is_given_what_they_may_see(
    executor: Executor, written: Counting, practice: EmbeddedPractice
) -> None:
    far = Far(practice)
    await asked(executor, far)
    context = context_of(far, PEOPLE["service"])
    answer = await executor.execute(Request(LIST, {"first": 5}), context)
    assert written.again == 0
    assert answer.body == await alone(practice, "service", LIST, {"first": 5})
    assert b'"errors"' in answer.body


async def test_where_nothing_is_waited_for_nothing_is_kept(
    executor: Executor, written: Counting, practice: EmbeddedPractice
) -> None:
    await asked(executor, practice)
    assert (len(written._kept), written.again) == (0, 0)


async def test_whatever_is_asked_is_answered_alike_the_second_time(
    executor: Executor, written: Counting, practice: EmbeddedPractice
) -> None:
    """A thousand queries made by chance, each asked twice of the same records and once alone."""
    random, seen = Random(7), Counter[bool]()
    generator = Generator(schema._schema, pool_of(practice._db.read), random)
    while seen.total() < 1000:
        document, variables = generator.asking(5)
        for given in variables:
            far, before = Far(practice), written.again
            who = random.choice([*PEOPLE])
            answers = [
                await executor.execute(Request(document, given), context_of(far, PEOPLE[who]))
                for _ in range(2)
            ]
            if not all(it.clean and it.fallback is None for it in answers):
                continue  # nothing of it is kept
            told = f"{document}\n{json.dumps(given)}"
            expected = await alone(practice, who, document, given)
            assert [it.body for it in answers] == [expected, expected], told
            seen[written.again > before] += 1
    assert seen[True] > 300
