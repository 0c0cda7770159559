"""Secrets sealed with AES-GCM, each to the connection and the credential it belongs to."""

import base64
import os
import re
import struct
from collections.abc import Callable, Sequence
from hashlib import sha256
from hmac import compare_digest
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from typing_extensions import override

__all__ = ["Key", "Sealer", "Secret", "Unopenable", "UnusableKey", "generate"]

_FORM = 1
_HEAD = struct.Struct(">B4s12s")  # form, key id, nonce
_TAG_BYTES = 16
_KEY_BYTES = 32
_KEY_TEXT = re.compile(r"[A-Za-z0-9_-]{43}=?")
_RULE = (
    "must be 32 random bytes in base64url (43 characters of A-Z a-z 0-9 - _), several parted by "
    "commas, the newest first; panther connections key makes one"
)


class UnusableKey(ValueError):
    """A key breaks the rule; the message names the rule and the place, never the key."""


class Unopenable(Exception):
    """A sealed secret does not open; the message says whose and why, never what is in it."""

    def __init__(self, connection_id: str, credential: str, reason: str) -> None:
        super().__init__(
            f"The {credential} of connection {connection_id} can't be opened: {reason}"
        )
        self.connection_id = connection_id
        self.credential = credential


class _Unshown:
    """Something that neither a log, a message, a copy on disk nor a debugger's list shows."""

    __slots__ = ()

    @override
    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    @override
    def __format__(self, spec: str) -> str:
        return repr(self)

    @override
    def __reduce__(self) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} is never written out")


class Secret(_Unshown):
    """A text that shows itself only when it is asked to: :meth:`reveal`."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text; keep it out of messages and logs."""
        return self._text

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and compare_digest(
            _bytes(self.reveal()), _bytes(other.reveal())
        )

    @override
    def __hash__(self) -> int:
        return hash((Secret, self.reveal()))


class Key(_Unshown):
    """One AES-256 key. ``id`` is the first 8 hex digits of its SHA-256, and may be shown."""

    __slots__ = ("cipher", "id")

    def __init__(self, text: str) -> None:
        """Read a key. Raises ``UnusableKey`` if the text is not 32 bytes in base64url."""
        if not _KEY_TEXT.fullmatch(text):
            raise UnusableKey(f"a key {_RULE}.")
        raw = base64.urlsafe_b64decode(text.rstrip("=") + "=")
        self.id = sha256(raw).hexdigest()[:8]
        self.cipher = AESGCM(raw)

    @override
    def __repr__(self) -> str:
        return f"Key(id={self.id})"


def generate() -> str:
    """Make a new key, as text for ``PANTHER_SECRET_KEY``."""
    return base64.urlsafe_b64encode(os.urandom(_KEY_BYTES)).decode().rstrip("=")


class Sealer(_Unshown):
    """Seals with the first key and opens with all of them, so that keys can be changed."""

    def __init__(self, keys: Sequence[Key], random: Callable[[int], bytes] = os.urandom) -> None:
        """Raises ``UnusableKey`` if there is no key, or two of them have the same id."""
        self._keys = {key.id: key for key in keys}
        if not keys:
            raise UnusableKey(f"there is no key: it {_RULE}.")
        if len(self._keys) < len(keys):
            raise UnusableKey("the same key is given twice; leave one of them out.")
        self._first = keys[0]
        self._random = random

    @classmethod
    def from_text(cls, text: str) -> "Sealer":
        """Read ``PANTHER_SECRET_KEY``. Raises ``UnusableKey``, naming the place of a bad key."""
        parts = [part.strip() for part in text.split(",")] if text.strip() else []
        keys = []
        for place, part in enumerate(parts, 1):
            try:
                keys.append(Key(part))
            except UnusableKey as error:
                where = f"PANTHER_SECRET_KEY, key {place} of {len(parts)}"
                raise UnusableKey(f"{where}: {error}") from None
        return cls(keys)

    @override
    def __repr__(self) -> str:
        return f"Sealer({', '.join(self._keys)})"

    def seal(self, secret: Secret, connection_id: str, credential: str) -> bytes:
        """Return form, key id, nonce and ciphertext, all of it bound to whose it is."""
        nonce = self._random(12)
        head = _HEAD.pack(_FORM, bytes.fromhex(self._first.id), nonce)
        bound = _bound(head, connection_id, credential)
        return head + self._first.cipher.encrypt(nonce, _bytes(secret.reveal()), bound)

    def open(self, sealed: bytes, connection_id: str, credential: str) -> Secret:
        """Open what was sealed for this connection and credential; else ``Unopenable``."""
        if len(sealed) < _HEAD.size + _TAG_BYTES or sealed[0] != _FORM:
            reason = "it has a form that this version of the program does not know."
            raise Unopenable(connection_id, credential, reason)
        head = sealed[: _HEAD.size]
        _, key_id, nonce = _HEAD.unpack(head)
        key = self._keys.get(key_id.hex())
        if key is None:
            reason = f"the key {key_id.hex()} is not among those in PANTHER_SECRET_KEY."
            raise Unopenable(connection_id, credential, reason)
        try:
            bound = _bound(head, connection_id, credential)
            plain = key.cipher.decrypt(nonce, sealed[_HEAD.size :], bound)
        except InvalidTag:
            reason = "it was changed, or sealed for another connection or credential."
            raise Unopenable(connection_id, credential, reason) from None
        return Secret(plain.decode("utf-8", "surrogatepass"))

    def is_current(self, sealed: bytes) -> bool:
        """Tell whether the first key sealed this."""
        return sealed[:5] == bytes([_FORM]) + bytes.fromhex(self._first.id)


def _bound(head: bytes, connection_id: str, credential: str) -> bytes:
    """Join what a seal is bound to so that no two different owners are the same bytes."""
    names = [_bytes(connection_id), _bytes(credential)]
    return head + b"".join(struct.pack(">I", len(name)) + name for name in names)


def _bytes(text: str) -> bytes:
    """Encode any text: an encoding error would carry the text it failed on."""
    return text.encode("utf-8", "surrogatepass")
