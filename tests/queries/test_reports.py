"""Reports as callers ask for them: one ask of the practice each, and clear about what is wrong."""

from decimal import Decimal
from typing import Any

import pytest

from tests.world import World

MONEY = "{ amount currencyCode }"
ASKS = {
    "work_in_progress": f"workInProgress {{ totals {{ total {MONEY} }} totalCount "
    "nodes { hours total { amount } } }",
    "receivables": f"receivables {{ totals {{ total {{ amount {MONEY} invoiceCount }} }} "
    "totalCount nodes { current { invoiceCount } } }",
    "collections": """collections(dateFrom: "2026-01-01", dateTo: "2026-01-31") { totalCount
        totals { received { amount } } nodes { month total { amount } } }""",
    "realization": """realization(dateFrom: "2026-01-01", dateTo: "2026-01-31") { totalCount
        totals { billed { amount } } nodes { billingPercent } }""",
    "utilization": """utilization(dateFrom: "2026-01-01", dateTo: "2026-01-31") { totalCount
        totals { billablePercent } nodes { targetHours } }""",
    "trust_balances": """trustBalances { totalCount totals { available { amount } }
        nodes { lastMovementOn posted { amount } } }""",
}


@pytest.mark.parametrize("report", ASKS)
async def test_a_report_with_its_totals_and_count_is_one_ask(world: World, report: str) -> None:
    data = await world.ask(f"{{ reports {{ {ASKS[report]} }} }}")
    (answer,) = data["reports"].values()
    assert 0 < len(answer["nodes"]) <= answer["totalCount"]
    assert world.counts == {f"reports.{report}": 1}


async def test_all_reports_on_one_page_are_six_asks(world: World) -> None:
    await world.ask(f"{{ reports {{ {' '.join(ASKS.values())} }} }}")
    assert world.counts == {f"reports.{report}": 1 for report in ASKS}


async def test_whom_rows_are_about_costs_one_ask_for_each_kind(world: World) -> None:
    data = await world.ask(
        """{ reports {
            workInProgress(first: 100) { nodes { matter { number client { name } } client { name }
                user { name } } }
            receivables(first: 100) { nodes { client { name } matter { number } } }
            collections(dateFrom: "2025-01-01", dateTo: "2026-02-28", groupBy: METHOD,
                first: 100) { nodes { method month user { name } client { name } } }
            realization(dateFrom: "2025-01-01", dateTo: "2026-02-28") { nodes { user { name } } }
            utilization(dateFrom: "2025-01-01", dateTo: "2026-02-28") { nodes { user { name } } }
            trustBalances(first: 100) { nodes { ledger { account { name } client { name }
                matter { number } } } } } }"""
    )
    for row in data["reports"]["workInProgress"]["nodes"]:
        assert row["matter"]["client"] == row["client"]
        assert row["user"] is None
    for row in data["reports"]["trustBalances"]["nodes"]:
        assert row["ledger"]["account"]["name"]
    assert world.counts == {
        **{f"reports.{report}": 1 for report in ASKS},
        "matters.by_id": 2,
        "contacts.by_id": 2,
        "users.by_id": 1,
        "trust.ledgers_by_id": 1,
        "trust.accounts_by_id": 1,
    }


async def test_as_of_is_today_unless_it_is_given(world: World) -> None:
    data = await world.ask(
        """{ reports {
            a: receivables { totals { total { amount { amount } } } }
            b: receivables(asOf: null) { totals { total { amount { amount } } } }
            c: receivables(asOf: "2026-02-20") { totals { total { amount { amount } } } }
            d: receivables(asOf: "2026-02-28") { totals { total { amount { amount } } } } } }"""
    )
    reports = data["reports"]
    assert reports["a"] == reports["b"] == reports["c"] != reports["d"]


async def test_a_large_debtor_reads_as_the_invoices_say(world: World) -> None:
    data = await world.ask(
        """{ reports { receivables(asOf: "2026-02-28", orderBy: LARGEST, first: 1) { nodes {
            currencyCode client { id } total { amount { amount currencyCode } invoiceCount }
            current { invoiceCount } days1To30 { invoiceCount } days31To60 { invoiceCount }
            days61To90 { invoiceCount } over90 { amount { amount } invoiceCount } } } } }"""
    )
    (row,) = data["reports"]["receivables"]["nodes"]
    bills = world.sql(
        "select due, cast(julianday('2026-02-28') - julianday(due_date) as integer) from invoices "
        "where client_id = ? and currency = ? and due > 0 and due_date is not null "
        "and status not in ('draft', 'pending_approval', 'void')",
        row["client"]["id"],
        row["currencyCode"],
    )

    def owed(first: int, last: int) -> tuple[str, int]:
        found = [due for due, late in bills if first <= late <= last]
        return str(Decimal(sum(found)).scaleb(-2)), len(found)

    (total, count), (oldest, old) = owed(-999, 9999), owed(91, 9999)
    assert (total, count, old) == ("15998.02", 4, 2)
    assert row == {
        "currencyCode": "GBP",
        "client": {"id": "cli_1c3f97"},
        "total": {"amount": {"amount": total, "currencyCode": "GBP"}, "invoiceCount": count},
        "current": {"invoiceCount": owed(-999, 0)[1]},
        "days1To30": {"invoiceCount": owed(1, 30)[1]},
        "days31To60": {"invoiceCount": owed(31, 60)[1]},
        "days61To90": {"invoiceCount": owed(61, 90)[1]},
        "over90": {"amount": {"amount": oldest}, "invoiceCount": old},
    }


