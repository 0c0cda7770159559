"""A firm's own identity provider, a real one: its people come in with its tokens."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

from graph.app import create_app
from graph.compose.door import open_doors
from graph.compose.unusable import Unusable
from graph.settings import Settings
from tests.adapters.identity.issuer import Issuer
from tests.http.test_sign_in import (
    CREATE,
    END,
    INVALID,
    JANE,
    MUST,
    NEW,
    TITLE,
    payload,
    post,
    refused,
    turned_away,
)
from tests.listening import here

VIEWER = "{ viewer { user { name } entitlements expiresAt } }"
REDIRECT = "http://127.0.0.1:9/back"
LISTENS = re.compile(r"running on (http://127\.0\.0\.1:\d+)")


@contextmanager
def openid(*people: str) -> Iterator[str]:
    """Run an OpenID provider; give its issuer."""
    words = [word for claims in people for word in ("--user-claims", claims)]
    server = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", "0", *words],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    said = ""
    try:
        while not (listens := LISTENS.search(said)):
            line = server.stderr.readline()
            assert line, said
            said += line
        yield listens[1]
    finally:
        server.terminate()
        server.wait(30)
        server.stderr.close()


def id_token(issuer: str, person: str, audience: str = "panther") -> str:
    """Go through the authorization code flow, as a firm's own application does."""
    with httpx.Client(trust_env=False) as browser:
        known = browser.get(f"{issuer}/.well-known/openid-configuration").json()
        asked = {
            "client_id": audience,
            "redirect_uri": REDIRECT,
            "response_type": "code",
            "scope": "openid profile email",
        }
        back = browser.post(
            known["authorization_endpoint"], params=asked, data={"sub": person}
        ).headers["location"]
        (code,) = parse_qs(urlsplit(back).query)["code"]
        given = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}
        answer = browser.post(known["token_endpoint"], data=given, auth=(audience, "secret"))
        token: str = answer.json()["id_token"]
        return token


def provide(path: Path, issuer: str, *lines: str) -> Path:
    said = ["[[provider]]", f'issuer = "{issuer}"', 'audience = "panther"', *lines]
    if not any(line.startswith("connection") for line in lines):
        said.append('connection = "embedded"')
    file = path / "providers.toml"
    file.write_text("\n".join(said))
    return file


