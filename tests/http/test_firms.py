"""Many firms through one service: each request reaches the firm it names, and no other."""

import asyncio
import re
from collections import Counter
from contextlib import suppress
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse

from adapters.port import Refused
from adapters.supergood.practice import SupergoodPractice
from graph.app import create_app
from graph.compose import door as door_
from graph.compose.door import open_doors
from graph.compose.unusable import Unusable
from graph.settings import Settings
from tests.http.firms import Firm, MakeFirm, Service, bearer
from tests.listening import here
from tests.world import MATTER, OWNER

CASE = "query ($id: ID!) { matter(id: $id) { id title client { name id } } }"
TITLE = "query ($id: ID!) { matter(id: $id) { title } }"
LOG = """mutation ($input: LogTimeInput!) { logTime(input: $input) {
    timeEntry { id matter { title } } userErrors { code } } }"""
ANOTHERS = "The token is for another connection than the one that is named."
NAME = "No connection served here has the name that X-Panther-Connection says."


def other(firm: Firm, firms: list[Firm]) -> Firm:
    return next(it for it in firms if it is not firm)


async def test_200_requests_of_two_firms_at_once_are_answered_each_by_its_own(
    firms: list[Firm], service: Service
) -> None:
    answers: list[Any] = []
    asked: list[Any] = []
    expected: list[Any] = []
    for number in range(200):
        firm, turn = firms[number % 2], number // 2
        case = firm.matters[turn]
        match turn % 5:
            case 4:
                asked.append(service.ask(firm.name, LOG, input=time_on(case["id"], firm, turn)))
                entry = {"matter": {"title": case["title"]}}
                expected.append({"logTime": {"timeEntry": entry, "userErrors": []}})
            case 3:
                asked.append(service.ask(firm.name, TITLE, id=MATTER))
                expected.append({"matter": {"title": f"Acme of {firm.name}"}})
            case _:
                asked.append(service.ask(firm.name, CASE, id=case["id"]))
                expected.append({"matter": case})
    answers = await asyncio.gather(*asked)
    made = [
        it["data"]["logTime"]["timeEntry"].pop("id") for it in answers if "logTime" in it["data"]
    ]
    assert answers == [{"data": data} for data in expected]
    assert len(set(made)) == 40
    for firm in firms:
        assert {id for id in made if firm.name in id} == {
            id
            for (id,) in firm.rows(
                "select id from time_entries where id like '%smith%' or id like '%jones%'"
            )
        }
        assert_heard_only_its_own(firm, firms)


async def test_who_wants_to_know_is_told_how_often_their_upstream_was_called(
    firms: list[Firm], service: Service
) -> None:
    case, report = firms[0].matters[0], {"GraphQL-Cost": "report"}
    first = await service.post("smith", CASE, report, id=case["id"])  # signs in as well
    assert first.json()["data"] == {"matter": case}
    asked = len(firms[0].lines)
    again = await service.post("smith", CASE, report, id=case["id"])
    called = len(firms[0].lines) - asked
    assert again.headers["server-timing"] == f'asks;desc="2", calls;desc="{called}"'
    assert called == 2


def time_on(matter_id: str, firm: Firm, turn: int) -> dict[str, Any]:
    return {
        "matterId": matter_id,
        "userId": OWNER,
        "date": "2026-02-18",
        "description": f"Work {turn} for {firm.name}",
        "hours": "0.5",
    }


def assert_heard_only_its_own(firm: Firm, firms: list[Firm]) -> None:
    """A firm's sandbox saw its own token and credential, and no word of the other firm's."""
    told = [it for it in firm.heard if it.line != "POST /sessions"]
    assert {it.authorization for it in told} == firm.tokens
    assert len(firm.tokens) == 1
    assert firm.lines.count("POST /sessions") == 1
    assert not firm.tokens & other(firm, firms).tokens
    everything = repr(firm.heard)
    assert firm.name in everything
    assert other(firm, firms).name not in everything


