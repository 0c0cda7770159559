"""Federation: keys from other subgraphs, made whole again, loaded and never believed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from adapters.port import Matter, Workspace
from loaders import Loaders
from loaders.batch import One
from resolvers.context import Info

__all__ = ["Keys", "Reference", "Representation"]

Representation = Mapping[str, Any]
Reference = Callable[[Info, Sequence[Representation]], Awaitable[Sequence[object]]]
"""Loads what representations of one type name by one key, in their order; what is not there is None,
and what went wrong with one of them stands in its place. Each has the key, as a string. What they
name is wanted at once, so that it is asked for together with all else that is."""
Keys = Mapping[str, Reference]
"""A type's keys, as ``@key`` writes their fields, and how to load by each."""

Record = TypeVar("Record")


def _by(key: str, loader: Callable[[Loaders], One[Record]]) -> Reference:
    def load(info: Info, representations: Sequence[Representation]) -> Awaitable[Sequence[object]]:
        return _all(loader(info.context.loaders), key, representations)

    return load


def _workspaces(
    info: Info, representations: Sequence[Representation]
) -> Awaitable[Sequence[object]]:
    matters = _all(info.context.loaders.matter_of_workspace, "id", representations)
    return _those_of(matters)


async def _those_of(matters: Awaitable[Sequence[object]]) -> Sequence[object]:
    return [_workspace(it) if isinstance(it, Matter) else it for it in await matters]


def _workspace(matter: Matter) -> Workspace | None:
    return matter.i_manage_workspace


def _all(
    loader: One[Record], key: str, representations: Sequence[Representation]
) -> Awaitable[list[Record | Exception | None]]:
    return loader.settled([it[key] for it in representations])


CONTACT: Keys = {"id": _by("id", lambda it: it.contact)}
EXPENSE: Keys = {"id": _by("id", lambda it: it.expense)}
INVOICE: Keys = {"id": _by("id", lambda it: it.invoice)}
MATTER: Keys = {
    "id": _by("id", lambda it: it.matter),
    "number": _by("number", lambda it: it.matter_by_number),
}
PAYMENT: Keys = {"id": _by("id", lambda it: it.payment)}
TIME_ENTRY: Keys = {"id": _by("id", lambda it: it.time_entry)}
TRUST_ACCOUNT: Keys = {"id": _by("id", lambda it: it.trust_account)}
TRUST_LEDGER: Keys = {"id": _by("id", lambda it: it.trust_ledger)}
TRUST_REQUEST: Keys = {"id": _by("id", lambda it: it.trust_request)}
USER: Keys = {"id": _by("id", lambda it: it.user)}
WORKSPACE: Keys = {"id": _workspaces}
