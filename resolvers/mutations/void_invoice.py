"""Withdraw an invoice, so that its work may be billed again."""

import strawberry

from adapters.port import InvoiceStepKind
from resolvers.context import Info
from resolvers.mutations.answers import answers
from resolvers.mutations.inputs import Key, Text
from resolvers.mutations.inputs import input as declared
from resolvers.mutations.invoice_steps import InvoiceStepPayload, taken


@declared(description="An invoice to withdraw.")
class VoidInvoiceInput:
    invoice_id: strawberry.ID = strawberry.field(description="Which invoice.")
    reason: Text = strawberry.field(description="Why, for the record.")
    idempotency_key: Key | None = strawberry.field(
        default=strawberry.UNSET,
        description="The same key and input give the same answer; another input is refused.",
    )


@answers(InvoiceStepPayload)
async def void_invoice(info: Info, input: VoidInvoiceInput) -> InvoiceStepPayload:
    return await taken(info, InvoiceStepKind.VOIDED, input)
