"""Running: a plan's waits, level by level, each load one ask for all of its records.

From a set of records everything is begun that hangs on them: keys are handed to the loaders, and
resolvers are called. When nothing more can be done without an answer, the loaders that have keys
ask, all at once, and whoever has what they waited for goes on with the records that came. Where
asks take time, those that are answered first go on first, if they lead any further; where none does,
they go one by one, which spares a task for each.

Resolvers that wait are stepped through by hand, with no task for each: a coroutine yields the
future that it waits for, and is sent on once that is done.
"""

import asyncio
from asyncio import Future
from collections.abc import Collection, Coroutine, Generator, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from graph.execution.given import Given
from graph.execution.parts import (
    Abstract,
    Called,
    Items,
    Leaf,
    Loaded,
    Object,
    Read,
    Selection,
    Shape,
)
from graph.execution.tracing import Trace
from loaders.batch import Loader
from resolvers.context import Context

__all__ = ["Run"]

Steps = Coroutine[Any, None, Any] | Generator[Any, None, Any]
Slots = dict[Any, Any] | list[Any]


@dataclass(frozen=True, slots=True)
class _Info:
    """All that a resolver of ours asks of its info. What asks for more is graphql-core's to call."""

    context: Context


@dataclass(slots=True)
class _Loading:
    """A wait for keys of one loader."""

    wait: Loaded | Called
    loader: Loader[Any, Any]
    keys: list[Any]
    trace: Trace
    front: Collection[Any]

    @property
    def further(self) -> bool:
        """Whether something can be begun as soon as this has come."""
        return self.wait.shape.deep

    def over(self) -> bool:
        known, failed = self.loader.known, self.loader.failed
        return all(key in known or key in failed for key in self.keys)

    def futures(self) -> Iterable[Future[Any]]:
        return (self.loader.load(key) for key in self.keys)


@dataclass(slots=True)
class _Stepping:
    """A wait for resolvers, each with the future it waits for and the slot its result goes to."""

    wait: Called
    steps: list[tuple[Slots, Any, Steps | None, Future[Any]]]
    further = True  # nobody knows what a resolver does next

    def over(self) -> bool:
        return all(future.done() for *_, future in self.steps)

    def futures(self) -> Iterable[Future[Any]]:
        return (future for *_, future in self.steps if not future.done())


