"""The shapes a batch can take: one record per key, many per key, or a page per key."""

import asyncio
from asyncio import Future
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar, cast

from adapters.port import Listing, Page

__all__ = ["Loader", "Many", "One", "Pages", "Wanting", "grouped", "many", "once", "one"]

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Record = TypeVar("Record")
Filter = TypeVar("Filter", bound=Hashable)

Wanting = list["Loader[Any, Any]"]
"""The loaders of one request that have keys to ask for."""


class Loader(Generic[Key, Value]):
    """Gathers keys, asks for all of them at once, and keeps what came, failures too.

    Who loads a key waits for it, and the ask goes out two turns of the event loop later, as in
    DataLoader (https://github.com/graphql/dataloader): whatever is wanted until then goes along.
    Who only notes that keys are wanted has to let the loaders in ``wanting`` ask.

    ``fetch`` returns a value for each key it was given; one that is an exception fails its key.
    """

    def __init__(
        self,
        fetch: Callable[[list[Key]], Awaitable[Mapping[Key, Value | Exception]]],
        wanting: Wanting | None = None,
    ) -> None:
        self.known: dict[Key, Value] = {}
        self.failed: dict[Key, Exception] = {}
        self._fetch = fetch
        self._wanting = [] if wanting is None else wanting
        self._loop = asyncio.get_running_loop()
        self._scheduled = False
        self._wanted: dict[Key, None] = {}
        self._asked: set[Key] = set()
        self._futures: dict[Key, Future[Value]] = {}
        self._told: Future[None] = self._loop.create_future()  # of the next answer, whatever it is

    def load(self, key: Key) -> Future[Value]:
        """Return what will hold the key's value, the same each time."""
        future = self._futures.get(key)
        if future is None:
            future = self._futures[key] = self._loop.create_future()
            if not self._want_soon((key,)):
                self._tell(key)
        return future

    async def load_many(self, keys: Iterable[Key]) -> list[Value]:
        """Load each key, in order."""
        futures = [self.load(key) for key in keys]
        return [await future for future in futures]

    def settled(self, keys: Sequence[Key]) -> Coroutine[Any, Any, list[Value | Exception]]:
        """Load all keys, in order; the failure of one stands in its value's place. They are wanted
        at once, whenever it is waited for.
        """
        return self._settled(keys, self._told if self._want_soon(keys) else None)

    async def _settled(
        self, keys: Sequence[Key], told: Future[None] | None
    ) -> list[Value | Exception]:
        while told is not None:
            await told
            told = self._told if self._want_soon(keys) else None
        known, failed = self.known, self.failed
        return [failed[key] if key in failed else known[key] for key in keys]

    def want(self, keys: Iterable[Key]) -> bool:
        """Note what is not known and not asked for; return whether something is still to come."""
        known, failed, asked = self.known, self.failed, self._asked
        missing = [key for key in keys if key not in known and key not in failed]
        new = [key for key in missing if key not in asked]
        if new:
            if not self._wanted:
                self._wanting.append(self)
            self._wanted.update(dict.fromkeys(new))
        return bool(missing)

    def values(self, keys: Iterable[Key]) -> dict[Key, Value]:
        """Return what came for keys that were wanted. Raises the failure of the first that failed."""
        if self.failed:
            for key in keys:
                if key in self.failed:
                    raise self.failed[key]
        known = self.known
        return {key: known[key] for key in keys}

    def ask(self) -> Coroutine[Any, Any, None]:
        """Take all that is wanted, and return the asking; what comes is told to those who wait."""
        keys, self._wanted = list(self._wanted), {}
        self._wanting.remove(self)
        self._asked.update(keys)
        return self._ask(keys)

    async def _ask(self, keys: list[Key]) -> None:
        found: Mapping[Key, Value | Exception]
        try:
            found = await self._fetch(keys)
        except Exception as error:  # noqa: BLE001 - whatever it is, those who wait are told.
            found = dict.fromkeys(keys, error)
        finally:
            self._asked.difference_update(keys)
        for key in keys:
            value = found[key] if key in found else KeyError(key)
            if isinstance(value, Exception):
                self.failed[key] = value
            else:
                self.known[key] = value
            if key in self._futures:
                self._tell(key)

        told, self._told = self._told, self._loop.create_future()
        told.set_result(None)

    def _want_soon(self, keys: Iterable[Key]) -> bool:
        """Want keys, and have them asked for two turns later; return whether any is to come."""
        missing = self.want(keys)
        if missing and not self._scheduled:
            self._scheduled = True
            self._loop.call_soon(self._loop.call_soon, self._start)
        return missing

    def _start(self) -> None:
        self._scheduled = False
        if self._wanted:
            self._asking = asyncio.ensure_future(self.ask())  # Kept, or it could be collected.

    def _tell(self, key: Key) -> None:
        future = self._futures[key]
        if future.done():
            return
        if key in self.failed:
            future.set_exception(self.failed[key])
            future.exception()  # Nobody need have looked at it: one failure has many waiters.
        else:
            future.set_result(self.known[key])


