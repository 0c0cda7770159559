"""Shells: the demo's file as anyone with a shell has it, each test's changes rolled back."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.embedded.shell import Db


@pytest.fixture(scope="module")
def shell_file(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Db]:
    """A copy of the demo's file, opened by no code of ours: no function, no pragma."""
    path = tmp_path_factory.mktemp("law") / "practice.sqlite"
    shutil.copy(demo_file, path)
    db = sqlite3.connect(path, isolation_level=None)
    assert db.execute("pragma foreign_keys").fetchone() == (0,)
    assert db.execute("pragma recursive_triggers").fetchone() == (0,)
    yield db
    db.close()


@pytest.fixture
def shell(shell_file: Db) -> Iterator[Db]:
    """The same file for each test: what it changed is rolled back."""
    shell_file.execute("begin")
    yield shell_file
    shell_file.execute("rollback")
