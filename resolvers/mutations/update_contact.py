"""Change a contact."""

import strawberry

from adapters.port import Contact, ContactChange, ContactType
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.create_contact import (
    Addresses,
    BillingPreferencesInput,
    Emails,
    PersonInput,
    Phones,
)
from resolvers.mutations.inputs import Line, Text, change, checked
from resolvers.mutations.inputs import input as declared


@declared(description="What to change of a contact. Absent stays as it is; null clears.")
class UpdateContactInput:
    id: strawberry.ID = strawberry.field(description="Which contact.")
    type: ContactType | None = strawberry.field(
        default=strawberry.UNSET, description="A person or a body."
    )
    name: Line | None = strawberry.field(
        default=strawberry.UNSET, description="The name to show and sort by."
    )
    primary_contact: PersonInput | None = strawberry.field(
        default=strawberry.UNSET, description="Whom to ask for; replaced whole."
    )
    emails: Emails | None = strawberry.field(
        default=strawberry.UNSET, description="At most 20; replaces them all."
    )
    phones: Phones | None = strawberry.field(
        default=strawberry.UNSET, description="At most 20; replaces them all."
    )
    addresses: Addresses | None = strawberry.field(
        default=strawberry.UNSET, description="At most 20; replaces them all."
    )
    billing_preferences: BillingPreferencesInput | None = strawberry.field(
        default=strawberry.UNSET, description="How it wants its invoices; replaced whole."
    )
    notes: Text | None = strawberry.field(
        default=strawberry.UNSET, description="For the firm's own use."
    )


class UpdateContactPayload(Payload, frozen=True, kw_only=True):
    contact: Contact | None = None


@answers(UpdateContactPayload)
async def update_contact(info: Info, input: UpdateContactInput) -> UpdateContactPayload:
    said = checked(input)
    contact = await info.context.practice.contacts.update(change(ContactChange, said))
    return UpdateContactPayload(contact=contact)
