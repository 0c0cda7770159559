"""Stay signed in: another token for a refresh token, which is good once."""

from typing import Annotated

import strawberry
from pydantic import StringConstraints

from resolvers.context import Info
from resolvers.mutations.answers import answers
from resolvers.mutations.create_session import CreateSessionPayload
from resolvers.mutations.inputs import checked
from resolvers.mutations.inputs import input as declared

Token = Annotated[str, StringConstraints(min_length=1, max_length=200)]


@declared(description="A session to go on with.")
class RefreshSessionInput:
    refresh_token: Token = strawberry.field(
        description="The last one that was given. One used before ends the session."
    )


@answers(CreateSessionPayload)
async def refresh_session(info: Info, input: RefreshSessionInput) -> CreateSessionPayload:
    session = await info.context.desk.refresh(checked(input)["refresh_token"])
    return CreateSessionPayload(session=session)
