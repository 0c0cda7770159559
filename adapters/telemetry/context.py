"""Where a request stands in a trace, as one service tells the next (W3C Trace Context, level 1).

https://www.w3.org/TR/trace-context-1/#traceparent-header
"""

import re

from msgspec import Struct

__all__ = ["TRACEPARENT", "Place", "read", "written"]

TRACEPARENT = "traceparent"

_WRITTEN = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_VERSION, _NO_VERSION = "00", "ff"
_SAMPLED = 1


class Place(Struct, frozen=True):
    """A span, known by its trace (32 hexadecimal digits) and itself (16); whether it is kept."""

    trace_id: str
    span_id: str
    sampled: bool


def read(header: str | None) -> Place | None:
    """Return the place that a header tells; None for one that is not as the standard has it.

    A later version is read as far as this one goes.
    """
    found = _WRITTEN.fullmatch(header) if header is not None else None
    if found is None:
        return None
    version, trace_id, span_id, flags, more = found.groups()
    if version == _NO_VERSION or (version == _VERSION and more is not None):
        return None
    if not trace_id.strip("0") or not span_id.strip("0"):
        return None
    return Place(trace_id, span_id, bool(int(flags, 16) & _SAMPLED))


def written(place: Place) -> str:
    """Return the header that tells a place."""
    return f"{_VERSION}-{place.trace_id}-{place.span_id}-{_SAMPLED if place.sampled else 0:02x}"
