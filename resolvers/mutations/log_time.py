"""Record time worked on a matter."""

import datetime as dt

import strawberry

from adapters.port import InvalidInput, NewTimeEntry, Refused, TimeEntry
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import Code, Hours, Key, Minutes, Rate, Tags, Text, checked, draft
from resolvers.mutations.inputs import input as declared


@declared(description="Work to record. Null is the same as absent.")
class LogTimeInput:
    idempotency_key: Key | None = strawberry.field(
        default=strawberry.UNSET,
        description="The same key and input give the same answer; another input is refused.",
    )
    matter_id: strawberry.ID = strawberry.field(description="What was worked on.")
    user_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Who worked; the viewer unless given."
    )
    date: dt.date = strawberry.field(description="When; not ahead of time.")
    activity_code: Code | None = strawberry.field(
        default=strawberry.UNSET,
        description="A UTBMS activity or task code, as A103 or L110, or one of the firm's own.",
    )
    task_code: Code | None = strawberry.field(
        default=strawberry.UNSET,
        description="A UTBMS task code; unless given, the activityCode if that is one.",
    )
    description: Text = strawberry.field(description="What was done, as the client will read it.")
    hours: Hours | None = strawberry.field(
        default=strawberry.UNSET,
        description="How long: up to 24, with at most two decimals. Either this or minutes.",
    )
    minutes: Minutes | None = strawberry.field(
        default=strawberry.UNSET,
        description="How long: up to 1440, rounded as the user's timeRounding says.",
    )
    billable: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Unless given, true on HOURLY and RETAINER matters, false on the others.",
    )
    rate: Rate | None = strawberry.field(
        default=strawberry.UNSET,
        description="For one hour; unless given, that of the first rule that has one: see RateSource.",
    )
    tags: Tags | None = strawberry.field(
        default=strawberry.UNSET, description="Labels, at most 50."
    )


class LogTimePayload(Payload, frozen=True, kw_only=True):
    time_entry: TimeEntry | None = None


@answers(LogTimePayload)
async def log_time(info: Info, input: LogTimeInput) -> LogTimePayload:
    said = checked(input)
    who = said.get("user_id") or info.context.viewer.user_id
    if who is None:
        rule = "A service works for nobody, so it says whose time this is."
        raise Refused(InvalidInput(field=("userId",), rule=rule))
    entry = await info.context.practice.time_entries.log(
        draft(NewTimeEntry, {**said, "user_id": who}), said.get("idempotency_key")
    )
    return LogTimePayload(time_entry=entry)
