"""Matter: one engagement of the firm, and what may be said to change it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Protocol

from msgspec import UNSET, Struct, UnsetType

from adapters.port.fields import Fields
from adapters.port.money import Money
from adapters.port.paging import Listing, Page
from adapters.port.saved import Saved

__all__ = [
    "Billing",
    "BillingType",
    "Matter",
    "MatterBilling",
    "MatterChange",
    "MatterFilter",
    "MatterOrderField",
    "MatterStatus",
    "Matters",
    "NewMatter",
    "Workspace",
]


class MatterStatus(Enum):
    """Where a matter stands."""

    PENDING = "pending"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


class BillingType(Enum):
    """How the client is charged."""

    HOURLY = "hourly"
    FLAT_FEE = "flat_fee"
    CONTINGENCY = "contingency"
    RETAINER = "retainer"


class MatterOrderField(Enum):
    """What matters can be sorted by; each value names the record's attribute."""

    NUMBER = "number"
    TITLE = "title"
    OPEN_DATE = "open_date"
    UPDATED_AT = "updated_at"


class MatterBilling(Struct, frozen=True, kw_only=True):
    """The terms agreed; ``default_rate`` is for one hour, ``contingency_percent`` in 0..100."""

    type: BillingType
    currency_code: str
    default_rate: Money | None = None
    flat_amount: Money | None = None
    contingency_percent: Decimal | None = None


class Workspace(Struct, frozen=True, kw_only=True):
    """The matter's place in the document system."""

    id: str
    web_url: str | None = None


class Matter(Struct, frozen=True, kw_only=True):
    """One engagement of the firm for one client; ``client_matter_id`` is the client's own number."""

    id: str
    number: str
    external_id: str | None
    title: str
    status: MatterStatus
    practice_area: str | None
    tags: tuple[str, ...]
    open_date: date | None
    close_date: date | None
    limitation_date: date | None
    client_matter_id: str | None
    billing: MatterBilling
    client_id: str
    responsible_attorney_id: str | None
    team_ids: tuple[str, ...]
    trust_account_id: str | None
    i_manage_workspace: Workspace | None
    created_at: datetime
    updated_at: datetime


class MatterFilter(Struct, frozen=True, kw_only=True):
    """Every condition given must hold; ``updated_to`` is exclusive."""

    status: tuple[MatterStatus, ...] | None = None
    client_id: str | None = None
    responsible_attorney_id: str | None = None
    practice_area: str | None = None
    tag: str | None = None
    updated_from: datetime | None = None
    updated_to: datetime | None = None
    search: str | None = None


class Billing(Struct, frozen=True, kw_only=True):
    """Terms as proposed; amounts in ``currency_code``, or in the client's currency without one."""

    type: BillingType
    default_rate: Decimal | None = None
    flat_amount: Decimal | None = None
    contingency_percent: Decimal | None = None
    currency_code: str | None = None


class NewMatter(Struct, frozen=True, kw_only=True):
    """A matter to open; with an ``external_id`` seen before, what is given changes that matter."""

    title: str
    client_id: str
    external_id: str | None = None
    number: str | None = None
    practice_area: str | UnsetType | None = UNSET
    responsible_attorney_id: str | UnsetType | None = UNSET
    team_ids: tuple[str, ...] | UnsetType = UNSET
    status: MatterStatus | UnsetType = UNSET
    open_date: date | UnsetType | None = UNSET
    limitation_date: date | UnsetType | None = UNSET
    client_matter_id: str | UnsetType | None = UNSET
    billing: Billing | UnsetType = UNSET
    workspace_id: str | UnsetType | None = UNSET
    create_workspace: bool = False
    tags: tuple[str, ...] | UnsetType = UNSET


class MatterChange(Struct, frozen=True, kw_only=True):
    """What to change of a matter; what is unset stays as it is."""

    id: str
    title: str | UnsetType = UNSET
    practice_area: str | UnsetType | None = UNSET
    responsible_attorney_id: str | UnsetType | None = UNSET
    team_ids: tuple[str, ...] | UnsetType = UNSET
    status: MatterStatus | UnsetType = UNSET
    open_date: date | UnsetType | None = UNSET
    limitation_date: date | UnsetType | None = UNSET
    client_matter_id: str | UnsetType | None = UNSET
    billing: Billing | UnsetType = UNSET
    workspace_id: str | UnsetType | None = UNSET
    create_workspace: bool = False
    tags: tuple[str, ...] | UnsetType = UNSET


class Matters(Protocol):
    """What may be asked of a practice's matters. Ids unknown, or walled, are left out."""

    async def by_id(self, ids: Sequence[str], fields: Fields | None = None, /) -> Sequence[Matter]:
        """Return what has these ids; of each, no more than ``fields`` is needed."""
        ...

    async def by_number(self, numbers: Sequence[str]) -> Sequence[Matter]: ...

    async def by_external_id(self, external_ids: Sequence[str]) -> Sequence[Matter]: ...

    async def by_workspace(self, workspace_ids: Sequence[str]) -> Sequence[Matter]:
        """Return the matters whose documents lie in these workspaces."""
        ...

    async def page(self, listing: Listing[MatterFilter]) -> Page[Matter]: ...

    async def count(self, filter: MatterFilter) -> int: ...

    async def of_clients(
        self, client_ids: Sequence[str], listing: Listing[MatterFilter]
    ) -> Mapping[str, Page[Matter]]: ...

    async def count_of_clients(
        self, client_ids: Sequence[str], filter: MatterFilter
    ) -> Mapping[str, int]: ...

    async def create(self, draft: NewMatter, idempotency_key: str | None) -> Saved[Matter]:
        """Open a matter, or change the one with this external id.

        Refuses with ``InvalidInput``, ``NotFound`` (client, people), ``AlreadyExists`` (number),
        ``CurrencyMismatch``, ``IdempotencyMismatch``.
        """
        ...

    async def update(self, change: MatterChange) -> Matter:
        """Change a matter. Refuses as ``create`` does, and with ``TrustBalanceRemains``."""
        ...
