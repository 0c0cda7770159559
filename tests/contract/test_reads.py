"""Every read of the port answers the same records, wherever the practice is."""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from adapters.port import (
    ContactFilter,
    ContactType,
    InvoiceFilter,
    InvoiceStatus,
    Listing,
    MatterFilter,
    MatterStatus,
    Order,
    OrderDirection,
    TimeEntryFilter,
    TimeEntryStatus,
    Window,
    position,
)
from tests.contract.conftest import Pair

Ask = Callable[[Any], Awaitable[Any]]

DESC = OrderDirection.DESC
ACME, CLIENT, OWNER, TRUST = "mat_9c31d2", "cli_445f10", "u_pp_7ab202", "tra_21ff67"
UTC = dt.UTC


def listing(
    filter: Any, by: str, direction: OrderDirection = OrderDirection.ASC, limit: int = 7
) -> Listing[Any]:
    return Listing(filter=filter, order=Order(by, direction), window=Window(limit=limit))


def ids(pair: Pair, table: str, count: int = 60) -> list[str]:
    rows = pair.expected._db.read(f"select id from {table} order by id limit {count}")
    return [id for (id,) in rows]


BY_ID: list[tuple[str, str, str]] = [
    ("matters", "by_id", "matters"),
    ("contacts", "by_id", "contacts"),
    ("time_entries", "by_id", "time_entries"),
    ("expenses", "by_id", "expenses"),
    ("invoices", "by_id", "invoices"),
    ("users", "by_id", "users"),
    ("trust", "accounts_by_id", "trust_accounts"),
    ("trust", "ledgers_by_id", "trust_ledgers"),
    ("trust", "transactions_by_id", "trust_entries"),
]


@pytest.mark.parametrize(("noun", "read", "table"), BY_ID, ids=lambda it: it)
async def test_records_by_id_are_the_same_and_unknown_ids_are_left_out(
    pair: Pair, noun: str, read: str, table: str
) -> None:
    wanted = [*ids(pair, table), "nothing", "not_here"]
    found = await getattr(getattr(pair.practice, noun), read)(wanted)
    expected = await getattr(getattr(pair.expected, noun), read)(wanted)
    by_id = {it.id: it for it in expected}
    assert len(found) == len(by_id) > 0
    assert {it.id: it for it in found} == by_id
    assert await getattr(getattr(pair.practice, noun), read)([]) == []


MATTERS: list[MatterFilter] = [
    MatterFilter(),
    MatterFilter(status=(MatterStatus.OPEN,)),
    MatterFilter(status=(MatterStatus.CLOSED, MatterStatus.ARCHIVED)),
    MatterFilter(status=(MatterStatus.ARCHIVED,)),
    MatterFilter(status=()),
    MatterFilter(client_id=CLIENT),
    MatterFilter(responsible_attorney_id=OWNER, practice_area="Real Estate"),
    MatterFilter(tag="priority"),
    MatterFilter(search="ACME v"),
    MatterFilter(updated_from=dt.datetime(2026, 2, 1, tzinfo=UTC)),
    MatterFilter(updated_to=dt.datetime(2025, 2, 1, tzinfo=UTC)),
]
CONTACTS = [
    ContactFilter(),
    ContactFilter(type=ContactType.PERSON),
    ContactFilter(search="acme"),
    ContactFilter(updated_from=dt.datetime(2026, 1, 1, tzinfo=UTC)),
]
TIME = [
    TimeEntryFilter(matter_id=ACME),
    TimeEntryFilter(user_id=OWNER, date_from=dt.date(2026, 2, 1), date_to=dt.date(2026, 2, 20)),
    TimeEntryFilter(matter_id=ACME, status=(TimeEntryStatus.BILLABLE,)),
    TimeEntryFilter(date_from=dt.date(2026, 2, 1), billable=False),
]
INVOICES = [
    InvoiceFilter(),
    InvoiceFilter(status=(InvoiceStatus.VOID,)),
    InvoiceFilter(client_id=CLIENT),
    InvoiceFilter(overdue=True),
    InvoiceFilter(issued_from=dt.date(2025, 12, 1), issued_to=dt.date(2025, 12, 31)),
]
PAGES: list[tuple[str, Any, str]] = [
    *(("matters", it, "number") for it in MATTERS),
    *(("matters", MatterFilter(), by) for by in ("title", "open_date", "updated_at")),
    *(("contacts", it, "name") for it in CONTACTS),
    *(("time_entries", it, "date") for it in TIME),
    *(("invoices", it, "issue_date") for it in INVOICES),
    *(("invoices", InvoiceFilter(), by) for by in ("due_date", "number")),
    ("users", None, "name"),
]


