"""Receivables: an invoice's steps from draft to paid, its payments, credits and disputes."""

from collections.abc import Mapping, Sequence

from adapters.embedded.amounts import minor_units, worded
from adapters.embedded.applications import PAYABLE, Applications
from adapters.embedded.collections import Collections
from adapters.embedded.columns import as_json, instant
from adapters.embedded.database import Database
from adapters.embedded.history import CREDITS, DISPUTES, STEPS, credit, dispute, step
from adapters.embedded.invoices import INVOICES, PAYMENTS
from adapters.embedded.journal import Journal
from adapters.embedded.keys import Keys
from adapters.embedded.lists import Lists
from adapters.embedded.steps import Steps
from adapters.port import (
    AmountTooLarge,
    ApprovalPolicy,
    Clock,
    Credit,
    Dispute,
    Ids,
    InvalidState,
    Invoice,
    InvoiceStep,
    Money,
    NewCredit,
    NewDispute,
    NewPayment,
    NewStep,
    NotFound,
    Paid,
    PaymentReversal,
    Refusal,
    Refused,
    Settlement,
    from_minor,
)

__all__ = ["EmbeddedReceivables"]


class EmbeddedReceivables:
    """Keeps :class:`adapters.port.Receivables`."""

    def __init__(self, db: Database, keys: Keys, clock: Clock, ids: Ids) -> None:
        self._db = db
        self._keys = keys
        self._clock = clock
        self._ids = ids
        self._applications = Applications(db, Journal(db, clock, ids), clock)
        self._steps = Steps(db, self._applications, clock)
        self._collections = Collections(db, self._applications, clock, ids)
        self._invoices = Lists(db, INVOICES)
        self._payments = Lists(db, PAYMENTS)

    async def step(self, step: NewStep, idempotency_key: str | None) -> Invoice:
        with self._db.write():
            return self._keys.once(
                idempotency_key,
                f"invoice {step.kind.value}",
                step,
                Invoice,
                lambda: self._invoice(self._steps.take(step)),
            )

    async def pay(self, payment: NewPayment, idempotency_key: str) -> Paid:
        with self._db.write():
            return self._keys.once(
                idempotency_key,
                "record payment",
                payment,
                Paid,
                lambda: self._paid(self._collections.pay(payment)),
            )

    async def reverse(self, reversal: PaymentReversal, idempotency_key: str) -> Paid:
        with self._db.write():
            return self._keys.once(
                idempotency_key,
                "reverse payment",
                reversal,
                Paid,
                lambda: self._paid(self._collections.reverse(reversal)),
            )

    async def credit(self, credit: NewCredit, idempotency_key: str) -> Invoice:
        with self._db.write():
            return self._keys.once(
                idempotency_key,
                "credit invoice",
                credit,
                Invoice,
                lambda: self._invoice(self._collections.credit(credit)),
            )

    async def dispute(self, dispute: NewDispute, idempotency_key: str) -> Dispute:
        with self._db.write():
            return self._keys.once(
                idempotency_key, "dispute invoice", dispute, Dispute, lambda: self._open(dispute)
            )

    async def settle(self, settlement: Settlement, idempotency_key: str) -> Dispute:
        with self._db.write():
            return self._keys.once(
                idempotency_key,
                "settle dispute",
                settlement,
                Dispute,
                lambda: self._settle(settlement),
            )

    async def approval_policy(self) -> ApprovalPolicy:
        rows = self._db.read("select second_person from approval_policy")
        return ApprovalPolicy(second_person=rows == [(1,)])

    async def set_approval_policy(self, policy: ApprovalPolicy) -> ApprovalPolicy:
        with self._db.write():
            self._db.run("delete from approval_policy")
            self._db.insert("approval_policy", {"only": 1, "second_person": policy.second_person})
        return policy

    async def steps(self, invoice_ids: Sequence[str]) -> Sequence[InvoiceStep]:
        return [step(row) for row in self._db.read(STEPS, [as_json(invoice_ids)])]

    async def credits(self, invoice_ids: Sequence[str]) -> Sequence[Credit]:
        return [credit(row) for row in self._db.read(CREDITS, [as_json(invoice_ids)])]

    async def disputes(self, invoice_ids: Sequence[str]) -> Sequence[Dispute]:
        return [
            dispute(row)
            for row in self._db.read(
                DISPUTES.format("d.invoice_id in (select value from json_each(?))"),
                [as_json(invoice_ids)],
            )
        ]

    async def credit_of_clients(self, client_ids: Sequence[str]) -> Mapping[str, Sequence[Money]]:
        rows = self._db.read(
            "select client_id, currency, sum(amount) from client_credits "
            "where client_id in (select value from json_each(?)) "
            "group by client_id, currency having sum(amount) <> 0 order by currency",
            [as_json(client_ids)],
        )
        found: dict[str, list[Money]] = {id: [] for id in client_ids}
        for client_id, currency, amount in rows:
            found[client_id].append(from_minor(amount, currency))
        return found

    def _invoice(self, id: str) -> Invoice:
        return self._invoices.by("t.id", [id])[0]

    def _paid(self, payment_id: str) -> Paid:
        (payment,) = self._payments.by("t.id", [payment_id])
        return Paid(payment=payment, invoice=self._invoice(payment.invoice_id))

    def _dispute(self, id: str) -> Dispute:
        rows = self._db.read(DISPUTES.format("d.id = ?"), [id])
        if not rows:
            raise Refused(NotFound(field=("disputeId",), noun="dispute", id=id))
        return dispute(rows[0])

    def _open(self, draft: NewDispute) -> Dispute:
        """Freeze a part of an approved invoice: no trust money pays it (TR17)."""
        bill = self._applications.bill(draft.invoice_id)
        if bill.status not in (*PAYABLE, "paid"):
            rule = "only what was approved can be disputed"
            raise Refused(
                InvalidState(
                    field=("invoiceId",), noun="invoice", id=bill.id, state=bill.status, rule=rule
                )
            )
        problems: list[Refusal] = []
        worded(draft.reason, "reason", problems)
        amount = minor_units(draft.amount, bill.currency, draft.currency_code, problems)
        ((billed,),) = self._db.read(
            "select subtotal - discount + tax from invoices where id = ?", [bill.id]
        )
        if amount > billed - bill.disputed:
            most = from_minor(billed - bill.disputed, bill.currency)
            problems.append(AmountTooLarge(field=("amount",), most=most))
        if problems:
            raise Refused(*problems)
        id = self._ids.new("dsp")
        self._db.insert(
            "disputes",
            {
                "id": id,
                "invoice_id": bill.id,
                "amount": amount,
                "reason": draft.reason,
                "opened_by_id": draft.opened_by_id,
                "opened_at": instant(self._clock.now()),
            },
        )
        return self._dispute(id)

    def _settle(self, settlement: Settlement) -> Dispute:
        known = self._dispute(settlement.dispute_id)
        if known.settled_at:
            rule = "a dispute is settled once"
            raise Refused(
                InvalidState(
                    field=("disputeId",), noun="dispute", id=known.id, state="settled", rule=rule
                )
            )
        self._db.update(
            "disputes",
            known.id,
            {
                "settlement": settlement.settlement,
                "settled_by_id": settlement.settled_by_id,
                "settled_at": instant(self._clock.now()),
            },
        )
        return self._dispute(known.id)
