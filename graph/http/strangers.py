"""Strangers: callers who have not signed in may do that, and nothing else."""

from graphql import (
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
    parse,
)

__all__ = ["signs_in"]

_SIGNING_IN = frozenset({"createSession", "refreshSession"})
_MOST_TOKENS = 500


def signs_in(document: str, operation_name: str | None) -> bool:
    """Whether one sign-in, or one refresh, is all that an operation asks for."""
    try:
        parsed = parse(document, no_location=True, max_tokens=_MOST_TOKENS)
    except GraphQLError:
        return False
    operation = get_operation_ast(parsed, operation_name)
    if not isinstance(operation, OperationDefinitionNode):
        return False
    asked = operation.selection_set.selections
    return (
        operation.operation is OperationType.MUTATION
        and len(asked) == 1
        and isinstance(asked[0], FieldNode)
        and asked[0].name.value in _SIGNING_IN
    )
