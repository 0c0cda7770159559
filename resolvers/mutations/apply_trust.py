"""Pay an approved invoice with its client's trust money."""

import strawberry

from adapters.port import Application, CurrencyCode, Invoice, TrustLimit, TrustTransaction
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import Key, Sum, checked
from resolvers.mutations.inputs import input as declared
from resolvers.mutations.trust_movements import recorded


@declared(description="An approved invoice to pay with trust money, as far as that goes.")
class ApplyTrustInput:
    idempotency_key: Key = strawberry.field(
        description="The same key and input give the same answer; another input is refused."
    )
    invoice_id: strawberry.ID = strawberry.field(description="What to pay.")
    ledger_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="Which of the client's ledgers pays; the matter's own unless given.",
    )
    max_amount: Sum | None = strawberry.field(
        default=strawberry.UNSET,
        description="At most this much; all that is due and undisputed unless given.",
    )
    currency_code: CurrencyCode | None = strawberry.field(
        default=strawberry.UNSET,
        description="The account's currency; to have the amount refused should it be another.",
    )


class ApplyTrustPayload(Payload, frozen=True, kw_only=True):
    invoice: Invoice | None = None
    transaction: TrustTransaction | None = None
    trust_limit: TrustLimit | None = None


@answers(ApplyTrustPayload)
async def apply_trust(info: Info, input: ApplyTrustInput) -> ApplyTrustPayload:
    said = checked(input)
    application = recorded(info, Application, said)
    done = await info.context.practice.movements.apply(application, said["idempotency_key"])
    return ApplyTrustPayload(
        invoice=done.invoice, transaction=done.transaction, trust_limit=done.limit
    )
