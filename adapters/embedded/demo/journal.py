"""Journal: the trust ledgers and every movement on them, one after the other."""

import sqlite3
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from msgspec import Struct

from adapters.embedded.chain import FIRST_ENTRY, entry_hash
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

    @property
    def whose(self) -> tuple[str, str, str | None]:
        """Account, client and matter, as each entry's hash says it."""
        return self.account_id, self.client.id, self.matter.id if self.matter else None


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
    method: str | None = None
    reason: str | None = None
    transfer_id: str | None = None


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
        method: str | None = None,
        reason: str | None = None,
        transfer_id: str | None = None,
        created_at: datetime | None = None,
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
            created_at=created_at or self._moment(day),
            method=method,
            reason=reason,
            transfer_id=transfer_id,
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
        [(ledger.id, *ledger.whose) for ledger in ledgers],
    )
    before = FIRST_ENTRY
    for place, entry in enumerate(entries):
        row = _row(entry, before)
        if entry.kind is not TrustTransactionKind.TRANSFER:
            _insert(db, "trust_entries", row)
        elif entry.amount < 0:
            into = entries[place + 1]
            _insert(db, "trust_transfers", _transfer(entry, into, row["hash"]))
        before = row["hash"]


def _insert(db: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    marks = ", ".join(f":{name}" for name in row)
    db.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", row)


def _transfer(out: Entry, into: Entry, out_hash: str) -> dict[str, Any]:
    """Return the row that posts both entries of a transfer at once."""
    return {
        "id": out.transfer_id,
        "from_ledger_id": out.ledger.id,
        "to_ledger_id": into.ledger.id,
        "amount": into.amount,
        "date": out.day.isoformat(),
        "reason": out.reason,
        "out_id": out.id,
        "out_hash": out_hash,
        "in_id": into.id,
        "in_hash": _row(into, out_hash)["hash"],
        "recorded_by_id": out.recorded_by_id,
        "created_at": instant(out.created_at),
    }


def _row(entry: Entry, before: str) -> dict[str, Any]:
    cleared_on = entry.cleared_on.isoformat() if entry.cleared_on else None
    row = {
        "sequence": entry.sequence,
        "id": entry.id,
        "ledger_id": entry.ledger.id,
        "kind": entry.kind.value,
        "purpose": entry.purpose.value if entry.purpose else None,
        "amount": entry.amount,
        "running_balance": entry.running_balance,
        "date": entry.day.isoformat(),
        "cleared_on": cleared_on,
        "method": entry.method,
        "reference": entry.reference,
        "payee": entry.payee,
        "payer": entry.payer,
        "reason": entry.reason,
        "reverses_id": entry.reverses_id,
        "transfer_id": entry.transfer_id,
        "invoice_id": entry.invoice_id,
        "recorded_by_id": entry.recorded_by_id,
        "authorised_by_id": entry.recorded_by_id,
        "created_at": instant(entry.created_at),
    }
    return {
        **row,
        "prev_hash": before,
        "hash": entry_hash(before, row, entry.ledger.whose, cleared_on),
    }
