"""Signing in: what somebody proves who they are with, and what they are let in with."""

from datetime import datetime
from enum import Enum
from typing import Protocol

from msgspec import Struct
from typing_extensions import override

from adapters.port.refusals import NotSupportedByUpstream, Refusal, RefusalCode, Refused
from adapters.port.user import Entitlement, User

__all__ = [
    "Challenge",
    "CodeNeeded",
    "Desk",
    "MfaType",
    "NewSession",
    "NoDesk",
    "Proof",
    "Session",
    "SignInFailed",
    "SignInNeeded",
    "TooManyAttempts",
    "Visit",
]


class MfaType(Enum):
    """What proves, beside the password, that it is them."""

    TOTP = "totp"
    SMS = "sms"
    EMAIL = "email"


class Proof(Struct, frozen=True, kw_only=True):
    """A code, and the challenge it answers if one was sent."""

    type: MfaType
    code: str
    challenge_id: str | None = None

    @override
    def __repr__(self) -> str:
        return "Proof(…)"


class NewSession(Struct, frozen=True, kw_only=True):
    """Who wants to be let in, and how they prove it."""

    username: str
    password: str
    mfa: Proof | None = None

    @override
    def __repr__(self) -> str:
        return "NewSession(…)"


class Challenge(Struct, frozen=True, kw_only=True):
    """A code is asked of whoever gave the right password; ``sent_to`` says where it went."""

    id: str
    type: MfaType
    sent_to: str | None = None


class Session(Struct, frozen=True, kw_only=True):
    """Somebody let in: ``auth_token`` for a short while, and for longer by ``refresh_token``."""

    auth_token: str
    expires_in: int
    expires_at: datetime
    refresh_token: str
    refresh_expires_at: datetime
    user: User
    entitlements: tuple[Entitlement, ...]

    @override
    def __repr__(self) -> str:
        return f"Session({self.user.id!r}, …)"


class Visit(Struct, frozen=True, kw_only=True):
    """One request's call at a desk: from which address, and with whose session, if any."""

    address: str
    sign_in_id: str | None = None


class Desk(Protocol):
    """Where the callers of one connection sign in."""

    async def sign_in(self, said: NewSession) -> Session | Challenge:
        """Let somebody in, or ask for a code.

        Refuses with ``SignInFailed`` or ``TooManyAttempts``, and as the practice does.
        """
        ...

    async def refresh(self, refresh_token: str) -> Session:
        """Go on with a session. Refuses with ``SignInNeeded``."""
        ...

    async def end(self) -> None:
        """End the session that the caller's token is of. Refuses with ``SignInNeeded``."""
        ...


class NoDesk:
    """Where nobody signs in."""

    async def sign_in(self, said: NewSession) -> Session | Challenge:
        raise _nowhere()

    async def refresh(self, refresh_token: str) -> Session:
        raise _nowhere()

    async def end(self) -> None:
        raise _nowhere()


def _nowhere() -> Refused:
    return Refused(NotSupportedByUpstream(capability="sign people in"))


class SignInFailed(Refusal, frozen=True, kw_only=True):
    """The username, the password and the code don't belong together: never said which."""

    code = RefusalCode.UNAUTHENTICATED

    @property
    def message(self) -> str:
        return "The username, the password or the code is wrong."


class SignInNeeded(Refusal, frozen=True, kw_only=True):
    """There is no session, or it is over."""

    code = RefusalCode.UNAUTHENTICATED

    @property
    def message(self) -> str:
        return "There is no such session, or it is over. Sign in with createSession."


class CodeNeeded(Refusal, frozen=True, kw_only=True):
    """The password is right, and a code is needed as well."""

    code = RefusalCode.MFA_REQUIRED
    type: MfaType

    @property
    def message(self) -> str:
        return f"A code by {self.type.value} is needed; send it as mfa."


class TooManyAttempts(Refusal, frozen=True, kw_only=True):
    """So many attempts failed that none is looked at for a while, whoever it is of."""

    code = RefusalCode.TOO_MANY_ATTEMPTS
    retry_after_seconds: int

    @property
    def message(self) -> str:
        return f"Too many attempts to sign in. Try again after {self.retry_after_seconds} seconds."
