"""Collecting: which fields an operation asks of a type, with fragments merged and skips decided.

The collecting itself is graphql-core's own, so that merging, order and type conditions are as it
has them. All that a plan adds is to know what the outcome depends on: of all variables, only on
those that stand in @skip and @include. For these, one plan is made for each set of values.
"""

from collections.abc import Mapping
from typing import NamedTuple

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)

from graph.execution.given import Given

__all__ = ["Collecting", "Nodes", "has_variables", "steering"]

Nodes = list[FieldDetails]
"""All places where a document asks for one field of one object."""


class Collecting(NamedTuple):
    """Collects an operation's fields under one set of steering values."""

    schema: GraphQLSchema
    fragments: dict[str, FragmentDetails]
    operation: OperationDefinitionNode
    given: Given

    def of_root(self, root: GraphQLObjectType) -> Mapping[str, Nodes]:
        """Return the operation's own fields by their response keys, in order."""
        schema, fragments, operation, given = self
        return collect_fields(schema, fragments, given.variables, root, operation).grouped_field_set

    def of(self, type: GraphQLObjectType, nodes: Nodes) -> Mapping[str, Nodes]:
        """Return what is asked of an object of the type that the nodes lead to."""
        schema, fragments, operation, given = self
        variables = given.variables
        found = collect_subfields(schema, fragments, variables, operation, type, nodes)
        return found.grouped_field_set


def steering(document: DocumentNode) -> tuple[str, ...]:
    """Return the names of the variables in @skip and @include, sorted."""
    found: set[str] = set()

    class Finder(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: object) -> None:
            if node.name.value in ("skip", "include"):
                for argument in node.arguments or ():
                    if isinstance(argument.value, VariableNode):
                        found.add(argument.value.name.value)

    visit(document, Finder())
    return tuple(sorted(found))


def has_variables(node: FieldNode) -> bool:
    """Return whether a field's own arguments depend on the request."""
    found = False

    class Finder(Visitor):
        def enter_variable(self, _: VariableNode, *__: object) -> None:
            nonlocal found
            found = True

    for argument in node.arguments or ():
        visit(argument, Finder())
    return found