@pytest.mark.parametrize(("noun", "filter", "by"), PAGES, ids=str)
async def test_a_list_is_the_same_page_by_page_either_way(
    pair: Pair, noun: str, filter: Any, by: str
) -> None:
    ours, theirs = getattr(pair.practice, noun), getattr(pair.expected, noun)
    for direction in OrderDirection:
        first = await ours.page(listing(filter, by, direction))
        assert first == await theirs.page(listing(filter, by, direction))
        if first.has_next:
            after = position(first.items[-1], Order(by, direction))
            ask = Listing(
                filter=filter, order=Order(by, direction), window=Window(limit=5, after=after)
            )
            assert await ours.page(ask) == await theirs.page(ask)
        back = Listing(
            filter=filter, order=Order(by, direction), window=Window(limit=3, backwards=True)
        )
        assert await ours.page(back) == await theirs.page(back)
    args = () if filter is None else (filter,)
    assert await ours.count(*args) == await theirs.count(*args)


OF: list[tuple[str, str, str, str, Any, str]] = [
    ("matters", "of_clients", "count_of_clients", "contacts", MatterFilter(), "number"),
    ("time_entries", "of_matters", "count_of_matters", "matters", TimeEntryFilter(), "date"),
    ("expenses", "of_matters", "count_of_matters", "matters", None, "date"),
    ("invoices", "of_matters", "count_of_matters", "matters", InvoiceFilter(), "issue_date"),
    ("invoices", "of_clients", "count_of_clients", "contacts", InvoiceFilter(), "issue_date"),
    ("trust", "ledgers_of_accounts", "count_ledgers_of_accounts", "trust_accounts", None, "id"),
    (
        "trust",
        "transactions_of_accounts",
        "count_transactions_of_accounts",
        "trust_accounts",
        None,
        "sequence",
    ),
    (
        "trust",
        "transactions_of_ledgers",
        "count_transactions_of_ledgers",
        "trust_ledgers",
        None,
        "sequence",
    ),
]


@pytest.mark.parametrize(("noun", "read", "count", "parents", "filter", "by"), OF, ids=str)
async def test_lists_under_many_parents_are_the_same(
    pair: Pair, noun: str, read: str, count: str, parents: str, filter: Any, by: str
) -> None:
    wanted = ids(pair, parents, 250)
    ask = listing(filter, by, DESC, 3)
    ours, theirs = getattr(pair.practice, noun), getattr(pair.expected, noun)
    found: Mapping[str, Any] = await getattr(ours, read)(wanted, ask)
    assert found == await getattr(theirs, read)(wanted, ask)
    assert found.keys() == set(wanted)
    assert await getattr(ours, count)(wanted, filter) == await getattr(theirs, count)(
        wanted, filter
    )


OTHERS: list[tuple[str, Ask]] = [
    ("numbers", lambda p: p.matters.by_number(["2026-0041", "2025-0001", "none"])),
    ("external ids", lambda p: p.contacts.by_external_id(["acct_00124", "none"])),
    ("workspaces", lambda p: p.matters.by_workspace(["iman_ws_8831"])),
    ("accounts", lambda p: p.trust.accounts(listing(None, "name"))),
    ("counted accounts", lambda p: p.trust.count_accounts()),
    ("ledgers of clients", lambda p: p.trust.ledgers_of_clients([CLIENT, "cli_97ea55"])),
]


@pytest.mark.parametrize("ask", [pytest.param(ask, id=name) for name, ask in OTHERS])
async def test_other_reads_are_the_same(pair: Pair, ask: Ask) -> None:
    found, expected = await ask(pair.practice), await ask(pair.expected)
    if isinstance(found, list):
        found, expected = (sorted(it, key=lambda record: record.id) for it in (found, expected))
    assert found == expected


async def test_matters_own_ledgers_are_the_same(pair: Pair) -> None:
    wanted = ids(pair, "matters", 200)
    found = await pair.practice.trust.ledgers_of_matters(wanted)
    expected = await pair.expected.trust.ledgers_of_matters(wanted)
    assert {it.matter_id: it for it in found} == {it.matter_id: it for it in expected}


async def test_invoices_lines_and_payments_are_the_same(pair: Pair) -> None:
    wanted = ids(pair, "invoices", 300)
    for read in ("line_items", "payments"):
        found = await getattr(pair.practice.invoices, read)(wanted)
        expected = await getattr(pair.expected.invoices, read)(wanted)
        for id in wanted:
            assert [it for it in found if it.invoice_id == id] == [
                it for it in expected if it.invoice_id == id
            ]
