"""How long a caller waits is theirs to shorten, and one time for all that is asked for them."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from graph.app import create_app
from tests.http.firms import Firm, MakeFirm, Service, bearer
from tests.listening import Listening, here
from tests.world import MATTER, OWNER

TITLE = "query ($id: ID!) { matter(id: $id) { title } }"
TWO_LEVELS = "query ($id: ID!) { matter(id: $id) { title client { name } } }"
LOG = """mutation ($input: LogTimeInput!) { logTime(input: $input) {
    timeEntry { id } userErrors { code message } } }"""
TIME = {
    "matterId": MATTER,
    "userId": OWNER,
    "date": "2026-02-18",
    "description": "Draft motion to compel",
    "hours": "2.7",
}
LATE = " had not answered when the call's time was over."


@pytest.fixture
def firm(make_firm: MakeFirm, monkeypatch: pytest.MonkeyPatch) -> Firm:
    monkeypatch.setenv("PANTHER_CONNECTION", "smith")
    return make_firm("smith")


@pytest.fixture
async def service(firm: Firm) -> AsyncIterator[Service]:
    """A service over the firm, at the upstream's own pace."""
    with Listening(create_app()) as url:
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
            yield Service(client, [firm])


async def signed_in(service: Service) -> None:
    """See to it that a sign-in takes nobody's time."""
    answer = await service.ask(None, TITLE, id=MATTER)
    assert answer == {"data": {"matter": {"title": "Acme of smith"}}}


async def test_a_slow_upstream_is_waited_for_no_longer_than_the_caller_says(
    firm: Firm, service: Service
) -> None:
    await signed_in(service)
    firm.fault("GET /matters", "latency:2000", 2)
    answer = await service.ask(None, TITLE, {"X-Request-Timeout": "0.2"}, id=MATTER)
    (error,) = answer["errors"]
    assert answer["data"] == {"matter": None}
    assert error["path"] == ["matter"]
    assert error["extensions"] == {"code": "UPSTREAM_UNAVAILABLE", "field": None}
    assert error["message"].startswith("The practice can't be reached: http://127.0.0.1:")
    assert error["message"].endswith(LATE)
    patient = await service.ask(None, TITLE, {"X-Request-Timeout": "20"}, id=MATTER)
    assert patient == {"data": {"matter": {"title": "Acme of smith"}}}
    assert firm.lines.count("GET /matters") == 3


async def test_two_levels_share_one_deadline(firm: Firm, service: Service) -> None:
    await signed_in(service)
    firm.fault("GET /matters", "latency:800", 1)
    firm.fault("GET /contacts", "latency:1600", 1)
    answer = await service.ask(None, TWO_LEVELS, {"X-Request-Timeout": "2.0"}, id=MATTER)
    assert answer["data"] == {"matter": {"title": "Acme of smith", "client": None}}
    (error,) = answer["errors"]
    assert error["path"] == ["matter", "client"]
    assert error["extensions"]["code"] == "UPSTREAM_UNAVAILABLE"
    assert firm.lines[-2:] == ["GET /matters", "GET /contacts"]


async def test_a_caller_lengthens_nothing(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANTHER_REQUEST_TIMEOUT_SECONDS", "0.5")
    firm.fault("GET /matters", "latency:2000")
    with Listening(create_app()) as url:
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
            for headers in ({}, {"X-Request-Timeout": "60"}):
                answer = await Service(client, [firm]).ask(None, TITLE, headers, id=MATTER)
                assert answer["errors"][0]["extensions"]["code"] == "UPSTREAM_UNAVAILABLE"


async def test_who_has_more_time_gets_what_another_gave_up(firm: Firm, service: Service) -> None:
    await signed_in(service)
    before = len(firm.heard)
    firm.fault("GET /matters", "latency:2500", 1)
    hasty = asyncio.create_task(service.ask(None, TITLE, {"X-Request-Timeout": "1.0"}, id=MATTER))
    await asyncio.to_thread(firm.hears_more, before)
    patient = await service.ask(None, TITLE, id=MATTER)
    assert patient == {"data": {"matter": {"title": "Acme of smith"}}}
    assert (await hasty)["errors"][0]["message"].endswith(LATE)
    assert firm.lines[before:] == ["GET /matters"]


async def test_who_has_more_time_gets_the_sign_in_that_another_gave_up(
    firm: Firm, service: Service
) -> None:
    firm.fault("POST /sessions", "latency:1500", 1)
    hasty = await service.ask(None, LOG, {"X-Request-Timeout": "0.2"}, input=TIME)
    assert hasty == {
        "data": {
            "logTime": {
                "timeEntry": None,
                "userErrors": [
                    {
                        "code": "UPSTREAM_UNAVAILABLE",
                        "message": "The practice can't be reached: it had not signed us in when "
                        "the call's time was over.",
                    }
                ],
            }
        }
    }
    await signed_in(service)
    assert firm.lines == ["POST /sessions", "GET /matters"]


async def test_a_write_that_was_sent_by_then_is_unknown(firm: Firm, service: Service) -> None:
    await signed_in(service)
    firm.fault("POST /time-entries", "latency:2000", 1)
    answer = await service.ask(None, LOG, {"X-Request-Timeout": "0.5"}, input=TIME)
    (error,) = answer["data"]["logTime"]["userErrors"]
    assert answer["data"]["logTime"]["timeEntry"] is None
    assert error["code"] == "OUTCOME_UNKNOWN"
    assert firm.lines.count("POST /time-entries") == 1


def test_each_operation_of_a_websocket_has_the_time_it_was_opened_with(firm: Firm) -> None:
    firm.fault("GET /matters", "latency:2000", 1)
    with (
        here(create_app()) as client,
        client.websocket_connect(
            "/graphql",
            subprotocols=["graphql-transport-ws"],
            headers={"X-Request-Timeout": "0.7", **bearer(firm)},
        ) as socket,
    ):
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json() == {"type": "connection_ack"}
        payload = {"query": TITLE, "variables": {"id": MATTER}}
        socket.send_json({"type": "subscribe", "id": "1", "payload": payload})
        late = socket.receive_json()["payload"]
        assert late["errors"][0]["extensions"]["code"] == "UPSTREAM_UNAVAILABLE"
        assert socket.receive_json() == {"type": "complete", "id": "1"}
        payload["query"] = "query ($id: ID!) { again: matter(id: $id) { number } }"
        payload["variables"] = {"id": firm.matters[0]["id"]}
        socket.send_json({"type": "subscribe", "id": "2", "payload": payload})
        answered = socket.receive_json()["payload"]
        assert answered == {"data": {"again": {"number": "smith-0"}}}


async def test_a_time_that_is_none_is_the_callers_mistake(firm: Firm, service: Service) -> None:
    for text in ("", "0", "-1", "soon", "1e3", "nan"):
        answer = await service.post(None, TITLE, {"X-Request-Timeout": text}, id=MATTER)
        message = "X-Request-Timeout is a number of seconds above 0, as 2.5."
        error = {"message": message, "extensions": {"code": "BAD_REQUEST"}}
        assert (answer.status_code, answer.json()) == (400, {"errors": [error]})
    assert firm.heard == []
