"""transferTrust: inside one client, both entries at once, and to nobody else's ledger."""

from typing import Any

import pytest

from tests.mutations.records import balance, done, refused
from tests.world import MATTER, World

AT_LARGE, OF_MATTER, ITS_MATTER, OTHER_CLIENTS = (
    "trl_2babf4",
    "trl_d7d7c7",
    "mat_f5b7f2",
    "trl_e33c50",
)
MOVE: dict[str, Any] = {
    "idempotencyKey": "move",
    "fromLedgerId": AT_LARGE,
    "amount": "750.25",
    "date": "2026-02-20",
    "reason": "For the matter",
}


@pytest.mark.parametrize("to", [{"toLedgerId": OF_MATTER}, {"toMatterId": ITS_MATTER}])
async def test_tr11_two_entries_of_one_sum(world: World, to: dict[str, Any]) -> None:
    selection = """transaction { kind purpose amount { amount } reason transferId
        ledger { id } } ledger { id }"""
    answer = await done(world, "transferTrust", selection, **MOVE, **to)
    transfer = answer["transaction"].pop("transferId")
    assert answer == {
        "transaction": {
            "kind": "TRANSFER",
            "purpose": "TRUST_TO_TRUST",
            "amount": {"amount": "-750.25"},
            "reason": "For the matter",
            "ledger": {"id": AT_LARGE},
        },
        "ledger": {"id": AT_LARGE},
    }
    assert world.sql(
        "select ledger_id, amount from trust_entries where transfer_id = ? order by sequence",
        transfer,
    ) == [(AT_LARGE, -75025), (OF_MATTER, 75025)]
    assert (await balance(world, AT_LARGE))["available"] == "4249.75"
    assert (await balance(world, OF_MATTER))["available"] == "6050.25"


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"toMatterId": MATTER}, "CROSS_CLIENT_TRUST", "toMatterId"),
        ({"toLedgerId": OTHER_CLIENTS}, "CROSS_CLIENT_TRUST", "toLedgerId"),
        ({"toLedgerId": "trl_none"}, "NOT_FOUND", "toLedgerId"),
        ({"toMatterId": "mat_none"}, "NOT_FOUND", "toMatterId"),
        ({}, "INVALID_INPUT", "toLedgerId"),
        ({"toLedgerId": OF_MATTER, "toMatterId": ITS_MATTER}, "INVALID_INPUT", "toLedgerId"),
        ({"toLedgerId": AT_LARGE}, "LEDGER_MISMATCH", "toLedgerId"),
        ({"toLedgerId": OF_MATTER, "amount": "5000.01"}, "INSUFFICIENT_TRUST_FUNDS", "amount"),
        ({"toLedgerId": OF_MATTER, "amount": "0.001"}, "SUBUNIT_AMOUNT", "amount"),
        ({"toLedgerId": OF_MATTER, "amount": "0"}, "AMOUNT_NOT_POSITIVE", "amount"),
        ({"toLedgerId": OF_MATTER, "currencyCode": "EUR"}, "CURRENCY_MISMATCH", "currencyCode"),
        ({"toLedgerId": OF_MATTER, "fromLedgerId": "trl_none"}, "NOT_FOUND", "fromLedgerId"),
        ({"toLedgerId": OF_MATTER, "date": "2026-02-22"}, "INVALID_INPUT", "date"),
    ],
)
async def test_what_is_wrong_has_its_own_code_and_changes_nothing(
    world: World, said: dict[str, Any], code: str, field: str
) -> None:
    assert await refused(world, "transferTrust", "ledger", **{**MOVE, **said}) == [(code, [field])]
