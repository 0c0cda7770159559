"""What gateways are told in the schema's text: what contracts are cut by, and what fields need."""

from collections.abc import Iterator, Mapping

from graphql import (
    DirectiveNode,
    GraphQLSchema,
    ListValueNode,
    Node,
    ObjectTypeDefinitionNode,
    SchemaDefinitionNode,
    parse,
)

from adapters.port import Entitlement
from graph.permissions import PUBLIC, area_of, needs
from resolvers.context import Told

__all__ = ["sdl_for"]

Edit = tuple[int, int, str]
"""From where to where in the text, and what is there instead."""


def sdl_for(told: Told, sdl: str, schema: GraphQLSchema) -> str:
    """Return the schema's text with ``@tag`` at every type and field that an entitlement opens.

    A tag is an entitlement's value, as ``trust``: a contract without it has nothing of it. With
    ``scopes``, ``@requiresScopes`` says the same to gateways that look at tokens themselves, and
    ``@authenticated`` stands at the other roots; reading takes ``audit`` instead of any other. A
    scope is what our own tokens list as ``entitlements``. Without ``node`` there is no Query.node.
    https://specs.apollo.dev/tag/v0.3 and https://specs.apollo.dev/requiresScopes/v0.1
    """
    needed = needs(schema)
    edits: list[Edit] = []
    for node in parse(sdl).definitions:
        if isinstance(node, SchemaDefinitionNode):
            imports = ["@tag", *(["@authenticated", "@requiresScopes"] if told.scopes else [])]
            edits += _imports(node, imports)
        elif isinstance(node, ObjectTypeDefinitionNode):
            area = area_of(schema.type_map[node.name.value])
            if area is not None:
                edits.append(_after(node, _tag(area)))
            edits += _fields(node, told, needed)
    for start, end, text in sorted(edits, reverse=True):
        sdl = sdl[:start] + text + sdl[end:]
    return sdl


def _fields(
    type_: ObjectTypeDefinitionNode, told: Told, needed: Mapping[tuple[str, str], Entitlement]
) -> Iterator[Edit]:
    root = type_.name.value
    before = type_.name.loc.end if type_.name.loc else 0
    for field in type_.fields or ():
        assert field.loc
        name, end = field.name.value, field.loc.end
        if (root, name) == ("Query", "node") and not told.node:
            yield before, end, ""
        elif (word := needed.get((root, name))) is not None:
            yield end, end, _tag(word) + (_scopes(word, root == "Mutation") if told.scopes else "")
        elif told.scopes and f"{root}.{name}" in PUBLIC and root == "Query" and name[0] != "_":
            yield end, end, " @authenticated"
        before = end


def _after(type_: ObjectTypeDefinitionNode, text: str) -> Edit:
    """Write behind a type's name, its interfaces and its directives."""
    head: list[Node] = [type_.name, *(type_.interfaces or ()), *(type_.directives or ())]
    end = max(it.loc.end for it in head if it.loc)
    return end, end, text


def _tag(word: Entitlement) -> str:
    return f' @tag(name: "{word.value}")'


def _scopes(word: Entitlement, changes: bool) -> str:
    any_of = [word] if changes else [word, Entitlement.AUDIT]
    scopes = ", ".join(f'["{it.value}"]' for it in any_of)
    return f" @requiresScopes(scopes: [{scopes}])"


def _imports(schema: SchemaDefinitionNode, names: list[str]) -> Iterator[Edit]:
    """Name directives among those that the federation's @link imports."""
    for directive in schema.directives or ():
        if isinstance(directive, DirectiveNode) and directive.name.value == "link":
            for argument in directive.arguments or ():
                if isinstance(it := argument.value, ListValueNode) and it.loc:
                    end = it.loc.end - 1
                    yield end, end, "".join(f', "{name}"' for name in names)
