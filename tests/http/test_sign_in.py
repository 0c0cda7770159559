"""Signing in over HTTP: let in, kept in, let out; and every way in that is none."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect
from typer.testing import CliRunner

from adapters.identity.attempts import PER_PERSON
from graph.__main__ import cli
from graph.app import create_app
from tests.adapters.identity.forged import by_hand, parts
from tests.listening import here
from tests.world import MATTER

JANE = "jane.attorney@meridianlake.example"
PASSWORD = "a password of a partner"  # noqa: S105 - of nobody who is
NEW = "createSession"
SESSION = """session { authToken expiresIn refreshToken user { id name } entitlements }"""
CREATE = (
    "mutation ($input: CreateSessionInput!) { createSession(input: $input) { "
    + SESSION
    + " challenge { id type sentTo } userErrors { __typename code message field } } }"
)
REFRESH = (
    "mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { "
    + SESSION
    + " userErrors { __typename code } } }"
)
END = "mutation { endSession { ended userErrors { __typename code } } }"
TITLE = f'{{ matter(id: "{MATTER}") {{ title }} }}'
VIEWER = "{ viewer { user { name } entitlements expiresAt } }"
MUST = "Sign in first: createSession gives a token, which goes in the Authorization header."
INVALID = "The token is not one that lets anybody in here."
OVER = "The session is over: refresh it, or sign in again."

runner = CliRunner()


def run(*words: str) -> str:
    done = runner.invoke(cli, words)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def keyed(demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An embedded practice whose callers sign in; Jane is one of them."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(demo_file, tmp_path / "practice.sqlite")
    monkeypatch.setenv("PANTHER_EMBEDDED_PATH", str(tmp_path / "practice.sqlite"))
    monkeypatch.setenv("PANTHER_DATABASE_URL", f"sqlite:///{tmp_path}/state.sqlite")
    monkeypatch.setenv("PANTHER_SECRET_KEY", run("connections", "key").strip())
    assert run("people", "set", JANE, "--password", PASSWORD) == f"{JANE} may sign in.\n"


@pytest.fixture
def app(keyed: None) -> Iterator[TestClient]:
    with here(create_app()) as client:
        yield client


def post(app: TestClient, document: str, token: str | None = None, **input: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body = {"query": document, "variables": {"input": input} if input else {}}
    return app.post("/graphql", json=body, headers=headers)


def payload(answer: Any, name: str) -> Any:
    assert answer.status_code == 200, answer.text
    assert "errors" not in answer.json(), answer.text
    return answer.json()["data"][name]


def signed_in(app: TestClient) -> dict[str, Any]:
    made = payload(post(app, CREATE, username=JANE, password=PASSWORD), NEW)
    assert (made["challenge"], made["userErrors"]) == (None, [])
    session: dict[str, Any] = made["session"]
    return session


def refused(answer: Any, status: int, code: str, message: str, challenge: str | None) -> None:
    error = {"message": message, "extensions": {"code": code}}
    assert (answer.status_code, answer.json()) == (status, {"errors": [error]})
    assert answer.headers.get("www-authenticate") == challenge


def turned_away(answer: Any, message: str = MUST, error: str = "") -> None:
    challenge = f'Bearer error="{error}"' if error else "Bearer"
    refused(answer, 401, "UNAUTHENTICATED", message, challenge)


def test_somebody_signs_in_asks_goes_on_and_signs_out(app: TestClient) -> None:
    session = signed_in(app)
    assert session["expiresIn"] == 900
    assert session["user"] == {"id": "u_pp_7ab202", "name": "Jane Attorney"}
    assert "ADMIN" in session["entitlements"]
    first = session["authToken"]
    assert post(app, TITLE, first).json() == {"data": {"matter": {"title": "Acme v. Contoso"}}}
    viewer = post(app, VIEWER, first).json()["data"]["viewer"]
    assert viewer["user"] == {"name": "Jane Attorney"}
    assert viewer["expiresAt"] is not None

    going_on = payload(post(app, REFRESH, refreshToken=session["refreshToken"]), "refreshSession")
    second = going_on["session"]["authToken"]
    assert second != first
    assert post(app, TITLE, second).status_code == 200

    assert payload(post(app, END, second), "endSession") == {"ended": True, "userErrors": []}
    for stolen in (first, second):
        turned_away(post(app, TITLE, stolen), OVER, "invalid_token")
        turned_away(post(app, END, stolen), OVER, "invalid_token")
    dead = payload(
        post(app, REFRESH, refreshToken=going_on["session"]["refreshToken"]), "refreshSession"
    )
    assert dead["session"] is None
    assert dead["userErrors"] == [{"__typename": "SignInNeeded", "code": "UNAUTHENTICATED"}]


def test_who_comes_in_and_who_does_not_is_counted(app: TestClient) -> None:
    token = signed_in(app)["authToken"]
    post(app, CREATE, username=JANE, password="another")
    post(app, REFRESH, refreshToken="none")
    post(app, END, token)
    post(app, TITLE, token)
    post(app, TITLE, "forged")
    text = app.get("/metrics").text
    told = re.findall(r"^panther_(?:sign_ins|tokens_refused)_total(.*)$", text, re.MULTILINE)
    assert told == [
        '{connection="embedded",outcome="session",step="sign_in"} 1.0',
        '{connection="embedded",outcome="UNAUTHENTICATED",step="sign_in"} 1.0',
        '{connection="embedded",outcome="UNAUTHENTICATED",step="refresh"} 1.0',
        '{connection="embedded",outcome="ended",step="end"} 1.0',
        '{reason="expired"} 1.0',
        '{reason="denied"} 1.0',
    ]


def test_a_refresh_token_sent_twice_ends_the_session_with_its_newest_token(
    app: TestClient,
) -> None:
    session = signed_in(app)
    old = session["refreshToken"]
    newest = payload(post(app, REFRESH, refreshToken=old), "refreshSession")["session"]
    again = payload(post(app, REFRESH, refreshToken=old), "refreshSession")
    assert again["session"] is None
    turned_away(post(app, TITLE, newest["authToken"]), OVER, "invalid_token")
    after = payload(post(app, REFRESH, refreshToken=newest["refreshToken"]), "refreshSession")
    assert after["session"] is None


WRONG = {
    "__typename": "SignInFailed",
    "code": "UNAUTHENTICATED",
    "message": "The username, the password or the code is wrong.",
    "field": None,
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": JANE, "password": "wrong"},
        {"username": "nobody@meridianlake.example", "password": PASSWORD},
        {"username": "simone.brandauer@meridianlake.example", "password": PASSWORD},
        {"username": JANE, "password": PASSWORD.upper()},
        {"username": "u_pp_7ab202", "password": PASSWORD},
    ],
)
def test_a_sign_in_that_fails_says_the_same_whatever_was_wrong(
    app: TestClient, wrong: dict[str, str]
) -> None:
    made = payload(post(app, CREATE, **wrong), NEW)
    assert made == {"session": None, "challenge": None, "userErrors": [WRONG]}


def test_a_code_by_app_is_asked_for_as_data(keyed: None) -> None:
    shown = run("people", "set", JANE, "--password", PASSWORD, "--mfa", "totp")
    device = pyotp.parse_uri(shown.split()[-1])
    assert isinstance(device, pyotp.TOTP)
    with here(create_app()) as app:
        asked = payload(post(app, CREATE, username=JANE, password=PASSWORD), NEW)
        assert asked["session"] is None
        assert asked["challenge"] == {
            "id": asked["challenge"]["id"],
            "type": "TOTP",
            "sentTo": None,
        }
        (error,) = asked["userErrors"]
        assert (error["__typename"], error["code"]) == ("CodeNeeded", "MFA_REQUIRED")
        mfa = {"type": "TOTP", "code": device.now()}
        made = payload(post(app, CREATE, username=JANE, password=PASSWORD, mfa=mfa), NEW)
        assert made["session"]["user"]["name"] == "Jane Attorney"
        again = payload(post(app, CREATE, username=JANE, password=PASSWORD, mfa=mfa), NEW)
        assert again["userErrors"] == [WRONG]


def test_brute_force_meets_a_limit_that_the_right_password_does_not_lift(app: TestClient) -> None:
    for _ in range(PER_PERSON):
        assert payload(post(app, CREATE, username=JANE, password="no"), NEW)["userErrors"] == [
            WRONG
        ]
    (error,) = payload(post(app, CREATE, username=JANE, password=PASSWORD), NEW)["userErrors"]
    assert (error["__typename"], error["code"]) == ("TooManyAttempts", "TOO_MANY_ATTEMPTS")
    assert error["message"].endswith("Try again after 900 seconds.")


def test_a_forwarded_address_is_not_believed(app: TestClient) -> None:
    for number in range(PER_PERSON + 1):
        body = {"query": CREATE, "variables": {"input": {"username": JANE, "password": "no"}}}
        headers = {"X-Forwarded-For": f"192.0.2.{number}"}
        answer = app.post("/graphql", json=body, headers=headers)
    assert payload(answer, NEW)["userErrors"][0]["code"] == "TOO_MANY_ATTEMPTS"


@pytest.mark.parametrize(
    "document",
    [
        TITLE,
        VIEWER,
        "{ __schema { types { name } } }",
        "{ _service { sdl } }",
        "{ __typename }",
        'mutation { deleteTimeEntry(input: {timeEntryId: "tim_c812e0"}) { userErrors { code } } }',
        END,
        # Nothing comes in beside a sign-in, nor in its clothes.
        f"{CREATE} query Other {TITLE}",
        CREATE[:-2] + ' deleteTimeEntry(input: {timeEntryId: "t"}) { userErrors { code } } }',
        "mutation { createSession: endSession { ended } }",
        "mutation { ...Both } fragment Both on Mutation { endSession { ended } }",
        "mutation { ... on Mutation { endSession { ended } } }",
        "query { createSession { id } }",
        "subscription { createSession { id } }",
        CREATE[:-2] + " again: createSession(input: $input) { session { authToken } } }",
        "mutation { createSession(",
        "{" * 1000,
        "",
    ],
)
def test_who_has_not_signed_in_may_do_that_and_nothing_else(app: TestClient, document: str) -> None:
    answer = post(app, document, username=JANE, password=PASSWORD)
    assert "Acme" not in answer.text
    turned_away(answer)


def test_the_operation_that_is_run_is_the_one_that_is_looked_at(app: TestClient) -> None:
    both = CREATE.replace("mutation (", "mutation In (") + f" query Out {TITLE}"
    variables = {"input": {"username": JANE, "password": PASSWORD}}
    asked = {"query": both, "variables": variables, "operationName": "Out"}
    turned_away(app.post("/graphql", json=asked))
    made = app.post("/graphql", json={**asked, "operationName": "In"})
    assert made.json()["data"]["createSession"]["session"]["user"]["name"] == "Jane Attorney"


def test_a_get_and_a_list_of_operations_are_no_way_in(app: TestClient) -> None:
    turned_away(app.get("/graphql", params={"query": TITLE}))
    assert "Acme" not in app.post("/graphql", json=[{"query": TITLE}]).text
    page = app.get("/graphql", headers={"accept": "text/html"})
    assert (page.status_code, "<title>Panther graph</title>" in page.text) == (200, True)


def test_a_token_is_taken_from_the_header_and_from_nowhere_else(app: TestClient) -> None:
    token = signed_in(app)["authToken"]
    body = {"query": TITLE}
    turned_away(app.post(f"/graphql?access_token={token}", json=body))
    turned_away(app.post(f"/graphql?authorization=Bearer%20{token}", json=body))
    turned_away(app.post("/graphql", json={**body, "access_token": token}))
    turned_away(
        app.post("/graphql", json={**body, "extensions": {"authorization": f"Bearer {token}"}})
    )
    app.cookies.set("authorization", f"Bearer {token}")
    turned_away(app.post("/graphql", json=body))
    for scheme in ("Bearer", "bearer", "BEARER", "Bearer "):
        headers = {"Authorization": f"{scheme} {token}"}
        assert app.post("/graphql", json=body, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic amFuZTpwdw==",
        "Token {}",
        "{}",
        "Bearer {}, Bearer {}",
        "Bearer {} x",
        "Bearer\t{}",
        "Bearer é",
        f"Bearer {'a' * 8193}",
        f"Bearer {'a' * 60000}",
    ],
)
def test_an_authorization_that_is_no_bearers_is_refused(app: TestClient, text: str) -> None:
    token = signed_in(app)["authToken"]
    headers = {"Authorization": text.replace("{}", token).encode("latin-1")}
    answer = app.post("/graphql", json={"query": TITLE}, headers=headers)
    turned_away(answer, "Authorization is Bearer and a token.", "invalid_request")


async def test_two_authorizations_are_refused_also_where_they_are_the_same(
    app: TestClient,
) -> None:
    token = signed_in(app)["authToken"]
    line = ("Authorization", f"Bearer {token}")
    transport = httpx.ASGITransport(app.app, client=("127.0.0.1", 50000))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        answer = await client.post("/graphql", json={"query": TITLE}, headers=[line, line])
    refused(answer, 400, "BAD_REQUEST", "Authorization was sent 2 times; send it once.", None)


def test_a_bad_token_is_never_as_if_there_were_none(app: TestClient, client: TestClient) -> None:
    head, claims = parts(signed_in(app)["authToken"])
    for bad in ("a.b.c", "psa_1.secret", "x", by_hand({**head, "alg": "none"}, claims)):
        for served in (app, client):  # the demo too, which asks for no token
            turned_away(post(served, TITLE, bad), INVALID, "invalid_token")
            turned_away(
                post(served, CREATE, bad, username=JANE, password=PASSWORD),
                INVALID,
                "invalid_token",
            )


def test_a_header_that_names_another_connection_or_person_is_refused(app: TestClient) -> None:
    token = signed_in(app)["authToken"]
    bearer = {"Authorization": f"Bearer {token}"}
    for name in ("smith", "Embedded", ""):
        answer = app.post(
            "/graphql", json={"query": TITLE}, headers={**bearer, "X-Panther-Connection": name}
        )
        message = "The token is for another connection than the one that is named."
        refused(answer, 403, "FORBIDDEN", message, None)
    answer = app.post(
        "/graphql", json={"query": TITLE}, headers={**bearer, "panther-person": "u_pp_1a92b7"}
    )
    message = "The token is of another person than the one who is named."
    refused(answer, 403, "FORBIDDEN", message, None)
    same = {**bearer, "X-Panther-Connection": "embedded", "panther-person": "u_pp_7ab202"}
    assert app.post("/graphql", json={"query": TITLE}, headers=same).status_code == 200


def test_a_websocket_needs_a_token_too_and_asks_no_more_once_it_is_void(app: TestClient) -> None:
    protocols = ["graphql-transport-ws"]
    with app.websocket_connect("/graphql", subprotocols=protocols) as socket:
        socket.send_json({"type": "connection_init"})
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
    assert closed.value.code == 4401
    headers = {"Authorization": "Bearer x.y.z"}
    with pytest.raises(WebSocketDenialResponse) as denied:
        app.websocket_connect("/graphql", subprotocols=protocols, headers=headers).__enter__()
    turned_away(denied.value, INVALID, "invalid_token")
    token = signed_in(app)["authToken"]
    headers = {"Authorization": f"Bearer {token}"}
    with app.websocket_connect("/graphql", subprotocols=protocols, headers=headers) as socket:
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json() == {"type": "connection_ack"}
        ask = {"type": "subscribe", "payload": {"query": TITLE}}
        socket.send_json({**ask, "id": "1"})
        told = socket.receive_json()
        assert told["payload"] == {"data": {"matter": {"title": "Acme v. Contoso"}}}
        assert socket.receive_json()["type"] == "complete"
        payload(post(app, END, token), "endSession")
        socket.send_json({**ask, "id": "2"})
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
        assert closed.value.code == 4401


def test_who_is_set_anew_or_removed_is_signed_out(app: TestClient) -> None:
    token = signed_in(app)["authToken"]
    run("people", "set", JANE, "--password", "another password")
    turned_away(post(app, TITLE, token), OVER, "invalid_token")
    assert payload(post(app, CREATE, username=JANE, password=PASSWORD), NEW)["session"] is None
    made = payload(post(app, CREATE, username=JANE, password="another password"), NEW)
    assert run("people", "list") == f"{JANE}  password\n"
    assert run("people", "remove", JANE) == f"{JANE} may sign in no more.\n"
    turned_away(post(app, TITLE, made["session"]["authToken"]), OVER, "invalid_token")
    assert run("people", "list") == "Nobody yet: panther people set\n"


def test_new_keys_end_every_session(app: TestClient) -> None:
    token = signed_in(app)["authToken"]
    assert run("token", "rotate") == "Every key is forgotten; 1 sessions ended.\n"
    turned_away(post(app, TITLE, token), OVER, "invalid_token")
    assert post(app, TITLE, signed_in(app)["authToken"]).status_code == 200


def test_a_database_that_fails_lets_nobody_in_and_says_so(app: TestClient, tmp_path: Path) -> None:
    token = signed_in(app)["authToken"]
    with closing(sqlite3.connect(tmp_path / "state.sqlite")) as db, db:
        db.execute("alter table sign_ins rename to gone")
    message = "Nothing tells just now whether the token is good; try again later."
    refused(post(app, TITLE, token), 503, "UPSTREAM_UNAVAILABLE", message, None)


def test_others_check_our_tokens_with_our_public_keys(app: TestClient) -> None:
    assert app.get("/.well-known/jwks.json").json() == {"keys": []}
    head, _ = parts(signed_in(app)["authToken"])
    (key,) = app.get("/.well-known/jwks.json").json()["keys"]
    assert sorted(key) == ["alg", "crv", "kid", "kty", "use", "x", "y"]
    assert key["kid"] == head["kid"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["set", JANE, "--password", "short"], "A password has 12 to 1024 characters."),
        (["set", "who@else.example", "--password", PASSWORD], "Nobody with the e-mail who@else"),
        (["set", JANE, "--password", PASSWORD, "--mfa", "fax"], "'fax' is no second proof"),
        (["set", JANE, "--password", PASSWORD, "--mfa", "sms"], "--send-to goes with --mfa sms"),
        (["set", JANE, "--password", PASSWORD, "--send-to", "1"], "--send-to goes with --mfa sms"),
        (
            ["set", JANE, "--password", PASSWORD, "--mfa", "sms", "--send-to", "1"],
            "PANTHER_CODES_URL is not set",
        ),
        (["remove", "who@else.example"], "Nobody signs in as who@else.example."),
    ],
)
@pytest.mark.usefixtures("keyed")
def test_people_that_cant_be_set_are_said_in_a_line(words: list[str], why: str) -> None:
    done = runner.invoke(cli, ["people", *words])
    assert done.exit_code == 1
    assert done.stderr.startswith(why)
    assert done.stderr.count("\n") == 1
    assert PASSWORD not in done.output
