"""reconcileTrust: three numbers that must be one, what is kept of it, and what it closes."""

from decimal import Decimal
from typing import Any

import pytest

from tests.mutations.records import ACCOUNT, deposited, done, refused
from tests.world import OWNER, World

WHOLE = """reconciliation { account { id } asOf status statementBalance { amount }
    depositsInTransit { amount } outstandingPayments { amount } adjustedBalance { amount }
    journalBalance { amount } ledgerTotal { amount } difference { amount } closesPeriod
    inTransit { transaction { id } amount { amount } reference } outstanding { amount { amount } }
    recordedBy { id } createdAt }"""
STATUS = "reconciliation { id status }"


def statement(balance: str | None = "100", **said: Any) -> dict[str, Any]:
    day = {"trustAccountId": ACCOUNT, "asOf": "2026-02-20"}
    return {**day, "statementBalance": balance, **said}


def in_the_books(world: World, day: str) -> str:
    """Return all that was posted to the account's ledgers up to a day."""
    ((total,),) = world.sql(
        "select sum(e.amount) from trust_entries e join trust_ledgers l on l.id = e.ledger_id "
        "where l.account_id = ? and e.date <= ?",
        ACCOUNT,
        day,
    )
    return f"{Decimal(total) / 100:.2f}"


async def test_tr14_what_agrees_to_the_cent_is_balanced(world: World) -> None:
    books = in_the_books(world, "2026-02-20")
    same = {"amount": books}
    answer = await done(world, "reconcileTrust", WHOLE, **statement(books))
    assert answer["reconciliation"] == {
        "account": {"id": ACCOUNT},
        "asOf": "2026-02-20",
        "status": "BALANCED",
        "statementBalance": same,
        "depositsInTransit": {"amount": "0.00"},
        "outstandingPayments": {"amount": "0.00"},
        "adjustedBalance": same,
        "journalBalance": same,
        "ledgerTotal": same,
        "difference": {"amount": "0.00"},
        "closesPeriod": False,
        "inTransit": [],
        "outstanding": [],
        "recordedBy": {"id": OWNER},
        "createdAt": "2026-02-20T09:15:44Z",
    }


async def test_what_is_in_transit_is_added(world: World) -> None:
    entry = (await deposited(world, "1000", reference="Check 7"))["transaction"]
    said = statement("100", inTransitIds=[entry])
    answer = (await done(world, "reconcileTrust", WHOLE, **said))["reconciliation"]
    assert answer["status"] == "UNBALANCED"
    assert answer["adjustedBalance"] == {"amount": "1100.00"}
    assert answer["inTransit"] == [
        {"transaction": {"id": entry}, "amount": {"amount": "1000.00"}, "reference": "Check 7"}
    ]


@pytest.mark.parametrize("said", [{}, {"closePeriod": True}])
async def test_without_a_statement_it_is_incomplete_and_never_closes(
    world: World, said: dict[str, Any]
) -> None:
    answer = (await done(world, "reconcileTrust", WHOLE, **statement(None, **said)))[
        "reconciliation"
    ]
    assert (answer["status"], answer["closesPeriod"]) == ("INCOMPLETE", False)
    assert answer["adjustedBalance"] is answer["difference"] is None


@pytest.mark.parametrize("balance", ["-0.01", "0"])
async def test_a_bank_may_say_nothing_or_less(world: World, balance: str) -> None:
    answer = await done(world, "reconcileTrust", STATUS, **statement(balance))
    assert answer["reconciliation"]["status"] == "UNBALANCED"


async def test_its_ledgers_are_paged_and_it_is_kept(world: World) -> None:
    selection = """reconciliation { id ledgers(first: 50) { totalCount pageInfo { endCursor
        hasNextPage } nodes { ledger { id } balance { amount } } } }"""
    made = (await done(world, "reconcileTrust", selection, **statement()))["reconciliation"]
    page = made["ledgers"]
    assert len(page["nodes"]) == 50
    assert page["pageInfo"]["hasNextPage"]
    rest = await world.ask(
        """query ($after: String!) { trustAccount(id: "tra_21ff67") { reconciliations { id
            ledgers(first: 100, after: $after) { nodes { ledger { id } }
                pageInfo { hasNextPage hasPreviousPage } } } } }""",
        after=page["pageInfo"]["endCursor"],
    )
    (kept,) = rest["trustAccount"]["reconciliations"]
    assert kept["id"] == made["id"]
    assert kept["ledgers"]["pageInfo"] == {"hasNextPage": False, "hasPreviousPage": True}
    ids = [it["ledger"]["id"] for it in (*page["nodes"], *kept["ledgers"]["nodes"])]
    assert len(ids) == page["totalCount"]
    assert ids == sorted(set(ids))


async def test_a_closed_period_takes_no_entry(world: World) -> None:
    books = in_the_books(world, "2026-01-31")
    said = statement(books, asOf="2026-01-31", closePeriod=True)
    answer = await done(world, "reconcileTrust", WHOLE, **said)
    assert answer["reconciliation"]["closesPeriod"]
    late = {
        "idempotencyKey": "late",
        "ledgerId": "trl_e33c50",
        "purpose": "THIRD_PARTY",
        "amount": "1",
        "date": "2026-01-31",
        "payee": "Clerk",
    }
    facts = "userErrors { ... on PeriodClosed { closedThrough } }"
    (error,) = (await world.change("disburseTrust", facts, **late))["userErrors"]
    assert (error["code"], error["closedThrough"]) == ("PERIOD_CLOSED", "2026-01-31")
    assert await refused(world, "disburseTrust", "ledger", **late) == [("PERIOD_CLOSED", ["date"])]
    await done(world, "disburseTrust", "ledger { id }", **{**late, "date": "2026-02-01"})


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"trustAccountId": "tra_none"}, "NOT_FOUND", ["trustAccountId"]),
        ({"asOf": "2026-02-21"}, "INVALID_INPUT", ["asOf"]),
        ({"statementBalance": "0.001"}, "SUBUNIT_AMOUNT", ["statementBalance"]),
        ({"currencyCode": "EUR"}, "CURRENCY_MISMATCH", ["currencyCode"]),
        ({"outstandingIds": ["trt_9cb54a"]}, "INVALID_INPUT", ["outstandingIds", "0"]),
        ({"inTransitIds": ["trt_ddf06e"]}, "INVALID_INPUT", ["inTransitIds", "0"]),
        ({"outstandingIds": ["x"] * 1001}, "INVALID_INPUT", ["outstandingIds"]),
    ],
)
async def test_what_is_wrong_has_its_own_code_and_changes_nothing(
    world: World, said: dict[str, Any], code: str, field: list[str]
) -> None:
    assert await refused(world, "reconcileTrust", "reconciliation", **statement(**said)) == [
        (code, field)
    ]


async def test_a_key_makes_one(world: World) -> None:
    said = statement(idempotencyKey="k")
    first = await done(world, "reconcileTrust", STATUS, **said)
    assert await done(world, "reconcileTrust", STATUS, **said) == first
    again = await done(world, "reconcileTrust", STATUS, **statement())
    assert again["reconciliation"]["id"] != first["reconciliation"]["id"]
