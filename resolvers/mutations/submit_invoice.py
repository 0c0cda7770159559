"""Put a draft before somebody who may approve it."""

from adapters.port import InvoiceStepKind
from resolvers.context import Info
from resolvers.mutations.answers import answers
from resolvers.mutations.invoice_steps import InvoiceStepInput, InvoiceStepPayload, taken


@answers(InvoiceStepPayload)
async def submit_invoice(info: Info, input: InvoiceStepInput) -> InvoiceStepPayload:
    return await taken(info, InvoiceStepKind.SUBMITTED, input)
