"""A real Hive Gateway before the service, with the README's configuration: who asks the gateway is
who asks the graph. Run by ``make gateway``, which needs node and the network to install it."""

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "graphql@16",
    "@graphql-hive/gateway@2.15.1",
    "@theguild/federation-composition@0.27.0",
)
PEOPLE = {
    "jane.attorney@meridianlake.example": "Jane Attorney",
    "dmitri.vale@meridianlake.example": "Dmitri Vale",
}
PASSWORD = "a password of theirs"  # noqa: S105
CREATE = """mutation ($input: CreateSessionInput!) { createSession(input: $input) {
    session { authToken user { name } } userErrors { code } } }"""
VIEWER = "{ viewer { user { name } } }"
TITLE = '{ matter(id: "mat_9c31d2") { title } }'
WATCH = """subscription { matterChanged(id: "mat_9c31d2") { title client { name } } }"""
RETITLE = """mutation ($input: UpdateMatterInput!) { updateMatter(input: $input) {
    userErrors { code } } }"""


@contextmanager
def running(command: list[str], ready: str, **where: Any) -> Iterator[str]:
    """Run a server until it has said that it is ready; give what it said."""
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **where
    )
    assert server.stdout is not None
    said = ""
    try:
        while not re.search(ready, said):
            line = server.stdout.readline()
            assert line, said
            said += line
        yield said
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
        server.stdout.close()


def config() -> str:
    """Return the configuration that the README tells."""
    found = re.search(r"```ts\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert found
    return found[1]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def post(url: str, document: str, headers: dict[str, str], **input: Any) -> httpx.Response:
    body = {"query": document, "variables": {"input": input} if input else {}}
    return httpx.post(f"{url}/graphql", json=body, headers=headers, timeout=60, trust_env=False)


async def ask(url: str, tokens: dict[str, str], times: int) -> list[tuple[str, Any]]:
    """Ask as everybody at once, so many times; return who was asked as, and the answer."""
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
        names = [*tokens] * times
        answers = await asyncio.gather(
            *(
                client.post(
                    "/graphql",
                    json={"query": VIEWER},
                    headers={"authorization": f"Bearer {tokens[name]}"},
                )
                for name in names
            )
        )
    return [(name, answer.json()) for name, answer in zip(names, answers, strict=True)]


async def watch(service: str, gateway: str, token: str) -> str:
    """Change a matter at the service until the gateway tells it; return the event."""
    headers = {"authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:

        async def heard() -> str:
            asking = {**headers, "accept": "text/event-stream"}
            body = {"query": WATCH}
            async with client.stream(
                "POST", f"{gateway}/graphql", json=body, headers=asking
            ) as events:
                async for line in events.aiter_lines():
                    if line.startswith("data: {"):
                        return line.removeprefix("data: ")
            return ""

        hearing = asyncio.create_task(heard())
        # The gateway answers before it listens itself, so the first change may be too early.
        for time_ in range(50):
            await asyncio.wait((hearing,), timeout=0.2)
            if hearing.done():
                break
            input = {"id": "mat_9c31d2", "title": f"Told {time_}"}
            change = {"query": RETITLE, "variables": {"input": input}}
            await client.post(f"{service}/graphql", json=change, headers=headers)
        return await hearing


def check(service: str, gateway: str) -> None:
    """Sign in through the gateway, and see that each is who they are, and nobody is nobody."""
    tokens = {}
    named = {"x-panther-connection": "embedded"}
    for email, name in PEOPLE.items():
        made = post(gateway, CREATE, named, username=email, password=PASSWORD).json()
        session = made["data"]["createSession"]["session"]
        assert session["user"]["name"] == name, made
        tokens[name] = session["authToken"]
    for name, answer in asyncio.run(ask(gateway, tokens, 50)):
        assert answer == {"data": {"viewer": {"user": {"name": name}}}}, (name, answer)
    titled = post(gateway, TITLE, {"authorization": f"Bearer {tokens['Jane Attorney']}"}).json()
    assert titled == {"data": {"matter": {"title": "Acme v. Contoso"}}}, titled
    for headers in ({}, {"authorization": "Bearer x.y.z"}):
        for url in (service, gateway):
            answer = post(url, TITLE, headers)
            assert "Acme" not in answer.text
            assert "UNAUTHENTICATED" in answer.text or answer.status_code >= 400, answer.text
    told = asyncio.run(watch(service, gateway, tokens["Jane Attorney"]))
    assert '"title":"Told ' in told and '"client":{"name":"Acme Holdings LLC"}' in told, told
    print(f"Told through the gateway: {told}")
    print(f"Forwarded: {len(tokens) * 50} requests of {len(tokens)} people, each as themselves.")


def main() -> None:
    """Install the gateway where it is told to, or in a folder that is forgotten, and check."""
    with ExitStack() as stack:
        folder = Path(os.environ.get("HIVE_GATEWAY") or stack.enter_context(_folder()))
        if not (folder / "node_modules/.bin/hive-gateway").exists():
            npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)]
            subprocess.run([*npm, *PACKAGES], check=True)
        work = Path(stack.enter_context(_folder()))
        (folder / "gateway.config.ts").write_text(config())
        shutil.copy(ROOT / "tests/gateway/compose.mjs", folder)
        env = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "PANTHER_EMBEDDED_PATH": str(work / "practice.sqlite"),
            "PANTHER_DATABASE_URL": f"sqlite:///{work / 'state.sqlite'}",
        }
        panther = [sys.executable, "-m", "graph"]
        key = subprocess.run(
            [*panther, "connections", "key"], env=env, check=True, capture_output=True, text=True
        )
        env["PANTHER_SECRET_KEY"] = key.stdout.strip()
        for email in PEOPLE:
            setting = [*panther, "people", "set", email, "--password", PASSWORD]
            subprocess.run(setting, env=env, check=True)
        serve = [*panther, "serve", "--port", "0"]
        said = stack.enter_context(running(serve, r"served at \S+", env=env))
        found = re.search(r"served at (\S+)/graphql", said)
        assert found
        service, port = found[1], free_port()
        compose = ["node", "compose.mjs", str(ROOT / "schema.graphql"), f"{service}/graphql"]
        subprocess.run([*compose, "supergraph.graphql"], cwd=folder, check=True)
        gateway = ["node_modules/.bin/hive-gateway", "supergraph", "supergraph.graphql"]
        where = ["--config-path", "gateway.config.ts", "--host", "127.0.0.1", "--port", str(port)]
        began = time.monotonic()
        stack.enter_context(running([*gateway, *where], r"(?i)listening", cwd=folder))
        print(f"The gateway listens after {time.monotonic() - began:.1f} s.")
        check(service, f"http://127.0.0.1:{port}")


def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="panther-gateway-")


if __name__ == "__main__":
    main()
