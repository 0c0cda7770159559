"""Time and expenses as they are said to be recorded or changed."""

import datetime as dt
from decimal import Decimal
from typing import Any

from msgspec import UNSET, Struct, UnsetType

from adapters.port import CostType, NewExpense, NewTimeEntry, TimeEntryChange
from adapters.sandbox.said.fields import Bounds, Code, Line, Tags, Text, given, read

__all__ = ["AMOUNT", "entry", "entry_change", "expense"]

AMOUNT = Bounds(0, 1_000_000_000, 4, nothing=False)
_HOURS = Bounds(0, 24, 2, nothing=False)
_RATE = Bounds(0, 1_000_000, 4)


class _Change(Struct, rename="camel", kw_only=True):
    user_id: str | UnsetType = UNSET
    date: dt.date | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    hours: Decimal | UnsetType = UNSET
    activity_code: Code | UnsetType | None = UNSET
    task_code: Code | UnsetType | None = UNSET
    billable: bool | UnsetType = UNSET
    rate: Decimal | UnsetType = UNSET
    tags: Tags | UnsetType = UNSET


class _Draft(Struct, rename="camel", kw_only=True):
    matter_id: str
    user_id: str
    date: dt.date
    description: Text
    hours: Decimal
    activity_code: Code | None = None
    task_code: Code | None = None
    billable: bool | None = None
    rate: Decimal | None = None
    tags: Tags = ()


class _Expense(Struct, rename="camel", kw_only=True):
    matter_id: str
    date: dt.date
    description: Text
    amount: Decimal
    taxable: bool = False
    billable: bool = True
    expense_code: Code | None = None
    cost_type: CostType | None = None
    bank_reference: Line | None = None


def entry(body: bytes) -> NewTimeEntry:
    """Read work to record."""
    return NewTimeEntry(**_bounded(given(read(body, _Draft))))


def entry_change(id: str, body: bytes) -> TimeEntryChange:
    """Read what to change of an entry."""
    return TimeEntryChange(id=id, **_bounded(given(read(body, _Change))))


def expense(body: bytes) -> NewExpense:
    """Read money to record as spent."""
    fields = given(read(body, _Expense))
    return NewExpense(**{**fields, "amount": AMOUNT.hold(fields["amount"], "amount")})


def _bounded(fields: dict[str, Any]) -> dict[str, Any]:
    """Hold the figures that were given to their bounds."""
    bounds = {"hours": _HOURS, "rate": _RATE}
    held = {name: bounds[name].hold(fields[name], name) for name in bounds if name in fields}
    return {**fields, **held}
