"""The firm's people."""

from collections.abc import Sequence

from adapters.embedded.database import Database, Row
from adapters.embedded.lists import Lists, Table
from adapters.port import Entitlement, Listing, Page, User

__all__ = ["EmbeddedUsers"]

_E = Entitlement
_CLIENT_WORK = (_E.MATTERS, _E.CONTACTS, _E.TIME, _E.TASKS, _E.DOCUMENTS)
_ROLES: dict[str, tuple[Entitlement, ...]] = {
    "admin": tuple(_E),
    "partner": (*_CLIENT_WORK, _E.INVOICES, _E.TRUST, _E.REPORTS, _E.CONFLICTS),
    "associate": (*_CLIENT_WORK, _E.INVOICES, _E.CONFLICTS),
    "paralegal": (_E.MATTERS, _E.CONTACTS, _E.TIME, _E.INVOICES, _E.TRUST),
    "billing": (_E.MATTERS, _E.CONTACTS, _E.TIME, _E.INVOICES, _E.REPORTS),
    "trustee": (_E.MATTERS, _E.CONTACTS, _E.INVOICES, _E.TRUST, _E.REPORTS),
    "intake": (_E.MATTERS, _E.CONTACTS, _E.TASKS, _E.CONFLICTS),
    "auditor": (_E.MATTERS, _E.CONTACTS, _E.TIME, _E.INVOICES, _E.TRUST, _E.REPORTS, _E.AUDIT),
}


def _user(row: Row) -> User:
    id, name, email, role, active, owner = row
    return User(
        id=id,
        name=name,
        email=email,
        role=role,
        active=bool(active),
        entitlements=tuple(_E) if owner else _ROLES[role],
    )


_TABLE: Table[User, None] = Table(
    source="users t",
    columns="t.id, t.name, t.email, t.role, t.active, t.owner",
    read=_user,
    sorts={"name": "t.name"},
    where=lambda _: (),
)


class EmbeddedUsers:
    """Keeps :class:`adapters.port.Users`."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lists = Lists(db, _TABLE)

    async def by_id(self, ids: Sequence[str]) -> Sequence[User]:
        return self._lists.by("t.id", ids)

    async def page(self, listing: Listing[None]) -> Page[User]:
        return self._lists.page(listing)

    async def count(self) -> int:
        return self._lists.count(None)

    async def owner(self) -> User | None:
        """Return the person the firm belongs to."""
        rows = self._db.read(f"select {_TABLE.columns} from {_TABLE.source} where t.owner = 1")
        return _user(rows[0]) if rows else None
