"""What is changed at the upstream: believed once its id is told, shown as it is afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

import msgspec

from adapters.port import Capability, OutcomeUnknown, Refused
from adapters.supergood.client import Client, Read
from adapters.supergood.habits import Habits
from adapters.supergood.items import Receipts
from adapters.supergood.reads import Collection, Named

__all__ = ["Changes", "showing", "shown"]

Item = TypeVar("Item", bound=msgspec.Struct)
Record = TypeVar("Record", bound=Named)


class Changes(Generic[Item, Record]):
    """Changes one noun. What was changed and can't be shown is not to be changed again.

    Every method raises ``Refused``: with ``OutcomeUnknown`` where the change may have been made,
    and with anything else only where it was not. ``change`` says it to a person.
    """

    def __init__(
        self,
        client: Client,
        habits: Habits,
        collection: Collection[Item, Record],
        *,
        noun: str,
        receipt: type[msgspec.Struct],
    ) -> None:
        self._client = client
        self._habits = habits
        self._collection = collection
        self._receipts = Receipts(habits.watch, noun=noun, shape=receipt)

    async def make(
        self, capability: Capability, body: Any, key: str | None, change: str
    ) -> tuple[bool, Record]:
        """Return whether something was made or was there, and how it is now."""
        self._habits.require(capability)
        await self._collection.readable()
        created, id = await self._client.post(
            self._collection.path, body, self._receipts.id, key=key, change=change
        )
        return created, await self._shown(id, change)

    async def change(self, capability: Capability, id: str, body: Any) -> Record:
        """Return what was changed as it is now."""
        self._habits.require(capability)
        change = f"change {id}"
        await self._client.patch(
            f"{self._collection.path}/{id}", body, self._acknowledged(id), change=change
        )
        return await self._shown(id, change)

    async def remove(self, id: str) -> None:
        """Remove what is there. Whether that was done can be seen: it is gone."""
        change = f"remove {id}"
        try:
            return await self._remove(id, change)
        except Refused as refused:
            if not isinstance(refused.refusals[0], OutcomeUnknown):
                raise
        if not await self._is_there(id, change):
            return None
        try:
            return await self._remove(id, change)
        except Refused as refused:
            if await self._is_there(id, change):
                raise Refused(OutcomeUnknown(change=change)) from refused

    async def _remove(self, id: str, change: str) -> None:
        path = f"{self._collection.path}/{id}"
        await self._client.delete(path, self._acknowledged(id), change=change)

    async def _is_there(self, id: str, change: str) -> bool:
        with showing(change):
            return bool(await self._collection.by_ids([id]))

    async def _shown(self, id: str, change: str) -> Record:
        return await shown(self._collection, id, change)

    def _acknowledged(self, id: str) -> Read[None]:
        return lambda body: self._collection.items.changed(id, body)


async def shown(collection: Collection[Item, Record], id: str, change: str) -> Record:
    """Return what was just made or changed, as it is now; it may not be made again."""
    collection.changed(id)
    with showing(change):
        for found in await collection.by_ids([id]):
            return found
    raise Refused(OutcomeUnknown(change=change))


@contextmanager
def showing(change: str) -> Iterator[None]:
    """Say of what can't be shown that its outcome is unknown: it may have been done before."""
    try:
        yield
    except Refused as refused:
        raise Refused(OutcomeUnknown(change=change)) from refused
