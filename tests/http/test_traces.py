"""Traces: from the caller, through the service, to the upstream and a collector over HTTP."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from graph.app import create_app
from graph.compose.door import open_doors
from graph.compose.unusable import Unusable
from graph.settings import Settings
from tests.http.collector import Collector
from tests.http.firms import Firm, Service
from tests.listening import Listening, here
from tests.queries.test_batching import FIFTY

TRACE, ABOVE = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
CALLER = {"traceparent": f"00-{TRACE}-{ABOVE}-01"}
CASE = "query Case($id: ID!) { matter(id: $id) { title client { name } } }"


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    collector = Collector()
    with collector as url:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"{url}/")
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "x-key=a%20key")
        monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
        yield collector


async def ask(firms: list[Firm], headers: dict[str, str]) -> list[Any]:
    """Ask a service that is closed afterwards, and so has told all there was to tell."""
    smith = firms[0]
    with Listening(create_app()) as url:
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
            service = Service(client, firms)
            return [
                await service.ask("smith", CASE, headers, id=matter["id"])
                for matter in smith.matters[:2]
            ]


async def test_a_callers_trace_goes_through_to_the_upstream_as_one_tree(
    collector: Collector, firms: list[Firm]
) -> None:
    smith = firms[0]
    answers = await ask(firms, CALLER)
    assert [it["data"]["matter"]["title"] for it in answers] == ["smith, case 0", "smith, case 1"]
    spans = {span["spanId"]: span for span in collector.spans}
    assert len(spans) == len(collector.spans)
    assert {span["traceId"] for span in collector.spans} == {TRACE}
    roots = collector.named("query Case")
    assert [(it["parentSpanId"], it["kind"]) for it in roots] == [(ABOVE, 2), (ABOVE, 2)]
    assert {it["graphql.operation.name"] for it in map(collector.said, roots)} == {"Case"}
    assert {it["panther.connection"] for it in map(collector.said, roots)} == {"smith"}
    for name, above in (("matters.by_id", roots), ("contacts.by_id", roots)):
        asks = collector.named(name)
        assert [it["parentSpanId"] for it in asks] == [it["spanId"] for it in above], name
        assert [collector.said(it)["panther.batch.keys"] for it in asks] == ["1", "1"]
    calls = [it for it in collector.spans if it["kind"] == 3]
    asks_by_id = {it["spanId"] for it in collector.spans if it["kind"] == 1}
    in_use = [it for it in calls if it["name"] != "DELETE /sessions"]
    assert {it["parentSpanId"] for it in in_use} <= asks_by_id
    assert all(int(it["startTimeUnixNano"]) <= int(it["endTimeUnixNano"]) for it in spans.values())
    # What the upstream was told is each call's own span, and no two are the same one.
    told = {it.traceparent for it in smith.heard if not it.line.startswith("DELETE")}
    assert told == {f"00-{TRACE}-{it['spanId']}-01" for it in in_use}
    assert len(told) == len(in_use) > 4
    assert collector.resources[0] == {
        "deployment.environment.name": "test",
        "service.name": "panther",
    }
    assert set(collector.keys) == {"a key"}


async def test_what_is_told_names_no_client_and_no_secret(
    collector: Collector, firms: list[Firm]
) -> None:
    await ask(firms, CALLER)
    told = repr((collector.spans, collector.resources))
    words = [firms[0].token, "pw-of-smith", "basic-of-smith", "Client of smith", "case 0", "mat_"]
    assert [word for word in words if word in told] == []


async def test_a_trace_that_its_caller_does_not_keep_is_not_told(
    collector: Collector, firms: list[Firm]
) -> None:
    await ask(firms, {"traceparent": f"00-{TRACE}-{ABOVE}-00"})
    assert collector.spans == []
    told = [it.traceparent for it in firms[0].heard if not it.line.startswith("DELETE")]
    assert {(it[:36], it[-2:]) for it in told} == {(f"00-{TRACE}-", "00")}


async def test_without_a_collector_a_callers_place_goes_on_as_it_came(firms: list[Firm]) -> None:
    await ask(firms, CALLER)
    told = {it.traceparent for it in firms[0].heard if not it.line.startswith("DELETE")}
    assert told == set(CALLER.values())


def test_fifty_matters_are_seven_spans(collector: Collector, client: TestClient) -> None:
    app = create_app()
    with here(app) as service:
        body = {"query": FIFTY, "variables": {"first": 50}}
        assert "errors" not in service.post("/graphql", json=body).json()
    root = collector.spans[-1]
    assert (root["name"], root.get("parentSpanId")) == ("query", None)
    asks = collector.spans[:-1]
    assert {it["parentSpanId"] for it in asks} == {root["spanId"]}
    assert sorted(
        (it["name"], collector.said(it).get("panther.batch.keys")) for it in asks
    ) == sorted(
        (name, keys)
        for name, keys in (
            ("matters.page", None),
            ("contacts.by_id", "42"),
            ("users.by_id", "3"),
            ("trust.ledgers_of_matters", "50"),
            ("time_entries.of_matters", "50"),
            ("invoices.of_matters", "50"),
        )
    )


@pytest.mark.parametrize(
    ("variable", "text", "says"),
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "String should match pattern"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://me:pw@collector", "String should match pattern"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "Input should be 'http/json'."),
        ("OTEL_TRACES_SAMPLER", "often", "One of always_on, always_off, traceidratio, "),
        ("OTEL_TRACES_SAMPLER_ARG", "2", "Input should be less than or equal to 1."),
        ("OTEL_EXPORTER_OTLP_HEADERS", "sesame", "As name=value with commas between."),
        ("OTEL_RESOURCE_ATTRIBUTES", "a=b,c", "As name=value with commas between."),
    ],
)
async def test_a_variable_that_does_not_hold_is_named(
    variable: str, text: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, text)
    with pytest.raises(Unusable) as refused:
        await open_doors(Settings(embedded_path=":memory:"))
    assert str(refused.value).startswith(f"{variable}: {says}")
    assert text not in str(refused.value)


async def test_nothing_is_told_where_the_sdk_is_off(
    collector: Collector, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    with here(create_app()) as service:
        assert service.post("/graphql", json={"query": FIFTY}).status_code == 200
    assert collector.spans == []
