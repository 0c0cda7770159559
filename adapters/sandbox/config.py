"""What a sandbox is told: whom it lets in, how much of the dialect it serves, how it resists."""

from collections.abc import Mapping
from enum import Enum

import pyotp
from msgspec import Struct
from typing_extensions import override

__all__ = ["Credential", "MfaKind", "Person", "RateLimit", "Reads", "SandboxConfig"]


class Reads(Enum):
    """Whether the whole dialect is served, or only what the seed document names."""

    EXTENDED = "extended"
    SEED = "seed"


class MfaKind(Enum):
    """How somebody proves, beside the password, that it is them."""

    TOTP = "totp"
    SMS = "sms"
    EMAIL = "email"


class Credential(Struct, frozen=True, kw_only=True):
    """The broker's own name and secret, which open its door before anybody signs in."""

    name: str
    secret: str

    @override
    def __repr__(self) -> str:
        return "Credential(…)"


class Person(Struct, frozen=True, kw_only=True):
    """Somebody who may sign in: as ``user_id``, or as the user with the username for e-mail.

    ``totp_secret`` goes with TOTP; ``sent_to`` is where an SMS or e-mail would have gone.
    """

    password: str
    user_id: str | None = None
    mfa: MfaKind | None = None
    totp_secret: str | None = None
    sent_to: str | None = None

    def __post_init__(self) -> None:
        if (self.mfa is MfaKind.TOTP) != (self.totp_secret is not None):
            raise ValueError("A totp_secret goes with mfa TOTP, and TOTP with a totp_secret.")
        if self.totp_secret is not None:
            pyotp.TOTP(self.totp_secret)  # raises ValueError for what is no secret

    @override
    def __repr__(self) -> str:
        return "Person(…)"


class RateLimit(Struct, frozen=True, kw_only=True):
    """At most so many requests in each stretch of so many seconds, whoever asks."""

    requests: int
    seconds: int = 60


class SandboxConfig(Struct, frozen=True, kw_only=True):
    """The sandbox's settings; without an ``integration_id`` every one is served."""

    credential: Credential
    people: Mapping[str, Person]
    integration_id: str | None = None
    reads: Reads = Reads.EXTENDED
    token_seconds: int = 3600
    rate_limit: RateLimit | None = None
