"""The endpoint over HTTP: people, bodies, the explorer's examples, health."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph.http.examples import EXAMPLES
from tests.world import World


def test_a_query_is_answered(client: TestClient) -> None:
    query = '{ matterByNumber(number: "2026-0041") { title client { name } } }'
    answer = client.post("/graphql", json={"query": query})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.text == (
        '{"data":{"matterByNumber":{"title":"Acme v. Contoso",'
        '"client":{"name":"Acme Holdings LLC"}}}}'
    )


def test_a_query_may_come_by_get_and_a_mutation_may_not(client: TestClient) -> None:
    answer = client.get("/graphql", params={"query": "{ viewer { user { id } } }"})
    assert answer.json() == {"data": {"viewer": {"user": {"id": "u_pp_7ab202"}}}}
    mutation = 'mutation { deleteTimeEntry(input: {id: "tim_c812e0"}) { userErrors { code } } }'
    refused = client.get("/graphql", params={"query": mutation})
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    still = client.post("/graphql", json={"query": '{ timeEntry(id: "tim_c812e0") { id } }'})
    assert still.json() == {"data": {"timeEntry": {"id": "tim_c812e0"}}}


@pytest.mark.parametrize(
    ("person", "name"),
    [
        (None, "Jane Attorney"),
        ("u_pp_1a92b7", "Paralegal"),
        ("paralegal@meridianlake.example", "Paralegal"),
    ],
)
def test_a_caller_of_the_demo_comes_in_as_whom_they_say(
    client: TestClient, person: str | None, name: str
) -> None:
    headers = {"panther-person": person} if person else {}
    query = {"query": "{ viewer { user { name } } }"}
    answer = client.post("/graphql", json=query, headers=headers)
    assert answer.json() == {"data": {"viewer": {"user": {"name": name}}}}


@pytest.mark.parametrize("person", ["nobody", "", "cli_445f10", "Jane Attorney"])
def test_an_unknown_person_does_not_come_in(client: TestClient, person: str) -> None:
    answer = client.post(
        "/graphql",
        json={"query": "{ viewer { user { name } } }"},
        headers={"panther-person": person},
    )
    assert answer.status_code == 401
    assert answer.json() == {
        "errors": [
            {
                "message": "Nobody here has the id or e-mail that panther-person names.",
                "extensions": {"code": "UNAUTHENTICATED"},
            }
        ]
    }


def test_someone_who_left_does_not_come_in(client: TestClient, demo_file: Path) -> None:
    with closing(sqlite3.connect(demo_file)) as db:
        ((gone,),) = db.execute("select id from users where active = 0").fetchall()
    answer = client.post(
        "/graphql", json={"query": "{ __typename }"}, headers={"panther-person": gone}
    )
    assert answer.status_code == 401


def test_a_json_number_is_read_exactly(client: TestClient) -> None:
    document = """mutation ($input: LogTimeInput!) { logTime(input: $input) {
        timeEntry { hours amount { amount } } userErrors { message } } }"""
    said = '{"matterId": "mat_9c31d2", "date": "2026-02-18", "description": "x", "hours": 2.7}'
    body = f'{{"query": {json.dumps(document)}, "variables": {{"input": {said}}}}}'
    answer = client.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert answer.json()["data"]["logTime"] == {
        "timeEntry": {"hours": "2.7", "amount": {"amount": "1066.50"}},
        "userErrors": [],
    }


@pytest.mark.parametrize("number", ["1e999999999", "0e999999999", "1e-999999999"])
def test_a_json_number_that_is_no_amount_is_refused_at_once(
    client: TestClient, number: str
) -> None:
    document = """mutation ($input: LogTimeInput!) { logTime(input: $input) {
        timeEntry { id } } }"""
    said = f'{{"matterId": "m", "date": "2026-02-18", "description": "x", "hours": {number}}}'
    body = f'{{"query": {json.dumps(document)}, "variables": {{"input": {said}}}}}'
    answer = client.post("/graphql", content=body, headers={"content-type": "application/json"})
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}
    assert "A Decimal is a string of at most 18 digits" in error["message"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_example_answers_without_an_error(client: TestClient, example: object) -> None:
    name, document, variables = example
    answer = client.post("/graphql", json={"query": document, "variables": variables})
    body = answer.json()
    assert "errors" not in body
    data = body["data"]
    match name:
        case "Matters":
            assert len(data["matters"]["nodes"]) == 10
        case "Matter":
            assert data["matter"]["number"] == "2026-0041"
        case "LogTime":
            assert data["logTime"]["timeEntry"]["amount"]["amount"] == "1066.50"
        case "GenerateInvoice":
            assert data["generateInvoice"]["invoice"]["amountDue"]["amount"] == "627.17"
            assert data["generateInvoice"]["userErrors"] == []
        case "Refused":
            assert [it["field"] for it in data["logTime"]["userErrors"]] == [
                ["description"],
                ["hours"],
                ["rate"],
            ]
        case "Entities":
            assert [it["__typename"] for it in data["_entities"]] == ["Matter", "Contact"]
        case "RenameMatter":
            matter = {"number": "2026-0041", "title": "Acme v. Contoso, Inc."}
            assert data["updateMatter"] == {"matter": matter, "userErrors": []}
        case _:
            raise AssertionError(name)


def test_health(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    ready = client.get("/health/ready")
    well = {"status": "ready", "practice": "reachable", "state": "reachable", "waiting": 0}
    assert (ready.status_code, ready.json()) == (200, well)

    async def fail() -> int:
        raise OSError

    door = client.app.state.doors.default
    monkeypatch.setattr(door.practice.users, "count", fail)
    ready = client.get("/health/ready")
    ill = {**well, "status": "not ready", "practice": "unreachable"}
    assert (ready.status_code, ready.json()) == (503, ill)


async def test_the_first_example_asks_as_often_as_it_says(world: World) -> None:
    first = EXAMPLES[0]
    assert "the practice is asked seven times" in first.document
    await world.ask(first.document)
    assert len(world.asked) == 7


def test_who_wants_the_cost_reported_is_told_of_the_work_as_well(client: TestClient) -> None:
    body = {"query": EXAMPLES[0].document}
    told = client.post("/graphql", json=body, headers={"GraphQL-Cost": "report"})
    assert told.headers["server-timing"] == 'asks;desc="7", calls;desc="0"'
    plain = client.post("/graphql", json=body)
    assert "server-timing" not in plain.headers
    said = told.json()
    assert said.pop("extensions") == {"cost": {"requested": 273, "limit": 200_000}}
    assert plain.json() == said
