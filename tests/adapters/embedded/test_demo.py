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
from adapters.port import Discount, DiscountType
from adapters.port.utbms import CodeKind, find

LAW = Path(__file__).parents[3] / "adapters" / "embedded" / "law"
LAST_DAY = "2026-02-28"


def _build() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.row_factory = sqlite3.Row
    db.execute("pragma foreign_keys = on")
    db.execute("pragma recursive_triggers = on")
    for step in sorted(LAW.glob("*.sql")):
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


def _pairs(db: sqlite3.Connection, sql: str) -> dict[Any, Any]:
    return dict(db.execute(sql).fetchall())


def _record(db: sqlite3.Connection, table: str, id: str) -> dict[str, Any]:
    return dict(db.execute(f"select * from {table} where id = ?", [id]).fetchone())


@pytest.mark.parametrize(
    ("table", "count"),
    [
        ("firm", 1),
        ("users", 10),
        ("contacts", 160),
        ("matters", 200),
        ("time_entries", 3000),
        ("expenses", 400),
        ("invoices", 300),
        ("trust_accounts", 2),
        ("trust_ledgers", 60),
        ("trust_holds", 4),
        ("idempotency_keys", 0),
    ],
)
def test_the_practice_has_its_size(db: sqlite3.Connection, table: str, count: int) -> None:
    assert _value(db, f"select count(*) from {table}") == count


def test_invoices_stand_in_every_status(db: sqlite3.Connection) -> None:
    assert _pairs(db, "select status, count(*) from invoices group by status") == {
        "draft": 20,
        "pending_approval": 12,
        "approved": 15,
        "sent": 30,
        "viewed": 15,
        "partially_paid": 18,
        "paid": 175,
        "void": 15,
    }


def test_matters_stand_in_every_status_and_bill_in_every_way(db: sqlite3.Connection) -> None:
    assert _pairs(db, "select status, count(*) from matters group by status") == {
        "pending": 14,
        "open": 120,
        "closed": 48,
        "archived": 18,
    }
    assert _pairs(db, "select currency, count(*) from matters group by currency") == {
        "USD": 194,
        "GBP": 4,
        "JPY": 2,
    }
    terms = _pairs(db, "select billing_type, count(*) from matters group by billing_type")
    assert set(terms) == {"hourly", "flat_fee", "contingency", "retainer"}
    assert terms["hourly"] > 100


def test_contacts_are_of_both_types(db: sqlite3.Connection) -> None:
    assert _pairs(db, "select type, count(*) from contacts group by type") == {
        "organization": 60,
        "person": 100,
    }
    clients = _value(db, "select count(distinct client_id) from matters")
    assert 90 < clients < 120


def test_every_role_is_filled_and_jane_owns_the_firm(db: sqlite3.Connection) -> None:
    roles = _pairs(db, "select role, count(*) from users group by role")
    assert roles == {
        "partner": 2,
        "associate": 2,
        "paralegal": 1,
        "billing": 1,
        "trustee": 1,
        "intake": 1,
        "auditor": 1,
        "admin": 1,
    }
    assert _pairs(db, "select id, name from users where owner = 1") == {
        "u_pp_7ab202": "Jane Attorney"
    }
    assert _pairs(db, "select role, count(*) from users where active = 0") == {"associate": 1}
    assert _record(db, "users", "u_pp_7ab202") == {
        "id": "u_pp_7ab202",
        "name": "Jane Attorney",
        "email": "jane.attorney@meridianlake.example",
        "role": "partner",
        "owner": 1,
        "active": 1,
        "rate": 39500,
    }
    paralegal = _record(db, "users", "u_pp_1a92b7")
    assert (paralegal["name"], paralegal["role"]) == ("Paralegal", "paralegal")


