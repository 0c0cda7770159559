"""The doors of the firms that this process serves: the embedded one's, and connections'."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from adapters.embedded.database import UnusableFile
from adapters.embedded.practice import EmbeddedPractice
from adapters.port import (
    Clock,
    Desk,
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
from adapters.state.state import State
from adapters.supergood.practice import SupergoodPractice
from adapters.supergood.sign_in import SupergoodEntry
from adapters.wire.deadline import within
from graph.compose.closed import Closed
from graph.compose.connections import (
    named,
    open_connection,
    open_connections_entry,
    open_state,
)
from graph.compose.gate import Gate
from graph.compose.identity import Identity, Opened
from graph.compose.opening import Parts, open_demo, open_identity
from graph.compose.telemetry import open_telemetry
from graph.compose.unusable import Unusable
from graph.compose.watched import watched
from graph.settings import EMBEDDED, Settings, loopback
from graph.telemetry.meters import Meters
from graph.telemetry.telemetry import Telemetry
from loaders import Loaders
from resolvers.allowance import Allowance
from resolvers.context import PLAINLY, Context, Told
from resolvers.links import Links, Signer

__all__ = ["Door", "Doors", "firm_of", "must_be_closed", "open_doors"]

_EVERYBODY = Listing(filter=None, order=Order("name"), window=Window(limit=100))
_PARTING_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Door:
    """A firm's practice, open, and the people whom a caller of the demo may come in as: the
    owner first, who is taken unless a caller says otherwise. A remote practice has none.
    A request may wait ``longest`` seconds for the upstream behind it.
    """

    name: str
    firm: str
    practice: Practice
    people: tuple[User, ...]
    longest: float
    clock: Clock
    ids: Ids
    signer: Signer
    public_url: str | None
    watched: Practice  # the same one, each ask of it told
    telemetry: Telemetry
    told: Told = PLAINLY

    @property
    def remote(self) -> bool:
        return self.name != EMBEDDED

    def viewer(self, person: str | None) -> Viewer | None:
        """Return the person with this id or e-mail, the owner for None, or None if unknown.

        For a demo, whose callers need no token; anybody else's viewer comes of one.
        """
        for user in self.people:
            if person in (None, user.id, user.email):
                return Viewer(connection=self.name, user_id=user.id, entitlements=user.entitlements)
        return None

    def context(self, viewer: Viewer, address: str, desk: Desk, allowance: Allowance) -> Context:
        """Make one request's context; inside the running event loop, where loaders must be made.

        ``address`` is where the request came to, which its links lead back to.
        """
        return self._context(self.watched, viewer, address, desk, allowance)

    def strangers_context(self, address: str, desk: Desk, allowance: Allowance) -> Context:
        """Make the context of a request whose caller has not signed in: nothing can be read."""
        nobody = Viewer(connection=self.name, user_id=None, entitlements=())
        return self._context(cast(Practice, Closed()), nobody, address, desk, allowance)

    def _context(
        self, practice: Practice, viewer: Viewer, address: str, desk: Desk, allowance: Allowance
    ) -> Context:
        return Context(
            practice=practice,
            loaders=Loaders(practice),
            viewer=viewer,
            clock=self.clock,
            ids=self.ids,
            links=Links(self.signer, self.public_url or address),
            desk=desk,
            allowance=allowance,
            told=self.told,
        )

    def within(self, seconds: float | None) -> AbstractContextManager[None]:
        """Give all that is asked of the practice inside so many seconds together, never more than
        ``longest``. What comes too late is refused as ``UpstreamUnavailable``; a write that was
        sent by then, as ``OutcomeUnknown``.
        """
        return within(self.longest if seconds is None else min(seconds, self.longest))


class Doors:
    """Every firm's open door, the usual one first; who may enter, and how much they may ask."""

    def __init__(
        self,
        doors: Sequence[Door],
        identity: Identity,
        gate: Gate,
        close: Callable[[], Awaitable[None]],
        telemetry: Telemetry,
        state: State | None,
    ) -> None:
        self._doors = {door.name: door for door in doors}
        self.default = doors[0]
        self.identity = identity
        self.gate = gate
        self.close = close
        self.telemetry = telemetry
        self._state = state

    def __iter__(self) -> Iterator[Door]:
        return iter(self._doors.values())

    async def remember(self) -> bool:
        """Whether the state can be read, without which nobody is let in; a demo needs none."""
        return self._state is None or await self._state.answers()

    def named(self, name: str | None) -> Door | None:
        """Return the door of this name, the default one for None, or None if there is none."""
        return self.default if name is None else self._doors.get(name)


def must_be_closed(settings: Settings) -> None:
    """See to it that who can be reached by others has something that callers can sign in with.

    Raises ``Unusable`` for a practice that would have to be open, or shut to everybody. A remote
    one can't be opened without it anyway.
    """
    known = (settings.secret_key, settings.identity_providers)
    if loopback(settings.host) or known != (None, None):
        return
    raise Unusable(
        f"{settings.host} is not this machine alone, so callers must sign in. Set "
        "PANTHER_SECRET_KEY (panther connections key makes one) and say who they are: panther "
        "people set, panther account create, or PANTHER_IDENTITY_PROVIDERS."
    )


