"""Lines of the log: whole, machine-readable, and silent about what was being handled."""

import io
import json
import logging
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from typing_extensions import override

from adapters.telemetry.context import Place
from graph.telemetry.lines import JsonLines, TextLines, write_to
from graph.telemetry.telemetry import Seen

SEEN = Seen("req_1", Place("a" * 32, "b" * 16, True))
AT = 1_771_578_944.25


def record(message: str, *args: Any, error: BaseException | None = None) -> logging.LogRecord:
    about = (type(error), error, error.__traceback__) if error else None
    made = logging.LogRecord("panther", logging.ERROR, "x.py", 1, message, args, about)
    made.created = AT
    return made


def raised() -> Exception:
    """Return an error whose words, and those of the one before it, name a client."""
    try:
        try:
            with sqlite3.connect(":memory:") as db:
                db.execute("create table clients (name text unique)")
                db.executemany("insert into clients values (?)", [["Acme"], ["Acme"]])
        except sqlite3.IntegrityError as error:
            raise ValueError("Acme Holdings LLC can't be kept") from error
    except ValueError as error:
        return error
    raise AssertionError


def test_a_line_is_one_object() -> None:
    made = record("%s at %s", "err_1", ["matter", "title"])
    made.said = {"status": 200, "ms": 1.5}
    line = JsonLines(lambda: SEEN).format(made)
    assert "\n" not in line
    assert json.loads(line) == {
        "at": "2026-02-20T09:15:44.250Z",
        "level": "error",
        "logger": "panther",
        "message": "err_1 at ['matter', 'title']",
        "request": "req_1",
        "trace": "a" * 32,
        "status": 200,
        "ms": 1.5,
    }
    assert json.loads(JsonLines(lambda: None).format(record("line one\nline two"))) == {
        "at": "2026-02-20T09:15:44.250Z",
        "level": "error",
        "logger": "panther",
        "message": "line one\nline two",
    }


def test_an_error_is_shown_without_its_words() -> None:
    line = json.loads(JsonLines(lambda: None).format(record("err_1", error=raised())))
    first, second = line["error"].split("\ncaused by ")
    assert first.splitlines()[0] == "ValueError"
    assert first.splitlines()[1].endswith("test_lines.py:36 in raised")
    assert second.splitlines()[0] == "IntegrityError sqlite_errorname=SQLITE_CONSTRAINT_UNIQUE"
    assert "Acme" not in str(line)


def test_whoever_wants_them_gets_its_words() -> None:
    made = record("err_1", error=raised())
    assert "Acme" in json.loads(JsonLines(lambda: None, outspoken=True).format(made))["error"]
    assert "Acme" in TextLines(lambda: None, outspoken=True).format(made)
    assert "Acme" not in TextLines(lambda: None).format(made)


def test_errors_that_go_round_in_a_circle_end() -> None:
    one, two = ValueError(), KeyError()
    one.__context__, two.__context__ = two, one
    line = json.loads(JsonLines(lambda: None).format(record("x", error=one)))
    assert line["error"].count("caused by") == 7


def test_a_line_for_a_person() -> None:
    made = record("GET %s", "/graphql")
    made.said = {"status": 200, "operation": "query Fifty"}
    assert TextLines(lambda: SEEN).format(made) == (
        "09:15:44.250 ERROR   GET /graphql status=200 operation=query Fifty request=req_1"
    )


class Terminal(io.StringIO):
    @override
    def isatty(self) -> bool:
        return True


@pytest.fixture
def put_back() -> Iterator[None]:
    """Leave the process's logging as it was."""
    root, ours = logging.getLogger(), logging.getLogger("panther")
    before = (root.handlers[:], root.level, ours.level)
    flags = (logging.logThreads, logging.logProcesses, logging.logMultiprocessing)
    source = logging._srcfile
    yield
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])
    logging.logThreads, logging.logProcesses, logging.logMultiprocessing = flags
    logging._srcfile = source


@pytest.mark.usefixtures("put_back")
@pytest.mark.parametrize(
    ("stream", "format", "is_json"),
    [
        (io.StringIO(), "auto", True),
        (Terminal(), "auto", False),
        (Terminal(), "json", True),
        (io.StringIO(), "text", False),
    ],
)
def test_a_terminal_gets_text_and_all_else_json(
    stream: io.StringIO, format: str, is_json: bool
) -> None:
    write_to(stream, format, "info")
    logging.getLogger("panther.access").info("GET /")
    assert stream.getvalue().startswith("{") is is_json
    assert stream.getvalue().count("\n") == 1


@pytest.mark.usefixtures("put_back")
@pytest.mark.parametrize(
    ("level", "written"),
    [
        ("debug", ["our debug", "our info", "our warning", "their warning"]),
        ("info", ["our info", "our warning", "their warning"]),
        ("warning", ["our warning", "their warning"]),
        ("error", ["their warning"]),
    ],
)
def test_libraries_are_heard_only_when_they_warn(level: str, written: list[str]) -> None:
    stream = io.StringIO()
    write_to(stream, "json", level)
    for whose, name in (("our", "panther.identity"), ("their", "httpx")):
        for at in ("debug", "info", "warning"):
            getattr(logging.getLogger(name), at)("%s %s", whose, at)
    assert [json.loads(line)["message"] for line in stream.getvalue().splitlines()] == written
