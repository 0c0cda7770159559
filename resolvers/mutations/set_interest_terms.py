"""Say what the firm charges for paying late."""

import datetime as dt
from typing import Annotated

import strawberry
from pydantic import Field

from adapters.port import InterestMethod, InterestTerms, NewInterestTerms
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import Percent, checked, draft
from resolvers.mutations.inputs import input as declared


@declared(
    description="Terms to keep; what ran by those before and is on no invoice is forgone. Null is "
    "the same as absent."
)
class SetInterestTermsInput:
    annual_percent: Percent | None = strawberry.field(
        default=strawberry.UNSET,
        description="Per cent of a year of 365 days, above 0. Absent: no interest is charged.",
    )
    method: InterestMethod | None = strawberry.field(
        default=strawberry.UNSET, description="SIMPLE unless given."
    )
    every_days: Annotated[int, Field(ge=1, le=366)] | None = strawberry.field(
        default=strawberry.UNSET,
        description="Charged for whole runs of so many days; 30 unless given.",
    )
    since: dt.date | None = strawberry.field(
        default=strawberry.UNSET,
        description="No interest runs before this day; today unless given.",
    )


class SetInterestTermsPayload(Payload, frozen=True, kw_only=True):
    interest_terms: InterestTerms | None = None


@answers(SetInterestTermsPayload)
async def set_interest_terms(info: Info, input: SetInterestTermsInput) -> SetInterestTermsPayload:
    kept = await info.context.practice.interest.set(draft(NewInterestTerms, checked(input)))
    return SetInterestTermsPayload(interest_terms=kept)
