"""Interest: the firm's terms, and the lines that charge by them for what is overdue."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from adapters.embedded.accruals import accrued
from adapters.embedded.columns import instant, plain
from adapters.embedded.database import Database
from adapters.embedded.lines import ChargedLine, Lateness
from adapters.port import (
    Clock,
    InterestMethod,
    InterestTerms,
    InvalidInput,
    LineItemKind,
    NewInterestTerms,
    NewInvoice,
    Refusal,
    Refused,
    today,
)

__all__ = ["EmbeddedInterest"]

_LONGEST = 366
_DECIMALS = 6

# What changed what is due on an invoice and not disputed, each on its day.
_MOVES = """
    select date, -amount from payments where invoice_id = ?1
    union all select r.date, p.amount from payment_reversals r
        join payments p on p.id = r.payment_id where p.invoice_id = ?1
    union all select date, -amount from credits where invoice_id = ?1
    union all select substr(opened_at, 1, 10), -amount from disputes where invoice_id = ?1
    union all select substr(settled_at, 1, 10), amount from disputes
        where invoice_id = ?1 and settled_at is not null"""


class EmbeddedInterest:
    """Keeps :class:`adapters.port.Interest`."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def terms(self) -> InterestTerms | None:
        return self._terms()

    async def set(self, draft: NewInterestTerms) -> InterestTerms | None:
        problems = list(_unsound(draft))
        if problems:
            raise Refused(*problems)
        with self._db.write():
            self._db.run("delete from interest_terms")
            if draft.annual_percent is not None:
                columns = {
                    "only": 1,
                    "annual_percent": plain(draft.annual_percent),
                    "method": draft.method.value,
                    "every_days": draft.every_days,
                    "since": (draft.since or today(self._clock)).isoformat(),
                    "updated_at": instant(self._clock.now()),
                }
                self._db.insert("interest_terms", columns)
            return self._terms()

    def lines(self, draft: NewInvoice, problems: list[Refusal]) -> list[ChargedLine]:
        """Return a line for each of the matter's invoices that interest ran on, the oldest first:
        for the whole runs up to the day of issue, or today, that no invoice charges yet.
        """
        if not draft.interest:
            return []
        if self._terms() is None:
            rule = "The firm charges no interest: no terms are set for it."
            problems.append(InvalidInput(field=("interest",), rule=rule))
            return []
        upto = min(draft.issue_date, today(self._clock))
        rows = self._db.read(
            "select overdue_id, number, annual_percent, method, every_days, begins, billed "
            "from interest_runs where matter_id = ? and begins < ? order by begins, overdue_id",
            [draft.matter_id, upto.isoformat()],
        )
        found = []
        for overdue_id, number, percent, method, every, start, billed in rows:
            begins = dt.date.fromisoformat(start)
            ends = begins + dt.timedelta(days=(upto - begins).days // every * every)
            late = Lateness(
                overdue_id=overdue_id,
                begins=begins,
                ends=ends,
                annual_percent=percent,
                method=method,
                every_days=every,
            )
            compound = method == InterestMethod.COMPOUND.value
            dues = self._dues(late, billed)
            amount = accrued(dues, Decimal(percent), every, compound=compound)
            if amount:
                found.append(_line(late, number, amount))
        return found

    def _dues(self, late: Lateness, billed: int) -> list[int]:
        """Return what was due and not disputed as each run of days ended."""
        moves = sorted(self._db.read(_MOVES, [late.overdue_id]))
        found = []
        for run in range(1, (late.ends - late.begins).days // late.every_days + 1):
            day = (late.begins + dt.timedelta(days=run * late.every_days)).isoformat()
            found.append(max(billed + sum(amount for on, amount in moves if on <= day), 0))
        return found

    def _terms(self) -> InterestTerms | None:
        rows = self._db.read("select annual_percent, method, every_days, since from interest_terms")
        if not rows:
            return None
        ((percent, method, every_days, since),) = rows
        return InterestTerms(
            annual_percent=Decimal(percent),
            method=InterestMethod(method),
            every_days=every_days,
            since=dt.date.fromisoformat(since),
        )


def _unsound(draft: NewInterestTerms) -> Iterator[Refusal]:
    percent = draft.annual_percent
    if percent is not None and not (
        percent.is_finite() and 0 < percent <= 100 and percent == round(percent, _DECIMALS)
    ):
        rule = f"Interest is above 0 to 100 per cent a year, with {_DECIMALS} decimals at most."
        yield InvalidInput(field=("annualPercent",), rule=rule)
    if not 1 <= draft.every_days <= _LONGEST:
        rule = f"Interest is charged for each run of 1 to {_LONGEST} days."
        yield InvalidInput(field=("everyDays",), rule=rule)


def _line(late: Lateness, number: str, amount: int) -> ChargedLine:
    days = (late.ends - late.begins).days
    return ChargedLine(
        kind=LineItemKind.INTEREST,
        source_id=late.overdue_id,
        date=late.ends.isoformat(),
        description=f"Interest on invoice {number}: {late.annual_percent}% a year, {late.method}, "
        f"{days} days to {late.ends}",
        quantity=100,
        rate=amount,
        amount=amount,
        taxable=False,
        late=late,
    )