async def open_doors(
    settings: Settings, *, clock: Clock | None = None, ids: Ids | None = None
) -> Doors:
    """Open every practice that the settings name, on the thread of the running loop.

    Raises ``Unusable`` for the first that can't be; then none stays open.
    """
    clock, ids = clock or SystemClock(), ids or RandomIds()
    must_be_closed(settings)
    async with AsyncExitStack() as opened:
        telemetry = await open_telemetry(opened, ids)
        state = None
        if settings.secret_key is not None or settings.connections != (EMBEDDED,):
            state = await opened.enter_async_context(open_state(settings, clock, ids))
        entries: dict[str, SupergoodEntry] = {}
        practices: dict[str, Practice] = {}
        firm, people = "", tuple[User, ...]()
        if EMBEDDED in settings.connections:
            practice, people = await _embedded(opened, settings, clock, ids)
            practices[EMBEDDED], firm = practice, practice.firm
        if state:
            far = [name for name in settings.connections if name != EMBEDDED]
            practices |= await _remote(opened, state, far, entries, clock, ids, telemetry)
        parts = Parts(settings=settings, practices=practices, entries=entries, clock=clock, ids=ids)
        identity = await _identity(opened, parts, state, telemetry.meters)
        kept = opened.pop_all()
    signer = _signer(settings)
    doors = [
        Door(
            name=name,
            firm=firm if name == EMBEDDED else name,
            practice=practices[name],
            watched=watched(practices[name], telemetry),
            telemetry=telemetry,
            people=people if name == EMBEDDED else (),
            longest=settings.request_timeout_seconds,
            clock=clock,
            ids=ids,
            signer=signer,
            public_url=settings.public_url,
            told=Told(settings.gateway_scopes, settings.gateway_node),
        )
        for name in settings.connections
    ]
    gate = Gate(settings, clock)
    return Doors(doors, identity, gate, kept.aclose, telemetry, state)


async def firm_of(settings: Settings) -> str:
    """Open the embedded practice, and close it again; return the firm's name.

    Raises ``Unusable``.
    """
    async with AsyncExitStack() as opened:
        return (await _embedded(opened, settings, SystemClock(), RandomIds()))[0].firm


async def _identity(
    opened: AsyncExitStack, parts: Parts, state: State | None, meters: Meters
) -> Identity:
    """A demo's is opened once somebody signs in; any other one at once, to say what is wrong."""
    is_demo = parts.settings.is_demo

    async def open_(stack: AsyncExitStack) -> Opened:
        return await (open_demo(stack, parts) if is_demo else open_identity(stack, parts, state))

    identity = Identity(is_demo=is_demo, open_=open_, meters=meters)
    opened.push_async_callback(identity.close)
    if not is_demo:
        await identity.opened()
    return identity


async def _embedded(
    opened: AsyncExitStack, settings: Settings, clock: Clock, ids: Ids
) -> tuple[EmbeddedPractice, tuple[User, ...]]:
    """Open the embedded practice; return it and its people, the owner first."""
    try:
        practice = EmbeddedPractice(str(settings.embedded_path), clock=clock, ids=ids)
    except UnusableFile as error:
        raise Unusable(str(error)) from error
    opened.callback(practice.close)
    owner = await practice.users.owner()
    everybody = (await practice.users.page(_EVERYBODY)).items
    others = [user for user in everybody if user.active and user != owner]
    return practice, (owner, *others) if owner else tuple(others)


async def _remote(
    opened: AsyncExitStack,
    state: State,
    names: Sequence[str],
    entries: dict[str, SupergoodEntry],
    clock: Clock,
    ids: Ids,
    telemetry: Telemetry,
) -> dict[str, SupergoodPractice]:
    """Make each connection's own practice: its session, limiter and breaker are no other's."""
    practices: dict[str, SupergoodPractice] = {}

    async def close() -> None:
        # At once and for a short while: a session that can't be given back runs out by itself.
        with within(_PARTING_SECONDS):
            await asyncio.gather(*(practice.close() for practice in practices.values()))
        await asyncio.gather(*(entry.close() for entry in entries.values()))

    opened.push_async_callback(close)
    for name in names:
        record, around = await named(state, name), telemetry.calls_of(name)
        practices[name] = await open_connection(state, record, clock, ids, around)
        entries[name] = await open_connections_entry(state, record, clock, around)
    return practices


def _signer(settings: Settings) -> Signer:
    """Sign links with what the secret key gives; without one, for as long as this process lives."""
    known = settings.secret_key.get_secret_value() if settings.secret_key else ""
    keys = [key.strip().encode() for key in known.split(",") if key.strip()]
    lasting = timedelta(seconds=settings.document_link_seconds)
    return Signer(keys or [secrets.token_bytes(32)], lasting)
