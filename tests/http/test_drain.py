"""The service is told to stop: what is under way is finished, nothing new is begun."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.http.firms import Firm, MakeFirm, bearer

CASE = "query Case($id: ID!) { matter(id: $id) { title } }"


@contextmanager
def serving() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run ``panther serve`` in a process of its own, once it has said its address."""
    server = subprocess.Popen(
        [sys.executable, "-m", "graph", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUNBUFFERED": "1"},
    )
    assert server.stdout is not None and server.stderr is not None
    try:
        found = None
        while found is None and (line := server.stdout.readline()):
            found = re.search(r"served at (http://127\.0\.0\.1:\d+)/graphql", line)
        assert found, server.stderr.read()
        yield server, found[1]
    finally:
        if server.poll() is None:
            server.kill()
        server.wait(10)
        server.stdout.close()
        server.stderr.close()


class Asking(threading.Thread):
    """A request under way."""

    def __init__(self, url: str, firm: Firm) -> None:
        super().__init__()
        self._url, self._firm = url, firm
        self.answer: httpx.Response | None = None
        self.start()

    def run(self) -> None:
        body: dict[str, Any] = {
            "query": CASE,
            "variables": {"id": self._firm.matters[0]["id"]},
        }
        with suppress(httpx.TransportError), httpx.Client(trust_env=False, timeout=60) as client:
            self.answer = client.post(f"{self._url}/graphql", json=body, headers=bearer(self._firm))


def refuses(url: str) -> bool:
    host, port = url.removeprefix("http://").split(":")
    try:
        with socket.create_connection((host, int(port)), 5):
            return False
    except ConnectionResetError:  # it was in the queue when the door was shut
        return False
    except ConnectionRefusedError:
        return True


def until_refused(url: str) -> None:
    """Return once nobody listens there; the server says so in no other way."""
    for _ in range(10_000):
        if refuses(url):
            return
    raise AssertionError("it goes on listening")


@pytest.fixture
def smith(make_firm: MakeFirm, monkeypatch: pytest.MonkeyPatch) -> Firm:
    monkeypatch.setenv("PANTHER_CONNECTION", "smith")
    return make_firm("smith")


def test_what_is_under_way_is_answered_and_nothing_new_is_let_in(smith: Firm) -> None:
    smith.gate.clear()
    with serving() as (server, url):
        asking = Asking(url, smith)
        smith.hears_of("POST /sessions")
        server.send_signal(signal.SIGTERM)
        until_refused(url)
        assert asking.is_alive()
        smith.gate.set()
        asking.join(30)
        assert asking.answer is not None
        assert asking.answer.json() == {"data": {"matter": {"title": "smith, case 0"}}}
        assert server.wait(30) == 0
        assert server.stderr is not None
        lines = [json.loads(line) for line in server.stderr.read().splitlines()]
    assert [(it["message"], it["status"]) for it in lines] == [("POST /graphql", 200)]
    assert smith.tokens == set()  # the session that was begun is given back


def test_what_is_not_done_when_the_time_is_over_is_given_up(
    smith: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANTHER_DRAIN_SECONDS", "1")
    smith.gate.clear()
    with serving() as (server, url):
        asking = Asking(url, smith)
        smith.hears_of("POST /sessions")
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0
        smith.gate.set()
        asking.join(30)
    assert asking.answer is not None and asking.answer.status_code == 500


def test_sockets_are_told_that_the_service_begins_again(smith: Firm) -> None:
    with serving() as (server, url):
        address = f"{url.replace('http', 'ws')}/graphql"
        protocol = [Subprotocol("graphql-transport-ws")]
        with connect(
            address, subprotocols=protocol, additional_headers=bearer(smith), proxy=None
        ) as socket:
            socket.send(json.dumps({"type": "connection_init"}))
            assert json.loads(socket.recv(30))["type"] == "connection_ack"
            server.send_signal(signal.SIGTERM)
            with pytest.raises(ConnectionClosed) as closed:
                socket.recv(30)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == CloseCode.SERVICE_RESTART
        assert server.wait(30) == 0


def test_an_idle_service_ends_at_once_and_well(smith: Firm) -> None:
    with serving() as (server, url):
        assert httpx.get(f"{url}/health/live", trust_env=False).json() == {"status": "live"}
        server.send_signal(signal.SIGTERM)
        assert server.wait(15) == 0
    assert smith.heard == []
