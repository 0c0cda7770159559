"""Gateways that are really there, before the service and a subgraph of other hands: what is asked of
both comes back as one, and who asks the gateway is who asks the graph."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.federation.conftest import Composed
from tests.federation.gateways import GATEWAYS, PEOPLE, Place, post, serving

JANE = "Jane Attorney"
FROM_MATTER = """{ matterByNumber(number: "2026-0041") {
    title folder documents { name author { name } filingFee { amount currencyCode } }
    client { name label documents { name } }
    iManageWorkspace { webUrl documents { name } } } }"""
FROM_DOCUMENTS = """{ documents { pageInfo { hasNextPage } nodes { name
    matter { number folder title client { name } trustBalance { available { amount } } } } } }"""
LOG_TIME = """mutation ($input: LogTimeInput!) { logTime(input: $input) {
    timeEntry { hours matter { number folder } }
    userErrors { __typename code field } } }"""
FILE = """mutation ($number: String!) { fileDocument(matterNumber: $number, name: "Reply") {
    name matter { title responsibleAttorney { name } } } }"""
CHANGE = """mutation ($input: UpdateMatterInput!) { updateMatter(input: $input) {
    userErrors { code } } }"""
CHANGED = """subscription ($id: ID) { matterChanged(id: $id) {
    number title folder client { name } documents { name } } }"""
VIEWER = "{ viewer { user { name } } }"

ACME = {
    "number": "2026-0041",
    "folder": "2026-0041 Acme v. Contoso (OPEN)",
    "title": "Acme v. Contoso",
    "client": {"name": "Acme Holdings LLC"},
    "trustBalance": {"available": {"amount": "2500.00"}},
}


@pytest.fixture(scope="module")
def place(
    composed: Composed, demo_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    # Each by its own composer; the last knows what fields need, which Apollo's in JavaScript won't.
    cases = dict(zip(GATEWAYS, ("panther", "panther", "scoped"), strict=True))
    composers = dict(zip(GATEWAYS, ("apollo", "guild", "guild"), strict=True))
    supergraphs = {
        name: str(composed[f"{cases[name]} and documents"][composers[name]]["supergraph"])
        for name in GATEWAYS
    }
    with serving(tmp_path_factory.mktemp("gateways"), demo_file, supergraphs) as place:
        yield place


@pytest.fixture(params=GATEWAYS)
def gateway(place: Place, request: pytest.FixtureRequest) -> str:
    return place.gateways[request.param]


@pytest.fixture
def jane(place: Place) -> dict[str, str]:
    return {"authorization": f"Bearer {place.tokens[JANE]}"}


def test_what_is_ours_is_extended_by_the_other_at_each_of_its_keys(
    gateway: str, jane: dict[str, str]
) -> None:
    filed = [{"name": "Complaint"}, {"name": "Answer"}]
    signed = {
        "author": {"name": JANE},
        "filingFee": {"amount": "12.50", "currencyCode": "USD"},
    }
    answer = post(gateway, FROM_MATTER, jane).json()
    matter = answer["data"]["matterByNumber"]
    assert matter.pop("documents")[:2] == [{**it, **signed} for it in filed]
    assert answer == {"data": {"matterByNumber": matter}}
    assert matter == {
        "title": ACME["title"],
        "folder": ACME["folder"],
        "client": {**ACME["client"], "label": "ACME HOLDINGS LLC", "documents": filed},
        "iManageWorkspace": {
            "webUrl": "https://dms.meridianlake.example/work/link/w/iman_ws_8831",
            "documents": filed,
        },
    }


def test_what_is_the_others_leads_to_ours_by_a_number_and_gives_back_what_it_requires(
    gateway: str, jane: dict[str, str]
) -> None:
    answer = post(gateway, FROM_DOCUMENTS, jane).json()
    assert "errors" not in answer
    found = answer["data"]["documents"]
    assert found["pageInfo"] == {"hasNextPage": False}
    assert found["nodes"][:2] == [
        {"name": "Complaint", "matter": ACME},
        {"name": "Answer", "matter": ACME},
    ]
    assert found["nodes"][2]["matter"]["number"] == "2026-0001"


def test_a_change_of_ours_is_answered_with_what_is_the_others(
    gateway: str, jane: dict[str, str]
) -> None:
    work = {"matterId": "mat_9c31d2", "date": "2026-02-20", "description": "By a gateway"}
    done = post(gateway, LOG_TIME, jane, input={**work, "hours": "0.5"}).json()
    matter = {"number": ACME["number"], "folder": ACME["folder"]}
    assert done == {
        "data": {
            "logTime": {"timeEntry": {"hours": "0.5", "matter": matter}, "userErrors": []},
        }
    }
    refused = post(gateway, LOG_TIME, jane, input={**work, "hours": "-1"}).json()
    assert refused == {
        "data": {
            "logTime": {
                "timeEntry": None,
                "userErrors": [
                    {"__typename": "InvalidInput", "code": "INVALID_INPUT", "field": ["hours"]}
                ],
            }
        }
    }


def test_a_change_of_the_others_is_answered_with_what_is_ours(
    gateway: str, jane: dict[str, str]
) -> None:
    done = post(gateway, FILE, jane, number="2026-0041").json()
    matter = {"title": "Acme v. Contoso", "responsibleAttorney": {"name": JANE}}
    assert done == {"data": {"fileDocument": {"name": "Reply", "matter": matter}}}


@pytest.mark.parametrize("name", [it for it in GATEWAYS if it != "apollo"])
async def test_who_waits_is_told_what_changed_of_ours_with_what_is_the_others(
    name: str, place: Place, jane: dict[str, str]
) -> None:
    """Apollo's gateway in JavaScript has no subscriptions. Hive's does not say when it listens: so
    the matter is changed until that is heard.
    """
    gateway = place.gateways[name]
    will = post(gateway, '{ matterByNumber(number: "2026-0001") { id client { name } } }', jane)
    matter = will.json()["data"]["matterByNumber"]

    async def heard(client: httpx.AsyncClient) -> Any:
        headers = {"accept": "text/event-stream", **jane}
        asked = {"query": CHANGED, "variables": {"id": matter["id"]}}
        async with client.stream("POST", gateway, json=asked, headers=headers) as answer:
            said = (it async for it in answer.aiter_lines() if it.startswith("data: "))
            return json.loads((await anext(said)).removeprefix("data: "))

    async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(60):
        listening, titles = asyncio.create_task(heard(client)), []
        while not listening.done():
            titles.append(f"Heard at a gateway, {len(titles)}")
            change = {"input": {"id": matter["id"], "title": titles[-1]}}
            asked = {"query": CHANGE, "variables": change}
            done = await client.post(gateway, json=asked, headers=jane)
            assert done.json() == {"data": {"updateMatter": {"userErrors": []}}}
            await asyncio.wait({listening}, timeout=0.2)
        event = (await listening)["data"]["matterChanged"]
    assert event.pop("title") in titles
    assert event.pop("folder") in {f"2026-0001 {it} (OPEN)" for it in titles}
    assert event == {
        "number": "2026-0001",
        "client": matter["client"],
        "documents": [{"name": "Will"}],
    }


async def test_each_of_many_at_once_is_who_they_are(gateway: str, place: Place) -> None:
    async def ask(client: httpx.AsyncClient, name: str) -> Any:
        headers = {"authorization": f"Bearer {place.tokens[name]}"}
        return (await client.post(gateway, json={"query": VIEWER}, headers=headers)).json()

    names = [*PEOPLE.values()] * 20
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        answers = await asyncio.gather(*(ask(client, name) for name in names))
    assert answers == [{"data": {"viewer": {"user": {"name": name}}}} for name in names]


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer x.y.z"}], ids=["none", "bad"])
def test_who_has_no_token_is_told_nothing(
    gateway: str, place: Place, headers: dict[str, str]
) -> None:
    for url in (gateway, place.service):
        answer = post(url, FROM_MATTER, headers)
        assert "UNAUTHENTICATED" in answer.text
        assert "Acme" not in answer.text
