"""Stay signed in: another token for a refresh token, which is good once."""

from typing import Annotated

import strawberry
from pydantic import StringConstraints

from adapters.port import Session
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import checked
from resolvers.mutations.inputs import input as declared

Token = Annotated[str, StringConstraints(min_length=1, max_length=200)]


@declared(description="A session to go on with.")
class RefreshSessionInput:
    refresh_token: Token = strawberry.field(
        description="The last one that was given. One used before ends the session."
    )


class RefreshSessionPayload(Payload, frozen=True, kw_only=True):
    session: Session | None = None


@answers(RefreshSessionPayload)
async def refresh_session(info: Info, input: RefreshSessionInput) -> RefreshSessionPayload:
    session = await info.context.desk.refresh(checked(input)["refresh_token"])
    return RefreshSessionPayload(session=session)
