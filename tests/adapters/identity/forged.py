"""Tokens as an attacker would make them: any header, any claims, any key."""

import base64
import hashlib
import hmac
import json
from typing import Any

from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry
from joserfc.jwt import encode

__all__ = ["by_hand", "parts", "signed", "with_hmac"]


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a token's header and claims."""
    head, claims, _ = token.split(".")
    return tuple(json.loads(base64.urlsafe_b64decode(it + "==")) for it in (head, claims))


def by_hand(head: dict[str, Any], claims: dict[str, Any], signature: bytes = b"") -> str:
    """Put a token together around a signature."""
    text = ".".join(b64(json.dumps(it).encode()) for it in (head, claims))
    return f"{text}.{b64(signature)}"


def with_hmac(head: dict[str, Any], claims: dict[str, Any], secret: bytes) -> str:
    """Sign with a secret, as HS256 does: key confusion takes a public key for the secret."""
    unsigned = by_hand(head, claims).rpartition(".")[0]
    return f"{unsigned}.{b64(hmac.digest(secret, unsigned.encode(), hashlib.sha256))}"


def signed(key: RSAKey | ECKey | OKPKey, head: dict[str, Any], claims: dict[str, Any]) -> str:
    """Sign as the header says, whatever else is in it."""
    registry = JWSRegistry(algorithms=[head["alg"]], strict_check_header=False)
    return encode(head, dict(claims), key, registry=registry, default_type=None)
