"""Steps: how an invoice comes from draft to sent, or is voided; approval posts its trust money."""

from adapters.embedded.applications import PAYABLE, Applications, Bill
from adapters.embedded.columns import instant
from adapters.embedded.database import Database
from adapters.port import (
    Clock,
    HasPayments,
    InvalidInput,
    InvalidState,
    InvoiceStepKind,
    NewStep,
    Refused,
    SecondPersonNeeded,
)

__all__ = ["Steps"]

_FROM = {
    InvoiceStepKind.SUBMITTED: ("draft",),
    InvoiceStepKind.REJECTED: ("pending_approval",),
    InvoiceStepKind.APPROVED: ("draft", "pending_approval"),
    InvoiceStepKind.SENT: (*PAYABLE, "paid"),
    InvoiceStepKind.VIEWED: ("sent", "viewed"),
    InvoiceStepKind.VOIDED: ("draft", "pending_approval", *PAYABLE),
}
_RULES = {
    InvoiceStepKind.SUBMITTED: "a draft is submitted for approval",
    InvoiceStepKind.REJECTED: "what awaits approval is rejected",
    InvoiceStepKind.APPROVED: "a draft or what awaits approval is approved",
    InvoiceStepKind.SENT: "an approved invoice is sent",
    InvoiceStepKind.VIEWED: "a sent invoice is viewed",
    InvoiceStepKind.VOIDED: "an unpaid invoice is voided",
}
_REASONED = (InvoiceStepKind.REJECTED, InvoiceStepKind.VOIDED)
_PASSED = {InvoiceStepKind.SENT: "sent", InvoiceStepKind.VIEWED: "viewed"}


class Steps:
    """Takes an invoice's steps; inside a write only."""

    def __init__(self, db: Database, applications: Applications, clock: Clock) -> None:
        self._db = db
        self._applications = applications
        self._clock = clock

    def take(self, step: NewStep) -> str:
        """Take a step and remember it; return the invoice's id."""
        bill = self._applications.bill(step.invoice_id)
        if step.kind not in _FROM:
            rule = f"An invoice is not {step.kind.value} by a step."
            raise Refused(InvalidInput(field=("kind",), rule=rule))
        if step.kind is InvoiceStepKind.VOIDED:
            self._unpaid(bill)
            self._without_interest(bill)
        if bill.status not in _FROM[step.kind]:
            raise Refused(
                InvalidState(
                    field=("invoiceId",),
                    noun="invoice",
                    id=bill.id,
                    state=bill.status,
                    rule=_RULES[step.kind],
                )
            )
        if step.kind in _REASONED and not (step.reason or "").strip():
            raise Refused(InvalidInput(field=("reason",), rule="Say why."))
        match step.kind:
            case InvoiceStepKind.SUBMITTED:
                self._set(bill, {"status": "pending_approval"})
            case InvoiceStepKind.REJECTED:
                self._set(bill, {"status": "draft"})
            case InvoiceStepKind.APPROVED:
                self._approve(bill, step)
            case InvoiceStepKind.VOIDED:
                self._void(bill)
            case _:
                self._pass_on(bill, _PASSED[step.kind])
        self._db.insert(
            "invoice_steps",
            {
                "invoice_id": bill.id,
                "step": step.kind.value,
                "by_id": step.by_id,
                "reason": step.reason,
                "at": instant(self._clock.now()),
            },
        )
        return bill.id

    def _set(self, bill: Bill, columns: dict[str, object]) -> None:
        self._db.update("invoices", bill.id, {**columns, "updated_at": instant(self._clock.now())})

    def _approve(self, bill: Bill, step: NewStep) -> None:
        """Number the invoice, and post what it held of trust money: both, or neither (TR8)."""
        self._by_another(bill, step)
        holds = self._db.read(
            "select ledger_id, amount from trust_holds where invoice_id = ?", [bill.id]
        )
        self._db.run("delete from trust_holds where invoice_id = ?", [bill.id])
        self._set(
            bill,
            {"status": "approved", "number": self._number(bill), "approved_by_id": step.by_id},
        )
        for ledger_id, amount in holds:
            approved = self._applications.bill(bill.id)
            self._applications.pay_from(ledger_id, approved, amount, step.by_id)
        if not self._applications.bill(bill.id).due and not holds:
            self._set(bill, {"status": "paid"})

    def _by_another(self, bill: Bill, step: NewStep) -> None:
        """Raise ``Refused`` with ``SecondPersonNeeded`` where two people are wanted, and one is."""
        rows = self._db.read(
            "select i.created_by_id from invoices i, approval_policy p "
            "where i.id = ? and p.second_person = 1",
            [bill.id],
        )
        for (by,) in rows:
            if step.by_id is None:
                rule = "This firm wants two people for an invoice, and this is in nobody's name."
                raise Refused(InvalidInput(field=("byId",), rule=rule))
            if step.by_id == by:
                raise Refused(SecondPersonNeeded(field=("invoiceId",), asked_by_id=by))

    def _number(self, bill: Bill) -> str:
        """Take the next number of the year it was issued in; none is ever used twice (IV13)."""
        if bill.number:
            return bill.number
        ((issued,),) = self._db.read("select issue_date from invoices where id = ?", [bill.id])
        year = issued[:4]
        name = f"invoice:{year}"
        known = self._db.read("select last from sequences where name = ?", [name])
        last = known[0][0] if known else 0
        while True:
            last += 1
            number = f"{year}{last:05d}"
            if not self._db.read("select 1 from invoices where number = ?", [number]):
                break
        if known:
            self._db.run("update sequences set last = ? where name = ?", [last, name])
        else:
            self._db.insert("sequences", {"name": name, "last": last})
        return number

    def _unpaid(self, bill: Bill) -> None:
        """Raise ``Refused`` with ``HasPayments`` if anything paid or lowered it (IV12)."""
        paid = self._db.read(
            "select id from payments where invoice_id = ? and reversed = 0 order by date, id",
            [bill.id],
        )
        credited = self._db.read("select 1 from credits where invoice_id = ? limit 1", [bill.id])
        if paid or credited:
            ids = tuple(id for (id,) in paid)
            raise Refused(HasPayments(field=("invoiceId",), invoice_id=bill.id, payment_ids=ids))

    def _without_interest(self, bill: Bill) -> None:
        """Raise ``Refused`` if another invoice charges interest for this one's lateness (IV15)."""
        rows = self._db.read(
            "select c.invoice_id from interest_charges c join invoices i on i.id = c.invoice_id "
            "where c.overdue_id = ? and i.status <> 'void' order by c.begins limit 1",
            [bill.id],
        )
        for (id,) in rows:
            rule = f"invoice {id} charges interest on it, and is voided first"
            raise Refused(
                InvalidState(
                    field=("invoiceId",), noun="invoice", id=bill.id, state=bill.status, rule=rule
                )
            )

    def _void(self, bill: Bill) -> None:
        """Take an invoice back, and free its entries and its hold (IV8)."""
        self._db.run("delete from trust_holds where invoice_id = ?", [bill.id])
        due = self._applications.bill(bill.id).due
        self._set(bill, {"status": "void", "credited": due, "due": 0})

    def _pass_on(self, bill: Bill, standing: str) -> None:
        """Note how far it came: one that was paid stays paid, one that was viewed has been."""
        ((known,),) = self._db.read("select standing from invoices where id = ?", [bill.id])
        column = "standing" if bill.status in ("partially_paid", "paid") else "status"
        self._set(bill, {column: "viewed" if known == "viewed" else standing})
