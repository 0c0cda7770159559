"""Parts: what a plan is made of, from the selection of a record down to its leaves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode, GraphQLField
from graphql.execution.values import get_argument_values
from strawberry.types.field import StrawberryField

from graph.execution.given import Given
from graph.execution.guards import Denied
from graph.execution.leaves import Writing
from graph.execution.tracing import INFO, Trace, trace

__all__ = [
    "Abstract",
    "Called",
    "Items",
    "Leaf",
    "Loaded",
    "NotCompiled",
    "Object",
    "Part",
    "Read",
    "Resolver",
    "Selection",
    "Shape",
    "Typename",
]


class NotCompiled(Exception):
    """Something that graphql-core has to answer; the message is the reason, in one word."""


@dataclass(slots=True)
class Leaf:
    """A scalar or an enum."""

    writing: Writing
    nullable: bool
    deep: bool = False


@dataclass(slots=True)
class Object:
    """A record whose fields are selected."""

    selection: "Selection"
    nullable: bool

    @property
    def deep(self) -> bool:
        return bool(self.selection.deep)


@dataclass(slots=True)
class Abstract:
    """A record of one of several types, each with its own selection, by the type's name, which
    ``kind`` tells.
    """

    kind: Callable[[object], str]
    selections: dict[str, "Selection"]
    nullable: bool

    @property
    def deep(self) -> bool:
        return any(it.deep for it in self.selections.values())


@dataclass(slots=True)
class Items:
    """A list."""

    item: "Shape"
    nullable: bool
    sure: bool

    @property
    def deep(self) -> bool:
        return self.item.deep


Shape = Leaf | Object | Abstract | Items
"""What becomes of a value; ``deep`` where something beneath has to be waited for."""


@dataclass(slots=True)
class Typename:
    """The name of the type itself."""


@dataclass(slots=True)
class Read:
    """An attribute of the record."""

    attribute: str
    shape: Shape


@dataclass(slots=True, eq=False)
class Resolver:
    """A resolver with its arguments as the document gives them."""

    function: Callable[..., Any]
    definition: GraphQLField
    field: StrawberryField
    node: FieldNode
    parent: str | None
    info: str | None
    convert: Callable[[Mapping[str, Any], StrawberryField], dict[str, Any]]

    def arguments(self, given: Given, info: object) -> dict[str, Any]:
        """Return all that it is called with but the record."""
        found = given.arguments.get(self)
        if found is None:
            values = get_argument_values(self.definition, self.node, given.variables)
            found = given.arguments[self] = self.convert(values, self.field)
        return self.with_info(found, info)

    def with_info(self, arguments: dict[str, Any], info: object) -> dict[str, Any]:
        return dict(arguments) if self.info is None else {**arguments, self.info: info}

    def trace(self, given: Given) -> Trace | None:
        """Return the one load that it comes down to, if it does."""
        if self.parent is None:
            return None
        if self not in given.traces:
            arguments = self.arguments(given, INFO)
            given.traces[self] = trace(self.function, self.parent, arguments)
        return given.traces[self]


@dataclass(slots=True)
class Loaded:
    """What is loaded by an attribute of the record."""

    number: int
    trace: Trace
    shape: Shape


@dataclass(slots=True)
class Called:
    """What a resolver returns. Without arguments they depend on the request's variables, and so
    may whether it can be traced.
    """

    number: int
    resolver: Resolver
    arguments: dict[str, Any] | None
    shape: Shape


Part = Typename | Denied | Read | Loaded | Called


@dataclass(slots=True)
class Selection:
    """The fields asked of one type's records, by response key; ``deep`` are those that wait."""

    type: str
    fields: dict[str, Part] = field(default_factory=dict)
    deep: list[Read | Loaded | Called] = field(default_factory=list)
