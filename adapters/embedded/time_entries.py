"""Time: read, recorded, changed, removed."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from msgspec import UNSET

from adapters.embedded.cells import Cell, own, partly
from adapters.embedded.columns import as_json, by_value, instant, moment, strings
from adapters.embedded.database import Database
from adapters.embedded.figures import amount_of_time
from adapters.embedded.keys import Keys
from adapters.embedded.lists import Condition, Lists, Table, conditions, one_of
from adapters.embedded.roundings import EmbeddedTimeRoundings
from adapters.embedded.tariff import Tariff
from adapters.embedded.work import Bench, Work
from adapters.port import (
    AlreadyBilled,
    BillingType,
    Clock,
    Ids,
    InvalidInput,
    Listing,
    NewTimeEntry,
    NotFound,
    Page,
    RateSource,
    Refusal,
    Refused,
    TimeEntry,
    TimeEntryChange,
    TimeEntryFilter,
    TimeEntryStatus,
    from_minor,
)

__all__ = ["EmbeddedTimeEntries"]

_DAY = 2400
_CHARGED_BY_TIME = (BillingType.HOURLY.value, BillingType.RETAINER.value)

_TIME_ENTRY_STATUS = by_value(TimeEntryStatus)
_RATE_SOURCE = by_value(RateSource)


@lru_cache(maxsize=_DAY)
def _hours(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2).normalize()


_CELLS = {
    **own("id", "matter_id", "user_id", "activity_code", "task_code", "description", "minutes"),
    **own("invoice_id"),
    "date": Cell(("t.date",), dt.date.fromisoformat),
    "hours": Cell(("t.hours",), _hours),
    "rate": Cell(("t.rate", "t.currency"), from_minor),
    "rate_source": Cell(("t.rate_source",), _RATE_SOURCE),
    "amount": Cell(("t.amount", "t.currency"), from_minor),
    "billable": Cell(("t.billable",), bool),
    "status": Cell(("t.status",), _TIME_ENTRY_STATUS),
    "tags": Cell(("t.tags",), strings),
    "created_at": Cell(("t.created_at",), moment),
    "updated_at": Cell(("t.updated_at",), moment),
}


def _where(filter: TimeEntryFilter) -> Iterable[Condition]:
    yield from conditions(
        {
            "t.matter_id = ?": filter.matter_id,
            "t.user_id = ?": filter.user_id,
            "t.date >= ?": filter.date_from and filter.date_from.isoformat(),
            "t.date <= ?": filter.date_to and filter.date_to.isoformat(),
            "t.billable = ?": filter.billable,
        }
    )
    yield from one_of("t.status", filter.status)


_TABLE = Table(
    source="time_entries t",
    reader=partly(TimeEntry, _CELLS),
    sorts={"date": "t.date", "created_at": "t.created_at"},
    where=_where,
)


class EmbeddedTimeEntries:
    """Keeps :class:`adapters.port.TimeEntries`."""

    def __init__(
        self,
        db: Database,
        keys: Keys,
        roundings: EmbeddedTimeRoundings,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._db = db
        self._keys = keys
        self._roundings = roundings
        self._clock = clock
        self._ids = ids
        self._bench = Bench(db, clock)
        self._tariff = Tariff(db, self._bench)
        self._lists = Lists(db, _TABLE)

    async def by_id(self, ids: Sequence[str]) -> Sequence[TimeEntry]:
        return self._lists.by("t.id", ids)

    async def page(self, listing: Listing[TimeEntryFilter]) -> Page[TimeEntry]:
        return self._lists.page(listing)

    async def count(self, filter: TimeEntryFilter) -> int:
        return self._lists.count(filter)

    async def of_matters(
        self, matter_ids: Sequence[str], listing: Listing[TimeEntryFilter]
    ) -> Mapping[str, Page[TimeEntry]]:
        return self._lists.pages_of("t.matter_id", matter_ids, listing)

    async def count_of_matters(
        self, matter_ids: Sequence[str], filter: TimeEntryFilter
    ) -> Mapping[str, int]:
        return self._lists.counts_of("t.matter_id", matter_ids, filter)

    async def log(self, draft: NewTimeEntry, idempotency_key: str | None) -> TimeEntry:
        with self._db.write():
            return self._keys.once(
                idempotency_key, "log time", draft, TimeEntry, lambda: self._log(draft)
            )

    async def update(self, change: TimeEntryChange) -> TimeEntry:
        with self._db.write():
            known = self._known(change.id)
            given = {
                name: value
                for name in change.__struct_fields__
                if (value := getattr(change, name)) is not UNSET and name != "id"
            }
            if known.invoice_id and given.keys() - {"tags"}:
                raise Refused(_billed(known, known.invoice_id))
            derived = known.task_code == known.activity_code
            changed = NewTimeEntry(
                matter_id=known.matter_id,
                **{
                    "user_id": known.user_id,
                    "date": known.date,
                    "description": known.description,
                    "activity_code": known.activity_code,
                    "task_code": None if derived else known.task_code,
                    "billable": known.billable,
                    "tags": known.tags,
                    **given,
                },
            )
            return self._change(known, changed)

    async def delete(self, id: str) -> TimeEntry:
        with self._db.write():
            known = self._known(id)
            if known.invoice_id:
                raise Refused(_billed(known, known.invoice_id))
            self._db.run("delete from time_entries where id = ?", [id])
            return known

    def _known(self, id: str) -> TimeEntry:
        for known in self._lists.by("t.id", [id]):
            return known
        raise Refused(NotFound(field=("id",), noun="time entry", id=id))

    def _log(self, draft: NewTimeEntry) -> TimeEntry:
        problems: list[Refusal] = []
        matter = self._bench.open_matter(draft.matter_id, problems)
        self._bench.works_here(draft.user_id, problems)
        entry = self._whole(draft, None, matter, problems)
        id, now = self._ids.new("tim"), instant(self._clock.now())
        times = {"created_at": now, "updated_at": now}
        self._db.insert("time_entries", {"id": id, "matter_id": draft.matter_id, **entry, **times})
        return self._known(id)

    def _change(self, known: TimeEntry, changed: NewTimeEntry) -> TimeEntry:
        now = instant(self._clock.now())
        if known.invoice_id:
            self._db.update("time_entries", known.id, {"tags": _tags(changed), "updated_at": now})
            return self._known(known.id)
        problems: list[Refusal] = []
        if changed.user_id != known.user_id:
            self._bench.works_here(changed.user_id, problems)
        matter = self._bench.matter(known.matter_id, problems)
        entry = self._whole(changed, known, matter, problems)
        self._db.update("time_entries", known.id, {**entry, "updated_at": now})
        return self._known(known.id)

    def _whole(
        self,
        draft: NewTimeEntry,
        known: TimeEntry | None,
        matter: Work | None,
        problems: list[Refusal],
    ) -> dict[str, Any]:
        """Return the columns from user_id to tags; refuse for every reason at once."""
        entry = self._worth(draft, known, matter, problems)
        spent = self._spent(draft, known, problems)
        if problems or entry is None or spent is None:
            raise Refused(*problems)
        hours, minutes = spent
        amount = amount_of_time(hours, entry["rate"])
        return {**entry, "hours": hours, "minutes": minutes, "amount": amount}

    def _worth(
        self,
        draft: NewTimeEntry,
        known: TimeEntry | None,
        matter: Work | None,
        problems: list[Refusal],
    ) -> dict[str, Any] | None:
        """Return all columns but those of how long, or None where something was refused."""
        before = len(problems)
        self._bench.not_ahead(draft.date, problems)
        activity, task = self._bench.codes(draft.activity_code, draft.task_code, problems)
        if matter is None:
            return None
        priced = self._tariff.of(draft, known, matter, problems)
        if priced is None or len(problems) > before:
            return None
        rate, source = priced
        billable = draft.billable
        if billable is None:
            billable = matter.billing_type in _CHARGED_BY_TIME
        status = TimeEntryStatus.BILLABLE if billable else TimeEntryStatus.NOT_BILLABLE
        return {
            "user_id": draft.user_id,
            "date": draft.date.isoformat(),
            "activity_code": activity,
            "task_code": task,
            "description": draft.description,
            "rate": rate,
            "rate_source": source.value,
            "currency": matter.currency,
            "billable": billable,
            "status": status.value,
            "tags": _tags(draft),
        }

    def _spent(
        self, draft: NewTimeEntry, known: TimeEntry | None, problems: list[Refusal]
    ) -> tuple[int, int | None] | None:
        """Return hundredths of an hour, and the minutes if those were said.

        Notes what would give a person more than 24 hours on one date (IV16).
        """
        if known and draft.hours is None and draft.minutes is None:
            spent: tuple[int, int | None] | None = int(known.hours.scaleb(2)), known.minutes
        else:
            spent = self._roundings.spent(draft, problems)
        ((others,),) = self._db.read(
            "select coalesce(sum(hours), 0) from time_entries "
            "where user_id = ? and date = ? and id is not ?",
            [draft.user_id, draft.date.isoformat(), known and known.id],
        )
        if spent and others + spent[0] > _DAY:
            rule = f"That makes more than 24 hours on {draft.date}."
            field = "hours" if draft.minutes is None else "minutes"
            problems.append(InvalidInput(field=(field,), rule=rule))
        return spent


def _billed(entry: TimeEntry, invoice_id: str) -> AlreadyBilled:
    return AlreadyBilled(field=("id",), noun="time entry", id=entry.id, invoice_id=invoice_id)


def _tags(draft: NewTimeEntry) -> str:
    return as_json(tuple(dict.fromkeys(draft.tags)))
