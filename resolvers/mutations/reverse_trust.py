"""Undo an entry of the trust journal, today, by its opposite."""

import strawberry

from adapters.port import Reversal
from resolvers.context import Info
from resolvers.mutations.answers import answers
from resolvers.mutations.inputs import Key, Text, checked
from resolvers.mutations.inputs import input as declared
from resolvers.mutations.trust_movements import TrustPayload, moved, recorded


@declared(
    description="An entry to undo; both stay in the journal. One that paid an invoice takes that back too."
)
class ReverseTrustInput:
    idempotency_key: Key = strawberry.field(
        description="The same key and input give the same answer; another input is refused."
    )
    transaction_id: strawberry.ID = strawberry.field(description="Which entry.")
    reason: Text = strawberry.field(description="Why, for the record.")


@answers(TrustPayload)
async def reverse_trust(info: Info, input: ReverseTrustInput) -> TrustPayload:
    said = checked(input)
    reversal = recorded(info, Reversal, said)
    return moved(await info.context.practice.movements.reverse(reversal, said["idempotency_key"]))
