"""Say how minutes of work become hours, for the firm or for one user."""

from typing import Annotated

import strawberry
from pydantic import Field

from adapters.port import NewTimeRounding, RoundingDirection, TimeRounding
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import checked, draft
from resolvers.mutations.inputs import input as declared


@declared(description="A rounding to keep. Null is the same as absent.")
class SetTimeRoundingInput:
    user_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Whose time it rounds; unless given, the firm's."
    )
    increment_minutes: Annotated[int, Field(ge=1, le=60)] | None = strawberry.field(
        default=strawberry.UNSET,
        description="From 1 to 60, as 6, 10 or 15. Absent: what was kept is forgotten, so that the "
        "firm's counts for the user again, and 6 minutes up for the firm.",
    )
    direction: RoundingDirection | None = strawberry.field(
        default=strawberry.UNSET, description="UP unless given."
    )
    checks_hours: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether hours that are said must be whole increments; false unless given.",
    )


class SetTimeRoundingPayload(Payload, frozen=True, kw_only=True):
    time_rounding: TimeRounding | None = None


@answers(SetTimeRoundingPayload)
async def set_time_rounding(info: Info, input: SetTimeRoundingInput) -> SetTimeRoundingPayload:
    kept = await info.context.practice.time_roundings.set(draft(NewTimeRounding, checked(input)))
    return SetTimeRoundingPayload(time_rounding=kept)
