"""A session's token, never shown, and the place where it outlives the process."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Protocol

import msgspec
from typing_extensions import override

__all__ = ["Keeping", "NoKeeping", "Token"]


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """What opens the upstream, for whom and until when, and whether a person had to act for it."""

    text: str
    expires_at: datetime
    by_person: bool
    account: str

    @override
    def __repr__(self) -> str:
        return "Token(…)"

    def written(self) -> str:
        """Return the token as text, which is as secret."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def read(cls, text: str) -> "Token | None":
        """Read what was written; None if that was by a version that wrote otherwise."""
        try:
            return msgspec.json.decode(text, type=cls)
        except msgspec.MsgspecError:
            return None


class Keeping(Protocol):
    """Keeps one connection's token, as it was written, for every process that opens it.

    All of them raise ``Refused`` if the connection was removed, or the place can't be reached.
    """

    async def read(self) -> str | None:
        """Return what is kept."""
        ...

    async def write(self, written: str) -> None:
        """Keep this in place of what was kept."""
        ...

    async def forget(self, written: str) -> None:
        """Keep this no longer, if it is what is kept."""
        ...

    def turn(self) -> AbstractAsyncContextManager[None]:
        """Wait until nobody else renews the session."""
        ...


class NoKeeping:
    """For a process that keeps nothing."""

    async def read(self) -> str | None:
        return None

    async def write(self, written: str) -> None:
        return None

    async def forget(self, written: str) -> None:
        return None

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        yield
