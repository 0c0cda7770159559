"""The demo firm is the same each time, keeps every law, and holds the seed's records."""

import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from adapters.embedded.demo import fill
from adapters.embedded.figures import Charge, figure
from adapters.embedded.taxes import taxes_column, taxes_of_line_column
from adapters.port import Discount, DiscountType, Tax
from adapters.port.utbms import CodeKind, find

LAW = Path(__file__).parents[3] / "adapters" / "embedded" / "law"
OF_MATTER = "join matters m on m.id = t.matter_id"
OF_LEDGER = "join trust_ledgers l on l.id = ledger_id"
PAID = (
    "coalesce((select sum(amount) from payments where invoice_id = i.id and method <> 'trust'), 0)"
)
FROM_TRUST = (
    "coalesce((select sum(amount) from trust_holds where invoice_id = i.id), 0) "
    "+ coalesce((select sum(amount) from payments where invoice_id = i.id and method = 'trust'), 0)"
)
ENDED = "(select id from matters where status in ('closed', 'archived'))"


def _build() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.row_factory = sqlite3.Row
    db.execute("pragma foreign_keys = on")
    db.execute("pragma recursive_triggers = on")
    for step in sorted(LAW.glob("*.sql"), key=lambda it: int(it.name.partition("_")[0])):
        db.executescript(step.read_text("utf-8"))
    db.execute("begin")
    fill(db)
    db.execute("commit")
    return db


@pytest.fixture(scope="module")
def db() -> Iterator[sqlite3.Connection]:
    db = _build()
    yield db
    db.close()


def _value(db: sqlite3.Connection, sql: str, *args: str) -> Any:
    return db.execute(sql, args).fetchone()[0]


def _by(db: sqlite3.Connection, column: str, table: str) -> dict[str, int]:
    """Count a table's rows by what one column says."""
    return dict(db.execute(f"select {column}, count(*) from {table} group by 1").fetchall())


def _record(db: sqlite3.Connection, table: str, id: str) -> str:
    """Write a row out, its columns parted by bars."""
    row = db.execute(f"select * from {table} where id = ?", [id]).fetchone()
    return "|".join(str(value) for value in row)


def test_the_practice_has_its_size(db: sqlite3.Connection) -> None:
    wanted = {"firm": 1, "users": 10, "contacts": 160, "matters": 200, "time_entries": 3000}
    wanted |= {"expenses": 400, "invoices": 300, "trust_accounts": 2, "trust_ledgers": 60}
    wanted |= {"trust_holds": 4, "idempotency_keys": 0}
    assert {table: _value(db, f"select count(*) from {table}") for table in wanted} == wanted
    assert _by(db, "type", "contacts") == {"organization": 60, "person": 100}


def test_everything_stands_in_every_status(db: sqlite3.Connection) -> None:
    live = {"draft": 20, "pending_approval": 12, "approved": 15, "sent": 30, "viewed": 15}
    settled = {"partially_paid": 18, "paid": 175, "void": 15}
    assert _by(db, "status", "invoices") == live | settled
    ended = {"closed": 48, "archived": 18}
    assert _by(db, "status", "matters") == {"pending": 14, "open": 120} | ended
    assert _by(db, "currency", "matters") == {"USD": 194, "GBP": 4, "JPY": 2}
    statuses = {"billable", "reserved", "billed", "paid", "not_billable"}
    assert set(_by(db, "status", "time_entries")) == statuses
    assert set(_by(db, "status", "expenses")) == statuses
    terms = {"hourly", "flat_fee", "contingency", "retainer"}
    assert set(_by(db, "billing_type", "matters")) == terms
    assert set(_by(db, "kind", "invoice_lines")) == {
        *("time", "expense", "flat_fee", "contingency_fee")
    }
    assert set(_by(db, "value ->> 'type'", "invoices, json_each(discounts)")) == {
        "percent",
        "fixed",
    }


