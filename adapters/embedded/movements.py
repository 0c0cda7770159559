"""Movements: clients' money received, cleared, paid out, moved and given back."""

from adapters.embedded.amounts import minor_units, worded
from adapters.embedded.applications import Applications
from adapters.embedded.clearings import Clearings
from adapters.embedded.database import Database
from adapters.embedded.disbursements import Disbursements
from adapters.embedded.invoices import INVOICES
from adapters.embedded.journal import Journal, MoveDraft
from adapters.embedded.keys import Keys
from adapters.embedded.lists import Lists
from adapters.embedded.transfers import Transfers
from adapters.embedded.trust import JOURNAL, LEDGERS
from adapters.embedded.work import Bench
from adapters.port import (
    Application,
    Applied,
    Bounce,
    Clearing,
    Clock,
    Deposit,
    Disbursement,
    FirmMoneyCapped,
    Ids,
    InvalidInput,
    LedgerMismatch,
    MatterClosed,
    Moved,
    NotFound,
    PaymentMethod,
    Refusal,
    Refused,
    RequestDecision,
    Reversal,
    Transfer,
    TrustTransactionKind,
    from_minor,
)

__all__ = ["EmbeddedMovements"]

_RECEIVED = frozenset(PaymentMethod) - {PaymentMethod.TRUST, PaymentMethod.CREDIT}


