"""Time and expenses over the wire."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import cast

from msgspec import UNSET, Struct

from adapters.port import (
    Capability,
    CostType,
    Expense,
    InvalidInput,
    Listing,
    NewExpense,
    NewTimeEntry,
    NotFound,
    OutcomeUnknown,
    Page,
    RateSource,
    Refused,
    TimeEntry,
    TimeEntryChange,
    TimeEntryFilter,
    TimeEntryStatus,
)
from adapters.supergood.changes import Changes, showing
from adapters.supergood.client import Client
from adapters.supergood.habits import Habits
from adapters.supergood.matters import SupergoodMatters
from adapters.supergood.reads import Collection
from adapters.supergood.values import day, grouped, money, said
from adapters.supergood.windows import every, of_time_entry, page_of, pages_of

__all__ = ["SupergoodExpenses", "SupergoodTimeEntries", "expense", "time_entry"]


class TimeEntryItem(Struct, rename="camel", kw_only=True):
    """A time entry as the dialect lists it; what the seed does not name may be missing."""

    entry_id: str
    matter_id: str
    user_id: str
    date: dt.date
    description: str
    hours: Decimal
    amount: Decimal
    billable: bool
    created_at: dt.datetime
    activity_code: str | None = None
    task_code: str | None = None
    rate: Decimal | None = None
    currency: str | None = None
    status: TimeEntryStatus | None = None
    invoice_id: str | None = None
    tags: tuple[str, ...] = ()
    updated_at: dt.datetime | None = None
    rate_source: RateSource | None = None
    minutes: int | None = None

    @property
    def id(self) -> str:
        return self.entry_id


class ExpenseItem(Struct, rename="camel", kw_only=True):
    """An expense as the dialect lists it."""

    expense_id: str
    matter_id: str
    date: dt.date
    description: str
    amount: Decimal
    currency: str
    taxable: bool
    billable: bool
    status: TimeEntryStatus
    created_at: dt.datetime
    expense_code: str | None = None
    invoice_id: str | None = None
    cost_type: CostType | None = None
    bank_reference: str | None = None


class _Entry(Struct, rename="camel"):
    entry_id: str
    amount: Decimal
    created_at: dt.datetime


class _Expense(Struct, rename="camel"):
    expense_id: str
    amount: Decimal
    created_at: dt.datetime


def time_entry(item: TimeEntryItem, currency: str) -> TimeEntry:
    """Make the port's record of an item, in its own currency or else in its matter's."""
    unbilled = TimeEntryStatus.BILLABLE if item.billable else TimeEntryStatus.NOT_BILLABLE
    return TimeEntry(
        id=item.entry_id,
        matter_id=item.matter_id,
        user_id=item.user_id,
        date=item.date,
        activity_code=item.activity_code,
        task_code=item.task_code,
        description=item.description,
        hours=item.hours.normalize(),
        rate=money(item.rate, currency),
        amount=money(item.amount, currency),
        billable=item.billable,
        status=item.status or unbilled,
        invoice_id=item.invoice_id,
        tags=item.tags,
        created_at=item.created_at,
        updated_at=item.updated_at or item.created_at,
        rate_source=item.rate_source,
        minutes=item.minutes,
    )


def expense(item: ExpenseItem) -> Expense:
    """Make the port's record of an item."""
    return Expense(
        id=item.expense_id,
        matter_id=item.matter_id,
        date=item.date,
        description=item.description,
        amount=money(item.amount, item.currency),
        taxable=item.taxable,
        billable=item.billable,
        expense_code=item.expense_code,
        status=item.status,
        invoice_id=item.invoice_id,
        created_at=item.created_at,
        cost_type=item.cost_type,
        bank_reference=item.bank_reference,
    )


