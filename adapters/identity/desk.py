"""Where an embedded practice's people sign in: by password, and by a code if they have one."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

import pyotp

from adapters.identity.attempts import Limits
from adapters.identity.passwords import Passwords
from adapters.identity.register import Register
from adapters.identity.sessions import Sessions
from adapters.port import (
    Challenge,
    Clock,
    Ids,
    MfaType,
    NewSession,
    Proof,
    Refused,
    Session,
    SignInFailed,
    UpstreamUnavailable,
    User,
    Visit,
)
from adapters.state.codes import SentCodes
from adapters.state.people import People, PersonRecord

__all__ = ["AtDesk", "Courier", "EmbeddedDesk", "Reception"]

_STEP_SECONDS = 30
_TRIES = 5
_LIFE = timedelta(minutes=10)


class Courier(Protocol):
    """Brings a code to somebody."""

    async def send(self, kind: MfaType, to: str, code: str) -> None:
        """Send a code as a text or an e-mail. Raises ``Refused`` if it can't be."""
        ...


class Reception(Protocol):
    """A connection's desk, whoever stands at it."""

    async def sign_in(self, said: NewSession, visit: Visit) -> Session | Challenge: ...

    async def refresh(self, refresh_token: str) -> Session: ...


class AtDesk:
    """Keeps :class:`adapters.port.Desk` for one request."""

    def __init__(self, reception: Reception, sessions: Sessions, visit: Visit) -> None:
        self._reception = reception
        self._sessions = sessions
        self._visit = visit

    async def sign_in(self, said: NewSession) -> Session | Challenge:
        return await self._reception.sign_in(said, self._visit)

    async def refresh(self, refresh_token: str) -> Session:
        return await self._reception.refresh(refresh_token)

    async def end(self) -> None:
        await self._sessions.end(self._visit.sign_in_id)


class EmbeddedDesk:
    """A :class:`Reception` for the people that an embedded practice lets in."""

    def __init__(
        self,
        connection: str,
        *,
        people: People,
        codes: SentCodes,
        register: Register,
        passwords: Passwords,
        limits: Limits,
        sessions: Sessions,
        courier: Courier | None,
        clock: Clock,
        ids: Ids,
        code: Callable[[], str] = lambda: f"{secrets.randbelow(10**6):06d}",
    ) -> None:
        self._connection = connection
        self._people = people
        self._codes = codes
        self._register = register
        self._passwords = passwords
        self._limits = limits
        self._sessions = sessions
        self._courier = courier
        self._clock = clock
        self._ids = ids
        self._code = code

    async def sign_in(self, said: NewSession, visit: Visit) -> Session | Challenge:
        """Let somebody in, or ask for a code once the password is right.

        The same work is done for a name that nobody has. Raises ``Refused``.
        """
        await self._limits.admit(self._connection, said.username, visit.address)
        person = await self._people.get(self._connection, said.username)
        kept = person.password if person else None
        if not await self._passwords.right(kept, said.password) or person is None:
            raise Refused(SignInFailed())
        user = await self._register.look(person.user_id)
        if user is None:
            raise Refused(SignInFailed())
        if person.mfa is not None:
            if said.mfa is None:
                return await self._challenge(person, person.mfa)
            if not await self._proved(person, said.mfa):
                raise Refused(SignInFailed())
        await self._limits.succeeded(self._connection, said.username, visit.address)
        if self._passwords.stale(person.password):
            await self._people.rehash(person, await self._passwords.hash(said.password))
        return await self._sessions.begin(self._connection, user)

    async def refresh(self, refresh_token: str) -> Session:
        """Go on with a session. Raises ``Refused``."""
        return await self._sessions.refresh(self._connection, refresh_token, self._look)

    async def _look(self, user: User) -> User | None:
        return await self._register.look(user.id)

    async def _challenge(self, person: PersonRecord, kind: MfaType) -> Challenge:
        challenge = Challenge(id=self._ids.new("chl"), type=kind, sent_to=_hint(person.sent_to))
        if kind is not MfaType.TOTP:
            if self._courier is None or person.sent_to is None:
                reason = "it has nobody to send a code with; ask whoever runs it."
                raise Refused(UpstreamUnavailable(reason=reason))
            code, until = self._code(), self._clock.now() + _LIFE
            await self._codes.put(challenge.id, self._connection, person.username, code, until)
            await self._courier.send(kind, person.sent_to, code)
        return challenge

    async def _proved(self, person: PersonRecord, proof: Proof) -> bool:
        if proof.type is not person.mfa:
            return False
        if person.totp is not None:
            step = self._step_of(person.totp.reveal(), proof.code)
            return step is not None and await self._people.take(person, step)
        return await self._codes.take(
            proof.challenge_id or "", self._connection, person.username, proof.code, _TRIES
        )

    def _step_of(self, secret: str, code: str) -> int | None:
        """Return the time step, of this one and its neighbours, that a code is of."""
        device, now = pyotp.TOTP(secret), int(self._clock.now().timestamp()) // _STEP_SECONDS
        for step in (now - 1, now, now + 1):
            if secrets.compare_digest(device.at(step * _STEP_SECONDS).encode(), _bytes(code)):
                return step
        return None


def _hint(sent_to: str | None) -> str | None:
    """Tell enough for its owner to know where to look, and too little for anybody else."""
    if sent_to is None:
        return None
    name, at, domain = sent_to.partition("@")
    return f"{name[:1]}…@{domain}" if at else f"…{sent_to[-2:]}"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
