"""Guards: fields that need a word to be seen, and what whoever lacks it gets instead.

A plan is made for the words that a caller holds, so a guarded field costs nothing to who may see
it. For who may not, the plan puts a mark there, which is written as null; each place where it stands
is an error with its path.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Protocol

from graphql import FieldNode, GraphQLError, GraphQLField, GraphQLSchema

from adapters.port import Entitlement, Viewer
from graph import permissions
from graph.permissions import forbidden, needs
from resolvers.context import Context

__all__ = ["Denied", "Entitled", "Guards", "denials", "made_by"]

_PERMISSIONS = permissions.__name__


class Guards(Protocol):
    """Which word a field needs, which words a caller holds, and what is said to who lacks one."""

    def word(self, type: str, field: str, definition: GraphQLField) -> Any:
        """Return the word that a field needs: whoever holds it need not pass its guard."""
        ...

    def held(self, context: Any) -> frozenset[Any]: ...

    def error(self, word: Any) -> GraphQLError: ...


class Entitled:
    """The words are entitlements, as ``graph.permissions`` names and guards them."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._needed = needs(schema)

    def word(self, type: str, field: str, definition: GraphQLField) -> Entitlement | None:
        return self._needed.get((type, field)) if made_by(definition, _PERMISSIONS) else None

    def held(self, context: Context) -> frozenset[Entitlement]:
        return _held(context.viewer.entitlements)

    def error(self, word: Entitlement) -> GraphQLError:
        return forbidden(word)


@lru_cache(maxsize=1000)
def _held(entitlements: tuple[Entitlement, ...]) -> frozenset[Entitlement]:
    viewer = Viewer(connection="", user_id=None, entitlements=entitlements)
    return frozenset(filter(viewer.may_read, Entitlement))


def made_by(definition: GraphQLField, module: str) -> bool:
    """Whether a field's resolver was written in a module, and not set around one later."""
    space: dict[str, Any] = getattr(definition.resolve, "__globals__", {})
    return space.get("__name__") == module


class Denied:
    """A field that the caller may not see; in an answer, the mark of it."""

    def __init__(self, word: Any, nodes: list[FieldNode]) -> None:
        self.word = word
        self.nodes = nodes


def denials(data: Any, guards: Guards) -> list[GraphQLError]:
    """Return an error for each mark in the data, in their order. The data stays as it is: a piece
    of it may stand in many places.
    """
    return list(_denials(data, (), guards))


def _denials(data: Any, path: tuple[str | int, ...], guards: Guards) -> Iterator[GraphQLError]:
    pairs: Any = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in pairs:
        if isinstance(value, Denied):
            said, where = guards.error(value.word), [*path, key]
            yield GraphQLError(said.message, value.nodes, path=where, extensions=said.extensions)
        elif isinstance(value, dict | list):
            yield from _denials(value, (*path, key), guards)
