"""Watching: whoever waits for a change is a place in a log, and holds nothing else."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from adapters.port import Change, Changing

__all__ = ["Forgotten", "Log", "MemoryLog", "Watches"]

_MOST_REMEMBERED = 10_000


class Forgotten(Exception):
    """Something changed after a place, and a log doesn't know any more what."""


class Log(Protocol):
    """Each record's newest change, in order: of two changes of one record the first is forgotten."""

    def newest(self) -> int:
        """Return the place of the newest change, 0 before the first."""
        ...

    def after(self, place: int, noun: Changing, id: str | None) -> tuple[int, Change] | None:
        """Return the first change after a place, and its own; None if there is none yet.

        Raises ``Forgotten``.
        """
        ...


class Watches:
    """Everybody who waits for a practice's changes. However slow they are to come for the next,
    and however many there were, each costs one number.
    """

    def __init__(self, log: Log, begun: Callable[[], None] = lambda: None) -> None:
        """``begun`` is called whenever somebody starts to wait."""
        self._log = log
        self._begun = begun
        self._waiting: defaultdict[tuple[Changing, str | None], set[asyncio.Event]] = defaultdict(
            set
        )

    def __bool__(self) -> bool:
        """Whether anybody waits."""
        return bool(self._waiting)

    def watch(self, noun: Changing, id: str | None = None) -> AsyncGenerator[Change, None]:
        """Return the changes from this call on, as ``Changes.watch`` has it."""
        return self._changes(noun, id, self._log.newest())

    def wake(self, change: Change) -> None:
        """Let those go on who wait for this change."""
        for key in ((change.noun, change.id), (change.noun, None)):
            for woken in self._waiting.get(key, ()):
                woken.set()

    async def _changes(
        self, noun: Changing, id: str | None, place: int
    ) -> AsyncGenerator[Change, None]:
        with self._listening(noun, id) as woken:
            while True:
                # Before the log is looked at, so that what comes after the look is heard.
                woken.clear()
                try:
                    found = self._log.after(place, noun, id)
                except Forgotten:
                    return
                if found is None:
                    await woken.wait()
                    continue
                place, change = found
                yield change

    @contextmanager
    def _listening(self, noun: Changing, id: str | None) -> Iterator[asyncio.Event]:
        woken = asyncio.Event()
        self._waiting[noun, id].add(woken)
        self._begun()
        try:
            yield woken
        finally:
            self._waiting[noun, id].discard(woken)
            if not self._waiting[noun, id]:
                del self._waiting[noun, id]


class MemoryLog:
    """A log of what this process changed, where nothing else keeps one."""

    def __init__(self, most: int = _MOST_REMEMBERED) -> None:
        self._most = most
        self._places: dict[Change, int] = {}
        self._newest = 0
        self._forgotten = 0

    def add(self, change: Change) -> None:
        """Put a change at the end."""
        self._places.pop(change, None)
        self._newest += 1
        self._places[change] = self._newest
        if len(self._places) > self._most:
            oldest = next(iter(self._places))
            self._forgotten = self._places.pop(oldest)

    def newest(self) -> int:
        return self._newest

    def after(self, place: int, noun: Changing, id: str | None) -> tuple[int, Change] | None:
        if place < self._forgotten:
            raise Forgotten
        if id is not None:
            change = Change(noun=noun, id=id)
            found = self._places.get(change, 0)
            return (found, change) if found > place else None
        newer: tuple[int, Change] | None = None
        for change, at in reversed(self._places.items()):
            if at <= place:
                break
            if change.noun is noun:
                newer = at, change
        return newer
