"""Spans: what was done from when to when, for whom in the trace, and how it ended."""

from collections.abc import Mapping
from enum import IntEnum

from msgspec import Struct

from adapters.telemetry.context import Place

__all__ = ["Attributes", "Span", "SpanKind"]

Attributes = Mapping[str, str | int]


class SpanKind(IntEnum):
    """OpenTelemetry's kinds, by the numbers they have in its protocol."""

    INTERNAL = 1
    SERVER = 2
    CLIENT = 3


class Span(Struct, frozen=True):
    """One thing done. Times are nanoseconds since 1970; ``error`` is its kind, not its message."""

    name: str
    kind: SpanKind
    place: Place
    parent_id: str | None
    began: int
    ended: int
    attributes: Attributes
    error: str | None = None
