"""Execution, as the endpoint knows it: an operation and its context to a response's JSON."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from graphql import (
    DocumentNode,
    GraphQLSyntaxError,
    OperationDefinitionNode,
)
from graphql import OperationType as Kind
from strawberry.types.graphql import OperationType

from graph.execution.executor import Executor, Request
from graph.execution.guards import Entitled
from graph.http.answers import Unexecuted, error, errors
from graph.limits.scales import coded, scales_of
from graph.schema import schema
from resolvers.allowance import Limits
from resolvers.context import Context

__all__ = ["EXECUTOR", "Executed", "Operation", "execute", "operation_of"]

_LONGEST = 100_000
_UNEXECUTED = b'{"data":null,'
_ALLOWED = {
    Kind.QUERY: (OperationType.QUERY,),
    Kind.MUTATION: (OperationType.MUTATION,),
}
_encode = msgspec.json.Encoder().encode

EXECUTOR = Executor(schema, Entitled(schema._schema))
"""Answers queries by plans that are kept for as long as the process lives."""


class Operation(NamedTuple):
    """The operation of a document that is to be executed, and the document."""

    document: DocumentNode
    node: OperationDefinitionNode

    @property
    def kind(self) -> Kind:
        return self.node.operation

    @property
    def names(self) -> tuple[str, str | None]:
        """Its kind in a word, and its own name if it has one."""
        return self.kind.value, self.node.name.value if self.node.name else None


class Executed(NamedTuple):
    """A response's JSON, whether it holds no error, and why no plan made it, if none did."""

    body: bytes
    clean: bool
    fallback: str | None = None


def operation_of(document: str, name: str | None, limits: Limits) -> Operation:
    """Return the operation that is meant. Raises ``Unexecuted`` if the document can't be read, or
    if nothing or too little tells which of its operations it is.
    """
    parsed = _parsed(document, limits)
    found = [it for it in parsed.definitions if isinstance(it, OperationDefinitionNode)]
    if name is not None:
        found = [it for it in found if it.name and it.name.value == name]
        message = f"The document has no operation named {name!r}."
    elif found:
        message = "The document has several operations; operationName says which one is meant."
    else:
        message = "The document has no operation."
    if len(found) != 1:
        raise Unexecuted(errors(error("OPERATION_RESOLUTION_FAILURE", message)))
    return Operation(parsed, found[0])


async def execute(
    document: str,
    operation: Operation,
    name: str | None,
    variables: Mapping[str, Any] | None,
    extensions: Mapping[str, Any] | None,
    context: Context,
) -> Executed:
    """Execute a query or a mutation. Raises ``Unexecuted`` if it is not valid."""
    asked = Request(
        document,
        variables or {},
        name,
        _ALLOWED[operation.kind],
        dict(extensions or {}),
    )
    answer = await EXECUTOR.execute(asked, context)
    body = answer.body
    if not body.startswith(_UNEXECUTED):
        return Executed(body, answer.clean, answer.fallback)
    said = msgspec.json.decode(body)
    if any("path" in it for it in said.get("errors", ())):
        return Executed(body, clean=False, fallback=answer.fallback)
    del said["data"]
    waits = [it.get("extensions", {}).get("retryAfter") for it in said.get("errors", ())]
    raise Unexecuted(_encode(said), max((it for it in waits if it), default=None))


def _parsed(document: str, limits: Limits) -> DocumentNode:
    # One token may be as long as a body, and what was read is kept.
    if len(document) > _LONGEST:
        said = error("QUERY_TOO_LONG", f"The document has more characters than {_LONGEST}.")
        said["extensions"] |= {"limit": _LONGEST, "found": len(document)}
        raise Unexecuted(errors(said))
    try:
        return scales_of(schema._schema).read(document, limits).document
    except GraphQLSyntaxError as wrong:
        raise Unexecuted(errors({**wrong.formatted, "extensions": coded(wrong)})) from None
