"""Expense: money the firm spent on a matter."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Protocol

from msgspec import Struct

from adapters.port.money import Money
from adapters.port.paging import Listing, Page
from adapters.port.time_entry import TimeEntryStatus

__all__ = ["CostType", "Expense", "Expenses", "NewExpense"]


class CostType(Enum):
    """Who was paid: for a hard cost somebody else, by the firm's bank; for a soft one nobody."""

    HARD = "hard"
    SOFT = "soft"


class Expense(Struct, frozen=True, kw_only=True):
    """Money spent for a client, settled. A hard cost carries the bank's reference of the payment
    (IV10); ``cost_type`` is None where the practice does not tell the two apart.
    """

    id: str
    matter_id: str
    date: date
    description: str
    amount: Money
    taxable: bool
    billable: bool
    expense_code: str | None
    status: TimeEntryStatus
    invoice_id: str | None
    created_at: datetime
    cost_type: CostType | None = None
    bank_reference: str | None = None


class NewExpense(Struct, frozen=True, kw_only=True):
    """Money to record as spent, in the matter's currency: a soft cost unless said to be a hard
    one, which needs its bank's reference.
    """

    matter_id: str
    date: date
    description: str
    amount: Decimal
    taxable: bool = False
    billable: bool = True
    expense_code: str | None = None
    cost_type: CostType | None = None
    bank_reference: str | None = None


class Expenses(Protocol):
    """What may be asked of a practice's expenses. Ids unknown, or walled, are left out."""

    async def by_id(self, ids: Sequence[str]) -> Sequence[Expense]: ...

    async def of_matters(
        self, matter_ids: Sequence[str], listing: Listing[None]
    ) -> Mapping[str, Page[Expense]]: ...

    async def count_of_matters(
        self, matter_ids: Sequence[str], filter: None
    ) -> Mapping[str, int]: ...

    async def log(self, draft: NewExpense, idempotency_key: str | None) -> Expense:
        """Record an expense. Refuses with ``InvalidInput``, ``NotFound``, ``MatterClosed``,
        ``IdempotencyMismatch``.
        """
        ...
