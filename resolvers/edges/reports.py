"""From the reports to each of them, and from a row to whom and what it is about."""

from collections.abc import Awaitable
from datetime import date
from decimal import Decimal
from functools import partial

import strawberry
from strawberry import UNSET, Parent

from adapters import port
from adapters.port import (
    CollectionsGroup,
    CollectionsRow,
    Contact,
    InvalidInput,
    Matter,
    NotFound,
    Order,
    RealizationRow,
    ReceivablesGroup,
    ReceivablesRow,
    Refused,
    ReportOrder,
    Reports,
    TrustBalancesRow,
    TrustLedger,
    User,
    UtilizationRow,
    WorkInProgressGroup,
    WorkInProgressRow,
    today,
)
from resolvers.context import Info
from resolvers.paging import Paging, Reported, reported

_MOST_MONTHS = 120
_HOURS_RULE = "hoursPerDay is above 0 and at most 24, with at most two decimals."


async def work_in_progress(
    reports: Parent[Reports],
    info: Info,
    as_of: date | None = UNSET,
    group_by: WorkInProgressGroup = WorkInProgressGroup.MATTER,
    order_by: ReportOrder = ReportOrder.NAME,
    first: int | None = UNSET,
    after: str | None = UNSET,
) -> Reported[WorkInProgressRow, port.WorkInProgressTotal]:
    return await reported(
        Paging(first, after),
        port.WorkInProgressAsk(as_of=_day(info, as_of), group_by=group_by),
        Order(order_by.value),
        of="workInProgress",
        load=partial(info.context.loaders.once, reports.work_in_progress),
    )


async def receivables(
    reports: Parent[Reports],
    info: Info,
    as_of: date | None = UNSET,
    group_by: ReceivablesGroup = ReceivablesGroup.CLIENT,
    order_by: ReportOrder = ReportOrder.NAME,
    first: int | None = UNSET,
    after: str | None = UNSET,
) -> Reported[ReceivablesRow, port.ReceivablesTotal]:
    return await reported(
        Paging(first, after),
        port.ReceivablesAsk(as_of=_day(info, as_of), group_by=group_by),
        Order(order_by.value),
        of="receivables",
        load=partial(info.context.loaders.once, reports.receivables),
    )


async def collections(
    reports: Parent[Reports],
    info: Info,
    date_from: date,
    date_to: date,
    group_by: CollectionsGroup = CollectionsGroup.MONTH,
    order_by: ReportOrder = ReportOrder.NAME,
    first: int | None = UNSET,
    after: str | None = UNSET,
) -> Reported[CollectionsRow, port.CollectionsTotal]:
    _period(date_from, date_to)
    return await reported(
        Paging(first, after),
        port.CollectionsAsk(date_from=date_from, date_to=date_to, group_by=group_by),
        Order(order_by.value),
        of="collections",
        load=partial(info.context.loaders.once, reports.collections),
    )


async def realization(
    reports: Parent[Reports],
    info: Info,
    date_from: date,
    date_to: date,
    as_of: date | None = UNSET,
    order_by: ReportOrder = ReportOrder.NAME,
    first: int | None = UNSET,
    after: str | None = UNSET,
) -> Reported[RealizationRow, port.RealizationTotal]:
    _period(date_from, date_to)
    return await reported(
        Paging(first, after),
        port.RealizationAsk(date_from=date_from, date_to=date_to, as_of=_day(info, as_of)),
        Order(order_by.value),
        of="realization",
        load=partial(info.context.loaders.once, reports.realization),
    )


async def utilization(
    reports: Parent[Reports],
    info: Info,
    date_from: date,
    date_to: date,
    hours_per_day: Decimal = Decimal(8),
    order_by: ReportOrder = ReportOrder.NAME,
    first: int | None = UNSET,
    after: str | None = UNSET,
) -> Reported[UtilizationRow, port.UtilizationTotal]:
    _period(date_from, date_to)
    if not 0 < hours_per_day <= 24 or hours_per_day != round(hours_per_day, 2):
        raise _bad("hoursPerDay", _HOURS_RULE)
    return await reported(
        Paging(first, after),
        port.UtilizationAsk(date_from=date_from, date_to=date_to, hours_per_day=hours_per_day),
        Order(order_by.value),
        of="utilization",
        load=partial(info.context.loaders.once, reports.utilization),
    )


async def trust_balances(
    reports: Parent[Reports],
    info: Info,
    as_of: date | None = UNSET,
    account_id: strawberry.ID | None = UNSET,
    dormant_months: int | None = UNSET,
    order_by: ReportOrder = ReportOrder.NAME,
    first: int | None = UNSET,
    after: str | None = UNSET,
) -> Reported[TrustBalancesRow, port.TrustBalancesTotal]:
    months = None if dormant_months is UNSET else dormant_months
    if months is not None and not 1 <= months <= _MOST_MONTHS:
        raise _bad("dormantMonths", f"dormantMonths is between 1 and {_MOST_MONTHS}.")
    return await reported(
        Paging(first, after),
        port.TrustBalancesAsk(
            as_of=_day(info, as_of),
            account_id=account_id or None,
            dormant_months=months,
        ),
        Order(order_by.value),
        of="trustBalances",
        load=partial(info.context.loaders.once, reports.trust_balances),
    )


def matter(row: Parent[WorkInProgressRow | ReceivablesRow], info: Info) -> Awaitable[Matter | None]:
    return info.context.loaders.matter.maybe(row.matter_id)


def client(
    row: Parent[WorkInProgressRow | ReceivablesRow | CollectionsRow], info: Info
) -> Awaitable[Contact | None]:
    return info.context.loaders.contact.maybe(row.client_id)


def user(
    row: Parent[WorkInProgressRow | CollectionsRow | RealizationRow | UtilizationRow], info: Info
) -> Awaitable[User | None]:
    return info.context.loaders.user.maybe(row.user_id)


async def ledger(row: Parent[TrustBalancesRow], info: Info) -> TrustLedger:
    ledger = await info.context.loaders.trust_ledger.load(row.ledger_id)
    if ledger is None:
        raise Refused(NotFound(noun="trust ledger", id=row.ledger_id))
    return ledger


def _day(info: Info, given: date | None) -> date:
    return given or today(info.context.clock)


def _period(first: date, last: date) -> None:
    if last < first:
        raise _bad("dateTo", "dateTo is on or after dateFrom.")


def _bad(name: str, rule: str) -> Refused:
    return Refused(InvalidInput(field=(name,), rule=rule))