def test_the_seeds_matter(db: sqlite3.Connection) -> None:
    assert _record(db, "matters", "mat_9c31d2") == {
        "id": "mat_9c31d2",
        "number": "2026-0041",
        "external_id": None,
        "title": "Acme v. Contoso",
        "status": "open",
        "practice_area": "Commercial Litigation",
        "tags": '["priority","trial-prep"]',
        "open_date": "2026-01-10",
        "close_date": None,
        "limitation_date": None,
        "billing_type": "hourly",
        "default_rate": 39500,
        "flat_amount": None,
        "contingency_percent": None,
        "currency": "USD",
        "client_id": "cli_445f10",
        "responsible_attorney_id": "u_pp_7ab202",
        "trust_account_id": "tra_21ff67",
        "workspace_id": "iman_ws_8831",
        "workspace_url": "https://dms.meridianlake.example/work/link/w/iman_ws_8831",
        "search": "2026-0041 acme v. contoso commercial litigation",
        "created_at": "2026-01-10T16:05:52.000000Z",
        "updated_at": "2026-02-18T17:21:02.000000Z",
    }


def test_the_seeds_contact(db: sqlite3.Connection) -> None:
    contact = _record(db, "contacts", "cli_445f10")
    columns = ("primary_contact", "emails", "phones", "addresses", "billing_preferences")
    kept = {name: msgspec.json.decode(contact.pop(name)) for name in columns}
    assert kept == {
        "primary_contact": {
            "given_name": "Alex",
            "family_name": "Morgan",
            "email": "alex.morgan@acme.example",
        },
        "emails": ["billing@acme.example"],
        "phones": [{"type": "work", "value": "+1-312-555-0199"}],
        "addresses": [
            {
                "line1": "200 W Monroe St",
                "line2": None,
                "city": "Chicago",
                "region": "IL",
                "postal_code": "60606",
                "country": "US",
            }
        ],
        "billing_preferences": {"delivery": "email", "terms": "net30", "currency_code": "USD"},
    }
    assert contact == {
        "id": "cli_445f10",
        "external_id": "acct_00124",
        "type": "organization",
        "name": "Acme Holdings LLC",
        "notes": "Existing iManage client; map by client number 11287",
        "search": "acme holdings llc acct_00124 alex morgan alex.morgan@acme.example "
        "billing@acme.example",
        "created_at": "2025-11-03T15:20:41.000000Z",
        "updated_at": "2026-02-19T11:44:07.000000Z",
    }


def test_the_seeds_time_entry(db: sqlite3.Connection) -> None:
    assert _record(db, "time_entries", "tim_c812e0") == {
        "id": "tim_c812e0",
        "matter_id": "mat_9c31d2",
        "user_id": "u_pp_7ab202",
        "date": "2026-02-18",
        "activity_code": "L110",
        "task_code": "L110",
        "description": "Draft motion to compel; reviewed exhibits in iManage",
        "hours": 270,
        "rate": 39500,
        "amount": 106650,
        "currency": "USD",
        "billable": 1,
        "status": "billable",
        "invoice_id": None,
        "tags": '["motion","discovery"]',
        "created_at": "2026-02-18T18:02:12.000000Z",
        "updated_at": "2026-02-18T18:02:12.000000Z",
    }
    sql = "select status, count(*) from time_entries where matter_id = 'mat_9c31d2' group by 1"
    assert _pairs(db, sql) == {"billable": 4, "not_billable": 1, "paid": 8}


def test_what_the_seed_is_still_to_create_is_free(db: sqlite3.Connection) -> None:
    beta = _record(db, "contacts", "cli_97ea55")
    assert (beta["name"], beta["type"]) == ("BetaSoft Inc.", "organization")
    assert _pairs(db, "select name, last from sequences where name like 'matter:%'") == {
        "matter:2024": 78,
        "matter:2025": 81,
        "matter:2026": 41,
    }
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
    spans = ((2024, 78), (2025, 81), (2026, 41))
    assert list(numbers) == [f"{y}-{n:04d}" for y, last in spans for n in range(1, last + 1)]
    assert list(moments) == sorted(moments)
    known = [day for day in opened if day]
    assert known == sorted(known)
    assert all(day[:4] == number[:4] for day, number in zip(opened, numbers, strict=True) if day)


def test_no_reference_is_broken(db: sqlite3.Connection) -> None:
    assert db.execute("pragma foreign_key_check").fetchall() == []


def test_two_builds_are_the_same_to_the_byte(db: sqlite3.Connection) -> None:
    other = _build()
    assert list(other.iterdump()) == list(db.iterdump())
    other.close()


