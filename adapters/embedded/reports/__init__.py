"""Reports: what the practice's records come to, each read in one statement."""

from adapters.embedded.database import Database
from adapters.embedded.reports import bills, timekeepers, trust
from adapters.port import (
    CollectionsAsk,
    CollectionsRow,
    CollectionsTotal,
    Listing,
    RealizationAsk,
    RealizationRow,
    RealizationTotal,
    ReceivablesAsk,
    ReceivablesRow,
    ReceivablesTotal,
    Report,
    TrustBalancesAsk,
    TrustBalancesRow,
    TrustBalancesTotal,
    UtilizationAsk,
    UtilizationRow,
    UtilizationTotal,
    WorkInProgressAsk,
    WorkInProgressRow,
    WorkInProgressTotal,
)

__all__ = ["EmbeddedReports"]


class EmbeddedReports:
    """Keeps :class:`adapters.port.Reports`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def work_in_progress(
        self, listing: Listing[WorkInProgressAsk]
    ) -> Report[WorkInProgressRow, WorkInProgressTotal]:
        return bills.work_in_progress(self._db, listing)

    async def receivables(
        self, listing: Listing[ReceivablesAsk]
    ) -> Report[ReceivablesRow, ReceivablesTotal]:
        return bills.receivables(self._db, listing)

    async def collections(
        self, listing: Listing[CollectionsAsk]
    ) -> Report[CollectionsRow, CollectionsTotal]:
        return bills.collections(self._db, listing)

    async def realization(
        self, listing: Listing[RealizationAsk]
    ) -> Report[RealizationRow, RealizationTotal]:
        return timekeepers.realization(self._db, listing)

    async def utilization(
        self, listing: Listing[UtilizationAsk]
    ) -> Report[UtilizationRow, UtilizationTotal]:
        return timekeepers.utilization(self._db, listing)

    async def trust_balances(
        self, listing: Listing[TrustBalancesAsk]
    ) -> Report[TrustBalancesRow, TrustBalancesTotal]:
        return trust.trust_balances(self._db, listing)
