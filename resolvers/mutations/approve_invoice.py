"""Make an invoice final: it gets its number, and the trust money held for it pays it."""

from adapters.port import InvoiceStepKind
from resolvers.context import Info
from resolvers.mutations.answers import answers
from resolvers.mutations.invoice_steps import InvoiceStepInput, InvoiceStepPayload, taken


@answers(InvoiceStepPayload)
async def approve_invoice(info: Info, input: InvoiceStepInput) -> InvoiceStepPayload:
    return await taken(info, InvoiceStepKind.APPROVED, input)
