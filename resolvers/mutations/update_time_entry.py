"""Change time that is on no invoice yet."""

import datetime as dt

import strawberry

from adapters.port import TimeEntry, TimeEntryChange
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import Code, Hours, Minutes, Rate, Tags, Text, change, checked
from resolvers.mutations.inputs import input as declared


@declared(description="What to change of a time entry. Absent stays as it is; null clears.")
class UpdateTimeEntryInput:
    id: strawberry.ID = strawberry.field(description="Which time entry.")
    user_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="Who worked; a rate that was not said is looked up again.",
    )
    date: dt.date | None = strawberry.field(
        default=strawberry.UNSET,
        description="When; not ahead of time. A rate that was not said is looked up again.",
    )
    activity_code: Code | None = strawberry.field(
        default=strawberry.UNSET, description="A UTBMS code, or one of the firm's own."
    )
    task_code: Code | None = strawberry.field(
        default=strawberry.UNSET, description="A UTBMS task code."
    )
    description: Text | None = strawberry.field(
        default=strawberry.UNSET, description="What was done, as the client will read it."
    )
    hours: Hours | None = strawberry.field(
        default=strawberry.UNSET, description="How long: up to 24, with at most two decimals."
    )
    minutes: Minutes | None = strawberry.field(
        default=strawberry.UNSET,
        description="How long, in place of hours: up to 1440, rounded as the user's timeRounding "
        "says.",
    )
    billable: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether it is to be charged."
    )
    rate: Rate | None = strawberry.field(default=strawberry.UNSET, description="For one hour.")
    tags: Tags | None = strawberry.field(
        default=strawberry.UNSET, description="Labels, at most 50; replaces them all."
    )


class UpdateTimeEntryPayload(Payload, frozen=True, kw_only=True):
    time_entry: TimeEntry | None = None


@answers(UpdateTimeEntryPayload)
async def update_time_entry(info: Info, input: UpdateTimeEntryInput) -> UpdateTimeEntryPayload:
    said = checked(input)
    entry = await info.context.practice.time_entries.update(change(TimeEntryChange, said))
    return UpdateTimeEntryPayload(time_entry=entry)
