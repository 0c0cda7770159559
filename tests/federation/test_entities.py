"""_entities: keys made whole, together, each item on its own, nothing believed."""

import itertools
from copy import deepcopy
from typing import Any

import pytest

from adapters.port import Refused, UpstreamUnavailable
from resolvers.allowance import Limits
from tests.world import World

ENTITIES = """query ($it: [_Any!]!) { _entities(representations: $it) { __typename
    ... on Matter { id number title client { name } }
    ... on Contact { name } ... on User { name } ... on Workspace { id webUrl }
    ... on TimeEntry { hours } ... on Invoice { status } ... on TrustAccount { name }
    ... on TrustLedger { id } ... on Expense { id } ... on Payment { id } } }"""

ACME = {
    "__typename": "Matter",
    "id": "mat_9c31d2",
    "number": "2026-0041",
    "title": "Acme v. Contoso",
    "client": {"name": "Acme Holdings LLC"},
}


async def test_every_key_of_the_contract_is_made_whole_in_one_ask_each(world: World) -> None:
    (expense,) = world.sql("select id from expenses order by id limit 1")[0]
    (invoice,) = world.sql("select id from invoices where status = 'paid' order by id limit 1")[0]
    (payment,) = world.sql("select id from payments order by id limit 1")[0]
    (ledger,) = world.sql("select id from trust_ledgers order by id limit 1")[0]
    data = await world.ask(
        ENTITIES,
        it=[
            {"__typename": "Matter", "id": "mat_9c31d2"},
            {"__typename": "Matter", "number": "2026-0041"},
            {"__typename": "Contact", "id": "cli_445f10"},
            {"__typename": "User", "id": "u_pp_7ab202"},
            {"__typename": "Workspace", "id": "iman_ws_8831"},
            {"__typename": "TimeEntry", "id": "tim_c812e0"},
            {"__typename": "Invoice", "id": invoice},
            {"__typename": "TrustAccount", "id": "tra_21ff67"},
            {"__typename": "TrustLedger", "id": ledger},
            {"__typename": "Expense", "id": expense},
            {"__typename": "Payment", "id": payment},
        ],
    )
    found = data["_entities"]
    assert found[0] == found[1] == ACME
    assert found[2] == {"__typename": "Contact", "name": "Acme Holdings LLC"}
    assert found[3] == {"__typename": "User", "name": "Jane Attorney"}
    assert found[4]["id"] == "iman_ws_8831"
    assert found[4]["webUrl"].startswith("https://")
    assert found[5] == {"__typename": "TimeEntry", "hours": "2.7"}
    assert found[6] == {"__typename": "Invoice", "status": "PAID"}
    assert [it["__typename"] for it in found[7:]] == [
        "TrustAccount",
        "TrustLedger",
        "Expense",
        "Payment",
    ]
    assert set(world.counts.values()) == {1}


async def test_many_of_one_type_are_one_ask(world: World) -> None:
    ids = [id for (id,) in world.sql("select id from matters order by id limit 50")]
    data = await world.ask(ENTITIES, it=[{"__typename": "Matter", "id": id} for id in ids])
    assert [it["id"] for it in data["_entities"]] == ids
    assert world.counts == {"matters.by_id": 1, "contacts.by_id": 1}


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"__typename": "Nope", "id": "1"}, "A representation names an entity type"),
        ({"__typename": "Money", "amount": "1"}, "A representation names an entity type"),
        ({"__typename": "Query"}, "A representation names an entity type"),
        ({"__typename": 1, "id": "1"}, "A representation names an entity type"),
        ({"id": "mat_9c31d2"}, "A representation names an entity type"),
        ({"__typename": "Matter"}, "A Matter is named by id or number, as a string."),
        ({"__typename": "Matter", "id": 7}, "A Matter is named by id or number, as a string."),
        ("mat_9c31d2", "A representation is an object with __typename and a key."),
        ([], "A representation is an object with __typename and a key."),
    ],
    ids=str,
)
async def test_a_bad_one_is_an_error_of_its_own_and_the_rest_stand(
    world: World, bad: Any, message: str
) -> None:
    good = {"__typename": "Matter", "id": "mat_9c31d2"}
    result = await world.execute(ENTITIES, {"it": [good, bad, good]})
    assert result.data == {"_entities": [ACME, None, ACME]}
    (error,) = [error.formatted for error in result.errors]
    assert error["message"].startswith(message)
    assert error["path"] == ["_entities", 1]
    assert error["extensions"] == {"code": "INVALID_INPUT"}


