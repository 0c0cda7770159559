"""User: somebody who works at the firm, and what they may see and do."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Protocol

from msgspec import Struct

from adapters.port.paging import Listing, Page

__all__ = ["Entitlement", "User", "Users", "Viewer"]


class Entitlement(Enum):
    """A part of the practice that somebody may work with."""

    MATTERS = "matters"
    CONTACTS = "contacts"
    TIME = "time"
    INVOICES = "invoices"
    TRUST = "trust"
    TASKS = "tasks"
    DOCUMENTS = "documents"
    REPORTS = "reports"
    CONFLICTS = "conflicts"
    AUDIT = "audit"
    ADMIN = "admin"


class User(Struct, frozen=True, kw_only=True):
    """Somebody who works at the firm."""

    id: str
    name: str
    email: str | None
    role: str | None
    active: bool
    entitlements: tuple[Entitlement, ...]


class Viewer(Struct, frozen=True, kw_only=True):
    """Who is asking, through which connection, and until when they may."""

    connection: str
    user_id: str | None
    entitlements: tuple[Entitlement, ...]
    expires_at: datetime | None = None

    def may_read(self, part: Entitlement) -> bool:
        """Whether they may see this part; AUDIT sees all of them."""
        return part in self.entitlements or Entitlement.AUDIT in self.entitlements

    def may_change(self, part: Entitlement) -> bool:
        """Whether they may change this part, which AUDIT never lets anybody."""
        return part in self.entitlements


class Users(Protocol):
    """What may be asked of a firm's people. Ids unknown are left out."""

    async def by_id(self, ids: Sequence[str]) -> Sequence[User]: ...

    async def page(self, listing: Listing[None]) -> Page[User]: ...

    async def count(self) -> int: ...
