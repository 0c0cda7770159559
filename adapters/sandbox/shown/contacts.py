"""Contacts as JSON."""

from adapters.port import Address, BillingPreferences, Contact, Person, Phone
from adapters.sandbox.values import Json, present

__all__ = ["contact", "receipt"]


def contact(record: Contact) -> Json:
    """Show a contact, with the names that the seed gives one to be written."""
    preferences = record.billing_preferences
    return present(
        {
            "clientId": record.id,
            "externalId": record.external_id,
            "type": record.type,
            "name": record.name,
            "primaryContact": record.primary_contact and _person(record.primary_contact),
            "emails": record.emails,
            "phones": [_phone(phone) for phone in record.phones],
            "addresses": [_address(address) for address in record.addresses],
            "billingPreferences": preferences and _preferences(preferences),
            "notes": record.notes,
            "createdAt": record.created_at,
            "updatedAt": record.updated_at,
        }
    )


def receipt(record: Contact) -> Json:
    """Return what is answered to a contact written; ``createdAt`` is when this was written."""
    return {"clientId": record.id, "createdAt": record.updated_at}


def _person(person: Person) -> Json:
    return present(
        {"given": person.given_name, "family": person.family_name, "email": person.email}
    )


def _phone(phone: Phone) -> Json:
    return present({"type": phone.type, "value": phone.value})


def _address(address: Address) -> Json:
    return present(
        {
            "line1": address.line1,
            "line2": address.line2,
            "city": address.city,
            "region": address.region,
            "postalCode": address.postal_code,
            "country": address.country,
        }
    )


def _preferences(preferences: BillingPreferences) -> Json:
    return present(
        {
            "delivery": preferences.delivery,
            "terms": preferences.terms,
            "currency": preferences.currency_code,
        }
    )
