"""Journal: the trust ledgers and every movement on them, one after the other."""

import sqlite3
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct

from adapters.embedded.columns import instant
from adapters.embedded.demo.chance import END, Chance
from adapters.embedded.demo.matters import Engagement
from adapters.embedded.demo.parties import Party
from adapters.port import TrustPurpose, TrustTransactionKind

__all__ = ["Entry", "Journal", "Ledger", "keep"]


class Ledger(Struct, kw_only=True):
    """One client's money in one account; ``matter`` is None for the client at large."""

    id: str
    account_id: str
    client: Party
    matter: Engagement | None


class Entry(Struct, frozen=True, kw_only=True):
    """One movement, as it stands in the journal."""

    sequence: int
    id: str
    ledger: Ledger
    kind: TrustTransactionKind
    purpose: TrustPurpose | None
    amount: int
    running_balance: int
    day: date
    cleared_on: date | None
    reference: str | None
    payee: str | None
    payer: str | None
    reverses_id: str | None
    invoice_id: str | None
    recorded_by_id: str
    created_at: datetime


class Journal:
    """Takes movements day by day, and knows what may be spent of each ledger."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self.entries: list[Entry] = []

    def posted(self, ledger: Ledger) -> int:
        """Return all that was entered."""
        return sum(entry.amount for entry in self.entries if entry.ledger is ledger)

    def available(self, ledger: Ledger, day: date) -> int:
        """Return what the bank has confirmed by that day and nothing has taken away."""
        return sum(
            entry.amount
            for entry in self.entries
            if entry.ledger is ledger and entry.cleared_on and entry.cleared_on <= day
        )

    def post(
        self,
        ledger: Ledger,
        day: date,
        kind: TrustTransactionKind,
        amount: int,
        recorded_by_id: str,
        *,
        purpose: TrustPurpose | None = None,
        cleared_on: date | None = None,
        reference: str | None = None,
        payee: str | None = None,
        payer: str | None = None,
        reverses_id: str | None = None,
        invoice_id: str | None = None,
    ) -> Entry:
        """Add a movement at the journal's end. What leaves a ledger has left it the same day."""
        if kind is not TrustTransactionKind.DEPOSIT:
            cleared_on = day
        entry = Entry(
            sequence=len(self.entries) + 1,
            id=self._chance.id("trt"),
            ledger=ledger,
            kind=kind,
            purpose=purpose,
            amount=amount,
            running_balance=self.posted(ledger) + amount,
            day=day,
            cleared_on=cleared_on if cleared_on and cleared_on <= END else None,
            reference=reference,
            payee=payee,
            payer=payer,
            reverses_id=reverses_id,
            invoice_id=invoice_id,
            recorded_by_id=recorded_by_id,
            created_at=self._moment(day),
        )
        self.entries.append(entry)
        return entry

    def _moment(self, day: date) -> datetime:
        """Return a moment of the day after whatever was entered before."""
        pause = timedelta(minutes=self._chance.draw.randint(3, 20))
        opening = datetime.combine(day, time(14, 30), UTC)
        if self.entries and self.entries[-1].created_at >= opening:
            opening = self.entries[-1].created_at
        return opening + pause


def keep(db: sqlite3.Connection, ledgers: list[Ledger], entries: list[Entry]) -> None:
    """Write the ledgers and their journal down."""
    db.executemany(
        "insert into trust_ledgers values (?, ?, ?, ?)",
        [
            (ledger.id, ledger.account_id, ledger.client.id, ledger.matter and ledger.matter.id)
            for ledger in ledgers
        ],
    )
    db.executemany(
        f"insert into trust_entries values ({', '.join('?' * 16)})",
        [_row(entry) for entry in entries],
    )


def _row(entry: Entry) -> tuple[str | int | None, ...]:
    return (
        entry.sequence,
        entry.id,
        entry.ledger.id,
        entry.kind.value,
        entry.purpose.value if entry.purpose else None,
        entry.amount,
        entry.running_balance,
        entry.day.isoformat(),
        entry.cleared_on.isoformat() if entry.cleared_on else None,
        entry.reference,
        entry.payee,
        entry.payer,
        entry.reverses_id,
        entry.invoice_id,
        entry.recorded_by_id,
        instant(entry.created_at),
    )
