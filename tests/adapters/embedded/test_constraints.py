"""Every check and every unique value of the law holds by itself, with no trigger before it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.embedded.shell import Db

LAW = Path(__file__).parents[3] / "adapters" / "embedded" / "law"
DAY, HASH = "2026-02-20", "ab" * 32
NO_DAYS = ("2025-04-31", "2026-02-32", "yesterday", "2026-2-3", "")
NOTHING = (0, -1)
NOT_ONE_OF_TWO = (2, -1)
NOBODY = ("", " ", "Cash", " BEARER ", "atm")
NO_HASHES = ("", HASH[1:], HASH + "a", "G" + HASH[1:], HASH[1:] + "g", HASH[:-1] + "A")
NO_JSON = ("none", "[", "")

Row = dict[str, Any]

# A row of each table that keeps every check.
GOOD: dict[str, Row] = {
    "firm": {"only": 1, "name": "Firm", "currency": "USD"},
    "users": {"id": "u", "name": "Ada", "email": "ada@x.example", "role": "partner", "rate": 0},
    "contacts": {
        "id": "c",
        "external_id": "x",
        "type": "person",
        "name": "Acme",
        "search": "",
        "created_at": "",
        "updated_at": "",
    },
    "idempotency_keys": {
        "key": "k",
        "operation": "",
        "fingerprint": b"",
        "answer": b"",
        "created_at": "",
    },
    "trust_accounts": {"id": "a", "name": "Trust", "currency": "USD"},
    "sequences": {"name": "matter:2026", "last": 1},
    "matters": {
        "id": "m",
        "number": "1",
        "external_id": "x",
        "title": "Title",
        "status": "open",
        "billing_type": "hourly",
        "currency": "USD",
        "client_id": "c",
        "search": "",
        "created_at": "",
        "updated_at": "",
    },
    "matter_team": {"matter_id": "m", "user_id": "u"},
    "time_entries": {
        "id": "t",
        "matter_id": "m",
        "user_id": "u",
        "date": DAY,
        "description": "",
        "hours": 10,
        "rate": 5,
        "amount": 1,  # half a cent is a cent
        "currency": "USD",
        "billable": 1,
        "status": "billable",
        "created_at": "",
        "updated_at": "",
    },
    "expenses": {
        "id": "e",
        "matter_id": "m",
        "date": DAY,
        "description": "",
        "amount": 1,
        "currency": "USD",
        "taxable": 0,
        "billable": 1,
        "status": "billable",
        "created_at": "",
        "updated_at": "",
    },
    "invoices": {
        "id": "i",
        "number": "1",
        "status": "draft",
        "matter_id": "m",
        "client_id": "c",
        "currency": "USD",
        "issue_date": DAY,
        "exact_discount": "0",
        "tax_rate": "0",
        "exact_tax": "0",
        "subtotal": 100,
        "discount": 0,
        "tax": 0,
        "due": 100,
        "created_at": "",
        "updated_at": "",
    },
    "invoice_lines": {
        "invoice_id": "i",
        "position": 1,
        "kind": "adjustment",
        "description": "",
        "quantity": "1",
        "rate": 100,
        "amount": 100,
        "discount": 0,
        "tax": 0,
        "taxable": 0,
    },
    "approval_policy": {"only": 1, "second_person": 1},
    "changes": {"noun": "matter", "id": "c", "sequence": 1000},
    "interest_terms": {
        "only": 1,
        "annual_percent": "12.5",
        "method": "simple",
        "every_days": 30,
        "since": DAY,
        "updated_at": "",
    },
    "interest_charges": {
        "invoice_id": "i",
        "overdue_id": "o",
        "begins": DAY,
        "ends": "2026-03-22",
        "annual_percent": "12.5",
        "method": "simple",
        "every_days": 30,
        "amount": 1,
    },
    "closing_statements": {
        "invoice_id": "i",
        "recovery": 200,
        "basis": "gross",
        "costs": 0,
        "percent": "50",
        "fee": 100,
    },
    "rates": {
        "id": "r",
        "source": "firm",
        "rate": 0,
        "currency": "USD",
        "valid_from": DAY,
        "created_at": "",
        "updated_at": "",
    },
    "time_roundings": {
        "user_id": "u",
        "increment": 6,
        "direction": "up",
        "checks_hours": 0,
        "updated_at": "",
    },
    "trust_ledgers": {"id": "l", "account_id": "a", "client_id": "c", "matter_id": "m"},
    "trust_entries": {
        "sequence": 1,
        "id": "e",
        "ledger_id": "l",
        "kind": "deposit",
        "amount": 100,
        "running_balance": 100,
        "date": DAY,
        "payer": "Acme",
        "created_at": "",
        "prev_hash": "",
        "hash": HASH,
    },
    "trust_clearings": {
        "sequence": 1,
        "entry_id": "e",
        "cleared_on": DAY,
        "created_at": "",
        "prev_hash": "",
        "hash": HASH,
    },
    "trust_holds": {"invoice_id": "i", "ledger_id": "l", "amount": 1, "created_at": ""},
    "trust_requests": {
        "id": "r",
        "ledger_id": "l",
        "purpose": "client_refund",
        "amount": 1,
        "date": DAY,
        "payee": "Acme",
        "requested_by_id": "u",
        "created_at": "",
    },
    "trust_transfers": {
        "id": "x",
        "from_ledger_id": "l",
        "to_ledger_id": "m",
        "amount": 1,
        "date": DAY,
        "reason": "Moved",
        "reverses_id": "w",
        "out_id": "o",
        "out_hash": HASH,
        "in_id": "i",
        "in_hash": HASH,
        "created_at": "",
    },
    "payments": {
        "id": "p",
        "invoice_id": "i",
        "amount": 1,
        "date": DAY,
        "method": "wire",
        "created_at": "",
    },
    "payment_reversals": {"payment_id": "p", "date": DAY, "reason": "NSF", "created_at": ""},
    "credits": {
        "id": "c",
        "invoice_id": "i",
        "kind": "credit_note",
        "amount": 1,
        "date": DAY,
        "reason": "Goodwill",
        "created_at": "",
    },
    "client_credits": {
        "sequence": 1,
        "client_id": "c",
        "currency": "USD",
        "payment_id": "p",
        "amount": 1,
        "running_balance": 1,
        "created_at": "",
    },
    "disputes": {"id": "d", "invoice_id": "i", "amount": 1, "reason": "Too much", "opened_at": ""},
    "invoice_steps": {"sequence": 1, "invoice_id": "i", "step": "sent", "at": ""},
    "trust_postings": {"sequence": 1, "book": "bank", "account_id": "a", "amount": 1},
    "trust_reconciliations": {
        "sequence": 1,
        "id": "r",
        "account_id": "a",
        "as_of": DAY,
        "statement_balance": 100,
        "in_transit": 0,
        "outstanding": 0,
        "adjusted": 100,
        "journal_balance": 100,
        "ledger_total": 100,
        "negative_ledgers": 0,
        "status": "balanced",
        "closes_period": 1,
        "result": "{}",
        "created_at": "",
    },
    "evergreens": {"matter_id": "m", "least": 1},
}

PAID_OUT = {"kind": "disbursement", "amount": -1, "cleared_on": DAY, "payee": "X"}
REFUND = {**PAID_OUT, "purpose": "client_refund"}
EARNED = {**PAID_OUT, "kind": "application", "purpose": "earned_fee", "invoice_id": "i"}
APPROVED = {"status": "approved", "decided_by_id": "v", "decided_at": "", "entry_id": "e"}
SHORT = "length({0}) between 1 and 20"
ROLE = (
    "role in ('partner', 'associate', 'paralegal', 'billing', 'trustee', 'intake', 'auditor', "
    "'admin')"
)
OF_MATTER = "(source in ('matter_user', 'matter_role', 'matter')) = (matter_id is not null)"
OF_USER = "(source in ('matter_user', 'user')) = (user_id is not null)"
FEE = (
    "abs(fee - max(recovery - iif(basis = 'net', costs, 0), 0) * cast(percent as real) / 100) < 0.6"
)
CURRENCY = "currency glob '[A-Z][A-Z][A-Z]'"
BILLABLE = "(status = 'not_billable') = (billable = 0)"
BILLED = "(status in ('reserved', 'billed', 'paid')) = (invoice_id is not null)"
HARD = "(cost_type = 'hard') = (bank_reference is not null)"
INTEREST = "(kind = 'interest') = (interest_on_id is not null)"
LATE = {"kind": "interest", "interest_on_id": "o"}
ANNUAL = (
    "annual_percent not glob '*[^0-9.]*' and cast(annual_percent as real) > 0 "
    "and cast(annual_percent as real) <= 100"
)
ENDED = "(status in ('closed', 'archived')) = (close_date is not null)"
HASHED = "length({0}) = 64 and {0} not glob '*[^0-9a-f]*'"
DATED = "{0} is date({0}, '+0 days')"
BILLING = "time_entries", "expenses"


def _each(table: str, check: str, column: str, *values: Any, **more: Any) -> Iterator[Any]:
    for value in values:
        yield table, check, {**more, column: value}


# Each attack: the table, the check, and what of the good row to change.
CHECKS: list[tuple[str, str, Row]] = [
    ("firm", "only = 1", {"only": 2}),
    *(
        it
        for table in ("firm", "trust_accounts", "matters", "rates")
        for it in _each(table, CURRENCY, "currency", "usd", "US", "USDX", "")
    ),
    *(
        it
        for table, column in (("users", "name"), ("contacts", "name"), ("matters", "title"))
        for it in _each(table, f"length({column}) > 0", column, "")
    ),
    *_each("users", ROLE, "role", "owner"),
    *_each("users", "owner in (0, 1)", "owner", *NOT_ONE_OF_TWO),
    *_each("users", "active in (0, 1)", "active", *NOT_ONE_OF_TWO),
    *_each("users", "rate >= 0", "rate", -1),
    *_each("contacts", "type in ('person', 'organization')", "type", "robot"),
    *(
        it
        for column in ("primary_contact", "billing_preferences")
        for it in _each("contacts", f"{column} is null or json_valid({column})", column, *NO_JSON)
    ),
    *(
        it
        for table, column in (
            *(("contacts", "emails"), ("contacts", "phones"), ("contacts", "addresses")),
            *(("matters", "tags"), ("time_entries", "tags"), ("invoices", "discounts")),
            *(("firm", "address"), ("firm", "timekeeper_classes"), ("invoices", "taxes")),
            *(("invoice_lines", "taxes"), ("trust_reconciliations", "result")),
        )
        for it in _each(table, f"json_valid({column})", column, *NO_JSON)
    ),
    *(
        it
        for column in ("second_approver_above", "firm_money_most")
        for it in _each("trust_accounts", f"{column} >= 0", column, -1)
    ),
    *(
        it
        for table, column in (
            ("trust_accounts", "client_money_pays_matters"),
            ("trust_accounts", "wires_clear_at_once"),
            ("trust_accounts", "cash_clears_at_once"),
            ("time_entries", "billable"),
            ("expenses", "taxable"),
            ("expenses", "billable"),
            ("invoice_lines", "taxable"),
            ("invoice_lines", "live"),
            ("time_roundings", "checks_hours"),
            ("payments", "reversed"),
            ("trust_reconciliations", "closes_period"),
            ("evergreens", "on_invoices"),
            ("approval_policy", "second_person"),
        )
        for it in _each(table, f"{column} in (0, 1)", column, *NOT_ONE_OF_TWO)
    ),
    *(
        it
        for table, column in (
            *(("matters", "number"), ("matters", "client_matter_id"), ("invoices", "number")),
            ("firm", "tax_id"),
        )
        for it in _each(table, SHORT.format(column), column, "", "123456789012345678901")
    ),
    *_each("matters", "status in ('pending', 'open', 'closed', 'archived')", "status", "lost"),
    *(
        it
        for table, column in (
            *(("matters", "open_date"), ("matters", "limitation_date"), ("time_entries", "date")),
            *(("expenses", "date"), ("invoices", "issue_date"), ("invoices", "due_date")),
            *(("invoice_lines", "date"), ("rates", "valid_from"), ("trust_entries", "date")),
            *(("trust_clearings", "cleared_on"), ("trust_requests", "date")),
            *(("trust_transfers", "date"), ("payments", "date"), ("payment_reversals", "date")),
            *(("credits", "date"), ("trust_reconciliations", "as_of")),
            *(("interest_terms", "since"), ("interest_charges", "begins")),
        )
        for it in _each(table, DATED.format(column), column, *NO_DAYS)
    ),
    *_each("matters", DATED.format("close_date"), "close_date", *NO_DAYS, status="closed"),
    *_each(
        "matters",
        "billing_type in ('hourly', 'flat_fee', 'contingency', 'retainer')",
        "billing_type",
        "free",
    ),
    *_each("matters", "default_rate >= 0", "default_rate", -1),
    *_each("matters", "flat_amount > 0", "flat_amount", *NOTHING),
    *_each(
        "matters",
        "billing_type <> 'flat_fee' or flat_amount is not null",
        "billing_type",
        "flat_fee",
    ),
    *_each(
        "matters",
        "billing_type <> 'contingency' or contingency_percent is not null",
        "billing_type",
        "contingency",
    ),
    *_each("matters", ENDED, "status", "closed", "archived"),
    *_each("matters", ENDED, "status", "open", "pending", close_date=DAY),
    (
        "matters",
        "close_date is null or open_date is null or close_date >= open_date",
        {"status": "closed", "open_date": "2026-02-21", "close_date": DAY},
    ),
    *_each("time_entries", "hours between 1 and 2400", "hours", 0, amount=0),
    *_each("time_entries", "hours between 1 and 2400", "hours", 2401, amount=120),
    *_each("time_entries", "minutes between 1 and 1440", "minutes", 0, 1441),
    *_each("time_entries", "rate >= 0", "rate", -1, amount=0),
    *_each(
        "time_entries",
        "rate_source in ('explicit', 'matter_user', 'matter_role', 'matter', 'client', 'user', "
        "'firm')",
        "rate_source",
        "gift",
    ),
    *_each("time_entries", "amount = (hours * rate + 50) / 100", "amount", 0, 2),
    *(
        it
        for table in BILLING
        for it in (
            *_each(
                table,
                "status in ('billable', 'reserved', 'billed', 'paid', 'not_billable')",
                "status",
                "lost",
            ),
            *_each(table, BILLABLE, "billable", 0),
            *_each(table, BILLABLE, "status", "not_billable"),
            *_each(table, BILLED, "status", "reserved", "billed", "paid"),
            *_each(table, BILLED, "invoice_id", "i"),
        )
    ),
    *_each("expenses", "cost_type in ('hard', 'soft')", "cost_type", "warm"),
    *_each("expenses", "trim(bank_reference) <> ''", "bank_reference", "", " ", cost_type="hard"),
    *_each("expenses", HARD, "cost_type", "hard"),
    *_each("expenses", HARD, "bank_reference", "ACH 7"),
    *_each(
        "invoices",
        "status in ('draft', 'pending_approval', 'approved', 'sent', 'viewed', 'partially_paid', "
        "'paid', 'void')",
        "status",
        "overdue",
    ),
    *_each("invoices", "subtotal >= 0", "subtotal", -1, discount=-1, due=0),
    *_each("invoices", "discount between 0 and subtotal", "discount", -1, due=101),
    *_each("invoices", "discount between 0 and subtotal", "discount", 101, tax=1, due=0),
    *_each("invoices", "tax >= 0", "tax", -1, due=99),
    *(
        it
        for column in ("credited", "written_off", "trust_applied", "paid")
        for it in _each("invoices", f"{column} >= 0", column, -1, due=101)
    ),
    *_each("invoices", "due >= 0", "due", -1, paid=101),
    *_each("invoices", "replenish >= 0", "replenish", -1),
    *_each("invoices", "standing in ('approved', 'sent', 'viewed')", "standing", "draft", "paid"),
    *(
        it
        for column in ("subtotal", "tax", "credited", "written_off", "trust_applied", "paid", "due")
        for it in _each(
            "invoices",
            "due = subtotal - discount + tax - credited - written_off - trust_applied - paid",
            column,
            7,
        )
    ),
    *_each("invoices", "due_date is null or due_date >= issue_date", "due_date", "2026-02-19"),
    *_each("invoices", "status <> 'paid' or due = 0", "status", "paid"),
    *_each(
        "invoices",
        "status <> 'void' or (due = 0 and trust_applied = 0 and paid = 0)",
        "status",
        "void",
    ),
    *(
        it
        for column in ("paid", "trust_applied")
        for it in _each(
            "invoices",
            "status <> 'void' or (due = 0 and trust_applied = 0 and paid = 0)",
            column,
            100,
            status="void",
            due=0,
        )
    ),
    *_each(
        "invoices",
        "status <> 'partially_paid' or due > 0",
        "due",
        0,
        status="partially_paid",
        paid=100,
    ),
    *_each(
        "invoices",
        "status not in ('approved', 'sent', 'viewed', 'partially_paid', 'paid') or number is not "
        "null",
        "status",
        *("approved", "sent", "viewed", "partially_paid"),
        number=None,
    ),
    *_each("invoice_lines", "position > 0", "position", *NOTHING),
    *_each(
        "invoice_lines",
        "kind in ('time', 'expense', 'flat_fee', 'contingency_fee', 'interest', 'adjustment')",
        "kind",
        "gift",
    ),
    *_each("invoice_lines", "amount >= 0", "amount", -1),
    *_each("invoice_lines", "discount between 0 and amount", "discount", -1, 101),
    *_each("invoice_lines", "tax >= 0", "tax", -1, taxable=1),
    *_each("invoice_lines", "taxable = 1 or tax = 0", "tax", 1),
    *_each(
        "invoice_lines",
        "own_discount is null or json_valid(own_discount)",
        "own_discount",
        *NO_JSON,
    ),
    *_each("invoice_lines", "(kind = 'time') = (time_entry_id is not null)", "kind", "time"),
    *_each("invoice_lines", "(kind = 'time') = (time_entry_id is not null)", "time_entry_id", "t"),
    *_each("invoice_lines", "(kind = 'expense') = (expense_id is not null)", "kind", "expense"),
    *_each("invoice_lines", "(kind = 'expense') = (expense_id is not null)", "expense_id", "e"),
    *_each("invoice_lines", INTEREST, "kind", "interest"),
    *_each("invoice_lines", INTEREST, "interest_on_id", "o"),
    *(
        (
            "invoice_lines",
            "kind <> 'interest' or (taxable = 0 and discount = 0)",
            {**LATE, **change},
        )
        for change in ({"taxable": 1}, {"discount": 1})
    ),
    *_each("approval_policy", "only = 1", "only", 2),
    *_each("changes", "noun in ('matter', 'invoice')", "noun", "contact"),
    *_each("interest_terms", "only = 1", "only", 2),
    *_each("interest_terms", ANNUAL, "annual_percent", "0", "-1", "100.1", "", "1e1", "twelve"),
    *_each("interest_terms", "method in ('simple', 'compound')", "method", "usury"),
    *_each("interest_terms", "every_days between 1 and 366", "every_days", 0, 367),
    *_each(
        "interest_charges",
        "ends is date(ends, '+0 days') and ends > begins",
        "ends",
        *(DAY, "2026-02-19", *NO_DAYS),
    ),
    *_each("interest_charges", "every_days > 0", "every_days", *NOTHING),
    *_each("closing_statements", "recovery > 0", "recovery", *NOTHING, fee=0),
    *_each("closing_statements", "basis in ('gross', 'net')", "basis", "half"),
    *_each("closing_statements", "costs >= 0", "costs", -1),
    *(
        ("closing_statements", "cast(percent as real) between 0 and 100", change)
        for change in (
            {"percent": "-0.1", "fee": 0},
            {"percent": "100.1", "recovery": 100},
        )
    ),
    *(
        ("closing_statements", "fee between 0 and recovery", change)
        for change in ({"percent": "0", "fee": -1}, {"percent": "100", "fee": 201})
    ),
    *_each("closing_statements", FEE, "fee", 99, 101),
    *_each("closing_statements", FEE, "fee", 98, 100, basis="net", costs=2),
    *_each("closing_statements", FEE, "fee", 1, basis="net", costs=201),
    *_each(
        "rates",
        "source in ('matter_user', 'matter_role', 'matter', 'client', 'user', 'firm')",
        "source",
        "explicit",
    ),
    *_each("rates", ROLE, "role", "owner", source="matter_role", matter_id="m"),
    *_each("rates", "rate >= 0", "rate", -1),
    *_each(
        "rates",
        "valid_to is date(valid_to, '+0 days') and valid_to >= valid_from",
        "valid_to",
        *("2026-02-19", *NO_DAYS),
    ),
    *(
        ("rates", check, change)
        for check, change in (
            (OF_MATTER, {"source": "matter"}),
            (OF_MATTER, {"source": "matter_user", "user_id": "u"}),
            (OF_MATTER, {"source": "matter_role", "role": "partner"}),
            (OF_MATTER, {"matter_id": "m"}),
            ("(source = 'client') = (client_id is not null)", {"source": "client"}),
            ("(source = 'client') = (client_id is not null)", {"client_id": "c"}),
            (OF_USER, {"source": "user"}),
            (OF_USER, {"source": "matter_user", "matter_id": "m"}),
            (OF_USER, {"user_id": "u"}),
            (
                "(source = 'matter_role') = (role is not null)",
                {"source": "matter_role", "matter_id": "m"},
            ),
            ("(source = 'matter_role') = (role is not null)", {"role": "partner"}),
        )
    ),
    *_each("time_roundings", "increment between 1 and 60", "increment", 0, 61),
    *_each("time_roundings", "direction in ('up', 'nearest', 'down')", "direction", "away"),
    *_each("trust_ledgers", "client_id is not null or matter_id is null", "client_id", None),
    *_each(
        "trust_entries",
        "kind in ('deposit', 'disbursement', 'transfer', 'application', 'reversal')",
        "kind",
        "gift",
        cleared_on=DAY,
    ),
    *_each(
        "trust_entries",
        "purpose in ('client_refund', 'third_party', 'expense_incurred', 'earned_fee', "
        "'trust_to_trust', 'bank_charge', 'reversal')",
        "purpose",
        "gift",
    ),
    *_each("trust_entries", "amount <> 0", "amount", 0),
    *_each("trust_entries", "running_balance >= 0", "running_balance", -1),
    *_each(
        "trust_entries",
        "cleared_on is date(cleared_on, '+0 days') and cleared_on >= date",
        "cleared_on",
        *("2026-02-19", "2026-04-31", "later"),
    ),
    *_each(
        "trust_entries",
        "method in ('check', 'ach', 'card', 'wire', 'cash', 'other')",
        "method",
        *("trust", "credit"),
    ),
    *_each("trust_entries", "trim(payer) <> ''", "payer", "", " "),
    *_each("trust_entries", HASHED.format("hash"), "hash", *NO_HASHES),
    *_each(
        "trust_entries",
        "kind in ('transfer', 'reversal') or lower(trim(payee)) not in ('', 'cash', 'bearer', "
        "'atm')",
        "payee",
        *NOBODY,
        **{k: v for k, v in REFUND.items() if k != "payee"},
    ),
    *_each(
        "trust_entries", "kind <> 'deposit' or (amount > 0 and payer is not null)", "payer", None
    ),
    *_each(
        "trust_entries", "kind <> 'deposit' or (amount > 0 and payer is not null)", "amount", -1
    ),
    *(
        it
        for kind in (REFUND, EARNED)
        for it in _each(
            "trust_entries",
            "kind not in ('disbursement', 'application') or amount < 0",
            "amount",
            1,
            **{k: v for k, v in kind.items() if k != "amount"},
        )
    ),
    *(
        (
            "trust_entries",
            (
                "kind <> 'disbursement' or (payee is not null and purpose is not null and purpose not "
                "in ('trust_to_trust', 'reversal', 'earned_fee'))"
            ),
            {**REFUND, **change},
        )
        for change in (
            {"payee": None},
            {"purpose": None},
            {"purpose": "trust_to_trust"},
            {"purpose": "reversal"},
            {"purpose": "earned_fee"},
        )
    ),
    *(
        (
            "trust_entries",
            "kind <> 'application' or (invoice_id is not null and purpose = 'earned_fee')",
            {**EARNED, **change},
        )
        for change in ({"invoice_id": None}, {"purpose": "client_refund"})
    ),
    *_each("trust_entries", "(kind = 'reversal') = (reverses_id is not null)", "kind", "reversal"),
    *_each("trust_entries", "(kind = 'reversal') = (reverses_id is not null)", "reverses_id", "d"),
    *_each(
        "trust_entries",
        "kind <> 'transfer' or transfer_id is not null",
        "kind",
        "transfer",
        cleared_on=DAY,
    ),
    *(
        it
        for kind in (REFUND, EARNED, {"kind": "transfer", "transfer_id": "x"})
        for it in _each(
            "trust_entries",
            "kind in ('deposit', 'reversal') or cleared_on is not null",
            "cleared_on",
            None,
            **{k: v for k, v in kind.items() if k != "cleared_on"},
        )
    ),
    *_each("trust_clearings", HASHED.format("hash"), "hash", *NO_HASHES),
    *(
        it
        for table in (
            *("expenses", "trust_holds", "trust_requests", "trust_transfers"),
            *("payments", "credits", "disputes", "interest_charges"),
        )
        for it in _each(table, "amount > 0", "amount", *NOTHING)
    ),
    *_each(
        "trust_requests",
        "purpose in ('client_refund', 'third_party', 'expense_incurred', 'bank_charge')",
        "purpose",
        *("earned_fee", "trust_to_trust", "reversal"),
    ),
    *_each(
        "trust_requests",
        "lower(trim(payee)) not in ('', 'cash', 'bearer', 'atm')",
        "payee",
        *NOBODY,
    ),
    *_each(
        "trust_requests",
        "status in ('pending', 'approved', 'rejected')",
        "status",
        "lost",
        decided_by_id="v",
        decided_at="",
    ),
    *(
        ("trust_requests", check, change)
        for check, change in (
            ("(status = 'pending') = (decided_by_id is null)", {"decided_by_id": "v"}),
            (
                "(status = 'pending') = (decided_by_id is null)",
                {**APPROVED, "decided_by_id": None},
            ),
            ("(status = 'pending') = (decided_at is null)", {"decided_at": ""}),
            ("(status = 'pending') = (decided_at is null)", {**APPROVED, "decided_at": None}),
            ("(status = 'approved') = (entry_id is not null)", {"entry_id": "e"}),
            ("(status = 'approved') = (entry_id is not null)", {**APPROVED, "entry_id": None}),
            ("(status = 'approved') = (entry_id is not null)", {**APPROVED, "status": "rejected"}),
        )
    ),
    *(
        it
        for table in ("trust_transfers", "payment_reversals", "credits", "disputes")
        for it in _each(table, "trim(reason) <> ''", "reason", "", "  ")
    ),
    *(
        it
        for column in ("out_hash", "in_hash")
        for it in _each("trust_transfers", HASHED.format(column), column, *NO_HASHES)
    ),
    *_each("trust_transfers", "from_ledger_id <> to_ledger_id", "to_ledger_id", "l"),
    *_each("payments", "surplus >= 0", "surplus", -1),
    *_each(
        "payments",
        "method in ('check', 'ach', 'card', 'wire', 'cash', 'trust', 'credit', 'other')",
        "method",
        "barter",
    ),
    *_each("payments", "(method = 'trust') = (trust_entry_id is not null)", "method", "trust"),
    *_each("payments", "(method = 'trust') = (trust_entry_id is not null)", "trust_entry_id", "e"),
    *_each(
        "payments",
        "surplus = 0 or method not in ('trust', 'credit')",
        "surplus",
        1,
        method="trust",
        trust_entry_id="e",
    ),
    *_each(
        "payments",
        "surplus = 0 or method not in ('trust', 'credit')",
        "surplus",
        1,
        method="credit",
    ),
    *_each("credits", "kind in ('credit_note', 'write_off')", "kind", "gift"),
    *_each("client_credits", "amount <> 0", "amount", 0),
    *_each("client_credits", "running_balance >= 0", "running_balance", -1),
    *_each("disputes", "(settled_at is null) = (settlement is null)", "settled_at", ""),
    *_each("disputes", "(settled_at is null) = (settlement is null)", "settlement", "Agreed"),
    *_each(
        "invoice_steps",
        "step in ('generated', 'submitted', 'rejected', 'approved', 'sent', 'viewed', 'voided')",
        "step",
        "paid",
    ),
    *_each("trust_postings", "book in ('bank', 'between', 'ledger')", "book", "attic"),
    *_each("trust_postings", "amount <> 0", "amount", 0),
    *(
        it
        for column in ("in_transit", "outstanding", "negative_ledgers")
        for it in _each("trust_reconciliations", f"{column} >= 0", column, -1)
    ),
    *_each(
        "trust_reconciliations",
        "status in ('balanced', 'unbalanced', 'incomplete')",
        "status",
        "fine",
        adjusted=99,
        statement_balance=99,
        closes_period=0,
    ),
    *(
        it
        for column, wrong in (
            *(("adjusted", 99), ("adjusted", None), ("in_transit", 1), ("outstanding", 1)),
            ("statement_balance", 99),
        )
        for it in _each(
            "trust_reconciliations",
            "adjusted is statement_balance + in_transit - outstanding",
            column,
            wrong,
        )
    ),
    *_each(
        "trust_reconciliations",
        "(status = 'incomplete') = (statement_balance is null)",
        "statement_balance",
        None,
        adjusted=None,
        status="unbalanced",
        closes_period=0,
    ),
    *_each(
        "trust_reconciliations",
        "(status = 'incomplete') = (statement_balance is null)",
        "status",
        "incomplete",
        closes_period=0,
    ),
    *(
        (
            "trust_reconciliations",
            (
                "(status = 'balanced') = (statement_balance is not null and adjusted = "
                "journal_balance and adjusted = ledger_total and negative_ledgers = 0)"
            ),
            change,
        )
        for change in (
            {"journal_balance": 99},
            {"ledger_total": 99},
            {"negative_ledgers": 1},
            {"status": "unbalanced", "closes_period": 0},
            {"statement_balance": 99, "adjusted": 99},
        )
    ),
    *_each(
        "trust_reconciliations",
        "closes_period = 0 or status = 'balanced'",
        "status",
        "unbalanced",
        journal_balance=99,
    ),
    *_each("evergreens", "least > 0", "least", *NOTHING),
]

# What a unique index is about, where the good row is not.
ABOUT: dict[str, Row] = {
    "users.owner": {"owner": 1},
    "invoice_lines.time_entry_id": {"kind": "time", "time_entry_id": "t"},
    "invoice_lines.expense_id": {"kind": "expense", "expense_id": "e"},
    "trust_entries.reverses_id": {"kind": "reversal", "reverses_id": "d"},
    "trust_requests.entry_id": APPROVED,
    "payments.trust_entry_id": {"method": "trust", "trust_entry_id": "e"},
}


@pytest.fixture(scope="module")
def bare_file() -> Iterator[Db]:
    """The law's tables without its triggers."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    for step in sorted(LAW.glob("*.sql"), key=lambda it: int(it.name.partition("_")[0])):
        db.executescript(step.read_text("utf-8"))
    for (name,) in db.execute("select name from sqlite_schema where type = 'trigger'").fetchall():
        db.execute(f"drop trigger {name}")
    yield db
    db.close()