class EmbeddedMovements:
    """Keeps :class:`adapters.port.Movements`."""

    def __init__(self, db: Database, keys: Keys, clock: Clock, ids: Ids) -> None:
        self._db = db
        self._keys = keys
        self._journal = Journal(db, clock, ids)
        self._bench = Bench(db, clock)
        self._applications = Applications(db, self._journal, clock)
        self._clearings = Clearings(db, self._journal, clock)
        self._transfers = Transfers(db, self._journal, clock, ids)
        self._disbursements = Disbursements(db, self._journal, self._applications, clock, ids)
        self._entries = Lists(db, JOURNAL)
        self._ledgers = Lists(db, LEDGERS)
        self._invoices = Lists(db, INVOICES)

    async def deposit(self, deposit: Deposit, idempotency_key: str) -> Moved:
        with self._db.write():
            return self._keys.once(
                idempotency_key, "deposit trust", deposit, Moved, lambda: self._deposit(deposit)
            )

    async def clear(self, clearing: Clearing, idempotency_key: str) -> Moved:
        with self._db.write():
            return self._keys.once(
                idempotency_key,
                "clear trust deposit",
                clearing,
                Moved,
                lambda: self._moved(self._clearings.clear(clearing)),
            )

    async def bounce(self, bounce: Bounce, idempotency_key: str) -> Moved:
        with self._db.write():
            return self._keys.once(
                idempotency_key,
                "bounce trust deposit",
                bounce,
                Moved,
                lambda: self._moved(self._clearings.bounce(bounce)),
            )

    async def disburse(self, disbursement: Disbursement, idempotency_key: str) -> Moved:
        with self._db.write():
            return self._keys.once(
                idempotency_key,
                "disburse trust",
                disbursement,
                Moved,
                lambda: self._paid_out(*self._disbursements.disburse(disbursement)),
            )

    async def decide(self, decision: RequestDecision, idempotency_key: str) -> Moved:
        with self._db.write():
            return self._keys.once(
                idempotency_key,
                "decide trust request",
                decision,
                Moved,
                lambda: self._paid_out(*self._disbursements.decide(decision)),
            )

    async def transfer(self, transfer: Transfer, idempotency_key: str) -> Moved:
        with self._db.write():
            return self._keys.once(
                idempotency_key,
                "transfer trust",
                transfer,
                Moved,
                lambda: self._moved(self._transfers.transfer(transfer)),
            )

    async def apply(self, application: Application, idempotency_key: str) -> Applied:
        with self._db.write():
            return self._keys.once(
                idempotency_key,
                "apply trust",
                application,
                Applied,
                lambda: self._apply(application),
            )

    async def reverse(self, reversal: Reversal, idempotency_key: str) -> Moved:
        with self._db.write():
            return self._keys.once(
                idempotency_key,
                "reverse trust",
                reversal,
                Moved,
                lambda: self._moved(self._reverse(reversal)),
            )

    def _moved(self, entry_id: str) -> Moved:
        (entry,) = self._entries.by("t.id", [entry_id])
        (ledger,) = self._ledgers.by("t.id", [entry.ledger_id])
        return Moved(transaction=entry, ledger=ledger)

    def _paid_out(self, entry_id: str | None, request_id: str | None) -> Moved:
        request = self._disbursements.request(request_id) if request_id else None
        entry = self._entries.by("t.id", [entry_id])[0] if entry_id else None
        ledger_id = entry.ledger_id if entry else request.ledger_id if request else ""
        (ledger,) = self._ledgers.by("t.id", [ledger_id])
        return Moved(transaction=entry, ledger=ledger, request=request)

    def _apply(self, application: Application) -> Applied:
        entry_id, limit = self._applications.apply(application)
        (invoice,) = self._invoices.by("t.id", [application.invoice_id])
        entry = self._entries.by("t.id", [entry_id])[0] if entry_id else None
        return Applied(invoice=invoice, transaction=entry, limit=limit)

    def _reverse(self, reversal: Reversal) -> str:
        known = self._clearings.reversible(reversal.transaction_id)
        if known.kind is TrustTransactionKind.TRANSFER:
            return self._transfers.reverse(known, reversal)
        return self._clearings.reverse(known, reversal.reason, reversal.recorded_by_id)

    def _deposit(self, deposit: Deposit) -> Moved:
        """Receive money, whole, into one ledger (TR1, TR5, TR10, TR19)."""
        problems: list[Refusal] = []
        rows = self._db.read(
            "select currency, firm_money_most, wires_clear_at_once, cash_clears_at_once, "
            "(select name from firm) from trust_accounts where id = ?",
            [deposit.account_id],
        )
        if not rows:
            missing = NotFound(
                field=("trustAccountId",), noun="trust account", id=deposit.account_id
            )
            raise Refused(missing)
        currency, most, wires, cash, firm = rows[0]
        amount = minor_units(deposit.amount, currency, deposit.currency_code, problems)
        self._journal.dated(deposit.account_id, deposit.date, problems)
        if deposit.method not in _RECEIVED:
            rule = f"Nobody pays into trust by {deposit.method.value}."
            problems.append(InvalidInput(field=("method",), rule=rule))
        own = deposit.client_id is None
        if own and deposit.matter_id is not None:
            rule = "The firm's own money is for bank charges, and for no matter."
            problems.append(LedgerMismatch(field=("matterId",), rule=rule))
        if not own:
            worded(deposit.payer or "", "payer", problems)
            self._belongs(deposit, currency, firm, problems)
        if problems:
            raise Refused(*problems)
        ledger = self._journal.open_ledger(deposit.account_id, deposit.client_id, deposit.matter_id)
        if own and ledger.posted + amount > most:
            capped = FirmMoneyCapped(field=("amount",), most=from_minor(most, currency))
            raise Refused(capped)
        at_once = (wires and deposit.method is PaymentMethod.WIRE) or (
            cash and deposit.method is PaymentMethod.CASH
        )
        move = MoveDraft(
            kind=TrustTransactionKind.DEPOSIT,
            amount=amount,
            date=deposit.date,
            cleared_on=deposit.date if at_once else None,
            method=deposit.method.value,
            reference=deposit.reference,
            payer=firm if own else deposit.payer,
            recorded_by_id=deposit.recorded_by_id,
        )
        return self._moved(self._journal.post(ledger, move))

    def _belongs(self, deposit: Deposit, currency: str, firm: str, problems: list[Refusal]) -> None:
        """Note whatever does not fit together: client, matter, currency, payer."""
        client = self._db.read("select 1 from contacts where id = ?", [deposit.client_id])
        if not client:
            problems.append(
                NotFound(field=("clientId",), noun="contact", id=str(deposit.client_id))
            )
        if (deposit.payer or "").strip().casefold() == firm.strip().casefold():
            rule = "The firm's own money and its clients' are never mixed; name who paid."
            problems.append(InvalidInput(field=("payer",), rule=rule))
        if deposit.matter_id is None:
            return
        matter = self._bench.matter(deposit.matter_id, problems)
        if matter and client and matter.client_id != deposit.client_id:
            rule = f"Matter {matter.number} has another client."
            problems.append(LedgerMismatch(field=("matterId",), rule=rule))
        elif matter and matter.currency != currency:
            rule = f"Matter {matter.number} is in {matter.currency}, the account in {currency}."
            problems.append(LedgerMismatch(field=("trustAccountId",), rule=rule))
        elif matter and matter.status in ("closed", "archived"):
            problems.append(
                MatterClosed(
                    field=("matterId",),
                    matter_id=deposit.matter_id,
                    number=matter.number,
                    status=matter.status,
                )
            )
