"""The shapes a batch can take: one record per key, many per key, or a page per key."""

from asyncio import Future
from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar, cast

from aiodataloader import DataLoader

from adapters.port import Listing, Page

__all__ = ["Many", "One", "Pages", "grouped", "many", "one"]

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Record = TypeVar("Record")
Filter = TypeVar("Filter", bound=Hashable)

Many = DataLoader[str, list[Record]]


class One(DataLoader[str, Record | None], Generic[Record]):
    """Loads the record behind an id."""

    def maybe(self, id: str | None) -> Awaitable[Record | None]:
        """Load what a reference names; where there is none, there is nothing to wait for."""
        return self.load(id) if id is not None else cast("Awaitable[None]", None)


def one(
    fetch: Callable[[Sequence[str]], Awaitable[Sequence[Record]]], key: Callable[[Record], str]
) -> One[Record]:
    """One record per key; a key the practice does not know loads as None."""

    async def load(keys: list[str]) -> list[Record | None]:
        found = {key(record): record for record in await fetch(keys)}
        return [found.get(k) for k in keys]

    return One(load)


def many(
    fetch: Callable[[Sequence[str]], Awaitable[Sequence[Record]]], key: Callable[[Record], str]
) -> Many[Record]:
    """Every record per key, in the practice's order; none loads as []."""

    async def load(keys: list[str]) -> list[list[Record]]:
        found: defaultdict[str, list[Record]] = defaultdict(list)
        for record in await fetch(keys):
            found[key(record)].append(record)
        return [found[k] for k in keys]

    return DataLoader(load)


def grouped(
    fetch: Callable[[Sequence[str]], Awaitable[Mapping[str, Sequence[Record]]]],
) -> Many[Record]:
    """Every record per key, as the practice grouped them; none loads as []."""

    async def load(keys: list[str]) -> list[list[Record]]:
        found = await fetch(keys)
        return [[*found.get(key, ())] for key in keys]

    return DataLoader(load)


class Pages(Generic[Record, Filter]):
    """A page of each parent's records: one batch for each listing that a request asks for."""

    def __init__(
        self,
        fetch: Callable[[Sequence[str], Listing[Filter]], Awaitable[Mapping[str, Page[Record]]]],
        count: Callable[[Sequence[str], Filter], Awaitable[Mapping[str, int]]],
    ) -> None:
        self._pages = _ByAsk(fetch)
        self._counts = _ByAsk(count)

    def load(self, parent: str, listing: Listing[Filter]) -> Future[Page[Record]]:
        return self._pages.load(parent, listing)

    def count(self, parent: str, filter: Filter) -> Future[int]:
        return self._counts.load(parent, filter)

    def clear(self) -> None:
        self._pages.clear()
        self._counts.clear()


class _ByAsk(Generic[Key, Value]):
    """A loader for each distinct second argument; within one, parents are gathered."""

    def __init__(
        self, fetch: Callable[[Sequence[str], Key], Awaitable[Mapping[str, Value]]]
    ) -> None:
        self._fetch = fetch
        self._loaders: dict[Key, DataLoader[str, Value]] = {}

    def load(self, parent: str, ask: Key) -> Future[Value]:
        loader = self._loaders.get(ask)
        if loader is None:
            loader = self._loaders[ask] = self._loader(ask)
        return loader.load(parent)

    def clear(self) -> None:
        self._loaders.clear()

    def _loader(self, ask: Key) -> DataLoader[str, Value]:
        async def load(parents: list[str]) -> list[Value]:
            found = await self._fetch(parents, ask)
            return [found[parent] for parent in parents]

        return DataLoader(load)
