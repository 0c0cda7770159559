"""How an upstream has to be read, noun by noun: declared, or found out once and remembered."""

from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Protocol, TypeVar

from msgspec import Struct

from adapters.port import Capability, Clock, NotSupportedByUpstream, Refused
from adapters.supergood.health import Watch

__all__ = ["Facts", "Habit", "Habits", "NoFacts", "ReadMode", "lacks"]

Fact = TypeVar("Fact")

_IN_SEED = ("matters", "time entries")
_SOON = timedelta(minutes=10)
_LATER = timedelta(days=1)


class ReadMode(Enum):
    """What an upstream's reads are like: as the seed names them, or extended, or to be found out."""

    SEED = "seed"
    EXTENDED = "extended"
    AUTO = "auto"


class Habit(Enum):
    """How records are read: many at once, one by one, only as a whole list, or not at all."""

    MANY = "many"
    SINGLE = "single"
    LIST = "list"
    NONE = "none"


class Facts(Protocol):
    """Keeps what was found out of an upstream, for this process and those to come."""

    async def get(self, key: str, fact_type: type[Fact]) -> Fact | None:
        """Return a fact; None if it is not known, or not of this type."""
        ...

    async def put(self, key: str, value: Any) -> None:
        """Keep a fact in place of the one before."""
        ...


class NoFacts:
    """Facts of a process that remembers nothing."""

    async def get(self, key: str, fact_type: type[Fact]) -> Fact | None:
        return None

    async def put(self, key: str, value: Any) -> None:
        return None


class _Finding(Struct, frozen=True, kw_only=True):
    """What was found, of which upstream, and until when it is believed; None: each read proves it.

    What is worse than many at once no read proves wrong, so it is tried again at times.
    """

    habit: Habit
    until: datetime | None = None
    upstream: str


class Habits:
    """What was found out of one upstream, and what it can do at all.

    ``upstream`` says which one, and how it was declared: what was found of another is not believed.
    """

    def __init__(
        self,
        mode: ReadMode,
        upstream: str,
        watch: Watch,
        capabilities: frozenset[Capability],
        *,
        facts: Facts,
        clock: Clock,
    ) -> None:
        self.watch = watch
        self._mode = mode
        self._upstream = f"{mode.value} {upstream}"
        self._capabilities = capabilities
        self._facts = facts
        self._clock = clock
        self._found: dict[str, _Finding] = {}
        self._unknown: set[str] = set()

    async def of(self, key: str) -> Habit | None:
        """Return how a noun is read, or a list of it; None if that is to be found out."""
        if self._mode is ReadMode.SEED:
            return Habit.LIST if key in _IN_SEED else Habit.NONE
        found = self._found.get(key)
        if found is None and key not in self._unknown:
            found = await self._remembered(key)
        if found and self._believed(found):
            return found.habit
        return Habit.MANY if self._mode is ReadMode.EXTENDED else None

    async def learn(self, key: str, habit: Habit) -> None:
        """Remember what was found out; what contradicts the finding before is soon looked at again:
        an upstream that was just being changed is not to be misjudged for a day.
        """
        before = self._found.get(key)
        if before and before.habit is habit and self._believed(before):
            return
        lasts = _SOON if before and before.habit is not habit else _LATER
        until = None if habit is Habit.MANY else self._clock.now() + lasts
        self._found[key] = found = _Finding(habit=habit, until=until, upstream=self._upstream)
        await self._facts.put(f"{key}.reads", found)

    def require(self, capability: Capability) -> None:
        """Refuse what the upstream can't do, before anything is sent."""
        if capability not in self._capabilities:
            raise lacks(capability.value)

    async def _remembered(self, key: str) -> _Finding | None:
        found = await self._facts.get(f"{key}.reads", _Finding)
        if found is None or found.upstream != self._upstream:
            if self._mode is ReadMode.AUTO:
                self._unknown.add(key)  # what is not remembered is found out here, and once
                return None
            found = _Finding(habit=Habit.MANY, upstream=self._upstream)
        return self._found.setdefault(key, found)

    def _believed(self, found: _Finding) -> bool:
        return found.until is None or self._clock.now() < found.until


def lacks(what: str) -> Refused:
    """Say that the upstream has no way to do this."""
    return Refused(NotSupportedByUpstream(capability=what))
