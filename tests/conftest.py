"""Worlds: the demo firm made once, copied for every test that asks for one."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from adapters.embedded.practice import EmbeddedPractice
from graph.app import create_app
from tests.listening import here
from tests.world import CountedIds, StandingClock, World


@pytest.fixture(scope="session", autouse=True)
def unsynced() -> Iterator[None]:
    """Wait for no disk: no test here cuts the power, and other processes see what is written."""
    connect = sqlite3.connect

    def hastily(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        db = connect(*args, **kwargs)
        db.execute("pragma synchronous = off")
        return db

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", hastily)
        yield


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo firm as it begins; copy it, never open it."""
    path = tmp_path_factory.mktemp("demo") / "practice.sqlite"
    EmbeddedPractice(str(path), clock=StandingClock(), ids=CountedIds()).close()
    return path


@pytest.fixture
def world(demo_file: Path, tmp_path: Path) -> Iterator[World]:
    """A practice of the test's own."""
    path = tmp_path / "practice.sqlite"
    shutil.copy(demo_file, path)
    world = World(str(path))
    yield world
    world.practice.close()


@pytest.fixture
def client(
    demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    """The whole service over a practice of the test's own."""
    path = tmp_path / "practice.sqlite"
    shutil.copy(demo_file, path)
    monkeypatch.setenv("PANTHER_EMBEDDED_PATH", str(path))
    with here(create_app()) as client:
        yield client
