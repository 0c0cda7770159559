"""What the steps of an invoice's way have in common: their input, their answer, their doing."""

import strawberry

from adapters.port import Invoice, InvoiceStepKind, NewStep
from resolvers.context import Info
from resolvers.mutations.answers import Payload
from resolvers.mutations.inputs import Key, checked, draft
from resolvers.mutations.inputs import input as declared

__all__ = ["InvoiceStepInput", "InvoiceStepPayload", "taken"]


@declared(description="An invoice that is to take a step.")
class InvoiceStepInput:
    invoice_id: strawberry.ID = strawberry.field(description="Which invoice.")
    idempotency_key: Key | None = strawberry.field(
        default=strawberry.UNSET,
        description="The same key and input give the same answer; another input is refused.",
    )


class InvoiceStepPayload(Payload, frozen=True, kw_only=True):
    invoice: Invoice | None = None


async def taken(info: Info, kind: InvoiceStepKind, input: object) -> InvoiceStepPayload:
    """Take a step in the viewer's name. Raises ``Refused``."""
    said = checked(input)
    step = draft(NewStep, {**said, "kind": kind, "by_id": info.context.viewer.user_id})
    invoice = await info.context.practice.receivables.step(step, said.get("idempotency_key"))
    return InvoiceStepPayload(invoice=invoice)
