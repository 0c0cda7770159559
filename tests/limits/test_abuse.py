"""Attacks are refused before anything is done that grows with them."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph.extensions import limiting
from graph.limits.scales import CODES
from tests.limits.attacks import ATTACKS, Attack
from tests.world import World

BY_NAME = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)


@BY_NAME
async def test_an_attack_is_refused_and_nothing_is_asked(world: World, attack: Attack) -> None:
    (error,) = await world.errors(attack.document, **attack.variables)
    assert error["extensions"] == attack.extensions
    assert world.asked == []


@BY_NAME
async def test_what_is_refused_early_is_never_validated(
    world: World, attack: Attack, monkeypatch: pytest.MonkeyPatch
) -> None:
    validated = []
    validate = limiting.validate_document

    def seen(*args: object) -> object:
        validated.append(args[1])
        return validate(*args)

    monkeypatch.setattr(limiting, "validate_document", seen)
    limiting.scales_of.cache_clear()
    await world.errors(attack.document, **attack.variables)
    assert len(validated) == attack.late


def test_attacks_by_a_websocket_are_refused_and_leave_it_open(client: TestClient) -> None:
    with client.websocket_connect("/graphql", ["graphql-transport-ws"]) as socket:
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json() == {"type": "connection_ack"}
        for attack in ATTACKS:
            payload = {"query": attack.document, "variables": attack.variables}
            socket.send_json({"id": attack.name, "type": "subscribe", "payload": payload})
            answer = socket.receive_json()
            assert (answer["id"], answer["type"]) == (attack.name, "error")
            (error,) = answer["payload"]
            expected = attack.extensions
            if (found := len(attack.document)) > 100_000:  # not even its tokens are looked at
                expected = {"code": "QUERY_TOO_LONG", "limit": 100_000, "found": found}
            assert error["extensions"] == expected


def test_every_code_is_told() -> None:
    told = re.findall(
        r"^\| `((?!PANTHER|OTEL)[A-Z_]+)` \|", Path("README.md").read_text(), re.MULTILINE
    )
    assert told == list(CODES)


def test_an_array_of_operations_is_not_taken(client: TestClient) -> None:
    batch = [{"query": "{ __typename }"}] * 10
    answer = client.post("/graphql", json=batch)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]) == (400, {"code": "BAD_REQUEST"})
