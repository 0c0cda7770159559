"""Planning: a document's operation as a tree of what to read, what to load and what to call.

A field is *read* where it is an attribute of its record, *loaded* where its resolver can be
traced to one batched load, and *called*, record by record, where its resolver does more. Each that
waits has a number, and its children's numbers are greater: so the answer is built from the last
to the first, each out of those below it.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    is_abstract_type,
    is_leaf_type,
)
from graphql.execution.values import VariableValues, get_argument_values
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import convert_arguments
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from graph.execution.collecting import Collecting, Nodes, has_variables
from graph.execution.guards import Denied, Guards, made_by
from graph.execution.kinds import kinds_of
from graph.execution.leaves import Hint, Writing, hints_of, writing
from graph.execution.tracing import INFO, Trace, trace
from graph.presents import RECORDS

__all__ = [
    "Abstract",
    "Called",
    "Items",
    "Leaf",
    "Loaded",
    "NotCompiled",
    "Object",
    "Planner",
    "Read",
    "Resolver",
    "Selection",
    "Shape",
    "Typename",
]

_BACKREF = GraphQLCoreConverter.DEFINITION_BACKREF
_STRAWBERRY = GraphQLCoreConverter.__module__


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

_UNKNOWN: Any = None


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

    def arguments(self, variables: VariableValues, info: object) -> dict[str, Any]:
        """Return all that it is called with but the record."""
        given = get_argument_values(self.definition, self.node, variables)
        converted = self.convert(given, self.field)
        return self.with_info(converted, info)

    def with_info(self, arguments: dict[str, Any], info: object) -> dict[str, Any]:
        return dict(arguments) if self.info is None else {**arguments, self.info: info}

    def trace(self, variables: VariableValues) -> Trace | None:
        """Return the one load that it comes down to, if it does."""
        if self.parent is None:
            return None
        return trace(self.function, self.parent, self.arguments(variables, INFO))


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


class Planner:
    """Plans one operation under one set of steering values and held words."""

    def __init__(self, collecting: Collecting, guards: Guards, held: frozenset[Hashable]) -> None:
        self._collecting = collecting
        self._guards = guards
        self._held = held
        self._converter = collecting.schema.extensions[_BACKREF].schema_converter
        self.waits: list[Loaded | Called] = []
        self.denies = False

    def plan(self, root: GraphQLObjectType) -> Selection:
        """Return what is asked of the root. Raises ``NotCompiled``."""
        return self._selection(root, self._collecting.of_root(root))

    def _selection(self, type: GraphQLObjectType, collected: Mapping[str, Nodes]) -> Selection:
        selection = Selection(type.name)
        hints = hints_of(RECORDS.get(_origin(type)))
        for key, nodes in collected.items():
            part = self._part(type, nodes, hints)
            selection.fields[key] = part
            if isinstance(part, Loaded | Called) or (isinstance(part, Read) and part.shape.deep):
                selection.deep.append(part)
        return selection

    def _part(self, type: GraphQLObjectType, nodes: Nodes, hints: Mapping[str, Hint]) -> Part:
        name = nodes[0].node.name.value
        if name == "__typename":
            return Typename()
        if name.startswith("__"):
            raise NotCompiled("introspection")
        definition = type.fields[name]
        field: StrawberryField = definition.extensions[_BACKREF]
        word = self._guards.word(type.name, name, definition)
        if word is not None and word not in self._held:
            if isinstance(definition.type, GraphQLNonNull):
                raise NotCompiled("guard")
            self.denies = True
            return Denied(word, [it.node for it in nodes])
        if word is None and not made_by(definition, _STRAWBERRY):
            # Something was set around the field's own resolver, and is not to be passed by.
            return self._waited(_outermost(definition, field, nodes), nodes)
        if field.extensions:
            raise NotCompiled("extension")
        if field.base_resolver is None:
            hint = hints.get(field.python_name)
            return Read(field.python_name, self._shape(definition.type, nodes, hint))
        return self._resolved(definition, field, nodes)

    def _resolved(self, definition: GraphQLField, field: StrawberryField, nodes: Nodes) -> Part:
        base = field.base_resolver
        assert base is not None
        if base.self_parameter or base.root_parameter:
            raise NotCompiled("resolver")
        function: Any = base.wrapped_func
        resolver = Resolver(
            function,
            definition,
            field,
            nodes[0].node,
            base.parent_parameter.name if base.parent_parameter else None,
            base.info_parameter.name if base.info_parameter else None,
            self._convert,
        )
        return self._waited(resolver, nodes)

    def _waited(self, resolver: Resolver, nodes: Nodes) -> Part:
        variables, number, shape = self._collecting.variables, len(self.waits), _UNKNOWN
        part: Loaded | Called
        if has_variables(resolver.node):
            part = Called(number, resolver, None, shape)
        elif traced := resolver.trace(variables):
            part = Loaded(number, traced, shape)
        else:
            part = Called(number, resolver, resolver.arguments(variables, None), shape)
        self.waits.append(part)
        part.shape = self._shape(resolver.definition.type, nodes, None)
        return part

    def _convert(self, given: Mapping[str, Any], field: StrawberryField) -> dict[str, Any]:
        converter = self._converter
        return convert_arguments(
            dict(given), field.arguments, converter.scalar_registry, converter.config
        )

    def _shape(self, type: GraphQLOutputType, nodes: Nodes, hint: Hint | None) -> Shape:
        nullable = not isinstance(type, GraphQLNonNull)
        inner: Any = type if nullable else type.of_type  # type: ignore[union-attr]
        if isinstance(inner, GraphQLList):
            item = self._shape(inner.of_type, nodes, hint.item if hint else None)
            return Items(item, nullable, hint is not None and not hint.nullable)
        if is_leaf_type(inner):
            leaf: GraphQLLeafType = inner
            return Leaf(writing(leaf, hint), nullable)
        if is_abstract_type(inner):
            types = self._collecting.schema.get_possible_types(inner)
            selections = {it.name: self._of(it, nodes) for it in types}
            return Abstract(kinds_of(types), selections, nullable)
        return Object(self._of(inner, nodes), nullable)

    def _of(self, type: GraphQLObjectType, nodes: Nodes) -> Selection:
        return self._selection(type, self._collecting.of(type, nodes))


def _outermost(definition: GraphQLField, field: StrawberryField, nodes: Nodes) -> Resolver:
    """Return the resolver that graphql-core would call, with whatever is set around it."""
    resolve: Any = definition.resolve

    def call(*, _source: object, _info: object, **given: Any) -> Any:
        return resolve(_source, _info, **given)

    node = nodes[0].node
    return Resolver(call, definition, field, node, "_source", "_info", lambda given, _: dict(given))


def _origin(type: GraphQLObjectType) -> Any:
    definition: StrawberryObjectDefinition = type.extensions[_BACKREF]
    return definition.origin
