"""The books of trust accounts, of which the dialect has nothing: all of it is refused by name."""

from collections.abc import Mapping, Sequence

from adapters.port import (
    Capability,
    Evergreen,
    EvergreenChange,
    JournalProof,
    Reconciliation,
    Refused,
    Statement,
    TrustAccount,
    TrustExplanation,
    TrustPolicy,
    TrustPolicyChange,
    TrustRequested,
)
from adapters.supergood.habits import lacks

__all__ = ["SupergoodBooks"]


def _unkept() -> Refused:
    return lacks(Capability.KEEP_TRUST_BOOKS.value)


class SupergoodBooks:
    """Keeps :class:`adapters.port.Books`: none is ever said to be empty that can't be seen."""

    async def reconcile(self, statement: Statement, idempotency_key: str | None) -> Reconciliation:
        raise _unkept()

    async def reconciliations(
        self, account_ids: Sequence[str]
    ) -> Mapping[str, Sequence[Reconciliation]]:
        raise _unkept()

    async def verify(self) -> JournalProof:
        raise _unkept()

    async def policies(self, account_ids: Sequence[str]) -> Sequence[TrustPolicy]:
        raise _unkept()

    async def change_policy(self, change: TrustPolicyChange) -> TrustAccount:
        raise _unkept()

    async def requests(self, account_ids: Sequence[str]) -> Mapping[str, Sequence[TrustRequested]]:
        raise lacks(Capability.DECIDE_TRUST_REQUESTS.value)

    async def requests_by_id(self, ids: Sequence[str]) -> Sequence[TrustRequested]:
        raise lacks(Capability.DECIDE_TRUST_REQUESTS.value)

    async def explain_invoices(self, invoice_ids: Sequence[str]) -> Sequence[TrustExplanation]:
        raise _unkept()

    async def explain_ledgers(self, ledger_ids: Sequence[str]) -> Sequence[TrustExplanation]:
        raise _unkept()

    async def evergreens(self, matter_ids: Sequence[str]) -> Sequence[Evergreen]:
        raise _unkept()

    async def change_evergreen(self, change: EvergreenChange) -> None:
        raise _unkept()