@pytest.fixture
def bare(bare_file: Db) -> Iterator[Db]:
    bare_file.execute("begin")
    yield bare_file
    bare_file.execute("rollback")


def _insert(db: Db, table: str, row: Row) -> None:
    marks = ", ".join(f":{name}" for name in row)
    db.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", row)


def _checks(db: Db) -> list[tuple[str, str]]:
    """Return every table's checks as they are written, in one line each."""
    found = []
    for table, sql in db.execute("select name, sql from sqlite_schema where type = 'table'"):
        start = sql.find("check (")
        while start >= 0:
            end, depth = start + len("check ("), 1
            while depth:
                depth += {"(": 1, ")": -1}.get(sql[end], 0)
                end += 1
            found.append((table, " ".join(sql[start + len("check (") : end - 1].split())))
            start = sql.find("check (", end)
    return found


def _uniques(db: Db) -> list[tuple[str, list[str]]]:
    """Return what is unique: columns of a table, or an index over expressions by its name."""
    found = []
    for (table,) in db.execute("select name from sqlite_schema where type = 'table'").fetchall():
        keys = db.execute(f"pragma table_info({table})").fetchall()
        found += [(table, [name]) for _, name, type, *_, key in keys if key and type == "INTEGER"]
        for _, index, unique, *_ in db.execute(f"pragma index_list({table})").fetchall():
            columns = [it[2] for it in db.execute(f"pragma index_info({index})").fetchall()]
            if unique:
                found.append((table, EXPRESSED[index] if None in columns else columns))
    return [it for it in found if it not in COMPOSED]


