"""Rate: what an hour costs, for whom, on what, from when until when."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Protocol

from msgspec import Struct

from adapters.port.money import Money
from adapters.port.paging import Listing, Page

__all__ = ["NewRate", "Rate", "RateFilter", "RateSource", "Rates", "Repriced"]


class RateSource(Enum):
    """The rules that price an hour, the first that has an answer before all behind it."""

    EXPLICIT = "explicit"
    MATTER_USER = "matter_user"
    MATTER_ROLE = "matter_role"
    MATTER = "matter"
    CLIENT = "client"
    USER = "user"
    FIRM = "firm"


class Rate(Struct, frozen=True, kw_only=True):
    """A price for one hour, for work done from ``valid_from`` to ``valid_to``, both taken in, or
    until further notice. ``source`` tells which of the four it is for are named.
    """

    id: str
    source: RateSource
    matter_id: str | None
    client_id: str | None
    user_id: str | None
    role: str | None
    rate: Money
    valid_from: date
    valid_to: date | None
    created_at: datetime


class RateFilter(Struct, frozen=True, kw_only=True):
    """Every condition given must hold; ``on`` is a day that the rate counts on."""

    source: tuple[RateSource, ...] | None = None
    on: date | None = None


class NewRate(Struct, frozen=True, kw_only=True):
    """A rate to set: for a matter and, of it, one user or one role; or for a client; or for a user;
    or, naming none, for the firm. A matter's is in its currency, the others in ``currency_code``,
    or else the client's or the firm's.

    It ends the one of the same scope that counts until further notice, the day before; one that
    begins on the same day it takes the place of.
    """

    rate: Decimal
    valid_from: date
    valid_to: date | None = None
    matter_id: str | None = None
    client_id: str | None = None
    user_id: str | None = None
    role: str | None = None
    currency_code: str | None = None


class Repriced(Struct, frozen=True, kw_only=True):
    """How many of a matter's entries have another rate now, and what that made of their worth."""

    matter_id: str
    count: int
    delta: Money


class Rates(Protocol):
    """What may be asked of a practice's rates. Setting one changes no entry."""

    async def page(self, listing: Listing[RateFilter]) -> Page[Rate]: ...

    async def count(self, filter: RateFilter) -> int: ...

    async def of_matters(
        self, matter_ids: Sequence[str], listing: Listing[RateFilter]
    ) -> Mapping[str, Page[Rate]]: ...

    async def count_of_matters(
        self, matter_ids: Sequence[str], filter: RateFilter
    ) -> Mapping[str, int]: ...

    async def of_clients(
        self, client_ids: Sequence[str], listing: Listing[RateFilter]
    ) -> Mapping[str, Page[Rate]]: ...

    async def count_of_clients(
        self, client_ids: Sequence[str], filter: RateFilter
    ) -> Mapping[str, int]: ...

    async def of_users(
        self, user_ids: Sequence[str], listing: Listing[RateFilter]
    ) -> Mapping[str, Page[Rate]]: ...

    async def count_of_users(
        self, user_ids: Sequence[str], filter: RateFilter
    ) -> Mapping[str, int]: ...

    async def set(self, draft: NewRate, idempotency_key: str | None) -> Rate:
        """Set a rate. Refuses with ``InvalidInput``, ``NotFound`` (matter, client, user),
        ``CurrencyMismatch``, ``IdempotencyMismatch``.
        """
        ...

    async def end(self, id: str, valid_to: date) -> Rate:
        """Let a rate count up to a day, taken in. Refuses with ``InvalidInput``, ``NotFound``."""
        ...

    async def recalculate(self, matter_id: str, idempotency_key: str | None) -> Repriced:
        """Price a matter's unbilled time anew, but for entries whose rate was said (IV9).

        An entry that no rule prices any more keeps the rate it has. Refuses with ``NotFound``,
        ``IdempotencyMismatch``.
        """
        ...
