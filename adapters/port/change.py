"""Change: a record may be otherwise than it was, and how to wait for the next time it is."""

from collections.abc import AsyncGenerator
from enum import Enum
from typing import Protocol

from msgspec import Struct

__all__ = ["Change", "Changes", "Changing"]


class Changing(Enum):
    """What can be waited for."""

    MATTER = "matter"
    INVOICE = "invoice"


class Change(Struct, frozen=True, kw_only=True):
    """This record may be otherwise than before; how it is, whoever wants to know reads."""

    noun: Changing
    id: str


class Changes(Protocol):
    """What may be waited for at a practice."""

    def watch(self, noun: Changing, id: str | None = None) -> AsyncGenerator[Change, None]:
        """Wait for one record's changes, or all of a noun's, from this call on.

        Whoever comes late for the next one gets each record that changed meanwhile once, in the
        order of their newest changes. It ends where what changed meanwhile can't be told any more.
        """
        ...
