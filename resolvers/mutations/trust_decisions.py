"""What a second person's yes and no have in common."""

import strawberry

from adapters.port import RequestDecision
from resolvers.context import Info
from resolvers.mutations.inputs import Key, checked
from resolvers.mutations.inputs import input as declared
from resolvers.mutations.trust_movements import TrustPayload, moved

__all__ = ["TrustDecisionInput", "decided"]


@declared(description="A request to pay trust money out, which somebody else made.")
class TrustDecisionInput:
    idempotency_key: Key = strawberry.field(
        description="The same key and input give the same answer; another input is refused."
    )
    request_id: strawberry.ID = strawberry.field(description="Which request.")


async def decided(info: Info, input: TrustDecisionInput, *, approve: bool) -> TrustPayload:
    """Decide in the viewer's name. Raises ``Refused``."""
    said = checked(input)
    decision = RequestDecision(
        request_id=said["request_id"],
        approve=approve,
        decided_by_id=info.context.viewer.user_id,
    )
    return moved(await info.context.practice.movements.decide(decision, said["idempotency_key"]))
