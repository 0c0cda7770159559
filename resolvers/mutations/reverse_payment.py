"""Undo a payment, today, so that its invoice is due again."""

import strawberry

from adapters.port import Invoice, Payment, PaymentReversal
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import Key, Text, checked, draft
from resolvers.mutations.inputs import input as declared


@declared(description="A payment to undo; one of trust money is undone by reverseTrust.")
class ReversePaymentInput:
    idempotency_key: Key = strawberry.field(
        description="The same key and input give the same answer; another input is refused."
    )
    payment_id: strawberry.ID = strawberry.field(description="Which payment.")
    reason: Text = strawberry.field(description="Why, as that the check bounced.")


class ReversePaymentPayload(Payload, frozen=True, kw_only=True):
    payment: Payment | None = None
    invoice: Invoice | None = None


@answers(ReversePaymentPayload)
async def reverse_payment(info: Info, input: ReversePaymentInput) -> ReversePaymentPayload:
    said = checked(input)
    reversal = draft(PaymentReversal, {**said, "recorded_by_id": info.context.viewer.user_id})
    paid = await info.context.practice.receivables.reverse(reversal, said["idempotency_key"])
    return ReversePaymentPayload(payment=paid.payment, invoice=paid.invoice)
