"""TimeEntry: hours somebody worked on a matter."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Protocol

from msgspec import UNSET, Struct, UnsetType

from adapters.port import utbms
from adapters.port.money import Money
from adapters.port.paging import Listing, Page
from adapters.port.rate import RateSource

__all__ = [
    "NewTimeEntry",
    "TimeEntries",
    "TimeEntry",
    "TimeEntryChange",
    "TimeEntryFilter",
    "TimeEntryOrderField",
    "TimeEntryStatus",
]


class TimeEntryStatus(Enum):
    """How far work has come on its way to being paid; expenses go the same way."""

    BILLABLE = "billable"
    RESERVED = "reserved"
    BILLED = "billed"
    PAID = "paid"
    NOT_BILLABLE = "not_billable"


class TimeEntryOrderField(Enum):
    """What time entries can be sorted by; each value names the record's attribute."""

    DATE = "date"
    CREATED_AT = "created_at"


class TimeEntry(Struct, frozen=True, kw_only=True):
    """Hours, at most two decimals, and their worth: ``amount`` is hours x rate, settled. The rule
    that gave the rate is not told by every upstream; ``minutes`` are as they were said, if they were.
    """

    id: str
    matter_id: str
    user_id: str
    date: dt.date
    activity_code: str | None
    task_code: str | None
    description: str
    hours: Decimal
    rate: Money | None
    amount: Money
    billable: bool
    status: TimeEntryStatus
    invoice_id: str | None
    tags: tuple[str, ...]
    created_at: dt.datetime
    updated_at: dt.datetime
    rate_source: RateSource | None = None
    minutes: int | None = None

    @property
    def activity(self) -> utbms.UtbmsCode | None:
        """The published code behind ``activity_code``; none for a firm's own codes."""
        return utbms.find(self.activity_code) if self.activity_code else None


class TimeEntryFilter(Struct, frozen=True, kw_only=True):
    """Every condition given must hold; both dates are inclusive."""

    matter_id: str | None = None
    user_id: str | None = None
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    status: tuple[TimeEntryStatus, ...] | None = None
    billable: bool | None = None


class NewTimeEntry(Struct, frozen=True, kw_only=True):
    """Work to record, in hours, or in minutes that the practice rounds. Without a rate the first rule counts that has one, see ``RateSource``; ``billable``
    unset is true on hourly and retainer matters, false on the others, where time only shows
    what the work was worth.
    """

    matter_id: str
    user_id: str
    date: dt.date
    description: str
    hours: Decimal | None = None
    minutes: int | None = None
    activity_code: str | None = None
    task_code: str | None = None
    billable: bool | None = None
    rate: Decimal | None = None
    tags: tuple[str, ...] = ()


class TimeEntryChange(Struct, frozen=True, kw_only=True):
    """What to change of an entry that is on no invoice; what is unset stays as it is. A rate that was not
    said is looked up again for another person or day.
    """

    id: str
    user_id: str | UnsetType = UNSET
    date: dt.date | UnsetType = UNSET
    description: str | UnsetType = UNSET
    hours: Decimal | UnsetType = UNSET
    minutes: int | UnsetType = UNSET
    activity_code: str | UnsetType | None = UNSET
    task_code: str | UnsetType | None = UNSET
    billable: bool | UnsetType = UNSET
    rate: Decimal | UnsetType = UNSET
    tags: tuple[str, ...] | UnsetType = UNSET


class TimeEntries(Protocol):
    """What may be asked of a practice's time. Ids unknown, or walled, are left out."""

    async def by_id(self, ids: Sequence[str]) -> Sequence[TimeEntry]: ...

    async def page(self, listing: Listing[TimeEntryFilter]) -> Page[TimeEntry]: ...

    async def count(self, filter: TimeEntryFilter) -> int: ...

    async def of_matters(
        self, matter_ids: Sequence[str], listing: Listing[TimeEntryFilter]
    ) -> Mapping[str, Page[TimeEntry]]: ...

    async def count_of_matters(
        self, matter_ids: Sequence[str], filter: TimeEntryFilter
    ) -> Mapping[str, int]: ...

    async def log(self, draft: NewTimeEntry, idempotency_key: str | None) -> TimeEntry:
        """Record work. Refuses with ``InvalidInput``, ``NotFound`` (matter, user),
        ``MatterClosed``, ``IdempotencyMismatch``.
        """
        ...

    async def update(self, change: TimeEntryChange) -> TimeEntry:
        """Change an entry. Refuses as ``log`` does, and with ``AlreadyBilled``."""
        ...

    async def delete(self, id: str) -> TimeEntry:
        """Remove an entry and return it as it was. Refuses with ``NotFound``, ``AlreadyBilled``."""
        ...
