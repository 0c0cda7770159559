"""Faults without a socket: how they are planned, counted and told, and what they answer."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from adapters.sandbox import Credential, MfaKind, Person, RateLimit
from adapters.sandbox.faults import Fault, fault
from adapters.sandbox.problems import Problem
from adapters.sandbox.values import encode, number
from tests.adapters.sandbox.place import Place

ACME = "mat_9c31d2"


@pytest.fixture
def hurried(demo_file: Path, tmp_path: Path) -> Iterator[Place]:
    """A sandbox that takes three requests in ten seconds."""
    place = Place(demo_file, tmp_path, rate_limit=RateLimit(requests=3, seconds=10))
    with TestClient(place.app) as client:
        place.client = client
        place.sign_in()
        yield place


def _wrong(place: Place, what: str, method: str = "GET", path: str = "/users") -> Any:
    return place.ask(method, path, headers={"Sandbox-Fault": what})


def _plan(place: Place, *planned: dict[str, Any]) -> Any:
    return place.client.post("/_sandbox/faults", json=planned)


@pytest.mark.parametrize(
    ("what", "status", "code", "retry_after"),
    [
        ("429:7", 429, "rate_limited", "7"),
        ("429-date:7", 429, "rate_limited", "Fri, 20 Feb 2026 09:15:51 GMT"),
        ("500", 500, "internal_error", None),
        ("500-after", 500, "internal_error", None),
        ("503", 503, "unavailable", None),
        ("503:2", 503, "unavailable", "2"),
        ("expired", 401, "session_expired", None),
    ],
)
def test_an_error_instead_of_an_answer(
    place: Place, what: str, status: int, code: str, retry_after: str | None
) -> None:
    response = _wrong(place, what)
    assert response.status_code == status
    assert response.json()["error"]["code"] == code
    assert response.headers.get("retry-after") == retry_after
    assert place.ask("GET", "/users").status_code == 200


def test_an_error_instead_of_a_write_writes_nothing(place: Place) -> None:
    for what in ("429:1", "500", "503", "expired", "garbage", "html"):
        _wrong(place, what, "DELETE", "/time-entries/tim_c812e0")
    assert place.ask("GET", "/time-entries/tim_c812e0").status_code == 200


@pytest.mark.parametrize(("what", "status"), [("500-after", 500), ("garbage-after", 200)])
def test_an_error_instead_of_the_answer_of_a_write_that_was_done(
    place: Place, what: str, status: int
) -> None:
    instead = _wrong(place, what, "DELETE", "/time-entries/tim_c812e0")
    assert instead.status_code == status
    assert "tim_c812e0" not in instead.text
    assert place.ask("GET", "/time-entries/tim_c812e0").status_code == 404


def test_garbage_and_html(place: Place) -> None:
    garbage = _wrong(place, "garbage")
    assert (garbage.status_code, garbage.headers["content-type"]) == (200, "application/json")
    assert garbage.content.startswith(b'{"items": [')
    with pytest.raises(ValueError, match=r"codec|Expecting|control|Invalid"):
        garbage.json()
    html = _wrong(place, "html")
    assert (html.status_code, html.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert html.text.startswith("<!doctype html>")


def test_fields_that_come_and_go_and_change(place: Place) -> None:
    def items(what: str) -> list[dict[str, Any]]:
        response = _wrong(place, what, path=f"/matters?ids={ACME}")
        page = response.json()
        assert (page["page"], page["pageSize"], page["total"]) == (1, 50, 1)
        assert response.headers["content-length"] == str(len(response.content))
        return page["items"]

    plain = place.get("/matters", ids=ACME)["items"][0]
    added = {"since": "2026-03-01", "values": [1, 2]}
    assert items("added-field") == [{**plain, "sandboxAddition": added}]
    number = plain["number"]
    (renamed,) = items("renamed-field")
    assert ("number" in renamed, renamed["numberV2"]) == (False, number)
    assert items("changed-type") == [{**plain, "number": {"value": number}}]
    assert items("new-value:status") == [{**plain, "status": "sandbox_addition"}]
    (renamed,) = items("renamed-field:billing")
    assert ("billing" in renamed, renamed["billingV2"]) == (False, plain["billing"])
    assert items("changed-type:tags") == [{**plain, "tags": {"value": plain["tags"]}}]


def test_one_object_drifts_and_an_error_does_not(place: Place) -> None:
    plain = place.get(f"/matters/{ACME}")
    drifted = _wrong(place, "changed-type:title", path=f"/matters/{ACME}").json()
    assert drifted == {**plain, "title": {"value": "Acme v. Contoso"}}
    missing = _wrong(place, "renamed-field:error", path="/matters/none")
    assert missing.json()["error"]["code"] == "not_found"
    ended = _wrong(place, "added-field", "DELETE", "/sessions")
    assert (ended.status_code, ended.content) == (204, b"")


def test_exact_figures_stay_exact_while_fields_drift(place: Place) -> None:
    text = _wrong(place, "added-field", path="/time-entries?ids=tim_c812e0").text
    assert '"hours":2.7,' in text
    assert '"amount":1066.5,' in text


def test_ids_that_are_ignored_give_a_plain_page(place: Place) -> None:
    plain = place.get("/matters", pageSize=7)
    response = _wrong(place, "ignore-ids", path=f"/matters?ids={ACME}&pageSize=7")
    assert response.json() == plain
    assert ACME not in [item["matterId"] for item in plain["items"]]


@pytest.mark.parametrize("status", [400, 404, 422])
def test_ids_that_are_refused_refuse_nothing_else(place: Place, status: int) -> None:
    for path in (f"/matters?ids={ACME}", f"/time-entries?matterIds={ACME}"):
        response = _wrong(place, f"refuse-ids:{status}", path=path)
        assert (response.status_code, response.json()["error"]["code"]) == (status, "invalid_input")
    for path in ("/matters?pageSize=7", f"/matters/{ACME}", f"/time-entries?matterId={ACME}"):
        response = _wrong(place, f"refuse-ids:{status}", path=path)
        assert response.json() == place.ask("GET", path).json()


def test_what_is_there_may_be_missing_for_a_while(place: Place) -> None:
    response = _wrong(place, "404", path=f"/matters/{ACME}")
    assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")


def test_latency_only_takes_time(place: Place) -> None:
    assert _wrong(place, "latency:1").json() == place.get("/users")


def test_faults_are_planned_for_requests_to_come(place: Place) -> None:
    first = {"match": "GET /matters", "fault": "500", "times": 2}
    always = {"match": "* /time-entries/*", "fault": "503:1", "times": None}
    once = {"match": "GET /users", "fault": "429:3"}
    assert _plan(place, first, always, once).json() == [first, always, {**once, "times": 1}]
    statuses = [place.ask("GET", "/matters").status_code for _ in range(3)]
    assert statuses == [500, 500, 200]
    assert place.ask("GET", f"/matters/{ACME}").status_code == 200
    assert [place.ask("GET", "/users").status_code for _ in range(2)] == [429, 200]
    for _ in range(3):
        assert place.ask("PATCH", "/time-entries/tim_c812e0", json={}).status_code == 503
    assert place.ask("GET", "/time-entries").status_code == 200
    assert place.client.get("/_sandbox/faults").json() == [always]
    assert place.client.delete("/_sandbox/faults").status_code == 204
    assert place.ask("GET", "/time-entries/tim_c812e0").status_code == 200


def test_a_header_goes_before_a_plan(place: Place) -> None:
    _plan(place, {"match": "GET /users", "fault": "500"})
    assert _wrong(place, "503").status_code == 503
    assert place.ask("GET", "/users").status_code == 500


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "429",
        "429:",
        "429:soon",
        "500:1",
        "latency",
        "slow-body:x",
        "cut:1",
        "503:",
        "new-value",
        "refuse-ids:500",
    ],
)
def test_a_fault_there_is_not(place: Place, text: str) -> None:
    with pytest.raises(Problem, match="is no fault"):
        fault(text)
    planned = _plan(place, {"match": "*", "fault": text})
    assert (planned.status_code, planned.json()["error"]["code"]) == (422, "invalid_input")
    assert place.client.get("/_sandbox/faults").json() == []
    if text:
        assert _wrong(place, text).status_code == 422


def test_a_fault_is_read() -> None:
    assert fault(" latency:250 ") == Fault("latency", "250")
    assert fault("renamed-field") == Fault("renamed-field")


@pytest.mark.parametrize("body", [b"", b"{}", b'[{"match": "*"}]', b"[1]"])
def test_a_plan_without_shape_is_malformed(place: Place, body: bytes) -> None:
    response = place.client.post("/_sandbox/faults", content=body)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "malformed")


def test_requests_are_counted(place: Place) -> None:
    assert place.client.delete("/_sandbox/requests").status_code == 204
    for path in ("/matters?page=1", "/matters?page=2", f"/matters/{ACME}", "/nowhere"):
        place.ask("GET", path)
    _wrong(place, "500", "POST", "/invoices")
    assert place.client.get("/_sandbox/requests").json() == {
        "GET /matters": 2,
        f"GET /matters/{ACME}": 1,
        "GET /nowhere": 1,
        "POST /invoices": 1,
    }


def test_too_many_requests_wait(hurried: Place) -> None:
    statuses = [hurried.ask("GET", "/users").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    hurried.clock.time += timedelta(seconds=3, milliseconds=500)
    response = hurried.ask("GET", "/users")
    assert (response.status_code, response.headers["retry-after"]) == (429, "7")
    assert response.json()["error"] == {
        "code": "rate_limited",
        "message": "At most 3 requests in 10 s.",
    }
    hurried.clock.time += timedelta(seconds=6, milliseconds=500)
    assert hurried.ask("GET", "/users").status_code == 200


def test_only_its_own_integration_is_served(demo_file: Path, tmp_path: Path) -> None:
    place = Place(demo_file, tmp_path, integration_id="int_own")
    with TestClient(place.app) as client:
        for id, status in (("int_own", 401), ("int_demo", 404)):
            assert client.get(f"/integrations/{id}/matters").status_code == status


def test_a_mistake_of_its_own_is_told_as_one(place: Place, monkeypatch: Any) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(place.practice.users, "count", broken)
    with pytest.raises(ZeroDivisionError):
        place.ask("GET", "/users")
    careful = TestClient(place.app, raise_server_exceptions=False)
    place.client = careful
    response = place.ask("GET", "/users")
    assert (response.status_code, response.json()["error"]["code"]) == (500, "internal_error")


def test_secrets_are_not_shown() -> None:
    person = Person(password="secret")
    assert f"{person} {Credential(name='a', secret='secret')}" == "Person(…) Credential(…)"


@pytest.mark.parametrize(
    "given",
    [
        {"mfa": MfaKind.TOTP},
        {"totp_secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"},
        {"mfa": MfaKind.TOTP, "totp_secret": "not base32!"},
    ],
)
def test_a_device_needs_its_secret(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"TOTP|[Ss]ecret|base32|Incorrect|Non-base32"):
        Person(password="x", **given)


@pytest.mark.parametrize(
    ("figure", "written"),
    [
        ("395.00", b"395.0"),
        ("59.325", b"59.325"),
        ("1E+3", b"1000.0"),
        ("0.00", b"0.0"),
        ("-0.0", b"0.0"),
        ("-0.005", b"-0.005"),
        ("0.333333333333", b"0.333333333333"),
        ("123456789012345678901234567890.10", b"123456789012345678901234567890.1"),
    ],
)
def test_a_figure_is_written_as_the_seed_writes_it(figure: str, written: bytes) -> None:
    assert encode(number(Decimal(figure))) == written
