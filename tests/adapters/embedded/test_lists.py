"""Lists: any window, either way, under one parent or many, always in one statement."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from adapters.embedded.cells import own, partly
from adapters.embedded.database import Database
from adapters.embedded.lists import Lists, Table, conditions
from adapters.port import (
    ContactFilter,
    InvoiceFilter,
    InvoiceStatus,
    Listing,
    MatterFilter,
    Order,
    OrderDirection,
    Page,
    Position,
    TimeEntryFilter,
    Window,
    key_of,
    position,
)
from tests.world import CLIENT, MATTER, StandingClock, World

ASC, DESC = OrderDirection.ASC, OrderDirection.DESC
ALL = Window(limit=100_000)


class Thing(Struct, frozen=True):
    """A record with a key of each kind: a date that may be missing, a name, a number."""

    id: str
    parent: str
    day: str | None
    name: str
    number: int


TABLE = Table(
    source="things t",
    reader=partly(Thing, own("id", "parent", "day", "name", "number")),
    sorts={"day": "coalesce(t.day, '')", "name": "t.name", "number": "t.number"},
    where=lambda least: conditions({"t.number >= ?": least}),
)


@pytest.fixture(scope="module")
def db() -> Iterator[Database]:
    with closing(Database(":memory:", StandingClock())) as db:
        with db.write():
            db.run(
                "create table things (id text primary key, parent text not null, day text, "
                "name text not null collate nocase, number integer not null) strict"
            )
        yield db


@pytest.fixture
def statements(world: World) -> Iterator[list[str]]:
    """Every statement that the practice runs, as SQLite is given it."""
    seen: list[str] = []
    world.practice._db._db.set_trace_callback(seen.append)
    yield seen
    world.practice._db._db.set_trace_callback(None)


def _keep(db: Database, things: Sequence[Thing]) -> None:
    with db.write():
        db.run("delete from things")
        for thing in things:
            _add(db, thing)


def _add(db: Database, thing: Thing) -> None:
    values = [getattr(thing, name) for name in Thing.__struct_fields__]
    db.run("insert into things values (?, ?, ?, ?, ?)", values)


def _folded(key: str | int) -> str | int:
    """Set case aside as SQLite does: of ASCII letters only."""
    if isinstance(key, int):
        return key
    return "".join(letter.lower() if letter.isascii() else letter for letter in key)


def _sorted(records: Sequence[Any], order: Order) -> list[Any]:
    def place(record: Any) -> tuple[str | int, str]:
        return _folded(key_of(getattr(record, order.by))), record.id

    return sorted(records, key=place, reverse=order.direction is DESC)


def _list(order: Order, window: Window, filter: Any = None) -> Listing[Any]:
    return Listing(filter=filter, order=order, window=window)


def _next(page: Page[Any], order: Order, limit: int, backwards: bool) -> Window:
    """Return the window beyond this page."""
    if backwards:
        return Window(limit=limit, backwards=True, before=position(page.items[0], order))
    return Window(limit=limit, after=position(page.items[-1], order))


def _ids(page: Page[Any]) -> list[str]:
    return [record.id for record in page.items]


# --- windows of one list -----------------------------------------------------------------------

FIVE = [
    Thing(f"t{number}", "p", day, name, number)
    for number, (day, name) in enumerate(
        [("2026-01-02", "b"), (None, "A"), ("2026-01-01", "a"), (None, "C"), ("2026-01-02", "B")]
    )
]
BY_DAY = ["t1", "t3", "t2", "t0", "t4"]


def _at(id: str) -> Position:
    return position(next(thing for thing in FIVE if thing.id == id), Order("day"))


@pytest.mark.parametrize(
    ("window", "ids", "has_next", "has_previous"),
    [
        (Window(limit=9), BY_DAY, False, False),
        (Window(limit=5), BY_DAY, False, False),
        (Window(limit=4), BY_DAY[:4], True, False),
        (Window(limit=0), [], True, False),
        (Window(limit=2, after=_at("t3")), ["t2", "t0"], True, True),
        (Window(limit=2, after=_at("t2")), ["t0", "t4"], False, True),
        (Window(limit=2, after=_at("t4")), [], False, True),
        (Window(limit=9, backwards=True), BY_DAY, False, False),
        (Window(limit=2, backwards=True), ["t0", "t4"], False, True),
        (Window(limit=2, backwards=True, before=_at("t0")), ["t3", "t2"], True, True),
        (Window(limit=3, backwards=True, before=_at("t0")), ["t1", "t3", "t2"], True, False),
        (Window(limit=0, backwards=True), [], False, True),
        (Window(limit=9, after=_at("t1"), before=_at("t4")), ["t3", "t2", "t0"], False, True),
        (Window(limit=1, after=_at("t1"), before=_at("t4")), ["t3"], True, True),
        (
            Window(limit=1, backwards=True, after=_at("t1"), before=_at("t4")),
            ["t0"],
            True,
            True,
        ),
        (Window(limit=9, after=_at("t4"), before=_at("t1")), [], False, True),
        (Window(limit=9, after=Position("2026-01-01", "t")), ["t2", "t0", "t4"], False, True),
        (Window(limit=9, after=Position("2026-01-01", "u")), ["t0", "t4"], False, True),
    ],
)
def test_a_window_of_a_list(
    db: Database, window: Window, ids: list[str], has_next: bool, has_previous: bool
) -> None:
    _keep(db, FIVE)
    page = Lists(db, TABLE).page(_list(Order("day"), window))
    assert (_ids(page), page.has_next, page.has_previous) == (ids, has_next, has_previous)


@pytest.mark.parametrize(
    ("order", "ids"),
    [
        (Order("day"), BY_DAY),
        (Order("day", DESC), BY_DAY[::-1]),
        (Order("name"), ["t1", "t2", "t0", "t4", "t3"]),
        (Order("name", DESC), ["t3", "t4", "t0", "t2", "t1"]),
        (Order("number", DESC), ["t4", "t3", "t2", "t1", "t0"]),
    ],
)
def test_a_list_is_sorted_by_its_key_and_then_by_id(
    db: Database, order: Order, ids: list[str]
) -> None:
    _keep(db, FIVE)
    assert _ids(Lists(db, TABLE).page(_list(order, ALL))) == ids


def test_a_filter_holds_for_pages_and_counts(db: Database) -> None:
    _keep(db, FIVE)
    lists = Lists(db, TABLE)
    assert _ids(lists.page(_list(Order("number"), ALL, 3))) == ["t3", "t4"]
    assert lists.count(3) == 2
    assert lists.count(None) == 5
    assert lists.counts_of("t.parent", ["p", "q"], 3) == {"p": 2, "q": 0}


# --- walks -------------------------------------------------------------------------------------

names = st.sampled_from(["", "a", "A", "b", "B b", "é", "É", "z"])
days = st.sampled_from([None, None, "2026-01-01", "2026-01-02", "2027-12-31"])
numbers = st.integers(-2, 2)
row = st.tuples(st.sampled_from("pq"), days, names, numbers)
orders = st.builds(
    Order, by=st.sampled_from(["day", "name", "number"]), direction=st.sampled_from([ASC, DESC])
)


def _things(rows: list[tuple[str, str | None, str, int]], prefix: str = "t") -> list[Thing]:
    return [Thing(f"{prefix}{place:02d}", *values) for place, values in enumerate(rows)]


@given(
    rows=st.lists(row, max_size=25), order=orders, limit=st.integers(1, 30), backwards=st.booleans()
)
@settings(deadline=None, max_examples=150)
def test_walking_page_by_page_gives_exactly_the_sorted_list(
    db: Database,
    rows: list[tuple[str, str | None, str, int]],
    order: Order,
    limit: int,
    backwards: bool,
) -> None:
    things = _things(rows)
    _keep(db, things)
    lists, expected, seen = Lists(db, TABLE), _sorted(things, order), list[Thing]()
    window = Window(limit=limit, backwards=backwards)
    while True:
        page = lists.page(_list(order, window))
        seen = [*page.items, *seen] if backwards else [*seen, *page.items]
        assert page.has_previous is (
            len(seen) < len(expected) if backwards else len(seen) > len(page.items)
        )
        assert page.has_next is (
            len(seen) > len(page.items) if backwards else len(seen) < len(expected)
        )
        if len(seen) >= len(expected):
            break
        assert len(page.items) == limit
        window = _next(page, order, limit, backwards)
    assert seen == expected


@given(
    rows=st.lists(row, min_size=1, max_size=15),
    changes=st.lists(
        st.tuples(st.lists(row, max_size=3), st.lists(st.integers(0, 20), max_size=3)), max_size=15
    ),
    order=orders,
    limit=st.integers(1, 4),
    backwards=st.booleans(),
)
@settings(deadline=None, max_examples=150)
def test_rows_that_come_and_go_between_pages_neither_repeat_nor_hide_those_that_stay(
    db: Database,
    rows: list[tuple[str, str | None, str, int]],
    changes: list[tuple[list[tuple[str, str | None, str, int]], list[int]]],
    order: Order,
    limit: int,
    backwards: bool,
) -> None:
    things = _things(rows)
    _keep(db, things)
    lists, seen, gone, batch = Lists(db, TABLE), list[Thing](), set[str](), count()
    upcoming = iter(changes)
    window = Window(limit=limit, backwards=backwards)
    while items := (page := lists.page(_list(order, window))).items:
        seen = [*items, *seen] if backwards else [*seen, *items]
        added, removed = next(upcoming, ([], []))
        with db.write():
            for thing in _things(added, f"n{next(batch):02d}"):
                _add(db, thing)
            for place in removed:
                id = f"t{place:02d}"
                db.run("delete from things where id = ?", [id])
                gone.add(id)
        window = _next(page, order, limit, backwards)
    assert seen == _sorted(seen, order)
    ids = [thing.id for thing in seen]
    assert len(set(ids)) == len(ids)
    assert {thing.id for thing in things} - gone <= set(ids)


@given(
    rows=st.lists(row, max_size=25),
    order=orders,
    limit=st.integers(0, 6),
    backwards=st.booleans(),
    after=st.none() | st.integers(0, 24),
    before=st.none() | st.integers(0, 24),
)
@settings(deadline=None, max_examples=150)
def test_a_window_under_many_parents_is_the_same_as_under_each_alone(
    db: Database,
    rows: list[tuple[str, str | None, str, int]],
    order: Order,
    limit: int,
    backwards: bool,
    after: int | None,
    before: int | None,
) -> None:
    things = _things(rows)
    _keep(db, things)

    def at(place: int | None) -> Position | None:
        known = place is not None and place < len(things)
        return position(things[place], order) if known and place is not None else None

    window = Window(limit=limit, backwards=backwards, after=at(after), before=at(before))
    lists = Lists(db, TABLE)
    pages = lists.pages_of("t.parent", ["q", "none", "p"], _list(order, window))
    assert list(pages) == ["q", "none", "p"]
    for parent, page in pages.items():
        own = _sorted([thing for thing in things if thing.parent == parent], order)
        between = [
            thing
            for thing in own
            if (window.after is None or _beyond(thing, window.after, order))
            and (window.before is None or _short_of(thing, window.before, order))
        ]
        kept = between[max(len(between) - limit, 0) :] if backwards else between[:limit]
        assert page.items == kept
        more = len(between) > limit
        assert page.has_previous is (more if backwards else window.after is not None)
        assert page.has_next is (window.before is not None if backwards else more)
    assert lists.counts_of("t.parent", ["q", "none", "p"], None) == {
        parent: sum(thing.parent == parent for thing in things) for parent in ("q", "none", "p")
    }


def _beyond(thing: Thing, place: Position, order: Order) -> bool:
    here = _folded(key_of(getattr(thing, order.by))), thing.id
    there = _folded(place.key), place.id
    return here != there and (here > there) is (order.direction is ASC)


def _short_of(thing: Thing, place: Position, order: Order) -> bool:
    here = _folded(key_of(getattr(thing, order.by))), thing.id
    there = _folded(place.key), place.id
    return here != there and not _beyond(thing, place, order)


def test_a_parent_named_twice_has_its_page_once(db: Database) -> None:
    _keep(db, FIVE)
    lists = Lists(db, TABLE)
    listing = _list(Order("day"), Window(limit=2))
    page = lists.pages_of("t.parent", ["p", "p"], listing)["p"]
    assert (_ids(page), page.has_next) == (["t1", "t3"], True)
    assert lists.counts_of("t.parent", ["p", "p"], None) == {"p": 5}


def test_no_parents_have_no_pages(db: Database) -> None:
    assert Lists(db, TABLE).pages_of("t.parent", [], _list(Order("day"), ALL)) == {}
    assert Lists(db, TABLE).by("t.id", []) == []


def test_ids_unknown_or_named_twice_are_left_out(db: Database) -> None:
    _keep(db, FIVE)
    found = Lists(db, TABLE).by("t.id", ["t1", "none", "t1", "t0"])
    assert sorted(thing.id for thing in found) == ["t0", "t1"]


# --- the practice's own lists -------------------------------------------------------------------

LISTS: list[tuple[str, Any, list[str]]] = [
    ("matters", MatterFilter(), ["number", "title", "open_date", "updated_at"]),
    ("contacts", ContactFilter(), ["name", "updated_at"]),
    ("time_entries", TimeEntryFilter(), ["date", "created_at"]),
    ("invoices", InvoiceFilter(), ["issue_date", "due_date", "number"]),
    ("users", None, ["name"]),
]


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("direction", [ASC, DESC])
@pytest.mark.parametrize(
    ("noun", "filter", "by"), [(noun, filter, by) for noun, filter, keys in LISTS for by in keys]
)
async def test_every_list_of_the_practice_is_walked_whole_in_every_order(
    world: World, noun: str, filter: Any, by: str, direction: OrderDirection, backwards: bool
) -> None:
    lists, order = getattr(world.practice, noun), Order(by, direction)
    whole = (await lists.page(_list(order, ALL, filter))).items
    assert whole == _sorted(whole, order)
    limit = -(-len(whole) // 7)
    window, seen = Window(limit=limit, backwards=backwards), list[Any]()
    while len(seen) < len(whole):
        page = await lists.page(_list(order, window, filter))
        assert page.items
        seen = [*page.items, *seen] if backwards else [*seen, *page.items]
        window = _next(page, order, limit, backwards)
    assert seen == whole


EDGES: list[tuple[str, str, str, str, Any, Order]] = [
    ("matters", "of_clients", "contacts", "client_id", MatterFilter(), Order("number")),
    ("time_entries", "of_matters", "matters", "matter_id", TimeEntryFilter(), Order("date", DESC)),
    ("expenses", "of_matters", "matters", "matter_id", None, Order("date")),
    ("invoices", "of_matters", "matters", "matter_id", InvoiceFilter(), Order("issue_date", DESC)),
    ("invoices", "of_clients", "contacts", "client_id", InvoiceFilter(), Order("due_date")),
    ("trust", "ledgers_of_accounts", "trust_accounts", "account_id", None, Order("id")),
    ("trust", "transactions_of_ledgers", "trust_ledgers", "ledger_id", None, Order("sequence")),
]


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(("noun", "edge", "parents", "of", "filter", "order"), EDGES)
async def test_every_edge_of_the_practice_gives_each_parent_its_own_in_one_statement(
    world: World,
    statements: list[str],
    noun: str,
    edge: str,
    parents: str,
    of: str,
    filter: Any,
    order: Order,
    backwards: bool,
) -> None:
    ids = [id for (id,) in world.sql(f"select id from {parents} order by id")]
    nouns = getattr(world.practice, noun)
    whole = await getattr(nouns, edge)(ids, _list(order, ALL, filter))
    for parent, page in whole.items():
        assert {getattr(record, of) for record in page.items} <= {parent}
        assert page.items == _sorted(page.items, order)
    table = {"trust": {"ledger_id": "trust_entries"}.get(of, "trust_ledgers")}.get(noun, noun)
    assert world.sql(f"select count(*) from {table}") == [
        (sum(len(page.items) for page in whole.values()),)
    ]
    statements.clear()
    pages = await getattr(nouns, edge)(
        ids, _list(order, Window(limit=3, backwards=backwards), filter)
    )
    assert len(statements) == 1
    assert {id: page.items for id, page in pages.items()} == {
        id: page.items[-3:] if backwards else page.items[:3] for id, page in whole.items()
    }
    statements.clear()
    counts = await getattr(nouns, f"count_{edge}")(ids, filter)
    assert len(statements) == 1
    assert counts == {id: len(page.items) for id, page in whole.items()}


async def test_a_journal_under_accounts_runs_through_all_their_ledgers(world: World) -> None:
    ids = [id for (id,) in world.sql("select id from trust_accounts")]
    listing = _list(Order("sequence", DESC), ALL)
    pages = await world.practice.trust.transactions_of_accounts(ids, listing)
    for account, page in pages.items():
        rows = world.sql(
            "select e.id from trust_entries e join trust_ledgers l on l.id = e.ledger_id "
            "where l.account_id = ? order by sequence desc",
            account,
        )
        assert [(record.id,) for record in page.items] == rows
    assert await world.practice.trust.count_transactions_of_accounts(ids, None) == {
        id: len(page.items) for id, page in pages.items()
    }


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("direction", [ASC, DESC])
async def test_a_window_of_time_under_matters_is_cut_off_in_its_index(
    world: World, statements: list[str], direction: OrderDirection, backwards: bool
) -> None:
    ids = [id for (id,) in world.sql("select id from matters")]
    statements.clear()
    window = Window(limit=5, backwards=backwards, after=Position("2025-01-01", ""))
    listing = _list(Order("date", direction), window, TimeEntryFilter())
    await world.practice.time_entries.of_matters(ids, listing)
    (statement,) = statements
    plan = world.sql(f"explain query plan {statement}")
    steps = [detail for *_, detail in plan]
    assert [step for step in steps if step.startswith("SCAN")] == ["SCAN k VIRTUAL TABLE INDEX 1:"]
    (search,) = [step for step in steps if "time_entries_of_matter" in step]
    assert search.startswith("SEARCH t USING COVERING INDEX time_entries_of_matter (matter_id=?")
    assert "SEARCH t USING INTEGER PRIMARY KEY (rowid=?)" in steps
    assert steps[-1] == "USE TEMP B-TREE FOR ORDER BY"  # of the windows together, none within one
    assert steps.count("USE TEMP B-TREE FOR ORDER BY") == 1


@pytest.mark.parametrize(
    ("noun", "edge", "filter", "order", "index"),
    [
        ("expenses", "of_matters", None, "date", "expenses_of_matter"),
        ("invoices", "of_matters", InvoiceFilter(), "issue_date", "invoices_of_matter"),
        ("invoices", "of_clients", InvoiceFilter(), "issue_date", "invoices_of_client"),
        ("matters", "of_clients", MatterFilter(), "number", "matters_of_client"),
        ("trust", "transactions_of_ledgers", None, "sequence", "trust_entries_of_ledger"),
    ],
)
async def test_every_edge_has_an_index(
    world: World, statements: list[str], noun: str, edge: str, filter: Any, order: str, index: str
) -> None:
    listing = _list(Order(order), Window(limit=5), filter)
    await getattr(getattr(world.practice, noun), edge)([MATTER, CLIENT], listing)
    (statement,) = statements
    steps = [detail for *_, detail in world.sql(f"explain query plan {statement}")]
    assert [step for step in steps if f"INDEX {index} " in step]
    assert [step for step in steps if step.startswith("SCAN t")] == []


async def test_a_filter_narrows_every_parents_window(world: World) -> None:
    ids = [id for (id,) in world.sql("select id from matters order by id")]
    filter = InvoiceFilter(
        status=(InvoiceStatus.SENT, InvoiceStatus.VIEWED), issued_from=date(2025, 1, 1)
    )
    listing = _list(Order("issue_date"), ALL, filter)
    pages = await world.practice.invoices.of_matters(ids, listing)
    found = sorted(record.id for page in pages.values() for record in page.items)
    assert [(id,) for id in found] == world.sql(
        "select id from invoices where status in ('sent', 'viewed') "
        "and issue_date >= '2025-01-01' order by id"
    )
    counts = await world.practice.invoices.count_of_matters(ids, filter)
    assert sum(counts.values()) == len(found) > 0
