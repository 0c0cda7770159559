"""Roles: what somebody in each of them may work with, wherever they sign in."""

from collections.abc import Iterable

from adapters.port.user import Entitlement

__all__ = ["ROLES", "entitlements_of"]

_E = Entitlement
_CLIENT_WORK = (_E.MATTERS, _E.CONTACTS, _E.TIME, _E.TASKS, _E.DOCUMENTS)

ROLES: dict[str, tuple[Entitlement, ...]] = {
    "admin": tuple(_E),
    "partner": (*_CLIENT_WORK, _E.INVOICES, _E.TRUST, _E.REPORTS, _E.CONFLICTS),
    "associate": (*_CLIENT_WORK, _E.INVOICES, _E.CONFLICTS),
    "paralegal": (_E.MATTERS, _E.CONTACTS, _E.TIME, _E.INVOICES, _E.TRUST),
    "billing": (_E.MATTERS, _E.CONTACTS, _E.TIME, _E.INVOICES, _E.REPORTS),
    "trustee": (_E.MATTERS, _E.CONTACTS, _E.INVOICES, _E.TRUST, _E.REPORTS),
    "intake": (_E.MATTERS, _E.CONTACTS, _E.TASKS, _E.CONFLICTS),
    "auditor": (_E.AUDIT,),
}
"""Role to entitlements, the only such table."""

_NAMED = {it.value: (it,) for it in Entitlement}


def entitlements_of(words: Iterable[str]) -> tuple[Entitlement, ...]:
    """Return what these roles and entitlements allow together; another word allows nothing."""
    allowed = {it for word in words for it in ROLES.get(word, _NAMED.get(word, ()))}
    return tuple(it for it in Entitlement if it in allowed)
