"""Note that a deposit never came through, and take it back."""

import strawberry

from adapters.port import Bounce
from resolvers.context import Info
from resolvers.mutations.answers import answers
from resolvers.mutations.inputs import Key, Text, checked
from resolvers.mutations.inputs import input as declared
from resolvers.mutations.trust_movements import TrustPayload, moved, recorded


@declared(description="The bank's word that a deposit that had not cleared never will.")
class BounceTrustDepositInput:
    idempotency_key: Key = strawberry.field(
        description="The same key and input give the same answer; another input is refused."
    )
    transaction_id: strawberry.ID = strawberry.field(description="Which deposit.")
    reason: Text = strawberry.field(description="What the bank says.")


@answers(TrustPayload)
async def bounce_trust_deposit(info: Info, input: BounceTrustDepositInput) -> TrustPayload:
    said = checked(input)
    bounce = recorded(info, Bounce, said)
    return moved(await info.context.practice.movements.bounce(bounce, said["idempotency_key"]))
