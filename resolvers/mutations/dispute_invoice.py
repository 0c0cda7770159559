"""Note that a client disputes a part of an invoice, which no trust money pays meanwhile."""

import strawberry

from adapters.port import CurrencyCode, Dispute, NewDispute
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import Key, Sum, Text, checked, draft
from resolvers.mutations.inputs import input as declared


@declared(description="A part of an approved invoice that its client disputes.")
class DisputeInvoiceInput:
    idempotency_key: Key = strawberry.field(
        description="The same key and input give the same answer; another input is refused."
    )
    invoice_id: strawberry.ID = strawberry.field(description="Which invoice.")
    amount: Sum = strawberry.field(description="How much of it.")
    currency_code: CurrencyCode | None = strawberry.field(
        default=strawberry.UNSET,
        description="The invoice's currency; to have the amount refused should it be another.",
    )
    reason: Text = strawberry.field(description="What the client says.")


class DisputeInvoicePayload(Payload, frozen=True, kw_only=True):
    dispute: Dispute | None = None


@answers(DisputeInvoicePayload)
async def dispute_invoice(info: Info, input: DisputeInvoiceInput) -> DisputeInvoicePayload:
    said = checked(input)
    dispute = draft(NewDispute, {**said, "opened_by_id": info.context.viewer.user_id})
    opened = await info.context.practice.receivables.dispute(dispute, said["idempotency_key"])
    return DisputeInvoicePayload(dispute=opened)