def test_every_invoice_adds_up(db: sqlite3.Connection) -> None:
    for row in db.execute("select * from invoices"):
        billed = row["subtotal"] - row["discount"] + row["tax"]
        settled = row["credited"] + row["trust_applied"] + row["paid"]
        assert row["due"] == billed - settled, row["id"]
        lines = db.execute(
            "select amount, discount, tax, taxable from invoice_lines where invoice_id = ? "
            "order by position",
            [row["id"]],
        ).fetchall()
        assert lines, row["id"]
        discounts = [
            Discount(type=DiscountType(given["type"]), value=Decimal(given["value"]))
            for given in msgspec.json.decode(row["discounts"])
        ]
        charges = [Charge(amount=line["amount"], taxable=bool(line["taxable"])) for line in lines]
        figures = figure(charges, discounts, Decimal(row["tax_rate"]), row["currency"])
        assert figures.subtotal == row["subtotal"]
        assert figures.discount == row["discount"] == sum(line["discount"] for line in lines)
        assert figures.tax == row["tax"] == sum(line["tax"] for line in lines)
        assert figures.exact_discount == Decimal(row["exact_discount"])
        assert figures.exact_tax == Decimal(row["exact_tax"])


def test_some_invoices_are_discounted_taxed_or_overdue(db: sqlite3.Connection) -> None:
    kinds = {
        row[0] for row in db.execute("select value ->> 'type' from invoices, json_each(discounts)")
    }
    assert kinds == {"percent", "fixed"}
    assert _value(db, "select count(*) from invoices where tax > 0") >= 5
    assert _value(db, "select count(*) from invoice_lines where kind = 'flat_fee'") >= 10
    sql = "select count(*) from invoices where status = 'sent' and due_date < ?"
    assert _value(db, sql, LAST_DAY) >= 5


def test_payments_and_trust_come_to_what_invoices_show(db: sqlite3.Connection) -> None:
    for trust, column in (("=", "trust_applied"), ("<>", "paid")):
        sql = (
            f"select count(*) from invoices i where status not in ('draft', 'pending_approval') "
            f"and {column} <> coalesce((select sum(amount) from payments p "
            f"where p.invoice_id = i.id and method {trust} 'trust'), 0)"
        )
        assert _value(db, sql) == 0
    applied = "select -sum(amount) from trust_entries where kind = 'application'"
    paid = "select sum(amount) from payments where method = 'trust'"
    assert _value(db, applied) == _value(db, paid) > 0


def test_numbers_run_in_the_order_of_issue(db: sqlite3.Connection) -> None:
    sql = "select number, issue_date from invoices where number is not null order by number"
    rows = [tuple(row) for row in db.execute(sql)]
    assert [day for _, day in rows] == sorted(day for _, day in rows)
    assert all(number[:4] == day[:4] and len(number) == 9 for number, day in rows)
    for name, last in db.execute("select * from sequences where name like 'invoice:%'"):
        year = name.removeprefix("invoice:")
        taken = [number for number, _ in rows if number.startswith(year)]
        assert taken == [f"{year}{place:05d}" for place in range(1, last + 1)]
    sql = "select count(*) from invoices where number is null and status <> 'void'"
    assert _value(db, sql) == 20 + 12


def test_no_ledger_is_overdrawn_and_acme_has_its_money(db: sqlite3.Connection) -> None:
    sql = "select count(*) from trust_balances where posted < 0 or cleared < 0 or cleared < held"
    assert _value(db, sql) == 0
    sql = (
        "select l.account_id, b.posted, b.cleared, b.held from trust_ledgers l "
        "join trust_balances b on b.ledger_id = l.id where l.matter_id = 'mat_9c31d2'"
    )
    assert [tuple(row) for row in db.execute(sql)] == [("tra_21ff67", 250000, 250000, 0)]


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
        assert before["date"] <= after["date"]
        assert before["created_at"] < after["created_at"]


