"""The firm's people."""

from collections.abc import Sequence

from adapters.embedded.cells import wholly
from adapters.embedded.database import Database, Row
from adapters.embedded.lists import Lists, Table
from adapters.port import ROLES, Entitlement, Listing, Page, User

__all__ = ["EmbeddedUsers"]


def _user(row: Row) -> User:
    id, name, email, role, active, owner = row
    return User(
        id=id,
        name=name,
        email=email,
        role=role,
        active=bool(active),
        entitlements=tuple(Entitlement) if owner else ROLES[role],
    )


_TABLE: Table[User, None] = Table(
    source="users t",
    reader=wholly(
        "t.id, t.name, t.email, t.role, t.active, t.owner",
        _user,
    ),
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
        columns, read = _TABLE.reader(None)
        found = read(self._db.read(f"select {columns} from {_TABLE.source} where t.owner = 1"))
        return found[0] if found else None
