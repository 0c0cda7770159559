"""Guards: fields that need a word to be seen, and what whoever lacks it gets instead.

A plan is made for the words that a caller holds, so a guarded field costs nothing to who may see
it. For who may not, the plan puts a mark there; each mark in the answer becomes null and an error
with its path.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Protocol

from graphql import FieldNode, GraphQLError
from strawberry.types.field import StrawberryField

from resolvers.context import Context

__all__ = ["Denied", "Guards", "denials"]


class Guards(Protocol):
    """Which word a field needs, which words a caller holds, and what is said to who lacks one."""

    def word(self, field: StrawberryField) -> Hashable | None: ...

    def held(self, context: Context) -> frozenset[Hashable]: ...

    def error(self, word: Any) -> tuple[str, dict[str, Any]]:
        """Return the error's message and its extensions."""
        ...


@dataclass(slots=True, eq=False)
class Denied:
    """A field that the caller may not see."""

    word: Hashable
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
            message, extensions = guards.error(value.word)
            error = GraphQLError(
                message, value.nodes, path=[*path, key], extensions=dict(extensions)
            )
            errors.append(error)
        elif isinstance(value, dict | list):
            _clear(value, (*path, key), guards, errors)