async def test_a_load_that_fails_is_an_error_of_each_it_was_for_and_the_rest_stand(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(ids: Any) -> Any:
        raise Refused(UpstreamUnavailable(reason="It is down."))

    monkeypatch.setattr(world.practice.trust, "accounts_by_id", broken)
    account = {"__typename": "TrustAccount", "id": "tra_21ff67"}
    matter = {"__typename": "Matter", "id": "mat_9c31d2"}
    result = await world.execute(ENTITIES, {"it": [account, matter, {**account, "id": "tra_2"}]})
    assert result.data == {"_entities": [None, ACME, None]}
    assert [(it.path, it.extensions["code"]) for it in result.errors] == [
        (["_entities", 0], "UPSTREAM_UNAVAILABLE"),
        (["_entities", 2], "UPSTREAM_UNAVAILABLE"),
    ]


async def test_an_unknown_key_is_null_without_an_error(world: World) -> None:
    data = await world.ask(ENTITIES, it=[{"__typename": "Matter", "id": "mat_none"}])
    assert data == {"_entities": [None]}


async def test_what_a_representation_claims_is_not_believed(world: World) -> None:
    claim = {"__typename": "Matter", "id": "mat_9c31d2", "title": "Mine now", "client_id": "x"}
    assert await world.ask(ENTITIES, it=[claim]) == {"_entities": [ACME]}


async def test_the_same_representations_may_be_used_twice(world: World) -> None:
    document = """query ($it: [_Any!]!) {
        a: _entities(representations: $it) { ... on Matter { id } }
        b: _entities(representations: $it) { ... on Matter { id } } }"""
    data = await world.ask(document, it=[{"__typename": "Matter", "id": "mat_9c31d2"}])
    assert data["a"] == data["b"] == [{"id": "mat_9c31d2"}]


async def test_what_was_sent_is_left_as_it_was(world: World) -> None:
    sent = [{"__typename": "Matter", "id": "mat_9c31d2", "more": {"of": ["it"]}}]
    kept = deepcopy(sent)
    await world.ask(ENTITIES, it=sent)
    assert sent == kept


@pytest.mark.parametrize("many", [1, 60, 1000])
async def test_a_call_is_a_load_for_each_type_and_key_however_many_it_names(
    world: World, many: int
) -> None:
    matters = world.sql("select id, number from matters order by id limit 60")
    contacts = world.sql("select id from contacts order by id limit 60")
    kinds = [
        [{"__typename": "Matter", "id": id} for id, _ in matters],
        [{"__typename": "Matter", "number": number} for _, number in matters],
        [{"__typename": "Contact", "id": id} for (id,) in contacts],
    ]
    mixed = list(
        itertools.islice(itertools.cycle(itertools.chain(*zip(*kinds, strict=True))), many)
    )
    document = """query ($it: [_Any!]!) { _entities(representations: $it) {
        ... on Matter { id number } ... on Contact { id } } }"""
    data = await world.ask(document, it=mixed)
    for sent, found in zip(mixed, data["_entities"], strict=True):
        assert found.items() >= {key: sent[key] for key in sent if key != "__typename"}.items()
    asked = ["matters.by_id", "matters.by_number", "contacts.by_id"]
    assert world.counts == dict.fromkeys(asked[:many], 1)


async def test_entities_of_several_kinds_are_asked_for_with_what_is_beside_them(
    world: World,
) -> None:
    document = """query ($it: [_Any!]!) {
        matter(id: "mat_9c31d2") { id } contact(id: "cli_2cc19c") { id }
        _entities(representations: $it) { ... on Matter { id } ... on Contact { id } } }"""
    (matter,) = world.sql("select id from matters where id != 'mat_9c31d2' limit 1")
    (contact,) = world.sql("select id from contacts where id != 'cli_2cc19c' limit 1")
    named = [("Matter", matter[0]), ("Contact", contact[0])]
    data = await world.ask(document, it=[{"__typename": kind, "id": id} for kind, id in named])
    assert data["_entities"] == [{"id": matter[0]}, {"id": contact[0]}]
    assert world.counts == {"matters.by_id": 1, "contacts.by_id": 1}


async def test_too_many_are_refused(world: World) -> None:
    it = [{"__typename": "Matter", "id": "mat_9c31d2"}] * (Limits().representations + 1)
    (error,) = await world.errors(ENTITIES, it=it)
    assert error["extensions"] == {"code": "TOO_MANY_REPRESENTATIONS", "limit": 1000, "found": 1001}
    assert world.asked == []


async def test_the_gateway_reads_the_schema(world: World) -> None:
    sdl = (await world.ask("{ _service { sdl } }"))["_service"]["sdl"]
    assert 'type Matter implements Node @key(fields: "id") @key(fields: "number")' in sdl
    assert "type Money @shareable" in sdl
    assert "type PageInfo @cacheControl(inheritMaxAge: true) @shareable" in sdl
