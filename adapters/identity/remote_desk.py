"""Where the people of a remote practice sign in: as they do there, and with nobody else's name."""

from typing import Protocol

from adapters.identity.attempts import Limits
from adapters.identity.register import Register
from adapters.identity.sessions import Sessions
from adapters.port import (
    Challenge,
    NewSession,
    NotSupportedByUpstream,
    Refused,
    Session,
    User,
    Visit,
)

__all__ = ["Entry", "RemoteDesk"]


class Entry(Protocol):
    """The upstream's own door for people."""

    async def enter(self, said: NewSession) -> User | Challenge:
        """Sign somebody in and out again; return who the upstream says they are.

        Refuses with ``SignInFailed``, or ``UpstreamUnavailable``.
        """
        ...


class RemoteDesk:
    """A :class:`adapters.identity.desk.Reception` that asks the upstream who somebody is."""

    def __init__(
        self,
        connection: str,
        *,
        entry: Entry,
        register: Register,
        limits: Limits,
        sessions: Sessions,
    ) -> None:
        self._connection = connection
        self._entry = entry
        self._register = register
        self._limits = limits
        self._sessions = sessions

    async def sign_in(self, said: NewSession, visit: Visit) -> Session | Challenge:
        """Let in whom the upstream lets in. Raises ``Refused``."""
        await self._limits.admit(self._connection, said.username, visit.address)
        found = await self._entry.enter(said)
        if isinstance(found, Challenge):
            return found
        await self._limits.succeeded(self._connection, said.username, visit.address)
        return await self._sessions.begin(self._connection, found)

    async def refresh(self, refresh_token: str) -> Session:
        """Go on with a session. Raises ``Refused``."""
        return await self._sessions.refresh(self._connection, refresh_token, self._look)

    async def _look(self, user: User) -> User | None:
        """Look somebody up, where the upstream tells; else they stay who they were at sign-in."""
        try:
            return await self._register.look(user.id)
        except Refused as refused:
            if isinstance(refused.refusals[0], NotSupportedByUpstream):
                return user
            raise
