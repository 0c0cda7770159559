"""Pay trust money out, or ask a second person to."""

import datetime as dt

import strawberry

from adapters.port import CurrencyCode, Disbursement, TrustPurpose
from resolvers.context import Info
from resolvers.mutations.answers import answers
from resolvers.mutations.inputs import Key, Line, Sum, checked
from resolvers.mutations.inputs import input as declared
from resolvers.mutations.trust_movements import TrustPayload, moved, recorded


@declared(
    description="Trust money to pay out. Above the account's limit it becomes a request instead."
)
class DisburseTrustInput:
    idempotency_key: Key = strawberry.field(
        description="The same key and input give the same answer; another input is refused."
    )
    ledger_id: strawberry.ID = strawberry.field(description="Whose money.")
    purpose: TrustPurpose = strawberry.field(description="What for.")
    amount: Sum = strawberry.field(description="How much; no more than is available.")
    currency_code: CurrencyCode | None = strawberry.field(
        default=strawberry.UNSET,
        description="The account's currency; to have the amount refused should it be another.",
    )
    date: dt.date = strawberry.field(description="When; not ahead of time.")
    payee: Line = strawberry.field(description="Who is paid, by name: never cash or bearer.")
    reference: Line | None = strawberry.field(
        default=strawberry.UNSET, description="A check number or the like."
    )
    invoice_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The invoice it pays; EARNED_FEE needs one."
    )


@answers(TrustPayload)
async def disburse_trust(info: Info, input: DisburseTrustInput) -> TrustPayload:
    said = checked(input)
    disbursement = recorded(info, Disbursement, said)
    return moved(
        await info.context.practice.movements.disburse(disbursement, said["idempotency_key"])
    )
