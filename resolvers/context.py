"""What a resolver may touch, and nothing more."""

from dataclasses import dataclass, field

import strawberry

from adapters.port import Clock, Desk, Ids, NoDesk, Practice, Viewer
from loaders import Loaders
from resolvers.allowance import Allowance
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
    desk: Desk = field(default_factory=NoDesk)
    allowance: Allowance = field(default_factory=Allowance)
    shows_scopes: bool = False  # to a gateway that asks for the schema


Info = strawberry.Info[Context, None]