def test_every_role_is_filled_and_jane_owns_the_firm(db: sqlite3.Connection) -> None:
    others = dict.fromkeys(("paralegal", "billing", "trustee", "intake", "auditor", "admin"), 1)
    assert _by(db, "role", "users") == {"partner": 2, "associate": 2} | others
    assert _by(db, "role", "users where active = 0") == {"associate": 1}
    jane = "u_pp_7ab202|Jane Attorney|jane.attorney@meridianlake.example|partner|1|1|39500"
    assert _record(db, "users", "u_pp_7ab202") == jane
    paralegal = "u_pp_1a92b7|Paralegal|paralegal@meridianlake.example|paralegal|0|1|16500"
    assert _record(db, "users", "u_pp_1a92b7") == paralegal


def test_the_seeds_matter(db: sqlite3.Connection) -> None:
    assert _record(db, "matters", "mat_9c31d2") == (
        "mat_9c31d2|2026-0041|None|Acme v. Contoso|open|Commercial Litigation|"
        '["priority","trial-prep"]|2026-01-10|None|None|None|hourly|39500|None|None|USD|'
        "cli_445f10|u_pp_7ab202|tra_21ff67|iman_ws_8831|"
        "https://dms.meridianlake.example/work/link/w/iman_ws_8831|"
        "2026-0041 acme v. contoso commercial litigation|"
        "2026-01-10T16:05:52.000000Z|2026-02-18T17:21:02.000000Z"
    )


def test_the_seeds_contacts(db: sqlite3.Connection) -> None:
    assert _record(db, "contacts", "cli_445f10") == (
        "cli_445f10|acct_00124|organization|Acme Holdings LLC|"
        '{"given_name":"Alex","family_name":"Morgan","email":"alex.morgan@acme.example"}|'
        '["billing@acme.example"]|[{"value":"+1-312-555-0199","type":"work"}]|'
        '[{"line1":"200 W Monroe St","line2":null,"city":"Chicago","region":"IL",'
        '"postal_code":"60606","country":"US"}]|'
        '{"delivery":"email","terms":"net30","currency_code":"USD"}|'
        "Existing iManage client; map by client number 11287|"
        "acme holdings llc acct_00124 alex morgan alex.morgan@acme.example billing@acme.example|"
        "2025-11-03T15:20:41.000000Z|2026-02-19T11:44:07.000000Z"
    )
    assert "|organization|BetaSoft Inc.|" in _record(db, "contacts", "cli_97ea55")


def test_the_seeds_time_entry(db: sqlite3.Connection) -> None:
    assert _record(db, "time_entries", "tim_c812e0") == (
        "tim_c812e0|mat_9c31d2|u_pp_7ab202|2026-02-18|L110|L110|"
        "Draft motion to compel; reviewed exhibits in iManage|270|None|39500|matter|106650|USD|1|billable|"
        'None|["motion","discovery"]|2026-02-18T18:02:12.000000Z|2026-02-18T18:02:12.000000Z'
    )
    of_acme = _by(db, "status", "time_entries where matter_id = 'mat_9c31d2'")
    assert of_acme == {"billable": 4, "not_billable": 1, "paid": 8}


def test_what_the_seed_is_still_to_create_is_free(db: sqlite3.Connection) -> None:
    free = (
        ("matters", "number", "2026-0042"),
        ("matters", "external_id", "crm_lead_982341"),
        ("matters", "workspace_id", "iman_ws_9020"),
        ("matters", "id", "mat_b7811e"),
        ("invoices", "id", "inv_71a92f"),
    )
    for table, column, value in free:
        assert _value(db, f"select count(*) from {table} where {column} = ?", value) == 0


def test_matters_are_numbered_in_the_order_they_came(db: sqlite3.Connection) -> None:
    rows = db.execute("select number, created_at, open_date from matters order by number")
    numbers, moments, opened = zip(*(tuple(row) for row in rows), strict=True)
    last = {2024: 78, 2025: 81, 2026: 41}
    assert list(numbers) == [f"{y}-{n:04d}" for y in last for n in range(1, last[y] + 1)]
    assert list(moments) == sorted(moments)
    assert [day for day in opened if day] == sorted(day for day in opened if day)
    for year, taken in last.items():
        assert _value(db, f"select last from sequences where name = 'matter:{year}'") == taken


def test_two_builds_are_the_same_to_the_byte(db: sqlite3.Connection) -> None:
    other = _build()
    assert list(other.iterdump()) == list(db.iterdump())
    other.close()


