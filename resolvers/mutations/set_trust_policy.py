"""Decide anew what may be done with an account's money."""

import strawberry

from adapters.port import TrustAccount, TrustPolicyChange
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import Sum, change, checked
from resolvers.mutations.inputs import input as declared


@declared(description="What to decide of an account. Absent stays as it is; null clears.")
class SetTrustPolicyInput:
    trust_account_id: strawberry.ID = strawberry.field(description="Which account.")
    second_approver_above: Sum | None = strawberry.field(
        default=strawberry.UNSET,
        description="Above this sum two people pay out; null lets one person pay out any sum.",
    )
    firm_money_most: Sum | None = strawberry.field(
        default=strawberry.UNSET,
        description="How much of its own the firm may keep in it, for bank charges.",
    )
    client_money_pays_matters: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether a client's money at large may pay that client's matters.",
    )
    wires_clear_at_once: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether wires need no confirmation."
    )
    cash_clears_at_once: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether cash needs no confirmation."
    )


class SetTrustPolicyPayload(Payload, frozen=True, kw_only=True):
    trust_account: TrustAccount | None = None


@answers(SetTrustPolicyPayload)
async def set_trust_policy(info: Info, input: SetTrustPolicyInput) -> SetTrustPolicyPayload:
    said = checked(input)
    decided = change(TrustPolicyChange, {**said, "account_id": said["trust_account_id"]})
    account = await info.context.practice.books.change_policy(decided)
    return SetTrustPolicyPayload(trust_account=account)
