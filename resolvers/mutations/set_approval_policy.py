"""Say who may approve invoices."""

import strawberry

from adapters.port import ApprovalPolicy
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import checked, draft
from resolvers.mutations.inputs import input as declared


@declared(description="Who may approve invoices from now on.")
class SetApprovalPolicyInput:
    second_person: bool = strawberry.field(
        description="Whether it takes another person than the one who drew the invoice up."
    )


class SetApprovalPolicyPayload(Payload, frozen=True, kw_only=True):
    approval_policy: ApprovalPolicy | None = None


@answers(SetApprovalPolicyPayload)
async def set_approval_policy(
    info: Info, input: SetApprovalPolicyInput
) -> SetApprovalPolicyPayload:
    policy = draft(ApprovalPolicy, checked(input))
    kept = await info.context.practice.receivables.set_approval_policy(policy)
    return SetApprovalPolicyPayload(approval_policy=kept)
