"""What a connection signs in with: never shown, not even by accident."""

from msgspec import Struct
from typing_extensions import override

__all__ = ["Credentials"]


class Credentials(Struct, frozen=True, kw_only=True):
    """The broker's own credential, and the firm's: with a secret for one-time codes, if it has."""

    basic_name: str
    basic_secret: str
    username: str
    password: str
    totp_secret: str | None = None

    @override
    def __repr__(self) -> str:
        return "Credentials(…)"
