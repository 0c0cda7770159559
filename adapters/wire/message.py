"""Requests and answers as values: built and read without I/O."""

from collections.abc import Hashable, Mapping
from typing import Any

from msgspec import Struct, field
from typing_extensions import override

__all__ = ["Request", "Response"]


class Request(Struct, frozen=True, kw_only=True):
    """What is to be asked. ``path`` is below the upstream's base; ``query`` holds no empty values.

    ``repeatable`` is true of what may be sent again without harm: a read, or a write whose
    idempotency key the upstream keeps.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    repeatable: bool = False

    @override
    def __repr__(self) -> str:
        """Leave out what may hold a token or a password."""
        return f"Request({self.method} {self.path})"


class Response(Struct, frozen=True, kw_only=True):
    """What came back, whole. Header names are lower case.

    ``made`` is for whoever reads the body, and keeps there what they made of it, by what made it:
    an answer that many wait for is read once.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    made: dict[Hashable, Any] = field(default_factory=dict)

    @override
    def __repr__(self) -> str:
        return f"Response({self.status})"
