"""Links to an invoice's files where callers sign in: they outlive a process, and whoever left."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from graph.__main__ import cli
from graph.app import create_app
from tests.adapters.formats.printed import pages
from tests.listening import here

ACME = "202600029"
JANE = "jane.attorney@meridianlake.example"
PASSWORD = "a password of a partner"  # noqa: S105 - of nobody who is
SIGN_IN = """mutation ($input: CreateSessionInput!) {
    createSession(input: $input) { session { authToken } userErrors { message } } }"""
NONE = {"errors": [{"message": "There is no such document.", "extensions": {"code": "NOT_FOUND"}}]}

runner = CliRunner()


def run(*words: str) -> str:
    done = runner.invoke(cli, words)
    assert done.exit_code == 0, done.output
    return done.stdout.strip()


@pytest.fixture
def path(demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An embedded practice whose callers sign in; Jane is one of them."""
    path = tmp_path / "practice.sqlite"
    shutil.copy(demo_file, path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PANTHER_EMBEDDED_PATH", str(path))
    monkeypatch.setenv("PANTHER_DATABASE_URL", f"sqlite:///{tmp_path}/state.sqlite")
    monkeypatch.setenv("PANTHER_SECRET_KEY", run("connections", "key"))
    run("people", "set", JANE, "--password", PASSWORD)
    return path


def signed_in(client: TestClient) -> str:
    said = {"input": {"username": JANE, "password": PASSWORD}}
    answer = client.post("/graphql", json={"query": SIGN_IN, "variables": said}).json()
    return str(answer["data"]["createSession"]["session"]["authToken"])


def link(client: TestClient, path: Path, token: str, host: str | None = None) -> str:
    with closing(sqlite3.connect(path)) as db:
        (id,) = db.execute("select id from invoices where number = ?", [ACME]).fetchone()
    headers = {"authorization": f"Bearer {token}"} | ({"host": host} if host else {})
    body = {"query": f'{{ invoice(id: "{id}") {{ pdfUrl }} }}'}
    answer = client.post("/graphql", json=body, headers=headers).json()
    return str(answer["data"]["invoice"]["pdfUrl"])


def test_a_link_outlives_its_process_but_neither_its_key_nor_its_person(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = run("connections", "key"), run("connections", "key")
    setting = "PANTHER_SECRET_KEY"
    monkeypatch.setenv(setting, first)
    with here(create_app()) as client:
        url = link(client, path, signed_in(client))
        assert client.get(url).status_code == 200
    monkeypatch.setenv(setting, f"{second},{first}")
    with here(create_app()) as client:
        assert client.get(url).status_code == 200
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("update users set active = 0 where email = ?", [JANE])
    with here(create_app()) as client:
        answer = client.get(url)
        assert (answer.status_code, answer.json()) == (404, NONE)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("update users set active = 1 where email = ?", [JANE])
    monkeypatch.setenv(setting, second)
    with here(create_app()) as client:
        assert client.get(url).status_code == 404


def test_a_service_has_links_of_its_own_and_of_nobody_elses_rights(path: Path) -> None:
    """A service that acts for nobody is no owner: what it may not see its file does not say."""
    made = run("account", "create", "billing", "--allow", "invoices")
    token = made.split()[-1]
    with here(create_app()) as client:
        text = "".join(pages(client.get(link(client, path, token)).content))
        assert ("Trust account" in text, "Amount due $0.00" in text) == (False, True)
        full = "".join(pages(client.get(link(client, path, signed_in(client))).content))
        assert "Trust account" in full


def test_links_lead_to_where_callers_come_in(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with here(create_app()) as client:
        url = link(client, path, signed_in(client), "graph.meridianlake.example:8443")
        assert url.startswith("http://graph.meridianlake.example:8443/documents/")
    monkeypatch.setenv("PANTHER_PUBLIC_URL", "https://graph.example/panther/")
    with here(create_app()) as client:
        url = link(client, path, signed_in(client))
        assert url.startswith("https://graph.example/panther/documents/")
