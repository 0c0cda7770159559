"""A shell on the practice's file: rows written by hand, and attacks that must change nothing."""

import sqlite3
from typing import Any

import pytest

Db = sqlite3.Connection
Attack = tuple[str, list[str], str]
"""What it attacks and how; the SQL, all but the last only preparing; what the law answers."""
Deed = tuple[str, list[str], str, list[tuple[Any, ...]]]
"""What the law allows; the SQL; a question; and its answer."""

ACME = "'mat_9c31d2'"
CLIENT = "'cli_445f10'"
OTHER_CLIENT = "'cli_97ea55'"
JANE, PARALEGAL = "'u_pp_7ab202'", "'u_pp_1a92b7'"
POOLED = "'tra_21ff67'"
LEDGER = f"(select id from trust_ledgers where matter_id = {ACME})"
"""Holds 2500.00, all cleared and nothing held."""
ANOTHERS = (
    "(select min(l.id) from trust_ledgers l join trust_balances b on b.ledger_id = l.id "
    f"where l.client_id <> {CLIENT} and b.available > 50000)"
)
WHEN = "'2026-02-28T00:00:00.000000Z'"
SENT = "(select id from invoices where status = 'sent' order by id limit 1)"
DRAFT = "(select id from invoices where status = 'draft' order by id limit 1)"
VOID = "(select id from invoices where status = 'void' order by id limit 1)"
PAID = "(select id from invoices where status = 'paid' order by id limit 1)"
CONFLICTS = ("or ignore", "or replace", "or fail", "or abort")


def insert(table: str, values: dict[str, str]) -> str:
    return f"insert into {table} ({', '.join(values)}) select {', '.join(values.values())}"


def replaced(statement: str) -> str:
    """Make "insert or replace" of an insert, and "update or replace" of an update."""
    verb, rest = statement.split(" ", 1)
    return f"{verb} or replace {rest}"


def matter(**changes: str) -> str:
    values = {
        "id": "'mat_x'",
        "number": "'X-1'",
        "title": "'Title'",
        "status": "'open'",
        "billing_type": "'hourly'",
        "currency": "'USD'",
        "client_id": CLIENT,
        "search": "''",
        "created_at": "''",
        "updated_at": "''",
    }
    return insert("matters", {**values, **changes})


def time(**changes: str) -> str:
    values = {
        "id": "'tim_x'",
        "matter_id": ACME,
        "user_id": JANE,
        "date": "'2026-02-20'",
        "description": "''",
        "hours": "100",
        "rate": "20000",
        "amount": "20000",
        "currency": "'USD'",
        "billable": "1",
        "status": "'billable'",
        "created_at": "''",
        "updated_at": "''",
    }
    return insert("time_entries", {**values, **changes})


def expense(**changes: str) -> str:
    values = {
        "id": "'exp_x'",
        "matter_id": ACME,
        "date": "'2026-02-20'",
        "description": "''",
        "amount": "20000",
        "currency": "'USD'",
        "taxable": "0",
        "billable": "1",
        "status": "'billable'",
        "created_at": "''",
        "updated_at": "''",
    }
    return insert("expenses", {**values, **changes})


def invoice(**changes: str) -> str:
    values = {
        "id": "'inv_x'",
        "status": "'draft'",
        "matter_id": ACME,
        "client_id": CLIENT,
        "currency": "'USD'",
        "issue_date": "'2026-02-28'",
        "exact_discount": "'0'",
        "tax_rate": "'0'",
        "exact_tax": "'0'",
        "subtotal": "20000",
        "discount": "0",
        "tax": "0",
        "due": "20000",
        "created_at": "''",
        "updated_at": "''",
    }
    return insert("invoices", {**values, **changes})


def line(**changes: str) -> str:
    values = {
        "invoice_id": "'inv_x'",
        "position": "1",
        "kind": "'adjustment'",
        "description": "''",
        "quantity": "'1'",
        "rate": "20000",
        "amount": "20000",
        "discount": "0",
        "tax": "0",
        "taxable": "0",
    }
    return insert("invoice_lines", {**values, **changes})


def time_line(entry: str = "'tim_x'", **changes: str) -> str:
    return line(kind="'time'", time_entry_id=entry, **changes)


def cost_line(entry: str = "'exp_x'", **changes: str) -> str:
    return line(kind="'expense'", expense_id=entry, **changes)


def status(to: str, invoice_id: str = "'inv_x'", more: str = "") -> str:
    return f"update invoices set status = '{to}'{more} where id = {invoice_id}"


