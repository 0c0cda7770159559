"""Faults on a real connection: answers that break off, come slowly, or never come."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn

from tests.adapters.sandbox.place import BASE, BASIC, JANE, Place

# Which of them it is depends on whether the end of the connection or its reset is seen first.
_CUT = (httpx.RemoteProtocolError, httpx.ReadError)
ENTRY = {
    "matterId": "mat_9c31d2",
    "userId": "u_pp_7ab202",
    "date": "2026-02-18",
    "description": "Work",
    "hours": 1,
}


@pytest.fixture(scope="module", params=["h11", "httptools"])
def upstream(
    request: pytest.FixtureRequest,
    demo_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[httpx.Client]:
    """The sandbox behind a socket, and a client that is signed in there."""
    place = Place(demo_file, tmp_path_factory.mktemp("sockets"))
    config = uvicorn.Config(
        place.app, port=0, http=request.param, ws="none", log_level=100, lifespan="on"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}{BASE}", trust_env=False) as client:
            body = {"username": JANE, "password": "pw-jane"}
            answer = client.post("/sessions", json=body, headers={"Authorization": BASIC})
            client.headers["Authorization"] = f"Bearer {answer.json()['authToken']}"
            yield client
    finally:
        server.should_exit = True
        thread.join()


def _entries(upstream: httpx.Client) -> int:
    total: int = upstream.get("/time-entries", params={"pageSize": 1}).json()["total"]
    return total


def test_an_answer_that_is_cut(upstream: httpx.Client) -> None:
    received = b""
    with upstream.stream("GET", "/matters", headers={"Sandbox-Fault": "cut"}) as response:
        assert response.status_code == 200
        promised = int(response.headers["content-length"])
        parts = response.iter_raw()
        while len(received) < promised // 2:
            received += next(parts)
        with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message"):
            next(parts)
    assert received.startswith(b'{"items":[{"matterId":')
    assert len(received) == promised // 2
    assert upstream.get("/matters").status_code == 200


def test_an_answer_that_is_lost_after_the_write(upstream: httpx.Client) -> None:
    before = _entries(upstream)
    headers = {"Idempotency-Key": "lost", "Sandbox-Fault": "lost-answer"}
    with pytest.raises(_CUT):
        upstream.post("/time-entries", json=ENTRY, headers=headers)
    assert _entries(upstream) == before + 1
    again = upstream.post("/time-entries", json=ENTRY, headers={"Idempotency-Key": "lost"})
    assert (again.status_code, again.json()["amount"]) == (201, 395.0)
    assert _entries(upstream) == before + 1


def test_a_connection_that_is_cut_before_the_write(upstream: httpx.Client) -> None:
    before = _entries(upstream)
    with pytest.raises(_CUT):
        upstream.post("/time-entries", json=ENTRY, headers={"Sandbox-Fault": "cut-before"})
    assert _entries(upstream) == before


def test_an_empty_answer_can_be_cut_and_lost_too(upstream: httpx.Client) -> None:
    for what in ("cut", "lost-answer"):
        with pytest.raises(_CUT):
            upstream.get("/users", params={"ids": ""}, headers={"Sandbox-Fault": what})


def test_a_body_that_comes_slowly(upstream: httpx.Client) -> None:
    plain = upstream.get("/users")
    begun = time.monotonic()
    slow = upstream.get("/users", headers={"Sandbox-Fault": "slow-body:20"})
    assert time.monotonic() - begun >= 0.16
    assert slow.content == plain.content
    with pytest.raises(httpx.ReadTimeout):
        upstream.get("/users", headers={"Sandbox-Fault": "slow-body:60"}, timeout=0.03)


def test_an_answer_that_comes_late(upstream: httpx.Client) -> None:
    with pytest.raises(httpx.ReadTimeout):
        upstream.get("/users", headers={"Sandbox-Fault": "latency:400"}, timeout=0.1)
    begun = time.monotonic()
    assert upstream.get("/users", headers={"Sandbox-Fault": "latency:50"}).status_code == 200
    assert time.monotonic() - begun >= 0.05


def test_garbage_is_sent_whole(upstream: httpx.Client) -> None:
    garbage = upstream.get("/matters", headers={"Sandbox-Fault": "garbage"})
    assert (garbage.status_code, garbage.content[:11]) == (200, b'{"items": [')
