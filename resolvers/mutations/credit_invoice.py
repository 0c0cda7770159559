"""Take something off what is due on an invoice."""

import strawberry

from adapters.port import CreditKind, CurrencyCode, Invoice, NewCredit
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import Key, Sum, Text, checked, draft
from resolvers.mutations.inputs import input as declared


@declared(description="A credit note, or a write-off, on an approved invoice.")
class CreditInvoiceInput:
    idempotency_key: Key = strawberry.field(
        description="The same key and input give the same answer; another input is refused."
    )
    invoice_id: strawberry.ID = strawberry.field(description="Which invoice.")
    kind: CreditKind = strawberry.field(description="Whether it is owed to the client, or lost.")
    amount: Sum | None = strawberry.field(
        default=strawberry.UNSET, description="How much; all that is due unless given."
    )
    currency_code: CurrencyCode | None = strawberry.field(
        default=strawberry.UNSET,
        description="The invoice's currency; to have the amount refused should it be another.",
    )
    reason: Text = strawberry.field(description="Why, for the record.")


class CreditInvoicePayload(Payload, frozen=True, kw_only=True):
    invoice: Invoice | None = None


@answers(CreditInvoicePayload)
async def credit_invoice(info: Info, input: CreditInvoiceInput) -> CreditInvoicePayload:
    said = checked(input)
    credit = draft(NewCredit, {**said, "recorded_by_id": info.context.viewer.user_id})
    invoice = await info.context.practice.receivables.credit(credit, said["idempotency_key"])
    return CreditInvoicePayload(invoice=invoice)
