"""Signed tokens: RS, PS, ES and EdDSA and nothing else, checked by public keys that fit them."""

import warnings
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from joserfc.errors import ExpiredTokenError, JoseError, SecurityWarning
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key
from joserfc.jws import JWSRegistry
from joserfc.jwt import Claims, JWTClaimsRegistry, decode
from joserfc.util import urlsafe_b64decode
from typing_extensions import override

from adapters.identity.denied import Denied, Expired

__all__ = ["Head", "PublicKey", "checked", "head_of", "issuer_of", "public_key", "read"]

_ALGORITHMS: dict[type, frozenset[str]] = {
    RSAKey: frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}),
    ECKey: frozenset({"ES256", "ES384", "ES512"}),
    OKPKey: frozenset({"EdDSA", "Ed25519"}),
}
_CURVES = frozenset({"P-256", "P-384", "P-521", "Ed25519"})
_LEAST_RSA_BITS = 2048
_MOST_CHARACTERS = 8192
_TYPES = frozenset({None, "jwt", "at+jwt", "application/jwt", "application/at+jwt"})

PublicKey = RSAKey | ECKey | OKPKey
Shape = TypeVar("Shape")


class Head(msgspec.Struct, frozen=True):
    """What a token says of how it is signed; nothing else in its header is looked at."""

    alg: str
    kid: str | None = None
    typ: str | None = None


class _Payload(msgspec.Struct, frozen=True):
    iss: str


class _Registry(JWSRegistry):
    """Room for providers that put certificates in the header, which are not looked at."""

    max_header_length = 4096

    @override
    def get_alg(self, name: str) -> Any:
        """Return an algorithm that is allowed; EdDSA as the name for Ed25519 is still in use."""
        if self.allowed is None or name not in self.allowed:
            return super().get_alg(name)
        return self.algorithms[name]


def head_of(token: str) -> Head:
    """Read how a token is signed, believing nothing. Raises ``Denied``."""
    if len(token) > _MOST_CHARACTERS:
        raise Denied("it is longer than any token")
    parts = token.split(".")
    if len(parts) != 3:
        raise Denied("it is no signed token")
    head = _decoded(parts[0], Head)
    if (head.typ.lower() if head.typ else None) not in _TYPES:
        raise Denied("it is a token of another kind")
    return head


def issuer_of(token: str) -> str:
    """Read who a token says it is of, believing nothing. Raises ``Denied``."""
    return _decoded(token.split(".")[1], _Payload).iss


def public_key(jwk: dict[str, Any]) -> PublicKey | None:
    """Read a key that a token may be checked with; None for any other one.

    That is a public one, for signatures, of a length and on a curve that are safe.
    """
    if jwk.get("use", "sig") != "sig" or not {"d", "k"}.isdisjoint(jwk):
        return None
    try:
        with warnings.catch_warnings():  # of a key that is too short, which is refused here
            warnings.simplefilter("ignore", SecurityWarning)
            key = import_key(jwk)
        if isinstance(key, RSAKey) and key.raw_value.key_size >= _LEAST_RSA_BITS:
            return key
        if isinstance(key, ECKey | OKPKey) and key.curve_name in _CURVES:
            return key
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return None


def read(token: str, head: Head, key: PublicKey) -> Claims:
    """Return what a token says, if this key signed it in a way that the key is for.

    The claims are not yet checked. Raises ``Denied``.
    """
    allowed = _ALGORITHMS[type(key)]
    named = key.get("alg")
    if head.alg not in allowed or named not in (None, head.alg):
        raise Denied("its algorithm is not the key's")
    try:
        return decode(token, key, registry=_registries[type(key)]).claims
    except (JoseError, ValueError) as error:
        raise Denied(f"its signature does not hold: {type(error).__name__}") from None


def checked(
    claims: Claims, *, issuer: str, audience: str, now: datetime, leeway_seconds: int
) -> datetime:
    """Check a token's issuer, audience, time and subject; return when it expires.

    Raises ``Denied``, and ``Expired`` if time is all that is wrong.
    """
    registry = JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=leeway_seconds,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": audience},
        exp={"essential": True},
    )
    try:
        registry.validate(claims)
        return datetime.fromtimestamp(claims["exp"], now.tzinfo)
    except ExpiredTokenError:
        raise Expired("it has expired") from None
    except JoseError as error:
        raise Denied(f"its claims do not hold: {error}") from None
    except (ValueError, OverflowError, OSError):
        raise Denied("its claims do not hold: exp is no instant") from None


def _decoded(part: str, shape: type[Shape]) -> Shape:
    try:
        return msgspec.json.decode(urlsafe_b64decode(part.encode("ascii")), type=shape)
    except (msgspec.MsgspecError, ValueError):
        raise Denied("it is no signed token") from None


_registries = {
    kind: _Registry(algorithms=allowed, strict_check_header=False)
    for kind, allowed in _ALGORITHMS.items()
}
