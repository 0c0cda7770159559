"""Note that the bank has confirmed a deposit, which may be spent from then on."""

import datetime as dt

import strawberry

from adapters.port import Clearing
from resolvers.context import Info
from resolvers.mutations.answers import answers
from resolvers.mutations.inputs import Key, checked
from resolvers.mutations.inputs import input as declared
from resolvers.mutations.trust_movements import TrustPayload, moved, recorded


@declared(description="The bank's word that a deposit is there.")
class ClearTrustDepositInput:
    idempotency_key: Key = strawberry.field(
        description="The same key and input give the same answer; another input is refused."
    )
    transaction_id: strawberry.ID = strawberry.field(description="Which deposit.")
    cleared_on: dt.date = strawberry.field(description="When; not before it came.")


@answers(TrustPayload)
async def clear_trust_deposit(info: Info, input: ClearTrustDepositInput) -> TrustPayload:
    said = checked(input)
    clearing = recorded(info, Clearing, said)
    return moved(await info.context.practice.movements.clear(clearing, said["idempotency_key"]))
