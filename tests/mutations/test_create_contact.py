"""createContact: the seed's contact, a new one, the upsert, every refusal and the key."""

from datetime import timedelta
from typing import Any

import pytest

from tests.mutations.records import new_matter, refusals, refused
from tests.world import World

WHOLE = """contact { id externalId type name primaryContact { givenName familyName email } emails
    phones { type value } addresses { line1 line2 city region postalCode country }
    billingPreferences { delivery terms currencyCode } notes createdAt updatedAt } created"""

SEED: dict[str, Any] = {
    "externalId": "acct_00124",
    "type": "ORGANIZATION",
    "name": "Acme Holdings LLC",
    "primaryContact": {
        "givenName": "Alex",
        "familyName": "Morgan",
        "email": "alex.morgan@acme.example",
    },
    "emails": ["billing@acme.example"],
    "phones": [{"type": "work", "value": "+1-312-555-0199"}],
    "addresses": [
        {
            "line1": "200 W Monroe St",
            "city": "Chicago",
            "region": "IL",
            "postalCode": "60606",
            "country": "US",
        }
    ],
    "billingPreferences": {"delivery": "email", "terms": "net30", "currencyCode": "USD"},
    "notes": "Existing iManage client; map by client number 11287",
}
SEED_CONTACT = {
    **SEED,
    "id": "cli_445f10",
    "addresses": [{**SEED["addresses"][0], "line2": None}],
    "createdAt": "2025-11-03T15:20:41Z",
    "updatedAt": "2026-02-20T09:15:44Z",
}
PLAIN = {"type": "PERSON", "name": "Imogen Vastergard"}


async def test_the_seeds_contact_is_the_demos(world: World) -> None:
    assert await world.change("createContact", WHOLE, **SEED) == {
        "contact": SEED_CONTACT,
        "created": False,
        "userErrors": [],
    }
    assert world.sql("select count(*) from contacts where external_id = 'acct_00124'") == [(1,)]


async def test_a_contact_with_a_new_external_id_is_added(world: World) -> None:
    assert await world.change("createContact", WHOLE, **{**SEED, "externalId": "acct_99001"}) == {
        "contact": {
            **SEED_CONTACT,
            "id": "cli_000001",
            "externalId": "acct_99001",
            "createdAt": "2026-02-20T09:15:44Z",
        },
        "created": True,
        "userErrors": [],
    }


async def test_only_type_and_name_are_needed(world: World) -> None:
    nothing = dict.fromkeys(SEED.keys() - PLAIN.keys())
    bare = {
        "contact": {
            **PLAIN,
            "id": "cli_000001",
            "externalId": None,
            "primaryContact": None,
            "emails": [],
            "phones": [],
            "addresses": [],
            "billingPreferences": None,
            "notes": None,
            "createdAt": "2026-02-20T09:15:44Z",
            "updatedAt": "2026-02-20T09:15:44Z",
        },
        "created": True,
        "userErrors": [],
    }
    assert await world.change("createContact", WHOLE, **PLAIN) == bare
    bare["contact"]["id"] = "cli_000002"
    assert await world.change("createContact", WHOLE, **PLAIN, **nothing) == bare


async def test_a_known_external_id_changes_only_what_is_given(world: World) -> None:
    answer = await world.change(
        "createContact",
        WHOLE,
        externalId="acct_00124",
        type="ORGANIZATION",
        name="Acme Group",
        emails=[],
        phones=None,
        billingPreferences={"terms": "net 45"},
    )
    assert answer == {
        "contact": {
            **SEED_CONTACT,
            "name": "Acme Group",
            "emails": [],
            "billingPreferences": {"delivery": None, "terms": "net 45", "currencyCode": None},
        },
        "created": False,
        "userErrors": [],
    }


async def test_text_is_kept_without_the_space_around_it(world: World) -> None:
    answer = await world.change(
        "createContact",
        WHOLE,
        type="PERSON",
        name="  Imogen  Vastergard ",
        emails=[" imogen@vastergard.example "],
        notes=" Prefers letters. \n",
    )
    contact = answer["contact"]
    assert contact["name"] == "Imogen  Vastergard"
    assert contact["emails"] == ["imogen@vastergard.example"]
    assert contact["notes"] == "Prefers letters."


