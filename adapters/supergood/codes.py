"""One-time codes, made with pyotp: each time step is used once at most."""

from base64 import b32decode, b32encode
from binascii import Error as BinasciiError
from datetime import datetime
from typing import Protocol

import pyotp

from adapters.port import InvalidInput, Refused

__all__ = ["STEP_SECONDS", "LocalSteps", "Steps", "code_at", "step_of"]

STEP_SECONDS = 30
_LEAST = 20  # bytes of a key


class Steps(Protocol):
    """Remembers the last time step whose code was used, for everybody who makes codes."""

    async def take(self, step: int) -> bool:
        """Take a step that is later than every step taken before; return whether it was."""
        ...


class LocalSteps:
    """Steps for a single process."""

    def __init__(self) -> None:
        self._last = -1

    async def take(self, step: int) -> bool:
        free = step > self._last
        self._last = max(step, self._last)
        return free


def step_of(moment: datetime) -> int:
    """Return the number of the time step that a moment lies in."""
    return int(moment.timestamp()) // STEP_SECONDS


def code_at(secret: str, step: int) -> str:
    """Return the code of a time step. Raises ``Refused`` if the secret is no base32 text."""
    text = secret.replace(" ", "").replace("-", "").rstrip("=")
    try:
        key = b32decode(text + "=" * (-len(text) % 8), casefold=True)
    except BinasciiError:
        rule = "The TOTP secret is not base32: copy the key behind the QR code again."
        raise Refused(InvalidInput(field=("totpSecret",), rule=rule)) from None
    # Many services give out 80 bits, which pyotp refuses. HMAC fills a short key with zeros
    # anyway, so filling it here makes the same codes.
    return pyotp.TOTP(b32encode(key.ljust(_LEAST, b"\0")).decode()).at(step * STEP_SECONDS)
