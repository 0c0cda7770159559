"""``panther doctor`` finds what is wrong, says what to do, and lets well alone."""

import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.port import SystemClock
from graph.__main__ import cli
from graph.compose.doctor import Finding, examined
from graph.settings import Settings
from tests.http.collector import Collector
from tests.http.conftest import furnished, make_firm
from tests.http.firms import Firm, MakeFirm
from tests.world import StandingClock

__all__ = ["furnished", "make_firm"]

runner = CliRunner()


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address that nobody answers at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
def smith(make_firm: MakeFirm, monkeypatch: pytest.MonkeyPatch) -> Firm:
    monkeypatch.setenv("PANTHER_CONNECTION", "smith")
    return make_firm("smith")


def told(**env: str) -> tuple[int, list[str]]:
    """Return how the doctor ends, and what it says."""
    result = runner.invoke(cli, ["doctor"], env=env)
    assert result.stderr == ""
    return result.exit_code, result.stdout.splitlines()


def test_a_demo_that_is_not_made_yet_is_well(tmp_path: Path) -> None:
    code, lines = told()
    assert code == 0
    assert re.match(r"ok   versions    Python 3\.\d+\.\d+, SQLite 3\.", lines[0])
    assert lines[1:] == [
        "ok   settings    they hold; served is embedded, to whoever uses this machine",
        "ok   practice    .panther/practice.sqlite is not there yet, and will be made: a demo firm",
        "ok   secrets     PANTHER_SECRET_KEY is not set: nobody can sign in for good",
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_practice_that_can_not_be_opened(tmp_path: Path) -> None:
    (tmp_path / "diary").write_text("dear diary")
    code, lines = told(PANTHER_EMBEDDED_PATH="diary")
    assert code == 1
    assert lines[2:4] == [
        "BAD  practice    diary can't be opened as a practice: file is not a database.",
        "                 -> Name another file in PANTHER_EMBEDDED_PATH, or put a copy of it back.",
    ]


def test_settings_that_do_not_hold(smith: Firm) -> None:
    code, lines = told(OTEL_TRACES_SAMPLER="often")
    assert code == 1
    assert lines[1].startswith("BAD  settings    OTEL_TRACES_SAMPLER: One of always_on, ")
    result = runner.invoke(cli, ["doctor"], env={"PANTHER_PORT": "many"})
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("PANTHER_PORT: ")


def test_a_connection_that_is_well(smith: Firm, tmp_path: Path) -> None:
    code, lines = told()
    assert code == 0, lines
    assert lines[2:] == [
        f"ok   state       {tmp_path}/state.sqlite is open and up to date",
        "ok   smith       its secrets can be opened",
        "ok   smith       its upstream answers; panther connections test smith signs in to it",
        "ok   smith       its upstream's clock agrees with ours",
    ]
    assert smith.lines == ["GET /"]


def test_secrets_that_are_missing_or_another_keys(smith: Firm) -> None:
    code, lines = told(PANTHER_SECRET_KEY="")
    assert (code, lines[2][:16]) == (1, "BAD  secrets    ")
    assert lines[3].endswith("-> Make a key: panther connections key")
    other = runner.invoke(cli, ["connections", "key"]).stdout.strip()
    code, lines = told(PANTHER_SECRET_KEY=other)
    assert (code, lines[3][:15]) == (1, "BAD  smith      "[:15])
    assert "was the secret key changed?" in lines[4]
    assert smith.heard == []


def test_a_connection_that_nobody_added(smith: Firm) -> None:
    code, lines = told(PANTHER_CONNECTION="jones,smith")
    assert code == 1
    assert lines[3].startswith("BAD  jones       There is no connection 'jones'.")
    assert lines[5] == "ok   smith       its secrets can be opened"


def test_an_upstream_and_a_collector_that_are_gone(
    smith: Firm, nobody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = ["--basic-name", "b", "--basic-secret", "hunter2", "--username", "u"]
    words = ["connections", "add", "gone", nobody, *secrets, "--password", "hunter2"]
    assert runner.invoke(cli, words).exit_code == 0
    code, lines = told(PANTHER_CONNECTION="gone", OTEL_EXPORTER_OTLP_ENDPOINT=nobody)
    host = nobody.removeprefix("http://")
    assert code == 1
    assert lines[4:] == [
        f"BAD  gone        {host} can't be reached: it refuses the connection.",
        "                 -> See that 127.0.0.1 can be reached from here, and by TLS it can keep.",
        f"BAD  collector   {host} can't be reached: it refuses the connection.",
        "                 -> See OTEL_EXPORTER_OTLP_ENDPOINT and _HEADERS; OTLP by HTTP is on 4318.",
    ]
    assert "hunter2" not in "".join(lines)


def test_a_collector_that_is_well() -> None:
    with Collector() as url:
        code, lines = told(OTEL_EXPORTER_OTLP_ENDPOINT=url)
        assert (code, lines[-1]) == (
            0,
            f"ok   collector   {url.removeprefix('http://')} takes traces",
        )
        code, lines = told(OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=f"{url}/elsewhere")
        assert (code, lines[-2][-12:]) == (1, "answered 404")


def test_identity_providers(tmp_path: Path, nobody: str) -> None:
    file = tmp_path / "providers.toml"
    env = {"PANTHER_IDENTITY_PROVIDERS": str(file), "PANTHER_SECRET_KEY": "A" * 43}
    file.write_text("[[provider]]\n")
    code, lines = told(**env)
    assert (code, lines[-1]) == (1, f"                 -> Mend {file}.")
    file.write_text(
        f'[[provider]]\nissuer = "{nobody}"\naudience = "panther"\nconnection = "embedded"\n'
    )
    code, lines = told(**env)
    assert code == 1
    assert lines[-1] == f"                 -> See that {nobody} can be reached from here."


@pytest.mark.parametrize(("seconds", "well"), [(-60, False), (-5, True), (5, True), (60, False)])
async def test_a_clock_that_is_wrong(smith: Firm, seconds: int, well: bool) -> None:
    # The sandbox's server tells the system's time.
    clock = StandingClock(SystemClock().now() + timedelta(seconds=seconds))
    found: list[Finding] = [it async for it in examined(Settings(), clock)]
    assert (found[-1].do is None) is well
    assert found[-1].said.startswith("its upstream's clock ")
