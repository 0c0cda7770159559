"""The schema, assembled. Types are named here so that none depends on being reached."""

from functools import cache

from graphql import GraphQLResolveInfo
from strawberry.schema.config import StrawberryConfig

from graph.extensions.delivery import Delivery
from graph.extensions.limiting import Limiting
from graph.extensions.masking import Masking
from graph.federation import Schema
from graph.gateways import sdl_for
from graph.mutation import Mutation
from graph.permissions import guard
from graph.problems import PROBLEMS
from graph.query import Query
from graph.scalars import SCALARS
from graph.subscription import Subscription
from graph.types import (
    books,
    contact,
    expense,
    invoice,
    matter,
    money,
    rate,
    session,
    time_entry,
    trust,
    user,
)
from resolvers.context import PLAINLY, Context, Told
from resolvers.subscriptions import LOADS

__all__ = ["printed", "schema"]

schema = Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[
        contact.Contact,
        expense.Expense,
        invoice.Invoice,
        invoice.Payment,
        matter.Matter,
        matter.Workspace,
        money.Money,
        rate.Rate,
        time_entry.TimeEntry,
        trust.TrustAccount,
        trust.TrustLedger,
        books.TrustPaymentRequest,
        user.User,
        *PROBLEMS,
        *session.PROBLEMS,
    ],
    extensions=[Masking, Limiting, Delivery],
    config=StrawberryConfig(scalar_map=SCALARS, enable_experimental_incremental_execution=True),
    federation_version="2.9",
)


for name, load in LOADS.items():
    schema._schema.subscription_type.fields[name].resolve = load  # type: ignore[union-attr]  # there is one
guard(schema._schema)


@cache
def printed(told: Told = PLAINLY) -> str:
    """Return the schema as SDL: as ``schema.graphql`` holds it, unless gateways are told else."""
    return sdl_for(told, schema.as_str() + "\n", schema._schema)


def _sdl(_service: object, info: GraphQLResolveInfo[Context]) -> str:
    return printed(info.context.told)


schema._schema.type_map["_Service"].fields["sdl"].resolve = _sdl  # type: ignore[attr-defined]  # it has fields