APPROVE = status("approved", more=", number = 'X-1'")
VOIDED = status("void", more=", credited = 20000, due = 0")
ON_DRAFT = [invoice()]
TIME_ON_DRAFT = [time(), invoice(), time_line()]
COST_ON_DRAFT = [expense(), invoice(), cost_line()]
APPROVED = [invoice(), line(), APPROVE]
"""An invoice of 200.00 for Acme's matter, approved."""


def payment(invoice_id: str = "'inv_x'", amount: str = "20000", **changes: str) -> str:
    values = {
        "id": "'pay_x'",
        "invoice_id": invoice_id,
        "amount": amount,
        "date": "'2026-02-28'",
        "method": "'wire'",
        "created_at": WHEN,
    }
    return insert("payments", {**values, **changes})


def payment_reversal(payment_id: str = "'pay_x'", **changes: str) -> str:
    values = {
        "payment_id": payment_id,
        "date": "'2026-02-28'",
        "reason": "'NSF'",
        "created_at": WHEN,
    }
    return insert("payment_reversals", {**values, **changes})


def credit(amount: str = "20000", **changes: str) -> str:
    values = {
        "id": "'crd_x'",
        "invoice_id": "'inv_x'",
        "kind": "'credit_note'",
        "amount": amount,
        "date": "'2026-02-28'",
        "reason": "'Goodwill'",
        "created_at": WHEN,
    }
    return insert("credits", {**values, **changes})


def dispute(amount: str = "20000", **changes: str) -> str:
    values = {
        "id": "'dsp_x'",
        "invoice_id": "'inv_x'",
        "amount": amount,
        "reason": "'Too much'",
        "opened_at": WHEN,
    }
    return insert("disputes", {**values, **changes})


def client_credit(amount: str, **changes: str) -> str:
    values = {
        "client_id": CLIENT,
        "currency": "'USD'",
        "payment_id": "'pay_x'",
        "amount": amount,
        "running_balance": "coalesce((select running_balance from client_credits "
        f"where client_id = {CLIENT} order by sequence desc limit 1), 0) + {amount}",
        "created_at": WHEN,
    }
    return insert("client_credits", {**values, **changes})


def ledger(id: str = "'trl_x'", matter_id: str = "null", **changes: str) -> str:
    values = {"id": id, "account_id": POOLED, "client_id": CLIENT, "matter_id": matter_id}
    return insert("trust_ledgers", {**values, **changes})


def entry(amount: str, ledger: str = LEDGER, kind: str = "deposit", **changes: str) -> str:
    """Write an entry as the journal would have it, but for its hash, which no SQL can tell."""
    values = {
        "sequence": "(select max(sequence) + 1 from trust_entries)",
        "id": "'trt_x'",
        "ledger_id": ledger,
        "kind": f"'{kind}'",
        "amount": amount,
        "running_balance": "coalesce((select running_balance from trust_entries "
        f"where ledger_id = {ledger} order by sequence desc limit 1), 0) + {amount}",
        "date": "'2026-02-28'",
        "cleared_on": "'2026-02-28'",
        "created_at": WHEN,
        "prev_hash": "(select hash from trust_entries order by sequence desc limit 1)",
        "hash": "(select printf('%064d', max(sequence)) from trust_entries)",
    }
    if kind == "deposit":
        values["payer"] = "'Acme'"
    elif kind == "disbursement":
        values |= {"payee": "'Acme'", "purpose": "'client_refund'"}
    elif kind == "application":
        values |= {"invoice_id": "'inv_x'", "purpose": "'earned_fee'", "payee": "'Firm'"}
    elif kind == "reversal":
        values |= {"purpose": "'reversal'", "reverses_id": "'trt_x'", "id": "'trt_y'"}
    return insert("trust_entries", {**values, **changes})


UNCLEARED = entry("100", cleared_on="null")
FIRMS = [
    ledger("'trl_f'", client_id="null"),
    entry("100", "'trl_f'", payer="(select name from firm)"),
]


def clearing(entry_id: str = "'trt_x'", **changes: str) -> str:
    values = {
        "sequence": "(select 1 + coalesce(max(sequence), 0) from trust_clearings)",
        "entry_id": entry_id,
        "cleared_on": "'2026-03-02'",
        "created_at": WHEN,
        "prev_hash": "coalesce((select hash from trust_clearings order by sequence desc limit 1), "
        "'the first clearing')",
        "hash": "(select printf('%064d', count(*)) from trust_clearings)",
    }
    return insert("trust_clearings", {**values, **changes})


