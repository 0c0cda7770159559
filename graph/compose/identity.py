"""Who is let in, and at which door: tokens read, people looked up, desks to sign in at."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from adapters.identity.bearers import Bearer, Bearers
from adapters.identity.denied import Denied, Expired, Unreachable
from adapters.identity.desk import AtDesk, Reception
from adapters.identity.keyring import Keyring
from adapters.identity.register import Register
from adapters.identity.sessions import Sessions
from adapters.port import (
    Challenge,
    Desk,
    NewSession,
    NoDesk,
    NotSupportedByUpstream,
    Refused,
    Session,
    User,
    Viewer,
    Visit,
)
from graph.telemetry.meters import Meters

__all__ = ["Admission", "Denied", "Expired", "Identity", "Misdirected", "Opened", "Unreachable"]

_log = logging.getLogger("panther.identity")


class Misdirected(Exception):
    """A token is good, and not for what the request's headers ask with it."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Whom a token lets in, where, and by which sign-in if it was one here."""

    connection: str
    viewer: Viewer
    sign_in_id: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """What reads tokens and signs people in; without ``sessions`` only identity providers do."""

    bearers: Bearers
    registers: Mapping[str, Register]
    desks: Mapping[str, Reception]
    sessions: Sessions | None
    keyring: Keyring | None


class Identity:
    """Lets callers in. In a demo, whoever asks from this machine needs no token, and what people
    could sign in with is made when somebody first does.
    """

    def __init__(
        self,
        *,
        is_demo: bool,
        open_: Callable[[AsyncExitStack], Awaitable[Opened]],
        meters: Meters,
    ) -> None:
        self.is_demo = is_demo
        self.meters = meters
        self._open = open_
        self._stack = AsyncExitStack()
        self._opened: Opened | None = None
        self._turn = asyncio.Lock()

    async def opened(self) -> Opened:
        """Return what lets people in, made at the first call."""
        async with self._turn:
            if self._opened is None:
                self._opened = await self._open(self._stack)
        return self._opened

    async def admit(self, token: str, connection: str | None, person: str | None) -> Admission:
        """Return whom a token lets in, through the connection and as the person that are named.

        Raises ``Denied``, ``Expired``, ``Misdirected`` or ``Unreachable``.
        """
        try:
            return await self._admitted(token, connection, person)
        except (Denied, Misdirected, Unreachable) as error:
            self.meters.tokens_refused.seen[type(error).__name__.lower(),] += 1
            raise

    async def _admitted(self, token: str, connection: str | None, person: str | None) -> Admission:
        opened = await self.opened()
        try:
            bearer = await opened.bearers.read(token)
        except (OSError, SQLAlchemyError) as error:
            _log.warning("A token can't be looked up: %s", getattr(error, "orig", None) or error)
            raise Unreachable("this service can't use its own database just now") from error
        except Denied as denied:
            _log.info("A token was refused: %s", denied.reason)
            raise
        if connection not in (None, bearer.connection):
            raise Misdirected("The token is for another connection than the one that is named.")
        register = opened.registers.get(bearer.connection)
        if register is None:
            raise Misdirected("The connection that the token is for is not served here.")
        viewer = await _viewer(register, bearer, person)
        return Admission(bearer.connection, viewer, bearer.sign_in_id)

    async def knows(self, connection: str, user_id: str) -> bool:
        """Whether a connection's practice has a person of this id who still works there.

        Raises ``Refused`` where it can't be told.
        """
        register = (await self.opened()).registers.get(connection)
        return register is not None and await register.find(user_id) is not None

    def desk(self, connection: str, visit: Visit) -> Desk:
        """Return where a connection's people sign in, for one request."""
        return _LateDesk(self, connection, visit)

    async def public_keys(self) -> list[dict[str, Any]]:
        """Return what others may check our own tokens with."""
        keyring = (await self.opened()).keyring
        return await keyring.public() if keyring else []

    async def close(self) -> None:
        await self._stack.aclose()


@dataclass(slots=True)
class _Step:
    """A step of somebody who signs in or out, and what came of it."""

    outcome: str = "failed"


class _LateDesk:
    """A desk that is walked up to only by whoever wants to sign in."""

    def __init__(self, identity: Identity, connection: str, visit: Visit) -> None:
        self._identity = identity
        self._connection = connection
        self._visit = visit

    async def sign_in(self, said: NewSession) -> Session | Challenge:
        with self._step("sign_in") as step:
            found = await (await self._desk()).sign_in(said)
            step.outcome = "session" if isinstance(found, Session) else "challenge"
            return found

    async def refresh(self, refresh_token: str) -> Session:
        with self._step("refresh") as step:
            found = await (await self._desk()).refresh(refresh_token)
            step.outcome = "session"
            return found

    async def end(self) -> None:
        with self._step("end") as step:
            await (await self._desk()).end()
            step.outcome = "ended"

    @contextmanager
    def _step(self, name: str) -> Iterator[_Step]:
        step = _Step()
        try:
            yield step
        except Refused as refused:
            step.outcome = refused.refusals[0].code.value
            raise
        finally:
            self._identity.meters.sign_ins.seen[self._connection, name, step.outcome] += 1

    async def _desk(self) -> Desk:
        opened = await self._identity.opened()
        reception = opened.desks.get(self._connection)
        if reception is None or opened.sessions is None:
            return NoDesk()
        return AtDesk(reception, opened.sessions, self._visit)


async def _viewer(register: Register, bearer: Bearer, person: str | None) -> Viewer:
    """Return who is asking: the person whose token it is, or for whom a service asks.

    A service never may do more than both it and the person may.
    """
    if bearer.user_id is not None and bearer.entitlements is not None:
        if person not in (None, bearer.user_id):
            raise Misdirected("The token is of another person than the one who is named.")
        return _seen(bearer, bearer.user_id, bearer.entitlements)
    if bearer.is_service and person is None:
        return _seen(bearer, None, bearer.entitlements or ())
    user = await _found(register, bearer, person)
    if user is None:
        if bearer.is_service:
            raise Misdirected("Nobody there has the id or e-mail that is named.")
        raise Denied("its person is nobody at the firm")
    allowed = user.entitlements if bearer.entitlements is None else bearer.entitlements
    if bearer.is_service:
        allowed = tuple(it for it in allowed if it in user.entitlements)
    elif person not in (None, user.id, user.email):
        raise Misdirected("The token is of another person than the one who is named.")
    return _seen(bearer, user.id, allowed)


async def _found(register: Register, bearer: Bearer, person: str | None) -> User | None:
    word = bearer.person or person or ""
    try:
        return await register.find(word)
    except Refused as refused:
        why = refused.refusals[0]
        if isinstance(why, NotSupportedByUpstream):
            raise Denied("the practice can't tell who its people are") from None
        raise Unreachable(why.message) from refused


def _seen(bearer: Bearer, user_id: str | None, entitlements: Any) -> Viewer:
    return Viewer(
        connection=bearer.connection,
        user_id=user_id,
        entitlements=entitlements,
        expires_at=bearer.expires_at,
    )
