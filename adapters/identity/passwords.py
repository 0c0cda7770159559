"""Passwords: hashed with argon2id, and checked with the same work whether anybody has one or not."""

import asyncio
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

__all__ = ["LEAST_CHARACTERS", "MOST_CHARACTERS", "Passwords"]

LEAST_CHARACTERS, MOST_CHARACTERS = 12, 1024
_AT_ONCE = 4  # each takes 64 MiB while it is at work


class Passwords:
    """Argon2id with the parameters that RFC 9106 gives for little memory, or those given here."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._nobodys: str | None = None

    async def hash(self, password: str) -> str:
        """Return what to keep of a password."""
        async with self._places:
            return await asyncio.to_thread(self._hasher.hash, _bytes(password))

    async def right(self, kept: str | None, password: str) -> bool:
        """Tell whether a password is the one kept; for None, whom nobody knows, it never is.

        Both take as long: what is given is checked against a password that nobody has.
        """
        if self._nobodys is None:
            self._nobodys = await self.hash(secrets.token_urlsafe(32))
        async with self._places:
            same = await asyncio.to_thread(self._same, kept or self._nobodys, password)
        return same and kept is not None

    def stale(self, kept: str) -> bool:
        """Tell whether a hash was made with other parameters than one is made with now."""
        return self._hasher.check_needs_rehash(kept)

    def _same(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False


def _bytes(password: str) -> bytes:
    """Write letters in one way, whichever keyboard they come from."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
