"""Journal: the one way by which an entry comes to the trust journal, checked, chained and footed."""

import datetime as dt
from typing import Any

from msgspec import Struct

from adapters.embedded.chain import FIRST_ENTRY, entry_hash
from adapters.embedded.columns import instant
from adapters.embedded.database import Database
from adapters.port import (
    Clock,
    FundsNotCleared,
    Ids,
    InsufficientTrustFunds,
    InvalidInput,
    NotFound,
    PeriodClosed,
    Refusal,
    Refused,
    TrustPurpose,
    TrustTransactionKind,
    from_minor,
    today,
)

__all__ = ["Journal", "LedgerRow", "MoveDraft"]

_AHEAD = dt.timedelta(days=1)  # it is already tomorrow in Auckland
_LEDGER = (
    "select l.id, l.account_id, l.client_id, l.matter_id, a.currency, b.posted, b.cleared, b.held, "
    "b.requested, b.available, a.second_approver_above, a.client_money_pays_matters "
    "from trust_ledgers l join trust_accounts a on a.id = l.account_id "
    "join trust_balances b on b.ledger_id = l.id where "
)


class LedgerRow(Struct, frozen=True, kw_only=True):
    """A ledger as it stands now, in minor units, and what its account's policy says."""

    id: str
    account_id: str
    client_id: str | None
    matter_id: str | None
    currency: str
    posted: int
    cleared: int
    held: int
    requested: int
    available: int
    second_approver_above: int | None
    client_money_pays_matters: int

    @property
    def whose(self) -> tuple[str, str | None, str | None]:
        """Whose money it is: account, client and matter, as each entry's hash says it."""
        return self.account_id, self.client_id, self.matter_id


class MoveDraft(Struct, frozen=True, kw_only=True):
    """An entry to make: above zero it comes in, below it goes out."""

    kind: TrustTransactionKind
    amount: int
    date: dt.date
    recorded_by_id: str | None
    authorised_by_id: str | None = None
    purpose: TrustPurpose | None = None
    cleared_on: dt.date | None = None
    method: str | None = None
    reference: str | None = None
    payee: str | None = None
    payer: str | None = None
    reason: str | None = None
    reverses_id: str | None = None
    invoice_id: str | None = None


class Journal:
    """Writes entries at the journal's end; inside a write only."""

    def __init__(self, db: Database, clock: Clock, ids: Ids) -> None:
        self._db = db
        self._clock = clock
        self._ids = ids

    def ledger(self, id: str, field: tuple[str, ...]) -> LedgerRow:
        """Return a ledger as it stands. Raises ``Refused`` with ``NotFound``."""
        found = self.ledgers("l.id = ?", [id])
        if not found:
            raise Refused(NotFound(field=field, noun="trust ledger", id=id))
        return found[0]

    def ledgers(self, where: str, args: list[Any]) -> list[LedgerRow]:
        """Return the ledgers of which this is true."""
        rows = self._db.read(_LEDGER + where, args)
        return [
            LedgerRow(**dict(zip(LedgerRow.__struct_fields__, row, strict=True))) for row in rows
        ]

    def open_ledger(
        self, account_id: str, client_id: str | None, matter_id: str | None
    ) -> LedgerRow:
        """Return the ledger of this account, client and matter; opened if there was none.

        A matter that names no account yet keeps to that of its first ledger.
        """
        where = "l.account_id = ? and l.client_id is ? and l.matter_id is ?"
        args = [account_id, client_id, matter_id]
        found = self.ledgers(where, args)
        if not found:
            id = self._ids.new("trl")
            self._db.insert(
                "trust_ledgers",
                {
                    "id": id,
                    "account_id": account_id,
                    "client_id": client_id,
                    "matter_id": matter_id,
                },
            )
            self._db.run(
                "update matters set trust_account_id = ? where id = ? and trust_account_id is null",
                [account_id, matter_id],
            )
            found = self.ledgers(where, args)
        return found[0]

    def dated(
        self,
        account_id: str,
        day: dt.date,
        problems: list[Refusal],
        field: tuple[str, ...] | None = ("date",),
    ) -> None:
        """Note a day that is still to come, or in a period that was closed (TR14)."""
        if day > today(self._clock) + _AHEAD:
            rule = f"{day} is still to come; record what has happened."
            problems.append(InvalidInput(field=field, rule=rule))
        ((closed,),) = self._db.read(
            "select max(as_of) from trust_reconciliations "
            "where account_id = ? and closes_period = 1",
            [account_id],
        )
        if closed and day.isoformat() <= closed:
            through = dt.date.fromisoformat(closed)
            problems.append(PeriodClosed(field=field, closed_through=through))

    def covered(
        self, ledger: LedgerRow, amount: int, field: tuple[str, ...] | None = ("amount",)
    ) -> None:
        """Raise ``Refused`` unless cleared money that nothing reserves covers this (TR3, TR5)."""
        short = amount - ledger.available
        if short <= 0:
            return
        uncleared = ledger.posted - ledger.cleared
        missing = from_minor(short, ledger.currency)
        if short <= uncleared:
            waiting = from_minor(uncleared, ledger.currency)
            raise Refused(FundsNotCleared(field=field, shortfall=missing, uncleared=waiting))
        raise Refused(InsufficientTrustFunds(field=field, shortfall=missing))

    def post(self, ledger: LedgerRow, move: MoveDraft, id: str | None = None) -> str:
        """Add an entry to a ledger; return its id."""
        before = self.last_hash()
        ((balance,),) = self._db.read(
            "select coalesce((select running_balance from trust_entries where ledger_id = ? "
            "order by sequence desc limit 1), 0)",
            [ledger.id],
        )
        cleared_on = move.cleared_on.isoformat() if move.cleared_on else None
        row = {
            "id": id or self._ids.new("trt"),
            "ledger_id": ledger.id,
            "kind": move.kind.value,
            "purpose": move.purpose.value if move.purpose else None,
            "amount": move.amount,
            "running_balance": balance + move.amount,
            "date": move.date.isoformat(),
            "method": move.method,
            "reference": move.reference,
            "payee": move.payee,
            "payer": move.payer,
            "reason": move.reason,
            "reverses_id": move.reverses_id,
            "invoice_id": move.invoice_id,
            "recorded_by_id": move.recorded_by_id,
            "authorised_by_id": move.authorised_by_id or move.recorded_by_id,
            "created_at": instant(self._clock.now()),
        }
        chain = {"prev_hash": before, "hash": entry_hash(before, row, ledger.whose, cleared_on)}
        sequence = self._db.read("select 1 + coalesce(max(sequence), 0) from trust_entries")[0][0]
        self._db.insert(
            "trust_entries", {"sequence": sequence, **row, "cleared_on": cleared_on, **chain}
        )
        return str(row["id"])

    def last_hash(self) -> str:
        """Return the hash that the next entry carries on."""
        rows = self._db.read("select hash from trust_entries order by sequence desc limit 1")
        return str(rows[0][0]) if rows else FIRST_ENTRY
