"""One file: made, reopened, brought up to date or refused, and written by one at a time."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from adapters.embedded.database import _OLDEST, Database, UnusableFile, _statements
from adapters.embedded.practice import EmbeddedPractice
from adapters.port import NewTimeEntry
from tests.world import MATTER, OWNER, CountedIds, StandingClock, World

ROOT = Path(__file__).parents[3]
LAW = sorted(
    (ROOT / "adapters" / "embedded" / "law").glob("*.sql"),
    key=lambda it: int(it.name.partition("_")[0]),
)
NEWEST = len(LAW)
PANT = 0x50414E54
SAFE, UNSAFE = (3, 51, 3), (3, 51, 2)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "practice.sqlite"


@pytest.fixture
def copy(demo_file: Path, path: Path) -> Path:
    """A copy of the demo's file, closed."""
    shutil.copy(demo_file, path)
    return path


@pytest.fixture
def db(copy: Path) -> Iterator[Database]:
    with closing(Database(str(copy), StandingClock())) as db:
        yield db


def _open(path: Path) -> EmbeddedPractice:
    return EmbeddedPractice(str(path), clock=StandingClock(), ids=CountedIds())


def _ask(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        return db.execute(sql).fetchall()


def _refusal(path: Path) -> str:
    with pytest.raises(UnusableFile) as refused:
        _open(path)
    return str(refused.value)


def _entry(day: date, description: str = "", user: str = OWNER) -> NewTimeEntry:
    return NewTimeEntry(
        matter_id=MATTER,
        user_id=user,
        date=day,
        description=description,
        hours=Decimal("1.5"),
    )


def _files(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}


def test_a_new_file_gets_the_demo_and_the_newest_schema(tmp_path: Path) -> None:
    path = tmp_path / "made" / "on the way" / "practice.sqlite"
    with closing(_open(path)) as practice:
        assert practice.firm == "Meridian Lake Law LLP"
    assert _ask(path, "pragma user_version") == [(NEWEST,)]
    assert _ask(path, "pragma application_id") == [(PANT,)]
    assert _ask(path, "select count(*) from matters") == [(200,)]
    assert _ask(path, "pragma integrity_check") == [("ok",)]


def test_memory_holds_a_practice_too() -> None:
    with closing(_open(Path(":memory:"))) as practice:
        assert practice.firm == "Meridian Lake Law LLP"
        assert practice._db.journal_mode == "memory"


def test_every_law_file_is_numbered_without_a_gap() -> None:
    assert [int(file.name.split("_")[0]) for file in LAW] == list(range(1, NEWEST + 1))


def test_an_empty_file_becomes_a_practice(path: Path) -> None:
    path.touch()
    with closing(_open(path)) as practice:
        assert practice.firm == "Meridian Lake Law LLP"


async def test_reopening_keeps_changes_and_does_not_fill_again(copy: Path) -> None:
    with closing(_open(copy)) as practice:
        logged = await practice.time_entries.log(_entry(date(2026, 2, 20)), None)
        practice._db.read("update firm set name = 'Other LLP'")
    before = _ask(copy, "select count(*) from time_entries")
    with closing(_open(copy)) as practice:
        assert practice.firm == "Other LLP"
        assert await practice.time_entries.by_id([logged.id]) == [logged]
    assert _ask(copy, "select count(*) from time_entries") == before


def test_opening_a_file_that_is_up_to_date_writes_nothing(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as db:
        before = list(db.iterdump())
    _open(copy).close()
    with closing(sqlite3.connect(copy)) as db:
        assert list(db.iterdump()) == before


@pytest.mark.parametrize("version", [SAFE, UNSAFE])
def test_a_newer_programs_file_is_refused_and_stays_as_it_is(
    copy: Path, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]
) -> None:
    _ask(copy, f"pragma user_version = {NEWEST + 1}")
    before = _files(copy)
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    assert _refusal(copy) == (
        f"{copy} was written by a newer version of this program (schema {NEWEST + 1}, this one "
        f"knows up to {NEWEST}). Update the program, or use another file."
    )
    assert _files(copy) == before


@pytest.mark.parametrize("version", [SAFE, UNSAFE])
def test_another_programs_file_is_refused_and_stays_as_it_is(
    path: Path, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]
) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("create table albums (title text)")
    before = _files(path)
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    assert _refusal(path) == f"{path} is not a practice: another program's tables are in it."
    assert _files(path) == before


