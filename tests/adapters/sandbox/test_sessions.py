"""Sessions: the credential, the password, the second proof, and how long they last."""

import logging
from datetime import timedelta
from typing import Any

import pyotp
import pytest

from tests.adapters.sandbox.place import BASE, BASIC, JANE, PARALEGAL, TOTP_SECRET, Place


def _code(place: Place, steps: int = 0) -> str:
    moment = place.clock.time + timedelta(seconds=30 * steps)
    return pyotp.TOTP(TOTP_SECRET).at(moment)


def _error(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def _with_totp(place: Place, code: str, **mfa: Any) -> Any:
    return place.sign_in(PARALEGAL, "pw-paralegal", mfa={"type": "totp", "code": code, **mfa})


@pytest.mark.parametrize(
    "authorization",
    [None, "Basic", "Basic !!!", "Basic YnJva2VyOnd4eXo=", "Bearer x", BASIC[:-4], "Basic YQ=="],
)
def test_a_wrong_credential_opens_nothing(place: Place, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    body = {"username": JANE, "password": "pw-jane"}
    response = place.client.post(f"{BASE}/sessions", json=body, headers=headers)
    assert _error(response) == (401, "invalid_credentials")


@pytest.mark.parametrize(
    ("username", "password"),
    [
        (JANE, "wrong"),
        (JANE, ""),
        ("nobody", "pw-jane"),
        ("ghost", "pw-ghost"),
        ("colette", "pw-colette"),
    ],
)
def test_who_is_not_known_or_has_left_is_told_the_same(
    place: Place, username: str, password: str
) -> None:
    response = place.sign_in(username, password)
    assert response.status_code == 401
    assert response.json() == {
        "error": {
            "code": "invalid_credentials",
            "message": "The username or the password is wrong.",
        }
    }


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"username": "x"}', b'{"username": 1}'])
def test_a_body_without_shape_is_malformed(place: Place, body: bytes) -> None:
    response = place.client.post(f"{BASE}/sessions", content=body, headers={"Authorization": BASIC})
    assert _error(response) == (400, "malformed")


def test_a_device_is_asked_for_its_code(place: Place) -> None:
    response = place.sign_in(PARALEGAL, "pw-paralegal")
    assert response.status_code == 401
    error = response.json()["error"]
    challenge = error["details"].pop("challenge")
    assert challenge.pop("id").startswith("chl_")
    assert challenge == {"type": "totp"}
    assert error == {
        "code": "mfa_required",
        "message": "A code by totp is needed.",
        "details": {},
    }


def test_a_code_of_a_device_is_good_once(place: Place) -> None:
    code = _code(place)
    assert _with_totp(place, code).status_code == 200
    assert _error(_with_totp(place, code)) == (401, "mfa_required")
    assert _with_totp(place, _code(place, 1)).status_code == 200
    # A step that was passed over is not good either once a later one was used.
    place.clock.time += timedelta(seconds=30)
    assert _error(_with_totp(place, _code(place))) == (401, "mfa_required")
    assert _with_totp(place, _code(place, 1)).status_code == 200


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 200), (0, 200), (1, 200), (2, 401)])
def test_a_device_may_be_half_a_minute_off(place: Place, steps: int, status: int) -> None:
    assert _with_totp(place, _code(place, steps)).status_code == status


@pytest.mark.parametrize("mfa", [{"type": "sms", "code": "000000"}, {"type": "totp", "code": "é"}])
def test_another_kind_or_no_code_asks_again(place: Place, mfa: dict[str, str]) -> None:
    response = place.sign_in(PARALEGAL, "pw-paralegal", mfa=mfa)
    assert _error(response) == (401, "mfa_required")


