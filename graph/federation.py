"""Federation: entities resolved together, each loaded and none believed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphql import GraphQLError, GraphQLNamedType
from strawberry.federation import Schema as FederationSchema
from strawberry.federation.schema import FederationAny
from strawberry.federation.schema_directives import Key
from strawberry.types.base import StrawberryObjectDefinition
from typing_extensions import override

from graph.limits.prices import price
from graph.limits.scales import coded
from graph.permissions import AREAS, forbidden
from resolvers.context import Info

__all__ = ["Schema"]


class Schema(FederationSchema):
    """Strawberry's federation schema, with ``_entities`` that takes only keys.

    Strawberry's own would build an object of whatever a representation says where a type has no
    reference, answer nothing at all when one type is unknown, and change its input.
    """

    @override
    def process_errors(
        self, errors: Sequence[GraphQLError], execution_context: object = None
    ) -> None:
        """Code what the document itself got wrong; what goes wrong in here is logged elsewhere."""
        for error in errors:
            if error.path is None and "code" not in (error.extensions or {}):
                error.extensions = coded(error)

    @override
    def _collect_schema_directives(
        self,
        explicit_directive_types: Iterable[type],
        graphql_types: Iterable[GraphQLNamedType | None],
    ) -> list[type]:
        types = [it for it in graphql_types if it]
        price(types)
        return super()._collect_schema_directives(explicit_directive_types, types)

    @override
    def entities_resolver(self, info: Info, representations: list[FederationAny]) -> list[Any]:
        """Load each representation; one that can't be is an error of its own, the rest stand."""
        return [self._entity(info, representation) for representation in representations]

    def _entity(self, info: Info, representation: object) -> Any:
        if not isinstance(representation, Mapping):
            return _bad("A representation is an object with __typename and a key.")
        name = representation.get("__typename")
        known = self.schema_converter.type_map.get(name) if isinstance(name, str) else None
        definition = known.definition if known else None
        if not isinstance(definition, StrawberryObjectDefinition) or not _keys(definition):
            return _bad("A representation names an entity type of this subgraph.")
        needed = AREAS.get(definition.name)
        if needed is not None and not info.context.viewer.may_read(needed):
            return forbidden(needed)
        for key in _keys(definition):
            if isinstance(value := representation.get(key), str):
                reference = definition.origin.resolve_reference
                return reference(info, **{key: value})
        return _bad(f"A {name} is named by {' or '.join(_keys(definition))}, as a string.")


def _keys(definition: StrawberryObjectDefinition) -> list[str]:
    return [str(key.fields) for key in definition.directives or () if isinstance(key, Key)]


def _bad(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "INVALID_INPUT"})
