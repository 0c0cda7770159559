"""Give an invoice that awaits approval back as a draft."""

import strawberry

from adapters.port import InvoiceStepKind
from resolvers.context import Info
from resolvers.mutations.answers import answers
from resolvers.mutations.inputs import Key, Text
from resolvers.mutations.inputs import input as declared
from resolvers.mutations.invoice_steps import InvoiceStepPayload, taken


@declared(description="An invoice to give back.")
class RejectInvoiceInput:
    invoice_id: strawberry.ID = strawberry.field(description="Which invoice.")
    reason: Text = strawberry.field(description="What has to change.")
    idempotency_key: Key | None = strawberry.field(
        default=strawberry.UNSET,
        description="The same key and input give the same answer; another input is refused.",
    )


@answers(InvoiceStepPayload)
async def reject_invoice(info: Info, input: RejectInvoiceInput) -> InvoiceStepPayload:
    return await taken(info, InvoiceStepKind.REJECTED, input)
