"""graphql-transport-ws: what each message comes to, and that none harms the others' operations."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from graph.http import running, sockets
from tests.http.test_sign_in import END, payload, post, run, signed_in
from tests.world import MATTER

PROTOCOLS = ["graphql-transport-ws"]
EVENTS = {"query": "subscription { matterChanged { title } }"}
NUMBER = {"query": '{ matter(id: "mat_9c31d2") { number } }'}
RETITLE = """mutation ($input: UpdateMatterInput!) { updateMatter(input: $input) {
    userErrors { code } } }"""
NUMBERED = {"data": {"matter": {"number": "2026-0041"}}}


def begun(socket: WebSocketTestSession, payload: Any = None) -> None:
    socket.send_json({"type": "connection_init", **({"payload": payload} if payload else {})})
    assert socket.receive_json() == {"type": "connection_ack"}


def ask(socket: WebSocketTestSession, id: Any, payload: Any) -> None:
    socket.send_json({"type": "subscribe", "id": id, "payload": payload})


def refusal(socket: WebSocketTestSession, id: str) -> tuple[str, str]:
    """Return the code and message of an operation's only error."""
    told = socket.receive_json()
    assert (told["type"], told["id"]) == ("error", id)
    (error,) = told["payload"]
    return error["extensions"]["code"], error["message"]


def answered(socket: WebSocketTestSession, id: str) -> Any:
    """Return an operation's only answer."""
    told = socket.receive_json()
    assert (told["type"], told["id"]) == ("next", id)
    assert socket.receive_json() == {"id": id, "type": "complete"}
    return told["payload"]


def closed(socket: WebSocketTestSession) -> tuple[int, str]:
    with pytest.raises(WebSocketDisconnect) as ended:
        socket.receive_json()
    return ended.value.code, ended.value.reason


def retitle(client: TestClient, title: str, token: str | None = None) -> None:
    answer = post(client, RETITLE, token, id=MATTER, title=title)
    assert answer.json() == {"data": {"updateMatter": {"userErrors": []}}}


BAD = [
    ("no JSON", "{", "A message is JSON, as text."),
    ("a deep one", "[" * 100_000, "A message is JSON, as text."),
    ("no object", "[]", "A message is a JSON object."),
    ("no type", "{}", "There is no message of the type None."),
    ("an unknown type", '{"type": "start"}', "There is no message of the type 'start'."),
    ("a type that is none", '{"type": {"a": 1}}', "There is no message of the type {'a': 1}."),
    ("init again", '{"type": "connection_init"}', "connection_init comes once."),
    *(
        (f"{type} with the id {id}", json.dumps({"type": type, "id": id}), message)
        for type in ("subscribe", "complete")
        for id in (None, 1, "", "x" * 129)
        for message in ["An id is a string of 1 to 128 characters."]
    ),
    (
        "an id that is taken",
        json.dumps({"type": "subscribe", "id": "events", "payload": NUMBER}),
        "There is an operation 'events' already; it goes on.",
    ),
]


@pytest.mark.parametrize(("message", "said"), [pytest.param(*b[1:], id=b[0]) for b in BAD])
def test_a_bad_message_harms_nobody(client: TestClient, message: str, said: str) -> None:
    with client.websocket_connect("/graphql", PROTOCOLS) as socket:
        begun(socket)
        ask(socket, "events", EVENTS)
        socket.send_text(message)
        assert socket.receive_json() == {"type": "ping", "payload": {"message": said}}
        retitle(client, "Still told")
        told = {"data": {"matterChanged": {"title": "Still told"}}}
        assert socket.receive_json() == {"id": "events", "type": "next", "payload": told}


def test_a_message_in_bytes_harms_nobody(client: TestClient) -> None:
    with client.websocket_connect("/graphql", PROTOCOLS) as socket:
        begun(socket)
        socket.send_bytes(json.dumps({"type": "ping"}).encode())
        said = {"message": "A message is JSON, as text."}
        assert socket.receive_json() == {"type": "ping", "payload": said}
        ask(socket, "1", NUMBER)
        assert answered(socket, "1") == NUMBERED


