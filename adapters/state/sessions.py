"""Sessions that outlive a process: each connection's token, sealed, and renewed by one at a time."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

from sqlalchemy.exc import SQLAlchemyError

from adapters.port import Ids, Refused, UpstreamUnavailable
from adapters.state.connections import Connections
from adapters.state.leases import Leases
from adapters.state.records import Credential, NoSuchConnection
from adapters.state.seal import Secret, Unopenable
from adapters.state.secrets import Secrets

__all__ = ["SessionOfConnection", "Sessions"]

_log = logging.getLogger("panther.state")
_TURN_SECONDS = 30.0
_LOOK_SECONDS = 0.05


class Sessions:
    """Every connection's session."""

    def __init__(
        self,
        connections: Connections,
        secrets: Secrets,
        leases: Leases,
        ids: Ids,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.connections = connections
        self.secrets = secrets
        self.leases = leases
        self.ids = ids
        self.sleep = sleep

    def of(self, connection_id: str) -> "SessionOfConnection":
        """Return one connection's session."""
        return SessionOfConnection(self, connection_id)


class SessionOfConnection:
    """One connection's session, as what signs in asks for it.

    Everything raises ``Refused`` if the connection was removed, or the database can't be used.
    """

    def __init__(self, sessions: Sessions, connection_id: str) -> None:
        self._sessions = sessions
        self._id = connection_id

    async def read(self) -> str | None:
        """Return what is kept. What no key opens is none, and is written over."""
        with _told():
            try:
                secret = await self._sessions.secrets.get(self._id, Credential.AUTH_TOKEN)
            except Unopenable as error:
                _log.warning("%s A new session is begun.", error)
                return None
            if secret is None and await self._sessions.connections.get(self._id) is None:
                raise NoSuchConnection(self._id)
            return None if secret is None else secret.reveal()

    async def write(self, written: str) -> None:
        """Keep this in place of what was kept."""
        with _told():
            await self._sessions.secrets.put(self._id, Credential.AUTH_TOKEN, Secret(written))

    async def forget(self, written: str) -> None:
        """Keep this no longer, if it is what is kept."""
        with _told(), suppress(Unopenable):
            await self._sessions.secrets.remove(
                self._id, Credential.AUTH_TOKEN, only=Secret(written)
            )

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until nobody else renews the session; who takes too long is not waited for.

        A refreshed token is dead at once: of two who refresh it, one would have to sign in again.
        """
        leases, holder = self._sessions.leases, self._sessions.ids.new("turn")
        name = f"session {self._id}"
        with _told():
            while (lease := await leases.acquire(name, holder, _TURN_SECONDS)) is None:
                await self._sessions.sleep(_LOOK_SECONDS)
        try:
            yield
        finally:
            with suppress(Refused), _told():  # it runs out by itself
                await leases.release(lease)


@contextmanager
def _told() -> Iterator[None]:
    """Say in the port's words why nothing can be kept."""
    try:
        yield
    except NoSuchConnection as error:
        reason = "its connection was removed."
        raise Refused(UpstreamUnavailable(reason=reason)) from error
    except (OSError, SQLAlchemyError) as error:
        _log.warning("A session can't be kept: %s", getattr(error, "orig", None) or error)
        reason = "this service can't use its own database just now; try again later."
        raise Refused(UpstreamUnavailable(reason=reason)) from error
