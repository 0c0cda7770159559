"""Strangers: callers who have not signed in may do that, and nothing else; a gateway that shows its
key is shown the schema besides.
"""

from graphql import (
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
    parse,
)

__all__ = ["shows_schema", "signs_in"]

_SIGNING_IN = frozenset({"createSession", "refreshSession"})
_SHOWN = frozenset({"_service", "__schema", "__type", "__typename"})
_MOST_TOKENS = 500


def signs_in(document: str, operation_name: str | None) -> bool:
    """Whether one sign-in, or one refresh, is all that an operation asks for."""
    operation = _operation(document, operation_name)
    return (
        operation is not None
        and operation.operation is OperationType.MUTATION
        and len(operation.selection_set.selections) == 1
        and _only(operation, _SIGNING_IN)
    )


def shows_schema(document: str, operation_name: str | None) -> bool:
    """Whether an operation asks for nothing but what the schema is."""
    operation = _operation(document, operation_name)
    return operation is not None and _only(operation, _SHOWN)


def _operation(document: str, name: str | None) -> OperationDefinitionNode | None:
    try:
        parsed = parse(document, no_location=True, max_tokens=_MOST_TOKENS)
    except GraphQLError:
        return None
    operation = get_operation_ast(parsed, name)
    return operation if isinstance(operation, OperationDefinitionNode) else None


def _only(operation: OperationDefinitionNode, allowed: frozenset[str]) -> bool:
    asked = operation.selection_set.selections
    return all(isinstance(it, FieldNode) and it.name.value in allowed for it in asked)
