"""Contacts over the wire."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from msgspec import UNSET, Struct, to_builtins

from adapters.port import (
    Address,
    BillingPreferences,
    Capability,
    Contact,
    ContactChange,
    ContactFilter,
    ContactType,
    Fields,
    Listing,
    NewContact,
    Page,
    Person,
    Phone,
    Saved,
)
from adapters.supergood.changes import Changes
from adapters.supergood.client import Client
from adapters.supergood.habits import Habits
from adapters.supergood.reads import Collection
from adapters.supergood.values import instant, said
from adapters.supergood.windows import of_contact, page_of

__all__ = ["SupergoodContacts", "contact"]


class _Person(Struct, omit_defaults=True):
    given: str | None = None
    family: str | None = None
    email: str | None = None


class _Phone(Struct, omit_defaults=True):
    value: str
    type: str | None = None


class _Address(Struct, rename="camel", omit_defaults=True):
    line1: str | None = None
    line2: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None


class _Preferences(Struct, omit_defaults=True):
    delivery: str | None = None
    terms: str | None = None
    currency: str | None = None


class ContactItem(Struct, rename="camel", kw_only=True):
    """A contact as the dialect lists it."""

    client_id: str
    type: ContactType
    name: str
    created_at: dt.datetime
    updated_at: dt.datetime
    external_id: str | None = None
    primary_contact: _Person | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[_Phone, ...] = ()
    addresses: tuple[_Address, ...] = ()
    billing_preferences: _Preferences | None = None
    notes: str | None = None


class _Receipt(Struct, rename="camel"):
    client_id: str
    created_at: dt.datetime


def contact(item: ContactItem) -> Contact:
    """Make the port's record of an item."""
    person, terms = item.primary_contact, item.billing_preferences
    return Contact(
        id=item.client_id,
        external_id=item.external_id,
        type=item.type,
        name=item.name,
        primary_contact=Person(
            given_name=person.given, family_name=person.family, email=person.email
        )
        if person
        else None,
        emails=item.emails,
        phones=tuple(Phone(value=it.value, type=it.type) for it in item.phones),
        addresses=tuple(
            Address(
                line1=it.line1,
                line2=it.line2,
                city=it.city,
                region=it.region,
                postal_code=it.postal_code,
                country=it.country,
            )
            for it in item.addresses
        ),
        billing_preferences=BillingPreferences(
            delivery=terms.delivery, terms=terms.terms, currency_code=terms.currency
        )
        if terms
        else None,
        notes=item.notes,
        created_at=item.created_at,
        updated_at=item.updated_at,
    )


class SupergoodContacts:
    """Keeps :class:`adapters.port.Contacts`."""

    def __init__(self, client: Client, habits: Habits) -> None:
        self._items = Collection(
            client, habits, noun="contacts", path="/contacts", shape=ContactItem, record=contact
        )
        self._changes = Changes(client, habits, self._items, noun="contacts", receipt=_Receipt)

    async def by_id(self, ids: Sequence[str], fields: Fields | None = None, /) -> Sequence[Contact]:
        return await self._items.by_ids(ids)

    async def by_external_id(self, external_ids: Sequence[str]) -> Sequence[Contact]:
        return await self._items.by_each("externalId", external_ids, lambda it: it.external_id)

    async def page(self, listing: Listing[ContactFilter]) -> Page[Contact]:
        return page_of(await self._items.all(_query(listing.filter)), listing, of_contact)

    async def count(self, filter: ContactFilter) -> int:
        every = await self._items.all(_query(filter))
        return sum(of_contact(filter, it) for it in every)

    async def create(self, draft: NewContact, idempotency_key: str | None) -> Saved[Contact]:
        created, record = await self._changes.make(
            Capability.CREATE_CONTACTS, _body(draft), idempotency_key, "add a contact"
        )
        return Saved(record=record, created=created)

    async def update(self, change: ContactChange) -> Contact:
        return await self._changes.change(Capability.CHANGE_CONTACTS, change.id, _body(change))


def _query(filter: ContactFilter) -> dict[str, str | None]:
    return {"updatedFrom": instant(filter.updated_from), "updatedTo": instant(filter.updated_to)}


def _body(command: NewContact | ContactChange) -> dict[str, Any]:
    nested = ("primary_contact", "phones", "addresses", "billing_preferences")
    body = said(command, leave_out=("id", *nested))
    person, terms = command.primary_contact, command.billing_preferences
    if person is not UNSET:
        body["primaryContact"] = person and to_builtins(
            _Person(person.given_name, person.family_name, person.email)
        )
    if command.phones is not UNSET:
        body["phones"] = [to_builtins(_Phone(it.value, it.type)) for it in command.phones]
    if command.addresses is not UNSET:
        body["addresses"] = [
            to_builtins(
                _Address(it.line1, it.line2, it.city, it.region, it.postal_code, it.country)
            )
            for it in command.addresses
        ]
    if terms is not UNSET:
        body["billingPreferences"] = terms and to_builtins(
            _Preferences(terms.delivery, terms.terms, terms.currency_code)
        )
    return body
