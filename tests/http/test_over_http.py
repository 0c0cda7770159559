"""GraphQL over HTTP: statuses, media types, lists, caches, encodings, deadlines and what goes wrong."""

import asyncio
import gzip
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from backports import zstd
from starlette.testclient import TestClient

from graph.app import create_app
from graph.http import running
from graph.http.answers import Refusal, Reply
from graph.http.bodies import Room, read
from graph.http.compression import compressed
from graph.http.terms import Terms
from tests.listening import here

NAME = "{ viewer { user { name } } }"
JANE = {"data": {"viewer": {"user": {"name": "Jane Attorney"}}}}
RESPONSE = "application/graphql-response+json"
USERS = "{ users(first: 3) { nodes { name } pageInfo { hasNextPage } } }"
JANES = 'representations: [{__typename: "User", id: "u_pp_7ab202"}]'
PEOPLE = "{ users(first: 100) { nodes { id name email role active } } }"
VARY = "Accept, Accept-Encoding, Authorization, panther-person, X-Panther-Connection, GraphQL-Cost"
DELETE = 'mutation { deleteTimeEntry(input: {id: "tim_c812e0"}) { userErrors { code } } }'
THERE = '{ timeEntry(id: "tim_c812e0") { id } }'


def post(client: TestClient, query: str, accept: str | None = None, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if accept:
        named["accept"] = accept
    return client.post("/graphql", json={"query": query}, headers=named)


def get(client: TestClient, query: str, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get("/graphql", params={"query": query}, headers=named)


@pytest.mark.parametrize(
    ("query", "status", "body"),
    [
        (NAME, 200, JANE),
        ('{ matter(id: "none") { id } }', 200, {"data": {"matter": None}}),
    ],
)
def test_what_was_executed_is_a_200_in_both_media_types(
    client: TestClient, query: str, status: int, body: Any
) -> None:
    for accept in ("application/json", RESPONSE):
        answer = post(client, query, accept)
        assert (answer.status_code, answer.headers["content-type"]) == (status, accept)
        assert answer.json() == body
        assert answer.headers["vary"] == VARY
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "query", ["{", "{ nothing }", "query A { __typename } query B { __typename }"]
)
def test_what_could_not_be_executed_has_no_data_and_is_a_400_only_to_who_knows_why(
    client: TestClient, query: str
) -> None:
    old, new = (post(client, query, accept) for accept in ("application/json", RESPONSE))
    assert (old.status_code, new.status_code) == (200, 400)
    assert old.json() == new.json()
    assert [*old.json()] == ["errors"]
    assert all("code" in it["extensions"] for it in old.json()["errors"])


def test_what_went_wrong_while_it_was_executed_keeps_its_data(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_: object) -> None:
        raise RuntimeError("the password is hunter2")

    practice = client.app.state.doors.default.practice
    monkeypatch.setattr(practice.matters, "by_id", fail)
    query = '{ matter(id: "mat_9c31d2") { id } viewer { user { name } } }'
    with caplog.at_level(logging.ERROR):
        answer = post(client, query, RESPONSE)
    assert answer.status_code == 200
    assert answer.json()["data"] == {"matter": None, **JANE["data"]}
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert "hunter2" not in answer.text
    assert error["extensions"]["id"] in caplog.text
    assert "hunter2" in caplog.text


def test_what_goes_wrong_outside_of_any_operation_is_masked_with_an_id_of_the_log(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr(running, "operation_of", fail)
    with caplog.at_level(logging.ERROR):
        answer = post(client, NAME)
    assert answer.status_code == 500
    (error,) = answer.json()["errors"]
    id = error["extensions"]["id"]
    assert error == {
        "message": f"Something went wrong here. It is logged as {id}.",
        "extensions": {"code": "INTERNAL", "id": id},
    }
    (record,) = caplog.records
    assert (record.name, record.getMessage()) == ("panther", f"{id} outside of any operation")
    assert "hunter2" in caplog.text


def test_the_operation_that_is_named_is_the_one_that_is_executed(client: TestClient) -> None:
    two = f"query A {NAME} {DELETE.replace('mutation', 'mutation B')}"
    body = {"query": two, "operationName": "A"}
    assert client.post("/graphql", json=body).json() == JANE
    assert client.get("/graphql", params=body).json() == JANE
    assert post(client, THERE).json() == {"data": {"timeEntry": {"id": "tim_c812e0"}}}
    empty = {"query": NAME, "operationName": "", "variables": None, "extensions": None}
    assert client.post("/graphql", json=empty).json() == JANE


@pytest.fixture
def batching(client: TestClient) -> Any:
    """The service where three operations may come at once."""
    with here(create_app(terms=Terms(most_batched=3))) as served:
        yield served


def test_operations_come_in_a_list_where_they_may_and_in_their_order(batching: TestClient) -> None:
    asked = [{"query": THERE}, {"query": DELETE}, {"query": THERE}]
    answer = batching.post("/graphql", json=asked)
    assert answer.status_code == 200
    assert answer.json() == [
        {"data": {"timeEntry": {"id": "tim_c812e0"}}},
        {"data": {"deleteTimeEntry": {"userErrors": []}}},
        {"data": {"timeEntry": None}},
    ]


def test_what_is_wrong_with_one_of_a_list_takes_no_answer_from_the_others(
    batching: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute = running.execute

    async def fail(document: str, *args: Any) -> Any:
        if document == "{ __typename }":
            raise RuntimeError
        return await execute(document, *args)

    monkeypatch.setattr(running, "execute", fail)
    wrong = ("{", "subscription { x }", "{ __typename }")
    answers = [
        batching.post("/graphql", json=[{"query": DELETE}, {"query": it}, {"query": NAME}])
        for it in wrong
    ]
    assert [it.status_code for it in answers] == [200] * 3
    codes = [it.json()[1]["errors"][0]["extensions"]["code"] for it in answers]
    assert codes == ["GRAPHQL_PARSE_FAILED", "NOT_ACCEPTABLE", "INTERNAL"]
    assert answers[0].json()[0] == {"data": {"deleteTimeEntry": {"userErrors": []}}}
    assert [it.json()[2] for it in answers] == [JANE] * 3


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ([], "A list holds from 1 to 3 operations; this has 0."),
        ([{"query": DELETE}] * 4, "A list holds from 1 to 3 operations; this has 4."),
        ([{"query": DELETE}, 7], "The list's item 2 is not a JSON object."),
        ([{"query": DELETE}, {}], "The list's item 2 has no query."),
        ([{"query": DELETE}, [{"query": NAME}]], "The list's item 2 is not a JSON object."),
    ],
)
def test_a_list_that_is_too_long_or_wrong_is_refused_as_a_whole(
    batching: TestClient, asked: list[Any], says: str
) -> None:
    answer = batching.post("/graphql", json=asked)
    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (400, says)
    assert post(batching, THERE).json() == {"data": {"timeEntry": {"id": "tim_c812e0"}}}


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        (USERS, "private, max-age=60"),
        ('{ user(id: "u_pp_7ab202") { name timeRounding { direction } } }', "private, max-age=60"),
        ('{ a: node(id: "u_pp_7ab202") { id } }', "no-store"),
        ("{ users(first: 3) { edges { node { name } } } }", "no-store"),
        (
            f"{{ _entities({JANES}) {{ ... on User {{ name }} }} }}",
            "private, max-age=60",
        ),
        (
            f"{{ _entities({JANES}) {{ ... on User {{ name }} ... on Matter {{ title }} }} }}",
            "no-store",
        ),
        (
            f"{{ ...Q }} fragment Q on Query {{ ... on Query {{ ...U }} }} fragment U on Query {USERS}",
            "private, max-age=60",
        ),
        (f"{{ matters(first: 1) {{ nodes {{ id }} }} {USERS[1:]}", "no-store"),
        (f"{{ trustAccounts(first: 1) {{ nodes {{ id }} }} {USERS[1:]}", "no-store"),
        ('{ matter(id: "mat_9c31d2") { trustBalance { available { amount } } } }', "no-store"),
        ("{ __typename }", "no-store"),
        ("{ users(first: 0) { nodes { name } } }", "no-store"),
        ('mutation { deleteTimeEntry(input: {id: "x"}) { userErrors { code } } }', "no-store"),
    ],
)
def test_an_answer_is_kept_as_long_as_the_least_of_its_fields_allows(
    client: TestClient, query: str, kept: str
) -> None:
    assert post(client, query).headers["cache-control"] == kept


