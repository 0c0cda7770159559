"""Real gateways before the real service and another subgraph: each a process of its own."""

import asyncio
import os
import re
import shutil
import sys
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from pydantic import SecretStr

from graph.compose.accounts import set_person
from graph.settings import Settings
from tests.federation.conftest import DOCUMENTS_URL, HERE, PANTHER_URL
from tests.node import MODULES, NODE, free_port, running

__all__ = ["GATEWAYS", "PEOPLE", "Place", "post", "serving"]

ROOT = Path(__file__).parents[2]
GATEWAYS = ("apollo", "hive", "hive with the planner of Hive Router")
PEOPLE = {
    "jane.attorney@meridianlake.example": "Jane Attorney",
    "dmitri.vale@meridianlake.example": "Dmitri Vale",
}
PASSWORD = "a password of theirs"  # noqa: S105 - of nobody who is
CREATE = """mutation ($input: CreateSessionInput!) { createSession(input: $input) {
    session { authToken user { name } } userErrors { code } } }"""


class Place(NamedTuple):
    """Where each gateway is, the service behind it, and the tokens of who may ask."""

    gateways: Mapping[str, str]
    service: str
    tokens: Mapping[str, str]


def post(
    url: str, document: str, headers: Mapping[str, str] | None = None, **variables: Any
) -> httpx.Response:
    body = {"query": document, "variables": variables}
    return httpx.post(url, json=body, headers=headers, timeout=60, trust_env=False)


@contextmanager
def serving(folder: Path, practice: Path, supergraphs: Mapping[str, str]) -> Iterator[Place]:
    """Serve a copy of the practice, the documents, and every gateway over both, by its supergraph."""
    settings = Settings(
        embedded_path=Path(shutil.copy(practice, folder / "practice.sqlite")),
        database_url=f"sqlite:///{folder / 'state.sqlite'}",
        secret_key=SecretStr(urlsafe_b64encode(os.urandom(32)).decode()),
    )
    with ExitStack() as stack:
        documents = stack.enter_context(running([NODE, str(HERE / "documents.mjs")]))
        asyncio.run(let_in(settings))
        command = [sys.executable, "-m", "graph", "serve", "--port", "0"]
        panther = stack.enter_context(running(command, env=environment(settings)))
        service = panther.said(r"served at (\S+)")[1]
        other = documents.said(r"ready at (\S+)")[1]
        for number, name in enumerate(GATEWAYS):
            text = supergraphs[name].replace(PANTHER_URL, service).replace(DOCUMENTS_URL, other)
            (folder / f"{number}.graphql").write_text(text)
        (folder / "gateway.config.ts").write_text(readme_config())
        (folder / "node_modules").symlink_to(MODULES)
        begun = {name: stack.enter_context(running(gateway(name), cwd=folder)) for name in GATEWAYS}
        tokens = {name: token(service, email) for email, name in PEOPLE.items()}
        found = {name: it.said(r"(?:ready at|istening on) (\S+)")[1] for name, it in begun.items()}
        yield Place(
            {name: f"{url.rstrip('/')}/graphql" for name, url in found.items()}, service, tokens
        )


async def let_in(settings: Settings) -> None:
    for email in PEOPLE:
        await set_person(settings, email, PASSWORD, None, None)


def gateway(name: str) -> list[str]:
    """Return the command of a gateway over its own of its folder's supergraphs.

    Hive's is configured as the README tells, and asks either of its two planners.
    """
    supergraph = f"{GATEWAYS.index(name)}.graphql"
    if name == "apollo":
        return [NODE, str(HERE / "apollo.mjs"), supergraph]
    hive = [NODE, str(MODULES / "@graphql-hive/gateway/dist/bin.js"), "supergraph"]
    where = ["--host", "127.0.0.1", "--port", str(free_port())]
    options = ["--config-path", "gateway.config.ts", supergraph]
    return [*hive, *options, *where, *(["--hive-router-runtime"] if name != "hive" else [])]


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment of a service with these settings."""
    assert settings.secret_key
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PANTHER_EMBEDDED_PATH": str(settings.embedded_path),
        "PANTHER_DATABASE_URL": settings.database_url,
        "PANTHER_SECRET_KEY": settings.secret_key.get_secret_value(),
    }


def token(url: str, email: str) -> str:
    said = post(url, CREATE, input={"username": email, "password": PASSWORD}).json()
    return str(said["data"]["createSession"]["session"]["authToken"])


def readme_config() -> str:
    """Return the configuration of Hive Gateway that the README tells."""
    found = re.search(r"```ts\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert found
    return found[1]
