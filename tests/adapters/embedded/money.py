"""Money in the demo firm, moved at the port's level: each verb with what a test leaves unsaid."""

import datetime as dt
import itertools
from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest

from adapters.port import (
    Application,
    Applied,
    Bounce,
    Clearing,
    CreditKind,
    Deposit,
    Disbursement,
    Dispute,
    Invoice,
    InvoiceStepKind,
    Moved,
    NewCredit,
    NewDispute,
    NewInvoice,
    NewPayment,
    NewStep,
    NewTimeEntry,
    Paid,
    PaymentMethod,
    PaymentReversal,
    Reconciliation,
    Refusal,
    Refused,
    RequestDecision,
    Reversal,
    Settlement,
    Statement,
    Transfer,
    TrustBalance,
    TrustPolicyChange,
    TrustPurpose,
    TrustTransaction,
)
from tests.world import CLIENT, MATTER, OWNER, World

POOLED = "tra_21ff67"
TODAY = dt.date(2026, 2, 20)
PARALEGAL = "u_pp_1a92b7"
JANE = OWNER


class Bookkeeper:
    """Does what is asked, each time under a key of its own, as Jane unless another is named."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._keys = (f"key {number}" for number in itertools.count(1))
        self.practice = world.practice
        ((self.ledger,),) = world.sql("select id from trust_ledgers where matter_id = ?", MATTER)
        """Acme's for its matter: 2500.00, all cleared, nothing reserved."""

    @property
    def key(self) -> str:
        return next(self._keys)

    async def deposit(self, amount: str = "100", **changes: Any) -> Moved:
        said: dict[str, Any] = {
            "account_id": POOLED,
            "client_id": CLIENT,
            "matter_id": MATTER,
            "amount": Decimal(amount),
            "date": TODAY,
            "method": PaymentMethod.CHECK,
            "payer": "Acme Holdings LLC",
            "recorded_by_id": JANE,
        }
        return await self.practice.movements.deposit(Deposit(**{**said, **changes}), self.key)

    async def clear(self, id: str, on: dt.date = TODAY, **changes: Any) -> Moved:
        said = {"transaction_id": id, "cleared_on": on, "recorded_by_id": JANE}
        return await self.practice.movements.clear(Clearing(**{**said, **changes}), self.key)

    async def bounce(self, id: str, reason: str = "NSF") -> Moved:
        said = Bounce(transaction_id=id, reason=reason, recorded_by_id=JANE)
        return await self.practice.movements.bounce(said, self.key)

    async def disburse(self, amount: str, **changes: Any) -> Moved:
        said: dict[str, Any] = {
            "ledger_id": self.ledger,
            "purpose": TrustPurpose.CLIENT_REFUND,
            "amount": Decimal(amount),
            "date": TODAY,
            "payee": "Acme Holdings LLC",
            "recorded_by_id": PARALEGAL,
        }
        return await self.practice.movements.disburse(Disbursement(**{**said, **changes}), self.key)

    async def decide(self, id: str, approve: bool = True, by: str | None = JANE) -> Moved:
        said = RequestDecision(request_id=id, approve=approve, decided_by_id=by)
        return await self.practice.movements.decide(said, self.key)

    async def transfer(self, amount: str, **changes: Any) -> Moved:
        said: dict[str, Any] = {
            "from_ledger_id": self.ledger,
            "amount": Decimal(amount),
            "date": TODAY,
            "reason": "For another matter",
            "recorded_by_id": JANE,
        }
        return await self.practice.movements.transfer(Transfer(**{**said, **changes}), self.key)

    async def apply(self, invoice_id: str, **changes: Any) -> Applied:
        said = {"invoice_id": invoice_id, "recorded_by_id": JANE}
        return await self.practice.movements.apply(Application(**{**said, **changes}), self.key)

    async def undo(self, id: str, reason: str = "Entered twice") -> Moved:
        said = Reversal(transaction_id=id, reason=reason, recorded_by_id=JANE)
        return await self.practice.movements.reverse(said, self.key)

    async def step(self, id: str, kind: InvoiceStepKind, reason: str | None = None) -> Invoice:
        said = NewStep(invoice_id=id, kind=kind, reason=reason, by_id=JANE)
        return await self.practice.receivables.step(said, self.key)

    async def pay(self, invoice_id: str, amount: str, **changes: Any) -> Paid:
        said: dict[str, Any] = {
            "invoice_id": invoice_id,
            "amount": Decimal(amount),
            "date": TODAY,
            "method": PaymentMethod.WIRE,
            "recorded_by_id": JANE,
        }
        return await self.practice.receivables.pay(NewPayment(**{**said, **changes}), self.key)

    async def take_back(self, payment_id: str, reason: str = "NSF") -> Paid:
        said = PaymentReversal(payment_id=payment_id, reason=reason, recorded_by_id=JANE)
        return await self.practice.receivables.reverse(said, self.key)

    async def credit(self, invoice_id: str, amount: str | None = None, **changes: Any) -> Invoice:
        said: dict[str, Any] = {
            "invoice_id": invoice_id,
            "kind": CreditKind.CREDIT_NOTE,
            "reason": "Goodwill",
            "amount": None if amount is None else Decimal(amount),
            "recorded_by_id": JANE,
        }
        return await self.practice.receivables.credit(NewCredit(**{**said, **changes}), self.key)

    async def dispute(self, invoice_id: str, amount: str, **changes: Any) -> Dispute:
        said: dict[str, Any] = {
            "invoice_id": invoice_id,
            "amount": Decimal(amount),
            "reason": "Too many hours",
            "opened_by_id": JANE,
        }
        return await self.practice.receivables.dispute(NewDispute(**{**said, **changes}), self.key)

    async def settle(self, id: str) -> Dispute:
        said = Settlement(dispute_id=id, settlement="Agreed", settled_by_id=JANE)
        return await self.practice.receivables.settle(said, self.key)

    async def reconcile(
        self, as_of: dt.date, balance: str | None, **changes: Any
    ) -> Reconciliation:
        said: dict[str, Any] = {
            "account_id": POOLED,
            "as_of": as_of,
            "balance": None if balance is None else Decimal(balance),
            "recorded_by_id": JANE,
        }
        return await self.practice.books.reconcile(Statement(**{**said, **changes}), self.key)

    async def policy(self, **changes: Any) -> None:
        await self.practice.books.change_policy(TrustPolicyChange(account_id=POOLED, **changes))

    async def draft(self, hours: str = "1", **changes: Any) -> Invoice:
        """Draw up an invoice of so many hours at 395.00, for Acme's matter unless another."""
        matter_id = changes.get("matter_id", MATTER)
        entry = await self.practice.time_entries.log(
            NewTimeEntry(
                matter_id=matter_id,
                user_id=JANE,
                date=TODAY,
                description="Work",
                hours=Decimal(hours),
                rate=Decimal(395),
            ),
            None,
        )
        said = {"matter_id": matter_id, "issue_date": TODAY, "time_entry_ids": (entry.id,)}
        made = await self.practice.invoices.generate(NewInvoice(**{**said, **changes}), None)
        return made.record

    async def approved(self, hours: str = "1", **changes: Any) -> Invoice:
        """Draw up an invoice and approve it: 395.00 unless so many hours."""
        return await self.step((await self.draft(hours, **changes)).id, InvoiceStepKind.APPROVED)

    async def invoice(self, id: str) -> Invoice:
        (found,) = await self.practice.invoices.by_id([id])
        return found

    async def balance(self, ledger_id: str | None = None) -> tuple[str, ...]:
        """Return posted, cleared, held, requested and available."""
        (found,) = await self.practice.trust.ledgers_by_id([ledger_id or self.ledger])
        return figures(found.balance)

    async def anothers(self) -> str:
        """Return the ledger of another client's matter, with at least 1000.00 available."""
        return str(
            self.world.sql(
                "select l.id from trust_ledgers l join trust_balances b on b.ledger_id = l.id "
                "where l.client_id <> ? and l.matter_id is not null and l.account_id = ? "
                "and b.available > 100000 order by l.id limit 1",
                CLIENT,
                POOLED,
            )[0][0]
        )


def entry(moved: Moved | Applied) -> TrustTransaction:
    """Return the entry that was made."""
    assert moved.transaction
    return moved.transaction


def figures(balance: TrustBalance) -> tuple[str, ...]:
    """Return posted, cleared, held, requested and available, as they are written."""
    names = ("posted", "cleared", "held", "requested", "available")
    return tuple(str(getattr(balance, name).amount) for name in names)


async def refused(world: World, ask: Callable[[], Awaitable[Any]]) -> Sequence[Refusal]:
    """Return the refusals, the practice being as it was before."""
    before = world.everything()
    with pytest.raises(Refused) as refusal:
        await ask()
    assert world.everything() == before
    return refusal.value.refusals