def test_who_knows_the_answer_is_told_so_and_no_more(client: TestClient) -> None:
    first = get(client, USERS)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, max-age=60"
    for known in (tag, f'"x", {tag}', tag.removeprefix("W/"), "*"):
        again = get(client, USERS, if_none_match=known)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["vary"] == VARY
        assert "content-length" not in again.headers
    other = get(client, USERS, if_none_match='W/"x"')
    assert (other.status_code, other.json()) == (200, first.json())
    someone = get(client, NAME, panther_person="u_pp_1a92b7")
    assert someone.headers["etag"] != get(client, NAME).headers["etag"]
    assert "etag" not in post(client, USERS).headers
    assert "etag" not in get(client, "{ nothing }").headers


def test_an_answer_is_packed_for_who_asks_for_it(client: TestClient) -> None:
    plain = post(client, PEOPLE, accept_encoding="identity")
    assert "content-encoding" not in plain.headers
    for name, unpack in (("gzip", gzip.decompress), ("zstd", zstd.decompress)):
        with client.stream(
            "POST", "/graphql", json={"query": PEOPLE}, headers={"accept-encoding": name}
        ) as packed:
            raw = b"".join(packed.iter_raw())
        assert packed.headers["content-encoding"] == name
        assert int(packed.headers["content-length"]) == len(raw) < len(plain.content)
        assert unpack(raw) == plain.content
    small = post(client, NAME, accept_encoding="gzip, zstd")
    assert "content-encoding" not in small.headers


