"""Clearings: what the bank has said of deposits, and entries undone by their opposite."""

from adapters.embedded.chain import FIRST_CLEARING, clearing_hash
from adapters.embedded.columns import instant
from adapters.embedded.database import Database
from adapters.embedded.journal import Journal, MoveDraft
from adapters.embedded.lists import Lists
from adapters.embedded.trust import JOURNAL
from adapters.port import (
    AlreadyReversed,
    Bounce,
    Clearing,
    Clock,
    InvalidInput,
    InvalidState,
    NotFound,
    Refusal,
    Refused,
    TrustPurpose,
    TrustTransaction,
    TrustTransactionKind,
    WouldOverdraw,
    from_minor,
    to_minor,
    today,
)

__all__ = ["Clearings"]


class Clearings:
    """Clears, bounces and reverses entries; inside a write only."""

    def __init__(self, db: Database, journal: Journal, clock: Clock) -> None:
        self._db = db
        self._journal = journal
        self._clock = clock
        self._entries = Lists(db, JOURNAL)

    def clear(self, clearing: Clearing) -> str:
        """Note that a deposit is there; return its id (TR5)."""
        known = self._pending(clearing.transaction_id)
        ledger = self._journal.ledger(known.ledger_id, ())
        problems: list[Refusal] = []
        self._journal.dated(ledger.account_id, clearing.cleared_on, problems, ("clearedOn",))
        if clearing.cleared_on < known.date:
            rule = f"A deposit of {known.date} clears on that day or later."
            problems.append(InvalidInput(field=("clearedOn",), rule=rule))
        if problems:
            raise Refused(*problems)
        rows = self._db.read(
            "select sequence, hash from trust_clearings order by sequence desc limit 1"
        )
        last, before = rows[0] if rows else (0, FIRST_CLEARING)
        row = {
            "entry_id": known.id,
            "cleared_on": clearing.cleared_on.isoformat(),
            "recorded_by_id": clearing.recorded_by_id,
            "created_at": instant(self._clock.now()),
        }
        chain = {"prev_hash": before, "hash": clearing_hash(before, row)}
        self._db.insert("trust_clearings", {"sequence": last + 1, **row, **chain})
        return known.id

    def bounce(self, bounce: Bounce) -> str:
        """Take back a deposit that never came; return the entry that does."""
        known = self._pending(bounce.transaction_id)
        return self.reverse(known, bounce.reason, bounce.recorded_by_id)

    def reversible(self, id: str) -> TrustTransaction:
        """Return an entry that can be undone (TR12)."""
        known = self._known(id)
        if known.kind is TrustTransactionKind.REVERSAL:
            raise Refused(_unfit(known, "reversal", "a reversal is not undone; enter it anew"))
        return known

    def reverse(self, known: TrustTransaction, reason: str, by: str | None) -> str:
        """Write an entry's opposite, dated today; return its id."""
        ledger = self._journal.ledger(known.ledger_id, ())
        day = max(today(self._clock), known.date)
        problems: list[Refusal] = []
        self._journal.dated(ledger.account_id, day, problems, None)
        if problems:
            raise Refused(*problems)
        amount = to_minor(known.amount.amount, ledger.currency)
        short = amount - ledger.available
        if known.cleared_on and short > 0:
            missing = from_minor(short, ledger.currency)
            raise Refused(WouldOverdraw(field=("transactionId",), shortfall=missing))
        move = MoveDraft(
            kind=TrustTransactionKind.REVERSAL,
            purpose=TrustPurpose.REVERSAL,
            amount=-amount,
            date=day,
            cleared_on=day if known.cleared_on else None,
            payee=known.payer if amount > 0 else None,
            reason=reason,
            reverses_id=known.id,
            invoice_id=known.invoice_id,
            recorded_by_id=by,
        )
        return self._journal.post(ledger, move)

    def _pending(self, id: str) -> TrustTransaction:
        known = self._known(id)
        if known.kind is not TrustTransactionKind.DEPOSIT:
            raise Refused(_unfit(known, known.kind.value, "only a deposit clears or bounces"))
        if known.cleared_on:
            rule = f"it cleared on {known.cleared_on}; reverse it instead"
            raise Refused(_unfit(known, "cleared", rule))
        return known

    def _known(self, id: str) -> TrustTransaction:
        found = self._entries.by("t.id", [id])
        if not found:
            field = ("transactionId",)
            raise Refused(NotFound(field=field, noun="trust transaction", id=id))
        if found[0].reversed_by_id:
            by = found[0].reversed_by_id
            raise Refused(AlreadyReversed(field=("transactionId",), id=id, reversed_by_id=by))
        return found[0]


def _unfit(entry: TrustTransaction, state: str, rule: str) -> InvalidState:
    return InvalidState(
        field=("transactionId",), noun="trust transaction", id=entry.id, state=state, rule=rule
    )
