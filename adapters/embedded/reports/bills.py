"""Bills: work that is not billed yet, bills not paid yet, and what came in for them."""

from typing import Any

from adapters.embedded.columns import day
from adapters.embedded.database import Database
from adapters.embedded.reports.sheet import Sheet, added, hours, same
from adapters.port import (
    CollectionsAsk,
    CollectionsGroup,
    CollectionsRow,
    CollectionsTotal,
    Listing,
    Owed,
    PaymentMethod,
    ReceivablesAsk,
    ReceivablesGroup,
    ReceivablesRow,
    ReceivablesTotal,
    Report,
    WorkInProgressAsk,
    WorkInProgressGroup,
    WorkInProgressRow,
    WorkInProgressTotal,
    from_minor,
)

__all__ = ["FINAL", "collections", "paid", "receivables", "work_in_progress"]

FINAL = "i.status not in ('draft', 'pending_approval', 'void')"


def paid(when: str) -> str:
    """Write the SQL of what paid invoice ``i``, less what was taken back, each on such days."""
    return f"""coalesce((select sum(amount) from payments
            where invoice_id = i.id and date {when}), 0)
        - coalesce((select sum(p.amount) from payments p
            join payment_reversals back on back.payment_id = p.id
            where p.invoice_id = i.id and back.date {when}), 0)"""


# What is on no invoice, and what is on one that was not final or not issued by then.
_WORK = """
    later(id) as (select id from invoices where status in ('draft', 'pending_approval')
        union select id from invoices where issue_date > ?1),
    work(matter_id, user_id, currency, date, hours, time, expenses) as (
        select matter_id, user_id, currency, date, hours, amount, 0 from time_entries
            where billable = 1 and invoice_id is null and date <= ?1
        union all select e.matter_id, e.user_id, e.currency, e.date, e.hours, e.amount, 0
            from later join time_entries e on e.invoice_id = later.id where e.date <= ?1
        union all select matter_id, null, currency, date, 0, 0, amount from expenses
            where billable = 1 and invoice_id is null and date <= ?1
        union all select e.matter_id, null, e.currency, e.date, 0, 0, e.amount
            from later join expenses e on e.invoice_id = later.id where e.date <= ?1)"""
_WORK_AGES = (
    "w.date >= date(?1, '-30 days')",
    "w.date between date(?1, '-60 days') and date(?1, '-31 days')",
    "w.date between date(?1, '-90 days') and date(?1, '-61 days')",
    "w.date < date(?1, '-90 days')",
)
_WORK_GROUPS = {
    WorkInProgressGroup.MATTER: ("m.id", "m.number", "m.id", "m.client_id", "null"),
    WorkInProgressGroup.CLIENT: ("m.client_id", "c.name", "null", "m.client_id", "null"),
    WorkInProgressGroup.TIMEKEEPER: ("w.user_id", "u.name", "null", "null", "w.user_id"),
}


def _work(currency: str, worked: int, time: int, expenses: int, *ages: int) -> dict[str, Any]:
    young, older, old, oldest = (from_minor(age, currency) for age in ages)
    return {
        "currency_code": currency,
        "hours": hours(worked),
        "time": from_minor(time, currency),
        "expenses": from_minor(expenses, currency),
        "total": from_minor(time + expenses, currency),
        "days_0_to_30": young,
        "days_31_to_60": older,
        "days_61_to_90": old,
        "over_90": oldest,
    }


_WORK_SHEETS = {
    group: Sheet(
        tables=_WORK,
        lines=f"select coalesce({key}, '') || '/' || w.currency as id, "
        f"coalesce({name}, '') as name, w.currency, "
        f"{matter} as matter_id, {client} as client_id, {user} as user_id, "
        "sum(w.hours) as hours, sum(w.time) as time, sum(w.expenses) as expenses, "
        + ", ".join(
            f"{added('w.time + w.expenses', age)} as age_{place}"
            for place, age in enumerate(_WORK_AGES)
        )
        + " from work w join matters m on m.id = w.matter_id "
        "join contacts c on c.id = m.client_id left join users u on u.id = w.user_id "
        f"group by {key}, w.currency",
        subjects={"matter_id": same, "client_id": same, "user_id": same},
        figures=("hours", "time", "expenses", "age_0", "age_1", "age_2", "age_3"),
        largest="(time + expenses)",
        shown=_work,
        row=WorkInProgressRow,
        total=WorkInProgressTotal,
    )
    for group, (key, name, matter, client, user) in _WORK_GROUPS.items()
}


def work_in_progress(
    db: Database, listing: Listing[WorkInProgressAsk]
) -> Report[WorkInProgressRow, WorkInProgressTotal]:
    ask = listing.filter
    return _WORK_SHEETS[ask.group_by].read(db, [ask.as_of.isoformat()], listing)


# What is due now, and what was due then and has come in, or was credited, since.
_OWED = f"""
    owing(id) as (select id from invoices where due > 0
        union select invoice_id from payments where date > ?1
        union select p.invoice_id from payment_reversals back
            join payments p on p.id = back.payment_id where back.date > ?1
        union select invoice_id from credits where date > ?1),
    owed(client_id, matter_id, currency, due_date, amount) as (
        select i.client_id, i.matter_id, i.currency, i.due_date,
            i.due + {paid("> ?1")}
            + coalesce((select sum(amount) from credits
                where invoice_id = i.id and date > ?1), 0)
        from owing join invoices i on i.id = owing.id where {FINAL} and i.issue_date <= ?1)"""
