"""From a user to how their time is rounded."""

from collections.abc import Awaitable

from strawberry import Parent

from adapters.port import TimeRounding, User
from resolvers.context import Info


def time_rounding(user: Parent[User], info: Info) -> Awaitable[TimeRounding | None]:
    return info.context.loaders.time_rounding_of_user.load(user.id)
