"""Anything by its id."""

from collections.abc import Awaitable, Callable

import strawberry
from msgspec import Struct

from loaders import Loaders
from resolvers.context import Info

_Load = Callable[[Loaders, str], Awaitable[Struct | None]]

_BY_PREFIX: dict[str, tuple[str, _Load]] = {
    "mat": ("Matter", lambda loaders, id: loaders.matter.load(id)),
    "cli": ("Contact", lambda loaders, id: loaders.contact.load(id)),
    "tim": ("TimeEntry", lambda loaders, id: loaders.time_entry.load(id)),
    "exp": ("Expense", lambda loaders, id: loaders.expense.load(id)),
    "inv": ("Invoice", lambda loaders, id: loaders.invoice.load(id)),
    "tra": ("TrustAccount", lambda loaders, id: loaders.trust_account.load(id)),
    "trq": ("TrustPaymentRequest", lambda loaders, id: loaders.trust_request.load(id)),
    "u": ("User", lambda loaders, id: loaders.user.load(id)),
}


def kind_of(id: str) -> str | None:
    """Return the type that an id's prefix names, whether or not there is such a record."""
    found = _BY_PREFIX.get(id.partition("_")[0])
    return found[0] if found else None


async def node(info: Info, id: strawberry.ID) -> Struct | None:
    """Load what the id's prefix says it is; an id of no known kind is nothing's."""
    found = _BY_PREFIX.get(id.partition("_")[0])
    return await found[1](info.context.loaders, id) if found else None
