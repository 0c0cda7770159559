"""The doors of the firms that this process serves: the embedded one's, and connections'."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, AsyncExitStack
from dataclasses import dataclass

from adapters.embedded.database import UnusableFile
from adapters.embedded.practice import EmbeddedPractice
from adapters.port import (
    Clock,
    Entitlement,
    Ids,
    Listing,
    Order,
    Practice,
    RandomIds,
    SystemClock,
    User,
    Viewer,
    Window,
)
from adapters.supergood.practice import SupergoodPractice
from adapters.wire.deadline import within
from graph.compose.connections import EMBEDDED, named, open_connection, open_state
from graph.compose.unusable import Unusable
from graph.settings import Settings
from loaders import Loaders
from resolvers.context import Context

__all__ = ["EMBEDDED", "Door", "Doors", "open_doors"]

_EVERYBODY = Listing(filter=None, order=Order("name"), window=Window(limit=100))
_PARTING_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Door:
    """A firm's practice, open, and the people whom a caller of the demo may come in as: the
    owner first, who is taken unless a caller says otherwise. A remote practice has none: whoever
    comes in is its connection. A request may wait ``longest`` seconds for the upstream behind it.
    """

    name: str
    firm: str
    practice: Practice
    people: tuple[User, ...]
    longest: float
    clock: Clock
    ids: Ids

    @property
    def remote(self) -> bool:
        return self.name != EMBEDDED

    def viewer(self, person: str | None) -> Viewer | None:
        """Return the person with this id or e-mail, the owner for None, or None if unknown."""
        if self.remote and person is None:
            return Viewer(connection=self.name, user_id=None, entitlements=tuple(Entitlement))
        for user in self.people:
            if person in (None, user.id, user.email):
                return Viewer(connection=self.name, user_id=user.id, entitlements=user.entitlements)
        return None

    def context(self, viewer: Viewer) -> Context:
        """Make one request's context; inside the running event loop, where loaders must be made."""
        return Context(
            practice=self.practice,
            loaders=Loaders(self.practice),
            viewer=viewer,
            clock=self.clock,
            ids=self.ids,
        )

    def within(self, seconds: float | None) -> AbstractContextManager[None]:
        """Give all that is asked of the practice inside so many seconds together, never more than
        ``longest``. What comes too late is refused as ``UpstreamUnavailable``; a write that was
        sent by then, as ``OutcomeUnknown``.
        """
        return within(self.longest if seconds is None else min(seconds, self.longest))


class Doors:
    """Every firm's door that is open, the one that is taken by default first."""

    def __init__(self, doors: Sequence[Door], close: Callable[[], Awaitable[None]]) -> None:
        self._doors = {door.name: door for door in doors}
        self.default = doors[0]
        self.close = close

    def __iter__(self) -> Iterator[Door]:
        return iter(self._doors.values())

    def named(self, name: str | None) -> Door | None:
        """Return the door of this name, the default one for None, or None if there is none."""
        return self.default if name is None else self._doors.get(name)


async def open_doors(
    settings: Settings, *, clock: Clock | None = None, ids: Ids | None = None
) -> Doors:
    """Open every practice that the settings name, on the thread of the running loop.

    Raises ``Unusable`` for the first that can't be; then none stays open.
    """
    clock, ids = clock or SystemClock(), ids or RandomIds()
    async with AsyncExitStack() as opened:
        made: dict[str, Door] = {}
        if EMBEDDED in settings.connections:
            made[EMBEDDED] = await _embedded(opened, settings, clock, ids)
        if far := [name for name in settings.connections if name != EMBEDDED]:
            made |= await _remote(opened, far, settings, clock, ids)
        kept = opened.pop_all()
    return Doors([made[name] for name in settings.connections], kept.aclose)


async def _embedded(opened: AsyncExitStack, settings: Settings, clock: Clock, ids: Ids) -> Door:
    try:
        practice = EmbeddedPractice(str(settings.embedded_path), clock=clock, ids=ids)
    except UnusableFile as error:
        raise Unusable(str(error)) from error
    opened.callback(practice.close)
    owner = await practice.users.owner()
    everybody = (await practice.users.page(_EVERYBODY)).items
    others = [user for user in everybody if user.active and user != owner]
    return Door(
        name=EMBEDDED,
        firm=practice.firm,
        practice=practice,
        people=(owner, *others) if owner else tuple(others),
        longest=settings.request_timeout_seconds,
        clock=clock,
        ids=ids,
    )


async def _remote(
    opened: AsyncExitStack, names: Sequence[str], settings: Settings, clock: Clock, ids: Ids
) -> dict[str, Door]:
    """Make each connection's own practice: its session, limiter and breaker are no other's."""
    state = await opened.enter_async_context(open_state(settings, clock, ids))
    practices: dict[str, SupergoodPractice] = {}

    async def close() -> None:
        # At once and for a short while: a session that can't be given back runs out by itself.
        with within(_PARTING_SECONDS):
            await asyncio.gather(*(practice.close() for practice in practices.values()))

    opened.push_async_callback(close)
    for name in names:
        practices[name] = await open_connection(state, await named(state, name), clock, ids)
    return {
        name: Door(
            name=name,
            firm=name,
            practice=practice,
            people=(),
            longest=settings.request_timeout_seconds,
            clock=clock,
            ids=ids,
        )
        for name, practice in practices.items()
    }
