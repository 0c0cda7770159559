"""The page, built; and a browser to look at it with."""

import os
import shutil

import pytest

from graph.ide.build import NotBuilt, build


def _missing(what: str) -> None:
    """Skip where something is missing, but never where everything has to be there."""
    assert os.environ.get("CI") != "true", what
    pytest.skip(what)


@pytest.fixture(scope="session")
def page() -> None:
    """The explorer's own page, as make builds it."""
    try:
        build()
    except NotBuilt as why:
        _missing(f"The explorer's page can't be built: {why}")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's own program."""
    found = shutil.which("chromium")
    if found is None:
        _missing("There is no chromium here: apt-get install chromium")
    assert found
    return found