@pytest.mark.parametrize(
    ("username", "kind", "sent_to"),
    [("owen", "sms", "+1-***-0142"), ("harriet", "email", "h***@meridianlake.example")],
)
def test_a_code_is_sent_and_is_good_once(
    place: Place, caplog: pytest.LogCaptureFixture, username: str, kind: str, sent_to: str
) -> None:
    with caplog.at_level(logging.INFO, "panther.sandbox"):
        asked = place.sign_in(username, f"pw-{username}")
    assert _error(asked) == (401, "mfa_required")
    challenge = asked.json()["error"]["details"]["challenge"]
    assert challenge == {"id": challenge["id"], "type": kind, "sentTo": sent_to}
    code = place.sandbox.codes.sent[challenge["id"]]
    assert [
        record.getMessage() for record in caplog.records if record.name == "panther.sandbox"
    ] == [f"Code for {username} by {kind}, {challenge['id']}: {code}"]
    mfa = {"type": kind, "code": code, "challengeId": challenge["id"]}
    wrong = {**mfa, "code": f"{(int(code) + 1) % 10**6:06d}"}
    again = place.sign_in(username, f"pw-{username}", mfa=wrong)
    assert again.json()["error"]["details"]["challenge"] == challenge
    other = place.sign_in(username, f"pw-{username}", mfa={**mfa, "challengeId": "chl_0"})
    assert _error(other) == (401, "mfa_required")
    assert place.sign_in(username, f"pw-{username}", mfa=mfa).status_code == 200
    used = place.sign_in(username, f"pw-{username}", mfa=mfa)
    assert used.json()["error"]["details"]["challenge"]["id"] != challenge["id"]


def test_a_sent_code_dies_after_ten_minutes_or_five_tries(place: Place) -> None:
    def challenged(**mfa: str) -> str:
        body = {"mfa": {"type": "sms", "code": "x", **mfa}} if mfa else {}
        answer = place.sign_in("owen", "pw-owen", **body)
        id: str = answer.json()["error"]["details"]["challenge"]["id"]
        return id

    first = challenged()
    assert [challenged(challengeId=first) for _ in range(4)] == [first] * 4
    second = challenged(challengeId=first)
    assert second != first
    place.clock.time += timedelta(minutes=10)
    code = place.sandbox.codes.sent[second]
    assert challenged(challengeId=second, code=code) != second


def test_a_token_lasts_as_long_as_it_says(place: Place) -> None:
    place.clock.time += timedelta(seconds=3599)
    assert place.ask("GET", "/users").status_code == 200
    place.clock.time += timedelta(seconds=1)
    assert _error(place.ask("GET", "/users")) == (401, "session_expired")
    assert _error(place.ask("POST", "/sessions/refresh")) == (401, "session_expired")


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer nonsense", BASIC])
def test_without_a_token_nothing_is_told(place: Place, authorization: str) -> None:
    for method, path in (("GET", "/matters"), ("POST", "/invoices"), ("POST", "/payments")):
        response = place.client.request(
            method, f"{BASE}{path}", headers={"Authorization": authorization}
        )
        assert _error(response) == (401, "session_expired")


def test_a_refresh_gives_another_token_and_the_old_one_dies(place: Place) -> None:
    old = place.token
    place.clock.time += timedelta(seconds=3000)
    response = place.ask("POST", "/sessions/refresh")
    answer = response.json()
    place.token = answer.pop("authToken")
    assert response.status_code == 200
    assert answer["expiresIn"] == 3600
    assert (answer["user"]["id"], answer["user"]["name"]) == ("u_pp_7ab202", "Jane Attorney")
    assert place.token != old
    place.clock.time += timedelta(seconds=3599)
    assert place.ask("GET", "/users").status_code == 200
    place.token = old
    assert _error(place.ask("GET", "/users")) == (401, "session_expired")


def test_a_session_can_be_ended(place: Place) -> None:
    assert place.ask("DELETE", "/sessions").status_code == 204
    assert _error(place.ask("GET", "/users")) == (401, "session_expired")


def test_who_is_not_entitled_is_refused(place: Place) -> None:
    assert place.sign_in("dmitri", "pw-dmitri").status_code == 200
    for method, path in (("GET", "/trust-ledgers"), ("POST", "/invoices"), ("GET", "/expenses")):
        response = place.ask(method, path)
        assert _error(response) == (403, "not_entitled")
    assert response.json()["error"]["details"] == {"entitlement": "time"}
    assert place.ask("GET", "/matters").status_code == 200
