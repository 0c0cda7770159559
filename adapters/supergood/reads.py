"""How much may be asked for at once: many ids, or one by one, or a whole list, as upstreams can."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Generic, Protocol, TypeVar

import msgspec

from adapters.port import Capability, NotSupportedByUpstream, Refused
from adapters.supergood.client import Client, Garbled
from adapters.supergood.health import Watch
from adapters.supergood.items import Items, Paged

__all__ = ["Collection", "Habits", "Named", "ReadMode"]


class Named(Protocol):
    """What has an id."""

    @property
    def id(self) -> str: ...


Answer = TypeVar("Answer")
Found = TypeVar("Found")
Key = TypeVar("Key")
Item = TypeVar("Item", bound=msgspec.Struct)
Record = TypeVar("Record", bound=Named)

_IN_SEED = ("matters", "time entries")
_NOUNS = (
    *_IN_SEED,
    "contacts",
    "expenses",
    "invoices",
    "trust accounts",
    "trust ledgers",
    "trust transactions",
    "users",
)

_IDS_AT_ONCE = 200
_ITEMS_AT_ONCE = 2000
_PAGE = 200
_GETS_AT_ONCE = 8


class ReadMode(Enum):
    """What an upstream's reads are like: as the seed names them, or extended, or to be found out."""

    SEED = "seed"
    EXTENDED = "extended"
    AUTO = "auto"


class Habit(Enum):
    """How one noun is read by id: many at once, one by one, or only as a list."""

    MANY = "many"
    SINGLE = "single"
    LIST = "list"


class Habits:
    """What was found out of an upstream, noun by noun, and what it can do at all."""

    def __init__(self, mode: ReadMode, watch: Watch, capabilities: frozenset[Capability]) -> None:
        self.watch = watch
        self._first = Habit.LIST if mode is ReadMode.SEED else Habit.MANY
        self._capabilities = capabilities
        self._learnt: dict[str, Habit] = {}
        if mode is ReadMode.EXTENDED:
            self._learnt = dict.fromkeys(_NOUNS, Habit.MANY)

    def of(self, noun: str) -> Habit:
        return self._learnt.get(noun, self._first)

    def knows(self, noun: str) -> bool:
        return noun in self._learnt or self._first is Habit.LIST

    def learn(self, noun: str, habit: Habit) -> None:
        """Remember how a noun has to be read."""
        self._learnt[noun] = habit

    def require(self, capability: Capability) -> None:
        """Refuse what the upstream can't do, before anything is sent."""
        if capability not in self._capabilities:
            raise Refused(NotSupportedByUpstream(capability=capability.value))


