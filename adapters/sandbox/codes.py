"""Second proofs: codes made by a person's own device, and codes sent to it for one sign-in."""

import logging
import secrets
from datetime import datetime, timedelta
from hmac import compare_digest

import pyotp
from msgspec import Struct

from adapters.port import Clock
from adapters.sandbox.config import MfaKind, Person
from adapters.sandbox.problems import Problem
from adapters.sandbox.values import present

__all__ = ["Challenge", "Codes", "Proof"]

_log = logging.getLogger("panther.sandbox")

_LIFE = timedelta(minutes=10)
_TRIES = 5
_STEP = 30


class Proof(Struct, rename="camel"):
    """What somebody gives beside the password."""

    type: str
    code: str
    challenge_id: str | None = None


class Challenge(Struct, kw_only=True):
    """A code asked of somebody; of a TOTP device none was sent."""

    id: str
    username: str
    kind: MfaKind
    code: str | None
    until: datetime
    tries: int = 0


class Codes:
    """Asks for codes and checks them; none is good twice."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[str, Challenge] = {}
        self._last_step: dict[str, int] = {}
        self.sent: dict[str, str] = {}

    def check(self, username: str, person: Person, proof: Proof | None) -> None:
        """Let a person with the right code pass.

        Raises ``Problem`` with a challenge to answer; ``sent`` holds each code sent, by challenge.
        """
        if person.mfa is None:
            return
        if proof is not None and proof.type == person.mfa.value:
            if person.totp_secret is not None:
                if self._is_new(username, pyotp.TOTP(person.totp_secret), proof.code):
                    return
            elif self._is_sent(username, proof):
                return
        raise self._asked(username, person, person.mfa)

    def _is_new(self, username: str, device: pyotp.TOTP, code: str) -> bool:
        """Whether the code is of a time step near now, and later than the last one used."""
        now = int(self._clock.now().timestamp()) // _STEP
        for step in (now - 1, now, now + 1):
            good = compare_digest(device.at(step * _STEP).encode(), code.encode())
            if good and step > self._last_step.get(username, -1):
                self._last_step[username] = step
                return True
        return False

    def _is_sent(self, username: str, proof: Proof) -> bool:
        challenge = self._current(username)
        if challenge is None or challenge.id != proof.challenge_id or challenge.code is None:
            return False
        challenge.tries += 1
        if compare_digest(challenge.code.encode(), proof.code.encode()):
            del self._open[username]
            return True
        return False

    def _asked(self, username: str, person: Person, kind: MfaKind) -> Problem:
        """Return the challenge still open, or a new one."""
        challenge = self._current(username) or self._challenge(username, kind)
        told = present({"id": challenge.id, "type": kind.value, "sentTo": person.sent_to})
        message = f"A code by {kind.value} is needed."
        return Problem(401, "mfa_required", message, details={"challenge": told})

    def _current(self, username: str) -> Challenge | None:
        challenge = self._open.get(username)
        if challenge and self._clock.now() < challenge.until and challenge.tries < _TRIES:
            return challenge
        return None

    def _challenge(self, username: str, kind: MfaKind) -> Challenge:
        code = None if kind is MfaKind.TOTP else f"{secrets.randbelow(10**6):06d}"
        challenge = Challenge(
            id=f"chl_{secrets.token_hex(8)}",
            username=username,
            kind=kind,
            code=code,
            until=self._clock.now() + _LIFE,
        )
        self._open[username] = challenge
        if code is not None:
            # There is no telephone: whoever runs the sandbox reads the code here.
            self.sent[challenge.id] = code
            _log.info("Code for %s by %s, %s: %s", username, kind.value, challenge.id, code)
        return challenge
