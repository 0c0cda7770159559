"""Contacts as they are said to be added or changed."""

from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from adapters.port import (
    Address,
    BillingPreferences,
    ContactChange,
    ContactType,
    NewContact,
    Person,
    Phone,
)
from adapters.sandbox.said.fields import Line, Text, currency, given, read

__all__ = ["change", "draft"]

_Few = Meta(max_length=50)


class _Person(Struct):
    given: Line | None = None
    family: Line | None = None
    email: Line | None = None


class _Phone(Struct):
    value: Line
    type: Line | None = None


class _Address(Struct, rename="camel"):
    line1: Line | None = None
    line2: Line | None = None
    city: Line | None = None
    region: Line | None = None
    postal_code: Line | None = None
    country: Line | None = None


class _Preferences(Struct):
    delivery: Line | None = None
    terms: Line | None = None
    currency: str | None = None


class _Change(Struct, rename="camel", kw_only=True):
    type: ContactType | UnsetType = UNSET
    name: Line | UnsetType = UNSET
    primary_contact: _Person | UnsetType | None = UNSET
    emails: Annotated[tuple[Line, ...], _Few] | UnsetType = UNSET
    phones: Annotated[tuple[_Phone, ...], _Few] | UnsetType = UNSET
    addresses: Annotated[tuple[_Address, ...], _Few] | UnsetType = UNSET
    billing_preferences: _Preferences | UnsetType | None = UNSET
    notes: Text | UnsetType | None = UNSET


class _Draft(_Change, rename="camel", kw_only=True):
    type: ContactType
    name: Line
    external_id: Line | None = None


def draft(body: bytes) -> NewContact:
    """Read a contact to add, or to change if its externalId is known."""
    return NewContact(**_given(read(body, _Draft)))


def change(id: str, body: bytes) -> ContactChange:
    """Read what to change of a contact."""
    return ContactChange(id=id, **_given(read(body, _Change)))


def _given(said: _Change) -> dict[str, Any]:
    fields = given(said)
    if isinstance(said.primary_contact, _Person):
        who = said.primary_contact
        fields["primary_contact"] = Person(
            given_name=who.given, family_name=who.family, email=who.email
        )
    if isinstance(said.phones, tuple):
        fields["phones"] = tuple(Phone(**given(phone)) for phone in said.phones)
    if isinstance(said.addresses, tuple):
        fields["addresses"] = tuple(Address(**given(address)) for address in said.addresses)
    if isinstance(said.billing_preferences, _Preferences):
        wishes = said.billing_preferences
        fields["billing_preferences"] = BillingPreferences(
            delivery=wishes.delivery,
            terms=wishes.terms,
            currency_code=currency(wishes.currency, "billingPreferences", "currency"),
        )
    return fields
