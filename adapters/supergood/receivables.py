"""Invoices' steps and payments over the wire; what else is done with them, the dialect lacks."""

import datetime as dt
from collections.abc import Mapping, Sequence

from msgspec import Struct

from adapters.port import (
    ApprovalPolicy,
    Capability,
    Credit,
    Dispute,
    Invoice,
    InvoiceStep,
    InvoiceStepKind,
    Money,
    NewCredit,
    NewDispute,
    NewPayment,
    NewStep,
    OutcomeUnknown,
    Paid,
    PaymentReversal,
    Refused,
    Settlement,
)
from adapters.supergood.client import Client
from adapters.supergood.habits import Habits, lacks
from adapters.supergood.invoices import InvoiceReceipt, SupergoodInvoices
from adapters.supergood.items import Receipts
from adapters.supergood.values import said

__all__ = ["SupergoodReceivables"]

_STEPS = {
    InvoiceStepKind.SUBMITTED: "submit",
    InvoiceStepKind.APPROVED: "approve",
    InvoiceStepKind.SENT: "send",
    InvoiceStepKind.VOIDED: "void",
}


class _Payment(Struct, rename="camel"):
    payment_id: str
    invoice_id: str
    created_at: dt.datetime


class SupergoodReceivables:
    """Keeps :class:`adapters.port.Receivables`."""

    def __init__(self, client: Client, habits: Habits, invoices: SupergoodInvoices) -> None:
        self._client = client
        self._habits = habits
        self._invoices = invoices
        self._steps = Receipts(habits.watch, noun="invoices", shape=InvoiceReceipt)
        self._payments = Receipts(habits.watch, noun="payments", shape=_Payment)

    async def step(self, step: NewStep, idempotency_key: str | None) -> Invoice:
        self._habits.require(Capability.TAKE_INVOICE_STEPS)
        verb = _STEPS.get(step.kind)
        if verb is None:
            raise lacks(f"have invoices {step.kind.value}")
        await self._invoices.readable()
        body = {} if step.reason is None else {"reason": step.reason}
        path, change = f"/invoices/{step.invoice_id}/{verb}", f"{verb} invoice {step.invoice_id}"
        await self._client.post(path, body, self._steps.id, key=idempotency_key, change=change)
        invoice, _ = await self._invoices.changed(step.invoice_id, change)
        return invoice

    async def pay(self, payment: NewPayment, idempotency_key: str) -> Paid:
        self._habits.require(Capability.RECORD_PAYMENTS)
        await self._invoices.readable()
        change = f"record a payment of invoice {payment.invoice_id}"
        body = said(payment, leave_out=("recorded_by_id",), rename={"currency_code": "currency"})
        _, made = await self._client.post(
            "/payments", body, self._payments.id, key=idempotency_key, change=change
        )
        invoice, payments = await self._invoices.changed(payment.invoice_id, change)
        for paid in payments:
            if paid.id == made:
                return Paid(payment=paid, invoice=invoice)
        raise Refused(OutcomeUnknown(change=change))

    async def reverse(self, reversal: PaymentReversal, idempotency_key: str) -> Paid:
        raise lacks(Capability.REVERSE_PAYMENTS.value)

    async def credit(self, credit: NewCredit, idempotency_key: str) -> Invoice:
        raise lacks(Capability.CREDIT_INVOICES.value)

    async def dispute(self, dispute: NewDispute, idempotency_key: str) -> Dispute:
        raise lacks(Capability.CREDIT_INVOICES.value)

    async def settle(self, settlement: Settlement, idempotency_key: str) -> Dispute:
        raise lacks(Capability.CREDIT_INVOICES.value)

    async def approval_policy(self) -> ApprovalPolicy:
        raise lacks("say who may approve invoices")

    async def set_approval_policy(self, policy: ApprovalPolicy) -> ApprovalPolicy:
        raise lacks("say who may approve invoices")

    async def steps(self, invoice_ids: Sequence[str]) -> Sequence[InvoiceStep]:
        raise lacks("read what happened to invoices")

    async def credits(self, invoice_ids: Sequence[str]) -> Sequence[Credit]:
        raise lacks("read invoices' credits")

    async def disputes(self, invoice_ids: Sequence[str]) -> Sequence[Dispute]:
        raise lacks("read invoices' disputes")

    async def credit_of_clients(self, client_ids: Sequence[str]) -> Mapping[str, Sequence[Money]]:
        raise lacks("read clients' credit")
