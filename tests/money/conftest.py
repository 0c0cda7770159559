"""The firm to move money in, made once for all of these tests."""

from pathlib import Path

import pytest

from tests.money.firm import template


@pytest.fixture(scope="session")
def firm_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy it, never open it."""
    return template(tmp_path_factory.mktemp("firm") / "firm.sqlite")
