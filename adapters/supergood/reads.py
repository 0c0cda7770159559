"""How much may be asked for at once: many ids, or one by one, or a whole list, as upstreams can."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

import msgspec

from adapters.port import OutcomeUnknown, Refused
from adapters.supergood.client import MISSING, Client
from adapters.supergood.habits import Habit, Habits, lacks
from adapters.supergood.shapes import expected_of

__all__ = ["Collection"]


class _Named(Protocol):
    @property
    def id(self) -> str: ...


Answer = TypeVar("Answer")
Item = TypeVar("Item", bound=msgspec.Struct)
Record = TypeVar("Record", bound=_Named)

_log = logging.getLogger("panther.supergood")

# How an upstream says that it has no such read, or knows no such parameter.
_NO_SUCH_READ = frozenset({400, 404, 405, 422, 501})

_IDS_AT_ONCE = 200
_ITEMS_AT_ONCE = 2000
_PAGE = 200
_GETS_AT_ONCE = 8


class _Envelope(msgspec.Struct, rename="camel"):
    items: list[msgspec.Raw]
    total: int
    page: int = 1
    page_size: int = _PAGE


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
        self._path = path
        self._decode = msgspec.json.Decoder(shape).decode
        self._expected = expected_of(shape)
        self._record = record

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
                    return found
        if habit in (Habit.MANY, Habit.SINGLE):
            singles = await _gathered(ids, self._one)
            return [item for item in singles if item is not None]
        wanted = set(ids)
        return [item for item in await self.all({}) if item.id in wanted]

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
        or for ``one`` at a time, or, where that is the same parameter and not taken, all there are.
        """
        await self.find_out()
        if await self._habits.of(self._noun) in (Habit.MANY, Habit.SINGLE):
            found = await self._of_many(many, parents, query)
            if found is not None:
                return found
        if one == many:
            return await self.all(query)
        lists = await _gathered(parents, lambda parent: self.all({**query, one: parent}))
        return [item for items in lists for item in items]

    async def find_out(self) -> None:
        """Learn how this noun is read, unless that is known: by asking for an id of none."""
        if await self._habits.of(self._noun) is None:
            await self._many(["none"])

    async def readable(self) -> None:
        """Refuse a noun that can't be read back, before one of it is made."""
        await self.find_out()
        await self._refuse_unread()

    async def made(self, id: str, change: str) -> Record:
        """Return what was just made. What is made and can't be shown is not to be made again."""
        try:
            found = await self.by_ids([id])
        except Refused as refused:
            raise Refused(OutcomeUnknown(change=change)) from refused
        if not found:
            raise Refused(OutcomeUnknown(change=change))
        return found[0]

    async def _refuse_unread(self) -> None:
        """Refuse a noun that was found to have no read, and not even a list."""
        if await self._habits.of(self._noun) is Habit.NONE:
            raise self._not_read()

    def _not_read(self) -> Refused:
        return lacks(f"read {self._noun}")

    def _there(self, found: list[Record] | None) -> list[Record]:
        """Return a list that is there: one that is not may not look like an empty one."""
        if found is None:
            raise self._not_read()
        return found

    async def _walk(
        self, query: Mapping[str, str | None], size: int, missing: frozenset[int] = MISSING
    ) -> list[Record] | None:
        """Return a whole list; None if there is no such list."""
        items: list[Record] = []
        page = 1
        while True:
            asked = {**query, "page": str(page), "pageSize": str(size)}
            envelope = await self._page(asked, missing)
            if envelope is None:
                return None
            items += self._items(envelope.items)
            if not envelope.items or page * envelope.page_size >= envelope.total:
                return items
            page += 1

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
        if found is not None and habit is Habit.MANY:
            return [it for it in found if it.id in wanted]
        if odd:
            self._habits.watch.ignored(self._noun)
        return None

    async def _at_once(self, ids: Sequence[str], missing: frozenset[int]) -> list[Record] | None:
        """Return what is answered for these ids; None if there is no such read."""
        items: list[Record] = []
        for chunk in _chunks(ids, _IDS_AT_ONCE):
            asked = {"ids": ",".join(chunk), "pageSize": str(_ITEMS_AT_ONCE)}
            envelope = await self._page(asked, missing)
            if envelope is None:
                return None
            items += self._items(envelope.items)
        return items

    async def _found_out(self, one: Record | None) -> Habit:
        """Find out how this noun is read, with one that there is, or else the first of the list."""
        if one is None:
            envelope = await self._page({"page": "1", "pageSize": "1"}, MISSING)
            if envelope is None:
                return Habit.NONE
            one = next(iter(self._items(envelope.items[:1])), None)
            if one is None:
                return Habit.LIST
        again = await self._at_once([one.id], _NO_SUCH_READ)
        if again is not None and [it.id for it in again] == [one.id]:
            return Habit.MANY
        single = await self._one(one.id, _NO_SUCH_READ)
        return Habit.LIST if single is None else Habit.SINGLE

    async def _one(self, id: str, missing: frozenset[int] = MISSING) -> Record | None:
        raw = await self._client.get(f"{self._path}/{id}", {}, msgspec.Raw, missing=missing)
        return None if raw is None else self._read(raw)

    async def _page(
        self, query: Mapping[str, str | None], missing: frozenset[int]
    ) -> _Envelope | None:
        return await self._client.get(self._path, query, _Envelope, missing=missing)

    def _items(self, raw: Sequence[msgspec.Raw]) -> list[Record]:
        """Read the items that can be read; the first of all tells whether their shape drifts."""
        read = [self._read(it) for it in raw]
        if read and read[0] is not None:  # what can't be read was looked at
            self._habits.watch.look(self._noun, self._expected, raw[0])
        return [item for item in read if item is not None]

    def _read(self, raw: msgspec.Raw) -> Record | None:
        """Read one item; one that can't be read is told by its id, and does not fail its page."""
        try:
            return self._record(self._decode(raw))
        except msgspec.MsgspecError as error:
            id = self._habits.watch.lost(self._noun, self._expected, raw)
            _log.warning("%s of the %s can't be read: %s", id, self._noun, error)
            return None


async def _gathered(keys: Sequence[str], ask: Callable[[str], Awaitable[Answer]]) -> list[Answer]:
    """Ask for each key, a few at a time, and return the answers in the keys' order."""
    gate = asyncio.Semaphore(_GETS_AT_ONCE)

    async def one(key: str) -> Answer:
        async with gate:
            return await ask(key)

    return list(await asyncio.gather(*(one(key) for key in keys)))


def _chunks(keys: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (keys[at : at + size] for at in range(0, len(keys), size))
