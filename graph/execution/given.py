"""What callers give: variables, coerced once, with all that is made of them.

Whoever asks the same again sends the same words and numbers, and is given what was made of them.
"""

import marshal
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode
from graphql.execution.values import VariableValues, get_variable_values

from graph.execution.lru import Lru
from graph.execution.tracing import Trace
from graph.limits.scales import Weight

__all__ = ["Given", "Givens"]

_MOST, _HEAVIEST = 1000, 1_000_000  # bytes
_LONGEST = 16_384  # of one request's
_WITHOUT_REFERENCES = 2  # so that the same is written the same
_MOST_COERCION_ERRORS = 50
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
        self._kept: Lru[Hashable, Given] = Lru(_MOST, _HEAVIEST)

    def of(
        self, operation: OperationDefinitionNode, variables: Mapping[str, Any] | None
    ) -> Given | None:
        """Return what a request gives an operation; None for what it can't be given."""
        if not (variables and operation.variable_definitions):
            variables = _NOTHING
        told = _told(variables)
        key = None if told is None else (id(operation), told)
        found = self._kept.get(key) if key else None
        if found is None:
            coerced = self._coerced(operation, variables)
            if isinstance(coerced, list):
                return None
            found = Given(operation, coerced)
            if key:
                self._kept.put(key, found, len(key[1]))
        return found

    def _coerced(
        self, operation: OperationDefinitionNode, variables: Mapping[str, Any]
    ) -> VariableValues | list[GraphQLError]:
        definitions, given = operation.variable_definitions or (), dict(variables)
        return get_variable_values(self._schema, definitions, given, _MOST_COERCION_ERRORS)


def _told(variables: Any) -> bytes | None:
    """Return what tells these variables from all others, kinds and all: 1 is neither True nor 1.0,
    though they are equal. None for what is long, or is not told so.
    """
    try:
        told = marshal.dumps(variables, _WITHOUT_REFERENCES)
    except ValueError:  # a decimal, as fractions that come exactly are
        return None
    return told if len(told) <= _LONGEST else None
