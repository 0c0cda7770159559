"""clearTrustDeposit: from then on it may be spent; once, and not before it came."""

from typing import Any

import pytest

from tests.mutations.records import LEDGER, balance, deposited, done, refused
from tests.world import World


def clearing(id: str, **said: Any) -> dict[str, Any]:
    return {"transactionId": id, "clearedOn": "2026-02-20", "idempotencyKey": "clear", **said}


async def test_a_cleared_deposit_is_available(world: World) -> None:
    id = (await deposited(world))["transaction"]
    selection = "transaction { id clearedOn } ledger { balance { available { amount } } }"
    assert await done(world, "clearTrustDeposit", selection, **clearing(id)) == {
        "transaction": {"id": id, "clearedOn": "2026-02-20"},
        "ledger": {"balance": {"available": {"amount": "3500.00"}}},
    }
    again = clearing(id, idempotencyKey="again")
    assert await refused(world, "clearTrustDeposit", "ledger", **again) == [
        ("INVALID_STATE", ["transactionId"])
    ]
    assert (await balance(world, LEDGER))["cleared"] == "3500.00"


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"clearedOn": "2026-02-19"}, "INVALID_INPUT", "clearedOn"),
        ({"clearedOn": "2026-02-22"}, "INVALID_INPUT", "clearedOn"),
        ({"transactionId": "trt_none"}, "NOT_FOUND", "transactionId"),
        ({"transactionId": "trt_ddf06e"}, "INVALID_STATE", "transactionId"),
    ],
)
async def test_what_is_wrong_has_its_own_code_and_changes_nothing(
    world: World, said: dict[str, Any], code: str, field: str
) -> None:
    id = (await deposited(world))["transaction"]
    assert await refused(world, "clearTrustDeposit", "ledger", **clearing(id, **said)) == [
        (code, [field])
    ]
