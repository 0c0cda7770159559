"""What is remembered, as values, and what may go wrong in remembering it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum, auto

from msgspec import Struct

__all__ = [
    "ConnectionKind",
    "ConnectionRecord",
    "Credential",
    "Hold",
    "Lease",
    "NameTaken",
    "NoSuchConnection",
    "Option",
    "UnusableState",
]

Option = str | int | float | bool | None


class ConnectionKind(StrEnum):
    """Which adapter speaks to the firm."""

    EMBEDDED = auto()
    SUPERGOOD = auto()
    PRACTICEPANTHER = auto()


class Credential(StrEnum):
    """What a secret is for. Each connection has at most one of each."""

    BASIC_NAME = auto()
    BASIC_SECRET = auto()
    USERNAME = auto()
    PASSWORD = auto()
    TOTP_SECRET = auto()
    AUTH_TOKEN = auto()
    CLIENT_ID = auto()
    CLIENT_SECRET = auto()
    ACCESS_TOKEN = auto()
    REFRESH_TOKEN = auto()


class Hold(Struct, frozen=True, kw_only=True):
    """A connection needs a person: why, since when, and which code (``sms``, ``email``) to send."""

    reason: str
    kind: str
    challenge_id: str | None = None
    sent_to: str | None = None
    since: datetime


class ConnectionRecord(Struct, frozen=True, kw_only=True):
    """One firm's door. What it signs in with is kept apart, sealed."""

    id: str
    name: str
    kind: ConnectionKind
    base_url: str | None
    options: Mapping[str, Option]
    created_at: datetime
    updated_at: datetime
    hold: Hold | None = None


class Lease(Struct, frozen=True, kw_only=True):
    """A name held until an instant. ``fence`` grows each time that the name is acquired."""

    name: str
    holder: str
    fence: int
    expires_at: datetime


class NameTaken(Exception):
    """Another connection, or another service account, has this name."""

    def __init__(self, name: str, noun: str = "connection") -> None:
        super().__init__(f"A {noun} named {name!r} exists; choose another name.")
        self.name = name


class NoSuchConnection(Exception):
    """No connection has this id; perhaps it was removed."""

    def __init__(self, connection_id: str) -> None:
        super().__init__(f"There is no connection {connection_id!r}.")
        self.connection_id = connection_id


class UnusableState(Exception):
    """The state's database can't be used; the message says which, why, and what to do."""