_OWED_AGES = (
    "true",
    "coalesce(o.due_date >= ?1, true)",
    "o.due_date between date(?1, '-30 days') and date(?1, '-1 days')",
    "o.due_date between date(?1, '-60 days') and date(?1, '-31 days')",
    "o.due_date between date(?1, '-90 days') and date(?1, '-61 days')",
    "o.due_date < date(?1, '-90 days')",
)
_OWED_GROUPS = {
    ReceivablesGroup.CLIENT: ("o.client_id", "c.name", "null"),
    ReceivablesGroup.MATTER: ("o.matter_id", "m.number", "o.matter_id"),
}


def _owed(currency: str, *figures: int) -> dict[str, Any]:
    pairs = zip(figures[::2], figures[1::2], strict=True)
    total, current, late, later, old, oldest = (
        Owed(amount=from_minor(amount, currency), invoice_count=count) for amount, count in pairs
    )
    return {
        "currency_code": currency,
        "total": total,
        "current": current,
        "days_1_to_30": late,
        "days_31_to_60": later,
        "days_61_to_90": old,
        "over_90": oldest,
    }


_OWED_SHEETS = {
    group: Sheet(
        tables=_OWED,
        lines=f"select {key} || '/' || o.currency as id, {name} as name, o.currency, "
        f"o.client_id, {matter} as matter_id, "
        + ", ".join(
            f"{added('o.amount', age)} as amount_{place}, {added('1', age)} as count_{place}"
            for place, age in enumerate(_OWED_AGES)
        )
        + " from owed o join matters m on m.id = o.matter_id "
        f"join contacts c on c.id = o.client_id where o.amount <> 0 group by {key}, o.currency",
        subjects={"client_id": same, "matter_id": same},
        figures=[
            f"{what}_{place}" for place in range(len(_OWED_AGES)) for what in ("amount", "count")
        ],
        largest="amount_0",
        shown=_owed,
        row=ReceivablesRow,
        total=ReceivablesTotal,
    )
    for group, (key, name, matter) in _OWED_GROUPS.items()
}


def receivables(
    db: Database, listing: Listing[ReceivablesAsk]
) -> Report[ReceivablesRow, ReceivablesTotal]:
    ask = listing.filter
    return _OWED_SHEETS[ask.group_by].read(db, [ask.as_of.isoformat()], listing)


# What paid invoices on its day, and what was taken back on its own. What came beyond what was due
# is not here until, as credit, it pays another invoice.
_RECEIPTS = """receipts(invoice_id, date, amount, method, came) as (
    select invoice_id, date, amount, method, 1 from payments where date between ?1 and ?2
    union all select p.invoice_id, back.date, -p.amount, p.method, 0 from payment_reversals back
        join payments p on p.id = back.payment_id where back.date between ?1 and ?2)"""
_FROM_OUTSIDE, _FROM_TRUST = "r.method <> 'trust'", "r.method = 'trust'"
_NO_HEAD = {"month": "null", "user_id": "null", "client_id": "null", "method": "null"}
_HEADS = {
    CollectionsGroup.MONTH: ("month", "substr(r.date, 1, 7) || '-01'", "substr(r.date, 1, 7)"),
    CollectionsGroup.RESPONSIBLE_ATTORNEY: ("user_id", "m.responsible_attorney_id", "u.name"),
    CollectionsGroup.CLIENT: ("client_id", "i.client_id", "c.name"),
    CollectionsGroup.METHOD: ("method", "r.method", "r.method"),
}


def _method(value: str | None) -> PaymentMethod | None:
    return PaymentMethod(value) if value else None


def _collected(currency: str, received: int, trust: int, count: int) -> dict[str, Any]:
    return {
        "currency_code": currency,
        "received": from_minor(received, currency),
        "trust_applied": from_minor(trust, currency),
        "total": from_minor(received + trust, currency),
        "payment_count": count,
    }


_COLLECTIONS_SHEETS = {
    group: Sheet(
        tables=_RECEIPTS,
        lines=f"select coalesce({key}, '') || '/' || i.currency as id, "
        f"coalesce({name}, '') as name, i.currency, "
        + ", ".join(f"{sql} as {name}" for name, sql in {**_NO_HEAD, head: key}.items())
        + f", {added('r.amount', _FROM_OUTSIDE)} as received, "
        f"{added('r.amount', _FROM_TRUST)} as trust, sum(r.came) as payments "
        "from receipts r join invoices i on i.id = r.invoice_id "
        "join matters m on m.id = i.matter_id join contacts c on c.id = i.client_id "
        "left join users u on u.id = m.responsible_attorney_id "
        f"group by {key}, i.currency",
        subjects={"month": day, "user_id": same, "client_id": same, "method": _method},
        figures=("received", "trust", "payments"),
        largest="(received + trust)",
        shown=_collected,
        row=CollectionsRow,
        total=CollectionsTotal,
    )
    for group, (head, key, name) in _HEADS.items()
}


def collections(
    db: Database, listing: Listing[CollectionsAsk]
) -> Report[CollectionsRow, CollectionsTotal]:
    ask = listing.filter
    period = [ask.date_from.isoformat(), ask.date_to.isoformat()]
    return _COLLECTIONS_SHEETS[ask.group_by].read(db, period, listing)
