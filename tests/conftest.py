"""Worlds: the demo firm made once, copied for every test that asks for one."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typing_extensions import override
from xdist.scheduler import LoadScopeScheduling

from adapters.embedded.practice import EmbeddedPractice
from graph.app import create_app
from tests import node
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


@pytest.fixture(scope="session")
def packages() -> None:
    """Node's packages, as tests/package.json names them; see tests.node."""
    node.installed()


# What is composed and served for these is slow to begin, so one process has them all.
TOGETHER = tuple(
    f"tests/federation/test_{it}.py"
    for it in ("compatibility", "composition", "gateways", "traces")
)
BROWSER = "tests/explorer/test_browser.py"


class Scheduling(LoadScopeScheduling):
    """Gives tests out one function at a time, in their order, and some all together."""

    @override
    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(TOGETHER):
            return TOGETHER[0]
        return BROWSER if nodeid.startswith(BROWSER) else nodeid.partition("[")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    config.option.loadscopereorder = False
    return Scheduling(config, log)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Install what is slow to install while other tests run."""
    wanted = any("packages" in getattr(item, "fixturenames", ()) for item in session.items)
    if wanted and not session.config.option.collectonly:
        node.install_meanwhile()


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