PAYLOADS = [
    (None, "BAD_REQUEST", "The payload is not a JSON object."),
    ({}, "BAD_REQUEST", "The payload has no query."),
    ({"query": 1}, "BAD_REQUEST", "query is a string."),
    ({**NUMBER, "variables": []}, "BAD_REQUEST", "variables is a JSON object."),
    ({"documentId": "x"}, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound"),
    (
        {"query": "subscription { matterChanged { id } invoiceChanged { id } }"},
        "GRAPHQL_VALIDATION_FAILED",
        "Anonymous Subscription must select only one top level field.",
    ),
    (
        {"query": 'subscription { invoiceChanged(id: "inv_none") { id } }'},
        "NOT_FOUND",
        "There is no invoice inv_none.",
    ),
]


@pytest.mark.parametrize(("payload", "code", "message"), PAYLOADS)
def test_an_operation_that_cant_be_run_is_answered_as_its_own(
    client: TestClient, payload: Any, code: str, message: str
) -> None:
    with client.websocket_connect("/graphql", PROTOCOLS) as socket:
        begun(socket)
        ask(socket, "bad", payload)
        assert refusal(socket, "bad") == (code, message)
        ask(socket, "bad", NUMBER)
        assert answered(socket, "bad") == NUMBERED


def test_what_breaks_one_operation_breaks_no_other(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_(*_: object) -> None:
        raise RuntimeError("a secret")

    with client.websocket_connect("/graphql", PROTOCOLS) as socket:
        begun(socket)
        ask(socket, "events", EVENTS)
        ask(socket, "number", NUMBER)
        assert answered(socket, "number") == NUMBERED
        monkeypatch.setattr(sockets, "run_of", break_)
        ask(socket, "broken", NUMBER)
        code, message = refusal(socket, "broken")
        assert (code, "secret" in message) == ("INTERNAL", False)
        assert message.split()[-1].rstrip(".") in caplog.text
        retitle(client, "Still told")
        assert socket.receive_json()["id"] == "events"


def test_a_socket_has_so_many_operations_at_once(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "_MOST_OPERATIONS", 2)
    with client.websocket_connect("/graphql", PROTOCOLS) as socket:
        begun(socket)
        for id in ("1", "2", "3"):
            ask(socket, id, EVENTS)
        message = "A socket has at most 2 operations at once."
        assert refusal(socket, "3") == ("TOO_MANY_OPERATIONS", message)
        socket.send_json({"type": "complete", "id": "1"})
        ask(socket, "3", NUMBER)
        assert answered(socket, "3") == NUMBERED


def test_it_says_that_it_is_there(client: TestClient) -> None:
    with client.websocket_connect("/graphql", PROTOCOLS) as socket:
        socket.send_json({"type": "ping", "payload": {"a": 1}})
        assert socket.receive_json() == {"type": "pong", "payload": {"a": 1}}
        begun(socket)
        socket.send_json({"type": "pong"})
        socket.send_json({"type": "ping"})
        assert socket.receive_json() == {"type": "pong"}


def test_who_asks_before_they_came_in_is_closed_out(client: TestClient) -> None:
    with client.websocket_connect("/graphql", PROTOCOLS) as socket:
        ask(socket, "1", NUMBER)
        assert closed(socket) == (4401, "Unauthorized")


def test_who_never_comes_in_is_not_waited_for(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "INIT_SECONDS", 0.0)
    with client.websocket_connect("/graphql", PROTOCOLS) as socket:
        assert closed(socket) == (4408, "Connection initialisation timeout")


@pytest.mark.parametrize("protocols", [[], ["graphql-ws"]])
def test_no_other_protocol_is_spoken(client: TestClient, protocols: list[str]) -> None:
    with client.websocket_connect("/graphql", protocols) as socket:
        assert socket.accepted_subprotocol is None
        assert closed(socket) == (4406, "Speak graphql-transport-ws")


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:8001", "http://127.0.0.1"]
)
def test_another_sites_page_opens_no_socket(client: TestClient, origin: str) -> None:
    headers = {"origin": origin}
    with (
        pytest.raises(WebSocketDenialResponse) as denied,
        client.websocket_connect("/graphql", PROTOCOLS, headers=headers),
    ):
        pass
    assert denied.value.status_code == 403
    assert denied.value.json()["errors"][0]["extensions"] == {"code": "CROSS_SITE_REQUEST"}


def test_our_own_page_does(client: TestClient) -> None:
    headers = {"origin": "http://127.0.0.1:8000"}
    with client.websocket_connect("/graphql", PROTOCOLS, headers=headers) as socket:
        begun(socket)


PRESENTED = [
    ("x", 4400, "connection_init's payload is a JSON object"),
    ({"authorization": 1}, 4400, "Authorization in connection_init's payload is a string"),
    ({"Authorization": "é"}, 4400, "Authorization in connection_init's payload is a string"),
    ({"Authorization": "Basic x"}, 4401, "Authorization is Bearer and a token."),
    ({"Authorization": "Bearer x.y.z"}, 4401, "The token is not one that lets anybody in here."),
    ({"X-Panther-Connection": "smith"}, 4404, "No connection served here has the name that X-"),
    ({"X-Request-Timeout": "0"}, 4400, "X-Request-Timeout is a number of seconds above 0, as 2.5."),
]


@pytest.mark.parametrize(("payload", "code", "reason"), PRESENTED)
def test_what_is_presented_has_to_be_right(
    app: TestClient, payload: Any, code: int, reason: str
) -> None:
    with app.websocket_connect("/graphql", PROTOCOLS) as socket:
        socket.send_json({"type": "connection_init", "payload": payload})
        got, why = closed(socket)
        assert (got, why.startswith(reason)) == (code, True)


def test_who_presents_two_tokens_is_not_let_in_by_either(app: TestClient) -> None:
    tokens = [f"Bearer {signed_in(app)['authToken']}" for _ in range(2)]
    headers = {"Authorization": tokens[0]}
    with app.websocket_connect("/graphql", PROTOCOLS, headers=headers) as socket:
        socket.send_json({"type": "connection_init", "payload": {"Authorization": tokens[1]}})
        assert closed(socket) == (4400, "Authorization was sent 2 times; send it once.")
    with app.websocket_connect("/graphql", PROTOCOLS, headers=headers) as socket:
        begun(socket, {"Authorization": tokens[0]})


def test_a_browser_presents_its_token_and_hears_nothing_once_it_is_void(app: TestClient) -> None:
    hers, mine = (signed_in(app)["authToken"] for _ in range(2))
    with app.websocket_connect("/graphql", PROTOCOLS) as socket:
        begun(socket, {"authorization": f"Bearer {hers}", "theme": "dark"})
        ask(socket, "1", EVENTS)
        ask(socket, "2", NUMBER)
        assert answered(socket, "2") == NUMBERED
        retitle(app, "Told", mine)
        told = {"data": {"matterChanged": {"title": "Told"}}}
        assert socket.receive_json()["payload"] == told
        payload(post(app, END, hers), "endSession")
        retitle(app, "Not told", mine)
        over = "The session is over: refresh it, or sign in again."
        assert closed(socket) == (4401, over)


def test_a_socket_on_which_nothing_happens_closes_with_its_session_too(
    app: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "LOOK_SECONDS", 0.01)
    token = signed_in(app)["authToken"]
    with app.websocket_connect("/graphql", PROTOCOLS) as socket:
        begun(socket, {"Authorization": f"Bearer {token}"})
        ask(socket, "1", EVENTS)
        payload(post(app, END, token), "endSession")
        assert closed(socket)[0] == 4401


def test_events_need_what_reads_need(app: TestClient) -> None:
    told = run("account", "create", "clerk", "--allow", "contacts")
    token = next(word for word in told.split() if word.startswith("psa_"))
    with app.websocket_connect("/graphql", PROTOCOLS) as socket:
        begun(socket, {"Authorization": f"Bearer {token}"})
        for id, query in (
            ("1", "subscription { matterChanged { id } }"),
            ("2", "subscription { invoiceChanged { id } }"),
        ):
            ask(socket, id, {"query": query})
            assert refusal(socket, id)[0] == "FORBIDDEN"


def test_a_field_of_an_event_needs_what_it_needs_elsewhere(app: TestClient) -> None:
    told = run("account", "create", "clerk", "--allow", "matters")
    token = next(word for word in told.split() if word.startswith("psa_"))
    mine = signed_in(app)["authToken"]
    with app.websocket_connect("/graphql", PROTOCOLS) as socket:
        begun(socket, {"Authorization": f"Bearer {token}"})
        ask(socket, "1", {"query": "subscription { matterChanged { title client { name } } }"})
        retitle(app, "Told", mine)
        heard = socket.receive_json()["payload"]
        assert heard["data"] == {"matterChanged": {"title": "Told", "client": None}}
        assert [it["extensions"]["code"] for it in heard["errors"]] == ["FORBIDDEN"]
