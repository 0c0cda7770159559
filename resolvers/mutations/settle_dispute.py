"""End a dispute, so that trust money may pay that part of the invoice again."""

import strawberry

from adapters.port import Dispute, Settlement
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import Key, Text, checked, draft
from resolvers.mutations.inputs import input as declared


@declared(description="A dispute that has ended.")
class SettleDisputeInput:
    idempotency_key: Key = strawberry.field(
        description="The same key and input give the same answer; another input is refused."
    )
    dispute_id: strawberry.ID = strawberry.field(description="Which dispute.")
    settlement: Text = strawberry.field(description="How it ended.")


class SettleDisputePayload(Payload, frozen=True, kw_only=True):
    dispute: Dispute | None = None


@answers(SettleDisputePayload)
async def settle_dispute(info: Info, input: SettleDisputeInput) -> SettleDisputePayload:
    said = checked(input)
    settlement = draft(Settlement, {**said, "settled_by_id": info.context.viewer.user_id})
    settled = await info.context.practice.receivables.settle(settlement, said["idempotency_key"])
    return SettleDisputePayload(dispute=settled)