COMPOSED = [("invoice_lines", ["position"]), ("trust_postings", ["sequence"])]
"""Integers that are unique only with another column."""
EXPRESSED = {
    "one_ledger_each": ["account_id", "client_id", "matter_id"],
    "one_rounding_each": ["user_id"],
}
"""What an index of expressions is about."""


def _another(value: Any) -> Any:
    match value:
        case int():
            return value + 1
        case str() if value == HASH:
            return HASH[::-1]
        case "matter":
            return "invoice"
        case str():
            return f"{value}x"
        case _:
            return value


def test_every_table_has_a_good_row(bare: Db) -> None:
    for table, row in GOOD.items():
        _insert(bare, table, row)
    rows = bare.execute("select name from sqlite_schema where type = 'table'").fetchall()
    assert {name for (name,) in rows} == set(GOOD)


@pytest.mark.parametrize(
    ("table", "check", "change"), [pytest.param(*it, id=f"{it[0]}: {it[2]}") for it in CHECKS]
)
def test_a_check_refuses(bare: Db, table: str, check: str, change: Row) -> None:
    with pytest.raises(sqlite3.IntegrityError) as refusal:
        _insert(bare, table, {**GOOD[table], **change})
    assert " ".join(str(refusal.value).split()) == f"CHECK constraint failed: {check}"
    assert bare.execute(f"select count(*) from {table}").fetchone() == (0,)


