"""Movement: what is meant to happen to trust money on a day, and its posting when it may."""

from datetime import date

from msgspec import Struct

from adapters.embedded.demo.bills import Bill
from adapters.embedded.demo.chance import Chance, following
from adapters.embedded.demo.firm import NAME, Firm
from adapters.embedded.demo.journal import Entry, Journal, Ledger
from adapters.embedded.demo.matters import ESTATES, LAND, LITIGATION, PROPERTY
from adapters.port import TrustPurpose, TrustTransactionKind

__all__ = ["Movement", "Poster"]

_CLEARS = {"check": 5, "ach": 3, "card": 2, "wire": 0}
"""Working days until the bank has confirmed a deposit."""

_KIND = TrustTransactionKind
_PAYEES = {
    LITIGATION: ("Prairie State Court Reporting LLC", "Brightfile Discovery Services Inc."),
    PROPERTY: ("Trademark office fee account", "Brightfile Discovery Services Inc."),
    LAND: ("Lakefront Title & Escrow Co.", "County Recorder"),
    ESTATES: ("Clerk of the Circuit Court", "Department of Revenue"),
}


class Movement(Struct, kw_only=True):
    """An intention: a deposit, a transfer, an application, a disbursement or a reversal."""

    day: date
    kind: TrustTransactionKind
    ledger: Ledger
    amount: int = 0
    method: str = "check"
    payer: str | None = None
    payee: str | None = None
    purpose: TrustPurpose | None = None
    to: Ledger | None = None
    bill: Bill | None = None
    of: "Movement | None" = None
    entry: Entry | None = None


_TRANSFERS = 0xA70000  # ids like all others, and none that a counter from 1 would make


class Poster:
    """Posts movements as far as the money goes; what isn't covered isn't done."""

    def __init__(self, chance: Chance, firm: Firm) -> None:
        self._chance = chance
        self._trustee = firm.in_role("trustee")[0].id
        self._billing = firm.in_role("billing")[0].id
        self._transfers = _TRANSFERS
        self.journal = Journal(chance)

    def post(self, movement: Movement) -> None:
        """Post one movement, the days in their order."""
        match movement.kind:
            case TrustTransactionKind.DEPOSIT:
                self._deposit(movement)
            case TrustTransactionKind.TRANSFER:
                self._transfer(movement)
            case TrustTransactionKind.APPLICATION:
                self._apply(movement)
            case TrustTransactionKind.DISBURSEMENT:
                self._disburse(movement)
            case TrustTransactionKind.REVERSAL:
                self._reverse(movement)

    def _deposit(self, movement: Movement) -> None:
        movement.entry = self.journal.post(
            movement.ledger,
            movement.day,
            _KIND.DEPOSIT,
            movement.amount,
            self._billing,
            cleared_on=following(movement.day, _CLEARS[movement.method]),
            method=movement.method,
            reference=self._reference(movement.method, movement.day),
            payer=movement.payer or movement.ledger.client.name,
        )

    def _transfer(self, movement: Movement) -> None:
        """Move a client's money to another of the same client's ledgers: out, then in."""
        assert movement.to is not None
        amount = min(movement.amount, self._available(movement))
        if amount < 10_000:
            return
        self._transfers += 1
        first: Entry | None = None
        for ledger, sign in ((movement.ledger, -1), (movement.to, 1)):
            entry = self.journal.post(
                ledger,
                movement.day,
                _KIND.TRANSFER,
                sign * amount,
                self._trustee,
                purpose=TrustPurpose.TRUST_TO_TRUST,
                payee=ledger.client.name,
                reason="To the matter that the advance was for",
                transfer_id=f"trx_{self._transfers:06x}",
                created_at=first.created_at if first else None,
            )
            first = first or entry

    def _apply(self, movement: Movement) -> None:
        """Pay a bill from the ledger, and show on the bill what was held for it."""
        bill = movement.bill
        assert bill is not None
        amount = min(self._available(movement), bill.figures.billed, movement.amount)
        if amount < 5_000:
            return
        bill.trust_applied = amount
        movement.entry = self.journal.post(
            movement.ledger,
            movement.day,
            _KIND.APPLICATION,
            -amount,
            self._trustee,
            purpose=TrustPurpose.EARNED_FEE,
            reference=f"Earned fees, {bill.matter.number}",
            payee=NAME,
            invoice_id=bill.id,
        )

    def _disburse(self, movement: Movement) -> None:
        """Pay somebody; a refund without an amount is of all there is."""
        purpose = movement.purpose
        assert purpose is not None
        available = self._available(movement)
        refund = purpose is TrustPurpose.CLIENT_REFUND
        amount = movement.amount or available
        if not amount or amount > available:
            return
        matter, client = movement.ledger.matter, movement.ledger.client.name
        payees = _PAYEES[matter.area] if matter else (client,)
        self.journal.post(
            movement.ledger,
            movement.day,
            _KIND.DISBURSEMENT,
            -amount,
            self._trustee,
            purpose=purpose,
            reference=f"Trust check {self._chance.draw.randint(2001, 5999)}",
            payee=client if refund else movement.payee or self._chance.draw.choice(payees),
        )

    def _reverse(self, movement: Movement) -> None:
        """Undo a deposit that the bank credited twice, if its money is still there."""
        assert movement.of is not None
        entry = movement.of.entry
        if entry is None or entry.amount > self._available(movement):
            return
        self.journal.post(
            movement.ledger,
            movement.day,
            _KIND.REVERSAL,
            -entry.amount,
            self._trustee,
            purpose=TrustPurpose.REVERSAL,
            reason=f"{entry.reference} was credited twice",
            payee=entry.payer,
            reverses_id=entry.id,
        )

    def _available(self, movement: Movement) -> int:
        return self.journal.available(movement.ledger, movement.day)

    def _reference(self, method: str, day: date) -> str:
        digits = self._chance.draw.randint(1001, 9899)
        return {
            "check": f"Check {digits}",
            "ach": f"ACH {digits:06d}",
            "card": f"Card ending {digits}",
            "wire": f"Wire {day:%y%m%d}-{digits}",
        }[method]
