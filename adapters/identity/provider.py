"""A firm's own identity provider: found by OIDC discovery, its keys kept and fetched anew."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Any

import msgspec

from adapters.identity.denied import Denied, Unreachable
from adapters.identity.fetch import Fetch
from adapters.identity.jose import Head, PublicKey, checked, public_key, read
from adapters.identity.mapping import Mapped, ProviderConfig, mapped
from adapters.port import Clock

__all__ = ["Provider"]

_log = logging.getLogger("panther.identity")
_LEEWAY_SECONDS = 30
_FRESH = timedelta(hours=1)
_COOLDOWN = timedelta(seconds=30)
_MOST_KEYS = 100


class _Discovery(msgspec.Struct):
    issuer: str
    jwks_uri: str


class _KeySet(msgspec.Struct):
    keys: list[dict[str, Any]]


class Provider:
    """Reads one issuer's tokens.

    Its keys are fetched once an hour, and when a token names one that is not known: then at most
    once in half a minute, whoever makes up names. While it gives no answer, the keys last seen do.
    """

    def __init__(self, config: ProviderConfig, fetch: Fetch, clock: Clock) -> None:
        self.config = config
        self._fetch = fetch
        self._clock = clock
        self._keys: dict[str | None, list[PublicKey]] = {}
        self._fetched: datetime | None = None
        self._tried: datetime | None = None
        self._failure: Unreachable | None = None
        self._turn = asyncio.Lock()

    async def read(self, token: str, head: Head) -> tuple[Mapped, datetime]:
        """Return whose token it is, and until when. Raises ``Denied`` or ``Unreachable``."""
        claims = await self._claims(token, head)
        expires_at = checked(
            claims,
            issuer=self.config.issuer,
            audience=self.config.audience,
            now=self._clock.now(),
            leeway_seconds=_LEEWAY_SECONDS,
        )
        return mapped(self.config, claims), expires_at

    async def _claims(self, token: str, head: Head) -> dict[str, Any]:
        denied: Denied | None = None
        for key in await self._keys_for(head.kid):
            try:
                return read(token, head, key)
            except Denied as error:
                denied = error
        raise denied or Denied("its key is not the issuer's")

    async def _keys_for(self, kid: str | None) -> list[PublicKey]:
        """Return the keys that a token may be signed with; one without a name, with any."""
        if self._is_stale() or (kid is not None and kid not in self._keys):
            await self._renew(kid)
        if self._fetched is None:
            raise self._failure or Unreachable("its keys were never fetched")
        if kid is None:
            return [key for keys in self._keys.values() for key in keys]
        return self._keys.get(kid, [])

    def _is_stale(self) -> bool:
        return self._fetched is None or self._clock.now() - self._fetched >= _FRESH

    async def _renew(self, kid: str | None) -> None:
        """Fetch the keys, unless somebody did while this one waited, or has just tried."""
        async with self._turn:
            if not self._is_stale() and (kid is None or kid in self._keys):
                return
            now = self._clock.now()
            if self._tried is not None and now - self._tried < _COOLDOWN:
                return
            self._tried = now
            try:
                self._keys = await self._fetched_keys()
            except Unreachable as error:
                self._failure = error
                _log.warning("The keys of %s can't be fetched: %s", self.config.issuer, error)
            else:
                self._fetched, self._failure = now, None

    async def _fetched_keys(self) -> dict[str | None, list[PublicKey]]:
        where = f"{self.config.issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            found = msgspec.convert(await self._fetch(where), _Discovery)
            if found.issuer != self.config.issuer:
                raise Unreachable(f"{where} is of another issuer")
            said = msgspec.convert(await self._fetch(found.jwks_uri), _KeySet).keys
        except msgspec.ValidationError as error:
            raise Unreachable(f"{where}: {error}") from None
        keys: dict[str | None, list[PublicKey]] = {}
        for jwk in said[:_MOST_KEYS]:
            if key := public_key(jwk):
                keys.setdefault(jwk.get("kid"), []).append(key)
        return keys
