"""Add a contact, or bring the one with this external id up to date."""

from typing import Annotated

import strawberry
from pydantic import Field, StringConstraints

from adapters.port import Contact, ContactType, CurrencyCode, NewContact
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import Id, Key, Line, Text, checked, draft, matching
from resolvers.mutations.inputs import input as declared

Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254),
    matching(r"[^@\s]+@[^@\s]+", "should be an e-mail address, as name@example.com"),
]
Emails = Annotated[list[Email], Field(max_length=20)]


@declared(description="Whom to ask for.")
class PersonInput:
    given_name: Line | None = strawberry.field(default=strawberry.UNSET, description="First name.")
    family_name: Line | None = strawberry.field(default=strawberry.UNSET, description="Last name.")
    email: Email | None = strawberry.field(
        default=strawberry.UNSET, description="Where to write to."
    )


@declared(description="A telephone number.")
class PhoneInput:
    type: Line | None = strawberry.field(
        default=strawberry.UNSET, description="What it is for, as work or mobile."
    )
    value: Line = strawberry.field(description="The number, as it should be shown.")


@declared(description="A postal address.")
class AddressInput:
    line1: Line | None = strawberry.field(
        default=strawberry.UNSET, description="Street and number."
    )
    line2: Line | None = strawberry.field(
        default=strawberry.UNSET, description="Floor, suite or the like."
    )
    city: Line | None = strawberry.field(default=strawberry.UNSET, description="Town or city.")
    region: Line | None = strawberry.field(
        default=strawberry.UNSET, description="State, province or county."
    )
    postal_code: Line | None = strawberry.field(
        default=strawberry.UNSET, description="Postal or ZIP code."
    )
    country: Line | None = strawberry.field(
        default=strawberry.UNSET, description="ISO 3166 alpha-2, as US."
    )


@declared(description="How a client wants its invoices.")
class BillingPreferencesInput:
    delivery: Line | None = strawberry.field(
        default=strawberry.UNSET, description="How invoices are sent, as email."
    )
    terms: Line | None = strawberry.field(
        default=strawberry.UNSET, description="When they fall due, as net30."
    )
    currency_code: CurrencyCode | None = strawberry.field(
        default=strawberry.UNSET, description="The currency of new matters."
    )


Phones = Annotated[list[PhoneInput], Field(max_length=20)]
Addresses = Annotated[list[AddressInput], Field(max_length=20)]


@declared(description="A contact to add. Null is the same as absent.")
class CreateContactInput:
    idempotency_key: Key | None = strawberry.field(
        default=strawberry.UNSET,
        description="The same key and input give the same answer; another input is refused.",
    )
    external_id: Id | None = strawberry.field(
        default=strawberry.UNSET,
        description="Your own id; if a contact has it, that contact is changed instead.",
    )
    type: ContactType = strawberry.field(description="A person or a body.")
    name: Line = strawberry.field(description="The name to show and sort by.")
    primary_contact: PersonInput | None = strawberry.field(
        default=strawberry.UNSET, description="Whom to ask for."
    )
    emails: Emails | None = strawberry.field(
        default=strawberry.UNSET, description="At most 20, the first is the main one."
    )
    phones: Phones | None = strawberry.field(
        default=strawberry.UNSET, description="At most 20, the first is the main one."
    )
    addresses: Addresses | None = strawberry.field(
        default=strawberry.UNSET, description="At most 20, the first is the main one."
    )
    billing_preferences: BillingPreferencesInput | None = strawberry.field(
        default=strawberry.UNSET, description="How it wants its invoices."
    )
    notes: Text | None = strawberry.field(
        default=strawberry.UNSET, description="For the firm's own use."
    )


class CreateContactPayload(Payload, frozen=True, kw_only=True):
    contact: Contact | None = None
    created: bool | None = None


@answers(CreateContactPayload)
async def create_contact(info: Info, input: CreateContactInput) -> CreateContactPayload:
    said = checked(input)
    saved = await info.context.practice.contacts.create(
        draft(NewContact, said), said.get("idempotency_key")
    )
    return CreateContactPayload(contact=saved.record, created=saved.created)
