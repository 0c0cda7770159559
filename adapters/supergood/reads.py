"""How much may be asked for at once: many ids, or one by one, or a whole list, as upstreams can."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Generic, Protocol, TypeVar

import msgspec

from adapters.port import NotSupportedByUpstream, Refused
from adapters.supergood.client import Client
from adapters.supergood.health import Watch
from adapters.supergood.shapes import expected_of

__all__ = ["Collection", "Habits", "ReadMode"]


class _Named(Protocol):
    @property
    def id(self) -> str: ...


Answer = TypeVar("Answer")
Item = TypeVar("Item", bound=msgspec.Struct)
Record = TypeVar("Record", bound=_Named)

_log = logging.getLogger("panther.supergood")
_IN_SEED = ("matters", "time entries")

_IDS_AT_ONCE = 200
_ITEMS_AT_ONCE = 2000
_PAGE = 200
_GETS_AT_ONCE = 8


class ReadMode(Enum):
    """What an upstream's reads are like: as the seed names them, or extended, or to be found out."""

    SEED = "seed"
    EXTENDED = "extended"
    AUTO = "auto"


class Habits:
    """What was found out of an upstream, noun by noun: whether it reads many ids at once."""

    def __init__(self, mode: ReadMode, watch: Watch) -> None:
        self.mode = mode
        self.watch = watch
        self._single: set[str] = set()

    def reads_many(self, noun: str) -> bool:
        return self.mode is not ReadMode.SEED and noun not in self._single

    def reads_one_by_one(self, noun: str) -> None:
        """Remember that a noun has to be read one by one."""
        self._single.add(noun)


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
        if self._habits.reads_many(self._noun):
            found = await self._many(ids)
            if found is not None:
                return found
            self._habits.reads_one_by_one(self._noun)
        if self._habits.mode is ReadMode.SEED:
            wanted = set(ids)
            return [item for item in await self.all({}) if item.id in wanted]
        singles = await _gathered(ids, self._one)
        return [item for item in singles if item is not None]

    async def by_each(
        self, parameter: str, values: Sequence[str], key: Callable[[Record], str | None]
    ) -> list[Record]:
        """Return the items whose one value is among these, asking for each, or for all."""
        wanted = set(values)
        if self._habits.mode is ReadMode.SEED:
            return [it for it in await self.all({}) if key(it) in wanted]
        lists = await _gathered(values, lambda value: self.all({parameter: value}))
        return [it for items in lists for it in items if key(it) in wanted]

    async def all(self, query: Mapping[str, str | None]) -> list[Record]:
        """Return every item of a list, page after page."""
        if self._habits.mode is ReadMode.SEED and self._noun not in _IN_SEED:
            raise Refused(NotSupportedByUpstream(capability=f"read {self._noun}"))
        return await self._walk(query, _PAGE)

    async def of_parents(
        self, one: str, many: str, parents: Sequence[str], query: Mapping[str, str | None]
    ) -> list[Record]:
        """Return the items of many parents: by ``many`` ids at once, or for ``one`` at a time."""
        if self._habits.reads_many(self._noun):
            found: list[Record] = []
            for chunk in _chunks(parents, _IDS_AT_ONCE):
                found += await self._walk({**query, many: ",".join(chunk)}, _ITEMS_AT_ONCE)
            return found
        lists = await _gathered(parents, lambda parent: self.all({**query, one: parent}))
        return [item for items in lists for item in items]

    async def _walk(self, query: Mapping[str, str | None], size: int) -> list[Record]:
        items: list[Record] = []
        page = 1
        while True:
            envelope = await self._page({**query, "page": str(page), "pageSize": str(size)})
            if envelope is None:
                raise Refused(NotSupportedByUpstream(capability=f"read {self._noun}"))
            items += self._items(envelope.items)
            if not envelope.items or page * envelope.page_size >= envelope.total:
                return items
            page += 1

    async def _many(self, ids: Sequence[str]) -> list[Record] | None:
        """Read by ids at once; None if the upstream ignores them and answers a plain page."""
        wanted, found = set(ids), []
        for chunk in _chunks(ids, _IDS_AT_ONCE):
            asked = {"ids": ",".join(chunk), "pageSize": str(_ITEMS_AT_ONCE)}
            envelope = await self._page(asked)
            if envelope is None:
                return None
            items = self._items(envelope.items)
            if any(item.id not in wanted for item in items):
                return None
            found += items
        return found

    async def _one(self, id: str) -> Record | None:
        raw = await self._client.get(f"{self._path}/{id}", {}, msgspec.Raw)
        return None if raw is None else self._read(raw)

    async def _page(self, query: Mapping[str, str | None]) -> _Envelope | None:
        return await self._client.get(self._path, query, _Envelope)

    def _items(self, raw: Sequence[msgspec.Raw]) -> list[Record]:
        """Read the items that can be read; the first of them tells whether their shape drifts."""
        if raw:
            self._habits.watch.look(self._noun, self._expected, raw[0])
        return [item for it in raw if (item := self._read(it)) is not None]

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
