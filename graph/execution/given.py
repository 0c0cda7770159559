"""What callers give: variables, coerced once, with all that is made of them.

Whoever asks the same again sends the same few words, numbers and booleans. Only of these it is told
cheaply that they are the same; lists, objects and fractions are read anew each time.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode
from graphql.execution.values import VariableValues, get_variable_values

from graph.execution.lru import Lru
from graph.execution.tracing import Trace
from graph.limits.scales import Weight

__all__ = ["Given", "Givens"]

_MOST, _MOST_CHARACTERS = 1000, 200_000
_MOST_COERCION_ERRORS = 50
_PLAIN = frozenset({str, int, bool, type(None)})
_NOTHING: Mapping[str, Any] = {}


@dataclass(slots=True, eq=False)
class Given:
    """An operation's variables, and what was made of them: what it weighs, and what each resolver is
    called with or traced to. None of it is to be changed: others give the same.
    """

    operation: OperationDefinitionNode
    variables: VariableValues
    weight: Weight | None = None
    arguments: dict[Hashable, dict[str, Any]] = field(default_factory=dict)
    traces: dict[Hashable, Trace | None] = field(default_factory=dict)


class Givens:
    """Every caller's variables of late, by the operation they are for."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: Lru[Hashable, Given] = Lru(_MOST, _MOST_CHARACTERS)

    def of(
        self, operation: OperationDefinitionNode, variables: Mapping[str, Any] | None
    ) -> Given | None:
        """Return what a request gives an operation; None for what it can't be given."""
        if not (variables and operation.variable_definitions):
            variables = _NOTHING
        words = _words(variables)
        key = None if words is None else (id(operation), words)
        found = self._kept.get(key) if key else None
        if found is None:
            coerced = self._coerced(operation, variables)
            if isinstance(coerced, list):
                return None
            found = Given(operation, coerced)
            if key:
                self._kept.put(key, found, sum(len(str(it)) for it in key[1]))
        return found

    def _coerced(
        self, operation: OperationDefinitionNode, variables: Mapping[str, Any]
    ) -> VariableValues | list[GraphQLError]:
        definitions, given = operation.variable_definitions or (), dict(variables)
        return get_variable_values(self._schema, definitions, given, _MOST_COERCION_ERRORS)


def _words(variables: Mapping[str, Any]) -> tuple[Hashable, ...] | None:
    """Return what tells these variables from all others: 1 is not True, though they are equal."""
    words: list[Any] = []
    for name, value in variables.items():
        kind = type(value)
        if kind not in _PLAIN:
            return None
        words += [name, kind, value]
    return tuple(words)