async def test_who_names_no_firm_gets_the_first(firms: list[Firm], service: Service) -> None:
    assert await service.ask(None, TITLE, id=MATTER) == {
        "data": {"matter": {"title": "Acme of smith"}}
    }
    assert firms[1].heard == []


async def test_an_unknown_name_reaches_nobody(firms: list[Firm], service: Service) -> None:
    for name in ("brown", "", "Jones", "smith,jones", "embedded", "../jones"):
        headers = {"X-Panther-Connection": name}
        answer = await service.post(None, TITLE, headers, id=MATTER)
        error = {"message": ANOTHERS, "extensions": {"code": "FORBIDDEN"}}
        assert (answer.status_code, answer.json()) == (403, {"errors": [error]})
        answer = await service.stranger(TITLE, headers, id=MATTER)
        error = {"message": NAME, "extensions": {"code": "NOT_FOUND"}}
        assert (answer.status_code, answer.json()) == (404, {"errors": [error]})
    assert [firm.heard for firm in firms] == [[], []]


async def test_a_token_of_one_firm_opens_no_other(firms: list[Firm], service: Service) -> None:
    smith, jones = firms
    answer = await service.post("jones", TITLE, bearer(smith), id=MATTER)
    error = {"message": ANOTHERS, "extensions": {"code": "FORBIDDEN"}}
    assert (answer.status_code, answer.json()) == (403, {"errors": [error]})
    # Without the header the token alone decides; the other firm's ids are nothing there.
    found = await service.ask(None, TITLE, bearer(smith), id=jones.matters[0]["id"])
    assert found == {"data": {"matter": None}}
    assert jones.heard == []


ANY = """query ($id: ID!) { matter(id: $id) { id } node(id: $id) { id }
    _entities(representations: [{__typename: "Matter", id: $id}]) { ... on Matter { id title } } }"""


async def test_one_firms_ids_are_nothing_to_the_other(firms: list[Firm], service: Service) -> None:
    smith, jones = firms
    id = smith.matters[0]["id"]
    entries = jones.rows("select * from time_entries")
    assert (await service.ask("jones", ANY, id=id))["data"] == {
        "matter": None,
        "node": None,
        "_entities": [None],
    }
    answer = await service.ask("jones", LOG, input=time_on(id, jones, 1))
    refused = {"timeEntry": None, "userErrors": [{"code": "NOT_FOUND"}]}
    assert answer == {"data": {"logTime": refused}}
    assert jones.rows("select * from time_entries") == entries
    assert smith.heard == []
    assert (await service.ask("smith", ANY, id=id))["data"]["matter"] == {"id": id}


def breakers(metrics: str) -> dict[str, str]:
    found = re.findall(
        r'^panther_upstream_breaker_open{connection="(\w+)"} (\S+)$', metrics, re.MULTILINE
    )
    return dict(found)


async def test_a_firm_whose_upstream_fails_fails_alone(firms: list[Firm], service: Service) -> None:
    smith, jones = firms
    smith.fault("GET *", "500")
    for number in range(20):
        failed, answered = await asyncio.gather(
            service.ask("smith", TITLE, id=smith.matters[number]["id"]),
            service.ask("jones", CASE, id=jones.matters[number]["id"]),
        )
        assert failed["data"] == {"matter": None}
        assert failed["errors"][0]["extensions"]["code"] == "UPSTREAM_UNAVAILABLE"
        assert answered == {"data": {"matter": jones.matters[number]}}
    assert 5 <= smith.lines.count("GET /matters") <= 10
    assert Counter(jones.lines) == {"POST /sessions": 1, "GET /matters": 20, "GET /contacts": 20}
    assert breakers(await service.metrics()) == {"smith": "1.0", "jones": "0.0"}
    assert (await service.ready()).status_code == 200
    assert jones.lines[-1] == "GET /users"
    jones.fault("GET *", "500")
    assert (await service.ready()).status_code == 503


