"""The clients that people use, in their own words: one node process each, all scenarios in it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from graph.app import create_app
from tests import node
from tests.listening import Listening

NONE = {"data": {"updateMatter": {"userErrors": []}}}


@pytest.fixture
def url(client: object) -> Iterator[str]:  # the client's practice is the one served
    with Listening(create_app()) as url:
        yield f"{url}/graphql"


def seen(script: str, url: str) -> Any:
    return json.loads(node.run(f"subscriptions/{script}", url))


def test_graphql_ws(url: str) -> None:
    def event(title: str) -> Any:
        client = {"name": "Acme Holdings LLC"}
        return {"data": {"matterChanged": {"title": title, "client": client}}}

    assert seen("graphql_ws.mjs", url) == {
        "query": [{"data": {"matter": {"number": "2026-0041"}}}],
        "mutation": [NONE],
        "event": event("First"),
        "syntax": {"refused": ["GRAPHQL_PARSE_FAILED"]},
        "validation": {"refused": ["GRAPHQL_VALIDATION_FAILED"]},
        "unnamed": {"refused": ["OPERATION_RESOLUTION_FAILURE"]},
        "unknown": {"refused": ["OPERATION_RESOLUTION_FAILURE"]},
        "nobody": {"refused": ["NOT_FOUND"]},
        "closedBy": [],
        "eventAfterMistakes": event("Second"),
        "done": [True, True],
        "other": [{"data": {"matter": {"title": "Third"}}}],
        "presented": [{"data": {"viewer": {"user": {"name": "Dmitri Vale"}}}}],
        "stranger": {"closed": 4401},
    }


def test_graphql_sse(url: str) -> None:
    def event(title: str) -> Any:
        return {"data": {"matterChanged": {"id": "mat_9c31d2", "title": title}}}

    assert seen("graphql_sse.mjs", url) == {
        "query": [{"data": {"matter": {"number": "2026-0041"}}}],
        "validation": ["GRAPHQL_VALIDATION_FAILED"],
        "mutation": NONE,
        "event": event("First"),
        "another": event("Second"),
        "done": True,
        "nobody": ["NOT_FOUND"],
        "heads": ["200 text/event-stream; charset=utf-8"],
    }


def test_apollo_client(url: str) -> None:
    at_first = {"__typename": "Matter", "id": "mat_9c31d2", "number": "2026-0041"}
    client = {"__typename": "Contact", "id": "cli_445f10", "name": "Acme Holdings LLC"}
    whole = {**at_first, "title": "Acme v. Contoso", "client": client}
    states = [["streaming", {"matter": at_first}], ["complete", {"matter": whole}]]
    user = {"__typename": "User", "id": "u_pp_7ab202", "name": "Jane Attorney"}
    changed = {"__typename": "Matter", "id": "mat_9c31d2"}
    assert seen("apollo.mjs", url) == {
        "deferSpec20220824": states,
        "incrementalSpec": states,
        "deferTypes": ['multipart/mixed; boundary="-"'] * 2,
        "query": {"viewer": {"__typename": "Viewer", "user": user}},
        "queryTypes": ["application/graphql-response+json"],
        "subscriptionType": ['multipart/mixed; boundary="graphql"; subscriptionSpec=1.0'],
        "events": [{"matterChanged": {**changed, "title": it}} for it in ("First", "Second")],
        "nobody": ["NOT_FOUND"],
    }
