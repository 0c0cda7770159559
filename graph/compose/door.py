"""A firm's practice, opened: the embedded one, or the one behind a connection."""

import secrets
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta

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
from graph.compose.connections import named, open_connection, open_state
from graph.compose.unusable import Unusable
from graph.settings import Settings
from loaders import Loaders
from resolvers.context import Context
from resolvers.links import Links, Signer

__all__ = ["EMBEDDED", "Door", "open_door"]

EMBEDDED = "embedded"
_EVERYBODY = Listing(filter=None, order=Order("name"), window=Window(limit=100))


@dataclass(frozen=True, slots=True)
class Door:
    """A firm's practice, open, and the people whom a caller of the demo may come in as: the
    owner first, who is taken unless a caller says otherwise. A remote practice has none: whoever
    comes in is its connection.
    """

    name: str
    firm: str
    practice: Practice
    people: tuple[User, ...]
    clock: Clock
    ids: Ids
    close: Callable[[], Awaitable[None]]
    signer: Signer
    public_url: str | None

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

    def context(self, viewer: Viewer, address: str) -> Context:
        """Make one request's context; inside the running event loop, where loaders must be made.

        ``address`` is where the request came to, which its links lead back to.
        """
        return Context(
            practice=self.practice,
            loaders=Loaders(self.practice),
            viewer=viewer,
            clock=self.clock,
            ids=self.ids,
            links=Links(self.signer, self.public_url or address),
        )


async def open_door(
    settings: Settings, *, clock: Clock | None = None, ids: Ids | None = None
) -> Door:
    """Open the practice that the settings name, on the thread of the running loop.

    Raises ``Unusable``.
    """
    clock, ids = clock or SystemClock(), ids or RandomIds()
    if settings.connection == EMBEDDED:
        return await _open_embedded(settings, clock, ids)
    async with AsyncExitStack() as opened:
        state = await opened.enter_async_context(open_state(settings, clock, ids))
        record = await named(state, settings.connection)
        remote = await open_connection(state, record, clock, ids)
        opened.push_async_callback(remote.close)
        kept = opened.pop_all()
    return Door(
        name=record.name,
        firm=record.name,
        practice=remote,
        people=(),
        clock=clock,
        ids=ids,
        close=kept.aclose,
        signer=_signer(settings),
        public_url=settings.public_url,
    )


async def _open_embedded(settings: Settings, clock: Clock, ids: Ids) -> Door:
    try:
        practice = EmbeddedPractice(str(settings.embedded_path), clock=clock, ids=ids)
    except UnusableFile as error:
        raise Unusable(str(error)) from error

    async def close() -> None:
        practice.close()

    owner = await practice.users.owner()
    everybody = (await practice.users.page(_EVERYBODY)).items
    others = [user for user in everybody if user.active and user != owner]
    return Door(
        name=EMBEDDED,
        firm=practice.firm,
        practice=practice,
        people=(owner, *others) if owner else tuple(others),
        clock=clock,
        ids=ids,
        close=close,
        signer=_signer(settings),
        public_url=settings.public_url,
    )


def _signer(settings: Settings) -> Signer:
    """Sign links with what the secret key gives; without one, for as long as this process lives."""
    known = settings.secret_key.get_secret_value() if settings.secret_key else ""
    keys = [key.strip().encode() for key in known.split(",") if key.strip()]
    lasting = timedelta(seconds=settings.document_link_seconds)
    return Signer(keys or [secrets.token_bytes(32)], lasting)
