"""logTime: the seed's entry, every default, every refusal."""

import pytest

from tests.world import MATTER, OWNER, World

ENTRY = """timeEntry { id date activityCode taskCode activity { name } description hours
    rate { amount } amount { amount currencyCode } billable status tags createdAt
    matter { number } user { name } invoice { id } }"""

SEED = {
    "matterId": MATTER,
    "userId": OWNER,
    "date": "2026-02-18",
    "activityCode": "L110",
    "description": "Draft motion to compel; reviewed exhibits in iManage",
    "hours": "2.7",
    "billable": True,
    "rate": "395",
    "tags": ["motion", "discovery"],
}


async def test_the_seeds_entry_gives_the_seeds_amount(world: World) -> None:
    assert await world.change("logTime", ENTRY, **SEED) == {
        "timeEntry": {
            "id": "tim_000001",
            "date": "2026-02-18",
            "activityCode": "L110",
            "taskCode": "L110",
            "activity": {"name": "Fact Investigation/Development"},
            "description": "Draft motion to compel; reviewed exhibits in iManage",
            "hours": "2.7",
            "rate": {"amount": "395.00"},
            "amount": {"amount": "1066.50", "currencyCode": "USD"},
            "billable": True,
            "status": "BILLABLE",
            "tags": ["motion", "discovery"],
            "createdAt": "2026-02-20T09:15:44Z",
            "matter": {"number": "2026-0041"},
            "user": {"name": "Jane Attorney"},
            "invoice": None,
        },
        "userErrors": [],
    }


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"hours": "0"}, "INVALID_INPUT", ["hours"]),
        ({"hours": "24.01"}, "INVALID_INPUT", ["hours"]),
        ({"hours": "0.125"}, "INVALID_INPUT", ["hours"]),
        ({"rate": "-1"}, "INVALID_INPUT", ["rate"]),
        ({"rate": "0.001"}, "INVALID_INPUT", ["rate"]),
        ({"date": "2026-02-22"}, "INVALID_INPUT", ["date"]),
        ({"activityCode": "L100"}, "INVALID_INPUT", ["activityCode"]),
        ({"activityCode": "E112"}, "INVALID_INPUT", ["activityCode"]),
        ({"matterId": "mat_none"}, "NOT_FOUND", ["matterId"]),
        ({"userId": "u_none"}, "NOT_FOUND", ["userId"]),
    ],
)
async def test_a_refusal_names_its_field_and_changes_nothing(
    world: World, said: dict[str, str], code: str, field: list[str]
) -> None:
    before = world.everything()
    answer = await world.change("logTime", ENTRY, **{**SEED, **said})
    assert answer["timeEntry"] is None
    assert [(e["code"], e["field"]) for e in answer["userErrors"]] == [(code, field)]
    assert world.everything() == before
