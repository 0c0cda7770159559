"""Timekeepers: what became of the hours that each of them worked."""

import datetime as dt
from decimal import Decimal

from msgspec import Struct

from adapters.port.money import Money

__all__ = [
    "RealizationAsk",
    "RealizationRow",
    "RealizationTotal",
    "UtilizationAsk",
    "UtilizationRow",
    "UtilizationTotal",
]


class RealizationAsk(Struct, frozen=True, kw_only=True):
    """What became, as of the end of a day, of work done from one day to another."""

    date_from: dt.date
    date_to: dt.date
    as_of: dt.date


class RealizationTotal(Struct, frozen=True, kw_only=True):
    """``worked = unbilled + discounted + billed``, all without tax; percentages have two decimals,
    a half rounded up, and are missing where they would be of nothing.

    A line has of what its invoice collected the part that it has of all billed, tax included, in
    whole minor units: the difference of the running sums' parts, line by line, rounded down.
    """

    currency_code: str
    worked: Money
    unbilled: Money
    discounted: Money
    billed: Money
    collected: Money
    not_billable: Money
    billing_percent: Decimal | None
    collection_percent: Decimal | None


class RealizationRow(RealizationTotal, frozen=True, kw_only=True):
    """One timekeeper's."""

    id: str
    name: str
    rank: str
    user_id: str


class UtilizationAsk(Struct, frozen=True, kw_only=True):
    """Hours worked from one day to another; a working day has ``hours_per_day``, two decimals."""

    date_from: dt.date
    date_to: dt.date
    hours_per_day: Decimal = Decimal(8)


class UtilizationTotal(Struct, frozen=True, kw_only=True):
    """Hours against a target; percentages as in :class:`RealizationTotal`."""

    worked_hours: Decimal
    billable_hours: Decimal
    target_hours: Decimal
    worked_percent: Decimal | None
    billable_percent: Decimal | None


class UtilizationRow(UtilizationTotal, frozen=True, kw_only=True):
    """One timekeeper's."""

    id: str
    name: str
    rank: str
    user_id: str
