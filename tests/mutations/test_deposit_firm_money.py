"""depositFirmMoney: the firm's own, capped, for bank charges and nothing else."""

from typing import Any

import pytest

from tests.mutations.records import ACCOUNT, deposited, done, refused
from tests.world import MATTER, World

OWN: dict[str, Any] = {
    "idempotencyKey": "k",
    "trustAccountId": ACCOUNT,
    "amount": "100",
    "date": "2026-02-20",
    "method": "WIRE",
}
WHOLE = """transaction { payer clearedOn } ledger { id isFirmMoney client { id } matter { id }
    balance { available { amount } } }"""


async def test_tr10_it_has_a_ledger_of_its_own_and_pays_bank_charges_only(world: World) -> None:
    answer = await done(world, "depositFirmMoney", WHOLE, **OWN)
    ledger = answer["ledger"].pop("id")
    assert answer == {
        "transaction": {"payer": "Meridian Lake Law LLP", "clearedOn": "2026-02-20"},
        "ledger": {
            "isFirmMoney": True,
            "client": None,
            "matter": None,
            "balance": {"available": {"amount": "100.00"}},
        },
    }
    out = {
        "idempotencyKey": "out",
        "ledgerId": ledger,
        "amount": "12.50",
        "date": "2026-02-20",
        "payee": "Lakeside Bank",
    }
    for purpose in ("THIRD_PARTY", "CLIENT_REFUND"):
        assert await refused(world, "disburseTrust", "ledger", **out, purpose=purpose) == [
            ("INVALID_INPUT", ["purpose"])
        ]
    await done(world, "disburseTrust", "ledger { id }", **out, purpose="BANK_CHARGE")
    to = {"toMatterId": MATTER, "reason": "x", "amount": "1", "date": "2026-02-20"}
    said = {"fromLedgerId": ledger, "idempotencyKey": "move", **to}
    assert await refused(world, "transferTrust", "ledger", **said) == [
        ("CROSS_CLIENT_TRUST", ["toMatterId"])
    ]


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"amount": "250.01"}, "FIRM_MONEY_CAPPED", "amount"),
        ({"amount": "0.001"}, "SUBUNIT_AMOUNT", "amount"),
        ({"amount": "0"}, "AMOUNT_NOT_POSITIVE", "amount"),
        ({"currencyCode": "EUR"}, "CURRENCY_MISMATCH", "currencyCode"),
        ({"trustAccountId": "tra_none"}, "NOT_FOUND", "trustAccountId"),
        ({"method": "CREDIT"}, "INVALID_INPUT", "method"),
    ],
)
async def test_what_is_wrong_has_its_own_code_and_changes_nothing(
    world: World, said: dict[str, Any], code: str, field: str
) -> None:
    assert await refused(world, "depositFirmMoney", "ledger", **{**OWN, **said}) == [
        (code, [field])
    ]


async def test_the_cap_counts_what_is_there(world: World) -> None:
    await done(world, "depositFirmMoney", "ledger { id }", **{**OWN, "amount": "250"})
    more = {**OWN, "amount": "0.01", "idempotencyKey": "k2"}
    assert await refused(world, "depositFirmMoney", "ledger", **more) == [
        ("FIRM_MONEY_CAPPED", ["amount"])
    ]
    assert (await deposited(world))["ledger"]