class Collection(Generic[Item, Record]):
    """One of the upstream's collections, as records. What can't be read is refused by name."""

    def __init__(
        self,
        client: Client,
        habits: Habits,
        *,
        noun: str,
        path: str,
        shape: type[Item],
        record: Callable[[Item], Record],
    ) -> None:
        self._client = client
        self._habits = habits
        self._noun = noun
        self.path = path
        self.items = Items(habits.watch, noun=noun, shape=shape, record=record)

    async def by_ids(self, ids: Sequence[str]) -> list[Record]:
        """Return the items with these ids, as few requests as the upstream allows."""
        if not ids:
            return []
        if self._habits.of(self._noun) is Habit.MANY:
            found = await self._many(ids)
            if found is not None:
                return found
        if self._habits.of(self._noun) is Habit.LIST:
            wanted = set(ids)
            return [item for item in await self.all({}) if item.id in wanted]
        singles = await _gathered(ids, self._one)
        found = [it for it in singles if it is not None and not isinstance(it, Garbled)]
        garbled = {id: it for id, it in zip(ids, singles, strict=True) if isinstance(it, Garbled)}
        if garbled and not found:
            raise garbled.popitem()[1]
        self._habits.watch.lost(self._noun, garbled)
        return found

    async def by_each(
        self, parameter: str, values: Sequence[str], key: Callable[[Record], str | None]
    ) -> list[Record]:
        """Return the items whose one value is among these, asking for each, or for all."""
        wanted = set(values)
        await self.find_out()
        if self._habits.of(self._noun) is Habit.LIST:
            return [it for it in await self.all({}) if key(it) in wanted]
        lists = await _gathered(values, lambda value: self.all({parameter: value}))
        return [it for items in lists for it in items if key(it) in wanted]

    async def all(self, query: Mapping[str, str | None]) -> list[Record]:
        """Return every item of a list, page after page."""
        self._refuse_unread()
        return self._there(await self._walk(query, _PAGE))

    async def of_parents(
        self, one: str, many: str, parents: Sequence[str], query: Mapping[str, str | None]
    ) -> list[Record]:
        """Return the items of many parents: by ``many`` ids at once, or for ``one`` at a time.

        Where that is fewer requests it is the whole list: there may be others' items among them.
        """
        await self.find_out()
        if self._habits.of(self._noun) is Habit.LIST:
            return await self._of_each(one, parents, query)
        found: list[Record] = []
        for chunk in _chunks(parents, _IDS_AT_ONCE):
            asked = {**query, many: ",".join(chunk)}
            found += self._there(await self._walk(asked, _ITEMS_AT_ONCE))
        return found

    async def find_out(self) -> None:
        """Learn how this noun is read, unless that is known: by asking for an id of none."""
        if not self._habits.knows(self._noun):
            await self._many(["none"])

    async def readable(self) -> None:
        """Refuse a noun that can't be read back, before one of it is made."""
        await self.find_out()
        self._refuse_unread()

    def _refuse_unread(self) -> None:
        """Refuse a noun whose only read is its list, where the seed names no such list."""
        if self._habits.of(self._noun) is Habit.LIST and self._noun not in _IN_SEED:
            raise self._not_read()

    def _not_read(self) -> Refused:
        return Refused(NotSupportedByUpstream(capability=f"read {self._noun}"))

    def _there(self, found: Found | None) -> Found:
        """Return a list that is there: one that is not may not look like an empty one."""
        if found is None:
            raise self._not_read()
        return found

    async def _of_each(
        self, one: str, parents: Sequence[str], query: Mapping[str, str | None]
    ) -> list[Record]:
        """Return the lists of all parents, or the whole list if it has no more pages than that."""
        self._refuse_unread()
        if len(parents) > 1:
            first = self._there(await self._page(_numbered(query, 1, _PAGE)))
            if first.pages <= len(parents):
                others = [_numbered(query, number, _PAGE) for number in range(2, first.pages + 1)]
                pages = [self._there(page) for page in await _gathered(others, self._page)]
                return [it for page in (first, *pages) for it in page.records]
        lists = await _gathered(parents, lambda parent: self.all({**query, one: parent}))
        return [item for items in lists for item in items]

    async def _walk(self, query: Mapping[str, str | None], size: int) -> list[Record] | None:
        """Return a whole list; None if there is no such list."""
        records: list[Record] = []
        number = 1
        while True:
            page = await self._page(_numbered(query, number, size))
            if page is None:
                return None
            records += page.records
            if not page.there or number >= page.pages:
                return records
            number += 1

    async def _many(self, ids: Sequence[str]) -> list[Record] | None:
        """Read by ids at once. None, and another habit, if the upstream has no such read."""
        wanted = set(ids)
        found: list[Record] = []
        for chunk in _chunks(ids, _IDS_AT_ONCE):
            asked = {"ids": ",".join(chunk), "pageSize": str(_ITEMS_AT_ONCE)}
            page = await self._page(asked)
            if page is None:
                self._habits.learn(self._noun, Habit.LIST)
                return None
            if any(item.id not in wanted for item in page.records):
                self._habits.watch.ignored(self._noun)
                self._habits.learn(self._noun, Habit.SINGLE)
                return None
            found += page.records
        self._habits.learn(self._noun, Habit.MANY)
        return found

    async def _one(self, id: str) -> Record | Garbled | None:
        """Return one item, or why it can't be read: that is to say nothing of the others."""
        try:
            return await self._client.get(f"{self.path}/{id}", {}, self.items.one)
        except Garbled as garbled:
            return garbled

    async def _page(self, query: Mapping[str, str | None]) -> Paged[Record] | None:
        return await self._client.get(self.path, query, self.items.page)


def _numbered(query: Mapping[str, str | None], number: int, size: int) -> dict[str, str | None]:
    return {**query, "page": str(number), "pageSize": str(size)}


async def _gathered(keys: Sequence[Key], ask: Callable[[Key], Awaitable[Answer]]) -> list[Answer]:
    """Ask for each key, a few at a time, and return the answers in the keys' order."""
    gate = asyncio.Semaphore(_GETS_AT_ONCE)

    async def one(key: Key) -> Answer:
        async with gate:
            return await ask(key)

    return list(await asyncio.gather(*(one(key) for key in keys)))


def _chunks(keys: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (keys[at : at + size] for at in range(0, len(keys), size))