class One(Loader[str, Record | None], Generic[Record]):
    """Loads the record behind an id."""

    def maybe(self, id: str | None) -> Awaitable[Record | None]:
        """Load what a reference names; where there is none, there is nothing to wait for."""
        return self.load(id) if id is not None else cast("Awaitable[None]", None)


Many = Loader[str, list[Record]]


def one(
    fetch: Callable[[Sequence[str]], Awaitable[Sequence[Record]]],
    key: Callable[[Record], str],
    wanting: Wanting | None = None,
) -> One[Record]:
    """One record per key; a key the practice does not know loads as None."""

    async def load(keys: list[str]) -> dict[str, Record | None]:
        found = {key(record): record for record in await fetch(keys)}
        return {k: found.get(k) for k in keys}

    return One(load, wanting)


def many(
    fetch: Callable[[Sequence[str]], Awaitable[Sequence[Record]]],
    key: Callable[[Record], str],
    wanting: Wanting | None = None,
) -> Many[Record]:
    """Every record per key, in the practice's order; none loads as []."""

    async def load(keys: list[str]) -> dict[str, list[Record]]:
        found: defaultdict[str, list[Record]] = defaultdict(list)
        for record in await fetch(keys):
            found[key(record)].append(record)
        return {k: found[k] for k in keys}

    return Loader(load, wanting)


def grouped(
    fetch: Callable[[Sequence[str]], Awaitable[Mapping[str, Sequence[Record]]]],
    wanting: Wanting | None = None,
) -> Many[Record]:
    """Every record per key, as the practice grouped them; none loads as []."""

    async def load(keys: list[str]) -> dict[str, list[Record]]:
        found = await fetch(keys)
        return {key: [*found.get(key, ())] for key in keys}

    return Loader(load, wanting)


def once(wanting: Wanting | None = None) -> Loader[tuple[Callable[..., Awaitable[Any]], Any], Any]:
    """What a method of the practice answers to one argument; keys are such pairs."""

    async def load(keys: list[Any]) -> dict[Any, Any]:
        if len(keys) == 1:
            return {keys[0]: await keys[0][0](*keys[0][1:])}
        asks = (ask(*arguments) for ask, *arguments in keys)
        return dict(zip(keys, await asyncio.gather(*asks, return_exceptions=True), strict=True))

    return Loader(load, wanting)


class Pages(Generic[Record, Filter]):
    """A page of each parent's records: one batch for each listing that a request asks for."""

    def __init__(
        self,
        fetch: Callable[[Sequence[str], Listing[Filter]], Awaitable[Mapping[str, Page[Record]]]],
        count: Callable[[Sequence[str], Filter], Awaitable[Mapping[str, int]]],
        wanting: Wanting | None = None,
    ) -> None:
        self._pages = _ByAsk(fetch, wanting)
        self._counts = _ByAsk(count, wanting)

    def of(self, listing: Listing[Filter]) -> Loader[str, Page[Record]]:
        """Return the loader of this page, by parent."""
        return self._pages.of(listing)

    def load(self, parent: str, listing: Listing[Filter]) -> Future[Page[Record]]:
        return self._pages.of(listing).load(parent)

    def count(self, parent: str, filter: Filter) -> Future[int]:
        return self._counts.of(filter).load(parent)

    def clear(self) -> None:
        self._pages.clear()
        self._counts.clear()


class _ByAsk(Generic[Key, Value]):
    """A loader for each distinct second argument; within one, parents are gathered."""

    def __init__(
        self,
        fetch: Callable[[Sequence[str], Key], Awaitable[Mapping[str, Value]]],
        wanting: Wanting | None,
    ) -> None:
        self._fetch = fetch
        self._wanting = wanting
        self._loaders: dict[Key, Loader[str, Value]] = {}

    def of(self, ask: Key) -> Loader[str, Value]:
        loader = self._loaders.get(ask)
        if loader is None:
            loader = self._loaders[ask] = Loader(lambda keys: self._fetch(keys, ask), self._wanting)
        return loader

    def clear(self) -> None:
        self._loaders.clear()
