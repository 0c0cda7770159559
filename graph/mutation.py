"""Every change: a table of contents of what may be done."""

import strawberry

from graph.refs import (
    CreateContactPayloadRef,
    CreateMatterPayloadRef,
    CreateSessionPayloadRef,
    DeleteTimeEntryPayloadRef,
    EndSessionPayloadRef,
    FinishSignInPayloadRef,
    GenerateInvoicePayloadRef,
    LogExpensePayloadRef,
    LogTimePayloadRef,
    RefreshSessionPayloadRef,
    UpdateContactPayloadRef,
    UpdateMatterPayloadRef,
    UpdateTimeEntryPayloadRef,
)
from resolvers.mutations.create_contact import create_contact
from resolvers.mutations.create_matter import create_matter
from resolvers.mutations.create_session import create_session
from resolvers.mutations.delete_time_entry import delete_time_entry
from resolvers.mutations.end_session import end_session
from resolvers.mutations.finish_sign_in import finish_sign_in
from resolvers.mutations.generate_invoice import generate_invoice
from resolvers.mutations.log_expense import log_expense
from resolvers.mutations.log_time import log_time
from resolvers.mutations.refresh_session import refresh_session
from resolvers.mutations.update_contact import update_contact
from resolvers.mutations.update_matter import update_matter
from resolvers.mutations.update_time_entry import update_time_entry


@strawberry.type(
    description="What may be done. A refusal is data: read userErrors before anything else."
)
class Mutation:
    create_session: CreateSessionPayloadRef = strawberry.mutation(
        resolver=create_session,
        description="Sign in to the connection that X-Panther-Connection names.",
    )
    refresh_session: RefreshSessionPayloadRef = strawberry.mutation(
        resolver=refresh_session, description="Go on with a session; its last token is not needed."
    )
    end_session: EndSessionPayloadRef = strawberry.mutation(
        resolver=end_session, description="Sign out: every token of the session is void at once."
    )
    create_matter: CreateMatterPayloadRef = strawberry.mutation(
        resolver=create_matter,
        description="Open a matter, or change the one that has this externalId.",
    )
    update_matter: UpdateMatterPayloadRef = strawberry.mutation(
        resolver=update_matter, description="Change a matter, close it or reopen it."
    )
    create_contact: CreateContactPayloadRef = strawberry.mutation(
        resolver=create_contact,
        description="Add a contact, or change the one that has this externalId.",
    )
    update_contact: UpdateContactPayloadRef = strawberry.mutation(
        resolver=update_contact, description="Change a contact."
    )
    log_time: LogTimePayloadRef = strawberry.mutation(
        resolver=log_time, description="Record time worked on a matter."
    )
    update_time_entry: UpdateTimeEntryPayloadRef = strawberry.mutation(
        resolver=update_time_entry, description="Change time that is on no invoice."
    )
    delete_time_entry: DeleteTimeEntryPayloadRef = strawberry.mutation(
        resolver=delete_time_entry, description="Remove time that is on no invoice."
    )
    log_expense: LogExpensePayloadRef = strawberry.mutation(
        resolver=log_expense, description="Record money spent on a matter."
    )
    finish_sign_in: FinishSignInPayloadRef = strawberry.mutation(
        resolver=finish_sign_in,
        description="Enter the code that connectionHealth.needsPerson waits for.",
    )
    generate_invoice: GenerateInvoicePayloadRef = strawberry.mutation(
        resolver=generate_invoice,
        description="Make a draft invoice of a matter's unbilled work.",
    )
