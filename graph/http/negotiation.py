"""What a caller can read: media types and encodings by their q-values (RFC 9110, 12.5)."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from graph.http.answers import JSON, RESPONSE_JSON

__all__ = ["HTML", "PAGES", "RESULTS", "encoding_for", "media_type_for", "names"]

HTML = "text/html"
# Where a caller likes them all the same, the first.
RESULTS = (JSON, RESPONSE_JSON)
PAGES = (*RESULTS, HTML)
_ENCODINGS = ("zstd", "gzip")

_MOST_RANGES = 64
_KEPT = 256
_WEIGHT = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.ASCII)


class _Range(NamedTuple):
    """One thing that a caller can read, how much they like it, and where they said so."""

    name: str
    weight: float
    place: int


@lru_cache(_KEPT)
def media_type_for(accept: str | None, offers: Sequence[str] = RESULTS) -> str | None:
    """Return which of the offers suits a caller best, or None if they can read none of them.

    Of what is liked the same, what was named counts for more than what a wildcard lets in, and
    what was named earlier for more than what came after it. Who says nothing gets the first.
    """
    if accept is None or not accept.strip():
        return offers[0]
    ranges = _ranges(accept)
    found: tuple[float, int, int] = (0.0, 0, 0)
    best = None
    for offer in offers:
        specificity, weight, place = _liked(offer, ranges)
        if weight > 0 and (weight, specificity, -place) > found:
            found, best = (weight, specificity, -place), offer
    return best


def names(accept: str | None, media_type: str) -> bool:
    """Whether a caller says by its name that they can read a media type; a wildcard does not."""
    return any(it.name == media_type and it.weight > 0 for it in _ranges(accept or ""))


@lru_cache(_KEPT)
def encoding_for(accept_encoding: str | None) -> str | None:
    """Return in which encoding to send a body, or None for as it is: zstd only to who asked for it
    by name, and nothing at all to who did not ask.
    """
    found: tuple[float, int] = (0.0, 0)
    best = None
    said = {it.name: it.weight for it in _ranges(accept_encoding or "")}
    for rank, name in enumerate(reversed(_ENCODINGS)):
        weight = said.get(name, said.get("*", 0.0) if name == "gzip" else 0.0)
        if weight > 0 and (weight, rank) > found:
            found, best = (weight, rank), name
    return best if found[0] >= said.get("identity", 0.0) else None


def _liked(offer: str, ranges: Sequence[_Range]) -> tuple[int, float, int]:
    """Return how specific the range is that speaks of an offer, its weight, and its place."""
    names = ("*/*", f"{offer.partition('/')[0]}/*", offer)
    return max(
        ((names.index(it.name), it.weight, it.place) for it in ranges if it.name in names),
        default=(0, 0.0, 0),
    )


def _ranges(header: str) -> list[_Range]:
    found = []
    for place, part in enumerate(header.split(",", _MOST_RANGES)[:_MOST_RANGES], 1):
        name, *parameters = (it.strip().lower() for it in part.split(";"))
        weight = 1.0
        readable = bool(name)
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                written = _WEIGHT.fullmatch(value.strip())
                readable = readable and written is not None
                weight = float(written[0]) if written else 0.0
            elif key.strip() == "charset":
                readable = readable and value.strip(' "') in ("utf-8", "utf8")
        if readable:
            found.append(_Range(name, weight, place))
    return found
