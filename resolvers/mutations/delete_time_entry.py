"""Remove time that is on no invoice."""

import strawberry

from adapters.port import TimeEntry
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import checked
from resolvers.mutations.inputs import input as declared


@declared(description="A time entry to remove.")
class DeleteTimeEntryInput:
    id: strawberry.ID = strawberry.field(description="Which time entry.")


class DeleteTimeEntryPayload(Payload, frozen=True, kw_only=True):
    time_entry: TimeEntry | None = None


@answers(DeleteTimeEntryPayload)
async def delete_time_entry(info: Info, input: DeleteTimeEntryInput) -> DeleteTimeEntryPayload:
    entry = await info.context.practice.time_entries.delete(checked(input)["id"])
    return DeleteTimeEntryPayload(time_entry=entry)
