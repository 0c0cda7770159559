"""What a caller may wait for: records that change, each told as it is when it is told."""

from collections.abc import AsyncGenerator
from typing import Any

import strawberry
from strawberry import UNSET

from adapters.port import Change, Changing, Invoice, Matter, NotFound, Refused
from resolvers.context import Info

__all__ = ["LOADS", "invoice_changed", "matter_changed"]


async def matter_changed(
    info: Info, id: strawberry.ID | None = UNSET
) -> AsyncGenerator[Change, None]:
    """Refuses with ``NotFound``: whoever waits for a mistyped id would wait for ever."""
    changes = info.context.practice.changes.watch(Changing.MATTER, id or None)
    if id and await info.context.loaders.matter.load(id) is None:
        raise Refused(NotFound(noun="matter", id=id))
    return changes


async def invoice_changed(
    info: Info, id: strawberry.ID | None = UNSET
) -> AsyncGenerator[Change, None]:
    """Refuses with ``NotFound``."""
    changes = info.context.practice.changes.watch(Changing.INVOICE, id or None)
    if id and await info.context.loaders.invoice.load(id) is None:
        raise Refused(NotFound(noun="invoice", id=id))
    return changes


async def _matter(change: Change, info: Any, **_: object) -> Matter | None:
    info.context.loaders.clear()
    matter: Matter | None = await info.context.loaders.matter.load(change.id)
    return matter


async def _invoice(change: Change, info: Any, **_: object) -> Invoice | None:
    info.context.loaders.clear()
    invoice: Invoice | None = await info.context.loaders.invoice.load(change.id)
    return invoice


LOADS = {"matterChanged": _matter, "invoiceChanged": _invoice}
"""How each field makes a record of a change; what was loaded before the change is forgotten."""
