"""Where an upstream is, and the one way to write a request's address below it."""

from functools import lru_cache
from urllib.parse import quote, urlencode, urlsplit

from adapters.wire.message import Request

__all__ = ["Address"]


class Address:
    """An upstream's base: scheme, host and a path that requests go below.

    Raises ``ValueError`` for a base that can't be one, and for a request that would leave it or
    split a header: ``..`` is taken out by one client and kept by the other, so it may not be there.
    """

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("An upstream's address begins with https:// or http:// and a host.")
        if parts.username is not None or parts.password is not None:
            raise ValueError("An upstream's address holds no user name and no password.")
        if parts.query or parts.fragment:
            raise ValueError("An upstream's address ends with its path.")
        self.host = parts.netloc
        self._base = base_url.rstrip("/")

    def url(self, request: Request) -> str:
        """Return the whole address, the query percent-encoded (a space as ``%20``)."""
        return self._base + _below(request.path, request.query)

    def headers(self, request: Request) -> dict[str, str]:
        """Return the headers to send; one that could split in two is refused by name alone."""
        for name, value in request.headers.items():
            if not (name.isascii() and name.replace("-", "").isalnum()):
                raise ValueError("A header's name is letters, digits and dashes.")
            if not (value.isascii() and value.isprintable()):
                raise ValueError(f"The header {name} holds what may not be sent in a header.")
        return {"user-agent": "panther-graph", **request.headers}


@lru_cache(maxsize=256)
def _below(path: str, query: tuple[tuple[str, str], ...]) -> str:
    if not path.startswith("/") or "?" in path or "#" in path or "\\" in path:
        raise ValueError("A request's path begins with / and has no query.")
    for segment in path.split("/"):
        if segment.lower().replace("%2e", ".") in (".", ".."):
            raise ValueError("A request's path may not climb.")
    written = quote(path, safe="/%:@!$&'()*+,;=~")
    return f"{written}?{urlencode(query, quote_via=quote, safe='$')}" if query else written
