"""Session: somebody let in, or asked for a code, or told why not."""

from datetime import datetime

import strawberry

from adapters import port
from graph.presents import presents
from graph.problems import UserError
from graph.refs import ChallengeRef, SessionRef, UserErrorRef, UserRef

__all__ = [
    "PROBLEMS",
    "CreateSessionPayload",
    "EndSessionPayload",
    "MfaChallenge",
    "Session",
]


@presents(port.Session, description="Somebody let in, for a while.")
class Session:
    auth_token: str = strawberry.field(
        description="Goes with each request, as Authorization: Bearer …"
    )
    expires_in: int = strawberry.field(description="How many seconds the authToken lasts.")
    expires_at: datetime = strawberry.field(description="When it expires.")
    refresh_token: str = strawberry.field(
        description="Gives the next authToken by refreshSession, once; keep it secret."
    )
    refresh_expires_at: datetime = strawberry.field(
        description="When they must sign in again, whatever was refreshed."
    )
    user: UserRef = strawberry.field(description="Who it is.")
    entitlements: list[port.Entitlement] = strawberry.field(
        description="The parts of the practice they may work with."
    )


@presents(port.Challenge, description="A code that is asked for, the password being right.")
class MfaChallenge:
    id: strawberry.ID = strawberry.field(description="Goes back with the code, as challengeId.")
    type: port.MfaType = strawberry.field(description="Where the code comes from.")
    sent_to: str | None = strawberry.field(description="A hint at where it was sent, if it was.")


@strawberry.type(description="Whether somebody was let in, or goes on.")
class CreateSessionPayload:
    session: SessionRef | None = strawberry.field(description="Their session.")
    challenge: ChallengeRef | None = strawberry.field(
        description="The code that is asked for; send everything again, with it."
    )
    user_errors: list[UserErrorRef] = strawberry.field(description="Every reason why not.")


@strawberry.type(description="What endSession did.")
class EndSessionPayload:
    ended: bool = strawberry.field(description="Whether the session is over now.")
    user_errors: list[UserErrorRef] = strawberry.field(description="Every reason why not.")


@presents(port.SignInFailed, description="What was given does not belong together.")
class SignInFailed(UserError):
    pass


@presents(port.SignInNeeded, description="There is no such session, or it is over.")
class SignInNeeded(UserError):
    pass


@presents(port.CodeNeeded, description="A code is needed beside the password.")
class CodeNeeded(UserError):
    type: port.MfaType = strawberry.field(description="Where it comes from.")


@presents(port.TooManyAttempts, description="Too many sign-ins failed; none is looked at now.")
class TooManyAttempts(UserError):
    retry_after_seconds: int = strawberry.field(description="When one is looked at again, at most.")


PROBLEMS = [SignInFailed, SignInNeeded, CodeNeeded, TooManyAttempts]
