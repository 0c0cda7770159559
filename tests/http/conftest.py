"""Two firms, and one service over both."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from adapters.sandbox import MfaKind
from graph.__main__ import cli
from graph.app import create_app
from tests.http.firms import Firm, MakeFirm, Service, furnish
from tests.listening import Listening

Furnished = Callable[[str], tuple[Path, list[dict[str, Any]]]]


@pytest.fixture(scope="session")
def furnished(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    """Make a firm's file once; copy it, never open it."""
    folder = tmp_path_factory.mktemp("firms")

    @cache
    def make(name: str) -> tuple[Path, list[dict[str, Any]]]:
        path = Path(shutil.copy(demo_file, folder / f"{name}.sqlite"))
        return path, asyncio.run(furnish(name, path))

    return make


@pytest.fixture
def make_firm(
    furnished: Furnished, demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MakeFirm]:
    """Open a firm's sandbox, and make it a connection of the service's."""
    runner = CliRunner()
    monkeypatch.setenv("PANTHER_DATABASE_URL", f"sqlite:///{tmp_path}/state.sqlite")
    monkeypatch.setenv("PANTHER_EMBEDDED_PATH", str(tmp_path / "practice.sqlite"))
    shutil.copy(demo_file, tmp_path / "practice.sqlite")
    key = runner.invoke(cli, ["connections", "key"]).stdout.strip()
    monkeypatch.setenv("PANTHER_SECRET_KEY", key)
    with ExitStack() as open_:

        def make(name: str, mfa: MfaKind | None = None) -> Firm:
            file, matters = furnished(name)
            path = Path(shutil.copy(file, tmp_path / f"{name}.sqlite"))
            firm = Firm(name, path, matters, mfa)
            url = open_.enter_context(firm)
            words = [
                part
                for option, secret in firm.secrets.items()
                for part in (f"--{option.replace('_', '-')}", secret)
            ]
            added = runner.invoke(
                cli, ["connections", "add", name, url, *words, "--reads", "extended"]
            )
            assert added.exit_code == 0, added.output
            words = ["--connection", name, "--allow", "admin"]
            made = runner.invoke(cli, ["account", "create", f"{name}s", *words])
            assert made.exit_code == 0, made.output
            firm.token = made.stdout.splitlines()[-1]
            return firm

        yield make


@pytest.fixture
def firms(make_firm: MakeFirm, monkeypatch: pytest.MonkeyPatch) -> list[Firm]:
    """Smith, whose practice is taken unless a caller names another, and Jones."""
    monkeypatch.setenv("PANTHER_CONNECTION", "smith,jones")
    return [make_firm("smith"), make_firm("jones")]


@pytest.fixture
async def service(firms: list[Firm]) -> AsyncIterator[Service]:
    """One service over both firms, on a socket of its own."""
    with Listening(create_app()) as url:
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
            yield Service(client, firms)