PAGE = """query ($first: Int, $after: String, $asOf: Date, $orderBy: ReportOrder!) { reports {
    workInProgress(first: $first, after: $after, asOf: $asOf, orderBy: $orderBy) {
        totalCount nodes { matter { id } currencyCode }
        edges { cursor } pageInfo { hasNextPage endCursor } } } }"""


@pytest.mark.parametrize("order", ["NAME", "LARGEST"])
async def test_a_walk_sees_every_row_once(world: World, order: str) -> None:
    seen: list[Any] = []
    after, more, size = None, True, None
    while more:
        data = await world.ask(PAGE, first=7, after=after, orderBy=order)
        page = data["reports"]["workInProgress"]
        seen += [(row["matter"]["id"], row["currencyCode"]) for row in page["nodes"]]
        more, after = page["pageInfo"]["hasNextPage"], page["pageInfo"]["endCursor"]
        assert size in (None, page["totalCount"])
        size = page["totalCount"]
    assert len(seen) == len({*seen}) == size == 88


async def test_a_cursor_counts_only_for_the_report_it_came_from(world: World) -> None:
    data = await world.ask(PAGE, first=1, orderBy="NAME")
    after = data["reports"]["workInProgress"]["pageInfo"]["endCursor"]
    for other in ({"orderBy": "LARGEST"}, {"orderBy": "NAME", "asOf": "2026-02-19"}):
        (error,) = await world.errors(PAGE, after=after, **other)
        assert error["message"] == "after is a cursor of another list, filter or order."
        assert error["extensions"] == {"code": "INVALID_INPUT", "field": ["after"]}


JANUARY = 'dateFrom: "2026-01-01", dateTo: "2026-01-31"'
BACKWARDS = 'dateFrom: "2026-01-31", dateTo: "2026-01-30"'
NO_PERIOD = ("dateTo", "dateTo is on or after dateFrom.")
NO_HOURS = ("hoursPerDay", "hoursPerDay is above 0 and at most 24, with at most two decimals.")
NO_MONTHS = ("dormantMonths", "dormantMonths is between 1 and 120.")


@pytest.mark.parametrize(
    ("ask", "wrong"),
    [
        (f"collections({BACKWARDS}) {{ totalCount }}", NO_PERIOD),
        (f"realization({BACKWARDS}) {{ totalCount }}", NO_PERIOD),
        (f"utilization({BACKWARDS}) {{ totalCount }}", NO_PERIOD),
        (f"utilization({JANUARY}, hoursPerDay: 0) {{ totalCount }}", NO_HOURS),
        (f'utilization({JANUARY}, hoursPerDay: "-8") {{ totalCount }}', NO_HOURS),
        (f'utilization({JANUARY}, hoursPerDay: "24.01") {{ totalCount }}', NO_HOURS),
        (f'utilization({JANUARY}, hoursPerDay: "7.555") {{ totalCount }}', NO_HOURS),
        ("trustBalances(dormantMonths: 0) { totalCount }", NO_MONTHS),
        ("trustBalances(dormantMonths: 121) { totalCount }", NO_MONTHS),
        (
            "receivables(first: 101) { totalCount }",
            ("first", "first is between 1 and 100, not 101."),
        ),
    ],
)
async def test_what_makes_no_sense_is_refused_by_name_and_not_asked(
    world: World, ask: str, wrong: tuple[str, str]
) -> None:
    (error,) = await world.errors(f"{{ reports {{ {ask} }} }}")
    field, rule = wrong
    assert error["message"] == rule
    assert error["extensions"] == {"code": "INVALID_INPUT", "field": [field]}
    assert world.counts == {}


async def test_the_first_and_last_days_there_are_can_be_asked_for(world: World) -> None:
    data = await world.ask(
        """{ reports {
            a: workInProgress(asOf: "0001-01-01") { totalCount }
            b: receivables(asOf: "0001-01-01") { totalCount }
            c: trustBalances(asOf: "0001-01-01", dormantMonths: 120) { totalCount }
            d: utilization(dateFrom: "0001-01-01", dateTo: "9999-12-31") { totals {
                billableHours targetHours } }
            e: trustBalances(asOf: "9999-12-31", dormantMonths: 120) { totalCount } } }"""
    )
    assert data["reports"] == {
        "a": {"totalCount": 0},
        "b": {"totalCount": 0},
        "c": {"totalCount": 0},
        "d": {"totals": [{"billableHours": "3405.10", "targetHours": "125213520.00"}]},
        "e": {"totalCount": 42},
    }
