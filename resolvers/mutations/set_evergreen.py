"""Say how much trust money a matter should have at least."""

import strawberry

from adapters.port import EvergreenChange, InvalidInput, Matter, Refused
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import Sum, change, checked
from resolvers.mutations.inputs import input as declared


@declared(description="The least that a matter's trust ledger should hold.")
class SetEvergreenInput:
    matter_id: strawberry.ID = strawberry.field(description="Which matter.")
    least: Sum | None = strawberry.field(
        default=strawberry.UNSET,
        description="How much, in the matter's currency; null for none. It has to be given.",
    )
    on_invoices: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether invoices ask for what is missing; true unless given.",
    )


class SetEvergreenPayload(Payload, frozen=True, kw_only=True):
    matter: Matter | None = None


@answers(SetEvergreenPayload)
async def set_evergreen(info: Info, input: SetEvergreenInput) -> SetEvergreenPayload:
    said, practice = checked(input), info.context.practice
    if "least" not in said:
        rule = "least is an amount, or null for none; it has to be given."
        raise Refused(InvalidInput(field=("least",), rule=rule))
    await practice.books.change_evergreen(change(EvergreenChange, said))
    (matter,) = await practice.matters.by_id([said["matter_id"]])
    return SetEvergreenPayload(matter=matter)
