"""Links: addresses of an invoice's files, each for one viewer and some minutes, signed.

Whoever has a link may open it: a browser sends no header along. So it says who asked for it and
until when it holds, and HMAC-SHA256 (RFC 2104) keeps anybody from writing one themselves.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NewType

import msgspec

from adapters.port import DocumentKind

__all__ = ["URL", "Grant", "Links", "Signer"]

URL = NewType("URL", str)
"""A web address."""

_PURPOSE = b"panther document links, 1"
_LONGEST = 2000


class Grant(msgspec.Struct, frozen=True, array_like=True):
    """That one viewer of one connection may have one file of one invoice; with ``trust``, and
    what it says of the client's trust money.
    """

    connection: str
    user_id: str | None
    invoice_id: str
    kind: DocumentKind
    trust: bool


class _Sealed(msgspec.Struct, frozen=True, array_like=True):
    grant: Grant
    until: int


_decode = msgspec.json.Decoder(_Sealed).decode


class Signer:
    """Signs with the first key and takes what any of the keys has signed."""

    def __init__(self, keys: Sequence[bytes], lasting: timedelta) -> None:
        self._keys = [hmac.digest(key, _PURPOSE, "sha256") for key in keys]
        self._lasting = lasting

    def token(self, grant: Grant, now: datetime) -> str:
        """Write a grant down, with the second until which it holds."""
        until = int((now + self._lasting).timestamp())
        said = _text(msgspec.json.encode(_Sealed(grant, until)))
        return f"{said}.{_signature(self._keys[0], said)}"

    def read(self, token: str) -> tuple[Grant, datetime] | None:
        """Return what a token grants, and until when; None for one that we have not signed."""
        said, _, signature = token.partition(".")
        given = signature.encode()
        genuine = [hmac.compare_digest(_signature(key, said).encode(), given) for key in self._keys]
        if len(token) > _LONGEST or not any(genuine):
            return None
        sealed = _decode(urlsafe_b64decode(said + "=" * (-len(said) % 4)))
        return sealed.grant, datetime.fromtimestamp(sealed.until, UTC)


@dataclass(frozen=True, slots=True)
class Links:
    """Makes links that lead back to the address that a request came to."""

    signer: Signer
    address: str

    def to(self, grant: Grant, now: datetime) -> URL:
        """Return the address at which what is granted can be had."""
        return URL(f"{self.address.rstrip('/')}/documents/{self.signer.token(grant, now)}")


def _signature(key: bytes, said: str) -> str:
    return _text(hmac.digest(key, said.encode(), "sha256"))


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
