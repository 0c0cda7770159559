"""reverseTrust: the opposite, today, once; an application gives its invoice's payment back."""

from typing import Any

from tests.mutations.records import LEDGER, approved, balance, deposited, done, refused
from tests.world import World

WHOLE = """transaction { id kind amount { amount } date reason reverses { id } invoice { id } }
    ledger { balance { posted { amount } } }"""


def undo(id: str, **said: Any) -> dict[str, Any]:
    return {"transactionId": id, "reason": "Entered twice", "idempotencyKey": "undo", **said}


async def test_tr12_an_application_is_undone_with_its_payment(world: World) -> None:
    id = await approved(world)
    said = {"invoiceId": id, "idempotencyKey": "apply"}
    entry = (await done(world, "applyTrust", "transaction { id }", **said))["transaction"]["id"]
    answer = await done(world, "reverseTrust", WHOLE, **undo(entry))
    assert answer["transaction"].pop("id") != entry
    assert answer == {
        "transaction": {
            "kind": "REVERSAL",
            "amount": {"amount": "1066.50"},
            "date": "2026-02-20",
            "reason": "Entered twice",
            "reverses": {"id": entry},
            "invoice": {"id": id},
        },
        "ledger": {"balance": {"posted": {"amount": "2500.00"}}},
    }
    data = await world.ask(
        f"""{{ invoice(id: "{id}") {{ status trustApplied {{ amount }} amountDue {{ amount }}
            payments {{ method reversed reversedOn }} }} }}"""
    )
    assert data["invoice"] == {
        "status": "APPROVED",
        "trustApplied": {"amount": "0.00"},
        "amountDue": {"amount": "1066.50"},
        "payments": [{"method": "TRUST", "reversed": True, "reversedOn": "2026-02-20"}],
    }


async def test_it_is_undone_once_and_a_reversal_never(world: World) -> None:
    entry = (await deposited(world))["transaction"]
    undone = (await done(world, "reverseTrust", WHOLE, **undo(entry)))["transaction"]["id"]
    facts = "userErrors { ... on AlreadyReversed { id reversedById } }"
    again = undo(entry, idempotencyKey="again")
    (error,) = (await world.change("reverseTrust", facts, **again))["userErrors"]
    assert (error["id"], error["reversedById"]) == (entry, undone)
    assert await refused(world, "reverseTrust", "ledger", **again) == [
        ("ALREADY_REVERSED", ["transactionId"])
    ]
    back = undo(undone, idempotencyKey="back")
    assert await refused(world, "reverseTrust", "ledger", **back) == [
        ("INVALID_STATE", ["transactionId"])
    ]


async def test_a_deposit_whose_money_is_spent_stays(world: World) -> None:
    facts = "userErrors { ... on WouldOverdraw { shortfall { amount } } }"
    (error,) = (await world.change("reverseTrust", facts, **undo("trt_9cb54a")))["userErrors"]
    assert (error["code"], error["shortfall"]) == ("WOULD_OVERDRAW", {"amount": "2500.00"})
    assert await refused(world, "reverseTrust", "ledger", **undo("trt_9cb54a")) == [
        ("WOULD_OVERDRAW", ["transactionId"])
    ]


async def test_a_transfer_is_undone_whole(world: World) -> None:
    move = {
        "idempotencyKey": "move",
        "fromLedgerId": "trl_2babf4",
        "toLedgerId": "trl_d7d7c7",
        "amount": "100",
        "date": "2026-02-20",
        "reason": "x",
    }
    moved = await done(world, "transferTrust", "transaction { id }", **move)
    await done(world, "reverseTrust", "ledger { id }", **undo(moved["transaction"]["id"]))
    assert (await balance(world, "trl_2babf4"))["posted"] == "5000.00"
    assert (await balance(world, "trl_d7d7c7"))["posted"] == "9500.00"


async def test_there_is_no_such_entry_and_a_reason_is_needed(world: World) -> None:
    assert await refused(world, "reverseTrust", "ledger", **undo("trt_none")) == [
        ("NOT_FOUND", ["transactionId"])
    ]
    assert await refused(world, "reverseTrust", "ledger", **undo(LEDGER, reason=" ")) == [
        ("INVALID_INPUT", ["reason"])
    ]
