"""A firm as its upstream lists it: so many matters, and all that hangs on them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

__all__ = ["NAMES", "Item", "firm"]

Item = dict[str, Any]

NAMES = {
    "matters": "matterId",
    "contacts": "clientId",
    "users": "userId",
    "trust-accounts": "trustAccountId",
    "time-entries": "entryId",
}
"""Each collection, and what its items call their id."""

_ENTRIES = 6  # of a matter; a page of the first five leaves one out
_USERS, _ACCOUNTS = 8, 3
_STATUSES = ("open", "pending", "open", "closed")
_AREAS = ("Litigation", "Employment", "Real Estate", "Tax")
_NEW_YEAR = date(2026, 1, 1)
_ENTITLEMENTS = ("matters", "contacts", "time", "invoices", "trust", "reports", "admin")


def firm(matters: int) -> Mapping[str, list[Item]]:
    """Make a firm of so many matters; the same each time. Time entries are the latest first."""
    clients = max(1, matters * 4 // 5)
    return {
        "matters": [_matter(number, clients) for number in range(matters)],
        "contacts": [_contact(number) for number in range(clients)],
        "users": [_user(number) for number in range(_USERS)],
        "trust-accounts": [_account(number) for number in range(_ACCOUNTS)],
        "time-entries": [
            _entry(number, place) for number in range(matters) for place in range(_ENTRIES)
        ],
    }


def _matter(number: int, clients: int) -> Item:
    attorney = number % _USERS
    return {
        "matterId": f"mat_{number:06x}",
        "number": f"2026-{number + 1:05d}",
        "title": f"Matter {number} of Client {number * 7 % clients}",
        "status": _STATUSES[number % len(_STATUSES)],
        "clientId": f"cli_{number * 7 % clients:06x}",
        "practiceArea": _AREAS[number % len(_AREAS)],
        "responsibleAttorney": {"userId": f"u_{attorney:06x}", "name": f"Attorney {attorney}"},
        "teamIds": [f"u_{attorney:06x}", f"u_{(attorney + 1) % _USERS:06x}"],
        "openDate": str(_NEW_YEAR + timedelta(days=number % 50)),
        "clientMatterId": f"C-{number:05d}",
        "billing": {"type": "hourly", "defaultRate": 395.0, "currency": "USD"},
        "trustAccountId": f"tac_{number % _ACCOUNTS:06x}",
        "tags": ["benchmark", f"t{number % 5}"],
        "createdAt": f"2026-02-{1 + number % 28:02d}T09:00:00Z",
        "updatedAt": f"2026-03-{1 + number % 28:02d}T17:21:02Z",
    }


def _contact(number: int) -> Item:
    return {
        "clientId": f"cli_{number:06x}",
        "type": "organization",
        "name": f"Client {number} LLC",
        "primaryContact": {"given": "Ann", "family": f"Client{number}", "email": "ann@c.example"},
        "emails": [f"office{number}@client.example"],
        "phones": [{"type": "work", "value": "+13125550100"}],
        "addresses": [{"line1": "1 Main St", "city": "Chicago", "region": "IL", "country": "US"}],
        "createdAt": "2025-11-03T10:00:00Z",
        "updatedAt": "2026-01-03T10:00:00Z",
    }


def _user(number: int) -> Item:
    return {
        "userId": f"u_{number:06x}",
        "name": f"Attorney {number}",
        "email": f"attorney{number}@firm.example",
        "role": "attorney",
        "active": True,
        "entitlements": list(_ENTITLEMENTS),
    }


def _account(number: int) -> Item:
    cleared = 250_000.25 + 1000 * number
    balance = {
        "posted": cleared,
        "cleared": cleared,
        "held": 1200.0,
        "requested": 0.0,
        "available": cleared - 1200,
    }
    return {
        "trustAccountId": f"tac_{number:06x}",
        "name": f"IOLTA {number}",
        "currency": "USD",
        "balance": balance,
    }


def _entry(matter: int, place: int) -> Item:
    tenths = 3 + (matter * _ENTRIES + place) % 60
    return {
        "entryId": f"tim_{matter:06x}{place:02x}",
        "matterId": f"mat_{matter:06x}",
        "userId": f"u_{(matter + place) % _USERS:06x}",
        "date": str(_NEW_YEAR + timedelta(days=60 - place)),
        "activityCode": "A103",
        "description": f"Drafted part {place} of the motion",
        "hours": tenths / 10,
        "rate": 395.0,
        "amount": tenths * 39.5,
        "currency": "USD",
        "billable": True,
        "status": "billable",
        "tags": [],
        "createdAt": "2026-03-01T10:00:00Z",
        "updatedAt": "2026-03-01T10:00:00Z",
    }
