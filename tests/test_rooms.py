"""Every room opens first, says in one sentence what it is, and is no larger than 300 lines."""

import ast
import os
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

HOUSES = ("graph", "resolvers", "loaders", "adapters")
FILES = sorted(path for house in HOUSES for path in Path(house).rglob("*.py"))
OPEN_EACH = """
import importlib, sys
for name in {names!r}:
    kept = {{n: m for n, m in sys.modules.items() if n.split(".")[0] not in {houses!r}}}
    sys.modules.clear()
    sys.modules.update(kept)
    importlib.import_module(name)
"""


def rooms() -> Iterator[str]:
    for house in HOUSES:
        yield house
        for room in pkgutil.walk_packages(import_module(house).__path__, f"{house}."):
            if room.name != "graph.__main__":
                yield room.name


def test_each_room_can_be_the_first_to_open() -> None:
    code = OPEN_EACH.format(names=[*rooms()], houses=HOUSES)
    # Untraced: each room is opened hundreds of times, and covered already where it is used.
    env = {it: text for it, text in os.environ.items() if not it.startswith("COVERAGE_PROCESS")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=env,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_room_has_a_caption_and_at_most_300_lines(path: Path) -> None:
    text = path.read_text()
    caption = ast.get_docstring(ast.parse(text))
    assert caption
    assert len(text.splitlines()) <= 300


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_function_has_at_most_70_lines_and_hides_no_import(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 70, node.name
            hidden = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert hidden == [], node.name


def test_no_name_says_nothing() -> None:
    empty = {"utils", "helpers", "common", "base", "manager", "service"}
    assert [str(path) for path in FILES if path.stem in empty] == []
