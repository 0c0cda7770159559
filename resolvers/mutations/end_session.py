"""Sign out: every token of the session is void at once, everywhere."""

from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers


class EndSessionPayload(Payload, frozen=True, kw_only=True):
    ended: bool = False


@answers(EndSessionPayload)
async def end_session(info: Info) -> EndSessionPayload:
    await info.context.desk.end()
    return EndSessionPayload(ended=True)
