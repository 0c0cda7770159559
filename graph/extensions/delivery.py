"""Delivery: whether an operation is answered whole, in parts, or once for each event."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from graphql import (
    REMOVE,
    DirectiveNode,
    DocumentNode,
    ExecutionResult,
    GraphQLDeferDirective,
    GraphQLStreamDirective,
    Visitor,
    visit,
)
from graphql.execution import create_source_event_stream
from graphql.execution.incremental import IncrementalExecutor
from strawberry.extensions import SchemaExtension
from typing_extensions import override

__all__ = ["IN_PARTS", "Delivery", "Opening"]

_IN_PARTS = frozenset({GraphQLDeferDirective.name, GraphQLStreamDirective.name})

IN_PARTS = object()
"""The root of an operation whose caller can read an answer in parts."""


class Opening:
    """The root of a subscription that is to be opened: it leaves its source here, and tells
    nothing yet. Without one it was refused.
    """

    source: AsyncIterator[Any] | None = None


class Delivery(SchemaExtension):
    """Executes what may be executed as its root has it.

    A root that says nothing is answered whole: ``@defer`` and ``@stream`` are taken away, for who
    can't read parts would take the first one for all there is.
    """

    @override
    async def on_execute(self) -> AsyncGenerator[None, None]:
        execution = self.execution_context
        document, root = execution.graphql_document, execution.root_value
        assert document is not None
        if isinstance(root, Opening):
            found = await _opened(execution, document)
            if isinstance(found, ExecutionResult):
                execution.result = found
            else:
                root.source = aiter(found)
                execution.result = ExecutionResult(data=None)
        elif root is not IN_PARTS and any(name in (execution.query or "") for name in _IN_PARTS):
            execution.graphql_document = visit(document, _Whole())
        yield


class _Whole(Visitor):
    """Takes away what would part an answer."""

    def enter_directive(self, node: DirectiveNode, *_: object) -> Any:
        return REMOVE if node.name.value in _IN_PARTS else None


async def _opened(execution: Any, document: DocumentNode) -> Any:
    executor = IncrementalExecutor.build(
        execution.schema._schema,
        document,
        context_value=execution.context,
        raw_variable_values=execution.variables,
        operation_name=execution.operation_name,
    )
    if isinstance(executor, list):
        return ExecutionResult(None, errors=executor)
    source = create_source_event_stream(executor)
    return await source if executor.is_awaitable(source) else source
