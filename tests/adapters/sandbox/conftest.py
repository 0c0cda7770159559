"""Sandboxes: the whole dialect, and the seed's part of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from adapters.sandbox import Reads
from tests.adapters.sandbox.place import Place


@pytest.fixture
def place(demo_file: Path, tmp_path: Path) -> Iterator[Place]:
    """The whole dialect, with Jane signed in."""
    yield from _live(Place(demo_file, tmp_path))


@pytest.fixture
def seed_place(demo_file: Path, tmp_path: Path) -> Iterator[Place]:
    """Only what the seed names, with Jane signed in."""
    yield from _live(Place(demo_file, tmp_path, reads=Reads.SEED))


def _live(place: Place) -> Iterator[Place]:
    with TestClient(place.app) as client:
        place.client = client
        assert place.sign_in().status_code == 200
        yield place
