"""Say what an hour costs from a day on."""

import datetime as dt

import strawberry

from adapters import port
from adapters.port import CurrencyCode, NewRate
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import Key, Line, Rate, checked, draft
from resolvers.mutations.inputs import input as declared


@declared(
    description="A rate to set: for a matter, and of it for one user or one role; for a client; "
    "for a user; or, naming none of them, for the firm. Null is the same as absent."
)
class SetRateInput:
    idempotency_key: Key | None = strawberry.field(
        default=strawberry.UNSET,
        description="The same key and input give the same answer; another input is refused.",
    )
    matter_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The only matter it counts on."
    )
    client_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The only client it counts for."
    )
    user_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The only user whose time it prices."
    )
    role: Line | None = strawberry.field(
        default=strawberry.UNSET,
        description="The only role whose time it prices, as paralegal; on a matter only.",
    )
    rate: Rate = strawberry.field(description="For one hour.")
    currency_code: CurrencyCode | None = strawberry.field(
        default=strawberry.UNSET,
        description="The matter's if it is for one; else, unless given, the client's or the firm's.",
    )
    valid_from: dt.date = strawberry.field(
        description="The first day of work that it prices. The one before it that counts until "
        "further notice then ends the day before; one that begins on the same day is replaced."
    )
    valid_to: dt.date | None = strawberry.field(
        default=strawberry.UNSET,
        description="The last day of work that it prices; until further notice unless given.",
    )


class SetRatePayload(Payload, frozen=True, kw_only=True):
    rate: port.Rate | None = None


@answers(SetRatePayload)
async def set_rate(info: Info, input: SetRateInput) -> SetRatePayload:
    said = checked(input)
    rate = await info.context.practice.rates.set(draft(NewRate, said), said.get("idempotency_key"))
    return SetRatePayload(rate=rate)