class SupergoodTimeEntries:
    """Keeps :class:`adapters.port.TimeEntries`."""

    def __init__(self, client: Client, habits: Habits, matters: SupergoodMatters) -> None:
        self._habits = habits
        self._matters = matters
        self._items = Collection(
            client,
            habits,
            noun="time entries",
            path="/time-entries",
            shape=TimeEntryItem,
            record=_in_a_currency,
        )
        self._changes = Changes(client, habits, self._items, noun="time entries", receipt=_Entry)

    async def by_id(self, ids: Sequence[str]) -> Sequence[TimeEntry]:
        return await self._priced(await self._items.by_ids(ids))

    async def page(self, listing: Listing[TimeEntryFilter]) -> Page[TimeEntry]:
        return page_of(await self._all(listing.filter), listing, of_time_entry)

    async def count(self, filter: TimeEntryFilter) -> int:
        return sum(of_time_entry(filter, it) for it in await self._all(filter))

    async def of_matters(
        self, matter_ids: Sequence[str], listing: Listing[TimeEntryFilter]
    ) -> Mapping[str, Page[TimeEntry]]:
        found = await self._of_matters(matter_ids, listing.filter)
        return pages_of(found, listing, of_time_entry)

    async def count_of_matters(
        self, matter_ids: Sequence[str], filter: TimeEntryFilter
    ) -> Mapping[str, int]:
        found = await self._of_matters(matter_ids, filter)
        return {id: sum(of_time_entry(filter, it) for it in its) for id, its in found.items()}

    async def log(self, draft: NewTimeEntry, idempotency_key: str | None) -> TimeEntry:
        if draft.minutes is not None:
            self._habits.require(Capability.ROUND_TIME)
        if draft.hours is None:
            raise Refused(InvalidInput(field=("hours",), rule="Give either hours or minutes."))
        _, item = await self._changes.make(
            Capability.LOG_TIME, said(draft), idempotency_key, "record time"
        )
        return await self._shown(item, "record time")

    async def update(self, change: TimeEntryChange) -> TimeEntry:
        if change.minutes is not UNSET:
            self._habits.require(Capability.ROUND_TIME)
        body = said(change, leave_out=("id",))
        item = await self._changes.change(Capability.CHANGE_TIME, change.id, body)
        return await self._shown(item, f"change {change.id}")

    async def delete(self, id: str) -> TimeEntry:
        self._habits.require(Capability.CHANGE_TIME)
        for known in await self.by_id([id]):
            await self._changes.remove(id)
            return known
        raise Refused(NotFound(field=("id",), noun="time entry", id=id))

    async def _of_matters(
        self, matter_ids: Sequence[str], filter: TimeEntryFilter
    ) -> dict[str, list[TimeEntry]]:
        items = await self._items.of_parents("matterId", "matterIds", matter_ids, _query(filter))
        return grouped(matter_ids, await self._priced(items), attrgetter("matter_id"))

    async def _all(self, filter: TimeEntryFilter) -> list[TimeEntry]:
        return await self._priced(await self._items.all(_query(filter)))

    async def _priced(self, items: Sequence[TimeEntry | TimeEntryItem]) -> list[TimeEntry]:
        """Make records of those that are none yet: the seed's items name no currency, so their
        matters are asked. An item whose matter can't be read can't be read either.
        """
        unsaid = [it for it in items if isinstance(it, TimeEntryItem)]
        if not unsaid:
            return cast(list[TimeEntry], items)
        matters = await self._matters.by_id([*dict.fromkeys(it.matter_id for it in unsaid)])
        known = {matter.id: matter.billing.currency_code for matter in matters}
        self._habits.watch.lost(
            "time entries", [it.id for it in unsaid if it.matter_id not in known]
        )
        return [
            it if isinstance(it, TimeEntry) else time_entry(it, known[it.matter_id])
            for it in items
            if isinstance(it, TimeEntry) or it.matter_id in known
        ]

    async def _shown(self, item: TimeEntry | TimeEntryItem, change: str) -> TimeEntry:
        """Return what was changed. That it can't be priced makes nothing of it undone."""
        with showing(change):
            for entry in await self._priced([item]):
                return entry
        raise Refused(OutcomeUnknown(change=change))


class SupergoodExpenses:
    """Keeps :class:`adapters.port.Expenses`."""

    def __init__(self, client: Client, habits: Habits) -> None:
        self._items = Collection(
            client, habits, noun="expenses", path="/expenses", shape=ExpenseItem, record=expense
        )
        self._changes = Changes(client, habits, self._items, noun="expenses", receipt=_Expense)

    async def by_id(self, ids: Sequence[str]) -> Sequence[Expense]:
        return await self._items.by_ids(ids)

    async def of_matters(
        self, matter_ids: Sequence[str], listing: Listing[None]
    ) -> Mapping[str, Page[Expense]]:
        found = await self._of_matters(matter_ids)
        return pages_of(found, listing, every)

    async def count_of_matters(self, matter_ids: Sequence[str], filter: None) -> Mapping[str, int]:
        return {id: len(its) for id, its in (await self._of_matters(matter_ids)).items()}

    async def log(self, draft: NewExpense, idempotency_key: str | None) -> Expense:
        _, record = await self._changes.make(
            Capability.LOG_EXPENSES, said(draft), idempotency_key, "record an expense"
        )
        return record

    async def _of_matters(self, matter_ids: Sequence[str]) -> dict[str, list[Expense]]:
        items = await self._items.of_parents("matterIds", "matterIds", matter_ids, {})
        return grouped(matter_ids, items, attrgetter("matter_id"))


def _in_a_currency(item: TimeEntryItem) -> TimeEntry | TimeEntryItem:
    """Make the port's record of an item that names its currency; any other stays as it is.

    Raises ``KeyError`` for a currency there is not.
    """
    return item if item.currency is None else time_entry(item, item.currency)


def _query(filter: TimeEntryFilter) -> dict[str, str | None]:
    return {
        "matterId": filter.matter_id,
        "userId": filter.user_id,
        "dateFrom": day(filter.date_from),
        "dateTo": day(filter.date_to),
    }