def test_every_check_is_attacked(bare: Db) -> None:
    assert {(table, check) for table, check, _ in CHECKS} == set(_checks(bare))


def test_every_unique_value_is_its_rows_own(bare: Db) -> None:
    uniques = _uniques(bare)
    assert len(uniques) == 57
    for table, columns in uniques:
        about = {**GOOD[table], **ABOUT.get(f"{table}.{columns[0]}", {})}
        others = {name for it, names in uniques if it == table for name in names} - set(columns)
        other = {name: _another(it) if name in others else it for name, it in about.items()}
        said = ", ".join(f"{table}.{name}" for name in columns)
        for index in (name for name, names in EXPRESSED.items() if names == columns):
            said = f"index '{index}'"
        bare.execute("savepoint one")
        _insert(bare, table, about)
        with pytest.raises(sqlite3.IntegrityError) as refusal:
            _insert(bare, table, other)
        assert str(refusal.value) == f"UNIQUE constraint failed: {said}"
        bare.execute("rollback to one")


def test_the_firm_has_one_rounding(bare: Db) -> None:
    _insert(bare, "time_roundings", {**GOOD["time_roundings"], "user_id": None})
    with pytest.raises(sqlite3.IntegrityError) as refusal:
        _insert(bare, "time_roundings", {**GOOD["time_roundings"], "user_id": None})
    assert str(refusal.value) == "UNIQUE constraint failed: index 'one_rounding_each'"


@pytest.mark.parametrize(
    ("table", "column", "value", "type"),
    [
        ("time_entries", "hours", 1.5, "REAL value in INTEGER"),
        ("trust_entries", "amount", 0.5, "REAL value in INTEGER"),
        ("payments", "amount", "much", "TEXT value in INTEGER"),
        ("invoices", "due", 2.0**70, "REAL value in INTEGER"),
    ],
)
def test_a_value_is_of_its_columns_type(
    bare: Db, table: str, column: str, value: Any, type: str
) -> None:
    with pytest.raises(sqlite3.IntegrityError) as refusal:
        _insert(bare, table, {**GOOD[table], column: value})
    assert str(refusal.value) == f"cannot store {type} column {table}.{column}"
