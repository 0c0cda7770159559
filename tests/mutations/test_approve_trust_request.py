"""approveTrustRequest and rejectTrustRequest: a second person decides, once."""

from typing import Any

import pytest

from tests.mutations.records import TRUSTEE, balance, done, refusals, refused
from tests.world import OWNER, World

ESTATE = "trl_f66345"
WHOLE = """transaction { kind amount { amount } payee recordedBy { id } authorisedBy { id } }
    ledger { balance { requested { amount } } }
    request { id status decidedBy { id } decidedAt transaction { payee } }"""


@pytest.fixture
async def request_id(world: World) -> str:
    answer = await done(
        world,
        "disburseTrust",
        "request { id }",
        idempotencyKey="ask",
        ledgerId=ESTATE,
        purpose="THIRD_PARTY",
        amount="6000",
        date="2026-02-20",
        payee="Lakefront Title",
    )
    id: str = answer["request"]["id"]
    return id


def decision(id: str, key: str = "decide") -> dict[str, Any]:
    return {"requestId": id, "idempotencyKey": key}


async def test_tr13_a_second_person_pays_it_out(world: World, request_id: str) -> None:
    waiting = """{ trustAccount(id: "tra_afd9ac") { requests { id amount { amount } } } }"""
    assert (await world.ask(waiting))["trustAccount"]["requests"] == [
        {"id": request_id, "amount": {"amount": "6000.00"}}
    ]
    world.person = TRUSTEE
    answer = await done(world, "approveTrustRequest", WHOLE, **decision(request_id))
    assert answer == {
        "transaction": {
            "kind": "DISBURSEMENT",
            "amount": {"amount": "-6000.00"},
            "payee": "Lakefront Title",
            "recordedBy": {"id": OWNER},
            "authorisedBy": {"id": TRUSTEE},
        },
        "ledger": {"balance": {"requested": {"amount": "0.00"}}},
        "request": {
            "id": request_id,
            "status": "APPROVED",
            "decidedBy": {"id": TRUSTEE},
            "decidedAt": "2026-02-20T09:15:44Z",
            "transaction": {"payee": "Lakefront Title"},
        },
    }
    assert (await world.ask(waiting))["trustAccount"]["requests"] == []
    node = f'{{ node(id: "{request_id}") {{ ... on TrustPaymentRequest {{ status }} }} }}'
    assert await world.ask(node) == {"node": {"status": "APPROVED"}}
    entity = """query ($it: [_Any!]!) { _entities(representations: $it) {
        ... on TrustPaymentRequest { payee requestedBy { id } ledger { id } } } }"""
    named = [{"__typename": "TrustPaymentRequest", "id": request_id}]
    assert await world.ask(entity, it=named) == {
        "_entities": [
            {
                "payee": "Lakefront Title",
                "requestedBy": {"id": OWNER},
                "ledger": {"id": ESTATE},
            }
        ]
    }


async def test_nobody_approves_what_they_asked_for(world: World, request_id: str) -> None:
    facts = "userErrors { ... on SecondPersonNeeded { askedById } }"
    (error,) = (await world.change("approveTrustRequest", facts, **decision(request_id)))[
        "userErrors"
    ]
    assert (error["code"], error["askedById"]) == ("SECOND_PERSON_NEEDED", OWNER)
    assert await refused(world, "approveTrustRequest", "ledger", **decision(request_id)) == [
        ("SECOND_PERSON_NEEDED", ["requestId"])
    ]


@pytest.mark.parametrize("person", [OWNER, TRUSTEE])
async def test_a_rejected_request_frees_its_money(
    world: World, request_id: str, person: str
) -> None:
    world.person = person
    answer = await done(world, "rejectTrustRequest", WHOLE, **decision(request_id))
    assert answer["transaction"] is None
    assert answer["request"]["status"] == "REJECTED"
    assert await balance(world, ESTATE) == {
        "posted": "225826.65",
        "cleared": "225826.65",
        "held": "3146.40",
        "requested": "0.00",
        "available": "222680.25",
    }


@pytest.mark.parametrize("first", ["approveTrustRequest", "rejectTrustRequest"])
async def test_it_is_decided_once(world: World, request_id: str, first: str) -> None:
    world.person = TRUSTEE
    await done(world, first, "request { id }", **decision(request_id))
    for verb in ("approveTrustRequest", "rejectTrustRequest"):
        (error,) = await refusals(world, verb, "", **decision(request_id, "again"))
        assert (error["code"], error["field"]) == ("INVALID_STATE", ["requestId"])


async def test_a_key_means_one_decision(world: World, request_id: str) -> None:
    world.person = TRUSTEE
    first = await done(world, "rejectTrustRequest", WHOLE, **decision(request_id))
    assert await done(world, "rejectTrustRequest", WHOLE, **decision(request_id)) == first
    assert await refused(world, "approveTrustRequest", "ledger", **decision(request_id)) == [
        ("IDEMPOTENCY_MISMATCH", ["idempotencyKey"])
    ]


async def test_there_is_no_such_request(world: World) -> None:
    assert await refused(world, "approveTrustRequest", "ledger", **decision("trq_none")) == [
        ("NOT_FOUND", ["requestId"])
    ]
