"""Record money received for an invoice."""

import datetime as dt

import strawberry

from adapters.port import CurrencyCode, Invoice, NewPayment, Payment, PaymentMethod
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import Key, Line, Sum, checked, draft
from resolvers.mutations.inputs import input as declared


@declared(description="Money received for an approved invoice.")
class RecordPaymentInput:
    idempotency_key: Key = strawberry.field(
        description="The same key and input give the same answer; another input is refused."
    )
    invoice_id: strawberry.ID = strawberry.field(description="What it pays.")
    amount: Sum = strawberry.field(
        description="All that came; what goes beyond what is due becomes the client's credit."
    )
    currency_code: CurrencyCode | None = strawberry.field(
        default=strawberry.UNSET,
        description="The invoice's currency; to have the amount refused should it be another.",
    )
    date: dt.date = strawberry.field(description="When it came; not ahead of time.")
    method: PaymentMethod = strawberry.field(
        description="How it came. CREDIT takes it from the client's credit; TRUST is applyTrust's."
    )
    reference: Line | None = strawberry.field(
        default=strawberry.UNSET, description="A check number or the like."
    )


class RecordPaymentPayload(Payload, frozen=True, kw_only=True):
    payment: Payment | None = None
    invoice: Invoice | None = None


@answers(RecordPaymentPayload)
async def record_payment(info: Info, input: RecordPaymentInput) -> RecordPaymentPayload:
    said = checked(input)
    payment = draft(NewPayment, {**said, "recorded_by_id": info.context.viewer.user_id})
    paid = await info.context.practice.receivables.pay(payment, said["idempotency_key"])
    return RecordPaymentPayload(payment=paid.payment, invoice=paid.invoice)
