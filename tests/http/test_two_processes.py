"""Two processes on one database: one signs in, the other knows it; one ends it, both do."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.identity.attempts import PER_PERSON
from tests.adapters.identity.forged import parts
from tests.adapters.state.conftest import postgres, url
from tests.http.test_services import made as account
from tests.http.test_sign_in import CREATE, END, JANE, NEW, PASSWORD, REFRESH, TITLE, payload, run

__all__ = ["postgres", "url"]

SERVED = re.compile(r"served at (http://\S+)/graphql")


@contextmanager
def serving() -> Iterator[httpx.Client]:
    """Run ``panther serve`` in a process of its own."""
    root = str(Path(__file__).parents[2])
    server = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "graph", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": root, "PYTHONUNBUFFERED": "1"},
    )
    assert server.stdout is not None
    said = ""
    try:
        while not (served := SERVED.search(said)):
            line = server.stdout.readline()
            assert line, said
            said += line
        with httpx.Client(base_url=served[1], trust_env=False, timeout=60) as client:
            yield client
    finally:
        server.send_signal(signal.SIGINT)
        assert server.wait(60) == 0
        server.stdout.close()


@pytest.fixture
def two(
    url: str, demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    monkeypatch.chdir(tmp_path)
    shutil.copy(demo_file, tmp_path / "practice.sqlite")
    monkeypatch.setenv("PANTHER_EMBEDDED_PATH", str(tmp_path / "practice.sqlite"))
    monkeypatch.setenv("PANTHER_DATABASE_URL", url)
    monkeypatch.setenv("PANTHER_SECRET_KEY", run("connections", "key").strip())
    run("people", "set", JANE, "--password", PASSWORD)
    with ExitStack() as both:
        yield both.enter_context(serving()), both.enter_context(serving())


def post(server: httpx.Client, document: str, token: str | None = None, **input: Any) -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body = {"query": document, "variables": {"input": input} if input else {}}
    return server.post("/graphql", json=body, headers=headers)


def sign_in(server: httpx.Client) -> Any:
    return payload(post(server, CREATE, username=JANE, password=PASSWORD), NEW)["session"]


def refresh(server: httpx.Client, token: str) -> Any:
    return payload(post(server, REFRESH, refreshToken=token), "refreshSession")["session"]


def test_two_processes_share_sessions_keys_revocations_and_limits(
    two: tuple[httpx.Client, httpx.Client],
) -> None:
    one, other = two
    # A session begun at one is good at both, and each signs with a key that the other has.
    first = sign_in(one)
    second = refresh(other, first["refreshToken"])
    for server in two:
        for session in (first, second):
            assert post(server, TITLE, session["authToken"]).status_code == 200
    kids = {parts(session["authToken"])[0]["kid"] for session in (first, second)}
    assert len(kids) == 1
    keys = [server.get("/.well-known/jwks.json").json()["keys"] for server in two]
    assert keys[0] == keys[1]
    assert {key["kid"] for key in keys[0]} == kids

    # A refresh token that was used at one is a copy at the other, and ends the session at both.
    assert refresh(one, first["refreshToken"]) is None
    for server in two:
        assert post(server, TITLE, second["authToken"]).status_code == 401
        assert refresh(server, second["refreshToken"]) is None

    # What is ended at one is ended at the other at once.
    third = sign_in(other)
    assert post(one, TITLE, third["authToken"]).status_code == 200
    assert payload(post(one, END, third["authToken"]), "endSession")["ended"]
    assert post(other, TITLE, third["authToken"]).status_code == 401

    # New keys, and a revoked account, from a third process.
    fourth, token = sign_in(one), account("crm", "admin")
    for server in two:
        for borne in (fourth["authToken"], token):
            assert post(server, TITLE, borne).status_code == 200
    run("token", "rotate")
    run("account", "revoke", "crm")
    for server in two:
        for borne in (fourth["authToken"], token):
            assert post(server, TITLE, borne).status_code == 401
    fifth = sign_in(one)
    assert post(other, TITLE, fifth["authToken"]).status_code == 200
    assert parts(fifth["authToken"])[0]["kid"] not in kids

    # Attempts at one count at the other.
    for number in range(PER_PERSON):
        wrong = payload(post(two[number % 2], CREATE, username=JANE, password="no"), NEW)
        assert wrong["userErrors"][0]["code"] == "UNAUTHENTICATED"
    for server in two:
        (error,) = payload(post(server, CREATE, username=JANE, password=PASSWORD), NEW)[
            "userErrors"
        ]
        assert error["code"] == "TOO_MANY_ATTEMPTS"
