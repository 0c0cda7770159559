"""setEvergreen: the least a matter's ledger should hold, what is missing, and none again."""

from typing import Any

import pytest

from tests.mutations.records import (
    approved,
    balance,
    deposited,
    done,
    new_invoice,
    refusals,
    refused,
)
from tests.world import MATTER, World

WHOLE = """matter { id evergreen { least { amount currencyCode } onInvoices below
    replenishment { amount } } }"""


@pytest.mark.parametrize(
    ("said", "least", "below", "missing"),
    [
        ({"least": "2500"}, "2500.00", False, "0.00"),
        ({"least": "3000.5", "onInvoices": False}, "3000.50", True, "500.50"),
    ],
)
async def test_tr18_it_says_what_is_missing(
    world: World, said: dict[str, Any], least: str, below: bool, missing: str
) -> None:
    answer = await done(world, "setEvergreen", WHOLE, matterId=MATTER, **said)
    assert answer["matter"] == {
        "id": MATTER,
        "evergreen": {
            "least": {"amount": least, "currencyCode": "USD"},
            "onInvoices": said.get("onInvoices", True),
            "below": below,
            "replenishment": {"amount": missing},
        },
    }
    gone = await done(world, "setEvergreen", WHOLE, matterId=MATTER, least=None)
    assert gone["matter"] == {"id": MATTER, "evergreen": None}


async def test_an_invoice_asks_for_it_beside_what_is_due(world: World) -> None:
    await done(world, "setEvergreen", "matter { id }", matterId=MATTER, least="3000")
    id = await new_invoice(world)
    data = await world.ask(
        f"""{{ invoice(id: "{id}") {{ trustReplenishment {{ amount }} amountDue {{ amount }}
            lineItems {{ kind }} }} }}"""
    )
    assert data["invoice"] == {
        "trustReplenishment": {"amount": "500.00"},
        "amountDue": {"amount": "1066.50"},
        "lineItems": [{"kind": "TIME"}],
    }


async def test_tr19_tr18_one_payment_for_both_is_deposited_whole_and_then_pays_its_part(
    world: World,
) -> None:
    await done(world, "setEvergreen", "matter { id }", matterId=MATTER, least="3000")
    id = await approved(world)
    made = await deposited(world, "1566.50", method="WIRE")
    entries = "select id, amount from trust_entries where ledger_id = ? and created_at >= ?"
    since = "2026-02-20T09:15:44"
    assert world.sql(entries, made["ledger"], since) == [(made["transaction"], 156650)]
    paid = "invoice { status amountDue { amount } } trustLimit"
    answer = await done(world, "applyTrust", paid, invoiceId=id, idempotencyKey="a")
    assert answer == {
        "invoice": {"status": "PAID", "amountDue": {"amount": "0.00"}},
        "trustLimit": "AMOUNT_DUE",
    }
    assert (await balance(world, made["ledger"]))["posted"] == "3000.00"
    data = await world.ask(
        "query ($id: ID!) { matter(id: $id) { evergreen { below replenishment { amount } } } }",
        id=MATTER,
    )
    assert data["matter"]["evergreen"] == {"below": False, "replenishment": {"amount": "0.00"}}


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"least": "0"}, "AMOUNT_NOT_POSITIVE", "least"),
        ({"least": "0.001"}, "SUBUNIT_AMOUNT", "least"),
        ({"least": "1", "matterId": "mat_none"}, "NOT_FOUND", "matterId"),
        ({"least": "1", "onInvoices": None}, "INVALID_INPUT", "onInvoices"),
    ],
)
async def test_what_is_wrong_has_its_own_code_and_changes_nothing(
    world: World, said: dict[str, Any], code: str, field: str
) -> None:
    said = {"matterId": MATTER, **said}
    assert await refused(world, "setEvergreen", "matter", **said) == [(code, [field])]


async def test_silence_does_not_take_it_away(world: World) -> None:
    (error,) = await refusals(world, "setEvergreen", "", matterId=MATTER)
    assert error["message"] == "least is an amount, or null for none; it has to be given."
