"""Collections: payments received for invoices and undone, and what is credited or written off."""

from adapters.embedded.amounts import in_currency, minor_units, worded
from adapters.embedded.applications import PAYABLE, Applications, Bill
from adapters.embedded.columns import instant
from adapters.embedded.database import Database
from adapters.embedded.work import Bench
from adapters.port import (
    AlreadyReversed,
    AmountTooLarge,
    Clock,
    Ids,
    InsufficientCredit,
    InvalidInput,
    InvalidState,
    NewCredit,
    NewPayment,
    NotFound,
    PaymentMethod,
    PaymentReversal,
    Refusal,
    Refused,
    from_minor,
    today,
)

__all__ = ["Collections"]


class Collections:
    """Records what comes in for invoices, and what never will; inside a write only."""

    def __init__(self, db: Database, applications: Applications, clock: Clock, ids: Ids) -> None:
        self._db = db
        self._applications = applications
        self._bench = Bench(db, clock)
        self._clock = clock
        self._ids = ids

    def pay(self, payment: NewPayment) -> str:
        """Record a payment; what is beyond the amount due is the client's credit (IV14)."""
        bill = self._payable(payment.invoice_id)
        problems: list[Refusal] = []
        amount = minor_units(payment.amount, bill.currency, payment.currency_code, problems)
        self._bench.not_ahead(payment.date, problems)
        if payment.method is PaymentMethod.TRUST:
            rule = "Trust money pays an invoice by applyTrust."
            problems.append(InvalidInput(field=("method",), rule=rule))
        by_credit = payment.method is PaymentMethod.CREDIT
        if by_credit and not problems:
            self._within_credit(bill, amount, problems)
        if problems:
            raise Refused(*problems)
        id = self._ids.new("pay")
        self._db.insert(
            "payments",
            {
                "id": id,
                "invoice_id": bill.id,
                "amount": min(amount, bill.due),
                "surplus": max(amount - bill.due, 0),
                "date": payment.date.isoformat(),
                "method": payment.method.value,
                "reference": payment.reference,
                "recorded_by_id": payment.recorded_by_id,
                "created_at": instant(self._clock.now()),
            },
        )
        return id

    def reverse(self, reversal: PaymentReversal) -> str:
        """Undo a payment, today; what it left in credit must still be there."""
        field = ("paymentId",)
        rows = self._db.read(
            "select p.invoice_id, p.method, p.reversed, p.surplus, p.date, p.trust_entry_id "
            "from payments p where p.id = ?",
            [reversal.payment_id],
        )
        if not rows:
            raise Refused(NotFound(field=field, noun="payment", id=reversal.payment_id))
        invoice_id, method, reversed, surplus, date, entry_id = rows[0]
        if reversed:
            gone = AlreadyReversed(field=field, id=reversal.payment_id, reversed_by_id=None)
            raise Refused(gone)
        if method == "trust":
            rule = f"reverse the trust entry {entry_id}, and its money goes back with it"
            raise Refused(
                InvalidState(
                    field=field,
                    noun="payment",
                    id=reversal.payment_id,
                    state="from trust",
                    rule=rule,
                )
            )
        problems: list[Refusal] = []
        worded(reversal.reason, "reason", problems)
        bill = self._applications.bill(invoice_id)
        left = self._credit(bill)
        if surplus > left:
            available = from_minor(left, bill.currency)
            problems.append(InsufficientCredit(field=field, available=available))
        if problems:
            raise Refused(*problems)
        self._db.insert(
            "payment_reversals",
            {
                "payment_id": reversal.payment_id,
                "date": max(today(self._clock).isoformat(), date),
                "reason": reversal.reason,
                "recorded_by_id": reversal.recorded_by_id,
                "created_at": instant(self._clock.now()),
            },
        )
        return reversal.payment_id

    def credit(self, credit: NewCredit) -> str:
        """Lower what is due (IV11); return the invoice's id."""
        bill = self._payable(credit.invoice_id)
        problems: list[Refusal] = []
        worded(credit.reason, "reason", problems)
        if credit.amount is None:
            amount = bill.due
            in_currency(bill.currency, credit.currency_code, problems)
        else:
            amount = minor_units(
                credit.amount, bill.currency, credit.currency_code, problems, most=bill.due
            )
        if problems:
            raise Refused(*problems)
        self._db.insert(
            "credits",
            {
                "id": self._ids.new("crd"),
                "invoice_id": bill.id,
                "kind": credit.kind.value,
                "amount": amount,
                "date": today(self._clock).isoformat(),
                "reason": credit.reason,
                "recorded_by_id": credit.recorded_by_id,
                "created_at": instant(self._clock.now()),
            },
        )
        return bill.id

    def _payable(self, invoice_id: str) -> Bill:
        bill = self._applications.bill(invoice_id)
        if bill.status not in PAYABLE:
            rule = "only an approved, unpaid invoice takes payments and credits"
            raise Refused(
                InvalidState(
                    field=("invoiceId",), noun="invoice", id=bill.id, state=bill.status, rule=rule
                )
            )
        return bill

    def _credit(self, bill: Bill) -> int:
        ((left,),) = self._db.read(
            "select coalesce((select running_balance from client_credits "
            "where client_id = ? and currency = ? order by sequence desc limit 1), 0)",
            [bill.client_id, bill.currency],
        )
        return int(left)

    def _within_credit(self, bill: Bill, amount: int, problems: list[Refusal]) -> None:
        """Note a payment from credit that is more than is due, or than there is."""
        if amount > bill.due:
            most = from_minor(bill.due, bill.currency)
            problems.append(AmountTooLarge(field=("amount",), most=most))
        left = self._credit(bill)
        if amount > left:
            available = from_minor(left, bill.currency)
            problems.append(InsufficientCredit(field=("amount",), available=available))
