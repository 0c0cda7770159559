"""Disbursements: trust money paid out, by one person or, of large sums, by two."""

import datetime as dt

from adapters.embedded.amounts import minor_units
from adapters.embedded.applications import Applications
from adapters.embedded.columns import instant, moment
from adapters.embedded.database import Database, Row
from adapters.embedded.journal import Journal, LedgerRow, MoveDraft
from adapters.port import (
    Clock,
    Disbursement,
    Ids,
    InvalidInput,
    InvalidState,
    NotFound,
    Refusal,
    Refused,
    RequestDecision,
    RequestStatus,
    SecondPersonNeeded,
    TrustPurpose,
    TrustRequested,
    TrustTransactionKind,
    from_minor,
)

__all__ = ["REQUESTS", "Disbursements", "requested"]

_NOBODY = ("", "cash", "bearer", "atm")
_NOT_PAID_OUT = {
    TrustPurpose.TRUST_TO_TRUST: "Move a client's money with transferTrust.",
    TrustPurpose.REVERSAL: "Undo an entry with reverseTrust.",
}

REQUESTS = (
    "select r.id, r.ledger_id, r.purpose, r.amount, a.currency, r.date, r.payee, r.reference, "
    "r.invoice_id, r.requested_by_id, r.status, r.decided_by_id, r.decided_at, r.entry_id, "
    "r.created_at, l.account_id from trust_requests r join trust_ledgers l on l.id = r.ledger_id "
    "join trust_accounts a on a.id = l.account_id where "
)


def requested(row: Row) -> TrustRequested:
    """Read a row of :data:`REQUESTS`."""
    (
        id, ledger_id, purpose, amount, currency, date, payee, reference, invoice_id,
        requested_by_id, status, decided_by_id, decided_at, entry_id, created_at, _,
    ) = row  # fmt: skip
    return TrustRequested(
        id=id,
        ledger_id=ledger_id,
        purpose=TrustPurpose(purpose),
        amount=from_minor(amount, currency),
        date=dt.date.fromisoformat(date),
        payee=payee,
        reference=reference,
        invoice_id=invoice_id,
        requested_by_id=requested_by_id,
        status=RequestStatus(status),
        decided_by_id=decided_by_id,
        decided_at=moment(decided_at) if decided_at else None,
        transaction_id=entry_id,
        created_at=moment(created_at),
    )


