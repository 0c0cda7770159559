"""Service accounts: programs that ask for themselves, or for somebody, and never for more."""

from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from graph.__main__ import cli
from tests.http.test_sign_in import (
    END,
    INVALID,
    TITLE,
    app,
    keyed,
    payload,
    refused,
    run,
    turned_away,
)

__all__ = ["app", "keyed"]

VIEWER = "{ viewer { user { name } entitlements expiresAt } }"
LOG = """mutation { logTime(input: {matterId: "mat_9c31d2", date: "2026-02-18",
    description: "Work", hours: "1"}) { timeEntry { user { name } } userErrors { code } } }"""
PARALEGAL, OWNER = "u_pp_1a92b7", "u_pp_7ab202"

runner = CliRunner()


def made(name: str, *allow: str, connection: str = "embedded") -> str:
    words = [word for it in allow for word in ("--allow", it)]
    said = run("account", "create", name, "--connection", connection, *words)
    first, token = said.splitlines()
    assert first == f"Made {name}. Its token, shown now and never again:"
    return token


def asked(app: TestClient, document: str, token: str, person: str | None = None) -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    if person is not None:
        headers["panther-person"] = person
    return app.post("/graphql", json={"query": document}, headers=headers)


def viewer(app: TestClient, token: str, person: str | None = None) -> Any:
    return asked(app, VIEWER, token, person).json()["data"]["viewer"]


def test_a_service_asks_for_itself_with_what_it_is_allowed(app: TestClient) -> None:
    token = made("nightly", "billing", "audit")
    assert viewer(app, token) == {
        "user": None,
        "entitlements": ["MATTERS", "CONTACTS", "TIME", "INVOICES", "REPORTS", "AUDIT"],
        "expiresAt": None,
    }
    assert asked(app, TITLE, token).status_code == 200
    refused_ = payload(asked(app, LOG, token), "logTime")["userErrors"]
    assert refused_ == [{"code": "INVALID_INPUT"}]


@pytest.mark.parametrize(
    ("allow", "person", "both"),
    [
        ("admin", PARALEGAL, ["MATTERS", "CONTACTS", "TIME", "INVOICES", "TRUST"]),
        ("billing", PARALEGAL, ["MATTERS", "CONTACTS", "TIME", "INVOICES"]),
        ("trust", "dmitri.vale@meridianlake.example", []),
        ("time", OWNER, ["TIME"]),
        ("audit", "Rosalba.Quist@MeridianLake.example", ["AUDIT"]),
    ],
)
def test_for_a_person_it_may_do_what_both_may(
    app: TestClient, allow: str, person: str, both: list[str]
) -> None:
    found = viewer(app, made("crm", allow), person)
    assert found["entitlements"] == both
    assert found["user"] is not None


def test_what_it_does_for_somebody_is_theirs(app: TestClient) -> None:
    token = made("crm", "admin")
    done = payload(asked(app, LOG, token, PARALEGAL), "logTime")
    assert done == {"timeEntry": {"user": {"name": "Paralegal"}}, "userErrors": []}


@pytest.mark.parametrize(
    "person", ["", "nobody@else.example", "colette.farrow@meridianlake.example", "u_0"]
)
def test_it_asks_for_nobody_who_does_not_work_there(app: TestClient, person: str) -> None:
    answer = asked(app, TITLE, made("crm", "admin"), person)
    message = "Nobody there has the id or e-mail that is named."
    refused(answer, 403, "FORBIDDEN", message, None)


def test_a_token_that_is_not_quite_its_own_is_nobodys(app: TestClient) -> None:
    one, two = made("one", "admin"), made("two", "admin")
    mixed = f"{one.partition('.')[0]}.{two.partition('.')[2]}"
    for wrong in (mixed, one[:-1], f"{one}x", one.partition(".")[0], f"{one.partition('.')[0]}."):
        turned_away(asked(app, TITLE, wrong), INVALID, "invalid_token")


def test_a_revoked_account_is_let_in_no_more_and_keeps_its_name(app: TestClient) -> None:
    token = made("nightly", "time")
    assert run("account", "list") == "nightly  embedded  time  let in\n"
    assert run("account", "revoke", "nightly") == "nightly is let in no more.\n"
    turned_away(asked(app, TITLE, token), INVALID, "invalid_token")
    assert run("account", "list").startswith("nightly  embedded  time  revoked 20")
    again = runner.invoke(cli, ["account", "create", "nightly", "--allow", "time"])
    assert (again.exit_code, again.stderr) == (
        1,
        "A service account named 'nightly' exists; choose another name.\n",
    )


def test_it_has_no_session_to_end(app: TestClient) -> None:
    ended = payload(asked(app, END, made("crm", "admin")), "endSession")
    assert ended == {
        "ended": False,
        "userErrors": [{"__typename": "SignInNeeded", "code": "UNAUTHENTICATED"}],
    }


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["create", "x", "--allow", "everything"], "'everything' is no role and no entitlement: "),
        (["create", " ", "--allow", "time"], "A service account needs a name."),
        (
            ["create", "x", "--allow", "time", "--connection", "smith"],
            "There is no connection 'smith'.",
        ),
        (["revoke", "x"], "There is no service account 'x' that is let in."),
    ],
)
@pytest.mark.usefixtures("keyed")
def test_an_account_that_cant_be_is_said_in_a_line(words: list[str], why: str) -> None:
    done = runner.invoke(cli, ["account", *words])
    assert done.exit_code == 1
    assert done.stderr.startswith(why)
    assert done.stderr.count("\n") == 1


def test_its_secret_is_kept_nowhere(app: TestClient, tmp_path: Any) -> None:
    token = made("nightly", "time")
    assert token.partition(".")[2].encode() not in (tmp_path / "state.sqlite").read_bytes()
