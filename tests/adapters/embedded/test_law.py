"""The law holds against anyone with a shell: every trigger, attacked by raw SQL in every way."""

import sqlite3
from typing import Any

import pytest

from tests.adapters.embedded import (
    attacks_on_interest,
    attacks_on_payments,
    attacks_on_pricing,
    attacks_on_trust,
    attacks_on_work,
)
from tests.adapters.embedded.shell import (
    APPROVED,
    CLIENT,
    Db,
    clearing,
    credit,
    dispute,
    entry,
    hold,
    invoice,
    ledger,
    named,
    payment,
    payment_reversal,
    refuse,
    run,
    transfer,
    ways,
)

ROOMS = (
    attacks_on_work,
    attacks_on_pricing,
    attacks_on_interest,
    attacks_on_trust,
    attacks_on_payments,
)
ATTACKS = [attack for room in ROOMS for attack in room.ATTACKS]
DEEDS = [deed for room in ROOMS for deed in room.DEEDS]


@pytest.mark.parametrize(
    ("statements", "message"), [pytest.param(*a[1:], id=a[0]) for a in ATTACKS]
)
def test_a_trigger_refuses_and_nothing_changes(
    shell: Db, statements: list[str], message: str
) -> None:
    assert refuse(shell, statements) == {message}


@pytest.mark.parametrize(
    ("statements", "question", "answer"), [pytest.param(*d[1:], id=d[0]) for d in DEEDS]
)
def test_the_law_allows(
    shell: Db, statements: list[str], question: str, answer: list[tuple[Any, ...]]
) -> None:
    run(shell, *statements)
    assert shell.execute(question).fetchall() == answer


# What would do half of a deed, were the other half ignored or failed at.
HALVES = [
    *(
        [ledger(), transfer(**{f"{leg}_hash": hash})]
        for leg in ("out", "in")
        for hash in ("'x'", "printf('%064d', 1) || 'x'", "upper(printf('%064x', -1))", "null")
    ),
    [ledger(), transfer(reason="' '")],
    [ledger(), transfer(date="'2026-04-31'")],
    [ledger(), transfer(created_at="null")],
    [*APPROVED, payment(surplus="1", created_at="null")],
    [*APPROVED, payment(), payment_reversal(reason="' '")],
    [*APPROVED, credit(reason="' '")],
    [*APPROVED, dispute(reason="' '")],
    [entry("100", cleared_on="null"), clearing(hash="'x'")],
    [invoice(), hold("0")],
]


@pytest.mark.parametrize("statements", HALVES, ids=str)
def test_no_conflict_clause_does_half_of_a_deed(shell: Db, statements: list[str]) -> None:
    *prepare, attack = statements
    run(shell, *prepare)
    before = shell.serialize()
    for sql in ways(attack):
        try:
            shell.execute(sql)
        except sqlite3.IntegrityError as refusal:
            assert "constraint failed" in str(refusal)  # noqa: PT017 - not each way need be refused
        assert shell.serialize() == before, sql


@pytest.mark.parametrize("clause", ["or abort", "or ignore", "or fail"])
def test_a_client_by_the_name_of_cash_moves_its_money(shell: Db, clause: str) -> None:
    move = transfer().replace("insert ", f"insert {clause} ")
    run(shell, f"update contacts set name = 'Cash' where id = {CLIENT}", ledger(), move)
    sql = "select payee, amount from trust_entries where transfer_id = 'trx_x'"
    assert shell.execute(sql).fetchall() == [("Cash", -1000), ("Cash", 1000)]


def _triggers(db: Db) -> dict[str, str]:
    rows = db.execute("select name, sql from sqlite_schema where type = 'trigger'")
    return dict(rows.fetchall())


def test_every_trigger_is_attacked_or_does_a_deed(shell: Db) -> None:
    triggers = _triggers(shell)
    refusing = {name for name, sql in triggers.items() if "raise(abort" in sql}
    doing = {name for name, sql in triggers.items() if "\nbegin select raise(abort" not in sql}
    attacked = {named(name) for name, *_ in ATTACKS}
    done = {named(name) for name, *_ in DEEDS}
    assert attacked == refusing
    assert done >= doing
    assert refusing | doing == set(triggers)


def _tried(db: Db, statements: list[str]) -> set[str]:
    """Return what the law says to each way of an attack, or nothing where it lets it happen."""
    *prepare, attack = statements
    run(db, *prepare)
    came = set()
    for sql in ways(attack):
        db.execute("savepoint attempt")
        try:
            db.execute(sql)
            came.add("")
        except sqlite3.IntegrityError as refusal:
            came.add(str(refusal))
        db.execute("rollback to attempt")
    return came


@pytest.mark.parametrize("trigger", sorted({named(name) for name, *_ in ATTACKS}))
def test_an_attack_comes_to_something_else_without_its_trigger(shell: Db, trigger: str) -> None:
    """So that no trigger is held by attacks that another one refuses already."""
    came = []
    for name, statements, message in ATTACKS:
        if named(name) == trigger:
            shell.execute("savepoint law")
            shell.execute(f"drop trigger {trigger}")
            came.append(_tried(shell, statements) != {message})
            shell.execute("rollback to law")
    assert any(came)


@pytest.mark.parametrize(
    "trigger", sorted({n for n in (named(name) for name, *_ in DEEDS) if "_" in n})
)
def test_a_deed_is_not_done_without_its_trigger(shell: Db, trigger: str) -> None:
    shell.execute(f"drop trigger {trigger}")
    done = []
    for name, statements, question, answer in DEEDS:
        if named(name) == trigger:
            shell.execute("savepoint law")
            try:
                run(shell, *statements)
                done.append(shell.execute(question).fetchall() == answer)
            except sqlite3.IntegrityError:
                done.append(False)
            shell.execute("rollback to law")
    assert not all(done)
