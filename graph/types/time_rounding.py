"""TimeRounding: how minutes of work become hours."""

import strawberry

from adapters import port
from graph.hints import CacheControl, CacheControlScope
from graph.presents import presents


@presents(
    port.TimeRounding,
    description="How minutes become hours: in whole increments, and those in hours of two "
    "decimals, a half up, entry by entry.",
    directives=[CacheControl(max_age=60, scope=CacheControlScope.PRIVATE)],
)
class TimeRounding:
    increment_minutes: int = strawberry.field(description="From 1 to 60; 6 is a tenth of an hour.")
    direction: port.RoundingDirection = strawberry.field(
        description="Where minutes go that are no whole number of increments."
    )
    checks_hours: bool = strawberry.field(
        description="Whether hours that are said must be whole increments; never changed, refused."
    )
    own: bool = strawberry.field(description="Whether it is the user's own, not the firm's.")
