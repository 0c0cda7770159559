"""Requests as the log, the metrics and their callers see them."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from adapters.supergood.reads import Collection
from graph.app import create_app
from graph.telemetry.lines import write_to
from tests.http.firms import Firm, Service
from tests.listening import Listening
from tests.world import MATTER

CASE = "query Case($id: ID!) { matter(id: $id) { title client { name } } }"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


class Log(io.StringIO):
    """What was written so far, line by line."""

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    @property
    def requests(self) -> list[Any]:
        """Return the requests' lines, without what differs from run to run."""
        found = [line for line in self.lines if line["logger"] == "panther.access"]
        for line in found:
            assert line.pop("ms") >= 0
            assert line.pop("at").endswith("Z")
            assert (line.pop("level"), line.pop("logger")) == ("info", "panther.access")
        return found


@pytest.fixture
def log() -> Iterator[Log]:
    """All that is logged, as JSON; the process's logging is put back."""
    root, ours = logging.getLogger(), logging.getLogger("panther")
    before = (root.handlers[:], root.level, ours.level)
    flags = (logging.logThreads, logging.logProcesses, logging.logMultiprocessing)
    source = logging._srcfile
    log = Log()
    write_to(log, "json", "info")
    yield log
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])
    logging.logThreads, logging.logProcesses, logging.logMultiprocessing = flags
    logging._srcfile = source


def counted(text: str, name: str) -> dict[tuple[str, ...], float]:
    """Return a counter's samples by their labels' values."""
    return {
        tuple(it.labels.values()): it.value
        for family in text_string_to_metric_families(text)
        for it in family.samples
        if it.name == name
    }


def test_a_request_has_its_callers_id_a_line_and_a_count(client: TestClient, log: Log) -> None:
    telemetry = client.app.state.doors.telemetry
    write_to(log, "json", "info", lambda: telemetry.seen)
    headers = {"X-Request-Id": "caller-7", "traceparent": f"00-{TRACE}-{'b' * 16}-01"}
    body = {"query": CASE, "variables": {"id": MATTER}}
    answer = client.post("/graphql", json=body, headers=headers)
    assert answer.headers["x-request-id"] == "caller-7"
    assert log.requests == [
        {
            "message": "POST /graphql",
            "request": "caller-7",
            "trace": TRACE,
            "status": 200,
            "operation": "query Case",
            "connection": "embedded",
            "upstream_calls": 0,
        }
    ]
    text = client.get("/metrics").text
    assert counted(text, "panther_http_requests_total") == {("/graphql", "200"): 1}
    assert counted(text, "panther_operations_total") == {("query", "Case", "ok"): 1}
    assert counted(text, "panther_batch_keys_sum") == {
        ("matters.by_id",): 1,
        ("contacts.by_id",): 1,
    }


def test_two_requests_have_two_ids(client: TestClient) -> None:
    one, two = (client.get("/health/live").headers["x-request-id"] for _ in range(2))
    assert one.startswith("req_") and two.startswith("req_") and one != two


def test_what_is_said_twice_is_as_good_as_not_said(client: TestClient, log: Log) -> None:
    place = f"00-{TRACE}-{'b' * 16}-01"
    headers = [("X-Request-Id", "one"), ("X-Request-Id", "two"), *[("traceparent", place)] * 2]
    telemetry = client.app.state.doors.telemetry
    write_to(log, "json", "info", lambda: telemetry.seen)
    answer = client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["x-request-id"].startswith("req_")
    assert "trace" not in log.requests[0]


