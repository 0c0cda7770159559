"""Everything a caller may wait for: a table of contents of what is told when it changes."""

import strawberry

from graph.refs import InvoiceRef, MatterRef
from resolvers import subscriptions

__all__ = ["Subscription"]


@strawberry.type(description="What is told when it changes, over WebSocket, SSE or multipart.")
class Subscription:
    matter_changed = strawberry.subscription(
        resolver=subscriptions.matter_changed,
        graphql_type=MatterRef | None,
        description="A matter that was opened or changed, as it is now: this one, or any. Not its "
        "time, invoices or trust money.",
    )
    invoice_changed = strawberry.subscription(
        resolver=subscriptions.invoice_changed,
        graphql_type=InvoiceRef | None,
        description="An invoice that was made, changed, paid, credited or disputed, as it is now: "
        "this one, or any.",
    )
