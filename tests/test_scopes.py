"""The schema that gateways read who see to entitlements themselves: nothing is forgotten."""

import re
import shutil
from pathlib import Path

import pytest
from graphql import ObjectTypeDefinitionNode, parse, print_ast

from adapters.port import Entitlement
from graph.app import create_app
from graph.permissions import CHANGES, needs
from graph.schema import printed, schema
from tests.listening import here

PLAIN, SCOPED = printed(), printed(scopes=True)


def fields(sdl: str) -> dict[tuple[str, str], list[str]]:
    return {
        (type_.name.value, field.name.value): [print_ast(it) for it in field.directives or ()]
        for type_ in parse(sdl).definitions
        if isinstance(type_, ObjectTypeDefinitionNode)
        for field in type_.fields or ()
    }


def test_every_field_says_what_it_needs_and_no_other() -> None:
    needed, plain = needs(schema._schema), fields(PLAIN)
    for (type_, field), directives in fields(SCOPED).items():
        word = needed.get((type_, field))
        if word is not None:
            audit = "" if type_ == "Mutation" else ', ["audit"]'
            assert directives == [f'@requiresScopes(scopes: [["{word.value}"]{audit}])']
        elif type_ == "Query" and not field.startswith("_"):
            assert directives == ["@authenticated"]
        else:
            assert directives == plain[type_, field]
    assert len(CHANGES) == SCOPED.count("requiresScopes") - 1 - len(
        [it for it in needed if it[0] != "Mutation"]
    )


def test_nothing_else_is_changed_and_the_directives_are_imported() -> None:
    bare = re.sub(r" @requiresScopes\(scopes: \[[^)]*\)| @authenticated", "", SCOPED)
    bare = bare.replace(', "@authenticated", "@requiresScopes"]', "]")
    assert bare == print_ast(parse(PLAIN)) + "\n"
    assert '"@shareable", "@authenticated", "@requiresScopes"]' in SCOPED
    assert {it.value for it in Entitlement} >= set(re.findall(r'\["(\w+)"\]', SCOPED))


def test_a_gateway_is_told_only_if_the_setting_says_so(
    demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shutil.copy(demo_file, tmp_path / "practice.sqlite")
    monkeypatch.setenv("PANTHER_EMBEDDED_PATH", str(path))
    for said, sdl in (("false", PLAIN), ("true", SCOPED)):
        monkeypatch.setenv("PANTHER_GATEWAY_SCOPES", said)
        with here(create_app()) as client:
            answer = client.post("/graphql", json={"query": "{ _service { sdl } }"}).json()
        assert answer == {"data": {"_service": {"sdl": sdl}}}
