"""Rate: what an hour costs, for whom, on what, from when until when."""

import datetime as dt

import strawberry

from adapters import port
from graph.connections import Connection
from graph.presents import presents
from graph.refs import ContactRef, MatterRef, MoneyRef, UserRef
from resolvers.edges import rate as edges


@presents(
    port.Rate,
    description="A price for one hour. The first rule that has a rate for the day of the work "
    "counts, in the order of RateSource.",
)
class Rate:
    id: strawberry.ID = strawberry.field(description="Unique in the practice; opaque.")
    source: port.RateSource = strawberry.field(description="Which rule it is a rate of.")
    matter: MatterRef | None = strawberry.field(
        resolver=edges.matter, description="The only matter it counts on; null for all."
    )
    client: ContactRef | None = strawberry.field(
        resolver=edges.client, description="The only client it counts for; null for all."
    )
    user: UserRef | None = strawberry.field(
        resolver=edges.user, description="The only user whose time it prices; null for all."
    )
    role: str | None = strawberry.field(
        description="The only role whose time it prices; null for all."
    )
    rate: MoneyRef = strawberry.field(
        description="For one hour; it counts on matters in this currency."
    )
    valid_from: dt.date = strawberry.field(description="The first day of work that it prices.")
    valid_to: dt.date | None = strawberry.field(
        description="The last day of work that it prices; null until further notice."
    )
    created_at: dt.datetime = strawberry.field(description="When it was first set.")


@strawberry.type(description="A page of rates.")
class RateConnection(Connection[Rate]):
    pass
