"""Reads of a noun that are the same and asked at once: read once, for all who ask."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeVar, cast

from adapters.supergood.client import Client

__all__ = ["JOINED", "joint"]

Noun = TypeVar("Noun")
Read = Callable[..., Coroutine[Any, Any, Any]]

JOINED = frozenset(
    {
        "accounts",
        "accounts_by_id",
        "by_external_id",
        "by_id",
        "by_number",
        "count",
        "count_of_clients",
        "count_of_matters",
        "ledgers_by_id",
        "ledgers_of_accounts",
        "ledgers_of_clients",
        "ledgers_of_matters",
        "line_items",
        "of_clients",
        "of_matters",
        "page",
        "payments",
        "payments_by_id",
        "transactions_by_id",
        "transactions_of_accounts",
        "transactions_of_ledgers",
    }
)
"""The reads that are worth it; whatever else a noun does, each who asks does for themselves."""


def joint(noun: Noun, client: Client) -> Noun:
    """Return the noun with its reads shared: those of one connection, which all see the same."""
    return cast(Noun, _Joint(noun, client))


class _Joint:
    def __init__(self, of: Any, client: Client) -> None:
        self._of, self._client = of, client

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._of, name)
        if name in JOINED:
            found = self._shared(name, found)
        self.__dict__[name] = found
        return found

    def _shared(self, name: str, read: Read) -> Read:
        of = type(self._of)

        async def shared(*given: Any) -> Any:
            key = (of, name, *[tuple(it) if type(it) is list else it for it in given])
            return await self._client.joined(key, partial(read, *given))

        return shared
