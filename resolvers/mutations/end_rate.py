"""Let a rate count up to a day and no longer."""

import datetime as dt

import strawberry

from adapters.port import Rate
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import checked
from resolvers.mutations.inputs import input as declared


@declared(description="A rate to end.")
class EndRateInput:
    id: strawberry.ID = strawberry.field(description="Which rate.")
    valid_to: dt.date = strawberry.field(
        description="The last day of work that it prices; not before its first."
    )


class EndRatePayload(Payload, frozen=True, kw_only=True):
    rate: Rate | None = None


@answers(EndRatePayload)
async def end_rate(info: Info, input: EndRateInput) -> EndRatePayload:
    said = checked(input)
    rate = await info.context.practice.rates.end(said["id"], said["valid_to"])
    return EndRatePayload(rate=rate)