async def test_a_big_answer_is_packed_as_well() -> None:
    reply = Reply(200, b'{"data":"' + b"x" * 100_000 + b'"}')
    packed = await compressed(reply, "gzip")
    assert gzip.decompress(packed.body) == reply.body
    assert packed.headers == ((b"content-encoding", b"gzip"),)
    assert await compressed(reply, None) is reply


def test_a_head_has_no_body(client: TestClient) -> None:
    answer = client.head("/graphql", params={"query": NAME})
    assert (answer.status_code, answer.headers["etag"][:2]) == (200, "W/")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"origin": "http://127.0.0.1:8000"}, 200),
        ({"origin": "http://127.0.0.1:8001"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "cross-site", "graphql-require-preflight": "1"}, 200),
        ({"sec-fetch-site": "cross-site", "apollo-require-preflight": "true"}, 200),
        ({"sec-fetch-site": "cross-site", "x-apollo-operation-name": "A"}, 200),
        ({"sec-fetch-site": "cross-site", "apollo-require-preflight": ""}, 403),
    ],
)
def test_a_query_of_another_sites_page_needs_a_header_that_it_could_not_send(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    answer = client.get("/graphql", params={"query": NAME}, headers=headers)
    assert answer.status_code == status


def test_a_query_that_never_ends_is_given_up_in_the_end(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_: object) -> None:
        await asyncio.get_running_loop().create_future()

    practice = client.app.state.doors.default.practice
    monkeypatch.setattr(practice.matters, "by_id", never)
    monkeypatch.setattr(running, "_GRACE_SECONDS", 0.01)
    answer = post(client, '{ matter(id: "mat_9c31d2") { id } }', x_request_timeout="0.01")
    assert answer.status_code == 504
    assert answer.json() == {
        "errors": [
            {
                "message": "The answer was not ready when the request's time was over.",
                "extensions": {"code": "DEADLINE_EXCEEDED"},
            }
        ]
    }


async def messages(*parts: Any) -> AsyncIterator[Any]:
    for part in parts:
        yield part
    await asyncio.get_running_loop().create_future()


async def test_a_body_that_comes_too_slowly_is_a_408_and_the_end() -> None:
    sent = messages({"type": "http.request", "body": b'{"que', "more_body": True})
    with pytest.raises(Refusal) as raised:
        await read(sent.__anext__, {}, 1000, 0.01, Room(1000))
    said = raised.value
    assert (said.status, said.code) == (408, "REQUEST_TIMEOUT")
    assert said.headers == {"Connection": "close"}


@pytest.mark.parametrize("length", [1000, 1001])
async def test_a_body_has_a_size_to_the_byte(length: int) -> None:
    halves = [length // 2, length - length // 2]
    parts = [
        {"type": "http.request", "body": b"x" * it, "more_body": place == 0}
        for place, it in enumerate(halves)
    ]
    reading = read(messages(*parts).__anext__, {}, 1000, 10.0, Room(1000))
    if length == 1000:
        assert await reading == b"x" * 1000
        return
    with pytest.raises(Refusal) as raised:
        await reading
    assert (raised.value.status, raised.value.headers) == (413, {"Connection": "close"})


async def test_bodies_that_are_under_way_share_one_room() -> None:
    room, half = Room(1000), {"type": "http.request", "body": b"x" * 600, "more_body": True}
    first = messages(half)
    reading = asyncio.ensure_future(read(first.__anext__, {}, 5000, 60.0, room))
    await asyncio.sleep(0)
    with pytest.raises(Refusal) as raised:
        await read(messages(half).__anext__, {}, 5000, 60.0, room)
    assert (raised.value.status, raised.value.code) == (503, "OVERLOADED")
    assert raised.value.headers == {"Connection": "close", "Retry-After": "5"}
    whole = {"type": "http.request", "body": b"x" * 2000, "more_body": False}
    assert len(await read(messages(whole).__anext__, {}, 5000, 60.0, room)) == 2000
    reading.cancel()
    await asyncio.wait({reading})
    again = messages(half, {"type": "http.request", "body": b"x" * 300})
    assert len(await read(again.__anext__, {}, 5000, 60.0, room)) == 900


async def test_who_hung_up_is_answered_nothing(client: TestClient) -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    request = httpx.Request("POST", "http://127.0.0.1:8000/graphql", json={"query": NAME})
    scope = {
        "type": "http",
        "method": "POST",
        "scheme": "http",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
    }
    await client.app.state.endpoint(scope, receive, send)
    assert sent == []


def test_a_link_leads_back_to_where_the_request_came_to(client: TestClient) -> None:
    query = "{ invoices(first: 1) { nodes { pdfUrl } } }"
    for host in ("localhost:8000", "127.0.0.1:8000"):
        answer = post(client, query, host=host)
        (invoice,) = answer.json()["data"]["invoices"]["nodes"]
        assert invoice["pdfUrl"].startswith(f"http://{host}/documents/")
    assert json.loads(answer.text)