@pytest.mark.parametrize(
    "words",
    ["vastergard", "VASTERgard", "desk@marlowe", "acct_77", "Théodora", "théodora marlowe"],
)
async def test_a_contact_added_is_found_by_its_names(world: World, words: str) -> None:
    await world.change(
        "createContact",
        WHOLE,
        **PLAIN,
        externalId="acct_7700",
        emails=["front@vastergard.example", "Desk@Marlowe.example"],
        primaryContact={"givenName": "Théodora", "familyName": "Marlowe"},
    )
    found = await world.ask(
        "query ($s: String!) { contacts(filter: { search: $s }) { edges { node { id } } } }",
        s=words,
    )
    assert found["contacts"]["edges"] == [{"node": {"id": "cli_000001"}}]


async def test_a_contact_added_may_have_matters(world: World) -> None:
    await world.change("createContact", WHOLE, **PLAIN)
    matter = await new_matter(world, clientId="cli_000001")
    data = await world.ask('{ contact(id: "cli_000001") { matters { edges { node { id } } } } }')
    assert data["contact"]["matters"]["edges"] == [{"node": {"id": matter}}]


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        pytest.param({"name": "  "}, [["name"]], id="a blank name"),
        pytest.param({"name": "x" * 251}, [["name"]], id="a long name"),
        pytest.param({"emails": ["alex"]}, [["emails", "0"]], id="no address"),
        pytest.param(
            {"emails": ["a@b.example", "a b@c.example", "@", "a@b@c"]},
            [["emails", "1"], ["emails", "2"], ["emails", "3"]],
            id="three that are none",
        ),
        pytest.param({"emails": ["a@b.example"] * 21}, [["emails"]], id="too many addresses"),
        pytest.param(
            {"emails": ["x" * 250 + "@b.example"]}, [["emails", "0"]], id="a long address"
        ),
        pytest.param(
            {"primaryContact": {"email": "alex at acme", "givenName": ""}},
            [["primaryContact", "givenName"], ["primaryContact", "email"]],
            id="a person",
        ),
        pytest.param({"phones": [{"value": " "}]}, [["phones", "0", "value"]], id="a blank number"),
        pytest.param(
            {"phones": [{"value": "1"}, {"value": "2", "type": ""}]},
            [["phones", "1", "type"]],
            id="a number for nothing",
        ),
        pytest.param({"phones": [{"value": "1"}] * 21}, [["phones"]], id="too many numbers"),
        pytest.param(
            {"addresses": [{"postalCode": "6" * 251}]},
            [["addresses", "0", "postalCode"]],
            id="a long postal code",
        ),
        pytest.param(
            {"billingPreferences": {"terms": ""}},
            [["billingPreferences", "terms"]],
            id="blank terms",
        ),
        pytest.param({"notes": "x" * 8001}, [["notes"]], id="long notes"),
        pytest.param({"externalId": ""}, [["externalId"]], id="an empty external id"),
        pytest.param({"idempotencyKey": "k" * 201}, [["idempotencyKey"]], id="a long key"),
        pytest.param(
            {"name": "", "emails": ["x"], "phones": [{"value": ""}]},
            [["name"], ["emails", "0"], ["phones", "0", "value"]],
            id="several at once",
        ),
    ],
)
async def test_every_broken_rule_is_refused_at_its_path(
    world: World, said: dict[str, Any], fields: list[list[str]]
) -> None:
    assert await refused(world, "createContact", "contact", **{**PLAIN, **said}) == [
        ("INVALID_INPUT", field) for field in fields
    ]


async def test_a_refusal_says_the_rule(world: World) -> None:
    errors = await refusals(world, "createContact", "contact { id }", type="PERSON", name="")
    assert errors == [
        {
            "__typename": "InvalidInput",
            "code": "INVALID_INPUT",
            "message": "name should have at least 1 character.",
            "field": ["name"],
        }
    ]


async def test_a_key_repeats_its_answer_and_adds_nothing(world: World) -> None:
    said = {**SEED, "externalId": "acct_1", "idempotencyKey": "k"}
    first = await world.change("createContact", WHOLE, **said)
    assert first["created"] is True
    before = world.everything()
    world.clock.time += timedelta(hours=1)
    assert await world.change("createContact", WHOLE, **said) == first
    assert world.everything() == before


async def test_a_key_with_another_input_is_refused(world: World) -> None:
    await world.change("createContact", WHOLE, **PLAIN, idempotencyKey="k")
    other = {**PLAIN, "name": "Other", "idempotencyKey": "k"}
    assert await refused(world, "createContact", "contact", **other) == [
        ("IDEMPOTENCY_MISMATCH", ["idempotencyKey"])
    ]
