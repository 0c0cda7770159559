"""Every fault on every operation, once and for ever; and any faults at all, one after another."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.sandbox.faults import KINDS, Planned, fault
from tests.contract.weather import FAULTS, OPERATIONS, Cell, Kind, Operation, Weather, weather

Sky = tuple[Weather, asyncio.Runner]

SAME, DONE = Cell("same", 0), Cell("same", 1)
AWAY = Cell("UPSTREAM_UNAVAILABLE", 0)
NO_SUCH_READ = Cell("NOT_SUPPORTED_BY_UPSTREAM", 0)
UNKNOWN, UNKNOWN_AND_DONE = Cell("OUTCOME_UNKNOWN", 0), Cell("OUTCOME_UNKNOWN", 1)

UNHARMED = {Kind.READ: SAME, Kind.POST: DONE, Kind.PATCH: DONE, Kind.DELETE: DONE}
TURNED_AWAY = dict.fromkeys(Kind, AWAY)
NOT_DONE = {**dict.fromkeys(Kind, UNKNOWN), Kind.READ: AWAY}
# That something is gone can be seen, so a removal is done whatever was answered.
NOT_TOLD = {**dict.fromkeys(Kind, UNKNOWN_AND_DONE), Kind.READ: AWAY, Kind.DELETE: DONE}
NOT_FOUND = {**dict.fromkeys(Kind, Cell("INVALID_INPUT", 0)), Kind.READ: NO_SUCH_READ}
NOT_READ = {**UNHARMED, Kind.READ: AWAY}

FOR_EVER = {
    "latency:1": UNHARMED,
    "slow-body:1": UNHARMED,
    "404": NOT_FOUND,
    "429:1": TURNED_AWAY,
    "429-date:1": TURNED_AWAY,
    "500": NOT_DONE,
    "500-after": NOT_TOLD,
    "503": NOT_DONE,
    "503:1": TURNED_AWAY,
    "cut-before": NOT_DONE,
    "cut": NOT_TOLD,
    "lost-answer": NOT_TOLD,
    "garbage": NOT_DONE,
    "garbage-after": NOT_TOLD,
    "html": NOT_DONE,
    "expired": TURNED_AWAY,
    "ignore-ids": UNHARMED,
    "refuse-ids:404": UNHARMED,
    "added-field": UNHARMED,
    "renamed-field": NOT_READ,
    "renamed-field:{id}": NOT_TOLD,
    "changed-type": NOT_READ,
    "changed-type:{id}": NOT_TOLD,
    "new-value:status": NOT_READ,
}

REFUSED = ("UPSTREAM_UNAVAILABLE", "NOT_SUPPORTED_BY_UPSTREAM", "INVALID_INPUT", "NOT_FOUND")
DONE_AND_LOST = ("500-after", "cut", "lost-answer", "garbage-after")
NOT_DONE_NOR_REFUSED = ("500", "503", "cut-before", "garbage", "html")
ONE_OF_EACH = [it for it in OPERATIONS if it.name in ("log time", "contact", "time entry")]


@pytest.fixture(scope="module")
def sky(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sky]:
    path = Path(shutil.copy(demo_file, tmp_path_factory.mktemp("sky") / "upstream.sqlite"))
    with weather(path) as made:
        yield made


def test_every_fault_there_is_is_tried_on_every_kind_of_operation() -> None:
    assert {fault(text).kind for text in FAULTS} == KINDS.keys()
    assert FOR_EVER.keys() == set(FAULTS)
    kinds = [operation.kind for operation in OPERATIONS]
    assert [kinds.count(kind) for kind in Kind] == [3, 5, 3, 1]


@pytest.mark.parametrize("wrong", FAULTS)
def test_what_goes_wrong_once_is_made_good(sky: Sky, wrong: str) -> None:
    weather, runner = sky
    for operation in OPERATIONS:
        found = runner.run(weather.cell(operation, wrong, 1))
        expected = UNHARMED[operation.kind]
        # That there is nothing is no failure: only of a read by ids, which may be unknown to an
        # upstream, it is found out whether that is so.
        if wrong == "404" and operation.name not in ("read one", "read many"):
            expected = NOT_FOUND[operation.kind]
        assert (operation.name, found) == (operation.name, expected)


@pytest.mark.parametrize("wrong", FAULTS)
def test_what_goes_wrong_for_ever_is_told_as_it_is_and_nothing_is_doubled(
    sky: Sky, wrong: str
) -> None:
    weather, runner = sky
    for operation in OPERATIONS:
        found = runner.run(weather.cell(operation, wrong, None))
        assert (operation.name, found) == (operation.name, FOR_EVER[wrong][operation.kind])


@pytest.mark.parametrize("then", ["404", "429:1", "503:1", "expired", "500", "cut-before", "html"])
@pytest.mark.parametrize("first", [*DONE_AND_LOST, *NOT_DONE_NOR_REFUSED])
def test_who_is_turned_away_the_second_time_may_have_been_heard_the_first_time(
    sky: Sky, first: str, then: str
) -> None:
    weather, runner = sky
    for operation in ONE_OF_EACH:
        planned = [Planned(operation.match, first, 1), Planned(operation.match, then, None)]
        found = runner.run(weather.run(operation, planned))
        expected = NOT_TOLD if first in DONE_AND_LOST else NOT_DONE
        assert (operation.name, found) == (operation.name, expected[operation.kind])


@given(
    st.sampled_from([it for it in OPERATIONS if it.kind is not Kind.READ]),
    st.lists(
        st.tuples(st.sampled_from(FAULTS), st.sampled_from([1, 2, 5])), min_size=2, max_size=6
    ),
)
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
def test_no_run_of_faults_loses_or_doubles_a_change(
    sky: Sky, operation: Operation, faults: list[tuple[str, int]]
) -> None:
    # They befall whatever is asked: the sign-in, the change itself, and the reads around it.
    weather, runner = sky
    planned = [Planned("*", wrong.format(id=operation.id), times) for wrong, times in faults]
    found = runner.run(weather.run(operation, planned))
    match found.saw:
        case "same":
            assert found.done == 1
        case "OUTCOME_UNKNOWN":
            assert found.done in (0, 1)
        case _:
            assert (found.saw in REFUSED, found.done) == (True, 0)
