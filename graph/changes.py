"""Changes: what another schema would break, what it might, and who would notice."""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from graphql import (
    BreakingChange,
    BreakingChangeType,
    DangerousChange,
    DangerousChangeType,
    DirectiveNode,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    find_schema_changes,
    print_ast,
)

__all__ = ["Change", "Risk", "changes"]

_B, _D = BreakingChangeType, DangerousChangeType
_Member = GraphQLField | GraphQLInputField | GraphQLEnumValue


class Risk(Enum):
    """How a change is for those who rely on what was; the worst first."""

    BREAKING = "breaking"
    DANGEROUS = "dangerous"
    SAFE = "safe"


class Change(NamedTuple):
    """One change, and whom it would hurt."""

    risk: Risk
    what: str
    hurts: str


_HURTS: Mapping[BreakingChangeType | DangerousChangeType, str] = {
    _B.TYPE_REMOVED: "operations that name it, and code made for it",
    _B.TYPE_CHANGED_KIND: "operations that use it, and code made for it",
    _B.TYPE_REMOVED_FROM_UNION: "operations with a fragment on it",
    _B.VALUE_REMOVED_FROM_ENUM: "operations that send it, and code made for it",
    _B.REQUIRED_INPUT_FIELD_ADDED: "whoever sends the input without it",
    _B.IMPLEMENTED_INTERFACE_REMOVED: "operations that reach it by the interface",
    _B.FIELD_REMOVED: "operations that ask for it, or send it",
    _B.FIELD_CHANGED_KIND: "operations that use it, and code made for its type",
    _B.REQUIRED_ARG_ADDED: "operations that ask without it",
    _B.ARG_REMOVED: "operations that send it",
    _B.ARG_CHANGED_KIND: "operations that send it by a variable, or what it takes no more",
    _B.DIRECTIVE_REMOVED: "operations that use it",
    _B.DIRECTIVE_ARG_REMOVED: "operations that use it",
    _B.REQUIRED_DIRECTIVE_ARG_ADDED: "operations that use it",
    _B.DIRECTIVE_REPEATABLE_REMOVED: "operations that use it twice in a place",
    _B.DIRECTIVE_LOCATION_REMOVED: "operations that use it there",
    _D.VALUE_ADDED_TO_ENUM: "clients that take the values they know for all there are",
    _D.TYPE_ADDED_TO_UNION: "clients that take the types they know for all there are",
    _D.IMPLEMENTED_INTERFACE_ADDED: "clients that take the types they know for all there are",
    _D.OPTIONAL_INPUT_FIELD_ADDED: "whoever relies on what is done without it",
    _D.OPTIONAL_ARG_ADDED: "whoever relies on what is done without it",
    _D.ARG_DEFAULT_VALUE_CHANGE: "operations that leave it to its default",
    _D.INPUT_FIELD_DEFAULT_VALUE_CHANGE: "whoever leaves it to its default",
}
_NOBODY = "nobody"


def changes(before: str, after: str) -> list[Change]:
    """Return what is different in the second of two schemas, as SDL, the worst first.

    Clients' part is graphql-core's to find. Other subgraphs' and contracts' is in directives.
    """
    old, new = (build_schema(sdl, assume_valid=True) for sdl in (before, after))
    found = [*_for_clients(old, new), *_for_gateways(old, new), *_deprecations(old, new)]
    order = [*Risk]
    return sorted(found, key=lambda it: (order.index(it.risk), it.what))


def _for_clients(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[Change]:
    for change in find_schema_changes(old, new):
        if isinstance(change, BreakingChange):
            yield Change(Risk.BREAKING, change.description, _HURTS[change.type])
        elif isinstance(change, DangerousChange):
            yield Change(Risk.DANGEROUS, change.description, _HURTS[change.type])
        else:
            yield Change(Risk.SAFE, change.description, _NOBODY)


def _for_gateways(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[Change]:
    before, after = _directives(old), _directives(new)
    for place in before.keys() & after.keys():
        for gone in before[place] - after[place]:
            yield _undone(place, gone)
        for added in after[place] - before[place]:
            yield _done(place, added)


def _undone(place: str, directive: str) -> Change:
    what = f"{place} has no {directive} any more."
    if directive.startswith("@key"):
        return Change(Risk.BREAKING, what, "subgraphs that name it by that key")
    if directive.startswith("@shareable"):
        return Change(Risk.BREAKING, what, "subgraphs that have it too: they compose no more")
    if directive.startswith("@tag"):
        return Change(Risk.DANGEROUS, what, "contracts that are cut by the tag")
    return Change(Risk.DANGEROUS, what, "supergraphs that rely on it")


def _done(place: str, directive: str) -> Change:
    what = f"{place} has {directive} now."
    if directive.startswith(("@key", "@shareable")):
        return Change(Risk.SAFE, what, _NOBODY)
    if directive.startswith("@tag"):
        return Change(Risk.DANGEROUS, what, "contracts that are cut by the tag")
    return Change(Risk.DANGEROUS, what, "supergraphs that do not expect it")


def _directives(schema: GraphQLSchema) -> dict[str, set[str]]:
    """Return what gateways read at each type and field, by its place."""
    return {
        place: {print_ast(it) for it in directives if it.name.value != "deprecated"}
        for place, directives in _applied(schema)
    }


def _applied(schema: GraphQLSchema) -> Iterator[tuple[str, Iterable[DirectiveNode]]]:
    if schema.ast_node:
        yield "The schema", schema.ast_node.directives or ()
    for name, type_ in schema.type_map.items():
        if type_.ast_node:
            yield name, type_.ast_node.directives or ()
        for member, it in _members(type_).items():
            if it.ast_node:
                yield f"{name}.{member}", it.ast_node.directives or ()


def _members(type_: GraphQLNamedType) -> Mapping[str, _Member]:
    members: Mapping[str, _Member] = {}
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        members = type_.fields
    elif isinstance(type_, GraphQLEnumType):
        members = type_.values
    return members


def _deprecations(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[Change]:
    before = _reasons(old)
    for place, reason in _reasons(new).items():
        if reason is not None and place in before and before[place] is None:
            yield Change(Risk.SAFE, f"{place} is deprecated: {reason}", _NOBODY)


def _reasons(schema: GraphQLSchema) -> dict[str, str | None]:
    return {
        f"{name}.{member}": it.deprecation_reason
        for name, type_ in schema.type_map.items()
        for member, it in _members(type_).items()
    }
