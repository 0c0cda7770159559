"""What no law stops, whoever drops a trigger first, the proof finds: every column of every row."""

import sqlite3
from decimal import Decimal
from typing import Any

import pytest

from adapters.port import JournalProof, PaymentMethod
from tests.adapters.embedded.money import PARALEGAL, Bookkeeper, entry
from tests.world import CLIENT, World


@pytest.fixture
async def books(world: World) -> Bookkeeper:
    """The demo's journal, and after it every kind of entry that there is."""
    books = Bookkeeper(world)
    await books.policy(second_approver_above=Decimal(1000))
    checked = entry(await books.deposit("100", reference="Check 1"))
    bounced = entry(await books.deposit("30"))
    wired = entry(await books.deposit("2000", method=PaymentMethod.WIRE))
    await books.clear(checked.id)
    await books.bounce(bounced.id)
    await books.clear(entry(await books.deposit("40")).id)
    await books.disburse("50", reference="Check 2")
    asked = await books.disburse("1500", recorded_by_id=PARALEGAL)
    assert asked.request
    await books.decide(asked.request.id)
    world.sql("insert into trust_ledgers values ('trl_l', 'tra_21ff67', ?, null)", CLIENT)
    await books.undo(entry(await books.transfer("20", to_ledger_id="trl_l")).id)
    await books.transfer("25", to_ledger_id="trl_l")
    bill = await books.approved("1")
    await books.undo(entry(await books.apply(bill.id, max_amount=Decimal(100))).id)
    await books.apply(bill.id, max_amount=Decimal(60))
    await books.undo(wired.id)
    assert (await books.practice.books.verify()).sound
    return books


async def _proof(books: Bookkeeper, table: str, *changes: tuple[Any, ...]) -> JournalProof | None:
    """Change a table with its triggers taken away and put back, prove the books, and undo it all.

    Nothing if even the bare table refuses, for a value that must be a row's own.
    """
    sql = books.world.sql
    sql("pragma foreign_keys = off")
    sql("pragma ignore_check_constraints = on")
    sql("begin")
    law = sql("select name, sql from sqlite_schema where type = 'trigger' and tbl_name = ?", table)
    try:
        for name, _ in law:
            sql(f"drop trigger {name}")
        for statement, *args in changes:
            sql(statement, *args)
        for _, trigger in law:
            sql(trigger)
        return await books.practice.books.verify()
    except sqlite3.IntegrityError:
        return None
    finally:
        sql("rollback")


def _others(value: Any, nullable: bool) -> list[Any]:
    """Return what somebody might write instead."""
    match value:
        case None:
            return ["x"]
        case int():
            return [value + 1, -value] if value else [1]
        case _:
            return [f"{value}x", *([None] if nullable else [])]


WRITTEN = {
    "trust_entries": "select * from trust_entries order by sequence desc limit 20",
    "trust_clearings": "select * from trust_clearings",
    "trust_postings": "select * from trust_postings order by sequence desc limit 40",
    "trust_transfers": "select * from trust_transfers order by created_at desc limit 4",
    "trust_ledgers": "select * from trust_ledgers where id in "
    "(select ledger_id from trust_entries order by sequence desc limit 30)",
    "payments": "select * from payments where method = 'trust' order by created_at desc limit 3",
    "trust_requests": "select * from trust_requests",
}
"""Rows of every kind, in every table that the proof goes through."""
UNPROVED = {
    "payments": {"id", "surplus", "date", "reference", "recorded_by_id", "created_at"},
    "trust_requests": {
        *("id", "purpose", "date", "reference", "invoice_id", "requested_by_id", "created_at"),
        *("status", "decided_by_id", "decided_at"),
    },
}
"""Columns that are no part of the books: the entry beside each says the same, and is chained."""


@pytest.mark.parametrize("table", WRITTEN)
async def test_tr13_any_change_of_any_column_of_any_row_is_found(
    books: Bookkeeper, table: str
) -> None:
    columns = books.world.sql(f"pragma table_info({table})")
    where = " and ".join(f"{name} is ?" for _, name, *_ in columns)
    rows = books.world.sql(WRITTEN[table])
    assert rows
    found, missed = set(), set()
    for row in rows:
        for (_, name, _, needed, _, keyed), value in zip(columns, row, strict=True):
            for other in _others(value, nullable=not needed and not keyed):
                change = (f"update {table} set {name} = ? where {where}", other, *row)
                proof = await _proof(books, table, change)
                if proof:
                    (missed if proof.sound else found).add(name)
    assert missed == UNPROVED.get(table, set())
    assert found | missed == {name for _, name, *_ in columns}


