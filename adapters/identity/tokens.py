"""Our own tokens: who was let in, where, and with what; short-lived, and void when they say so."""

from datetime import datetime, timedelta

import msgspec
from joserfc.jwt import encode
from msgspec import Struct

from adapters.identity.denied import Denied, Expired
from adapters.identity.jose import checked, head_of, read
from adapters.identity.keyring import Keyring
from adapters.port import Clock, Entitlement, Ids
from adapters.state.sign_ins import SignIn, SignIns

__all__ = ["Grant", "Terms", "Tokens"]

_TYPE = "at+jwt"  # RFC 9068
_LEEWAY_SECONDS = 5  # for the clocks of two processes
_MOST_KEPT = 4096


class Terms(Struct, frozen=True, kw_only=True):
    """Whose tokens they are and for whom, and how long a token and a whole session last."""

    issuer: str
    audience: str
    token: timedelta
    session: timedelta


class Grant(Struct, frozen=True, kw_only=True):
    """What a token of ours says, and the key that says so."""

    connection: str
    user_id: str
    sign_in_id: str
    entitlements: tuple[Entitlement, ...]
    expires_at: datetime
    kid: str


class _Said(Struct):
    sub: str
    sid: str
    connection: str
    entitlements: tuple[Entitlement, ...]


class Tokens:
    """Signs tokens for sign-ins, and reads them for as long as those go on.

    A signature is checked once for each token; whether it still counts, at every request.
    """

    def __init__(
        self, keys: Keyring, sign_ins: SignIns, terms: Terms, clock: Clock, ids: Ids
    ) -> None:
        self._keys = keys
        self._sign_ins = sign_ins
        self._clock = clock
        self._ids = ids
        self._read: dict[str, Grant] = {}
        self.terms = terms

    async def sign(self, sign_in: SignIn) -> tuple[str, datetime]:
        """Return a token for somebody who signed in, and when it expires."""
        kid, key = await self._keys.signing()
        now = self._clock.now()
        expires_at = min(now + self.terms.token, sign_in.until).replace(microsecond=0)
        claims = {
            "iss": self.terms.issuer,
            "aud": self.terms.audience,
            "sub": sign_in.person.id,
            "sid": sign_in.id,
            "jti": self._ids.new("tok"),
            "iat": int(now.timestamp()),
            "nbf": int(now.timestamp()),
            "exp": int(expires_at.timestamp()),
            "connection": sign_in.connection,
            "entitlements": [it.value for it in sign_in.person.entitlements],
        }
        header = {"alg": "ES256", "kid": kid, "typ": _TYPE}
        return encode(header, claims, key), expires_at

    def knows(self, token: str) -> bool:
        """Whether a token was read before, and so is one of ours."""
        return token in self._read

    async def read(self, token: str) -> Grant:
        """Return what a token grants. Raises ``Denied``, or ``Expired`` once it grants no more."""
        grant = self._read.get(token) or await self._checked(token)
        if self._clock.now() >= grant.expires_at + timedelta(seconds=_LEEWAY_SECONDS):
            self._read.pop(token, None)
            raise Expired("it has expired")
        if not await self._sign_ins.lasts(grant.sign_in_id, grant.kid):
            self._read.pop(token, None)
            raise Expired("its session was ended")
        return grant

    async def _checked(self, token: str) -> Grant:
        head = head_of(token)
        if head.typ != _TYPE or head.kid is None:
            raise Denied("it is a token of another kind")
        key = await self._keys.checking(head.kid)
        if key is None:
            raise Denied("its key is not ours")
        claims = read(token, head, key)
        expires_at = checked(
            claims,
            issuer=self.terms.issuer,
            audience=self.terms.audience,
            now=self._clock.now(),
            leeway_seconds=_LEEWAY_SECONDS,
        )
        try:
            said = msgspec.convert(claims, _Said)
        except msgspec.ValidationError:
            raise Denied("it lacks something that ours say") from None
        grant = Grant(
            connection=said.connection,
            user_id=said.sub,
            sign_in_id=said.sid,
            entitlements=said.entitlements,
            expires_at=expires_at,
            kid=head.kid,
        )
        if len(self._read) >= _MOST_KEPT:
            self._read.clear()
        self._read[token] = grant
        return grant
