"""Enter the code that the practice's upstream sent to somebody, so that it can be used again."""

import strawberry

from adapters.port import PracticeHealth
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import Code, checked
from resolvers.mutations.inputs import input as declared


@declared(description="A code that was sent as a text or an e-mail.")
class FinishSignInInput:
    code: Code = strawberry.field(description="The code, as it was sent.")


class FinishSignInPayload(Payload, frozen=True, kw_only=True):
    connection_health: PracticeHealth | None = None


@answers(FinishSignInPayload)
async def finish_sign_in(info: Info, input: FinishSignInInput) -> FinishSignInPayload:
    practice = info.context.practice
    await practice.finish_sign_in(checked(input)["code"])
    return FinishSignInPayload(connection_health=practice.health)
