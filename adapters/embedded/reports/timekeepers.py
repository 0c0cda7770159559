"""Timekeepers: what became of the work of each, and how busy they were."""

import datetime as dt
from typing import Any

from adapters.embedded.database import Database
from adapters.embedded.reports.bills import FINAL, paid
from adapters.embedded.reports.sheet import Sheet, added, hours, percent, same
from adapters.port import (
    Listing,
    RealizationAsk,
    RealizationRow,
    RealizationTotal,
    Report,
    UtilizationAsk,
    UtilizationRow,
    UtilizationTotal,
    from_minor,
)

__all__ = ["realization", "utilization"]

# A line's part of what its invoice collected is cut between two running sums, so that all the
# lines' parts, and the tax's, are whole and sum to what was collected, whatever the period.
_REALIZED = f"""
    bills(id, billed, collected) as (
        select i.id, i.subtotal - i.discount + i.tax, {paid("<= ?3")}
        from invoices i where {FINAL} and i.issue_date <= ?3 and i.id in (
            select invoice_id from time_entries where date between ?1 and ?2)),
    shares(time_entry_id, net, upto, billed, collected) as (
        select l.time_entry_id, l.amount - l.discount,
            sum(l.amount - l.discount) over (partition by l.invoice_id order by l.position),
            b.billed, b.collected
        from bills b join invoice_lines l on l.invoice_id = b.id),
    time(user_id, currency, worked, unbilled, billed, collected, not_billable) as (
        select user_id, currency, iif(billable, amount, 0), iif(billable, amount, 0), 0, 0,
            iif(billable, 0, amount)
        from time_entries where date between ?1 and ?2
        union all select e.user_id, e.currency, 0, -e.amount, s.net, iif(s.billed = 0, 0,
            portion(s.collected, s.upto, s.billed)
            - portion(s.collected, s.upto - s.net, s.billed)), 0
        from shares s join time_entries e on e.id = s.time_entry_id
        where e.date between ?1 and ?2)"""
_FIGURES = ("worked", "unbilled", "billed", "collected", "not_billable")


def _realized(
    currency: str, worked: int, unbilled: int, billed: int, collected: int, not_billable: int
) -> dict[str, Any]:
    return {
        "currency_code": currency,
        "worked": from_minor(worked, currency),
        "unbilled": from_minor(unbilled, currency),
        "discounted": from_minor(worked - unbilled - billed, currency),
        "billed": from_minor(billed, currency),
        "collected": from_minor(collected, currency),
        "not_billable": from_minor(not_billable, currency),
        "billing_percent": percent(billed, worked),
        "collection_percent": percent(collected, billed),
    }


_REALIZATION = Sheet(
    tables=_REALIZED,
    lines="select w.user_id || '/' || w.currency as id, u.name, w.currency, w.user_id, "
    + ", ".join(f"sum(w.{name}) as {name}" for name in _FIGURES)
    + " from time w join users u on u.id = w.user_id group by w.user_id, w.currency",
    subjects={"user_id": same},
    figures=_FIGURES,
    largest="worked",
    shown=_realized,
    row=RealizationRow,
    total=RealizationTotal,
)


def realization(
    db: Database, listing: Listing[RealizationAsk]
) -> Report[RealizationRow, RealizationTotal]:
    ask = listing.filter
    days = [day.isoformat() for day in (ask.date_from, ask.date_to, ask.as_of)]
    return _REALIZATION.read(db, days, listing)


def _utilized(_: str, worked: int, billable: int, target: int) -> dict[str, Any]:
    return {
        "worked_hours": hours(worked),
        "billable_hours": hours(billable),
        "target_hours": hours(target),
        "worked_percent": percent(worked, target),
        "billable_percent": percent(billable, target),
    }


_UTILIZATION = Sheet(
    tables="spent(user_id, hours, billable) as (select user_id, hours, billable "
    "from time_entries where date between ?1 and ?2)",
    lines="select u.id, u.name, '' as currency, u.id as user_id, "
    f"coalesce(sum(s.hours), 0) as worked, {added('s.hours', 's.billable = 1')} as billable, "
    "?3 as target from users u left join spent s on s.user_id = u.id group by u.id "
    "having count(s.hours) > 0 or (u.active = 1 and u.rate is not null)",
    subjects={"user_id": same},
    figures=("worked", "billable", "target"),
    largest="billable",
    shown=_utilized,
    row=UtilizationRow,
    total=UtilizationTotal,
)


def utilization(
    db: Database, listing: Listing[UtilizationAsk]
) -> Report[UtilizationRow, UtilizationTotal]:
    ask = listing.filter
    target = int(_working_days(ask.date_from, ask.date_to) * ask.hours_per_day * 100)
    period = [ask.date_from.isoformat(), ask.date_to.isoformat()]
    return _UTILIZATION.read(db, [*period, target], listing)


def _working_days(first: dt.date, last: dt.date) -> int:
    """Count the days from Monday to Friday between two days, both included."""
    weeks, rest = divmod((last - first).days + 1, 7)
    return weeks * 5 + sum((first.weekday() + day) % 7 < 5 for day in range(rest))
