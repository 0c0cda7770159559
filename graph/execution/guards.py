"""Guards: fields that need a word to be seen, and what whoever lacks it gets instead.

A plan is made for the words that a caller holds, so a guarded field costs nothing to who may see
it. For who may not, the plan puts a mark there; each mark in the answer becomes null and an error
with its path.
"""

from dataclasses import dataclass
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


@dataclass(slots=True, eq=False)
class Denied:
    """A field that the caller may not see."""

    word: Any
    nodes: list[FieldNode]


def denials(data: Any, guards: Guards) -> list[GraphQLError]:
    """Put null wherever a mark is in the data, and return an error for each, in their order."""
    errors: list[GraphQLError] = []
    _clear(data, (), guards, errors)
    return errors


def _clear(
    data: Any, path: tuple[str | int, ...], guards: Guards, errors: list[GraphQLError]
) -> None:
    pairs: Any = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in pairs:
        if isinstance(value, Denied):
            data[key] = None
            said, where = guards.error(value.word), [*path, key]
            errors.append(
                GraphQLError(said.message, value.nodes, path=where, extensions=said.extensions)
            )
        elif isinstance(value, dict | list):
            _clear(value, (*path, key), guards, errors)