class Run:
    """One request's run of a plan; ``values`` is what came for each wait, by its number."""

    def __init__(self, waits: int, context: Context, given: Given) -> None:
        self.values: list[dict[Any, Any]] = [{} for _ in range(waits)]
        self._loaders = context.loaders
        self._given = given
        self._info = _Info(context)
        self._waiting: list[_Loading | _Stepping] = []
        self._asking: set[Future[None]] = set()

    async def all(self, root: Selection) -> None:
        """Wait for all that the selection needs. Raises what any of it raises."""
        self._enter(root, (None,))
        try:
            while self._waiting:
                await self._ask()
                waiting, self._waiting = self._waiting, []
                for it in waiting:
                    self._resume(it)
        except asyncio.CancelledError:
            for asking in self._asking:
                asking.cancel()
            raise

    async def _ask(self) -> None:
        """Let the loaders ask, and wait until something came that leads further, or all that is
        asked for.
        """
        if self._loaders.wanting and self._loaders.immediate:
            await self._loaders.ask()
            return
        asks = [loader.ask() for loader in list(self._loaders.wanting)]
        if len(asks) == 1 and not self._asking:
            await asks[0]
            return
        self._asking.update(map(asyncio.ensure_future, asks))
        further = any(it.further for it in self._waiting)
        futures = self._asking or {it for waiting in self._waiting for it in waiting.futures()}
        _, rest = await asyncio.wait(
            futures, return_when=asyncio.FIRST_COMPLETED if further else asyncio.ALL_COMPLETED
        )
        self._asking &= rest

    # --- from records on ----------------------------------------------------------------------

    def _enter(self, selection: Selection, front: Collection[Any]) -> None:
        for part in selection.deep:
            match part:
                case Read(attribute, shape):
                    self._reach(shape, map(attrgetter(attribute), front))
                case Loaded(_, trace):
                    self._load(part, trace, front)
                case Called(_, resolver, arguments):
                    traced = resolver.trace(self._given) if arguments is None else None
                    if traced:
                        self._load(part, traced, front)
                    else:
                        self._call(part, front)

    def _reach(self, shape: Shape, values: Iterable[Any]) -> None:
        """Go on with the records that values lead to."""
        front: Any = [value for value in values if value is not None]
        if not front or not shape.deep:
            return
        match shape:
            case Items(item):
                self._reach(item, [it for items in front for it in items])
            case Object(selection):
                self._enter(selection, front)
            case Abstract(kind, selections):
                by: dict[str, list[Any]] = {}
                for record in front:
                    by.setdefault(kind(record), []).append(record)
                for name, records in by.items():
                    self._enter(selections[name], records)
            case Leaf():
                pass

    # --- loading ------------------------------------------------------------------------------

    def _load(self, wait: Loaded | Called, trace: Trace, front: Collection[Any]) -> None:
        keys = dict.fromkeys(map(attrgetter(trace.attribute), front))
        if None in keys and trace.optional:
            del keys[None]
        loader = getattr(self._loaders, trace.loader)
        if trace.windowed:
            loader = loader.of(trace.windowed.listing)
        loading = _Loading(wait, loader, list(keys), trace, front)
        if loader.want(loading.keys):
            self._waiting.append(loading)
        else:
            self._loaded(loading)

    def _loaded(self, it: _Loading) -> None:
        values = it.loader.values(it.keys)
        if windowed := it.trace.windowed:
            pages = getattr(self._loaders, it.trace.loader)
            values = {parent: windowed.of(parent, page, pages) for parent, page in values.items()}
        if then := it.trace.then:
            values = {
                key: None if record is None else getattr(record, then)
                for key, record in values.items()
            }
        self._reach(it.wait.shape, values.values())
        if it.trace.optional:
            values[None] = None
        if isinstance(it.wait, Called):
            key = attrgetter(it.trace.attribute)
            values = {id(record): values[key(record)] for record in it.front}
        self.values[it.wait.number] = values

    # --- calling ------------------------------------------------------------------------------

    def _call(self, wait: Called, front: Collection[Any]) -> None:
        resolver = wait.resolver
        if wait.arguments is None:
            arguments = resolver.arguments(self._given, self._info)
        else:
            arguments = resolver.with_info(wait.arguments, self._info)
        function, parent = resolver.function, resolver.parent
        results = self.values[wait.number]
        stepping = _Stepping(wait, [])
        for record in front:
            if id(record) not in results:
                if parent is not None:
                    arguments[parent] = record
                self._put(stepping, results, id(record), function(**arguments))
        self._stepped(stepping)

    def _put(self, stepping: _Stepping, slots: Slots, slot: Any, result: Any) -> None:
        """Put a result into its slot, or have it waited for."""
        slots[slot] = result
        if isinstance(result, Exception):
            raise result
        if isinstance(result, Future):
            stepping.steps.append((slots, slot, None, result))
        elif isinstance(result, Coroutine):
            self._step(stepping, slots, slot, result)
        elif hasattr(result, "__await__"):
            self._step(stepping, slots, slot, result.__await__())
        elif isinstance(result, list) and any(map(_waits, result)):
            slots[slot] = items = list(result)
            for index, item in enumerate(result):
                self._put(stepping, items, index, item)

    def _step(self, stepping: _Stepping, slots: Slots, slot: Any, steps: Steps) -> None:
        try:
            future = steps.send(None)
        except StopIteration as stop:
            self._put(stepping, slots, slot, stop.value)
            return
        if not isinstance(future, Future):
            steps.close()
            raise _NoFuture
        future._asyncio_future_blocking = False  # As asyncio's own tasks take it.
        stepping.steps.append((slots, slot, steps, future))

    def _stepped(self, stepping: _Stepping) -> None:
        if stepping.steps:
            self._waiting.append(stepping)
        else:
            self._reach(stepping.wait.shape, self.values[stepping.wait.number].values())

    def _resume(self, it: _Loading | _Stepping) -> None:
        if not it.over():
            self._waiting.append(it)
        elif isinstance(it, _Loading):
            self._loaded(it)
        else:
            steps, it.steps = it.steps, []
            for slots, slot, step, future in steps:
                if step is None:
                    self._put(it, slots, slot, future.result())
                else:
                    self._step(it, slots, slot, step)
            self._stepped(it)


class _NoFuture(Exception):
    """A resolver waits for something that is none of asyncio's futures."""


def _waits(item: object) -> bool:
    return isinstance(item, Exception) or hasattr(item, "__await__")
