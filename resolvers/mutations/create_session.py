"""Sign in: a username and a password, and a code where one is asked for."""

from typing import Annotated

import strawberry
from pydantic import StringConstraints

from adapters.port import Challenge, CodeNeeded, MfaType, NewSession, Session
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import Code, Line, checked, draft
from resolvers.mutations.inputs import input as declared

Password = Annotated[str, StringConstraints(min_length=1, max_length=1024)]


@declared(description="A code, beside the password.")
class MfaInput:
    type: MfaType = strawberry.field(description="Where it comes from.")
    code: Code = strawberry.field(description="The code.")
    challenge_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The challenge that it answers; not for TOTP."
    )


@declared(description="Who wants to be let in, and how they prove it.")
class CreateSessionInput:
    username: Line = strawberry.field(description="Their name here, as an e-mail.")
    password: Password = strawberry.field(description="Their password.")
    mfa: MfaInput | None = strawberry.field(
        default=strawberry.UNSET, description="A code; without one it is asked for where needed."
    )


class CreateSessionPayload(Payload, frozen=True, kw_only=True):
    session: Session | None = None
    challenge: Challenge | None = None


@answers(CreateSessionPayload)
async def create_session(info: Info, input: CreateSessionInput) -> CreateSessionPayload:
    let_in = await info.context.desk.sign_in(draft(NewSession, checked(input)))
    if isinstance(let_in, Session):
        return CreateSessionPayload(session=let_in)
    return CreateSessionPayload(challenge=let_in, user_errors=(CodeNeeded(type=let_in.type),))
