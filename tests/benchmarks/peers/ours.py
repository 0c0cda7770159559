"""Our own service, as it is shipped: a connection of its own, somebody signed in, limits and log."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from graph.compose import connections
from graph.settings import Settings
from tests.benchmarks.peers.systems import System, started

__all__ = ["NAME", "ours"]

NAME = "This graph"

_SECRETS = {"basic_name": "b", "basic_secret": "b", "username": "ann", "password": "p"}
_PLENTY = 1_000_000  # requests a second, sent to an upstream that can take them
_SIGN_IN = """mutation { createSession(input: {username: "ann", password: "p"}) {
  session { authToken } userErrors { code message } } }"""
_SERVE = (sys.executable, "-m", "graph", "serve", "--port", "0")


@asynccontextmanager
async def ours(upstream: str, folder: Path, core: int | None) -> AsyncIterator[System]:
    """Serve a connection to an upstream, with a log of every request in the folder.

    What a viewer may spend in a minute, and an upstream be sent in a second, is weighed and counted
    as ever, and set so high that no load reaches it.
    """
    key = connections.new_key()
    said = {
        "PANTHER_CONNECTION": "bench",
        "PANTHER_SECRET_KEY": key,
        "PANTHER_DATABASE_URL": f"sqlite:///{folder / 'state.sqlite'}",
        "PANTHER_COST_PER_MINUTE": str(10**15),
        "PANTHER_TOKEN_SECONDS": "3600",
        "PANTHER_LOG_FORMAT": "json",
    }
    settings = Settings(_env_file=None, secret_key=key, database_url=said["PANTHER_DATABASE_URL"])
    pace = connections.Pace(at_once=256, per_second=_PLENTY)
    await connections.add(settings, "bench", upstream, _SECRETS, "auto", pace)
    async with started(NAME, "/graphql", _SERVE, said, core, folder) as system:
        system.token = await _token(system.url)
        yield system


async def _token(url: str) -> str:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(url, json={"query": _SIGN_IN})
        told = answer.json()["data"]["createSession"]
        if told["userErrors"]:
            raise RuntimeError(f"Nobody could sign in: {told['userErrors']}")
        token: str = told["session"]["authToken"]
        return token
