"""Over the demo firm, on any days, each report is what plain Python makes of the records."""

import asyncio
import datetime as dt
import shutil
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import (
    CollectionsAsk,
    CollectionsGroup,
    CreditKind,
    Listing,
    Order,
    PaymentMethod,
    RealizationAsk,
    RealizationRow,
    ReceivablesAsk,
    ReceivablesGroup,
    ReceivablesRow,
    Report,
    ReportOrder,
    TrustBalancesAsk,
    TrustBalancesRow,
    UtilizationAsk,
    UtilizationRow,
    Window,
    WorkInProgressAsk,
    WorkInProgressGroup,
    position,
)
from tests.adapters.embedded.books import Books, Sums, part
from tests.adapters.embedded.money import Bookkeeper
from tests.world import NOW, World

Answer = TypeVar("Answer")
Firm = tuple[EmbeddedPractice, Books]

days = st.dates(dt.date(2024, 2, 1), dt.date(2026, 6, 30))
orders = st.sampled_from(ReportOrder)


@pytest.fixture(scope="module")
def firm(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    """The demo firm, whose payments never were reversed nor invoices credited, after some were."""
    path = tmp_path_factory.mktemp("books") / "practice.sqlite"
    shutil.copy(demo_file, path)
    world = World(str(path))
    run(_go_on(world, Bookkeeper(world)))
    yield world.practice, run(Books.of(world.practice))
    world.practice.close()


async def _go_on(world: World, keeper: Bookkeeper) -> None:
    """Take payments back, also trust money and a part of two; credit, write off, and overpay."""
    wired = world.sql("select id from payments where trust_entry_id is null order by date limit 60")
    for (id,) in wired[::6]:
        await keeper.take_back(id)
    applied = world.sql(
        "select p.trust_entry_id from payments p join invoices i on i.id = p.invoice_id "
        "join matters m on m.id = i.matter_id where m.status = 'open' "
        "and p.trust_entry_id is not null order by p.date desc limit 3"
    )
    for (id,) in applied:
        await keeper.undo(id)
    owing = world.sql(
        "select id, client_id, currency from invoices where status = 'sent' and due > 20000 "
        "and currency = 'USD' order by id limit 8"
    )
    for place, (id, *_) in enumerate(owing[:6]):
        kind = CreditKind.WRITE_OFF if place % 2 else CreditKind.CREDIT_NOTE
        await keeper.credit(id, None if place < 2 else "150", kind=kind)
    await keeper.pay(owing[5][0], "20", date=dt.date(2026, 2, 10))
    invoice = await keeper.invoice(owing[6][0])
    await keeper.pay(invoice.id, str(invoice.amount_due.amount + 100))
    other = await keeper.approved(matter_id=invoice.matter_id)
    await keeper.pay(other.id, "60", method=PaymentMethod.CREDIT)
    (credited,) = world.sql("select id from payments where method = 'credit'")
    await keeper.take_back(credited[0])


def test_the_firm_has_what_the_reports_are_about(firm: Firm) -> None:
    _, books = firm
    back = [it for it in books.receipts if it.amount.amount < 0]
    assert {it.method for it in back} >= {PaymentMethod.TRUST, PaymentMethod.CREDIT}
    assert [len(back), len(books.credits)] == [14, 6]
    assert sum(it.surplus.amount > 0 for it in books.receipts) == 1


def run(asked: Coroutine[Any, Any, Answer]) -> Answer:
    return asyncio.run(asked)


def whole(
    ask: Callable[[Listing[Any]], Coroutine[Any, Any, Report[Any, Any]]],
    filter: Any,
    order: ReportOrder,
) -> tuple[list[Any], list[Any]]:
    """Walk a report by seven rows; every page has the same totals and count."""
    by, rows = Order(order.value), list[Any]()
    window, first = Window(limit=7), None
    while True:
        report = run(ask(Listing(filter=filter, order=by, window=window)))
        first = first or report
        assert (report.totals, report.count) == (first.totals, first.count)
        assert report.has_previous is (window.after is not None)
        rows += report.items
        if not report.has_next:
            break
        window = Window(limit=7, after=position(report.items[-1], by))
    assert first.count == len(rows) == len({row.id for row in rows})
    places = [_place(row, order) for row in rows]
    assert places == sorted(places)
    return rows, list(first.totals)


def _place(row: Any, order: ReportOrder) -> tuple[Any, ...]:
    """Return what a row is sorted by: its name, or its currency and the greatest figure first."""
    if order is ReportOrder.NAME:
        return row.name.lower(), row.id
    match row:
        case UtilizationRow():
            return -row.billable_hours, row.id
        case RealizationRow():
            size = row.worked
        case TrustBalancesRow():
            size = row.posted
        case ReceivablesRow():
            size = row.total.amount
        case _:
            size = row.total
    return row.currency_code, -size.amount, row.id


def in_all(sums: Sums) -> dict[str, list[Any]]:
    """Sum the rows of each currency."""
    found: dict[str, list[Any]] = {}
    for (_, currency), figures in sums.items():
        so_far = found.setdefault(currency, [0] * len(figures))
        found[currency] = [one + other for one, other in zip(so_far, figures, strict=True)]
    return found


def agree(
    rows: list[Any],
    totals: list[Any],
    expected: Sums,
    key: Callable[[Any], Any],
    figures: Callable[[Any], list[Any]],
) -> None:
    assert {(key(row), row.currency_code): figures(row) for row in rows} == expected
    assert [total.currency_code for total in totals] == sorted(in_all(expected))
    assert {total.currency_code: figures(total) for total in totals} == in_all(expected)


def amounts(record: Any, *names: str) -> list[Decimal]:
    moneys = [getattr(record, name) for name in names]
    assert {money.currency_code for money in moneys} == {record.currency_code}
    return [money.amount for money in moneys]


AGES = ("days_0_to_30", "days_31_to_60", "days_61_to_90", "over_90")


@given(as_of=days, group=st.sampled_from(WorkInProgressGroup), order=orders)
@settings(deadline=None, max_examples=60)
def test_work_in_progress(
    firm: Firm, as_of: dt.date, group: WorkInProgressGroup, order: ReportOrder
) -> None:
    practice, books = firm
    ask = WorkInProgressAsk(as_of=as_of, group_by=group)
    of_work, of_row = {
        WorkInProgressGroup.MATTER: (lambda it: it.matter_id, lambda row: row.matter_id),
        WorkInProgressGroup.CLIENT: (
            lambda it: books.matters[it.matter_id].client_id,
            lambda row: row.client_id,
        ),
        WorkInProgressGroup.TIMEKEEPER: (
            lambda it: getattr(it, "user_id", None),
            lambda row: row.user_id,
        ),
    }[group]

    def figures(it: Any) -> list[Any]:
        assert it.total.amount == sum(amounts(it, *AGES)) == sum(amounts(it, "time", "expenses"))
        return [it.hours, *amounts(it, "time", "expenses", *AGES)]

    rows, totals = whole(practice.reports.work_in_progress, ask, order)
    agree(rows, totals, books.work_in_progress(as_of, of_work), of_row, figures)


@given(as_of=days, group=st.sampled_from(ReceivablesGroup), order=orders)
@settings(deadline=None, max_examples=60)
def test_receivables(
    firm: Firm, as_of: dt.date, group: ReceivablesGroup, order: ReportOrder
) -> None:
    practice, books = firm
    name = f"{group.value}_id"

    def figures(it: Any) -> list[Any]:
        ages = [it.current, it.days_1_to_30, it.days_31_to_60, it.days_61_to_90, it.over_90]
        assert it.total.amount.amount == sum(age.amount.amount for age in ages)
        assert {age.amount.currency_code for age in [it.total, *ages]} == {it.currency_code}
        return [
            figure for age in [it.total, *ages] for figure in (age.amount.amount, age.invoice_count)
        ]

    rows, totals = whole(
        practice.reports.receivables, ReceivablesAsk(as_of=as_of, group_by=group), order
    )
    expected = books.receivables(as_of, lambda it: getattr(it, name))
    agree(rows, totals, expected, lambda row: getattr(row, name), figures)


def test_receivables_after_the_last_payment_are_what_is_due(firm: Firm) -> None:
    practice, books = firm
    late = ReceivablesAsk(as_of=dt.date(2030, 1, 1))
    rows, _ = whole(practice.reports.receivables, late, ReportOrder.NAME)
    due: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for invoice in books.invoices.values():
        if books.final(invoice.id, late.as_of) and invoice.amount_due.amount:
            due[invoice.client_id, invoice.amount_due.currency_code] += invoice.amount_due.amount
    assert {(row.client_id, row.currency_code): row.total.amount.amount for row in rows} == due


@given(period=st.tuples(days, days), group=st.sampled_from(CollectionsGroup), order=orders)
@settings(deadline=None, max_examples=60)
def test_collections(
    firm: Firm, period: tuple[dt.date, dt.date], group: CollectionsGroup, order: ReportOrder
) -> None:
    practice, books = firm
    first, last = sorted(period)

    def matter(payment: Any) -> Any:
        return books.matters[books.invoices[payment.invoice_id].matter_id]

    of_payment, of_row = {
        CollectionsGroup.MONTH: (lambda it: it.date.replace(day=1), lambda row: row.month),
        CollectionsGroup.RESPONSIBLE_ATTORNEY: (
            lambda it: matter(it).responsible_attorney_id,
            lambda row: row.user_id,
        ),
        CollectionsGroup.CLIENT: (lambda it: matter(it).client_id, lambda row: row.client_id),
        CollectionsGroup.METHOD: (lambda it: it.method, lambda row: row.method),
    }[group]

    def figures(it: Any) -> list[Any]:
        received, trust, total = amounts(it, "received", "trust_applied", "total")
        assert total == received + trust
        return [received, trust, it.payment_count]

    ask = CollectionsAsk(date_from=first, date_to=last, group_by=group)
    rows, totals = whole(practice.reports.collections, ask, order)
    agree(rows, totals, books.collections(first, last, of_payment), of_row, figures)


REALIZED = ("worked", "unbilled", "discounted", "billed", "collected", "not_billable")


def realized(it: Any) -> list[Any]:
    worked, unbilled, discounted, billed, collected, not_billable = amounts(it, *REALIZED)
    assert worked == unbilled + discounted + billed
    assert it.billing_percent == part(billed, worked)
    assert it.collection_percent == part(collected, billed)
    return [worked, unbilled, discounted, billed, collected, not_billable]


@given(period=st.tuples(days, days), as_of=days, order=orders)
@settings(deadline=None, max_examples=60)
def test_realization(
    firm: Firm, period: tuple[dt.date, dt.date], as_of: dt.date, order: ReportOrder
) -> None:
    practice, books = firm
    first, last = sorted(period)
    ask = RealizationAsk(date_from=first, date_to=last, as_of=as_of)
    rows, totals = whole(practice.reports.realization, ask, order)
    expected = books.realization(first, last, as_of)
    agree(rows, totals, expected, lambda row: row.user_id, realized)


@given(period=st.tuples(days, days, days), as_of=days)
@settings(deadline=None, max_examples=30)
def test_two_periods_realize_what_they_do_together(
    firm: Firm, period: tuple[dt.date, dt.date, dt.date], as_of: dt.date
) -> None:
    practice, _ = firm
    first, middle, last = sorted(period)
    halves = [(first, middle), (middle + dt.timedelta(1), max(last, middle + dt.timedelta(1)))]
    together = [(first, halves[1][1])]

    def sums(periods: list[tuple[dt.date, dt.date]]) -> dict[Any, list[Decimal]]:
        found: dict[Any, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 6)
        for start, end in periods:
            ask = RealizationAsk(date_from=start, date_to=end, as_of=as_of)
            for row in whole(practice.reports.realization, ask, ReportOrder.NAME)[0]:
                pairs = zip(found[row.id], realized(row), strict=True)
                found[row.id] = [one + other for one, other in pairs]
        return found

    assert sums(halves) == sums(together)


@given(
    period=st.tuples(days, days),
    per_day=st.decimals(Decimal("0.01"), 24, places=2),
    order=orders,
)
@settings(deadline=None, max_examples=60)
def test_utilization(
    firm: Firm, period: tuple[dt.date, dt.date], per_day: Decimal, order: ReportOrder
) -> None:
    practice, books = firm
    first, last = sorted(period)
    span = (first + dt.timedelta(day) for day in range((last - first).days + 1))
    target = per_day * sum(day.weekday() < 5 for day in span)
    ask = UtilizationAsk(date_from=first, date_to=last, hours_per_day=per_day)
    rows, totals = whole(practice.reports.utilization, ask, order)

    worked = books.utilization(first, last)
    idle = {"u_pp_7ab202", "u_pp_977a12", "u_pp_dac3da", "u_pp_1a92b7", "u_pp_2d7da1"}
    expected = {id: worked.get(id, [0, 0]) for id in {*worked, *idle}}
    assert {row.user_id: [row.worked_hours, row.billable_hours] for row in rows} == expected
    (total,) = totals
    assert [total.worked_hours, total.billable_hours] == [
        sum(hours[place] for hours in expected.values()) for place in (0, 1)
    ]
    assert total.target_hours == target * len(expected)
    for it in [*rows, total]:
        assert it is total or it.target_hours == target
        assert it.worked_percent == part(it.worked_hours, it.target_hours)
        assert it.billable_percent == part(it.billable_hours, it.target_hours)


@given(as_of=days, months=st.none() | st.integers(1, 24), order=orders)
@settings(deadline=None, max_examples=60)
def test_trust_balances(firm: Firm, as_of: dt.date, months: int | None, order: ReportOrder) -> None:
    practice, books = firm
    ask = TrustBalancesAsk(as_of=as_of, dormant_months=months)
    rows, totals = whole(practice.reports.trust_balances, ask, order)
    expected = {
        id: stood
        for id, stood in books.trust(as_of).items()
        if months is None or (stood[1] > 0 and stood[3] <= _months_before(as_of, months))
    }
    assert {
        row.ledger_id: (
            row.currency_code,
            row.posted.amount,
            row.cleared.amount,
            row.last_movement_on,
        )
        for row in rows
    } == expected
    holds = {id: ledger.balance.held.amount for id, ledger in books.ledgers.items()}
    for row in rows:
        held = holds[row.ledger_id] if as_of >= NOW.date() else None
        assert (row.held and row.held.amount) == held
        assert (row.available and row.available.amount) == (
            None if held is None else row.cleared.amount - held
        )
    assert [total.currency_code for total in totals] == (["USD"] if expected else [])
    for total in totals:
        assert total.posted.amount == sum(posted for _, posted, _, _ in expected.values())
        assert total.cleared.amount == sum(cleared for _, _, cleared, _ in expected.values())
        if as_of >= NOW.date():
            assert total.held.amount == sum(holds[id] for id in expected)
            assert total.available.amount == total.cleared.amount - total.held.amount


def _months_before(day: dt.date, months: int) -> dt.date:
    """Step back to the months' ends, and then to the same day of the month if it has one."""
    end = day
    for _ in range(months):
        end = end.replace(day=1) - dt.timedelta(1)
    return end.replace(day=min(end.day, day.day))


def test_trust_balances_at_the_end_are_the_ledgers_own(firm: Firm) -> None:
    practice, books = firm
    ask = TrustBalancesAsk(as_of=dt.date(2030, 1, 1))
    rows, _ = whole(practice.reports.trust_balances, ask, ReportOrder.LARGEST)
    balances = {id: ledger.balance for id, ledger in books.ledgers.items()}
    assert {row.ledger_id for row in rows} == {
        id for id, it in balances.items() if it.posted.amount
    }
    for row in rows:
        balance = balances[row.ledger_id]
        assert (row.posted, row.cleared) == (balance.posted, balance.cleared)
        assert (row.held, row.available) == (balance.held, balance.available)
