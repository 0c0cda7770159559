"""One request, seen by everybody who works for it: the gateway, the graph and its upstream tell one
collector of one trace.
"""

import os
import shutil
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.federation.conftest import PANTHER_URL, Composed
from tests.federation.gateways import ROOT, post
from tests.listening import Listening
from tests.node import MODULES, NODE, free_port, running

ASKED = """query Acme { matterByNumber(number: "2026-0041") { title client { name } } }"""
SIGN_IN = """mutation ($input: CreateSessionInput!) { createSession(input: $input) {
    session { authToken } userErrors { code } } }"""
GATEWAY = """import { defineConfig } from '@graphql-hive/gateway'
import { openTelemetrySetup } from '@graphql-hive/gateway/opentelemetry/setup'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'

openTelemetrySetup({
  contextManager: new AsyncLocalStorageContextManager(),
  resource: { serviceName: 'gateway' },
  traces: { exporter: new OTLPTraceExporter({ url: process.env.COLLECTOR }), batching: false },
})
export const gatewayConfig = defineConfig({
  openTelemetry: { traces: true },
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({
      authorization: request.headers.get('authorization'),
    }),
  },
})
"""


def called(name: str) -> Any:
    """Return a call of the upstream, and the upstream's own word of it."""
    return "panther", name, [("panther-sandbox", name, [])]


# The sandbox's first reader signs in, and finds out which reads it has.
FIRST = [called("POST /sessions"), called("GET /matters"), called("GET /matters")]
QUERY = [
    ("panther", "matters.by_number", FIRST),
    ("panther", "contacts.by_id", [called("GET /contacts")]),
]
FETCH = [("gateway", "http.fetch", [("panther", "query Acme", QUERY)])]
STEPS = [
    ("gateway", "graphql.parse", []),
    ("gateway", "graphql.validate", []),
    ("gateway", "graphql.context", []),
    ("gateway", "graphql.execute", [("gateway", "subgraph.execute (panther)", FETCH)]),
]
TREE = [("gateway", "POST /graphql", [("gateway", "graphql.operation Acme", STEPS)])]


class Told(NamedTuple):
    """A span, as the collector is told of it."""

    service: str
    name: str
    id: str
    parent: str | None
    trace: str
    began: int


def collector(told: list[Told]) -> Starlette:
    """Make an app that takes spans, in OpenTelemetry's JSON."""

    async def take(request: Request) -> JSONResponse:
        told.extend(spans_of(await request.json()))
        return JSONResponse({})

    return Starlette(routes=[Route("/v1/traces", take, methods=["POST"])])


def spans_of(body: Any) -> Iterator[Told]:
    for of in body["resourceSpans"]:
        said = {it["key"]: it["value"].get("stringValue") for it in of["resource"]["attributes"]}
        for scope in of["scopeSpans"]:
            for it in scope["spans"]:
                parent = it.get("parentSpanId") or None
                ids = it["spanId"], parent, it["traceId"]
                yield Told(said["service.name"], it["name"], *ids, int(it["startTimeUnixNano"]))


def tree(spans: list[Told], parent: str | None = None) -> list[Any]:
    """Return who told what in its order, each with what was told below it."""
    below = sorted((it for it in spans if it.parent == parent), key=lambda it: it.began)
    return [(it.service, it.name, tree(spans, it.id)) for it in below]


def serving(stack: ExitStack, folder: Path, practice: Path, address: str) -> tuple[str, str]:
    """Serve the graph over a sandbox; return where, and a token to ask it with."""
    python, port = [sys.executable, "-m", "graph"], free_port()
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PANTHER_EMBEDDED_PATH": str(practice),
        "PANTHER_DATABASE_URL": f"sqlite:///{folder / 'state.sqlite'}",
        "PANTHER_SECRET_KEY": urlsafe_b64encode(os.urandom(32)).decode(),
        "OTEL_EXPORTER_OTLP_ENDPOINT": address,
    }
    sandbox = stack.enter_context(running([*python, "sandbox", "--port", str(port)], env=env))
    sandbox.said("Faults: ")
    adding = sandbox.said(r"panther (connections add (?:.*\\\n)*.*--password (\S+))")
    words = adding[1].replace("\\", "").split()
    subprocess.run([*python, *words], env=env, check=True, capture_output=True)
    env["PANTHER_CONNECTION"] = "sandbox"
    service = stack.enter_context(running([*python, "serve", "--port", "0"], env=env))
    url = service.said(r"served at (\S+)")[1]
    # The sandbox does not say when it listens; until then the graph says that it can't be reached.
    while "errors" in (said := post(url, SIGN_IN, input=person(adding[2])).json()):
        assert said["errors"][0]["extensions"]["code"] == "UPSTREAM_UNAVAILABLE", said
    return url, said["data"]["createSession"]["session"]["authToken"]


def person(password: str) -> dict[str, str]:
    return {"username": "jane", "password": password}


def asked(folder: Path, practice: Path, supergraph: str, address: str) -> Any:
    """Ask the graph over a sandbox through a gateway, and stop all of them: who stops tells what is
    left to be told.
    """
    with ExitStack() as stack:
        url, token = serving(stack, folder, practice, address)
        (folder / "supergraph.graphql").write_text(supergraph.replace(PANTHER_URL, url))
        (folder / "gateway.config.ts").write_text(GATEWAY)
        (folder / "node_modules").symlink_to(MODULES)
        command = [NODE, str(MODULES / "@graphql-hive/gateway/dist/bin.js"), "supergraph"]
        options = ["--config-path", "gateway.config.ts", "supergraph.graphql"]
        where = ["--host", "127.0.0.1", "--port", str(free_port())]
        env = {**os.environ, "COLLECTOR": f"{address}/v1/traces"}
        hive = running([*command, *options, *where], cwd=folder, env=env)
        gateway = stack.enter_context(hive).said(r"istening on (\S+)")[1].rstrip("/")
        return post(f"{gateway}/graphql", ASKED, {"authorization": f"Bearer {token}"}).json()


def test_a_trace_is_one_tree_from_the_gateway_to_the_upstream(
    composed: Composed, demo_file: Path, tmp_path: Path
) -> None:
    supergraph = str(composed["panther"]["guild"]["supergraph"])
    practice = Path(shutil.copy(demo_file, tmp_path / "practice.sqlite"))
    told: list[Told] = []
    with Listening(collector(told)) as address:
        answer = asked(tmp_path, practice, supergraph, address)
    acme = {"title": "Acme v. Contoso", "client": {"name": "Acme Holdings LLC"}}
    assert answer == {"data": {"matterByNumber": acme}}
    (trace,) = {it.trace for it in told if it.service == "panther" and it.name == "query Acme"}
    assert tree([it for it in told if it.trace == trace]) == TREE
