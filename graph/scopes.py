"""Scopes: what each field needs, written into the schema for gateways that look at it themselves."""

from collections.abc import Collection, Mapping

from graphql import (
    ConstArgumentNode,
    ConstDirectiveNode,
    ConstListValueNode,
    DefinitionNode,
    DocumentNode,
    FieldDefinitionNode,
    ListValueNode,
    NameNode,
    ObjectTypeDefinitionNode,
    SchemaDefinitionNode,
    StringValueNode,
    parse,
    print_ast,
)

from adapters.port import Entitlement

__all__ = ["scoped"]

_IMPORTS = ("@authenticated", "@requiresScopes")


def scoped(
    sdl: str, needed: Mapping[tuple[str, str], Entitlement], signed_in: Collection[str]
) -> str:
    """Return the SDL with ``@requiresScopes`` at every field that needs an entitlement, and
    ``@authenticated`` at those named in ``signed_in``, as ``Query.viewer``.

    A scope is an entitlement's value, as ``trust``: what our own tokens list as ``entitlements``.
    Reading takes ``audit`` instead of any other. https://specs.apollo.dev/requiresScopes/v0.1
    """
    definitions: list[DefinitionNode] = []
    for node in parse(sdl, no_location=True).definitions:
        if isinstance(node, SchemaDefinitionNode):
            definitions.append(_imported(node))
        elif isinstance(node, ObjectTypeDefinitionNode):
            definitions.append(_declared(node, needed, signed_in))
        else:
            definitions.append(node)
    return print_ast(DocumentNode(definitions=tuple(definitions))) + "\n"


def _declared(
    type_: ObjectTypeDefinitionNode,
    needed: Mapping[tuple[str, str], Entitlement],
    signed_in: Collection[str],
) -> ObjectTypeDefinitionNode:
    name = type_.name.value

    def field(node: FieldDefinitionNode) -> FieldDefinitionNode:
        if (word := needed.get((name, node.name.value))) is not None:
            changes = name == "Mutation"
            return _with(node, _scopes([word] if changes else [word, Entitlement.AUDIT]))
        if f"{name}.{node.name.value}" in signed_in:
            return _with(node, ConstDirectiveNode(name=NameNode(value="authenticated")))
        return node

    return ObjectTypeDefinitionNode(
        description=type_.description,
        name=type_.name,
        interfaces=type_.interfaces,
        directives=type_.directives,
        fields=tuple(field(node) for node in type_.fields or ()),
    )


def _with(node: FieldDefinitionNode, directive: ConstDirectiveNode) -> FieldDefinitionNode:
    return FieldDefinitionNode(
        description=node.description,
        name=node.name,
        arguments=node.arguments,
        type=node.type,
        directives=(*(node.directives or ()), directive),
    )


def _scopes(any_of: list[Entitlement]) -> ConstDirectiveNode:
    words = (ConstListValueNode(values=(StringValueNode(value=it.value),)) for it in any_of)
    scopes = ConstArgumentNode(
        name=NameNode(value="scopes"), value=ConstListValueNode(values=tuple(words))
    )
    return ConstDirectiveNode(name=NameNode(value="requiresScopes"), arguments=(scopes,))


def _imported(schema: SchemaDefinitionNode) -> SchemaDefinitionNode:
    """Name the two directives among those that the federation's @link imports."""
    directives = []
    for directive in schema.directives or ():
        if directive.name.value == "link" and "federation" in print_ast(directive):
            arguments = [
                ConstArgumentNode(name=it.name, value=_longer(it.value))
                if it.name.value == "import" and isinstance(it.value, ListValueNode)
                else it
                for it in directive.arguments or ()
            ]
            directive = ConstDirectiveNode(name=directive.name, arguments=tuple(arguments))
        directives.append(directive)
    return SchemaDefinitionNode(
        description=schema.description,
        directives=tuple(directives),
        operation_types=schema.operation_types,
    )


def _longer(imports: ListValueNode) -> ConstListValueNode:
    ours = tuple(StringValueNode(value=it) for it in _IMPORTS)
    return ConstListValueNode(values=(*imports.values, *ours))  # type: ignore[arg-type]
