"""Contacts: read, added, changed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import UNSET

from adapters.embedded.cells import Cell, own, partly
from adapters.embedded.columns import as_json, by_value, instant, moment, searchable, strings
from adapters.embedded.database import Database
from adapters.embedded.keys import Keys
from adapters.embedded.lists import Condition, Lists, Table, conditions
from adapters.port import (
    Address,
    BillingPreferences,
    Clock,
    Contact,
    ContactChange,
    ContactFilter,
    ContactType,
    Fields,
    Ids,
    Listing,
    NewContact,
    NotFound,
    Page,
    Person,
    Phone,
    Refused,
    Saved,
)

__all__ = ["EmbeddedContacts"]

_person = msgspec.json.Decoder(Person | None)
_phones = msgspec.json.Decoder(tuple[Phone, ...])
_addresses = msgspec.json.Decoder(tuple[Address, ...])
_preferences = msgspec.json.Decoder(BillingPreferences | None)

_CONTACT_TYPE = by_value(ContactType)


_CELLS = {
    **own("id", "external_id", "name", "notes"),
    "type": Cell(("t.type",), _CONTACT_TYPE),
    "primary_contact": Cell(("t.primary_contact",), lambda it: _person.decode(it) if it else None),
    "emails": Cell(("t.emails",), strings),
    "phones": Cell(("t.phones",), _phones.decode),
    "addresses": Cell(("t.addresses",), _addresses.decode),
    "billing_preferences": Cell(
        ("t.billing_preferences",), lambda it: _preferences.decode(it) if it else None
    ),
    "created_at": Cell(("t.created_at",), moment),
    "updated_at": Cell(("t.updated_at",), moment),
}


def _where(filter: ContactFilter) -> Iterable[Condition]:
    yield from conditions(
        {
            "t.type = ?": filter.type and filter.type.value,
            "t.updated_at >= ?": filter.updated_from and instant(filter.updated_from),
            "t.updated_at < ?": filter.updated_to and instant(filter.updated_to),
            "instr(t.search, ?) > 0": filter.search and filter.search.casefold(),
        }
    )


_TABLE = Table(
    source="contacts t",
    reader=partly(Contact, _CELLS),
    sorts={"name": "t.name", "updated_at": "t.updated_at"},
    where=_where,
)


class EmbeddedContacts:
    """Keeps :class:`adapters.port.Contacts`."""

    def __init__(self, db: Database, keys: Keys, clock: Clock, ids: Ids) -> None:
        self._db = db
        self._keys = keys
        self._clock = clock
        self._ids = ids
        self._lists = Lists(db, _TABLE)

    async def by_id(self, ids: Sequence[str], fields: Fields | None = None, /) -> Sequence[Contact]:
        return self._lists.by("t.id", ids, fields)

    async def by_external_id(self, external_ids: Sequence[str]) -> Sequence[Contact]:
        return self._lists.by("t.external_id", external_ids)

    async def page(self, listing: Listing[ContactFilter]) -> Page[Contact]:
        return self._lists.page(listing)

    async def count(self, filter: ContactFilter) -> int:
        return self._lists.count(filter)

    async def create(self, draft: NewContact, idempotency_key: str | None) -> Saved[Contact]:
        with self._db.write():
            return self._keys.once(
                idempotency_key,
                "create contact",
                draft,
                Saved[Contact],
                lambda: self._create(draft),
            )

    async def update(self, change: ContactChange) -> Contact:
        with self._db.write():
            known = self._lists.by("t.id", [change.id])
            if not known:
                raise Refused(NotFound(field=("id",), noun="contact", id=change.id))
            return self._change(known[0], change)

    def _create(self, draft: NewContact) -> Saved[Contact]:
        if draft.external_id is not None:
            for known in self._lists.by("t.external_id", [draft.external_id]):
                return Saved(record=self._change(known, draft), created=False)
        now = self._clock.now()
        contact = Contact(
            id=self._ids.new("cli"),
            external_id=draft.external_id,
            type=draft.type,
            name=draft.name,
            primary_contact=draft.primary_contact or None,
            emails=draft.emails or (),
            phones=draft.phones or (),
            addresses=draft.addresses or (),
            billing_preferences=draft.billing_preferences or None,
            notes=draft.notes or None,
            created_at=now,
            updated_at=now,
        )
        self._db.insert("contacts", _columns(contact))
        return Saved(record=contact, created=True)

    def _change(self, known: Contact, change: NewContact | ContactChange) -> Contact:
        given = {
            name: value
            for name in change.__struct_fields__
            if name not in ("id", "external_id") and (value := getattr(change, name)) is not UNSET
        }
        contact = msgspec.structs.replace(known, **given, updated_at=self._clock.now())
        self._db.update("contacts", contact.id, _columns(contact))
        return contact


def _columns(contact: Contact) -> Mapping[str, Any]:
    person = contact.primary_contact or Person()
    return {
        "id": contact.id,
        "external_id": contact.external_id,
        "type": contact.type.value,
        "name": contact.name,
        "primary_contact": contact.primary_contact and as_json(contact.primary_contact),
        "emails": as_json(contact.emails),
        "phones": as_json(contact.phones),
        "addresses": as_json(contact.addresses),
        "billing_preferences": contact.billing_preferences and as_json(contact.billing_preferences),
        "notes": contact.notes,
        "search": searchable(
            contact.name,
            contact.external_id,
            person.given_name,
            person.family_name,
            person.email,
            *contact.emails,
        ),
        "created_at": instant(contact.created_at),
        "updated_at": instant(contact.updated_at),
    }
