"""The schema, assembled. Types are named here so that none depends on being reached."""

from strawberry.schema.config import StrawberryConfig

from graph.execution.documents import Documented, Documents
from graph.extensions.masking import Masking
from graph.federation import Schema
from graph.mutation import Mutation
from graph.problems import PROBLEMS
from graph.query import Query
from graph.scalars import SCALARS
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

__all__ = ["documents", "printed", "schema"]

documents = Documents()

schema = Schema(
    query=Query,
    mutation=Mutation,
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
    extensions=[Masking, lambda: Documented(documents)],
    config=StrawberryConfig(scalar_map=SCALARS),
    federation_version="2.9",
)


def printed() -> str:
    """Return the schema as SDL, as ``schema.graphql`` holds it."""
    return schema.as_str() + "\n"