CHAINED = [*sorted(set(WRITTEN) - set(UNPROVED)), "payments"]


@pytest.mark.parametrize("table", CHAINED)
async def test_a_row_that_is_gone_is_missed(books: Bookkeeper, table: str) -> None:
    columns = [name for _, name, *_ in books.world.sql(f"pragma table_info({table})")]
    where = " and ".join(f"{name} is ?" for name in columns)
    for row in books.world.sql(WRITTEN[table]):
        proof = await _proof(books, table, (f"delete from {table} where {where}", *row))
        assert proof
        assert not proof.sound, row


LAST = "(select max(sequence) from trust_entries)"
# Each tampering: its table, the SQL, and every problem that it makes; ids as they are asked for.
TAMPERED: list[tuple[str, str, list[str]]] = [
    (
        "trust_entries",
        "update trust_entries set reason = 'X' where sequence = 3",
        ["Entry 3 ({entry}) or its ledger is not as it was written."],
    ),
    (
        "trust_entries",
        f"update trust_entries set prev_hash = 'X' where sequence = {LAST}",
        ["Entry {last} ({last_id}) does not follow the entry before it."],
    ),
    (
        "trust_entries",
        f"update trust_entries set running_balance = 7 where sequence = {LAST}",
        [
            "Entry {last} ({last_id}) or its ledger is not as it was written.",
            "Entry {last} ({last_id}) has another running balance than its ledger.",
        ],
    ),
    (
        "trust_entries",
        f"update trust_entries set amount = amount - 99999999 where sequence = {LAST}",
        [
            "Entry {last} ({last_id}) or its ledger is not as it was written.",
            "Entry {last} ({last_id}) has another running balance than its ledger.",
            "Entry {last} ({last_id}) overdraws its ledger.",
            "Entry {last} ({last_id}) is not posted twice, to the cent.",
        ],
    ),
    (
        "trust_entries",
        "update trust_entries set cleared_on = '2026-02-19' where id = '{cleared}'",
        ["Entry {at} ({cleared}) is not cleared on the day that its clearing says."],
    ),
    (
        "trust_ledgers",
        "update trust_ledgers set client_id = 'cli_97ea55' where id = 'trl_l'",
        [
            "Entry {in_} ({in_id}) or its ledger is not as it was written.",
            "Entry {out} ({out_id}) or its ledger is not as it was written.",
            "Entry {again} ({again_id}) or its ledger is not as it was written.",
        ],
    ),
    (
        "trust_clearings",
        "update trust_clearings set cleared_on = '2026-02-21' where sequence = 1",
        [
            "Entry {at} ({cleared}) is not cleared on the day that its clearing says.",
            "The clearing of {cleared} is not as it was written.",
        ],
    ),
    (
        "trust_clearings",
        "update trust_clearings set sequence = 9 where sequence = 2",
        ["The clearing of {cleared_2} is not as it was written."],
    ),
    (
        "trust_postings",
        "update trust_postings set amount = amount + 1 where sequence = 3 and book = 'bank'",
        ["Entry 3 ({entry}) is not posted twice, to the cent."],
    ),
    (
        "trust_postings",
        "update trust_postings set account_id = 'tra_x' where sequence = 3 and book = 'bank'",
        ["Entry 3 ({entry}) is not posted twice, to the cent."],
    ),
    (
        "trust_postings",
        "insert into trust_postings values (99999, 'bank', 'tra_21ff67', 100)",
        ["A posting names entry 99999, which there is not."],
    ),
    (
        "trust_transfers",
        "update trust_transfers set in_hash = 'X' where in_id = '{again_id}'",
        ["Transfer {transfer} is not what its entry {again_id} says."],
    ),
    (
        "trust_transfers",
        "delete from trust_transfers where in_id = '{again_id}'",
        [
            "Entry {again_out} is of transfer {transfer}, which there is not.",
            "Entry {again_id} is of transfer {transfer}, which there is not.",
        ],
    ),
    (
        "payments",
        "update payments set amount = amount + 1 where trust_entry_id = '{applied}'",
        ["Entry {applied} and the payment that it made differ."],
    ),
    (
        "payments",
        "update payments set reversed = 1 where trust_entry_id = '{applied}'",
        ["Entry {applied} and the payment that it made differ."],
    ),
    (
        "payments",
        (
            "insert into payments select 'pay_x', invoice_id, 1, 0, date, 'trust', null, 'trt_none', "
            "0, null, created_at from payments limit 1"
        ),
        ["Entry trt_none and the payment that it made differ."],
    ),
    (
        "trust_requests",
        "update trust_requests set payee = 'X'",
        ["Request {request} was approved, and no entry paid it out."],
    ),
]


