"""Metrics: what each practice's health says, in Prometheus's text, with nothing asked for it."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from prometheus_client import REGISTRY, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from adapters.port import DriftSeen, PracticeHealth, Unreadable
from adapters.sandbox import MfaKind
from adapters.state.state import State
from graph.app import create_app
from graph.http.metrics import registry_over
from graph.telemetry.telemetry import Telemetry
from tests.http.firms import Firm, MakeFirm, Service
from tests.listening import Listening, here
from tests.world import MATTER, CountedIds

TITLE = "query ($id: ID!) { matter(id: $id) { title } }"
PERSON, BREAKER = "panther_connection_needs_person", "panther_upstream_breaker_open"
DRIFT, UNREADABLE = "panther_upstream_drift_total", "panther_upstream_unreadable_records"
WAITING, SESSION = "panther_upstream_waiting_calls", "panther_upstream_session_open"
LABELS = ("connection", "noun", "field", "kind")

Samples = dict[tuple[str, tuple[str, ...]], float]


def samples(text: str) -> Samples:
    """Return what is told of practices: each sample's value by its name and its labels' values."""
    found = [
        (
            (sample.name, tuple(sample.labels[it] for it in LABELS if it in sample.labels)),
            sample.value,
        )
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.labels and set(sample.labels) <= set(LABELS)
    ]
    assert len(dict(found)) == len(found), "Prometheus refuses what is said twice."
    return dict(found)


def test_an_embedded_practice_is_well(client: TestClient) -> None:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert samples(answer.text) == {
        (PERSON, ("embedded",)): 0,
        (BREAKER, ("embedded",)): 0,
        (WAITING, ("embedded",)): 0,
        (SESSION, ("embedded",)): 1,
    }
    assert f"# TYPE {DRIFT} counter\n" in answer.text
    assert f"# TYPE {UNREADABLE} gauge\n" in answer.text


def test_what_no_plan_answered_is_counted_by_its_reason(client: TestClient) -> None:
    for query in (
        "{ viewer { user { name } } }",
        "{ viewer { expiresAt } }",
        "{ __schema { __typename } }",
        "{ matters(first: 0) { totalCount } }",
    ):
        client.post("/graphql", json={"query": query})
    text = client.get("/metrics").text
    assert re.findall(r"^panther_fallbacks_total({.*}) (\S+)$", text, re.MULTILINE) == [
        ('{reason="introspection"}', "1.0"),
        ('{reason="refused"}', "1.0"),
    ]


def test_an_app_has_a_registry_of_its_own(client: TestClient) -> None:
    with here(create_app()) as second:
        assert second.get("/metrics").text == client.get("/metrics").text
    assert b"panther" not in generate_latest(REGISTRY)


async def test_drift_is_counted_where_it_was_seen_and_nothing_is_asked_for_it(
    firms: list[Firm], service: Service
) -> None:
    smith, jones = firms
    assert samples(await service.metrics()) == {
        (name, (firm.name,)): 0 for name in (PERSON, BREAKER, WAITING, SESSION) for firm in firms
    }
    assert smith.heard == jones.heard == []
    smith.fault("GET /matters", "renamed-field:title", 6)  # what can't be read is read again
    for number in range(3):
        await service.ask("smith", TITLE, id=smith.matters[number]["id"])
        await service.ask("jones", TITLE, id=jones.matters[number]["id"])
    heard = len(smith.heard)
    text = await service.metrics()
    seen = samples(text)
    assert [seen[(SESSION, (firm.name,))] for firm in firms] == [1, 1]
    told = {labels: count for (name, labels), count in seen.items() if name == DRIFT}
    assert told == {
        ("smith", "matters", "title", "missing_field"): 6,
        ("smith", "matters", "titleV2", "unknown_field"): 6,
    }
    assert seen[(UNREADABLE, ("smith", "matters"))] == 3
    assert (UNREADABLE, ("jones", "matters")) not in seen
    assert not any(f"mat_{firm.name}" in text for firm in firms)
    assert len(smith.heard) == heard


async def test_it_is_not_ready_while_nobody_could_be_let_in(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    well = {"status": "ready", "practice": "reachable", "state": "reachable", "waiting": 0}
    ready = await service.ready()
    assert (ready.status_code, ready.json()) == (200, well)

    async def fail(_: State) -> bool:
        return False

    monkeypatch.setattr(State, "answers", fail)
    ready = await service.ready()
    ill = {**well, "status": "not ready", "state": "unreachable"}
    assert (ready.status_code, ready.json()) == (503, ill)


@pytest.fixture
def one_waits(make_firm: MakeFirm, monkeypatch: pytest.MonkeyPatch) -> list[Firm]:
    monkeypatch.setenv("PANTHER_CONNECTION", "smith,jones")
    return [make_firm("smith", MfaKind.SMS), make_firm("jones")]


async def test_a_connection_that_waits_for_a_person_says_so(one_waits: list[Firm]) -> None:
    with Listening(create_app()) as url:
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
            service = Service(client, one_waits)
            answer = await service.ask("smith", TITLE, id=MATTER)
            assert answer["errors"][0]["extensions"]["code"] == "MFA_REQUIRED"
            assert (await service.ask("jones", TITLE, id=MATTER))["data"]["matter"]
            seen = samples(await service.metrics())
    assert seen[(PERSON, ("smith",))] == 1
    assert seen[(PERSON, ("jones",))] == 0


class Opened(list[Any]):
    """Doors, as far as metrics look at them."""

    def __init__(self, doors: list[Any], telemetry: Telemetry) -> None:
        super().__init__(doors)
        self.telemetry = telemetry


def drifted(field: str, kind: str, count: int) -> DriftSeen:
    now = datetime(2026, 2, 20, tzinfo=UTC)
    return DriftSeen(
        noun="matters",
        field=field,
        kind=kind,
        sample_type="string",
        count=count,
        first_seen=now,
        last_seen=now,
    )


def test_no_label_holds_an_id_and_nothing_is_said_twice() -> None:
    health = PracticeHealth(
        capabilities=(),
        resting=True,
        waiting=7,
        signed_in=False,
        drift=(
            drifted("billing.line10", "changed_type", 1),
            drifted("billing.colour", "unknown_field", 2),
            drifted("custom.mat_9c31d2", "unknown_field", 3),
            drifted("custom.jane@firm.example", "unknown_field", 4),
            drifted("custom.Jane Attorney", "unknown_field", 5),
            drifted("2026-0041", "unknown_field", 6),
        ),
        unreadable=(
            Unreadable(noun="matters", id="mat_1"),
            Unreadable(noun="matters", id="mat_2"),
            Unreadable(noun="users", id="u_1"),
        ),
    )
    door = SimpleNamespace(name="smith", practice=SimpleNamespace(health=health))
    doors: Any = Opened([door], Telemetry(CountedIds()))
    text = generate_latest(registry_over(doors)).decode()
    assert samples(text) == {
        (DRIFT, ("smith", "matters", "billing.line10", "changed_type")): 1,
        (DRIFT, ("smith", "matters", "billing.colour", "unknown_field")): 2,
        (DRIFT, ("smith", "matters", "(other)", "unknown_field")): 18,
        (UNREADABLE, ("smith", "matters")): 2,
        (UNREADABLE, ("smith", "users")): 1,
        (PERSON, ("smith",)): 0,
        (BREAKER, ("smith",)): 1,
        (WAITING, ("smith",)): 7,
        (SESSION, ("smith",)): 0,
    }
