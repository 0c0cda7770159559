"""The firm's people over the wire."""

from collections.abc import Sequence

from msgspec import Struct

from adapters.port import Entitlement, Listing, Page, User
from adapters.supergood.client import Client
from adapters.supergood.habits import Habits
from adapters.supergood.reads import Collection
from adapters.supergood.windows import every, page_of

__all__ = ["SupergoodUsers"]


class UserItem(Struct, rename="camel", kw_only=True):
    """Somebody at the firm as the dialect lists them."""

    user_id: str
    name: str
    email: str | None = None
    role: str | None = None
    active: bool = True
    entitlements: tuple[Entitlement, ...] = ()


def _user(item: UserItem) -> User:
    return User(
        id=item.user_id,
        name=item.name,
        email=item.email,
        role=item.role,
        active=item.active,
        entitlements=item.entitlements,
    )


class SupergoodUsers:
    """Keeps :class:`adapters.port.Users`."""

    def __init__(self, client: Client, habits: Habits) -> None:
        self._items = Collection(
            client, habits, noun="users", path="/users", shape=UserItem, record=_user
        )

    async def by_id(self, ids: Sequence[str]) -> Sequence[User]:
        return await self._items.by_ids(ids)

    async def page(self, listing: Listing[None]) -> Page[User]:
        return page_of(await self._items.all({}), listing, every)

    async def count(self) -> int:
        return len(await self._items.all({}))