def _ids(books: Bookkeeper) -> dict[str, Any]:
    """Return the ids that the tamperings and their problems are about."""
    ask = {
        "entry": "select id from trust_entries where sequence = 3",
        "last": f"select {LAST}",
        "last_id": f"select id from trust_entries where sequence = {LAST}",
        "cleared": "select entry_id from trust_clearings where sequence = 1",
        "cleared_2": "select entry_id from trust_clearings where sequence = 2",
        "at": "select sequence from trust_entries where id = "
        "(select entry_id from trust_clearings where sequence = 1)",
        "applied": "select trust_entry_id from payments where method = 'trust' and reversed = 0 "
        "order by created_at desc limit 1",
        "request": "select id from trust_requests",
        "transfer": "select transfer_id from trust_entries where ledger_id = 'trl_l' "
        "order by sequence desc limit 1",
    }
    for name, offset in (("in", 0), ("out", 1), ("again", 2)):
        there = f"from trust_entries where ledger_id = 'trl_l' order by sequence limit 1 offset {offset}"
        ask |= {f"{name}_id": f"select id {there}", name: f"select sequence {there}"}
    ids = {name: books.world.sql(question)[0][0] for name, question in ask.items()}
    sql = "select out_id from trust_transfers where id = ?"
    ((ids["again_out"],),) = books.world.sql(sql, ids["transfer"])
    return ids | {"in_": ids["in"]}


@pytest.mark.parametrize(("table", "statement", "problems"), TAMPERED)
async def test_a_problem_names_what_was_tampered_with(
    books: Bookkeeper, table: str, statement: str, problems: list[str]
) -> None:
    ids = _ids(books)
    proof = await _proof(books, table, (statement.format(**ids),))
    assert proof
    assert list(proof.problems) == [problem.format(**ids) for problem in problems]
    assert not proof.sound


async def test_entries_that_change_places_are_found(books: Bookkeeper) -> None:
    proof = await _proof(
        books,
        "trust_entries",
        (f"update trust_entries set sequence = {LAST} + 1 where sequence = 5",),
        ("update trust_entries set sequence = 5 where sequence = 6",),
        (f"update trust_entries set sequence = 6 where sequence = {LAST}",),
    )
    assert proof
    assert [it.split(" (")[0] for it in proof.problems if it.endswith("before it.")] == [
        *("Entry 5", "Entry 6", "Entry 7"),
    ]


async def test_the_last_entry_taken_off_whole_shows_in_the_count_and_the_last_hash(
    books: Bookkeeper,
) -> None:
    """No chain tells that its end is gone; whoever keeps the last hash elsewhere can."""
    before = await books.practice.books.verify()
    sql = books.world.sql
    sql("pragma foreign_keys = off")
    sql("begin")
    sql("drop trigger journal_is_kept")
    sql("drop trigger postings_are_kept")
    sql(f"delete from trust_postings where sequence = {LAST}")
    sql(f"delete from trust_entries where sequence = {LAST}")
    after = await books.practice.books.verify()
    sql("rollback")
    assert after.sound
    assert after.entries == before.entries - 1
    assert after.last_hash != before.last_hash


async def test_at_most_a_hundred_problems_are_named(books: Bookkeeper) -> None:
    proof = await _proof(books, "trust_postings", ("update trust_postings set amount = 0",))
    assert proof
    assert len(proof.problems) == 100
    assert proof.entries > 100
