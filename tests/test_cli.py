"""The command line as a person uses it: one clear line for each thing that is wrong."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from typer.testing import CliRunner

from graph.__main__ import _config, cli
from graph.schema import printed
from graph.settings import Settings, shown

runner = CliRunner()


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the commands away from the person's own .env and practice."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PANTHER_EMBEDDED_PATH", str(tmp_path / "practice.sqlite"))


def test_the_schema_is_printed() -> None:
    result = runner.invoke(cli, ["schema", "print"])
    assert (result.exit_code, result.stdout) == (0, printed())


def test_the_schema_is_checked(tmp_path: Path) -> None:
    file = tmp_path / "schema.graphql"
    file.write_text(printed())
    result = runner.invoke(cli, ["schema", "check"])
    assert result.exit_code == 0
    assert result.stdout.startswith("schema.graphql is what the code prints.\n")
    file.write_text(printed() + "# more\n")
    result = runner.invoke(cli, ["schema", "check", str(file)])
    assert result.exit_code == 1
    assert result.stderr == (
        f"{file} is not what the code prints. Run: panther schema print > {file}\n"
    )
    result = runner.invoke(cli, ["schema", "check", "nowhere"])
    assert (result.exit_code, result.stderr) == (
        1,
        "nowhere can't be read: No such file or directory.\n",
    )


def test_settings_are_shown_with_their_meaning() -> None:
    result = runner.invoke(cli, ["config", "show"], env={"PANTHER_PORT": "9000"})
    assert result.exit_code == 0
    assert "PANTHER_PORT=9000\n    The port to listen on; 0 picks one.\n" in result.stdout


def test_secrets_are_masked() -> None:
    class Secretive(BaseSettings):
        model_config = SettingsConfigDict(env_prefix="TEST_")
        key: SecretStr = SecretStr("hunter2")
        empty: SecretStr = SecretStr("")
        absent: str | None = None

    assert shown(Secretive()) == [
        ("TEST_KEY", "********", ""),
        ("TEST_EMPTY", "not set", ""),
        ("TEST_ABSENT", "not set", ""),
    ]


def test_a_bad_setting_is_named() -> None:
    result = runner.invoke(cli, ["config", "show"], env={"PANTHER_PORT": "many"})
    assert result.exit_code == 2
    assert result.stderr.startswith("PANTHER_PORT: Input should be a valid integer")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("variable", "text", "says"),
    [
        ("PANTHER_CONNECTION", "a,,b", "A name is missing in 'a,,b'."),
        ("PANTHER_CONNECTION", "", "A name is missing in ''."),
        ("PANTHER_CONNECTION", "a, b ,a", "A name is twice in 'a, b ,a'."),
        ("PANTHER_REQUEST_TIMEOUT_SECONDS", "0", "Input should be greater than 0."),
        ("PANTHER_REQUEST_TIMEOUT_SECONDS", "inf", "Input should be a finite number."),
        ("PANTHER_REQUEST_TIMEOUT_SECONDS", "nan", "Input should be a finite number."),
    ],
)
def test_a_setting_says_what_it_may_be(variable: str, text: str, says: str) -> None:
    result = runner.invoke(cli, ["config", "show"], env={variable: text})
    assert (result.exit_code, result.stderr) == (2, f"{variable}: {says}\n")


def test_the_demo_begins_again_whatever_is_served(tmp_path: Path) -> None:
    said = f"{tmp_path / 'practice.sqlite'} holds Meridian Lake Law LLP as it began.\n"
    env = {"PANTHER_CONNECTION": "smith"}
    assert runner.invoke(cli, ["demo", "reset"], env=env).stdout == said


def test_the_demo_begins_again(tmp_path: Path) -> None:
    path = tmp_path / "practice.sqlite"
    said = f"{path} holds Meridian Lake Law LLP as it began.\n"
    assert runner.invoke(cli, ["demo", "reset"]).stdout == said
    with sqlite3.connect(path) as db:
        db.execute("update matters set title = 'Changed' where id = 'mat_9c31d2'")
    db.close()
    assert runner.invoke(cli, ["demo", "reset"]).stdout == said
    db = sqlite3.connect(path)
    assert db.execute("select title from matters where id = 'mat_9c31d2'").fetchone() == (
        "Acme v. Contoso",
    )
    db.close()


def test_a_file_that_is_no_practice_is_not_deleted(tmp_path: Path) -> None:
    path = tmp_path / "practice.sqlite"
    path.write_text("dear diary")
    result = runner.invoke(cli, ["demo", "reset"])
    assert result.exit_code == 1
    assert result.stderr == f"{path} can't be opened as a practice: file is not a database.\n"
    assert path.read_text() == "dear diary"


@contextmanager
def serving(*args: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run ``panther serve`` until it has said its address; end it as a person would."""
    server = subprocess.Popen(
        [sys.executable, "-m", "graph", "serve", *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONUNBUFFERED": "1"},
    )
    assert server.stdout is not None
    said = ""
    try:
        deadline = time.monotonic() + 30
        while "@" not in said.splitlines()[-1:] and time.monotonic() < deadline:
            line = server.stdout.readline()
            said += line
            if not line or (line == "\n" and "paralegal@" in said):
                break
        yield server, said
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(10)
        server.stdout.close()
        assert server.stderr is not None
        server.stderr.close()


def test_serving_says_where_whom_and_how() -> None:
    with serving("--port", "0") as (server, said):
        found = re.search(r"served at (http://127\.0\.0\.1:\d+/graphql)", said)
        assert found, said
        assert "WARNING: whoever uses this machine comes in as Jane Attorney, the owner" in said
        assert "their e-mail, and the password meridian-lake" in said
        sample = re.search(r"-d '(.*)'", said)
        assert sample
        assert json.loads(sample[1])["query"].startswith("{ matters(first: 3)")
        request = urllib.request.Request(
            found[1], sample[1].encode(), {"content-type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert len(json.load(answer)["data"]["matters"]["nodes"]) == 3
    assert server.returncode == 0


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "203.0.113.7", "no.such.host.invalid"])
def test_nobody_is_served_to_others_without_something_to_sign_in_with(host: str) -> None:
    said = (
        f"{host} is not this machine alone, so callers must sign in. Set PANTHER_SECRET_KEY "
        "(panther connections key makes one) and say who they are: panther people set, panther "
        "account create, or PANTHER_IDENTITY_PROVIDERS.\n"
    )
    for words, env in ((["--host", host], {}), ([], {"PANTHER_HOST": host})):
        result = runner.invoke(cli, ["serve", "--port", "0", *words], env=env)
        assert (result.exit_code, result.stderr) == (1, said)


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = runner.invoke(cli, ["serve", "--port", str(port)])
    assert result.exit_code == 1
    assert result.stderr == (
        f"Can't listen on 127.0.0.1:{port} ([Errno 98] Address already in use). "
        "Choose another: PORT=8001 make run\n"
    )


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.7"])
def test_an_address_that_is_not_ours_is_one_clear_line(host: str) -> None:
    env = {"PANTHER_SECRET_KEY": "A" * 43}
    result = runner.invoke(cli, ["serve", "--host", host, "--port", "0"], env=env)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Can't listen on {host}:0 (")
    assert result.stderr.count("\n") == 1


def test_an_unusable_file_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "practice.sqlite").write_text("dear diary")
    result = runner.invoke(cli, ["serve", "--port", "0"])
    assert result.exit_code == 1
    assert result.stderr.endswith("can't be opened as a practice: file is not a database.\n")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("trusted", "peer", "seen"),
    [
        (None, "192.0.2.1", "192.0.2.1"),
        (None, "127.0.0.1", "127.0.0.1"),  # which uvicorn itself would believe
        ("192.0.2.1", "192.0.2.1", "203.0.113.7"),
        ("192.0.2.1,10.0.0.0/8", "10.1.2.3", "203.0.113.7"),
        ("192.0.2.1", "192.0.2.2", "192.0.2.2"),
        ("", "192.0.2.1", "192.0.2.1"),
    ],
)
async def test_where_a_caller_is_from_only_a_trusted_proxy_may_say(
    trusted: str | None, peer: str, seen: str
) -> None:
    found: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        found.append(scope["client"][0])

    served: Any = app
    config = _config(served, Settings(trusted_proxies=trusted))
    config.load()
    headers = [(b"x-forwarded-for", b"203.0.113.7")]
    scope: Any = {"type": "http", "asgi": {}, "client": (peer, 50000), "headers": headers}
    await config.loaded_app(scope, None, None)
    assert found == [seen]