def test_trust_money_moves_in_every_way(db: sqlite3.Connection) -> None:
    kinds = _pairs(db, "select kind, count(*) from trust_entries group by kind")
    assert set(kinds) == {"deposit", "disbursement", "transfer", "application", "reversal"}
    assert kinds["transfer"] % 2 == 0
    sql = (
        "select count(*) from trust_entries a join trust_ledgers l on l.id = a.ledger_id "
        "join trust_entries b on b.sequence = a.sequence + 1 and b.amount = -a.amount "
        "join trust_ledgers m on m.id = b.ledger_id and m.client_id = l.client_id "
        "where a.kind = 'transfer' and b.kind = 'transfer' and a.amount < 0"
    )
    assert _value(db, sql) == kinds["transfer"] // 2
    assert _value(db, "select count(*) from trust_entries where cleared_on is null") == 6
    sql = "select count(*) from trust_ledgers where matter_id is null"
    assert _value(db, sql) == 7
    assert 65 <= _value(db, "select count(*) from matters where trust_account_id not null") <= 75


def test_what_is_closed_is_settled(db: sqlite3.Connection) -> None:
    ended = "(select id from matters where status in ('closed', 'archived'))"
    for sql in (
        f"select count(*) from time_entries where status = 'billable' and matter_id in {ended}",
        f"select count(*) from invoices where due > 0 and matter_id in {ended}",
        "select count(*) from trust_balances b join trust_ledgers l on l.id = b.ledger_id "
        f"where l.matter_id in {ended} and (posted <> 0 or held <> 0)",
        "select count(*) from time_entries t join matters m on m.id = t.matter_id "
        "where t.date > m.close_date",
    ):
        assert _value(db, sql) == 0


def test_time_is_booked_under_published_codes(db: sqlite3.Connection) -> None:
    booked = "select distinct m.practice_area, activity_code, task_code from time_entries t join "
    for area, activity, task in db.execute(booked + "matters m on m.id = t.matter_id"):
        codes = find(activity), find(task)
        assert codes[0] is not None
        assert codes[1] is not None
        assert codes[1].kind is CodeKind.TASK
        assert codes[0].kind is CodeKind.ACTIVITY or activity == task
        assert (area == "Commercial Litigation") is task.startswith("L")
    for (code,) in db.execute("select distinct expense_code from expenses"):
        found = find(code)
        assert found is not None
        assert found.kind is CodeKind.EXPENSE
    assert _value(db, "select count(*) from time_entries where hours % 10 <> 0") == 0


def test_time_on_fixed_terms_is_not_billable(db: sqlite3.Connection) -> None:
    sql = (
        "select count(*) from time_entries t join matters m on m.id = t.matter_id "
        "where billable = 1 and billing_type in ('flat_fee', 'contingency')"
    )
    assert _value(db, sql) == 0


def test_nobody_works_before_or_after_their_time(db: sqlite3.Connection) -> None:
    sql = (
        "select count(*) from time_entries t join users u on u.id = t.user_id "
        "where u.rate is null or (u.active = 0 and t.date > '2025-06-27')"
    )
    assert _value(db, sql) == 0
    sql = "select max(h) from (select sum(hours) h from time_entries group by user_id, date)"
    assert _value(db, sql) <= 1200
    for table in ("time_entries", "expenses", "invoices"):
        sql = (
            f"select count(*) from {table} t join matters m on m.id = t.matter_id "
            "join contacts c on c.id = m.client_id "
            "where t.created_at < m.created_at or m.created_at < c.created_at"
        )
        assert _value(db, sql) == 0


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("contacts", ("created_at", "updated_at")),
        ("matters", ("open_date", "close_date", "created_at", "updated_at")),
        ("time_entries", ("date", "created_at", "updated_at")),
        ("expenses", ("date", "created_at", "updated_at")),
        ("invoices", ("issue_date", "created_at", "updated_at")),
        ("payments", ("date", "created_at")),
        ("trust_entries", ("date", "cleared_on", "created_at")),
        ("trust_holds", ("created_at",)),
    ],
)
def test_history_runs_from_its_first_day_to_its_last(
    db: sqlite3.Connection, table: str, columns: tuple[str, ...]
) -> None:
    for column in columns:
        sql = f"select min(substr({column}, 1, 10)), max(substr({column}, 1, 10)) from {table}"
        first, last = db.execute(sql).fetchone()
        assert first >= "2024-03-01"
        assert last <= LAST_DAY
