"""Transfers: one client's money moved between that client's ledgers, both entries at once."""

import datetime as dt

from msgspec.structs import replace

from adapters.embedded.amounts import minor_units, worded
from adapters.embedded.chain import entry_hash
from adapters.embedded.columns import instant
from adapters.embedded.database import Database
from adapters.embedded.journal import Journal, LedgerRow
from adapters.embedded.work import Bench
from adapters.port import (
    Clock,
    CrossClientTrust,
    Ids,
    InvalidInput,
    LedgerMismatch,
    MatterClosed,
    Refusal,
    Refused,
    Reversal,
    Transfer,
    TrustTransaction,
    WouldOverdraw,
    from_minor,
    today,
)

__all__ = ["Transfers"]


class Transfers:
    """Moves money inside one client (TR11); inside a write only."""

    def __init__(self, db: Database, journal: Journal, clock: Clock, ids: Ids) -> None:
        self._db = db
        self._journal = journal
        self._bench = Bench(db, clock)
        self._clock = clock
        self._ids = ids

    def transfer(self, transfer: Transfer) -> str:
        """Move money; return the entry that went out."""
        source = self._journal.ledger(transfer.from_ledger_id, ("fromLedgerId",))
        problems: list[Refusal] = []
        amount = minor_units(transfer.amount, source.currency, transfer.currency_code, problems)
        self._journal.dated(source.account_id, transfer.date, problems)
        worded(transfer.reason, "reason", problems)
        target = self._target(transfer, source, problems)
        if problems or target is None:
            raise Refused(*problems)
        self._journal.covered(source, amount)
        by = transfer.recorded_by_id
        return self._post(source, target, amount, transfer.date, transfer.reason, by, None)

    def reverse(self, known: TrustTransaction, reversal: Reversal) -> str:
        """Undo a transfer, both its entries; return the one that undoes the entry named."""
        ((id, source_id, target_id, amount, out_id),) = self._db.read(
            "select id, to_ledger_id, from_ledger_id, amount, out_id from trust_transfers "
            "where id = ?",
            [known.transfer_id],
        )
        source = self._journal.ledger(source_id, ())
        target = self._journal.ledger(target_id, ())
        day = max(today(self._clock), known.date)
        problems: list[Refusal] = []
        self._journal.dated(source.account_id, day, problems, None)
        if amount > source.available:
            missing = from_minor(amount - source.available, source.currency)
            problems.append(WouldOverdraw(field=("transactionId",), shortfall=missing))
        if problems:
            raise Refused(*problems)
        by = reversal.recorded_by_id
        first = self._post(source, target, amount, day, reversal.reason, by, id)
        if known.id != out_id:
            return first
        ((second,),) = self._db.read("select id from trust_entries where reverses_id = ?", [out_id])
        return str(second)

    def _target(
        self, transfer: Transfer, source: LedgerRow, problems: list[Refusal]
    ) -> LedgerRow | None:
        """Return where the money goes, or note why it may not."""
        to_matter = transfer.to_matter_id
        if (transfer.to_ledger_id is None) == (to_matter is None):
            rule = "Say either to which ledger or to which matter."
            problems.append(InvalidInput(field=("toLedgerId",), rule=rule))
            return None
        if to_matter is None:
            target = self._journal.ledger(str(transfer.to_ledger_id), ("toLedgerId",))
            field, to_matter, client_id = "toLedgerId", target.matter_id, target.client_id
        else:
            matter = self._bench.matter(to_matter, problems)
            if matter is None:
                problems.append(replace(problems.pop(), field=("toMatterId",)))
                return None
            target, field, client_id = None, "toMatterId", matter.client_id
        if client_id is None or client_id != source.client_id:
            problems.append(CrossClientTrust(field=(field,), ledger_id=source.id))
            return None
        if to_matter:
            self._open(to_matter, source.currency, field, problems)
        if problems:
            return None
        target = target or self._journal.open_ledger(source.account_id, client_id, to_matter)
        if target.id == source.id or target.account_id != source.account_id:
            rule = "A transfer is between two ledgers of one account."
            problems.append(LedgerMismatch(field=(field,), rule=rule))
        return target

    def _open(self, matter_id: str, currency: str, field: str, problems: list[Refusal]) -> None:
        """Note what keeps a matter from taking this account's money."""
        matter = self._bench.matter(matter_id, problems)
        if matter and matter.status in ("closed", "archived"):
            problems.append(
                MatterClosed(
                    field=(field,), matter_id=matter_id, number=matter.number, status=matter.status
                )
            )
        elif matter and matter.currency != currency:
            rule = f"Matter {matter.number} is in {matter.currency}, the account in {currency}."
            problems.append(LedgerMismatch(field=(field,), rule=rule))

    def _post(
        self,
        source: LedgerRow,
        target: LedgerRow,
        amount: int,
        day: dt.date,
        reason: str,
        by: str | None,
        reverses_id: str | None,
    ) -> str:
        """Write the transfer down; the law posts both entries, chained as they are here."""
        undone = self._db.read(
            "select in_id, out_id from trust_transfers where id = ?", [reverses_id]
        )
        ((payee,),) = self._db.read("select name from contacts where id = ?", [target.client_id])
        id = self._ids.new("trx")
        shared = {
            "kind": "reversal" if reverses_id else "transfer",
            "purpose": "reversal" if reverses_id else "trust_to_trust",
            "date": day.isoformat(),
            "payee": payee,
            "reason": reason,
            "transfer_id": id,
            "recorded_by_id": by,
            "authorised_by_id": by,
            "created_at": instant(self._clock.now()),
        }
        hashes = [self._journal.last_hash()]
        entries = []
        for place, (ledger, change) in enumerate(((source, -amount), (target, amount))):
            entry = {
                **shared,
                "id": self._ids.new("trt"),
                "ledger_id": ledger.id,
                "amount": change,
                "running_balance": ledger.posted + change,
                "reverses_id": undone[0][place] if undone else None,
            }
            hashes.append(entry_hash(hashes[-1], entry, ledger.whose, str(shared["date"])))
            entries.append(entry)
        self._db.insert(
            "trust_transfers",
            {
                "id": id,
                "from_ledger_id": source.id,
                "to_ledger_id": target.id,
                "amount": amount,
                "date": shared["date"],
                "reason": reason,
                "reverses_id": reverses_id,
                "out_id": entries[0]["id"],
                "out_hash": hashes[1],
                "in_id": entries[1]["id"],
                "in_hash": hashes[2],
                "recorded_by_id": by,
                "created_at": shared["created_at"],
            },
        )
        return str(entries[0]["id"])
