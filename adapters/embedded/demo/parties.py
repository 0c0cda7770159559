"""Party: a contact in the making, and how contacts are written down."""

import sqlite3
from datetime import datetime

from msgspec import Struct

from adapters.embedded.columns import as_json, instant, searchable
from adapters.port import Address, BillingPreferences, ContactType, Person, Phone

__all__ = ["ACME", "BETASOFT", "Party", "keep"]

ACME = "cli_445f10"
BETASOFT = "cli_97ea55"


class Party(Struct, kw_only=True):
    """A contact in the making, with what the rest of the firm's story needs to know of it."""

    id: str
    type: ContactType
    name: str
    short: str
    role: str
    person: Person | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[Phone, ...] = ()
    addresses: tuple[Address, ...] = ()
    preferences: BillingPreferences | None = None
    external_id: str | None = None
    notes: str | None = None
    currency: str = "USD"
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def organization(self) -> bool:
        return self.type is ContactType.ORGANIZATION

    def met(self, when: datetime) -> None:
        """Know this contact from then on, unless it was known before."""
        if self.created_at is None or when < self.created_at:
            self.created_at = when


def keep(db: sqlite3.Connection, parties: list[Party]) -> None:
    """Write every contact down."""
    db.executemany(
        "insert into contacts values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_row(party) for party in parties],
    )


def _row(party: Party) -> tuple[str | None, ...]:
    assert party.created_at is not None
    person = party.person
    asked = (person.given_name, person.family_name, person.email) if person else ()
    return (
        party.id,
        party.external_id,
        party.type.value,
        party.name,
        as_json(person),
        as_json(party.emails),
        as_json(party.phones),
        as_json(party.addresses),
        as_json(party.preferences),
        party.notes,
        searchable(party.name, party.external_id, *asked, *party.emails),
        instant(party.created_at),
        instant(party.updated_at or party.created_at),
    )
