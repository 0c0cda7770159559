"""updateContact: what is said changes, what is absent stays, null clears, and every refusal."""

from datetime import timedelta
from typing import Any

import pytest

from tests.mutations.records import new_client, refusals, refused
from tests.world import CLIENT, World

WHOLE = """contact { externalId type name primaryContact { givenName familyName email } emails
    phones { type value } addresses { line1 city } billingPreferences { terms currencyCode }
    notes createdAt updatedAt }"""

FULL: dict[str, Any] = {
    "externalId": "acct_full",
    "type": "ORGANIZATION",
    "name": "Full",
    "primaryContact": {"givenName": "Ida", "familyName": "Full", "email": "ida@full.example"},
    "emails": ["desk@full.example"],
    "phones": [{"type": "work", "value": "1"}],
    "addresses": [{"line1": "1 Full St", "city": "Fulton"}],
    "billingPreferences": {"terms": "net30", "currencyCode": "USD"},
    "notes": "Full.",
}
FULL_CONTACT = {
    **FULL,
    "createdAt": "2026-02-20T09:15:44Z",
    "updatedAt": "2026-02-21T09:15:44Z",
}


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ({}, {}),
        ({"type": "PERSON"}, {"type": "PERSON"}),
        ({"name": " New "}, {"name": "New"}),
        (
            {"primaryContact": {"givenName": "Ada"}},
            {"primaryContact": {"givenName": "Ada", "familyName": None, "email": None}},
        ),
        ({"primaryContact": None}, {"primaryContact": None}),
        ({"emails": ["a@b.example", "c@d.example"]}, {"emails": ["a@b.example", "c@d.example"]}),
        ({"emails": []}, {"emails": []}),
        ({"phones": [{"value": "2"}]}, {"phones": [{"type": None, "value": "2"}]}),
        ({"phones": []}, {"phones": []}),
        ({"addresses": [{"city": "Elgin"}]}, {"addresses": [{"line1": None, "city": "Elgin"}]}),
        ({"addresses": []}, {"addresses": []}),
        (
            {"billingPreferences": {"currencyCode": "EUR", "terms": None}},
            {"billingPreferences": {"terms": None, "currencyCode": "EUR"}},
        ),
        ({"billingPreferences": None}, {"billingPreferences": None}),
        ({"notes": "New."}, {"notes": "New."}),
        ({"notes": None}, {"notes": None}),
    ],
)
async def test_what_is_said_changes_and_what_is_absent_stays(
    world: World, said: dict[str, Any], changed: dict[str, Any]
) -> None:
    id = await new_client(world, **FULL)
    world.clock.time += timedelta(days=1)
    assert await world.change("updateContact", WHOLE, id=id, **said) == {
        "contact": {**FULL_CONTACT, **changed},
        "userErrors": [],
    }
    assert (await world.ask(f"query ($id: ID!) {{ contact(id: $id) {{ {WHOLE[9:]} }}", id=id))[
        "contact"
    ] == {**FULL_CONTACT, **changed}


@pytest.mark.parametrize("field", ["type", "name", "emails", "phones", "addresses"])
async def test_what_may_not_be_empty_is_not_cleared(world: World, field: str) -> None:
    errors = await refusals(world, "updateContact", "contact { id }", id=CLIENT, **{field: None})
    assert errors == [
        {
            "__typename": "InvalidInput",
            "code": "INVALID_INPUT",
            "message": f"{field} should not be null.",
            "field": [field],
        }
    ]


async def test_a_new_name_is_found_and_the_old_one_is_not(world: World) -> None:
    id = await new_client(world, **FULL)
    await world.change("updateContact", WHOLE, id=id, name="Zanzibar Freight", emails=[])
    search = "query ($s: String!) { contacts(filter: { search: $s }) { edges { node { id } } } }"
    for words, edges in [
        ("zanzibar", [{"node": {"id": id}}]),
        ("ida@full", [{"node": {"id": id}}]),
        ("desk@full", []),
    ]:
        assert (await world.ask(search, s=words))["contacts"]["edges"] == edges


@pytest.mark.parametrize(
    ("said", "refusals"),
    [
        ({"id": "cli_none", "name": "x"}, [("NOT_FOUND", ["id"])]),
        ({"name": " "}, [("INVALID_INPUT", ["name"])]),
        ({"emails": ["x"]}, [("INVALID_INPUT", ["emails", "0"])]),
        ({"emails": ["a@b.example"] * 21}, [("INVALID_INPUT", ["emails"])]),
        (
            {"phones": [{"value": "1"}, {"value": ""}], "notes": ""},
            [("INVALID_INPUT", ["phones", "1", "value"]), ("INVALID_INPUT", ["notes"])],
        ),
        (
            {"primaryContact": {"email": "x"}},
            [("INVALID_INPUT", ["primaryContact", "email"])],
        ),
    ],
)
async def test_a_refusal_names_its_fields_and_changes_nothing(
    world: World, said: dict[str, Any], refusals: list[tuple[str, list[str]]]
) -> None:
    assert await refused(world, "updateContact", "contact", **{"id": CLIENT, **said}) == refusals
