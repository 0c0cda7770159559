"""An upstream with only the seed's reads: what it can show is right, what it can't is refused."""

import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import (
    Capability,
    ContactChange,
    ContactFilter,
    ContactType,
    InvoiceFilter,
    Listing,
    MatterChange,
    MatterFilter,
    MatterStatus,
    NewContact,
    NewExpense,
    NewInvoice,
    NewMatter,
    NewTimeEntry,
    NotSupportedByUpstream,
    Order,
    Refused,
    TimeEntryChange,
    TimeEntryFilter,
    Window,
)
from adapters.sandbox import Reads
from adapters.supergood.habits import ReadMode
from tests.contract.conftest import Served
from tests.contract.remote import Remote

SHOWN = ("id", "number", "title", "status", "client_id", "practice_area", "open_date", "tags")
WORKED = ("id", "matter_id", "user_id", "date", "activity_code", "hours", "amount", "rate")


@pytest.fixture
def path(copied: Callable[[str], Path]) -> Path:
    return copied("upstream.sqlite")


@pytest.fixture(params=[ReadMode.SEED, ReadMode.AUTO], ids=lambda mode: mode.value)
async def remote(request: pytest.FixtureRequest, path: Path) -> AsyncIterator[Remote]:
    with Served(path, Reads.SEED) as base_url:
        made = Remote(base_url, request.param)
        yield made
        await made.practice.close()


def listing(filter: Any, by: str, limit: int = 30) -> Listing[Any]:
    return Listing(filter=filter, order=Order(by), window=Window(limit=limit))


def only(fields: tuple[str, ...], records: Any) -> list[tuple[Any, ...]]:
    return [tuple(getattr(it, field) for field in fields) for it in records]


@pytest.mark.parametrize(
    "filter",
    [
        MatterFilter(),
        MatterFilter(status=(MatterStatus.OPEN,), practice_area="Real Estate"),
        MatterFilter(client_id="cli_445f10"),
    ],
    ids=str,
)
async def test_matters_are_the_same_as_far_as_the_seed_shows_them(
    remote: Remote, expected: EmbeddedPractice, filter: MatterFilter
) -> None:
    ask = listing(filter, "number")
    found, right = await remote.practice.matters.page(ask), await expected.matters.page(ask)
    assert only(SHOWN, found.items) == only(SHOWN, right.items)
    assert (found.has_next, found.has_previous) == (right.has_next, right.has_previous)
    ids = [it.id for it in right.items][:5]
    again = await remote.practice.matters.by_id([*ids, "mat_none"])
    assert sorted(only(SHOWN, again)) == sorted(only(SHOWN, right.items[:5]))


async def test_time_is_the_same_in_its_matters_currency(
    remote: Remote, expected: EmbeddedPractice
) -> None:
    foreign = expected._db.read("select id from matters where currency <> 'USD' order by id")
    ids = ["mat_9c31d2", *(id for (id,) in foreign)]
    ask = listing(TimeEntryFilter(), "date", 5)
    found = await remote.practice.time_entries.of_matters(ids, ask)
    right = await expected.time_entries.of_matters(ids, ask)
    for id in ids:
        assert only(WORKED, found[id].items) == only(WORKED, right[id].items)
    currencies = {it.amount.currency_code for page in found.values() for it in page.items}
    assert currencies == {"USD", "GBP", "JPY"}


FIFTY = """{ matters(first: 50) { nodes {
    number title timeEntries(first: 5) { nodes { hours amount { amount } } } } } }"""


# The seed lists time by one matter, or all of it: 3,000 entries are 15 pages, less than 50 matters.
# Its entries name no currency, so the matters are asked for once more.
ASKED = {"GET /matters": 2, "GET /time-entries": 15}


@pytest.mark.parametrize("mode", [ReadMode.SEED, ReadMode.AUTO])
async def test_fifty_matters_with_their_time_cost_no_more_reads_than_the_seed_makes_them(
    path: Path, mode: ReadMode
) -> None:
    with Served(path, Reads.SEED) as base_url:
        remote = Remote(base_url, mode)
        if mode is ReadMode.AUTO:
            for noun in (remote.practice.matters, remote.practice.time_entries):
                await noun.by_id(["none"])  # by which it is found out how they are read
        before = await remote.asked()
        result = await remote.ask(FIFTY, {})
        asked = Counter(await remote.asked())
        await remote.practice.close()
        assert result.errors is None
        assert len(result.data["matters"]["nodes"]) == 50
        assert asked - Counter(before) - Counter({"POST /sessions": 1}) == ASKED


@pytest.mark.parametrize(("parents", "reads"), [(1, 1), (3, 4), (14, 15), (15, 15), (200, 15)])
async def test_lists_are_read_matter_by_matter_or_whole_whichever_is_less(
    path: Path, expected: EmbeddedPractice, parents: int, reads: int
) -> None:
    found = expected._db.read("select id from matters order by number limit ?", (parents,))
    ids = [id for (id,) in found]
    ask = listing(TimeEntryFilter(), "date", 3)
    with Served(path, Reads.SEED) as base_url:
        remote = Remote(base_url, ReadMode.SEED)
        pages = await remote.practice.time_entries.of_matters(ids, ask)
        right = await expected.time_entries.of_matters(ids, ask)
        assert pages.keys() == set(ids)
        for id in ids:
            assert only(WORKED, pages[id].items) == only(WORKED, right[id].items)
        assert (await remote.asked())["GET /time-entries"] == reads
        await remote.practice.close()


