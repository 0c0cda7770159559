"""A glance at the state's file: it sees what others wrote at once, and never waits for them."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.state.glance import Glance

_THERE = "select 1 from seen where id = ?"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a file, 100% odd?.sqlite"


@pytest.fixture
def writer(path: Path) -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("create table seen (id text primary key)")
    yield db
    db.close()


@pytest.fixture
def glance(path: Path) -> Iterator[Glance]:
    glance = Glance(str(path))
    yield glance
    glance.close()


def test_it_sees_what_another_wrote_and_took_back(
    glance: Glance, writer: sqlite3.Connection
) -> None:
    assert glance.finds(_THERE, ["a"]) is False
    writer.execute("insert into seen values ('a')")
    assert glance.finds(_THERE, ["a"]) is True
    writer.execute("delete from seen")
    assert glance.finds(_THERE, ["a"]) is False


def test_it_tells_nothing_while_the_file_is_being_written(
    glance: Glance, writer: sqlite3.Connection
) -> None:
    writer.execute("begin exclusive")
    assert glance.finds(_THERE, ["a"]) is None
    writer.execute("rollback")
    assert glance.finds(_THERE, ["a"]) is False


def test_it_makes_no_file_and_changes_none(glance: Glance, path: Path) -> None:
    assert glance.finds(_THERE, ["a"]) is None
    assert not path.exists()
    sqlite3.connect(path).close()
    assert glance.finds("delete from seen", []) is None


def test_it_reads_again_after_it_was_closed(glance: Glance, writer: sqlite3.Connection) -> None:
    assert glance.finds(_THERE, ["a"]) is False
    glance.close()
    assert glance.finds(_THERE, ["a"]) is False


async def test_it_looks_once_in_a_turn_of_the_loop_and_again_in_the_next(
    glance: Glance, writer: sqlite3.Connection
) -> None:
    assert glance.finds(_THERE, ["a"]) is False
    writer.execute("insert into seen values ('a'), ('b')")
    assert (glance.finds(_THERE, ["a"]), glance.finds(_THERE, ["b"])) == (False, True)
    await asyncio.sleep(0)
    assert glance.finds(_THERE, ["a"]) is True
    await asyncio.sleep(0)
    writer.execute("delete from seen")
    assert glance.finds(_THERE, ["a"]) is False


async def test_that_it_can_not_look_is_nothing_to_remember(
    glance: Glance, writer: sqlite3.Connection
) -> None:
    writer.execute("begin exclusive")
    assert glance.finds(_THERE, ["a"]) is None
    writer.execute("insert into seen values ('a')")
    writer.execute("commit")
    assert glance.finds(_THERE, ["a"]) is True


def test_what_a_loop_did_not_come_to_forget_is_nothing_to_another(
    glance: Glance, writer: sqlite3.Connection
) -> None:
    async def looks() -> bool | None:
        return glance.finds(_THERE, ["a"])

    ended = asyncio.new_event_loop()
    task = ended.create_task(looks())
    task.add_done_callback(lambda _: ended.stop())
    ended.run_forever()
    ended.close()
    writer.execute("insert into seen values ('a')")
    assert (task.result(), asyncio.run(looks())) == (False, True)
