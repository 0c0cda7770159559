"""Anything by its id."""

from collections.abc import Awaitable, Callable

import strawberry
from msgspec import Struct

from loaders import Loaders
from resolvers.context import Info

_BY_PREFIX: dict[str, Callable[[Loaders, str], Awaitable[Struct | None]]] = {
    "mat": lambda loaders, id: loaders.matter.load(id),
    "cli": lambda loaders, id: loaders.contact.load(id),
    "tim": lambda loaders, id: loaders.time_entry.load(id),
    "exp": lambda loaders, id: loaders.expense.load(id),
    "inv": lambda loaders, id: loaders.invoice.load(id),
    "tra": lambda loaders, id: loaders.trust_account.load(id),
    "trq": lambda loaders, id: loaders.trust_request.load(id),
    "u": lambda loaders, id: loaders.user.load(id),
}


async def node(info: Info, id: strawberry.ID) -> Struct | None:
    """Load what the id's prefix says it is; an id of no known kind is nothing's."""
    load = _BY_PREFIX.get(id.partition("_")[0])
    return await load(info.context.loaders, id) if load else None
