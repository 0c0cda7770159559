"""What a resolver may touch, and nothing more."""

from dataclasses import dataclass

import strawberry

from adapters.port import Clock, Ids, Practice, Viewer
from loaders import Loaders
from resolvers.links import Links

__all__ = ["Context", "Info"]


@dataclass(frozen=True, slots=True)
class Context:
    """One request: the practice as its viewer may see it, and how to ask it."""

    practice: Practice
    loaders: Loaders
    viewer: Viewer
    clock: Clock
    ids: Ids
    links: Links


Info = strawberry.Info[Context, None]
