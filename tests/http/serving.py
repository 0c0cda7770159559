"""``panther serve`` in a process of its own, as it is deployed, and raw requests to it."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
JSON = "application/json"


class Served(NamedTuple):
    """A server: where it listens, and which process it is."""

    port: int
    process: int


class Answer(NamedTuple):
    """What came back: the status, the headers in lower case, the body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str | None:
        """The code of the first error, if there is one."""
        said = json.loads(self.body) if self.body.startswith((b"{", b"[")) else {}
        errors = said.get("errors") if isinstance(said, dict) else None
        return errors[0]["extensions"]["code"] if errors else None


@contextmanager
def serving(practice: Path, **settings: str) -> Iterator[Served]:
    """Serve a practice until the block is left."""
    env = {
        **{name: it for name, it in os.environ.items() if not name.startswith("PANTHER_")},
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PANTHER_EMBEDDED_PATH": str(practice),
        **{f"PANTHER_{name.upper()}": it for name, it in settings.items()},
    }
    command = [sys.executable, "-m", "graph", "serve", "--port", "0"]
    server = subprocess.Popen(
        command, env=env, cwd=practice.parent, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    said = ""
    try:
        while not (found := re.search(r"http://127\.0\.0\.1:(\d+)/graphql", said)):
            line = server.stdout.readline()
            assert line, said
            said += line
        yield Served(int(found[1]), server.pid)
    finally:
        server.terminate()
        server.wait(30)
        server.stdout.close()


def request(
    body: bytes | None,
    headers: Mapping[str, str] | None = None,
    method: str = "POST",
    path: str = "/graphql",
) -> bytes:
    """Write a request down, with what it needs to have and the headers that are given."""
    lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body is not None:
        lines.append(f"content-length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


def ask(document: str, **parts: Any) -> bytes:
    """Write a query down that is as it should be."""
    return request(json.dumps({"query": document, **parts}).encode(), {"content-type": JSON})


def send(port: int, raw: bytes) -> Answer:
    """Send bytes, and return the answer; a connection that ends without one is no answer: 0."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(raw)
        return read(connection)


def read(connection: socket.socket) -> Answer:
    """Read one answer."""
    got = b""
    while b"\r\n\r\n" not in got:
        part = _more(connection)
        if not part:
            return Answer(0, {}, got)
        got += part
    head, _, body = got.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = [line.partition(":") for line in lines]
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    while len(body) < int(headers.get("content-length", 0)):
        body += _more(connection)
    return Answer(int(first.split()[1]), headers, body)


def _more(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65536)
    except ConnectionResetError:
        return b""
