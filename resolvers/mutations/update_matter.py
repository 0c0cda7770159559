"""Change a matter: its title, people, terms or status."""

from datetime import date
from typing import Annotated

import strawberry
from pydantic import Field

from adapters.port import Matter, MatterChange, MatterStatus
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.create_matter import IManageLinkInput, MatterBillingInput, linked
from resolvers.mutations.inputs import Code, Line, Tags, change, checked
from resolvers.mutations.inputs import input as declared


@declared(description="What to change of a matter. Absent stays as it is; null clears.")
class UpdateMatterInput:
    id: strawberry.ID = strawberry.field(description="Which matter.")
    title: Line | None = strawberry.field(
        default=strawberry.UNSET, description="What it is called."
    )
    practice_area: Line | None = strawberry.field(
        default=strawberry.UNSET, description="The field of law, in the firm's words."
    )
    responsible_attorney_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The user who answers for it."
    )
    team_ids: Annotated[list[strawberry.ID], Field(max_length=50)] | None = strawberry.field(
        default=strawberry.UNSET, description="The users who work on it; replaces them all."
    )
    status: MatterStatus | None = strawberry.field(
        default=strawberry.UNSET,
        description="Closing is refused while trust money remains; reopening is allowed.",
    )
    open_date: date | None = strawberry.field(
        default=strawberry.UNSET, description="When work began."
    )
    limitation_date: date | None = strawberry.field(
        default=strawberry.UNSET, description="The last day to bring the claim."
    )
    client_matter_id: Code | None = strawberry.field(
        default=strawberry.UNSET, description="The client's own number for it, on e-bills."
    )
    billing: MatterBillingInput | None = strawberry.field(
        default=strawberry.UNSET,
        description="New terms, whole; what is billed already keeps its rates.",
    )
    i_manage: IManageLinkInput | None = strawberry.field(
        default=strawberry.UNSET, description="Its place in the document system; null unlinks."
    )
    tags: Tags | None = strawberry.field(
        default=strawberry.UNSET, description="Labels, at most 50; replaces them all."
    )


class UpdateMatterPayload(Payload, frozen=True, kw_only=True):
    matter: Matter | None = None


@answers(UpdateMatterPayload)
async def update_matter(info: Info, input: UpdateMatterInput) -> UpdateMatterPayload:
    said = checked(input)
    wanted = change(MatterChange, {**said, **linked(said)})
    matter = await info.context.practice.matters.update(wanted)
    return UpdateMatterPayload(matter=matter)
