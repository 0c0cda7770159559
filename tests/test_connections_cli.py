"""Connections from the shell, against a sandbox that the shell started."""

import asyncio
import json
import os
import pty
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.sandbox import MfaKind, Reads
from adapters.supergood.tokens import Token
from graph.__main__ import _welcome, cli
from graph.compose.connections import named, open_connection, open_state
from graph.compose.door import Doors, open_doors
from graph.settings import Settings
from tests.contract.conftest import CREDENTIALS, Served
from tests.world import CountedIds, StandingClock

runner = CliRunner()
GRAPH = (sys.executable, "-m", "graph")
FOUND = {"PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONUNBUFFERED": "1"}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, demo_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the commands away from the person's own practice, state and key."""
    shutil.copy(demo_file, tmp_path / "practice.sqlite")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PANTHER_EMBEDDED_PATH", str(tmp_path / "practice.sqlite"))
    monkeypatch.setenv("PANTHER_DATABASE_URL", f"sqlite:///{tmp_path}/state.sqlite")
    monkeypatch.setenv("PANTHER_SECRET_KEY", said("connections", "key").strip())


def said(*words: str) -> str:
    result = runner.invoke(cli, words)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*words: str) -> str:
    result = runner.invoke(cli, words)
    assert result.exit_code == 1, result.output
    assert result.stderr.count("\n") == 1
    return result.stderr.strip()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def sandbox(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The words of the ``connections add`` that a running sandbox says; one test may sign in."""
    practice = shutil.copy(demo_file, tmp_path_factory.mktemp("sandbox") / "practice.sqlite")
    server = subprocess.Popen(
        [*GRAPH, "sandbox", "--mfa", "totp", "--port", str(free_port())],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **FOUND, "PANTHER_EMBEDDED_PATH": str(practice)},
    )
    assert server.stdout is not None
    text = ""
    while "Faults:" not in text:
        line = server.stdout.readline()
        assert line, f"the sandbox ended: {text}"
        text += line
    found = re.search(r"panther (connections add .*?)\n  PANTHER", text, re.DOTALL)
    assert found, text
    url = re.search(r"http://127\.0\.0\.1:(\d+)", text)
    assert url
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", int(url[1]))) == 0:
                break
        time.sleep(0.05)
    yield found[1].replace("\\", " ").split()
    server.send_signal(signal.SIGINT)
    server.wait(10)
    server.stdout.close()


def test_a_connection_is_added_tried_listed_and_removed(sandbox: list[str]) -> None:
    assert said("connections", "list") == (
        "There is no connection yet. Add one: panther connections add\n"
    )
    assert said(*sandbox) == "Added sandbox. Try it: panther connections test sandbox\n"
    assert said("connections", "test", "sandbox") == "sandbox answers: 200 matters.\n"
    (line,) = said("connections", "list").splitlines()
    assert line == f"sandbox  supergood  {sandbox[3]}  ready"
    assert refused(*sandbox) == ("A connection named 'sandbox' exists; choose another name.")
    assert said("connections", "remove", "sandbox") == "Removed sandbox and its secrets.\n"
    assert refused("connections", "test", "sandbox").startswith("There is no connection 'sandbox'.")


def started(*words: str, stdin: int | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*GRAPH, *words],
        stdin=stdin,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **FOUND},
    )


def until(server: subprocess.Popen[str], wanted: str) -> str:
    """Return what a process says, as far as this."""
    assert server.stdout is not None
    said = ""
    while wanted not in said:
        letter = server.stdout.read(1)
        assert letter, said
        said += letter
    return said


def owner(url: str, token: str) -> str:
    """Ask a served practice who its owner is."""
    document = '{ user(id: "u_pp_7ab202") { name } }'
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    asking = urllib.request.Request(url, json.dumps({"query": document}).encode(), headers)
    with urllib.request.urlopen(asking, timeout=60) as answer:
        name: str = json.load(answer)["data"]["user"]["name"]
        return name


def test_a_code_entered_once_is_enough_for_every_process_until_the_connection_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANTHER_CONNECTION", "firm")
    served = Served(tmp_path / "practice.sqlite", Reads.EXTENDED, MfaKind.SMS)
    sandbox = served.app.state.sandbox
    with served as base_url:
        names = ("basic_name", "basic_secret", "username", "password")
        words = [(f"--{it.replace('_', '-')}", getattr(CREDENTIALS, it)) for it in names]
        said("connections", "add", "firm", base_url, *(word for two in words for word in two))

        keyboard, terminal = pty.openpty()
        with started("connections", "test", "firm", stdin=terminal) as testing:
            asked = until(testing, "The code: ")
            assert "The practice sent a code by sms to +1…99" in asked
            (code,) = sandbox.codes.sent.values()
            os.write(keyboard, f"{code}\n".encode())
            assert until(testing, "matters.\n") == "firm answers: 200 matters.\n"
            assert testing.wait(60) == 0
        os.close(keyboard)
        os.close(terminal)
        assert dict(sandbox.requests) == {"POST /sessions": 2, "GET /matters": 1}

        account = ("account", "create", "test", "--connection", "firm", "--allow", "admin")
        token = said(*account).splitlines()[-1]
        for _ in range(2):
            sandbox.requests.clear()
            with started("serve", "--port", "0") as server:
                url = until(server, "/graphql\n").split()[-1]
                assert owner(url, token) == "Jane Attorney"
                server.send_signal(signal.SIGINT)
                assert server.wait(60) == 0
            assert dict(sandbox.requests) == {"GET /users": 1}

        sandbox.requests.clear()
        assert said("connections", "remove", "firm") == "Removed firm and its secrets.\n"
        assert dict(sandbox.requests) == {"DELETE /sessions": 1}
        assert (len(sandbox.codes.sent), len(sandbox.sessions._open)) == (1, 0)


@pytest.mark.parametrize(
    ("words", "expected"),
    [((), (32, 100.0)), (("--at-once", "4", "--per-second", "7.5"), (4, 7.5))],
)
def test_an_upstream_is_asked_at_the_pace_that_was_said(
    words: tuple[str, ...], expected: tuple[int, float]
) -> None:
    said("connections", "add", "far", "http://127.0.0.1:9/integrations/x", *NEW, *words)

    async def pace() -> tuple[int, float]:
        async with open_state(Settings()) as state:
            practice = await open_connection(
                state, await named(state, "far"), StandingClock(), CountedIds()
            )
            limiter = practice._limiter
            await practice.close()
            return limiter._places._value, limiter.rate

    assert asyncio.run(pace()) == expected


def test_a_session_that_can_not_be_ended_is_told_and_forgotten() -> None:
    said("connections", "add", "far", "http://127.0.0.1:9/integrations/x", *NEW)
    settings = Settings()

    async def keep() -> None:
        async with open_state(settings) as state:
            record = await named(state, "far")
            token = Token(
                text="tok-1",
                expires_at=datetime(2100, 1, 1, tzinfo=UTC),
                by_person=True,
                account="c http://127.0.0.1:9/integrations/x",
            )
            await state.sessions.of(record.id).write(token.written())

    asyncio.run(keep())
    assert said("connections", "remove", "far") == (
        "Removed far and its secrets.\n"
        "Its session could not be ended at the upstream; it runs out by itself.\n"
    )
    assert refused("connections", "test", "far").startswith("There is no connection 'far'.")


def test_nothing_secret_lies_open_in_the_state(sandbox: list[str], tmp_path: Path) -> None:
    said(*sandbox)
    kept = (tmp_path / "state.sqlite").read_bytes()
    for option in ("--basic-secret", "--password", "--totp-secret"):
        secret = sandbox[sandbox.index(option) + 1]
        assert secret.encode() not in kept


@pytest.mark.parametrize(
    ("option", "wrong", "why"),
    [
        ("--password", "wrong", "it refused the credential, the username or the password."),
        ("--basic-secret", "wrong", "it refused the credential, the username or the password."),
        (
            "--totp-secret",
            "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU",
            "it wants another one-time code; check the TOTP secret and the clock.",
        ),
    ],
)
def test_what_is_wrong_is_one_clear_line(
    sandbox: list[str], option: str, wrong: str, why: str
) -> None:
    words = [*sandbox]
    words[words.index(option) + 1] = wrong
    said(*words)
    assert refused("connections", "test", "sandbox") == (
        f"sandbox: The practice can't be reached: {why}"
    )


MISSING = "There is no connection 'firm'. Add it: panther connections add"
NEW = ["--basic-name", "a", "--basic-secret", "b", "--username", "c", "--password", "d"]


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1:9/integrations/x", "127.0.0.1:9 can't be reached"),
        ("http://no.such.host.invalid/x", "no.such.host.invalid"),
    ],
)
def test_an_address_that_does_not_answer_is_named(url: str, why: str) -> None:
    said("connections", "add", "far", url, *NEW)
    line = refused("connections", "test", "far")
    assert line.startswith("far: The practice can't be reached: ")
    assert why in line


@pytest.mark.parametrize(
    ("key", "why"),
    [("", "PANTHER_SECRET_KEY"), ("short", "PANTHER_SECRET_KEY, key 1 of 1: a key must be 32")],
)
def test_a_key_that_is_none_is_said_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, key: str, why: str
) -> None:
    monkeypatch.setenv("PANTHER_SECRET_KEY", key)
    line = refused("connections", "list")
    assert "32 random bytes" in line
    assert "panther connections key" in line
    assert key == "" or why in line


def test_without_a_key_it_is_said_how_to_make_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PANTHER_SECRET_KEY")
    assert refused("connections", "list").startswith("PANTHER_SECRET_KEY is not set")


def test_another_key_opens_nothing(sandbox: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    said(*sandbox)
    monkeypatch.setenv("PANTHER_SECRET_KEY", said("connections", "key").strip())
    line = refused("connections", "test", "sandbox")
    assert "sandbox" in line
    assert "PANTHER_SECRET_KEY" in line


def test_a_firms_practice_is_never_open(monkeypatch: pytest.MonkeyPatch) -> None:
    for names in ("firm", "embedded,firm", "firm,embedded"):
        monkeypatch.setenv("PANTHER_CONNECTION", names)
        # With a key callers must sign in, wherever it listens; without one it can't be opened.
        assert refused("serve", "--host", "0.0.0.0", "--port", "0") == MISSING
        assert refused("serve", "--port", "0") == MISSING
    monkeypatch.delenv("PANTHER_SECRET_KEY")
    assert refused("serve", "--port", "0").startswith("PANTHER_SECRET_KEY is not set")
    for names in ("firm", "embedded"):
        monkeypatch.setenv("PANTHER_CONNECTION", names)
        assert refused("serve", "--host", "0.0.0.0").startswith("0.0.0.0 is not this machine alone")


@pytest.mark.parametrize("name", ["embedded", "a,b", "a b", " a", "", "-a", "é", "a" * 65])
def test_a_name_that_no_header_can_say_is_refused(name: str) -> None:
    line = refused("connections", "add", *NEW, "--", name, "http://127.0.0.1:9/x")
    assert line.startswith(
        f"A connection can't be named {name!r}. Callers say its name in a header"
    )
    assert said("connections", "list").startswith("There is no connection yet.")


def test_serving_several_says_how_each_is_named(
    sandbox: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said(*sandbox)
    said("connections", "add", "jones", *sandbox[3:])
    monkeypatch.setenv("PANTHER_CONNECTION", "sandbox,jones,embedded")
    doors = asyncio.run(opened())
    assert _welcome(doors, "http://127.0.0.1:8000/graphql") == (
        "\n  sandbox, served at http://127.0.0.1:8000/graphql\n\n"
        "Served there too: jones, embedded. Name one of them in a header, as "
        "-H 'X-Panther-Connection: jones'\n\n"
        "Callers sign in: createSession gives a token, which goes in -H 'Authorization: Bearer …'. "
        "Programs have theirs of panther account create.\n"
    )


async def opened() -> Doors:
    doors = await open_doors(Settings())
    await doors.close()
    return doors


def test_a_sandbox_is_for_this_machine_and_knows_its_words() -> None:
    assert refused("sandbox", "--host", "0.0.0.0").startswith("0.0.0.0 is not this machine")
    assert refused("sandbox", "--reads", "some") == "'some' is not a valid Reads."
