"""Signing in to a remote practice: as its upstream says, with the caller's own name and nothing
of the firm's."""

import asyncio
import base64
import json
from typing import Any

import httpx
import msgspec
import pytest
from typer.testing import CliRunner

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import RandomIds, SystemClock
from adapters.sandbox import MfaKind, Person
from graph.__main__ import cli
from graph.app import create_app
from tests.http.firms import Firm, MakeFirm, Service
from tests.http.test_sign_in import CREATE, END, NEW, REFRESH, TITLE, WRONG
from tests.listening import Listening
from tests.world import MATTER

PARALEGAL = "u_pp_1a92b7"
VIEWER = "{ viewer { user { name } entitlements } }"
OWN = {"username": "ruth", "password": "ruths-own-password"}


@pytest.fixture
def firm(make_firm: MakeFirm, monkeypatch: pytest.MonkeyPatch) -> Firm:
    monkeypatch.setenv("PANTHER_CONNECTION", "smith,jones")
    make_firm("jones")
    firm = make_firm("smith")
    let_in(firm)
    return firm


def let_in(firm: Firm, mfa: MfaKind | None = None) -> None:
    """Let Ruth, the paralegal, sign in at the upstream."""
    person = Person(password=OWN["password"], user_id=PARALEGAL, mfa=mfa, sent_to="+1…42")
    config = firm.app.state.sandbox.config
    changed = msgspec.structs.replace(config, people={**config.people, "ruth": person})
    firm.app.state.sandbox.config = changed
    firm.app.state.sandbox.sessions._config = changed


async def create(service: Service, firm: str, **input: Any) -> Any:
    headers = {"X-Panther-Connection": firm}
    answer = await service.stranger(CREATE, headers, input=input)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"][NEW]


async def bear(service: Service, token: str, document: str, **input: Any) -> Any:
    return await service.stranger(document, {"Authorization": f"Bearer {token}"}, **input)


@pytest.fixture
async def service(firm: Firm) -> Any:
    with Listening(create_app()) as url:
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
            yield Service(client, [firm])


async def test_a_caller_signs_in_as_themselves_and_the_upstreams_session_is_given_back(
    firm: Firm, service: Service
) -> None:
    made = await create(service, "smith", **OWN)
    assert made["userErrors"] == []
    session = made["session"]
    assert session["user"] == {"id": PARALEGAL, "name": "Paralegal"}
    assert session["entitlements"] == ["MATTERS", "CONTACTS", "TIME", "INVOICES", "TRUST"]
    assert firm.lines == ["POST /sessions", "DELETE /sessions"]
    said = firm.heard[0]
    assert json.loads(said.body) == OWN
    assert base64.b64decode(said.authorization.removeprefix("Basic ")) == b"broker:basic-of-smith"
    assert firm.tokens == set()
    # The firm's own sign-in was not used; a read uses it, and nothing of Ruth's.
    answer = await bear(service, session["authToken"], TITLE)
    assert answer.json() == {"data": {"matter": {"title": "Acme of smith"}}}
    assert firm.lines[2:] == ["POST /sessions", "GET /matters"]
    assert json.loads(firm.heard[2].body)["username"] == "smith"
    answer = await bear(service, session["authToken"], VIEWER)
    viewer = answer.json()["data"]["viewer"]
    assert viewer == {"user": {"name": "Paralegal"}, "entitlements": session["entitlements"]}


async def test_what_the_upstream_refuses_says_the_same_whatever_was_wrong(
    firm: Firm, service: Service
) -> None:
    for wrong in ({"password": "wrong"}, {"username": "nobody"}, {"username": "jones"}):
        made = await create(service, "smith", **{**OWN, **wrong})
        assert made == {"session": None, "challenge": None, "userErrors": [WRONG]}
    assert firm.lines == ["POST /sessions"] * 3


async def test_a_name_of_one_firm_opens_no_other(firm: Firm, service: Service) -> None:
    made = await create(service, "jones", **OWN)
    assert made["userErrors"] == [WRONG]
    assert firm.heard == []
    session = (await create(service, "smith", **OWN))["session"]
    headers = {"Authorization": f"Bearer {session['authToken']}", "X-Panther-Connection": "jones"}
    answer = await service.stranger(TITLE, headers)
    assert answer.status_code == 403
    refresh = {"refreshToken": session["refreshToken"]}
    there = {"X-Panther-Connection": "jones"}
    gone = await service.stranger(REFRESH, there, input=refresh)
    assert gone.json()["data"]["refreshSession"]["session"] is None
    here = {"X-Panther-Connection": "smith"}
    goes = await service.stranger(REFRESH, here, input=refresh)
    assert goes.json()["data"]["refreshSession"]["session"]["user"]["id"] == PARALEGAL


async def test_a_code_is_the_upstreams_to_send_and_to_check(firm: Firm, service: Service) -> None:
    let_in(firm, MfaKind.SMS)
    asked = await create(service, "smith", **OWN)
    challenge = asked["challenge"]
    assert (challenge["type"], challenge["sentTo"]) == ("SMS", "+1…42")
    assert asked["userErrors"][0]["code"] == "MFA_REQUIRED"
    code = firm.app.state.sandbox.codes.sent[challenge["id"]]
    mfa = {"type": "SMS", "code": "000000", "challengeId": challenge["id"]}
    assert (await create(service, "smith", **OWN, mfa=mfa))["userErrors"] == [WRONG]
    made = await create(service, "smith", **OWN, mfa={**mfa, "code": code})
    assert made["session"]["user"]["id"] == PARALEGAL


async def test_an_upstream_that_fails_lets_nobody_in_and_is_not_asked_again(
    firm: Firm, service: Service
) -> None:
    firm.fault("POST /sessions", "500")
    made = await create(service, "smith", **OWN)
    assert made["session"] is None
    assert made["userErrors"][0]["code"] == "UPSTREAM_UNAVAILABLE"
    assert firm.lines == ["POST /sessions"]


async def test_a_session_ends_here_and_whoever_leaves_the_firm_does_not_go_on(
    firm: Firm, service: Service
) -> None:
    session = (await create(service, "smith", **OWN))["session"]
    other = (await create(service, "smith", **OWN))["session"]
    ended = await bear(service, session["authToken"], END)
    assert ended.json()["data"]["endSession"]["ended"] is True
    assert (await bear(service, session["authToken"], TITLE)).status_code == 401
    firm.rows("select 1")
    with_ = EmbeddedPractice(str(firm.path), clock=SystemClock(), ids=RandomIds())
    with with_._db.write():
        with_._db.run("update users set active = 0 where id = ?", (PARALEGAL,))
    with_.close()
    gone = await service.stranger(
        REFRESH, {"X-Panther-Connection": "smith"}, input={"refreshToken": other["refreshToken"]}
    )
    assert gone.json()["data"]["refreshSession"]["session"] is None
    assert (await bear(service, other["authToken"], TITLE)).status_code == 401


async def test_what_was_given_to_a_connection_ends_with_it(firm: Firm, service: Service) -> None:
    session = (await create(service, "smith", **OWN))["session"]
    assert (await service.post("smith", TITLE)).status_code == 200
    removed = await asyncio.to_thread(CliRunner().invoke, cli, ["connections", "remove", "smith"])
    assert removed.exit_code == 0, removed.output
    assert (await bear(service, session["authToken"], TITLE)).status_code == 401
    assert (await service.post("smith", f'{{ node(id: "{MATTER}") {{ id }} }}')).status_code == 401
