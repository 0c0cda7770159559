"""bounceTrustDeposit: a deposit that never came is taken back by an entry of its own."""

from typing import Any

from tests.mutations.records import LEDGER, balance, deposited, done, refused
from tests.world import World


def bounce(id: str, **said: Any) -> dict[str, Any]:
    return {"transactionId": id, "reason": "No funds", "idempotencyKey": "bounce", **said}


async def test_both_entries_stay_and_name_each_other(world: World) -> None:
    id = (await deposited(world))["transaction"]
    selection = """transaction { id kind purpose reason amount { amount } clearedOn
        reverses { id clearedOn reversedBy { id } } } ledger { balance { posted { amount } } }"""
    answer = await done(world, "bounceTrustDeposit", selection, **bounce(id))
    undone = answer["transaction"].pop("id")
    assert answer == {
        "transaction": {
            "kind": "REVERSAL",
            "purpose": "REVERSAL",
            "reason": "No funds",
            "amount": {"amount": "-1000.00"},
            "clearedOn": None,
            "reverses": {"id": id, "clearedOn": None, "reversedBy": {"id": undone}},
        },
        "ledger": {"balance": {"posted": {"amount": "2500.00"}}},
    }
    assert await balance(world, LEDGER) == {
        "posted": "2500.00",
        "cleared": "2500.00",
        "held": "0.00",
        "requested": "0.00",
        "available": "2500.00",
    }
    again = bounce(id, idempotencyKey="again")
    assert await refused(world, "bounceTrustDeposit", "ledger", **again) == [
        ("ALREADY_REVERSED", ["transactionId"])
    ]


async def test_what_has_cleared_does_not_bounce(world: World) -> None:
    assert await refused(world, "bounceTrustDeposit", "ledger", **bounce("trt_9cb54a")) == [
        ("INVALID_STATE", ["transactionId"])
    ]
