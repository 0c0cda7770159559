"""Documents of an identity provider: fetched over TLS, within a time and a size, and no further."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from adapters.identity.denied import Unreachable

__all__ = ["Fetch", "is_safe", "open_client"]

_MOST_BYTES = 512 * 1024
_SECONDS = 5.0
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def is_safe(address: str) -> bool:
    """Tell whether what comes from an address is what its owner wrote: https, or this machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None or not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def open_client() -> httpx.AsyncClient:
    """Make what fetches: it follows no redirect and goes through no proxy."""
    return httpx.AsyncClient(follow_redirects=False, trust_env=False, timeout=_SECONDS)


class Fetch:
    """Fetches JSON objects."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def __call__(self, address: str) -> Mapping[str, Any]:
        """Return the object at an address. Raises ``Unreachable``, which says why not."""
        if not is_safe(address):
            raise Unreachable(f"{address} is not https")
        try:
            async with asyncio.timeout(_SECONDS):
                return _object(address, await self._body(address))
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            raise Unreachable(f"{address}: {type(error).__name__}") from error

    async def _body(self, address: str) -> bytes:
        body = bytearray()
        async with self._client.stream(
            "GET", address, headers={"accept": "application/json"}
        ) as answer:
            if answer.status_code != 200:
                raise Unreachable(f"{address} answered {answer.status_code}")
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > _MOST_BYTES:
                    raise Unreachable(f"{address} answered more than {_MOST_BYTES} bytes")
        return bytes(body)


def _object(address: str, body: bytes) -> Mapping[str, Any]:
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except msgspec.MsgspecError:
        raise Unreachable(f"{address} answered no JSON object") from None
