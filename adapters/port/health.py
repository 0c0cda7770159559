"""Health: how a practice's upstream fares, and what of its answers was not as expected."""

from datetime import datetime

from msgspec import Struct

from adapters.port.capability import Capability
from adapters.port.refusals import NeedsPerson

__all__ = ["DriftSeen", "PracticeHealth", "Unreadable"]


class DriftSeen(Struct, frozen=True, kw_only=True):
    """Something in the upstream's answers that was otherwise than expected; never a value."""

    noun: str
    field: str
    kind: str
    sample_type: str
    count: int
    first_seen: datetime
    last_seen: datetime


class Unreadable(Struct, frozen=True, kw_only=True):
    """A record that could not be read: left out of its list, or refused if nothing else was in it."""

    noun: str
    id: str


class PracticeHealth(Struct, frozen=True, kw_only=True):
    """What is known of an upstream without asking it; an embedded practice is always well.

    ``failure`` is what kept the last answer away, and what to do about it; none if one came.
    ``resting`` says whether it is left alone for a while, for it failed again and again;
    ``waiting``, how many calls wait for their turn; ``signed_in``, whether there is a session.
    """

    capabilities: tuple[Capability, ...]
    needs_person: NeedsPerson | None = None
    failure: str | None = None
    resting: bool = False
    waiting: int = 0
    signed_in: bool = True
    drift: tuple[DriftSeen, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
