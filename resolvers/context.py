"""What a resolver may touch, and nothing more."""

from dataclasses import dataclass, field
from typing import NamedTuple

import strawberry

from adapters.port import Clock, Desk, Ids, NoDesk, Practice, Viewer
from loaders import Loaders
from resolvers.allowance import Allowance
from resolvers.links import Links

__all__ = ["PLAINLY", "Context", "Info", "Told"]


class Told(NamedTuple):
    """What a gateway that asks for the schema is told: what fields need, and of ``Query.node``."""

    scopes: bool = False
    node: bool = True


PLAINLY = Told()


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
    told: Told = PLAINLY


Info = strawberry.Info[Context, None]
