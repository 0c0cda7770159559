"""The README's commands run, its examples answer what it shows, and its tables are true."""

import json
import re
import shlex
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from adapters.identity.mapping import read_providers
from graph.__main__ import cli
from graph.compose.opening import DEMO_PASSWORD
from graph.http.caller import HEADERS
from graph.settings import Settings, shown
from graph.telemetry.settings import TraceSettings

README = Path("README.md").read_text()
EXAMPLES = re.findall(r"```sh\n(curl .*?)```\n\n```json\n(.*?)```", README, re.DOTALL)


def test_there_is_a_query_and_a_mutation() -> None:
    assert len(EXAMPLES) == 2


@pytest.mark.parametrize(("command", "shown"), EXAMPLES)
def test_an_example_gives_what_it_shows(client: TestClient, command: str, shown: str) -> None:
    first, body, _ = re.fullmatch(r"(.*?) <<'JSON'\n(.*)\n(JSON)\n", command, re.DOTALL).groups()
    words = shlex.split(first)
    assert words == [
        "curl",
        "-s",
        "http://127.0.0.1:8000/graphql",
        "-H",
        "content-type: application/json",
        "-d",
        "@-",
    ]
    headers = {"content-type": "application/json"}
    answer = client.post("/graphql", content=body, headers=headers)
    assert answer.json() == json.loads(shown)
    again = client.post("/graphql", content=body, headers=headers)
    assert again.json() == json.loads(shown)


def test_every_setting_is_in_the_table() -> None:
    rows = re.findall(r"^\| `((?:PANTHER|OTEL)_\w+)` \| `(.*?)` \| (.*?) \|$", README, re.MULTILINE)
    plain = [(name, value, text.replace("`", "")) for name, value, text in rows]
    known = [Settings(_env_file=None), TraceSettings(_env_file=None)]
    assert plain == [row for settings in known for row in shown(settings)]


def test_every_command_is_named() -> None:
    said = re.search(r"^Commands: (.*?)\. Settings", README, re.MULTILINE | re.DOTALL)
    assert said
    named = {
        f"{group} {word}".strip()
        for group, words in re.findall(r"`panther ([a-z]+) ?([a-z|]*)`", said[1])
        for word in words.split("|")
    }
    groups = {it.name: it.typer_instance for it in cli.registered_groups}
    known = {str(it.name or getattr(it.callback, "__name__", "")) for it in cli.registered_commands}
    for group, of in groups.items():
        for it in of.registered_commands if of else ():
            known.add(f"{group} {it.name or getattr(it.callback, '__name__', '')}")
    assert named == known


def test_every_header_is_in_the_table() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| ([A-Z].*?) \|$", README, re.MULTILINE)
    assert rows == list(HEADERS.items())


def test_its_identity_providers_are_read(tmp_path: Path) -> None:
    found = re.search(r"```toml\n(.*?)```", README, re.DOTALL)
    assert found
    (tmp_path / "providers.toml").write_text(found[1])
    (provider,) = read_providers(tmp_path / "providers.toml")
    assert (provider.connection, provider.roles_claim) == ("smith", "realm_access.roles")


def test_the_demos_password_is_told() -> None:
    assert f"`{DEMO_PASSWORD}`" in README


def test_every_file_it_names_is_there() -> None:
    named = re.findall(r"`((?:graph|resolvers|loaders|adapters|deploy)/[\w/.*<>]+)`", README)
    assert len(named) > 15
    for name in named:
        assert list(Path().glob(name.replace("<noun>", "*"))), name


def test_every_command_it_names_is_one() -> None:
    makefile = Path("Makefile").read_text()
    for target in re.findall(r"`?make (\w+)", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
