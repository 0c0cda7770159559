"""From who is asking to their record at the firm."""

from collections.abc import Awaitable

from strawberry import Parent

from adapters.port import User, Viewer
from resolvers.context import Info


def user(viewer: Parent[Viewer], info: Info) -> Awaitable[User | None]:
    return info.context.loaders.user.maybe(viewer.user_id)
