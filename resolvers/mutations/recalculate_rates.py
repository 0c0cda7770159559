"""Price a matter's unbilled time anew."""

import strawberry

from adapters.port import Matter, Money
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import Key, checked
from resolvers.mutations.inputs import input as declared


@declared(description="The matter whose time is to be priced anew.")
class RecalculateRatesInput:
    idempotency_key: Key | None = strawberry.field(
        default=strawberry.UNSET,
        description="The same key and input give the same answer; another input is refused.",
    )
    matter_id: strawberry.ID = strawberry.field(description="Which matter.")


class RecalculateRatesPayload(Payload, frozen=True, kw_only=True):
    matter: Matter | None = None
    count: int | None = None
    delta: Money | None = None


@answers(RecalculateRatesPayload)
async def recalculate_rates(info: Info, input: RecalculateRatesInput) -> RecalculateRatesPayload:
    said = checked(input)
    practice = info.context.practice
    done = await practice.rates.recalculate(said["matter_id"], said.get("idempotency_key"))
    (matter,) = await practice.matters.by_id([done.matter_id])
    return RecalculateRatesPayload(matter=matter, count=done.count, delta=done.delta)
