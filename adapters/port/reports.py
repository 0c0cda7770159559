"""Reports: what a firm's records come to, row by row and in all, each asked in one go.

Amounts are settled and never summed across currencies. A final invoice counts from its issue
date on; one that is void never does. A payment counts on its day and is taken off again on the
day it was reversed; what came beyond what was due counts when, as credit, it pays an invoice.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

from adapters.port.invoice import PaymentMethod
from adapters.port.money import Money
from adapters.port.paging import Listing, Page
from adapters.port.timekeepers import (
    RealizationAsk,
    RealizationRow,
    RealizationTotal,
    UtilizationAsk,
    UtilizationRow,
    UtilizationTotal,
)

__all__ = [
    "CollectionsAsk",
    "CollectionsGroup",
    "CollectionsRow",
    "CollectionsTotal",
    "Owed",
    "ReceivablesAsk",
    "ReceivablesGroup",
    "ReceivablesRow",
    "ReceivablesTotal",
    "Report",
    "ReportOrder",
    "Reports",
    "TrustBalancesAsk",
    "TrustBalancesRow",
    "TrustBalancesTotal",
    "WorkInProgressAsk",
    "WorkInProgressGroup",
    "WorkInProgressRow",
    "WorkInProgressTotal",
]

Row = TypeVar("Row")
Total = TypeVar("Total")


class ReportOrder(Enum):
    """How a report's rows are sorted; each value names the row's attribute. ``rank`` is text that
    sorts by currency and then the largest first.
    """

    NAME = "name"
    LARGEST = "rank"


class WorkInProgressGroup(Enum):
    """Whose work in progress a row is."""

    MATTER = "matter"
    CLIENT = "client"
    TIMEKEEPER = "timekeeper"


class ReceivablesGroup(Enum):
    """Whose debt a row is."""

    CLIENT = "client"
    MATTER = "matter"


class CollectionsGroup(Enum):
    """What the payments of a row have in common."""

    MONTH = "month"
    RESPONSIBLE_ATTORNEY = "responsible_attorney"
    CLIENT = "client"
    METHOD = "method"


class Report(Page[Row], Generic[Row, Total], frozen=True, kw_only=True):
    """A page of a report's rows; ``totals`` and ``count`` are of all rows, whatever the page.
    There is a total for each currency, by its code; hours have one for all.
    """

    totals: Sequence[Total]
    count: int


class WorkInProgressAsk(Struct, frozen=True, kw_only=True):
    """Unbilled work as of the end of a day."""

    as_of: dt.date
    group_by: WorkInProgressGroup = WorkInProgressGroup.MATTER


class WorkInProgressTotal(Struct, frozen=True, kw_only=True):
    """Billable work on no final invoice issued by then, aged by the day of the work."""

    currency_code: str
    hours: Decimal
    time: Money
    expenses: Money
    total: Money
    days_0_to_30: Money
    days_31_to_60: Money
    days_61_to_90: Money
    over_90: Money


class WorkInProgressRow(WorkInProgressTotal, frozen=True, kw_only=True):
    """One matter's, client's or timekeeper's; expenses are no timekeeper's."""

    id: str
    name: str
    rank: str
    matter_id: str | None
    client_id: str | None
    user_id: str | None


class ReceivablesAsk(Struct, frozen=True, kw_only=True):
    """What was owed as of the end of a day."""

    as_of: dt.date
    group_by: ReceivablesGroup = ReceivablesGroup.CLIENT


class Owed(Struct, frozen=True, kw_only=True):
    """What is due, and on how many invoices."""

    amount: Money
    invoice_count: int


class ReceivablesTotal(Struct, frozen=True, kw_only=True):
    """What is due on final invoices issued by then, aged by how long it is overdue."""

    currency_code: str
    total: Owed
    current: Owed
    days_1_to_30: Owed
    days_31_to_60: Owed
    days_61_to_90: Owed
    over_90: Owed


class ReceivablesRow(ReceivablesTotal, frozen=True, kw_only=True):
    """One client's or matter's."""

    id: str
    name: str
    rank: str
    client_id: str
    matter_id: str | None


class CollectionsAsk(Struct, frozen=True, kw_only=True):
    """What came in from one day to another, both included."""

    date_from: dt.date
    date_to: dt.date
    group_by: CollectionsGroup = CollectionsGroup.MONTH


class CollectionsTotal(Struct, frozen=True, kw_only=True):
    """``total = received + trust_applied``: from outside, and out of clients' trust money, each
    less what was taken back; ``payment_count`` is of payments only.
    """

    currency_code: str
    received: Money
    trust_applied: Money
    total: Money
    payment_count: int


class CollectionsRow(CollectionsTotal, frozen=True, kw_only=True):
    """What came in under one head; ``month`` is its first day."""

    id: str
    name: str
    rank: str
    month: dt.date | None
    user_id: str | None
    client_id: str | None
    method: PaymentMethod | None


class TrustBalancesAsk(Struct, frozen=True, kw_only=True):
    """Clients' money as of the end of a day, of one account or all. With ``dormant_months``, only
    ledgers with money in them that nothing moved for so many months.
    """

    as_of: dt.date
    account_id: str | None = None
    dormant_months: int | None = None


class TrustBalancesTotal(Struct, frozen=True, kw_only=True):
    """``available = cleared - held``. What was held on a past day is not known afterwards."""

    currency_code: str
    posted: Money
    cleared: Money
    held: Money | None
    available: Money | None


class TrustBalancesRow(TrustBalancesTotal, frozen=True, kw_only=True):
    """One ledger's, and the day of the last entry by then."""

    id: str
    name: str
    rank: str
    ledger_id: str
    last_movement_on: dt.date


class Reports(Protocol):
    """What may be asked of a practice's records taken together."""

    async def work_in_progress(
        self, listing: Listing[WorkInProgressAsk]
    ) -> Report[WorkInProgressRow, WorkInProgressTotal]: ...

    async def receivables(
        self, listing: Listing[ReceivablesAsk]
    ) -> Report[ReceivablesRow, ReceivablesTotal]: ...

    async def collections(
        self, listing: Listing[CollectionsAsk]
    ) -> Report[CollectionsRow, CollectionsTotal]: ...

    async def realization(
        self, listing: Listing[RealizationAsk]
    ) -> Report[RealizationRow, RealizationTotal]: ...

    async def utilization(
        self, listing: Listing[UtilizationAsk]
    ) -> Report[UtilizationRow, UtilizationTotal]: ...

    async def trust_balances(
        self, listing: Listing[TrustBalancesAsk]
    ) -> Report[TrustBalancesRow, TrustBalancesTotal]: ...
