"""The service's own keys: one signs for a week, and is known for as long as its tokens last."""

from typing import Any

import msgspec
from joserfc.jwk import ECKey

from adapters.port import Clock, Ids
from adapters.state.seal import Secret
from adapters.state.signing_keys import SigningKeys, StoredKey

__all__ = ["Keyring"]

_PERIOD_SECONDS = 7 * 86_400
_MOST_KEPT = 64


class Keyring:
    """ES256 keys, kept sealed where every process finds them. A key's number is never reused."""

    def __init__(self, stored: SigningKeys, clock: Clock, ids: Ids) -> None:
        self._stored = stored
        self._clock = clock
        self._ids = ids
        self._known: dict[str, ECKey] = {}

    async def signing(self) -> tuple[str, ECKey]:
        """Return the key of these days with its id, made by whichever process comes first."""
        period = int(self._clock.now().timestamp()) // _PERIOD_SECONDS
        while (found := await self._stored.of(period)) is None:
            made = ECKey.generate_key("P-256").as_dict(private=True)
            secret = Secret(msgspec.json.encode(made).decode())
            key = StoredKey(kid=self._ids.new("key"), period=period, secret=secret)
            await self._stored.keep(key, since=period - 1)
        return found.kid, self._read(found)

    async def checking(self, kid: str) -> ECKey | None:
        """Return a key by its id, whichever process made it; None for one that never was."""
        if kid not in self._known:
            found = await self._stored.get(kid)
            return None if found is None else self._read(found)
        return self._known[kid]

    async def public(self) -> list[dict[str, Any]]:
        """Return what others may check our tokens with, as RFC 7517 writes keys."""
        return [
            {
                **self._read(key).as_dict(private=False),
                "kid": key.kid,
                "use": "sig",
                "alg": "ES256",
            }
            for key in await self._stored.all()
        ]

    def _read(self, key: StoredKey) -> ECKey:
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        if key.kid not in self._known:
            written = msgspec.json.decode(key.secret.reveal())
            self._known[key.kid] = ECKey.import_key(written)
        return self._known[key.kid]