def test_a_text_file_is_refused_and_stays_as_it_is(path: Path) -> None:
    path.write_text("Dear client,\n" * 100)
    before = _files(path)
    assert _refusal(path) == f"{path} can't be opened as a practice: file is not a database."
    assert _files(path) == before


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert _refusal(tmp_path) == (
        f"{tmp_path} can't be opened as a practice: unable to open database file."
    )


def test_a_place_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "practice.sqlite"
    assert _refusal(path).startswith(f"{path} can't be opened as a practice: ")


def test_two_that_make_one_file_at_once_both_have_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Database.read
    other = Thread(target=lambda: Database(str(path), StandingClock()).close())

    def read_slowly(self: Database, sql: str, *args: Any) -> list[tuple[Any, ...]]:
        rows = read(self, sql, *args)
        if sql == "pragma application_id":
            monkeypatch.setattr(Database, "read", read)
            other.start()
            other.join(0.3)  # time enough to be first, unless it is kept waiting
        return rows

    monkeypatch.setattr(Database, "read", read_slowly)
    with closing(Database(str(path), StandingClock())) as db:
        other.join()
        assert db.read("pragma user_version") == [(NEWEST,)]


@pytest.mark.parametrize("step", range(1, _OLDEST))
def test_a_file_from_before_the_law_of_trust_money_is_refused_and_stays_as_it_is(
    path: Path, step: int
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for file in LAW[:step]:
            db.executescript(file.read_text("utf-8"))
        db.execute(f"pragma application_id = {PANT}")
        db.execute(f"pragma user_version = {step}")
        db.execute("insert into firm (only, name, currency) values (1, 'Old LLP', 'EUR')")
    before = _files(path)
    assert _refusal(path) == (
        f"{path} was written before there was a law of trust money (schema {step}, this program "
        f"begins at {_OLDEST}). Such files only held the demo firm: move it away, or make it anew "
        "with panther demo reset."
    )
    assert _files(path) == before


def test_a_file_of_an_older_law_is_brought_up_to_date_and_keeps_its_rows(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Database(str(path), StandingClock())) as db, db.write():
        db.run("insert into firm (only, name, currency) values (1, 'Old LLP', 'EUR')")
        db.run("insert into users (id, name, role, owner) values ('u_1', 'Ada', 'partner', 1)")
    law = tmp_path / "law"
    shutil.copytree(LAW[0].parent, law)
    (law / f"{NEWEST + 1}_later.sql").write_text("create table later (id text) strict;\n")
    monkeypatch.setattr("adapters.embedded.database._LAW", law)
    with closing(_open(path)) as practice:
        assert practice.firm == "Old LLP"
        assert practice._db.read("select id, name from users") == [("u_1", "Ada")]
        assert practice._db.read("select count(*) from later") == [(0,)]
        assert practice._db.read("pragma user_version") == [(NEWEST + 1,)]


def test_a_step_that_fails_leaves_the_file_as_it_was(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    law = tmp_path / "law"
    law.mkdir()
    shutil.copy(LAW[0], law)
    (law / "2_broken.sql").write_text("create table fine (a);\ncreate table firm (a);\n")
    monkeypatch.setattr("adapters.embedded.database._LAW", law)
    assert _refusal(path) == (f"{path} can't be opened as a practice: table firm already exists.")
    assert _ask(path, "select count(*) from sqlite_schema") == [(0,)]
    assert _ask(path, "pragma user_version") == [(0,)]


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 7, 0), "delete"),
        ((3, 40, 1), "delete"),
        (UNSAFE, "delete"),
        (SAFE, "wal"),
        ((3, 52, 0), "wal"),
        ((4, 0, 0), "wal"),
    ],
)
def test_a_write_ahead_log_is_kept_only_where_sqlite_keeps_it_safely(
    copy: Path,
    monkeypatch: pytest.MonkeyPatch,
    version: tuple[int, int, int],
    mode: str,
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    with closing(Database(str(copy), StandingClock())) as db:
        assert db.journal_mode == mode


def test_an_older_sqlite_takes_the_write_ahead_log_away(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ask(copy, "pragma journal_mode = wal")
    monkeypatch.setattr(sqlite3, "sqlite_version_info", UNSAFE)
    with closing(Database(str(copy), StandingClock())) as db:
        assert db.journal_mode == "delete"


def test_a_write_ahead_log_that_another_still_writes_is_refused(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.embedded.database._BUSY_SECONDS", 0.0)
    monkeypatch.setattr(sqlite3, "sqlite_version_info", UNSAFE)
    with closing(sqlite3.connect(copy, isolation_level=None)) as other:
        other.execute("pragma journal_mode = wal")
        other.execute("select name from firm").fetchall()
        assert _refusal(copy) == f"{copy} can't be opened as a practice: database is locked."
        assert other.execute("pragma journal_mode").fetchall() == [("wal",)]


def test_foreign_keys_and_triggers_of_replaced_rows_are_on(db: Database) -> None:
    assert db.read("pragma foreign_keys") == [(1,)]
    assert db.read("pragma recursive_triggers") == [(1,)]
    with (
        pytest.raises(sqlite3.IntegrityError, match=r"^FOREIGN KEY constraint failed$"),
        db.write(),
    ):
        db.run("update time_entries set user_id = 'u_none' where status = 'billable'")


def test_a_write_holds_the_lock_from_its_start(db: Database, copy: Path) -> None:
    other = sqlite3.connect(copy, timeout=0, isolation_level=None)
    with closing(other):
        with db.write():
            with pytest.raises(sqlite3.OperationalError, match=r"^database is locked$"):
                other.execute("begin immediate")
            db.run("update firm set name = 'Other LLP'")
            assert db.read("select name from firm") == [("Other LLP",)]
            assert other.execute("select name from firm").fetchall() == [("Meridian Lake Law LLP",)]
        other.execute("begin immediate")
        assert other.execute("select name from firm").fetchall() == [("Other LLP",)]
        other.execute("rollback")


def test_a_change_outside_a_write_is_a_mistake(db: Database) -> None:
    with pytest.raises(AssertionError):
        db.run("update firm set name = 'Other LLP'")


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, asyncio.CancelledError])
def test_an_error_inside_a_write_takes_all_of_it_back(
    db: Database, copy: Path, error: type[BaseException]
) -> None:
    def work() -> None:
        with db.write():
            db.run("update firm set name = 'Other LLP'")
            db.run("update users set active = 0")
            raise error

    with pytest.raises(error):
        work()
    assert db.read("select name from firm") == [("Meridian Lake Law LLP",)]
    assert _ask(copy, "select count(*) from users where active = 0") == [(1,)]
    with db.write():
        db.run("update firm set name = 'Third LLP'")
    assert _ask(copy, "select name from firm") == [("Third LLP",)]


@pytest.fixture
def delete_db(copy: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A file without a write-ahead log, where a reader can keep a commit waiting."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", UNSAFE)
    with closing(Database(str(copy), StandingClock())) as db:
        yield db


def test_a_write_that_cannot_be_committed_is_taken_back(delete_db: Database, copy: Path) -> None:
    db = delete_db
    db.read("pragma busy_timeout = 0")
    with closing(sqlite3.connect(copy, isolation_level=None)) as reader:
        reader.execute("begin")
        reader.execute("select name from firm").fetchall()
        with pytest.raises(sqlite3.OperationalError, match=r"^database is locked$"), db.write():
            db.run("update firm set name = 'Other LLP'")
        reader.execute("rollback")
    assert db.read("select name from firm") == [("Meridian Lake Law LLP",)]
    with db.write():
        db.run("update firm set name = 'Third LLP'")
    assert _ask(copy, "select name from firm") == [("Third LLP",)]


async def test_fifty_writers_of_one_practice_never_interleave(world: World) -> None:
    statements: list[str] = []
    world.practice._db._db.set_trace_callback(statements.append)
    entries = await asyncio.gather(
        *(
            world.practice.time_entries.log(_entry(date(2026, 1, 1) + timedelta(day)), f"key {day}")
            for day in range(50)
        )
    )
    world.practice._db._db.set_trace_callback(None)
    assert len({entry.id for entry in entries}) == 50
    bounds = [text for text in statements if text in ("begin immediate", "commit", "rollback")]
    assert bounds == ["begin immediate", "commit"] * 50
    inserts: list[set[str]] = []
    for text in statements:
        if text == "begin immediate":
            inserts.append(set())
        elif text.startswith("insert into time_entries"):  # told again by each of its triggers
            inserts[-1].add(text)
    assert [len(one) for one in inserts] == [1] * 50
    assert len(set[str]().union(*inserts)) == 50


async def test_one_key_used_by_fifty_at_once_stands_for_one_entry(world: World) -> None:
    (before,) = world.sql("select count(*) from time_entries")
    entries = await asyncio.gather(
        *(world.practice.time_entries.log(_entry(date(2026, 1, 5)), "key") for _ in range(50))
    )
    assert len({entry.id for entry in entries}) == 1
    assert world.sql("select count(*) from time_entries") == [(before[0] + 1,)]


WORKER = f"""
import asyncio, sys
from datetime import date, timedelta
from decimal import Decimal
from adapters.embedded.practice import EmbeddedPractice
from adapters.port import NewTimeEntry, RandomIds, SystemClock

async def work(path, name, first):
    practice = EmbeddedPractice(path, clock=SystemClock(), ids=RandomIds())
    print("open", flush=True)
    sys.stdin.readline()
    for number in range(100):
        await practice.time_entries.log(
            NewTimeEntry(
                matter_id={MATTER!r},
                user_id={OWNER!r},
                date=date.fromisoformat(first) + timedelta(number),
                description=name,
                hours=Decimal("1"),
            ),
            f"{{name}} {{number}}",
        )
    practice.close()

asyncio.run(work(*sys.argv[1:]))
"""


def test_two_processes_that_make_and_write_one_file_at_once_lose_nothing(path: Path) -> None:
    workers = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", WORKER, str(path), name, first],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name, first in (("first", "2020-01-01"), ("second", "2021-01-01"))
    ]
    try:
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "open\n"
    finally:
        answers = [worker.communicate("go\n") for worker in workers]
    assert [
        (worker.returncode, *answer) for worker, answer in zip(workers, answers, strict=True)
    ] == [
        (0, "", ""),
        (0, "", ""),
    ]
    sql = "select description, count(*), count(distinct id) from time_entries "
    assert _ask(path, sql + "where description in ('first', 'second') group by 1 order by 1") == [
        ("first", 100, 100),
        ("second", 100, 100),
    ]
    assert _ask(path, "select count(*) from idempotency_keys") == [(200,)]
    assert _ask(path, "select count(*) from matters") == [(200,)]
    assert _ask(path, "pragma integrity_check") == [("ok",)]


def test_a_journal_that_can_not_be_had_is_said(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(copy, isolation_level=None)) as other:
        other.execute("pragma journal_mode = wal")
        other.execute("begin")
        other.execute("select name from firm").fetchall()
        monkeypatch.setattr(sqlite3, "sqlite_version_info", UNSAFE)
        monkeypatch.setattr("adapters.embedded.database._BUSY_SECONDS", 0.0)
        with pytest.raises(UnusableFile, match=r"practice\.sqlite"):
            Database(str(copy), StandingClock())


def test_a_script_that_stops_in_the_middle_is_a_bug() -> None:
    with pytest.raises(ValueError, match="unfinished statement: create table"):
        list(_statements("create table a (id text);\ncreate table b ("))


def test_whoever_opens_a_file_waits_for_another_to_make_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[int] = []

    def fill(db: sqlite3.Connection) -> None:
        waits.extend(db.execute("pragma busy_timeout").fetchone())
        db.execute("insert into firm (only, name, currency) values (1, 'Slow LLP', 'USD')")

    monkeypatch.setattr("adapters.embedded.practice.demo.fill", fill)
    with closing(_open(path)) as practice:
        waits.extend(practice._db.read("pragma busy_timeout")[0])
    assert waits == [60_000, 5_000]
