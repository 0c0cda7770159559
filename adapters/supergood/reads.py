"""How much may be asked for at once: many ids, or one by one, or a whole list, as upstreams can."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from adapters.port import Refused
from adapters.supergood.client import MISSING, Client, Garbled, Read
from adapters.supergood.habits import Habit, Habits, lacks
from adapters.supergood.items import Items, Paged

__all__ = ["Collection", "Named"]


class Named(Protocol):
    """What has an id."""

    @property
    def id(self) -> str: ...


Answer = TypeVar("Answer")
Found = TypeVar("Found")
Key = TypeVar("Key")
Item = TypeVar("Item", bound=msgspec.Struct)
Record = TypeVar("Record", bound=Named)

# How an upstream says that it has no such read, or knows no such parameter.
_NO_SUCH_READ = frozenset({400, 404, 405, 422, 501})

_IDS_AT_ONCE = 200
_ITEMS_AT_ONCE = 2000
_PAGE = 200
_GETS_AT_ONCE = 8


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
        changed: Callable[[str], None] = lambda _: None,
    ) -> None:
        """``changed`` is told the id of each item that was changed from here."""
        self._client = client
        self._habits = habits
        self._noun = noun
        self.path = path
        self.changed = changed
        self.items = Items(habits.watch, noun=noun, shape=shape, record=record)

    async def by_ids(self, ids: Sequence[str]) -> list[Record]:
        """Return the items with these ids, as few requests as the upstream allows."""
        if not ids:
            return []
        habit = await self._habits.of(self._noun)
        if habit in (None, Habit.MANY):
            found = await self._many(ids)
            if found is not None:
                return found
            habit = await self._habits.of(self._noun)
            if habit is Habit.MANY:  # it does go: so these ids are what was refused
                found = await self._at_once(ids, MISSING)
                if found is not None:
                    return _among(found, ids)
        if habit in (Habit.MANY, Habit.SINGLE):
            return await self._one_by_one(ids)
        return _among(await self.all({}), ids)

    async def by_each(
        self, parameter: str, values: Sequence[str], key: Callable[[Record], str | None]
    ) -> list[Record]:
        """Return the items whose one value is among these, asking for each, or for all."""
        wanted = set(values)
        await self.find_out()
        if await self._habits.of(self._noun) is Habit.LIST:
            return [it for it in await self.all({}) if key(it) in wanted]
        lists = await _gathered(values, lambda value: self.all({parameter: value}))
        return [it for items in lists for it in items if key(it) in wanted]

    async def all(self, query: Mapping[str, str | None]) -> list[Record]:
        """Return every item of a list, page after page."""
        await self._refuse_unread()
        return self._there(await self._walk(query, _PAGE))

    async def of_parents(
        self, one: str, many: str, parents: Sequence[str], query: Mapping[str, str | None]
    ) -> list[Record]:
        """Return the items of many parents, and perhaps of others too: by ``many`` ids at once,
        or for ``one`` at a time, or all there are: where that is fewer requests, or where it is the
        same parameter and not taken.
        """
        await self.find_out()
        if await self._habits.of(self._noun) in (Habit.MANY, Habit.SINGLE):
            found = await self._of_many(many, parents, query)
            if found is not None:
                return found
        if one == many:
            return await self.all(query)
        return await self._of_each(one, parents, query)

    async def find_out(self) -> None:
        """Learn how this noun is read, unless that is known: by asking for an id of none."""
        if await self._habits.of(self._noun) is None:
            await self._many(["none"])

    async def readable(self) -> None:
        """Refuse a noun that can't be read back, before one of it is made."""
        await self.find_out()
        await self._refuse_unread()

    async def _refuse_unread(self) -> None:
        """Refuse a noun that was found to have no read, and not even a list."""
        if await self._habits.of(self._noun) is Habit.NONE:
            raise self._not_read()

    def _not_read(self) -> Refused:
        return lacks(f"read {self._noun}")

    def _there(self, found: Found | None) -> Found:
        """Return a list that is there: one that is not may not look like an empty one."""
        if found is None:
            raise self._not_read()
        return found

    async def _walk(
        self, query: Mapping[str, str | None], size: int, missing: frozenset[int] = MISSING
    ) -> list[Record] | None:
        """Return a whole list; None if there is no such list."""
        records: list[Record] = []
        number = 1
        while True:
            page = await self._page(_numbered(query, number, size), missing)
            if page is None:
                return None
            records += page.records
            if not page.there or number >= page.pages:
                return records
            number += 1

    async def _of_each(
        self, one: str, parents: Sequence[str], query: Mapping[str, str | None]
    ) -> list[Record]:
        """Return the lists of all parents, or the whole list if it has no more pages than that."""
        await self._refuse_unread()
        if len(parents) > 1:
            first = self._there(await self._page(_numbered(query, 1, _PAGE)))
            if first.pages <= len(parents):
                others = [_numbered(query, number, _PAGE) for number in range(2, first.pages + 1)]
                pages = [self._there(page) for page in await _gathered(others, self._page)]
                return [it for page in (first, *pages) for it in page.records]
        lists = await _gathered(parents, lambda parent: self.all({**query, one: parent}))
        return [item for items in lists for item in items]

    async def _of_many(
        self, many: str, parents: Sequence[str], query: Mapping[str, str | None]
    ) -> list[Record] | None:
        """Return the items of many parents at once; None if they can't be asked for so."""
        key = f"{self._noun} {many}"
        if await self._habits.of(key) in (Habit.SINGLE, Habit.LIST):
            return None
        items: list[Record] = []
        for chunk in _chunks(parents, _IDS_AT_ONCE):
            asked = {**query, many: ",".join(chunk)}
            found = await self._walk(asked, _ITEMS_AT_ONCE, _NO_SUCH_READ)
            if found is None:
                await self._habits.learn(key, Habit.SINGLE)
                return None
            items += found
        await self._habits.learn(key, Habit.MANY)
        return items

    async def _many(self, ids: Sequence[str]) -> list[Record] | None:
        """Read by ids at once. None, and the habit found out anew, if that does not go.

        What callers name as ids may be anything: it is never what a habit is unlearnt by.
        """
        wanted = set(ids)
        found = await self._at_once(ids, _NO_SUCH_READ)
        odd = next((it for it in found or () if it.id not in wanted), None)
        habit = await self._found_out(odd) if found is None or odd else Habit.MANY
        await self._habits.learn(self._noun, habit)
        if odd:
            self._habits.watch.ignored(self._noun)
            return None
        return found

    async def _at_once(self, ids: Sequence[str], missing: frozenset[int]) -> list[Record] | None:
        """Return what is answered for these ids; None if there is no such read."""
        items: list[Record] = []
        for chunk in _chunks(ids, _IDS_AT_ONCE):
            asked = {"ids": ",".join(chunk), "pageSize": str(_ITEMS_AT_ONCE)}
            page = await self._page(asked, missing)
            if page is None:
                return None
            items += page.records
        return items

    async def _found_out(self, one: Record | None) -> Habit:
        """Find out how this noun is read, with one that there is, or else the first of the list."""
        if one is None:
            try:
                page = await self._page({"page": "1", "pageSize": "1"})
            except Garbled:
                return Habit.LIST  # there is one, and it tells nothing
            if page is None:
                return Habit.NONE
            one = next(iter(page.records), None)
            if one is None:
                return Habit.LIST
        again = await self._at_once([one.id], _NO_SUCH_READ)
        if again is not None and [it.id for it in again] == [one.id]:
            return Habit.MANY
        single = await self._one(one.id, _NO_SUCH_READ)
        return Habit.LIST if single is None else Habit.SINGLE

    async def _one_by_one(self, ids: Sequence[str]) -> list[Record]:
        """Return the items there are; those that can't be read are left out unless all are."""
        singles = await _gathered(ids, self._one)
        found = [it for it in singles if it is not None and not isinstance(it, Garbled)]
        for garbled in singles:
            if isinstance(garbled, Garbled) and not found:
                raise garbled
        return found

    async def _one(self, id: str, missing: frozenset[int] = MISSING) -> Record | Garbled | None:
        """Return one item, or why it can't be read: that is to say nothing of the others."""
        try:
            return await self._get(f"{self.path}/{id}", {}, self.items.one, missing)
        except Garbled as garbled:
            return garbled

    def _page(
        self, query: Mapping[str, str | None], missing: frozenset[int] = MISSING
    ) -> Coroutine[Any, Any, Paged[Record] | None]:
        return self._get(self.path, query, self.items.page, missing)

    async def _get(
        self,
        path: str,
        query: Mapping[str, str | None],
        read: Read[Answer],
        missing: frozenset[int],
    ) -> Answer | None:
        try:
            return await self._client.get(path, query, read, missing=missing)
        except Garbled as garbled:
            self._habits.watch.lost(self._noun, garbled.lost)
            raise


def _among(found: Iterable[Record], ids: Iterable[str]) -> list[Record]:
    wanted = set(ids)
    return [item for item in found if item.id in wanted]


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
