"""Many small asks in one tick become one: in order, with gaps, and failures kept."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence

import pytest
from msgspec import Struct

from adapters.port import Listing, Order, OrderDirection, Page, Window
from loaders.batch import Many, One, Pages, many, one


class Record(Struct, frozen=True):
    """A record with an id and an owner."""

    id: str
    owner: str = ""


class Shelf:
    """Records to fetch, and every fetch that was made."""

    def __init__(self, *records: Record) -> None:
        self.records = list(records)
        self.asked: list[Sequence[str]] = []
        self.broken: Exception | None = None

    async def by_id(self, ids: Sequence[str]) -> Sequence[Record]:
        return self._found(ids, [record for record in self.records if record.id in ids])

    async def by_owner(self, owners: Sequence[str]) -> Sequence[Record]:
        return self._found(owners, [record for record in self.records if record.owner in owners])

    def _found(self, keys: Sequence[str], records: list[Record]) -> list[Record]:
        self.asked.append(list(keys))
        if self.broken:
            raise self.broken
        return records


A, B, C = Record("a", "x"), Record("b", "y"), Record("c", "x")


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(C, B, A)


@pytest.fixture
async def by_id(shelf: Shelf) -> One[Record]:
    return one(shelf.by_id, lambda record: record.id)


@pytest.fixture
async def by_owner(shelf: Shelf) -> Many[Record]:
    return many(shelf.by_owner, lambda record: record.owner)


# --- one ----------------------------------------------------------------------------------------


async def test_asks_in_one_tick_are_one_fetch_each_key_once(
    shelf: Shelf, by_id: One[Record]
) -> None:
    answers = await asyncio.gather(*(by_id.load(id) for id in ["a", "c", "a", "b", "c"]))
    assert answers == [A, C, A, B, C]
    assert shelf.asked == [["a", "c", "b"]]


async def test_asks_from_many_coroutines_are_one_fetch(shelf: Shelf, by_id: One[Record]) -> None:
    async def ask(id: str) -> Record | None:
        return await by_id.load(id)

    assert await asyncio.gather(*map(ask, "cba")) == [C, B, A]
    assert shelf.asked == [["c", "b", "a"]]


async def test_what_is_not_there_is_none(shelf: Shelf, by_id: One[Record]) -> None:
    assert await by_id.load_many(["none", "b", "nor this"]) == [None, B, None]
    assert shelf.asked == [["none", "b", "nor this"]]


async def test_what_was_loaded_is_not_asked_again(shelf: Shelf, by_id: One[Record]) -> None:
    assert await by_id.load_many(["a", "none"]) == [A, None]
    assert await by_id.load_many(["none", "b", "a"]) == [None, B, A]
    assert shelf.asked == [["a", "none"], ["b"]]


async def test_maybe_loads_what_a_reference_names(shelf: Shelf, by_id: One[Record]) -> None:
    assert await by_id.maybe("a") is A
    assert await by_id.maybe("none") is None
    assert shelf.asked == [["a"], ["none"]]


async def test_maybe_has_nothing_to_wait_for_where_there_is_no_reference(
    shelf: Shelf, by_id: One[Record]
) -> None:
    assert by_id.maybe(None) is None
    assert shelf.asked == []


async def test_maybe_joins_the_same_fetch(shelf: Shelf, by_id: One[Record]) -> None:
    assert await asyncio.gather(by_id.maybe("b"), by_id.load("a")) == [B, A]
    assert shelf.asked == [["b", "a"]]


# --- many ---------------------------------------------------------------------------------------


async def test_each_key_has_its_own_in_the_practices_order(
    shelf: Shelf, by_owner: Many[Record]
) -> None:
    assert await by_owner.load_many(["y", "none", "x"]) == [[B], [], [C, A]]
    assert shelf.asked == [["y", "none", "x"]]


async def test_lists_that_are_empty_are_not_shared(by_owner: Many[Record]) -> None:
    one, other = await by_owner.load_many(["none", "nor this"])
    assert one is not other


async def test_many_of_one_key_are_asked_once(shelf: Shelf, by_owner: Many[Record]) -> None:
    assert await asyncio.gather(by_owner.load("x"), by_owner.load("x")) == [[C, A], [C, A]]
    assert await by_owner.load("x") == [C, A]
    assert shelf.asked == [["x"]]


# --- failures -----------------------------------------------------------------------------------


@pytest.fixture(params=["one", "many"])
def loader(request: pytest.FixtureRequest, by_id: One[Record], by_owner: Many[Record]) -> object:
    return by_id if request.param == "one" else by_owner


async def test_a_failure_reaches_every_waiter_and_is_kept(
    shelf: Shelf, loader: One[Record]
) -> None:
    shelf.broken = broken = LookupError("the practice is away")
    waiters = [loader.load(key) for key in "axa"]
    answers = await asyncio.gather(*waiters, return_exceptions=True)
    assert answers == [broken] * 3
    shelf.broken = None
    answers = await asyncio.gather(loader.load("a"), loader.load("b"), return_exceptions=True)
    assert answers[0] is broken
    assert not isinstance(answers[1], Exception)
    assert shelf.asked == [["a", "x"], ["b"]]


async def test_a_failure_takes_nothing_away_that_was_loaded(
    shelf: Shelf, by_id: One[Record]
) -> None:
    await by_id.load("a")
    shelf.broken = LookupError("the practice is away")
    answers = await asyncio.gather(by_id.load("a"), by_id.load("b"), return_exceptions=True)
    assert answers == [A, shelf.broken]
    assert await by_id.load("a") is A
    assert shelf.asked == [["a"], ["b"]]


async def test_all_of_many_come_in_order_with_failures_in_their_places(
    shelf: Shelf, by_id: One[Record]
) -> None:
    shelf.broken = broken = LookupError("the practice is away")
    assert await by_id.settled(["b"]) == [broken]
    shelf.broken = None
    both = await asyncio.gather(
        by_id.settled(["c", "b", "none", "c"]), by_id.load("a"), by_id.settled(["a", "c"])
    )
    assert both == [[C, broken, None, C], A, [A, C]]
    assert await by_id.settled([]) == []
    assert shelf.asked == [["b"], ["c", "none", "a"]]


async def test_all_of_many_are_wanted_before_they_are_waited_for(
    shelf: Shelf, by_id: One[Record]
) -> None:
    early = by_id.settled(["a", "c"])
    assert await by_id.load("b") is B
    assert shelf.asked == [["a", "c", "b"]]
    assert await early == [A, C]
    assert await by_id.settled(["b", "a"]) == [B, A]
    assert shelf.asked == [["a", "c", "b"]]


async def test_who_wants_what_is_asked_for_already_waits_for_that(
    shelf: Shelf, by_id: One[Record]
) -> None:
    going = asyncio.Event()

    async def slowly(ids: Sequence[str]) -> Sequence[Record]:
        if "a" in ids:
            await going.wait()
        return await shelf.by_id(ids)

    slow = one(slowly, lambda record: record.id)
    first = asyncio.create_task(slow.settled(["a"]))
    while not slow._asked:  # noqa: ASYNC110 - it takes two turns of the loop
        await asyncio.sleep(0)
    second = asyncio.create_task(slow.settled(["b", "a"]))
    while shelf.asked != [["b"]]:  # noqa: ASYNC110 - as above
        await asyncio.sleep(0)
    assert not second.done()
    going.set()
    assert (await first, await second) == ([A], [B, A])
    assert shelf.asked == [["b"], ["a"]]


# --- pages --------------------------------------------------------------------------------------


class Shelves:
    """Pages to fetch by parent and listing: each page's one record says what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.broken: Exception | None = None

    async def pages(
        self, parents: Sequence[str], listing: Listing[str]
    ) -> Mapping[str, Page[Record]]:
        self._ask("pages", *parents, listing.filter)
        return {
            parent: Page(
                items=[Record(f"{parent} {listing.filter} {listing.window.limit}")],
                has_next=False,
                has_previous=False,
            )
            for parent in reversed(parents)
        }

    async def counts(self, parents: Sequence[str], filter: str) -> Mapping[str, int]:
        self._ask("counts", *parents, filter)
        return {parent: len(parent) for parent in reversed(parents)}

    def _ask(self, *words: str) -> None:
        self.asked.append(words)
        if self.broken:
            raise self.broken


