"""Trust: what lay on each ledger on a day, and where it has lain long."""

import datetime as dt
from calendar import monthrange
from typing import Any

from adapters.embedded.columns import day, money
from adapters.embedded.database import Database
from adapters.embedded.reports.sheet import Sheet, added, same
from adapters.port import (
    Listing,
    Report,
    TrustBalancesAsk,
    TrustBalancesRow,
    TrustBalancesTotal,
    from_minor,
)

__all__ = ["trust_balances"]

# Holds leave no trace once they are released, so only those of today are known.
_STOOD = f"""
    stood(ledger_id, account_id, client_id, last_movement_on, posted, cleared, held) as (
        select l.id, l.account_id, l.client_id, max(e.date), sum(e.amount),
            {added("e.amount", "e.cleared_on <= ?1")},
            iif(?1 >= today(), coalesce((select sum(amount) from trust_holds
                where ledger_id = l.id), 0), null)
        from trust_ledgers l join trust_entries e on e.ledger_id = l.id and e.date <= ?1
        where ?2 is null or l.account_id = ?2 group by l.id)"""


def _balance(currency: str, posted: int, cleared: int, held: int | None) -> dict[str, Any]:
    available = None if held is None else cleared - held
    return {
        "currency_code": currency,
        "posted": from_minor(posted, currency),
        "cleared": from_minor(cleared, currency),
        "held": money(held, currency),
        "available": money(available, currency),
    }


_BALANCES = Sheet(
    tables=_STOOD,
    lines="select s.ledger_id as id, c.name, a.currency, s.ledger_id, s.last_movement_on, "
    "s.posted, s.cleared, s.held from stood s join contacts c on c.id = s.client_id "
    "join trust_accounts a on a.id = s.account_id "
    "where (s.posted <> 0 or s.cleared <> 0 or coalesce(s.held, 0) <> 0) "
    "and (?3 is null or (s.posted > 0 and s.last_movement_on <= ?3))",
    subjects={"ledger_id": same, "last_movement_on": day},
    figures=("posted", "cleared", "held"),
    largest="posted",
    shown=_balance,
    row=TrustBalancesRow,
    total=TrustBalancesTotal,
)


def trust_balances(
    db: Database, listing: Listing[TrustBalancesAsk]
) -> Report[TrustBalancesRow, TrustBalancesTotal]:
    ask = listing.filter
    still = _before(ask.as_of, ask.dormant_months) if ask.dormant_months else None
    return _BALANCES.read(
        db, [ask.as_of.isoformat(), ask.account_id, still and still.isoformat()], listing
    )


def _before(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months earlier, or that month's last if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < dt.MINYEAR:
        return dt.date.min
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
