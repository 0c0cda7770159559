"""Open a matter, or bring the one with this external id up to date."""

from datetime import date
from typing import Annotated

import strawberry
from pydantic import Field

from adapters.port import (
    BillingType,
    CurrencyCode,
    InvalidInput,
    Matter,
    MatterStatus,
    NewMatter,
    Refused,
)
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import (
    Amount,
    Code,
    Id,
    Key,
    Line,
    Percent,
    Rate,
    Said,
    Tags,
    checked,
    draft,
)
from resolvers.mutations.inputs import input as declared


@declared(description="The terms of a matter; amounts in its currency.")
class MatterBillingInput:
    type: BillingType = strawberry.field(description="How the client is charged.")
    default_rate: Rate | None = strawberry.field(
        default=strawberry.UNSET,
        description="What anybody's hour costs, unless one of its rates or an entry says otherwise.",
    )
    flat_amount: Amount | None = strawberry.field(
        default=strawberry.UNSET, description="The whole fee; a FLAT_FEE matter needs it."
    )
    contingency_percent: Percent | None = strawberry.field(
        default=strawberry.UNSET,
        description="The share of what is recovered; a CONTINGENCY matter needs it.",
    )
    currency_code: CurrencyCode | None = strawberry.field(
        default=strawberry.UNSET, description="Unless given, the client's, or else the firm's."
    )


@declared(description="Where a matter's documents lie in iManage.")
class IManageLinkInput:
    workspace_id: Id | None = strawberry.field(
        default=strawberry.UNSET, description="The workspace that is already there."
    )
    auto_create: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Make a workspace; not together with workspaceId."
    )


@declared(description="A matter to open. Null is the same as absent.")
class CreateMatterInput:
    idempotency_key: Key | None = strawberry.field(
        default=strawberry.UNSET,
        description="The same key and input give the same answer; another input is refused.",
    )
    external_id: Id | None = strawberry.field(
        default=strawberry.UNSET,
        description="Your own id; if a matter has it, that matter is changed instead.",
    )
    number: Code | None = strawberry.field(
        default=strawberry.UNSET, description="Unless given, the year's next, as 2026-0042."
    )
    title: Line = strawberry.field(description="What the matter is called.")
    client_id: strawberry.ID = strawberry.field(description="For whom it is.")
    practice_area: Line | None = strawberry.field(
        default=strawberry.UNSET, description="The field of law, in the firm's words."
    )
    responsible_attorney_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The user who answers for it."
    )
    team_ids: Annotated[list[strawberry.ID], Field(max_length=50)] | None = strawberry.field(
        default=strawberry.UNSET, description="The users who work on it."
    )
    status: MatterStatus | None = strawberry.field(
        default=strawberry.UNSET, description="OPEN unless given."
    )
    open_date: date | None = strawberry.field(
        default=strawberry.UNSET, description="Today unless given or PENDING."
    )
    limitation_date: date | None = strawberry.field(
        default=strawberry.UNSET, description="The last day to bring the claim."
    )
    billing: MatterBillingInput | None = strawberry.field(
        default=strawberry.UNSET, description="HOURLY unless given."
    )
    i_manage: IManageLinkInput | None = strawberry.field(
        default=strawberry.UNSET, description="Its place in the document system."
    )
    tags: Tags | None = strawberry.field(
        default=strawberry.UNSET, description="Labels, at most 50."
    )


class CreateMatterPayload(Payload, frozen=True, kw_only=True):
    matter: Matter | None = None
    created: bool | None = None


@answers(CreateMatterPayload)
async def create_matter(info: Info, input: CreateMatterInput) -> CreateMatterPayload:
    said = checked(input)
    saved = await info.context.practice.matters.create(
        draft(NewMatter, {**said, **linked(said)}), said.get("idempotency_key")
    )
    return CreateMatterPayload(matter=saved.record, created=saved.created)


def linked(said: Said) -> Said:
    """Return what was said of the document system in the port's words, if anything was."""
    if "i_manage" not in said:
        return {}
    link = said["i_manage"]
    if link is None:
        return {"workspace_id": None}
    if link.get("workspace_id") and link.get("auto_create"):
        rule = "autoCreate makes a workspace, so it can't go with a workspaceId."
        raise Refused(InvalidInput(field=("iManage", "autoCreate"), rule=rule))
    named = {"workspace_id": link["workspace_id"]} if "workspace_id" in link else {}
    return {**named, "create_workspace": bool(link.get("auto_create"))}