@pytest.fixture
def shelves() -> Shelves:
    return Shelves()


@pytest.fixture
async def pages(shelves: Shelves) -> Pages[Record, str]:
    return Pages(shelves.pages, shelves.counts)


def _listing(
    filter: str = "all", limit: int = 5, direction: OrderDirection = OrderDirection.ASC
) -> Listing[str]:
    return Listing(filter=filter, order=Order("id", direction), window=Window(limit=limit))


def _ids(found: Sequence[Page[Record]]) -> Iterator[str]:
    return (record.id for page in found for record in page.items)


async def test_parents_are_gathered_under_one_listing(
    shelves: Shelves, pages: Pages[Record, str]
) -> None:
    found = await asyncio.gather(*(pages.load(parent, _listing()) for parent in "bab"))
    assert list(_ids(found)) == ["b all 5", "a all 5", "b all 5"]
    assert shelves.asked == [("pages", "b", "a", "all")]


async def test_each_distinct_listing_is_one_fetch(
    shelves: Shelves, pages: Pages[Record, str]
) -> None:
    listings = [
        _listing(),
        _listing("open"),
        _listing(limit=6),
        _listing(direction=OrderDirection.DESC),
    ]
    found = await asyncio.gather(
        *(pages.load(parent, listing) for parent in "ab" for listing in [*listings, *listings])
    )
    assert list(_ids(found[:4])) == ["a all 5", "a open 5", "a all 6", "a all 5"]
    assert found[:4] == found[4:8]
    assert sorted(shelves.asked) == [
        ("pages", "a", "b", "all"),
        ("pages", "a", "b", "all"),
        ("pages", "a", "b", "all"),
        ("pages", "a", "b", "open"),
    ]