def hold(amount: str, ledger: str = LEDGER, **changes: str) -> str:
    values = {"invoice_id": "'inv_x'", "ledger_id": ledger, "amount": amount, "created_at": WHEN}
    return insert("trust_holds", {**values, **changes})


def request(amount: str = "200000", ledger: str = LEDGER, **changes: str) -> str:
    values = {
        "id": "'trq_x'",
        "ledger_id": ledger,
        "purpose": "'client_refund'",
        "amount": amount,
        "date": "'2026-02-28'",
        "payee": "'Acme'",
        "requested_by_id": PARALEGAL,
        "created_at": WHEN,
    }
    return insert("trust_requests", {**values, **changes})


def decided(to: str = "approved", by: str = JANE, entry_id: str = "'trt_x'") -> str:
    return (
        f"update trust_requests set status = '{to}', decided_by_id = {by}, decided_at = {WHEN}, "
        f"entry_id = {entry_id} where id = 'trq_x'"
    )


def transfer(amount: str = "1000", to: str = "'trl_x'", **changes: str) -> str:
    values = {
        "id": "'trx_x'",
        "from_ledger_id": LEDGER,
        "to_ledger_id": to,
        "amount": amount,
        "date": "'2026-02-28'",
        "reason": "'To the client at large'",
        "out_id": "'trt_out'",
        "out_hash": "printf('%064d', 1)",
        "in_id": "'trt_in'",
        "in_hash": "printf('%064d', 2)",
        "created_at": WHEN,
    }
    return insert("trust_transfers", {**values, **changes})


TRANSFERRED = [ledger(), transfer()]
UNDO_TRANSFER = transfer(
    id="'trx_y'",
    to=LEDGER,
    from_ledger_id="'trl_x'",
    reverses_id="'trx_x'",
    out_id="'trt_out_y'",
    out_hash="printf('%064d', 3)",
    in_id="'trt_in_y'",
    in_hash="printf('%064d', 4)",
)

JOURNAL = (
    "(select sum(p.amount) from trust_postings p join trust_entries e on e.sequence = p.sequence "
    f"where p.account_id = {POOLED} and p.book = 'bank' and e.date <= '2026-01-31')"
)


def items(where: str) -> str:
    """Name entries as a reconciliation does."""
    return (
        "(select json_group_array(json_object('transaction_id', e.id)) from trust_entries e "
        f"join trust_ledgers l on l.id = e.ledger_id where {where})"
    )


def reconciliation(
    in_transit: str = "json('[]')", outstanding: str = "json('[]')", **changes: str
) -> str:
    """Write a reconciliation of January that balances and closes it."""
    values = {
        "id": "'rec_x'",
        "account_id": POOLED,
        "as_of": "'2026-01-31'",
        "statement_balance": JOURNAL,
        "in_transit": "0",
        "outstanding": "0",
        "adjusted": JOURNAL,
        "journal_balance": JOURNAL,
        "ledger_total": JOURNAL,
        "negative_ledgers": "0",
        "status": "'balanced'",
        "closes_period": "1",
        "created_at": WHEN,
    }
    values |= {name.removesuffix("_sum"): to for name, to in changes.items()}
    says = ", ".join(
        f"'{name}', {values[name]}" for name in ("id", "account_id", "as_of", "status")
    )
    closes = f"'closes_period', json(iif({values['closes_period']}, 'true', 'false'))"
    lists = f"'in_transit', {in_transit}, 'outstanding', {outstanding}, {closes}"
    return insert("trust_reconciliations", {"result": f"json_object({says}, {lists})", **values})


def run(db: Db, *statements: str) -> None:
    """Run what must be allowed, and must do something."""
    for sql in statements:
        assert db.execute(sql).rowcount > 0 or sql.startswith("drop "), sql


def ways(attack: str) -> list[str]:
    """Return an attack with each of SQL's conflict clauses."""
    verb, _, rest = attack.partition(" ")
    if verb == "delete" or rest.startswith("or "):
        return [attack]
    return [attack, *(f"{verb} {clause} {rest}" for clause in CONFLICTS)]


def refuse(db: Db, statements: list[str]) -> set[str]:
    """Try an attack in every way; return what the law says, the file's bytes being as before."""
    *prepare, attack = statements
    run(db, *prepare)
    before = db.serialize()
    said = set()
    for sql in ways(attack):
        with pytest.raises(sqlite3.IntegrityError) as refusal:
            db.execute(sql)
        said.add(str(refusal.value))
    assert db.serialize() == before
    return said


def named(name: str) -> str:
    """Return the trigger that an attack or a deed is named for, if any."""
    return name.split(":")[0]
