"""RateLimit: how much the viewer may still ask for."""

from datetime import datetime

import strawberry

from graph.presents import presents
from resolvers import allowance


@presents(
    allowance.RateLimit,
    description="What this request may cost at the most, and what is left of the viewer's minute. "
    "An object costs 1, a list as much as it may hold, a change 10.",
)
class RateLimit:
    cost: int = strawberry.field(description="What this request may cost at the most.")
    limit: int | None = strawberry.field(
        description="What the viewer's requests may cost in a minute; null if there is no limit."
    )
    remaining: int | None = strawberry.field(
        description="What is left of it, after this request; it grows back evenly."
    )
    reset_at: datetime | None = strawberry.field(description="When it will be whole again.")