async def test_counts_are_gathered_apart_from_pages_and_by_filter_only(
    shelves: Shelves, pages: Pages[Record, str]
) -> None:
    answers = await asyncio.gather(
        pages.count("bb", "all"), pages.count("a", "all"), pages.count("a", "open")
    )
    assert answers == [2, 1, 1]
    assert shelves.asked == [("counts", "bb", "a", "all"), ("counts", "a", "open")]


async def test_pages_and_counts_are_kept_until_cleared(
    shelves: Shelves, pages: Pages[Record, str]
) -> None:
    for _ in range(2):
        await pages.load("a", _listing())
        await pages.count("a", "all")
    assert shelves.asked == [("pages", "a", "all"), ("counts", "a", "all")]
    pages.clear()
    await pages.load("a", _listing())
    await pages.count("a", "all")
    assert shelves.asked == [("pages", "a", "all"), ("counts", "a", "all")] * 2


async def test_a_failed_page_reaches_every_waiter_and_is_kept_until_cleared(
    shelves: Shelves, pages: Pages[Record, str]
) -> None:
    shelves.broken = LookupError("the practice is away")
    answers = await asyncio.gather(
        pages.load("a", _listing()),
        pages.load("b", _listing()),
        pages.count("a", "all"),
        return_exceptions=True,
    )
    assert answers == [shelves.broken] * 3
    shelves.broken = None
    with pytest.raises(LookupError):
        await pages.load("b", _listing())
    pages.clear()
    assert list(_ids([await pages.load("a", _listing())])) == ["a all 5"]
    assert await pages.count("a", "all") == 1


async def test_a_parent_that_the_practice_left_out_fails_loudly(pages: Pages[Record, str]) -> None:
    async def nothing(parents: Sequence[str], ask: object) -> Mapping[str, Page[Record]]:
        return {}

    async def no_counts(parents: Sequence[str], ask: object) -> Mapping[str, int]:
        return {}

    forgetful: Pages[Record, str] = Pages(nothing, no_counts)
    with pytest.raises(KeyError, match=r"^'a'$"):
        await forgetful.load("a", _listing())
    with pytest.raises(KeyError, match=r"^'a'$"):
        await forgetful.count("a", "all")
