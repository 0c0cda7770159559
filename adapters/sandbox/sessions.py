"""Sessions: opened with the broker's credential and a person's, kept in memory, ended by time."""

import secrets
from base64 import b64decode
from binascii import Error as NotBase64
from datetime import datetime, timedelta
from hmac import compare_digest

from msgspec import Struct

from adapters.port import Clock, User
from adapters.sandbox.config import Credential, Person, SandboxConfig
from adapters.sandbox.problems import Problem

__all__ = ["Session", "Sessions", "bearer", "nobody"]


class Session(Struct, frozen=True, kw_only=True):
    """Somebody signed in, until when."""

    token: str
    user: User
    until: datetime


class Sessions:
    """Every session that is open."""

    def __init__(self, clock: Clock, config: SandboxConfig) -> None:
        self._clock = clock
        self._config = config
        self._open: dict[str, Session] = {}

    def admit(self, authorization: str | None) -> None:
        """Let the broker in. Raises ``Problem`` for any other credential."""
        if not _is_credential(authorization, self._config.credential):
            message = "The Basic credential is not this sandbox's."
            raise Problem(401, "invalid_credentials", message)

    def person(self, username: str, password: str) -> Person:
        """Return who has this name and password; how long it takes tells neither from the other."""
        person = self._config.people.get(username)
        expected = person.password if person else secrets.token_hex(8)
        right = compare_digest(expected.encode(), password.encode())
        if person is None or not right:
            raise nobody()
        return person

    def open(self, user: User) -> Session:
        """Begin a session, and forget those that have ended by themselves."""
        now = self._clock.now()
        self._open = {token: it for token, it in self._open.items() if now < it.until}
        session = Session(
            token=secrets.token_urlsafe(32),
            user=user,
            until=now + timedelta(seconds=self._config.token_seconds),
        )
        self._open[session.token] = session
        return session

    def of(self, authorization: str | None) -> Session:
        """Return the bearer's session. Raises ``Problem`` if there is none, or no longer."""
        session = self._open.get(bearer(authorization) or "")
        if session and self._clock.now() < session.until:
            return session
        raise Problem(401, "session_expired", "The session has ended, or never was. Sign in again.")

    def end(self, session: Session) -> None:
        self._open.pop(session.token, None)


def bearer(authorization: str | None) -> str | None:
    """Return the token of a Bearer header."""
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def nobody() -> Problem:
    """Say that name and password don't fit, and not which of them."""
    return Problem(401, "invalid_credentials", "The username or the password is wrong.")


def _is_credential(authorization: str | None, credential: Credential) -> bool:
    scheme, _, text = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        name, _, secret = b64decode(text, validate=True).partition(b":")
    except (NotBase64, ValueError):
        return False
    same_name = compare_digest(name, credential.name.encode())
    same_secret = compare_digest(secret, credential.secret.encode())
    return same_name and same_secret