@pytest.fixture
def practice(
    demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> pytest.MonkeyPatch:
    (tmp_path / "practice.sqlite").write_bytes(demo_file.read_bytes())
    monkeypatch.setenv("PANTHER_EMBEDDED_PATH", str(tmp_path / "practice.sqlite"))
    return monkeypatch


def test_the_people_of_a_firm_come_in_with_its_own_providers_tokens(
    practice: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    people = [
        f'{{"sub": "p1", "email": "{JANE}", "email_verified": true, "groups": ["Money"]}}',
        '{"sub": "p2", "email": "dmitri.vale@meridianlake.example", "groups": ["Fees", "x"]}',
        '{"sub": "p3", "email": "colette.farrow@meridianlake.example"}',
        '{"sub": "p4", "email": "who@else.example", "groups": ["Money"]}',
        f'{{"sub": "p5", "email": "{JANE}", "email_verified": false}}',
        '{"sub": "p6"}',
    ]
    with openid(*people) as issuer:
        roles = 'roles = {Money = "trustee", Fees = "time"}'
        file = provide(tmp_path, issuer, 'roles_claim = "groups"', roles)
        practice.setenv("PANTHER_IDENTITY_PROVIDERS", str(file))
        with here(create_app()) as app:
            turned_away(post(app, TITLE), MUST)
            jane = post(app, VIEWER, id_token(issuer, "p1")).json()["data"]["viewer"]
            assert jane["user"] == {"name": "Jane Attorney"}
            assert jane["entitlements"] == ["MATTERS", "CONTACTS", "INVOICES", "TRUST", "REPORTS"]
            assert jane["expiresAt"] is not None
            dmitri = post(app, VIEWER, id_token(issuer, "p2")).json()["data"]["viewer"]
            assert dmitri["user"] == {"name": "Dmitri Vale"}
            assert dmitri["entitlements"] == ["TIME"]
            for nobody in ("p3", "p4", "p5", "p6"):
                token = id_token(issuer, nobody)
                turned_away(post(app, TITLE, token), INVALID, "invalid_token")
            other = id_token(issuer, "p1", audience="another-application")
            turned_away(post(app, TITLE, other), INVALID, "invalid_token")
            # It is the provider's session, and nobody signs in here with a password.
            (error,) = payload(post(app, END, id_token(issuer, "p1")), "endSession")["userErrors"]
            assert error["code"] == "NOT_SUPPORTED_BY_UPSTREAM"
            made = payload(post(app, CREATE, username=JANE, password="x"), NEW)
            assert made["userErrors"][0]["code"] == "NOT_SUPPORTED_BY_UPSTREAM"
            assert app.get("/.well-known/jwks.json").json() == {"keys": []}


def test_without_a_claim_of_roles_a_person_may_do_what_the_practice_says(
    practice: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with openid(f'{{"sub": "p1", "email": "{JANE.upper()}"}}') as issuer:
        practice.setenv("PANTHER_IDENTITY_PROVIDERS", str(provide(tmp_path, issuer)))
        with here(create_app()) as app:
            viewer = post(app, VIEWER, id_token(issuer, "p1")).json()["data"]["viewer"]
    assert viewer["user"] == {"name": "Jane Attorney"}
    assert "ADMIN" in viewer["entitlements"]


def test_an_issuer_that_gives_no_answer_is_told_from_a_token_that_is_no_good(
    practice: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    issuer = Issuer()
    with issuer as url:
        practice.setenv("PANTHER_IDENTITY_PROVIDERS", str(provide(tmp_path, url)))
        issuer.down = True
        with here(create_app()) as app:
            message = "Nothing tells just now whether the token is good; try again later."
            refused(post(app, TITLE, issuer.token()), 503, "UPSTREAM_UNAVAILABLE", message, None)
            strange = issuer.token(iss="https://other.example")
            turned_away(post(app, TITLE, strange), INVALID, "invalid_token")


def test_a_provider_of_one_firm_says_nothing_of_another(
    practice: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    issuer = Issuer()
    with issuer as url:
        lines = ('connection_claim = "firm"', 'connections = ["smith"]')
        practice.setenv("PANTHER_IDENTITY_PROVIDERS", str(provide(tmp_path, url, *lines)))
        with here(create_app()) as app:
            told = {"exp": 2**33, "email": JANE}
            for firm in ("embedded", None):
                token = issuer.token(firm=firm, **told)
                turned_away(post(app, TITLE, token), INVALID, "invalid_token")
            message = "The connection that the token is for is not served here."
            answer: Any = post(app, TITLE, issuer.token(firm="smith", **told))
            refused(answer, 403, "FORBIDDEN", message, None)


async def test_a_file_that_cant_be_used_is_said_at_once(
    practice: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = provide(tmp_path, "http://id.example")
    with pytest.raises(Unusable, match=r"^PANTHER_IDENTITY_PROVIDERS: .*issuer begins with https"):
        await open_doors(Settings(identity_providers=file))
    file = provide(tmp_path, "https://id.example")
    with pytest.raises(Unusable, match="is an identity provider's"):
        await open_doors(Settings(identity_providers=file, issuer="https://id.example"))


def test_nobody_comes_in_unasked_where_a_provider_is_named(
    practice: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = provide(tmp_path, "https://id.example")
    practice.setenv("PANTHER_IDENTITY_PROVIDERS", str(file))
    for host in ("127.0.0.1", "0.0.0.0"):
        practice.setenv("PANTHER_HOST", host)
        with TestClient(create_app()) as app:
            turned_away(post(app, TITLE), MUST)