def test_every_invoice_adds_up(db: sqlite3.Connection) -> None:
    for row in db.execute("select * from invoices"):
        billed = row["subtotal"] - row["discount"] + row["tax"]
        lowered = row["credited"] + row["written_off"]
        settled = lowered + row["trust_applied"] + row["paid"]
        assert row["due"] == billed - settled, row["id"]
        sql = "select * from invoice_lines where invoice_id = ? order by position"
        lines = db.execute(sql, [row["id"]]).fetchall()
        discounts = [
            Discount(type=DiscountType(given["type"]), value=Decimal(given["value"]))
            for given in msgspec.json.decode(row["discounts"])
        ]
        charges = [Charge(amount=line["amount"], taxable=bool(line["taxable"])) for line in lines]
        taxes = [Tax(name="Tax", rate=Decimal(rate))] if (rate := row["tax_rate"]) != "0" else []
        figures = figure(charges, discounts, taxes, row["currency"])
        assert figures.subtotal == row["subtotal"] == sum(line["amount"] for line in lines)
        assert figures.discount == row["discount"] == sum(line["discount"] for line in lines)
        assert figures.tax == row["tax"] == sum(line["tax"] for line in lines)
        assert figures.exact_discount == Decimal(row["exact_discount"])
        assert figures.exact_tax == Decimal(row["exact_tax"])
        assert row["taxes"] == taxes_column(figures.taxes)
        assert [line["taxes"] for line in lines] == [
            taxes_of_line_column(line) for line in figures.lines
        ]


def test_numbers_run_in_the_order_of_issue(db: sqlite3.Connection) -> None:
    sql = "select number, issue_date from invoices where number is not null order by number"
    rows = [tuple(row) for row in db.execute(sql)]
    assert [day for _, day in rows] == sorted(day for _, day in rows)
    for name, last in db.execute("select * from sequences where name like 'invoice:%'"):
        year = name.removeprefix("invoice:")
        taken = [number for number, day in rows if day.startswith(year)]
        assert taken == [f"{year}{place:05d}" for place in range(1, last + 1)]
    assert len(rows) == 300 - 20 - 12 - 5


def test_acme_has_its_money(db: sqlite3.Connection) -> None:
    sql = "select account_id, posted, cleared, held from trust_balances " + OF_LEDGER
    rows = db.execute(f"{sql} where matter_id = 'mat_9c31d2'").fetchall()
    assert [tuple(row) for row in rows] == [("tra_21ff67", 250000, 250000, 0)]


def test_the_journal_runs_on_and_foots(db: sqlite3.Connection) -> None:
    rows = db.execute("select * from trust_entries order by sequence").fetchall()
    assert [row["sequence"] for row in rows] == list(range(1, len(rows) + 1))
    balances: dict[str, int] = {}
    cleared: dict[str, list[tuple[str, int]]] = {}
    for row in rows:
        ledger = row["ledger_id"]
        balances[ledger] = balances.get(ledger, 0) + row["amount"]
        assert row["running_balance"] == balances[ledger] >= 0
        known = cleared.setdefault(ledger, [])
        if row["cleared_on"]:
            known.append((row["cleared_on"], row["amount"]))
        if row["amount"] < 0:
            assert sum(amount for day, amount in known if day <= row["date"]) >= 0
    for before, after in pairwise(rows):
        together = before["transfer_id"] and before["transfer_id"] == after["transfer_id"]
        assert before["date"] <= after["date"]
        assert (before["created_at"] < after["created_at"]) is not bool(together)
        assert before["hash"] == after["prev_hash"]


