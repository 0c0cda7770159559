"""setTrustPolicy: what is said changes, the rest stays, and what may not be empty is refused."""

from typing import Any

import pytest

from tests.mutations.records import ACCOUNT, deposited, done, refused
from tests.world import World

WHOLE = """trustAccount { id policy { secondApproverAbove { amount } firmMoneyMost { amount }
    clientMoneyPaysMatters wiresClearAtOnce cashClearsAtOnce } }"""
BEGUN = {
    "secondApproverAbove": {"amount": "5000.00"},
    "firmMoneyMost": {"amount": "250.00"},
    "clientMoneyPaysMatters": False,
    "wiresClearAtOnce": True,
    "cashClearsAtOnce": False,
}


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ({}, {}),
        ({"secondApproverAbove": None}, {"secondApproverAbove": None}),
        ({"secondApproverAbove": "0"}, {"secondApproverAbove": {"amount": "0.00"}}),
        ({"firmMoneyMost": "100.5"}, {"firmMoneyMost": {"amount": "100.50"}}),
        (
            {"clientMoneyPaysMatters": True, "wiresClearAtOnce": False, "cashClearsAtOnce": True},
            {"clientMoneyPaysMatters": True, "wiresClearAtOnce": False, "cashClearsAtOnce": True},
        ),
    ],
)
async def test_what_is_said_changes_and_the_rest_stays(
    world: World, said: dict[str, Any], changed: dict[str, Any]
) -> None:
    answer = await done(world, "setTrustPolicy", WHOLE, trustAccountId=ACCOUNT, **said)
    assert answer == {"trustAccount": {"id": ACCOUNT, "policy": {**BEGUN, **changed}}}


async def test_it_holds_from_then_on(world: World) -> None:
    said = {"trustAccountId": ACCOUNT, "secondApproverAbove": "10", "cashClearsAtOnce": True}
    await done(world, "setTrustPolicy", "trustAccount { id }", **said)
    entry = (await deposited(world, method="CASH"))["transaction"]
    assert world.sql("select cleared_on from trust_entries where id = ?", entry) == [
        ("2026-02-20",)
    ]
    out = {
        "idempotencyKey": "out",
        "ledgerId": "trl_e33c50",
        "purpose": "THIRD_PARTY",
        "amount": "10.01",
        "date": "2026-02-20",
        "payee": "Clerk",
    }
    answer = await done(world, "disburseTrust", "request { status }", **out)
    assert answer == {"request": {"status": "PENDING"}}


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"trustAccountId": "tra_none"}, "NOT_FOUND", "trustAccountId"),
        ({"firmMoneyMost": None}, "INVALID_INPUT", "firmMoneyMost"),
        ({"wiresClearAtOnce": None}, "INVALID_INPUT", "wiresClearAtOnce"),
        ({"firmMoneyMost": "0.001"}, "SUBUNIT_AMOUNT", "firmMoneyMost"),
        ({"secondApproverAbove": "-1"}, "AMOUNT_NOT_POSITIVE", "secondApproverAbove"),
    ],
)
async def test_what_is_wrong_has_its_own_code_and_changes_nothing(
    world: World, said: dict[str, Any], code: str, field: str
) -> None:
    said = {"trustAccountId": ACCOUNT, **said}
    assert await refused(world, "setTrustPolicy", "trustAccount", **said) == [(code, [field])]