def test_probes_are_counted_and_logged_only_if_they_fail(
    client: TestClient, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail() -> int:
        raise OSError

    client.get("/health/live")
    client.get("/health/ready")
    assert log.lines == []
    door = client.app.state.doors.default
    monkeypatch.setattr(door.practice.users, "count", fail)
    client.get("/health/ready")
    assert [(it["message"], it["status"]) for it in log.requests] == [("GET /health", 503)]
    assert counted(client.get("/metrics").text, "panther_http_requests_total") == {
        ("/health", "200"): 2,
        ("/health", "503"): 1,
    }


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/documents/a-link-that-opens-an-invoice", "/documents"),
        ("/acme-holdings", "(other)"),
        ("/graphql/acme", "(other)"),
        ("//documents/acme", "(other)"),
    ],
)
def test_of_an_address_only_the_route_is_shown(
    client: TestClient, log: Log, path: str, route: str
) -> None:
    status = client.get(path).status_code
    assert [it["message"] for it in log.requests] == [f"GET {route}"]
    text = client.get("/metrics").text
    assert counted(text, "panther_http_requests_total") == {(route, str(status)): 1}


def test_a_name_in_a_document_that_is_not_valid_is_not_shown(client: TestClient, log: Log) -> None:
    client.post("/graphql", json={"query": "query AcmeHoldings { matters { nope } }"})
    client.post("/graphql", json={"query": "query AcmeHoldings {"})  # no operation at all
    text = client.get("/metrics").text
    assert "Acme" not in log.getvalue() and "Acme" not in text
    assert counted(text, "panther_operations_total") == {
        ("query", "(other)", "refused"): 1,
    }


async def test_no_line_names_a_client_or_a_secret(
    firms: list[Firm], log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    smith = firms[0]

    async def fail(_: Any, ids: Any) -> Any:
        raise ValueError(f"Client of smith can't be read: {ids}, {smith.token}")

    with Listening(create_app()) as url:
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
            service = Service(client, firms)
            for matter in smith.matters[:3]:
                await service.ask("smith", CASE, id=matter["id"])
            smith.fault("GET /matters", "500")
            await service.ask("smith", CASE, id=smith.matters[3]["id"])
            await service.stranger(CASE, {"Authorization": "Bearer planted-token"}, id=MATTER)
            monkeypatch.setattr(Collection, "by_ids", fail)
            answer = await service.ask("smith", CASE, id=smith.matters[4]["id"])
            assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"
    written = log.getvalue()
    planted = [smith.token, "planted-token", "pw-of-smith", "basic-of-smith", "sandbox"]
    planted += ["Client of", "case 0", "case 3", MATTER, *(it["id"] for it in smith.matters)]
    planted += [token.removeprefix("Bearer ") for token in smith.tokens]
    assert [word for word in planted if word in written] == []
    assert [(it["status"], it.get("operation")) for it in log.requests] == [
        *[(200, "query Case")] * 4,
        (401, None),
        (200, "query Case"),
    ]
    assert [it["upstream_calls"] > 0 for it in log.requests] == [True] * 4 + [False] * 2
    (error,) = [it for it in log.lines if it["level"] == "error"]
    assert answer["errors"][0]["extensions"]["id"] in error["message"]
    assert error["error"].startswith("ValueError\n")


def test_a_socket_is_one_request_however_long_it_goes_on(client: TestClient, log: Log) -> None:
    ask = {"id": "1", "type": "subscribe", "payload": {"query": CASE, "variables": {"id": MATTER}}}
    protocol = "graphql-transport-ws"
    with client.websocket_connect("/graphql", subprotocols=[protocol]) as socket:
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json()["type"] == "connection_ack"
        for _ in range(3):
            socket.send_json(ask)
            assert socket.receive_json()["type"] == "next"
            assert socket.receive_json()["type"] == "complete"
        assert "panther_sockets_open 1.0\n" in client.get("/metrics").text
    text = client.get("/metrics").text
    assert "panther_sockets_open 0.0\n" in text
    assert counted(text, "panther_operations_total") == {("query", "Case", "ok"): 3}
    (line,) = log.requests
    assert (line["message"], line["status"], line["operation"], line["connection"]) == (
        "WS /graphql",
        101,
        "query Case",
        "embedded",
    )