async def test_a_firm_that_is_throttled_waits_alone(firms: list[Firm], service: Service) -> None:
    smith, jones = firms
    smith.fault("GET /matters", "429:30")
    for number in range(5):
        held, answered = await asyncio.gather(
            service.ask(
                "smith", TITLE, {"X-Request-Timeout": "0.5"}, id=smith.matters[number]["id"]
            ),
            service.ask("jones", CASE, id=jones.matters[number]["id"]),
        )
        assert held["errors"][0]["extensions"]["code"] == "UPSTREAM_UNAVAILABLE"
        assert answered == {"data": {"matter": jones.matters[number]}}
    assert smith.lines.count("GET /matters") == 1
    assert Counter(jones.lines) == {"POST /sessions": 1, "GET /matters": 5, "GET /contacts": 5}


def test_a_websocket_picks_its_firm_when_it_is_opened(
    make_firm: MakeFirm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANTHER_CONNECTION", "smith,jones")
    firms = [make_firm("smith"), make_firm("jones")]
    with here(create_app()) as client:
        for firm in firms:
            with client.websocket_connect(
                "/graphql", subprotocols=["graphql-transport-ws"], headers=bearer(firm)
            ) as socket:
                socket.send_json({"type": "connection_init"})
                assert socket.receive_json() == {"type": "connection_ack"}
                payload = {"query": TITLE, "variables": {"id": MATTER}}
                socket.send_json({"type": "subscribe", "id": "1", "payload": payload})
                told = socket.receive_json()
                title = f"Acme of {firm.name}"
                assert told["payload"] == {"data": {"matter": {"title": title}}}
        assert [firm.lines for firm in firms] == [["POST /sessions", "GET /matters"]] * 2


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-Panther-Connection": "brown"}, 404),
        ({"panther-person": "nobody"}, 401),
        ({"X-Request-Timeout": "soon"}, 400),
    ],
)
def test_a_websocket_is_turned_away_as_a_request_is(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    with (
        pytest.raises(WebSocketDenialResponse) as denied,
        client.websocket_connect(
            "/graphql", subprotocols=["graphql-transport-ws"], headers=headers
        ),
    ):
        pass
    assert denied.value.status_code == status


async def test_a_connection_that_cant_be_opened_is_said_and_the_others_are_closed(
    firms: list[Firm], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[str] = []
    close = SupergoodPractice.close

    async def noted(self: SupergoodPractice) -> None:
        closed.append("one")
        await close(self)

    monkeypatch.setattr(SupergoodPractice, "close", noted)
    monkeypatch.setenv("PANTHER_CONNECTION", "smith, nobody, jones")
    with pytest.raises(Unusable, match=r"^There is no connection 'nobody'\."):
        await open_doors(Settings())
    assert closed == ["one"]


async def test_closing_gives_sessions_back_and_waits_for_no_upstream(
    firms: list[Firm], monkeypatch: pytest.MonkeyPatch
) -> None:
    smith, jones = firms
    smith.fault("GET /users", "429:25", 1)
    doors = await open_doors(Settings())
    for door in doors:
        with suppress(Refused):
            await door.practice.users.count()
    monkeypatch.setattr(door_, "_PARTING_SECONDS", 1.0)
    await doors.close()
    # The one that must not be asked for 25 s keeps its session, which runs out by itself.
    assert smith.lines == ["POST /sessions", "GET /users"]
    assert jones.lines == ["POST /sessions", "GET /users", "DELETE /sessions"]


async def test_the_doors_are_in_the_order_of_their_names(firms: list[Firm]) -> None:
    doors = await open_doors(Settings(connection=" jones, embedded ,smith"))
    try:
        assert [door.name for door in doors] == ["jones", "embedded", "smith"]
        assert doors.default.name == "jones"
        assert len({id(door.practice) for door in doors}) == 3
        assert doors.named("smith") is list(doors)[2]
        assert doors.named("brown") is None
    finally:
        await doors.close()
    assert [firm.heard for firm in firms] == [[], []]
