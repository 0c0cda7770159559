"""What gateways are told in the schema: nothing that needs a word is forgotten, and nothing else is
changed."""

import re
import shutil
from pathlib import Path

import pytest
from graphql import InterfaceTypeDefinitionNode, ObjectTypeDefinitionNode, parse, print_ast

from adapters.port import Entitlement
from graph.app import create_app
from graph.permissions import area_of, needs
from graph.schema import printed, schema
from resolvers.context import Told
from tests.listening import here

BARE = schema.as_str() + "\n"
PLAIN, SCOPED, NODELESS = printed(), printed(Told(scopes=True)), printed(Told(node=False))
NEEDED = needs(schema._schema)


def directives(sdl: str) -> dict[tuple[str, str], list[str]]:
    """Return what stands at each type, and at each of its fields."""
    found = {}
    for type_ in parse(sdl).definitions:
        if isinstance(type_, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
            name = type_.name.value
            for node in (type_, *(type_.fields or ())):
                at = (name, "" if node is type_ else node.name.value)
                found[at] = [print_ast(it) for it in node.directives or ()]
    return found


def test_every_type_and_field_is_tagged_with_what_opens_it_and_no_other() -> None:
    bare = directives(BARE)
    assert directives(PLAIN).keys() == bare.keys()
    for (type_, field), found in directives(PLAIN).items():
        area = area_of(schema._schema.type_map[type_]) if type_ != "Query" or field else None
        word = NEEDED.get((type_, field)) if field else area
        tags = [f'@tag(name: "{word.value}")'] if word else []
        assert found == [*bare[type_, field], *tags]
    assert len(NEEDED) > 100


def test_every_field_says_what_it_needs_and_no_other() -> None:
    plain = directives(PLAIN)
    for (type_, field), found in directives(SCOPED).items():
        word = NEEDED.get((type_, field))
        if word is not None:
            audit = "" if type_ == "Mutation" else ', ["audit"]'
            scopes = [f'@requiresScopes(scopes: [["{word.value}"]{audit}])']
        elif type_ == "Query" and field and not field.startswith("_"):
            scopes = ["@authenticated"]
        else:
            scopes = []
        assert found == [*plain[type_, field], *scopes]


def test_nothing_else_is_changed_and_the_directives_are_imported() -> None:
    bare = re.sub(r' @tag\(name: "\w+"\)', "", PLAIN)
    assert bare.replace(', "@tag"]', "]") == BARE
    plain = re.sub(r" @requiresScopes\(scopes: \[[^)]*\)| @authenticated", "", SCOPED)
    assert plain.replace(', "@authenticated", "@requiresScopes"]', "]") == PLAIN
    assert {it.value for it in Entitlement} >= set(re.findall(r'@tag\(name: "(\w+)"', PLAIN))


def test_query_node_is_left_to_another_and_nothing_else_is() -> None:
    assert (
        PLAIN.replace('\n\n  """Anything by its id."""\n  node(id: ID!): Node\n', "\n") == NODELESS
    )
    assert len(NODELESS) < len(PLAIN)


@pytest.mark.parametrize(
    ("variable", "said", "sdl"),
    [
        ("PANTHER_GATEWAY_SCOPES", "false", PLAIN),
        ("PANTHER_GATEWAY_SCOPES", "true", SCOPED),
        ("PANTHER_GATEWAY_NODE", "true", PLAIN),
        ("PANTHER_GATEWAY_NODE", "false", NODELESS),
    ],
)
def test_a_gateway_is_told_as_the_settings_say(
    demo_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    said: str,
    sdl: str,
) -> None:
    path = shutil.copy(demo_file, tmp_path / "practice.sqlite")
    monkeypatch.setenv("PANTHER_EMBEDDED_PATH", str(path))
    monkeypatch.setenv(variable, said)
    with here(create_app()) as client:
        answer = client.post("/graphql", json={"query": "{ _service { sdl } }"}).json()
    assert answer == {"data": {"_service": {"sdl": sdl}}}
