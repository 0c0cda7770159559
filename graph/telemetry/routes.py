"""Routes: paths of the REST dialect without what is anybody's in them."""

import re

__all__ = ["route_of"]

_ROUTE = re.compile(r"/[a-z-]{1,40}(?![^/])", re.ASCII)


def route_of(path: str) -> str:
    """Return the part of a path that is a word of the dialect; what follows may be anybody's."""
    found = _ROUTE.match(path)
    first = found[0] if found else "/*"
    return first if len(first) == len(path) else f"{first.rstrip('*').rstrip('/')}/*"
