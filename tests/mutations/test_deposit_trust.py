"""depositTrust: what it adds, when it may be spent, whose it must be, and the key."""

from datetime import timedelta
from typing import Any

import pytest

from tests.mutations.records import (
    ACCOUNT,
    LEDGER,
    balance,
    done,
    new_client,
    new_matter,
    refusals,
    refused,
)
from tests.world import CLIENT, MATTER, OWNER, World

WHOLE = """transaction { kind purpose amount { amount currencyCode } runningBalance { amount } date
        clearedOn reference payee payer reason transferId recordedBy { id } authorisedBy { id } }
    ledger { id isFirmMoney client { id } matter { id } balance { posted { amount }
        cleared { amount } available { amount } } }
    request { id }"""
CHECK: dict[str, Any] = {
    "idempotencyKey": "k",
    "trustAccountId": ACCOUNT,
    "clientId": CLIENT,
    "matterId": MATTER,
    "amount": "1200.50",
    "date": "2026-02-19",
    "method": "CHECK",
    "reference": "Check 6130",
    "payer": " Acme Holdings LLC ",
}


async def test_tr5_a_check_is_posted_at_once_and_cleared_later(world: World) -> None:
    assert await done(world, "depositTrust", WHOLE, **CHECK) == {
        "transaction": {
            "kind": "DEPOSIT",
            "purpose": None,
            "amount": {"amount": "1200.50", "currencyCode": "USD"},
            "runningBalance": {"amount": "3700.50"},
            "date": "2026-02-19",
            "clearedOn": None,
            "reference": "Check 6130",
            "payee": None,
            "payer": "Acme Holdings LLC",
            "reason": None,
            "transferId": None,
            "recordedBy": {"id": OWNER},
            "authorisedBy": {"id": OWNER},
        },
        "ledger": {
            "id": LEDGER,
            "isFirmMoney": False,
            "client": {"id": CLIENT},
            "matter": {"id": MATTER},
            "balance": {
                "posted": {"amount": "3700.50"},
                "cleared": {"amount": "2500.00"},
                "available": {"amount": "2500.00"},
            },
        },
        "request": None,
    }


@pytest.mark.parametrize(
    ("method", "cleared"),
    [("WIRE", "2026-02-19"), ("CASH", None), ("ACH", None), ("CARD", None), ("OTHER", None)],
)
async def test_the_accounts_policy_says_what_clears_at_once(
    world: World, method: str, cleared: str | None
) -> None:
    answer = await done(world, "depositTrust", WHOLE, **{**CHECK, "method": method})
    assert answer["transaction"]["clearedOn"] == cleared


async def test_a_clients_first_money_opens_its_ledger(world: World) -> None:
    client = await new_client(world)
    matter = await new_matter(world, clientId=client)
    own = {**CHECK, "clientId": client, "matterId": matter}
    of_matter = (await done(world, "depositTrust", WHOLE, **own))["ledger"]
    at_large = {**own, "matterId": None, "idempotencyKey": "k2"}
    of_client = (await done(world, "depositTrust", WHOLE, **at_large))["ledger"]
    assert (of_matter["matter"], of_client["matter"]) == ({"id": matter}, None)
    assert of_matter["id"] != of_client["id"]
    assert {of_matter["client"]["id"], of_client["client"]["id"]} == {client}


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"amount": "0.001"}, "SUBUNIT_AMOUNT", "amount"),
        ({"amount": "0"}, "AMOUNT_NOT_POSITIVE", "amount"),
        ({"amount": "-1"}, "AMOUNT_NOT_POSITIVE", "amount"),
        ({"amount": "100000000000000000"}, "AMOUNT_TOO_LARGE", "amount"),
        ({"currencyCode": "KWD"}, "CURRENCY_MISMATCH", "currencyCode"),
        ({"date": "2026-02-22"}, "INVALID_INPUT", "date"),
        ({"method": "TRUST"}, "INVALID_INPUT", "method"),
        ({"method": "CREDIT"}, "INVALID_INPUT", "method"),
        ({"payer": ""}, "INVALID_INPUT", "payer"),
        ({"payer": "meridian lake law llp"}, "INVALID_INPUT", "payer"),
        ({"trustAccountId": "tra_none"}, "NOT_FOUND", "trustAccountId"),
        ({"matterId": "mat_none"}, "NOT_FOUND", "matterId"),
        ({"clientId": "cli_97ea55"}, "LEDGER_MISMATCH", "matterId"),
    ],
)
async def test_what_is_wrong_has_its_own_code_and_changes_nothing(
    world: World, said: dict[str, Any], code: str, field: str
) -> None:
    assert await refused(world, "depositTrust", "transaction", **{**CHECK, **said}) == [
        (code, [field])
    ]


async def test_every_fault_is_told_at_once(world: World) -> None:
    wrong = {"amount": "0.001", "currencyCode": "EUR", "date": "2027-01-01", "method": "TRUST"}
    errors = await refusals(world, "depositTrust", "", **{**CHECK, **wrong})
    assert [it["code"] for it in errors] == [
        "CURRENCY_MISMATCH",
        "SUBUNIT_AMOUNT",
        "INVALID_INPUT",
        "INVALID_INPUT",
    ]


async def test_a_closed_matter_takes_no_money(world: World) -> None:
    matter = await new_matter(world, status="CLOSED")
    assert await refused(world, "depositTrust", "ledger", **{**CHECK, "matterId": matter}) == [
        ("MATTER_CLOSED", ["matterId"])
    ]


async def test_tr20_a_key_receives_money_once(world: World) -> None:
    first = await done(world, "depositTrust", WHOLE, **CHECK)
    before = world.everything()
    world.clock.time += timedelta(days=1)
    assert await done(world, "depositTrust", WHOLE, **{**CHECK, "currencyCode": None}) == first
    assert world.everything() == before
    assert (await balance(world, LEDGER))["posted"] == "3700.50"
    assert await refused(world, "depositTrust", "ledger", **{**CHECK, "amount": "1"}) == [
        ("IDEMPOTENCY_MISMATCH", ["idempotencyKey"])
    ]
