"""Federation: entities resolved together, each loaded and none believed."""

from asyncio import gather
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graphql import FieldNode, GraphQLError, GraphQLNamedType, OperationDefinitionNode, parse
from strawberry.federation import Schema as FederationSchema
from strawberry.federation.schema import FederationAny
from strawberry.types.base import StrawberryObjectDefinition
from typing_extensions import override

from graph.limits.prices import price
from graph.limits.scales import coded
from graph.permissions import AREAS, forbidden
from resolvers.context import Info
from resolvers.references import Keys, Reference, Representation

__all__ = ["Schema"]


@dataclass(frozen=True, slots=True, eq=False)
class _Key:
    """One key of an entity: its fields, each with those below it, and what loads by them."""

    fields: "_Fields"
    load: Reference


_Fields = Mapping[str, "_Fields"]


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
    async def entities_resolver(  # type: ignore[override]  # graphql-core awaits it
        self, info: Info, representations: list[FederationAny]
    ) -> list[Any]:
        """Load what is named, all of one type and key together.

        One that can't be loaded is an error of its own, and the rest stand.
        https://www.apollographql.com/docs/graphos/reference/federation/subgraph-specific-fields
        """
        answers: list[Any] = []
        places: dict[_Key, list[int]] = {}
        for place, representation in enumerate(representations):
            found = self._key_of(info, representation)
            answers.append(found)
            if isinstance(found, _Key):
                places.setdefault(found, []).append(place)
        loads = [
            key.load(info, [representations[it] for it in at])  # type: ignore[misc]  # each is a mapping
            for key, at in places.items()
        ]
        loaded: Sequence[Any]
        if len(loads) == 1:
            loaded = [await loads[0]]  # nothing to gather, so no task
        else:
            loaded = await gather(*loads, return_exceptions=True)
        for at, records in zip(places.values(), loaded, strict=True):
            for number, place in enumerate(at):
                answers[place] = records if isinstance(records, BaseException) else records[number]
        return answers

    def _key_of(self, info: Info, representation: object) -> _Key | GraphQLError:
        if not isinstance(representation, (dict, Mapping)):  # it takes long to tell a Mapping
            return _bad("A representation is an object with __typename and a key.")
        name: Any = representation.get("__typename")
        keys = self._entities.get(name) if isinstance(name, str) else None
        if not keys:
            return _bad("A representation names an entity type of this subgraph.")
        needed = AREAS.get(name)
        if needed is not None and not info.context.viewer.may_read(needed):
            return forbidden(needed)
        for key in keys.values():
            if _names(representation, key.fields):
                return key
        return _bad(f"A {name} is named by {' or '.join(keys)}, as a string.")

    @cached_property
    def _entities(self) -> Mapping[str, Mapping[str, _Key]]:
        """Every entity type's keys, by their fields as ``@key`` writes them."""
        found = {}
        for name, known in self.schema_converter.type_map.items():
            if isinstance(definition := known.definition, StrawberryObjectDefinition):
                references: Keys = getattr(definition.origin, "references", {})
                found[name] = {text: _Key(_fields(text), it) for text, it in references.items()}
        return found


def _fields(text: str) -> _Fields:
    """Read a key's fields: ``sku variation { id }`` is ``{"sku": {}, "variation": {"id": {}}}``."""
    (operation,) = parse(f"{{ {text} }}").definitions
    assert isinstance(operation, OperationDefinitionNode)
    return _selected(operation)


def _selected(node: FieldNode | OperationDefinitionNode) -> _Fields:
    selected = node.selection_set.selections if node.selection_set else ()
    return {it.name.value: _selected(it) for it in selected if isinstance(it, FieldNode)}


def _names(representation: Representation, fields: _Fields) -> bool:
    """Whether a representation has every field of a key, as a string at the bottom."""
    for name, below in fields.items():
        value = representation.get(name)
        if not below:
            if not isinstance(value, str):
                return False
        elif not isinstance(value, Mapping) or not _names(value, below):
            return False
    return True


def _bad(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "INVALID_INPUT"})
