"""Contact: a person or organisation the firm deals with, clients above all."""

from datetime import datetime

import strawberry

from adapters import port
from graph.connections import Connection, Node
from graph.presents import presents
from graph.refs import (
    InvoiceConnectionRef,
    MatterConnectionRef,
    MoneyRef,
    RateConnectionRef,
    TrustLedgerRef,
)
from resolvers import references
from resolvers.edges import books
from resolvers.edges import contact as edges
from resolvers.edges import rate as rates


@presents(port.Person, description="Whom to ask for.")
class Person:
    given_name: str | None = strawberry.field(description="First name.")
    family_name: str | None = strawberry.field(description="Last name.")
    email: str | None = strawberry.field(description="Where to write to.")


@presents(port.Phone, description="A telephone number.")
class Phone:
    type: str | None = strawberry.field(description="What it is for, as work or mobile.")
    value: str = strawberry.field(description="The number, as it was given.")


@presents(port.Address, description="A postal address.")
class Address:
    line1: str | None = strawberry.field(description="Street and number.")
    line2: str | None = strawberry.field(description="Floor, suite or the like.")
    city: str | None = strawberry.field(description="Town or city.")
    region: str | None = strawberry.field(description="State, province or county.")
    postal_code: str | None = strawberry.field(description="Postal or ZIP code.")
    country: str | None = strawberry.field(description="ISO 3166 alpha-2 where known so, as US.")


@presents(port.BillingPreferences, description="How a client wants its invoices.")
class BillingPreferences:
    delivery: str | None = strawberry.field(description="How they are sent, as email.")
    terms: str | None = strawberry.field(description="When they fall due, as net30.")
    currency_code: port.CurrencyCode | None = strawberry.field(
        description="The currency of new matters."
    )


@presents(
    port.Contact,
    keys=references.CONTACT,
    description="A person or organisation the firm deals with: clients and related parties.",
)
class Contact(Node):
    external_id: strawberry.ID | None = strawberry.field(
        description="Its id in the system that made it."
    )
    type: port.ContactType = strawberry.field(description="A human being or a body.")
    name: str = strawberry.field(description="The name to show.")
    primary_contact: Person | None = strawberry.field(description="Whom to ask for.")
    emails: list[str] = strawberry.field(description="At most 20, the first is the main one.")
    phones: list[Phone] = strawberry.field(description="At most 20, the first is the main one.")
    addresses: list[Address] = strawberry.field(
        description="At most 20, the first is the main one."
    )
    billing_preferences: BillingPreferences | None = strawberry.field(
        description="How it wants its invoices."
    )
    notes: str | None = strawberry.field(description="For the firm's own use.")
    matters: MatterConnectionRef | None = strawberry.field(
        resolver=edges.matters, description="The matters it is the client of, by number."
    )
    invoices: InvoiceConnectionRef | None = strawberry.field(
        resolver=edges.invoices, description="What it was billed, the latest first."
    )
    rates: RateConnectionRef | None = strawberry.field(
        resolver=rates.of_client, description="What an hour costs on its matters, the newest first."
    )
    trust_ledgers: list[TrustLedgerRef] | None = strawberry.field(
        resolver=edges.trust_ledgers,
        description="Its trust money, ledger by ledger; at most 100. All are in trustAccount.",
    )
    credit: list[MoneyRef] | None = strawberry.field(
        resolver=books.credit,
        description="What it paid beyond what was due and may pay invoices with, by currency.",
    )
    created_at: datetime = strawberry.field(description="When it was added.")
    updated_at: datetime = strawberry.field(description="When it last changed.")


@strawberry.type(description="A page of contacts.")
class ContactConnection(Connection[Contact]):
    pass