class Disbursements:
    """Pays out, or asks a second person to (TR9, TR13); inside a write only."""

    def __init__(
        self,
        db: Database,
        journal: Journal,
        applications: Applications,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._db = db
        self._journal = journal
        self._applications = applications
        self._clock = clock
        self._ids = ids

    def request(self, id: str) -> TrustRequested:
        """Return a request. Raises ``Refused`` with ``NotFound``."""
        rows = self._db.read(REQUESTS + "r.id = ?", [id])
        if not rows:
            raise Refused(NotFound(field=("requestId",), noun="trust request", id=id))
        return requested(rows[0])

    def disburse(self, wanted: Disbursement) -> tuple[str | None, str | None]:
        """Pay out; return the entry's id, or the request's that has to be approved first."""
        ledger = self._journal.ledger(wanted.ledger_id, ("ledgerId",))
        problems: list[Refusal] = []
        amount = minor_units(wanted.amount, ledger.currency, wanted.currency_code, problems)
        self._journal.dated(ledger.account_id, wanted.date, problems)
        _purposeful(wanted, ledger, problems)
        if problems:
            raise Refused(*problems)
        if wanted.purpose is TrustPurpose.EARNED_FEE:
            bill = self._applications.exactly(ledger, wanted.invoice_id, amount)
            entry_id = self._applications.post(
                ledger,
                bill,
                amount,
                wanted.recorded_by_id,
                payee=wanted.payee,
                reference=wanted.reference,
                day=wanted.date,
            )
            return entry_id, None
        if wanted.invoice_id:
            self._applications.serves(ledger, self._applications.bill(wanted.invoice_id))
        self._journal.covered(ledger, amount)
        limit = ledger.second_approver_above
        if limit is not None and amount > limit:
            return None, self._ask(wanted, amount)
        return self._pay(wanted, ledger, amount, wanted.recorded_by_id), None

    def decide(self, decision: RequestDecision) -> tuple[str | None, str | None]:
        """Approve a request and pay it out, or reject it; return the entry's id and its own."""
        request = self.request(decision.request_id)
        if request.status is not RequestStatus.PENDING:
            state, rule = request.status.value, "a request is decided once"
            raise Refused(
                InvalidState(
                    field=("requestId",),
                    noun="trust request",
                    id=request.id,
                    state=state,
                    rule=rule,
                )
            )
        if decision.decided_by_id is None:
            raise Refused(
                InvalidInput(field=None, rule="A service decides nothing; a person does.")
            )
        if decision.approve and decision.decided_by_id == request.requested_by_id:
            by = request.requested_by_id
            raise Refused(SecondPersonNeeded(field=("requestId",), asked_by_id=by))
        ledger = self._journal.ledger(request.ledger_id, ())
        entry_id = self._ids.new("trt") if decision.approve else None
        if decision.approve:
            problems: list[Refusal] = []
            self._journal.dated(ledger.account_id, request.date, problems, None)
            if problems:
                raise Refused(*problems)
            if request.invoice_id:  # the account's policy may have changed since
                bill = self._applications.bill(request.invoice_id)
                self._applications.serves(ledger, bill, ("requestId",))
        self._db.update(
            "trust_requests",
            request.id,
            {
                "status": "approved" if decision.approve else "rejected",
                "decided_by_id": decision.decided_by_id,
                "decided_at": instant(self._clock.now()),
                "entry_id": entry_id,
            },
        )
        if entry_id:
            wanted = Disbursement(
                ledger_id=request.ledger_id,
                purpose=request.purpose,
                amount=request.amount.amount,
                date=request.date,
                payee=request.payee,
                reference=request.reference,
                invoice_id=request.invoice_id,
                recorded_by_id=request.requested_by_id,
            )
            ((amount,),) = self._db.read(
                "select amount from trust_requests where id = ?", [request.id]
            )
            self._pay(wanted, ledger, amount, decision.decided_by_id, entry_id)
        return entry_id, request.id

    def _ask(self, wanted: Disbursement, amount: int) -> str:
        """Reserve the money until somebody else decides."""
        if wanted.recorded_by_id is None:
            rule = "A sum this large is asked for by a person and approved by another."
            raise Refused(InvalidInput(field=("amount",), rule=rule))
        id = self._ids.new("trq")
        self._db.insert(
            "trust_requests",
            {
                "id": id,
                "ledger_id": wanted.ledger_id,
                "purpose": wanted.purpose.value,
                "amount": amount,
                "date": wanted.date.isoformat(),
                "payee": wanted.payee,
                "reference": wanted.reference,
                "invoice_id": wanted.invoice_id,
                "requested_by_id": wanted.recorded_by_id,
                "created_at": instant(self._clock.now()),
            },
        )
        return id

    def _pay(
        self,
        wanted: Disbursement,
        ledger: LedgerRow,
        amount: int,
        authorised_by: str | None,
        id: str | None = None,
    ) -> str:
        move = MoveDraft(
            kind=TrustTransactionKind.DISBURSEMENT,
            purpose=wanted.purpose,
            amount=-amount,
            date=wanted.date,
            cleared_on=wanted.date,
            payee=wanted.payee,
            reference=wanted.reference,
            invoice_id=wanted.invoice_id,
            recorded_by_id=wanted.recorded_by_id,
            authorised_by_id=authorised_by,
        )
        return self._journal.post(ledger, move, id)


def _purposeful(wanted: Disbursement, ledger: LedgerRow, problems: list[Refusal]) -> None:
    """Note what is wrong with the purpose or the payee (TR9, TR10)."""
    if wanted.payee.strip().casefold() in _NOBODY:
        rule = "Trust money is paid to somebody named, never to cash or bearer."
        problems.append(InvalidInput(field=("payee",), rule=rule))
    if wanted.purpose in _NOT_PAID_OUT:
        problems.append(InvalidInput(field=("purpose",), rule=_NOT_PAID_OUT[wanted.purpose]))
    if wanted.purpose is TrustPurpose.EARNED_FEE and not wanted.invoice_id:
        rule = "Fees are earned by an invoice; say which."
        problems.append(InvalidInput(field=("invoiceId",), rule=rule))
    if (wanted.purpose is TrustPurpose.BANK_CHARGE) != (ledger.client_id is None):
        rule = "Bank charges are paid by the firm's own money in trust, and it pays no other."
        problems.append(InvalidInput(field=("purpose",), rule=rule))
