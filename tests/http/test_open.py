"""The demo is open to its own machine, and to nobody else; nothing else is open at all."""

import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from graph.app import create_app
from graph.compose.door import open_doors
from graph.compose.opening import DEMO_PASSWORD
from graph.compose.unusable import Unusable
from graph.settings import Settings, loopback
from tests.http.test_sign_in import CREATE, JANE, MUST, NEW, TITLE, payload, post, turned_away
from tests.listening import Listening
from tests.world import MATTER

ALONE = "This is a demo, for callers on its own machine only."
NAME = "{ viewer { user { name } } }"


def test_a_demos_caller_comes_in_as_its_owner(client: TestClient) -> None:
    assert post(client, NAME).json() == {"data": {"viewer": {"user": {"name": "Jane Attorney"}}}}


def test_a_demos_people_sign_in_with_its_password(client: TestClient) -> None:
    name = "dmitri.vale@meridianlake.example"
    made = payload(post(client, CREATE, username=name, password=DEMO_PASSWORD), NEW)
    assert made["session"]["entitlements"] == ["MATTERS", "CONTACTS", "TASKS", "CONFLICTS"]
    viewer = post(client, NAME, made["session"]["authToken"]).json()["data"]["viewer"]
    assert viewer == {"user": {"name": "Dmitri Vale"}}
    left = "colette.farrow@meridianlake.example"
    gone = payload(post(client, CREATE, username=left, password=DEMO_PASSWORD), NEW)
    assert gone["userErrors"][0]["code"] == "UNAUTHENTICATED"


def from_(client: str, server: str = "127.0.0.1", **headers: str) -> dict[str, Any]:
    return {"client": client, "server": server, "headers": headers}


@pytest.mark.parametrize(
    "whence",
    [
        from_("192.0.2.1"),
        from_("127.0.0.1", server="192.0.2.2"),
        from_("192.0.2.1", server="192.0.2.2"),
        from_("::ffff:192.0.2.1"),
        from_("testclient"),
        # A page whose name was made to mean this machine; a proxy before us.
        from_("127.0.0.1", host="rebound.example"),
        from_("127.0.0.1", host="rebound.example:8000"),
        from_("127.0.0.1", host=""),
        from_("127.0.0.1", host="127.0.0.1.evil.example"),
        from_("127.0.0.1", host="[::1].evil.example"),
        from_("127.0.0.1", host="localhost.evil.example"),
        from_("127.0.0.1", **{"X-Forwarded-For": "127.0.0.1"}),
        from_("127.0.0.1", Forwarded="for=127.0.0.1"),
        from_("127.0.0.1", **{"X-Real-IP": "127.0.0.1"}),
        from_("127.0.0.1", Via="1.1 gateway"),
    ],
)
async def test_a_demo_lets_nobody_in_from_elsewhere_password_or_not(
    client: TestClient, whence: dict[str, Any]
) -> None:
    transport = httpx.ASGITransport(client.app, client=(whence["client"], 50000))
    base = f"http://{whence['server']}:8000"
    signing_in = {
        "query": CREATE,
        "variables": {"input": {"username": JANE, "password": DEMO_PASSWORD}},
    }
    async with httpx.AsyncClient(
        transport=transport, base_url=base, headers=whence["headers"]
    ) as asking:
        for body in ({"query": TITLE}, signing_in):
            turned_away(await asking.post("/graphql", json=body), ALONE)
        turned_away(await asking.get("/graphql", headers={"accept": "text/html"}), ALONE)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:1", "[::1]:8000"])
async def test_a_demo_is_open_by_each_name_of_its_machine(client: TestClient, host: str) -> None:
    headers = {"host": host}
    assert client.post("/graphql", json={"query": TITLE}, headers=headers).status_code == 200


@pytest.fixture
def everywhere() -> Iterator[str]:
    """A demo served to the whole network by who did not ask ``panther serve`` for it."""
    with Listening(create_app(), host="0.0.0.0") as url:
        yield url


@pytest.mark.usefixtures("client")  # whose practice it is
def test_a_demo_that_others_can_reach_is_open_to_its_own_machine_only(everywhere: str) -> None:
    mine = httpx.post(f"{everywhere}/graphql", json={"query": TITLE}, trust_env=False)
    assert mine.status_code == 200
    for address in _own_addresses():
        theirs = everywhere.replace("127.0.0.1", address)
        answer = httpx.post(f"{theirs}/graphql", json={"query": TITLE}, trust_env=False)
        turned_away(answer, ALONE)


def _own_addresses() -> set[str]:
    """Return this machine's addresses in a network, if it is in one."""
    found = {str(it[4][0]) for it in socket.getaddrinfo(socket.gethostname(), 80, socket.AF_INET)}
    return {it for it in found if not loopback(it)}


@pytest.mark.parametrize(
    ("settings", "demo"),
    [
        ({}, True),
        ({"host": "localhost"}, True),
        ({"host": "::1"}, True),
        ({"host": "127.0.0.2"}, True),
        ({"host": "0.0.0.0"}, False),
        ({"host": "::"}, False),
        ({"host": "::ffff:127.0.0.1"}, False),
        ({"host": "192.0.2.1"}, False),
        ({"host": "localhost.evil.example"}, False),
        ({"connection": "smith"}, False),
        ({"connection": "embedded,smith"}, False),
        ({"secret_key": "A" * 43}, False),
        ({"identity_providers": "providers.toml"}, False),
    ],
)
def test_it_is_a_demo_only_where_nothing_else_was_decided(
    settings: dict[str, Any], demo: bool
) -> None:
    assert Settings(_env_file=None, **settings).is_demo == demo


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
@pytest.mark.usefixtures("client")
async def test_what_others_can_reach_is_not_opened_without_something_to_sign_in_with(
    host: str,
) -> None:
    with pytest.raises(Unusable, match=r"is not this machine alone, so callers must sign in\."):
        await open_doors(Settings(host=host))


@pytest.mark.usefixtures("client")
def test_an_app_that_is_made_for_others_to_reach_does_not_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PANTHER_HOST", "0.0.0.0")
    with pytest.raises(Unusable), TestClient(create_app()):
        pass


@pytest.mark.usefixtures("client")
async def test_an_empty_key_is_no_key_and_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANTHER_SECRET_KEY", "")
    with pytest.raises(Unusable, match="32 random bytes"):
        await open_doors(Settings())


@pytest.mark.usefixtures("client")
def test_with_a_key_and_nobody_known_the_door_is_shut_not_open(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("PANTHER_SECRET_KEY", "A" * 43)
    monkeypatch.setenv("PANTHER_DATABASE_URL", f"sqlite:///{tmp_path}/state.sqlite")
    for host in ("127.0.0.1", "0.0.0.0"):
        monkeypatch.setenv("PANTHER_HOST", host)
        with TestClient(create_app()) as served:
            turned_away(post(served, f'{{ matter(id: "{MATTER}") {{ id }} }}'), MUST)
            made = payload(post(served, CREATE, username=JANE, password=DEMO_PASSWORD), NEW)
            assert made["userErrors"][0]["code"] == "UNAUTHENTICATED"
