"""User: somebody who works at the firm; Viewer: who is asking."""

from datetime import datetime

import strawberry

from adapters import port
from graph.connections import Connection, Node
from graph.hints import CacheControl, CacheControlScope
from graph.presents import presents
from graph.refs import RateConnectionRef, TimeRoundingRef, UserRef
from resolvers import references
from resolvers.edges import rate as rates
from resolvers.edges import user as edges_of_user
from resolvers.edges import viewer as edges


@presents(
    port.User,
    keys=["id"],
    reference=references.user,
    description="Somebody who works at the firm.",
    directives=[CacheControl(max_age=60, scope=CacheControlScope.PRIVATE)],
)
class User(Node):
    name: str = strawberry.field(description="Their name.")
    email: str | None = strawberry.field(description="Where to write to.")
    role: str | None = strawberry.field(description="Their role, as partner or paralegal.")
    active: bool = strawberry.field(description="Whether they still work there.")
    time_rounding: TimeRoundingRef | None = strawberry.field(
        resolver=edges_of_user.time_rounding,
        description="How minutes of their work become hours; null if the practice does not tell.",
    )
    rates: RateConnectionRef | None = strawberry.field(
        resolver=rates.of_user, description="What their own hour costs, the newest first."
    )


@strawberry.type(description="A page of the firm's people.")
class UserConnection(Connection[User]):
    pass


@presents(port.Viewer, description="Who is asking, and what they may work with.")
class Viewer:
    user: UserRef | None = strawberry.field(
        resolver=edges.user, description="Their record; null for a service."
    )
    entitlements: list[port.Entitlement] = strawberry.field(
        description="The parts of the practice they may work with."
    )
    expires_at: datetime | None = strawberry.field(
        description="When they must sign in again; null if never."
    )
