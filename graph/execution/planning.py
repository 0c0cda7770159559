"""Planning: a document's operation as a tree of what to read, what to load and what to call.

A field is *read* where it is an attribute of its record, *loaded* where its resolver can be
traced to one batched load, and *called*, record by record, where its resolver does more. Each that
waits has a number, and its children's numbers are greater: so the answer is built from the last
to the first, each out of those below it.
"""

from collections.abc import Hashable, Mapping
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    is_abstract_type,
    is_leaf_type,
)
from msgspec import Struct
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import convert_arguments
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from graph.execution.collecting import Collecting, Nodes, has_variables
from graph.execution.guards import Denied, Guards, made_by
from graph.execution.kinds import kinds_of
from graph.execution.leaves import Hint, hints_of, writing
from graph.execution.parts import (
    Abstract,
    Called,
    Items,
    Leaf,
    Loaded,
    NotCompiled,
    Object,
    Part,
    Read,
    Resolver,
    Selection,
    Shape,
    Typename,
)
from graph.presents import RECORDS
from loaders import Reads

__all__ = ["Planner"]

_BACKREF = GraphQLCoreConverter.DEFINITION_BACKREF
_STRAWBERRY = GraphQLCoreConverter.__module__
_UNKNOWN: Any = None


class Planner:
    """Plans one operation under one set of steering values and held words."""

    def __init__(self, collecting: Collecting, guards: Guards, held: frozenset[Hashable]) -> None:
        self._collecting = collecting
        self._guards = guards
        self._held = held
        self._converter = collecting.schema.extensions[_BACKREF].schema_converter
        self.waits: list[Loaded | Called] = []
        self.denies = False
        self._reads: dict[type[Struct], set[str]] = {}
        self._whole: set[type[Struct]] | None = set()

    def plan(self, root: GraphQLObjectType) -> Selection:
        """Return what is asked of the root. Raises ``NotCompiled``."""
        return self._selection(root, self._collecting.of_root(root))

    @property
    def reads(self) -> Reads:
        """What is read of each kind of record, of which nobody may read more."""
        if self._whole is None:
            return {}
        return {
            it: frozenset(read)
            for it, read in self._reads.items()
            # What is worked out of a record's attributes may be worked out of any.
            if it not in self._whole and read <= {*it.__struct_fields__}
        }

    def _selection(self, type: GraphQLObjectType, collected: Mapping[str, Nodes]) -> Selection:
        selection = Selection(type.name)
        shown = RECORDS.get(_origin(type))
        record = shown if shown and issubclass(shown, Struct) else None
        hints = hints_of(record)
        for key, nodes in collected.items():
            part = self._part(type, nodes, hints)
            selection.fields[key] = part
            self._note(record, part)
            if isinstance(part, Loaded | Called) or (isinstance(part, Read) and part.shape.deep):
                selection.deep.append(part)
        return selection

    def _note(self, record: type[Struct] | None, part: Part) -> None:
        """Note what a part reads of its record. What a resolver does that is no mere load nobody
        knows: it may read all of its record, and with what it is given of the request, of any.
        """
        read = self._reads.setdefault(record, set()) if record else set()
        match part:
            case Read(attribute):
                read.add(attribute)
            case Loaded(_, trace):
                read.add(trace.attribute)
            case Called(_, resolver, arguments) if resolver.parent is not None:
                given = self._collecting.given
                traced = resolver.trace(given) if arguments is None else None
                if traced:
                    read.add(traced.attribute)
                elif resolver.info is not None:
                    self._whole = None
                elif record and self._whole is not None:
                    self._whole.add(record)

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
        given, number, shape = self._collecting.given, len(self.waits), _UNKNOWN
        part: Loaded | Called
        if has_variables(resolver.node):
            part = Called(number, resolver, None, shape)
        elif traced := resolver.trace(given):
            part = Loaded(number, traced, shape)
        else:
            part = Called(number, resolver, resolver.arguments(given, None), shape)
        self.waits.append(part)
        part.shape = self._shape(resolver.definition.type, nodes, None)
        return part

    def _convert(self, given: Mapping[str, Any], field: StrawberryField) -> dict[str, Any]:
        converter = self._converter
        return convert_arguments(
            dict(given), field.arguments, converter.scalar_registry, converter.config
        )

    def _shape(self, type: GraphQLOutputType, nodes: Nodes, hint: Hint | None) -> Shape:
        inner: Any = type.of_type if isinstance(type, GraphQLNonNull) else type
        nullable = inner is type
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
