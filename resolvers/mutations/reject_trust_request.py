"""Refuse to pay out what somebody else asked for."""

from resolvers.context import Info
from resolvers.mutations.answers import answers
from resolvers.mutations.trust_decisions import TrustDecisionInput, decided
from resolvers.mutations.trust_movements import TrustPayload


@answers(TrustPayload)
async def reject_trust_request(info: Info, input: TrustDecisionInput) -> TrustPayload:
    return await decided(info, input, approve=False)
