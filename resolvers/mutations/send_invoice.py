"""Note that an approved invoice went to its client."""

from adapters.port import InvoiceStepKind
from resolvers.context import Info
from resolvers.mutations.answers import answers
from resolvers.mutations.invoice_steps import InvoiceStepInput, InvoiceStepPayload, taken


@answers(InvoiceStepPayload)
async def send_invoice(info: Info, input: InvoiceStepInput) -> InvoiceStepPayload:
    return await taken(info, InvoiceStepKind.SENT, input)
