"""Contact: a person or organisation the firm deals with, clients above all."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Protocol

from msgspec import UNSET, Struct, UnsetType

from adapters.port.fields import Fields
from adapters.port.paging import Listing, Page
from adapters.port.saved import Saved

__all__ = [
    "Address",
    "BillingPreferences",
    "Contact",
    "ContactChange",
    "ContactFilter",
    "ContactOrderField",
    "ContactType",
    "Contacts",
    "NewContact",
    "Person",
    "Phone",
]


class ContactType(Enum):
    """Whether a contact is one human being or a body."""

    PERSON = "person"
    ORGANIZATION = "organization"


class ContactOrderField(Enum):
    """What contacts can be sorted by; each value names the record's attribute."""

    NAME = "name"
    UPDATED_AT = "updated_at"


class Person(Struct, frozen=True, kw_only=True):
    """Whom to ask for."""

    given_name: str | None = None
    family_name: str | None = None
    email: str | None = None


class Phone(Struct, frozen=True, kw_only=True):
    """A telephone number as it was given, and what it is for."""

    value: str
    type: str | None = None


class Address(Struct, frozen=True, kw_only=True):
    """A postal address; ``country`` is ISO 3166 alpha-2 where the practice keeps it so."""

    line1: str | None = None
    line2: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None


class BillingPreferences(Struct, frozen=True, kw_only=True):
    """How a client wants its invoices; ``terms`` as ``net30``."""

    delivery: str | None = None
    terms: str | None = None
    currency_code: str | None = None


class Contact(Struct, frozen=True, kw_only=True):
    """A person or organisation the firm deals with."""

    id: str
    external_id: str | None
    type: ContactType
    name: str
    primary_contact: Person | None
    emails: tuple[str, ...]
    phones: tuple[Phone, ...]
    addresses: tuple[Address, ...]
    billing_preferences: BillingPreferences | None
    notes: str | None
    created_at: datetime
    updated_at: datetime


class ContactFilter(Struct, frozen=True, kw_only=True):
    """Every condition given must hold; ``updated_to`` is exclusive."""

    type: ContactType | None = None
    search: str | None = None
    updated_from: datetime | None = None
    updated_to: datetime | None = None


class NewContact(Struct, frozen=True, kw_only=True):
    """A contact to add; with an ``external_id`` seen before, what is given changes that contact."""

    type: ContactType
    name: str
    external_id: str | None = None
    primary_contact: Person | UnsetType | None = UNSET
    emails: tuple[str, ...] | UnsetType = UNSET
    phones: tuple[Phone, ...] | UnsetType = UNSET
    addresses: tuple[Address, ...] | UnsetType = UNSET
    billing_preferences: BillingPreferences | UnsetType | None = UNSET
    notes: str | UnsetType | None = UNSET


class ContactChange(Struct, frozen=True, kw_only=True):
    """What to change of a contact; what is unset stays as it is."""

    id: str
    type: ContactType | UnsetType = UNSET
    name: str | UnsetType = UNSET
    primary_contact: Person | UnsetType | None = UNSET
    emails: tuple[str, ...] | UnsetType = UNSET
    phones: tuple[Phone, ...] | UnsetType = UNSET
    addresses: tuple[Address, ...] | UnsetType = UNSET
    billing_preferences: BillingPreferences | UnsetType | None = UNSET
    notes: str | UnsetType | None = UNSET


class Contacts(Protocol):
    """What may be asked of a practice's contacts. Ids unknown, or walled, are left out."""

    async def by_id(self, ids: Sequence[str], fields: Fields | None = None, /) -> Sequence[Contact]:
        """Return what has these ids; of each, no more than ``fields`` is needed."""
        ...

    async def by_external_id(self, external_ids: Sequence[str]) -> Sequence[Contact]: ...

    async def page(self, listing: Listing[ContactFilter]) -> Page[Contact]: ...

    async def count(self, filter: ContactFilter) -> int: ...

    async def create(self, draft: NewContact, idempotency_key: str | None) -> Saved[Contact]:
        """Add a contact, or change the one with this external id.

        Refuses with ``InvalidInput``, ``IdempotencyMismatch``.
        """
        ...

    async def update(self, change: ContactChange) -> Contact:
        """Change a contact. Refuses with ``InvalidInput``, ``NotFound``."""
        ...