def test_trust_money_moves_in_every_way(db: sqlite3.Connection) -> None:
    kinds = _by(db, "kind", "trust_entries")
    assert set(kinds) == {"deposit", "disbursement", "transfer", "application", "reversal"}
    sql = (
        "select count(*) from trust_entries a join trust_ledgers l on l.id = a.ledger_id "
        "join trust_entries b on b.sequence = a.sequence + 1 and b.amount = -a.amount "
        "join trust_ledgers m on m.id = b.ledger_id and m.client_id = l.client_id "
        "where a.kind = 'transfer' and b.kind = 'transfer' and a.amount < 0 "
        "and a.transfer_id = b.transfer_id and a.created_at = b.created_at"
    )
    assert _value(db, sql) * 2 == kinds["transfer"]
    assert _value(db, "select count(*) from trust_entries where cleared_on is null") == 6
    assert _value(db, "select count(*) from trust_ledgers where matter_id is null") == 7
    assert _value(db, "select count(*) from matters where trust_account_id not null") == 69
    applied = "select -sum(amount) from trust_entries where kind = 'application'"
    paid = "select sum(amount) from payments where method = 'trust'"
    assert _value(db, applied) == _value(db, paid) > 0
    assert _value(db, "select count(*) from trust_transfers") * 2 == kinds["transfer"]
    assert _value(db, "select count(*) from trust_postings") == 2 * sum(kinds.values())
    assert _value(db, "select sum(amount) from trust_postings") == 0


@pytest.mark.parametrize(
    "what",
    [
        "trust_balances where posted < 0 or cleared < 0 or cleared < held",
        f"trust_balances {OF_LEDGER} where matter_id in {ENDED} and (posted <> 0 or held <> 0)",
        f"time_entries where status = 'billable' and matter_id in {ENDED}",
        f"invoices where due > 0 and matter_id in {ENDED}",
        f"time_entries t {OF_MATTER} where t.date > m.close_date",
        f"time_entries t {OF_MATTER} where t.created_at < m.created_at",
        f"expenses t {OF_MATTER} where t.created_at < m.created_at",
        "matters m join contacts c on c.id = client_id where m.created_at < c.created_at",
        f"time_entries t {OF_MATTER} where billable and flat_amount is not null",
        f"time_entries t {OF_MATTER} where billable and contingency_percent is not null",
        "time_entries join users u on u.id = user_id where u.rate is null",
        "time_entries join users u on u.id = user_id where not active and date > '2025-06-27'",
        "time_entries where hours % 10 <> 0",
        "(select sum(hours) h from time_entries group by user_id, date) where h > 1000",
        f"invoices i where paid <> {PAID}",
        f"invoices i where trust_applied <> {FROM_TRUST}",
        (
            "payments p where method = 'trust' and not exists (select 1 from trust_entries e "
            "where e.id = p.trust_entry_id and e.invoice_id = p.invoice_id and e.amount = -p.amount)"
        ),
        "invoices where date(issue_date, '+30 days') <> due_date",
        "pragma_foreign_key_check",
    ],
)
def test_there_is_none_of(db: sqlite3.Connection, what: str) -> None:
    assert _value(db, f"select count(*) from {what}") == 0


def test_work_is_booked_under_published_codes(db: sqlite3.Connection) -> None:
    booked = "select distinct practice_area, activity_code, task_code from time_entries t "
    for area, activity, task in db.execute(booked + OF_MATTER):
        done, code = find(activity), find(task)
        assert done is not None
        assert code is not None
        assert code.kind is CodeKind.TASK
        assert done.kind is CodeKind.ACTIVITY or activity == task
        assert (area == "Commercial Litigation") is task.startswith("L")
    for (expense,) in db.execute("select distinct expense_code from expenses"):
        code = find(expense)
        assert code is not None
        assert code.kind is CodeKind.EXPENSE


def test_history_runs_from_its_first_day_to_its_last(db: sqlite3.Connection) -> None:
    history = {
        "contacts": ("created_at", "updated_at"),
        "matters": ("open_date", "close_date", "created_at", "updated_at"),
        "time_entries": ("date", "created_at", "updated_at"),
        "expenses": ("date", "created_at", "updated_at"),
        "invoices": ("issue_date", "created_at", "updated_at"),
        "payments": ("date", "created_at"),
        "trust_entries": ("date", "cleared_on", "created_at"),
        "trust_holds": ("created_at",),
    }
    for table, columns in history.items():
        for column in columns:
            day = f"substr({column}, 1, 10)"
            first, last = db.execute(f"select min({day}), max({day}) from {table}").fetchone()
            assert "2024-03-01" <= first <= last <= "2026-02-28", (table, column)