Do = Callable[[Any], Awaitable[Any]]

UNREAD: list[tuple[str, Do]] = [
    ("contacts", lambda p: p.contacts.by_id(["cli_445f10"])),
    ("contacts", lambda p: p.contacts.page(listing(ContactFilter(), "name"))),
    ("users", lambda p: p.users.by_id(["u_pp_7ab202"])),
    ("invoices", lambda p: p.invoices.page(listing(InvoiceFilter(), "issue_date"))),
    (
        "invoices",
        lambda p: p.invoices.of_matters(["mat_9c31d2"], listing(InvoiceFilter(), "issue_date")),
    ),
    ("expenses", lambda p: p.expenses.of_matters(["mat_9c31d2"], listing(None, "date"))),
    ("trust ledgers", lambda p: p.trust.ledgers_of_matters(["mat_9c31d2"])),
    ("trust accounts", lambda p: p.trust.accounts(listing(None, "name"))),
]


@pytest.mark.parametrize(("noun", "do"), UNREAD)
async def test_what_it_can_not_show_is_refused_and_never_looks_empty(
    remote: Remote, noun: str, do: Do
) -> None:
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            await do(remote.practice)
        assert refused.value.refusals == (NotSupportedByUpstream(capability=f"read {noun}"),)


TIME = NewTimeEntry(
    matter_id="mat_9c31d2",
    user_id="u_pp_7ab202",
    date=dt.date(2026, 2, 18),
    activity_code="L110",
    description="Draft motion to compel",
    hours=Decimal("2.7"),
    rate=Decimal(395),
)


async def test_what_it_can_do_is_done_and_shown(remote: Remote) -> None:
    entry = await remote.practice.time_entries.log(TIME, None)
    assert (entry.hours, entry.amount.amount) == (Decimal("2.7"), Decimal("1066.50"))
    new = NewMatter(title="Bare", client_id="cli_445f10", external_id="crm_1")
    saved = await remote.practice.matters.create(new, None)
    assert saved.created
    assert (saved.record.title, saved.record.number) == ("Bare", "2026-0042")


def everything(path: Path) -> list[Any]:
    with closing(sqlite3.connect(path)) as db:
        tables = [
            name for (name,) in db.execute("select name from sqlite_schema where type='table'")
        ]
        return [row for table in tables for row in db.execute(f"select * from {table}")]


NOT_DONE: list[tuple[str, Do]] = [
    (
        "a contact",
        lambda p: p.contacts.create(NewContact(type=ContactType.PERSON, name="Bo"), None),
    ),
    (
        "an expense",
        lambda p: p.expenses.log(
            NewExpense(
                matter_id="mat_9c31d2",
                date=dt.date(2026, 2, 18),
                description="x",
                amount=Decimal(1),
            ),
            None,
        ),
    ),
    (
        "an invoice",
        lambda p: p.invoices.generate(
            NewInvoice(matter_id="mat_9c31d2", issue_date=dt.date(2026, 2, 20)), None
        ),
    ),
]


@pytest.mark.parametrize("do", [pytest.param(do, id=name) for name, do in NOT_DONE])
async def test_what_it_could_not_show_again_is_not_made(remote: Remote, path: Path, do: Do) -> None:
    before = everything(path)
    with pytest.raises(Refused) as refused:
        await do(remote.practice)
    assert isinstance(refused.value.refusals[0], NotSupportedByUpstream)
    assert everything(path) == before


async def test_seed_reads_are_declared_in_the_capabilities(path: Path) -> None:
    with Served(path, Reads.SEED) as base_url:
        remote = Remote(base_url, ReadMode.SEED)
        assert remote.practice.capabilities == {
            Capability.CREATE_MATTERS,
            Capability.LOG_TIME,
            Capability.IDEMPOTENCY_KEYS,
        }
        for change in (
            lambda p: p.matters.update(MatterChange(id="mat_9c31d2", title="x")),
            lambda p: p.contacts.update(ContactChange(id="cli_445f10", name="x")),
            lambda p: p.time_entries.update(TimeEntryChange(id="tim_c812e0", tags=())),
            lambda p: p.time_entries.delete("tim_c812e0"),
        ):
            with pytest.raises(Refused) as refused:
                await change(remote.practice)
            assert isinstance(refused.value.refusals[0], NotSupportedByUpstream)
        assert await remote.asked() == {}
        await remote.practice.close()


async def test_auto_finds_out_once_that_an_upstream_reads_many(path: Path) -> None:
    with Served(path, Reads.EXTENDED) as base_url:
        remote = Remote(base_url, ReadMode.AUTO)
        ask = listing(InvoiceFilter(), "issue_date", 5)
        for _ in range(3):
            found = await remote.practice.invoices.of_matters(["mat_9c31d2"], ask)
            assert len(found["mat_9c31d2"].items) == 1
        assert (await remote.asked())["GET /invoices"] == 4
        await remote.practice.close()
