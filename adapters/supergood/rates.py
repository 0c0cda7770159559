"""Rates: the dialect has no words for them, so every ask is refused by name."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NoReturn

from adapters.port import (
    Capability,
    Listing,
    NewRate,
    NotSupportedByUpstream,
    Page,
    Rate,
    RateFilter,
    Refused,
    Repriced,
)

__all__ = ["SupergoodRates"]


class SupergoodRates:
    """Keeps :class:`adapters.port.Rates` by refusing."""

    async def page(self, listing: Listing[RateFilter]) -> Page[Rate]:
        _refuse()

    async def count(self, filter: RateFilter) -> int:
        _refuse()

    async def of_matters(
        self, matter_ids: Sequence[str], listing: Listing[RateFilter]
    ) -> Mapping[str, Page[Rate]]:
        _refuse()

    async def count_of_matters(
        self, matter_ids: Sequence[str], filter: RateFilter
    ) -> Mapping[str, int]:
        _refuse()

    async def of_clients(
        self, client_ids: Sequence[str], listing: Listing[RateFilter]
    ) -> Mapping[str, Page[Rate]]:
        _refuse()

    async def count_of_clients(
        self, client_ids: Sequence[str], filter: RateFilter
    ) -> Mapping[str, int]:
        _refuse()

    async def of_users(
        self, user_ids: Sequence[str], listing: Listing[RateFilter]
    ) -> Mapping[str, Page[Rate]]:
        _refuse()

    async def count_of_users(
        self, user_ids: Sequence[str], filter: RateFilter
    ) -> Mapping[str, int]:
        _refuse()

    async def set(self, draft: NewRate, idempotency_key: str | None) -> Rate:
        _refuse()

    async def end(self, id: str, valid_to: date) -> Rate:
        _refuse()

    async def recalculate(self, matter_id: str, idempotency_key: str | None) -> Repriced:
        _refuse()


def _refuse() -> NoReturn:
    raise Refused(NotSupportedByUpstream(capability=Capability.KEEP_RATES.value))
