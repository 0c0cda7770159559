"""The seed's examples, sent as they stand: each answer equal to the seed's, figure for figure."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyotp
import pytest
from starlette.testclient import TestClient

from adapters.sandbox import Reads
from tests.adapters.sandbox.place import BASE, BASIC, PARALEGAL, TOTP_SECRET, Place

SEED_MATTER = (
    '{"matterId":"mat_9c31d2","number":"2026-0041","title":"Acme v. Contoso","status":"open",'
    '"clientId":"cli_445f10","practiceArea":"Commercial Litigation","responsibleAttorney":'
    '{"userId":"u_pp_7ab202","name":"Jane Attorney"},"openDate":"2026-01-10","billing":'
    '{"type":"hourly","defaultRate":395.0,"currency":"USD"},"trustAccountId":"tra_21ff67",'
    '"iManageWorkspaceId":"iman_ws_8831","tags":["priority","trial-prep"],'
    '"updatedAt":"2026-02-18T17:21:02Z"}'
)
MATTER = """{
"externalId": "crm_lead_982341",
"number": "2026-0042",
"title": "IP Licensing \N{EN DASH} BetaSoft",
"clientId": "cli_97ea55",
"practiceArea": "Intellectual Property",
"responsibleAttorneyId": "u_pp_7ab202",
"billing": {"type": "flat_fee", "flatAmount": 15000.0, "currency": "USD"},
"iManage": {"workspaceId": "iman_ws_9020", "autoCreate": false},
"tags": ["intake", "fixed-fee"]
}"""
CONTACT = """{
"externalId": "acct_00124",
"type": "organization",
"name": "Acme Holdings LLC",
"primaryContact": {"given": "Alex", "family": "Morgan", "email": "alex.morgan@acme.example"},
"emails": ["billing@acme.example"],
"phones": [{"type": "work", "value": "+1-312-555-0199"}],
"addresses": [{"line1": "200 W Monroe St", "city": "Chicago", "region": "IL",
"postalCode": "60606", "country": "US"}],
"billingPreferences": {"delivery": "email", "terms": "net30", "currency": "USD"},
"notes": "Existing iManage client; map by client number 11287"
}"""
ENTRY = """{
"matterId": "mat_9c31d2",
"userId": "u_pp_7ab202",
"date": "2026-02-18",
"activityCode": "L110",
"description": "Draft motion to compel; reviewed exhibits in iManage",
"hours": 2.7,
"billable": true,
"rate": 395.0,
"tags": ["motion", "discovery"]
}"""
INVOICE = """{
"matterId": "mat_9c31d2",
"clientId": "cli_445f10",
"issueDate": "2026-02-20",
"dueDate": "2026-03-20",
"lineItems": {
"timeEntryIds": ["tim_c812e0"],
"expenses": [
{"description": "Filing fee", "amount": 120.00, "taxable": false}
]
},
"discounts": [{"type": "percent", "value": 5.0}],
"tax": {"rate": 0.0},
"applyTrust": {"enabled": true, "maxAmount": 500.0},
"notes": "Billed through 2026-02-18"
}"""


@pytest.fixture(params=[Reads.SEED, Reads.EXTENDED], ids=lambda reads: reads.value)
def either(request: Any, demo_file: Path, tmp_path: Path) -> Iterator[Place]:
    """A sandbox in each of its modes, with Jane signed in."""
    place = Place(demo_file, tmp_path, reads=request.param)
    with TestClient(place.app) as client:
        place.client = client
        place.sign_in()
        yield place


def _sent(place: Place, path: str, body: str, at: datetime, *, key: str = "k") -> Any:
    place.clock.time = at
    place.sign_in()
    headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
    return place.ask("POST", path, content=body.encode(), headers=headers)


def test_a_session(either: Place) -> None:
    body = {
        "username": PARALEGAL,
        "password": "pw-paralegal",
        "mfa": {"type": "totp", "code": pyotp.TOTP(TOTP_SECRET).at(either.clock.time)},
    }
    response = either.client.post(f"{BASE}/sessions", json=body, headers={"Authorization": BASIC})
    answer = response.json()
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    assert len(answer.pop("authToken")) == 43
    assert answer == {
        "expiresIn": 3600,
        "user": {
            "id": "u_pp_1a92b7",
            "name": "Paralegal",
            "entitlements": ["matters", "contacts", "time", "invoices", "trust"],
        },
    }


def test_the_list_of_matters_byte_for_byte(seed_place: Place) -> None:
    response = seed_place.ask(
        "GET",
        "/matters",
        params={
            "status": "open",
            "clientId": "cli_445f10",
            "responsibleAttorneyId": "u_pp_7ab202",
            "updatedFrom": "2026-02-18T17:21:02Z",
            "updatedTo": "2026-02-18T17:21:03Z",
        },
    )
    assert response.text == f'{{"items":[{SEED_MATTER}],"page":1,"pageSize":50,"total":1}}'


def test_a_matter(either: Place) -> None:
    either.ids.laid_out["mat"] = ["mat_b7811e"]
    at = datetime(2026, 2, 19, 10, 3, 11, tzinfo=UTC)
    response = _sent(either, "/matters", MATTER, at)
    assert response.status_code == 201
    assert response.text == (
        '{"matterId":"mat_b7811e","iManageWorkspaceId":"iman_ws_9020",'
        '"createdAt":"2026-02-19T10:03:11Z"}'
    )


def test_a_contact_that_is_there_already(either: Place) -> None:
    at = datetime(2026, 2, 19, 11, 44, 7, tzinfo=UTC)
    response = _sent(either, "/contacts", CONTACT, at)
    assert response.status_code == 200
    assert response.text == '{"clientId":"cli_445f10","createdAt":"2026-02-19T11:44:07Z"}'


def test_a_time_entry(either: Place) -> None:
    either.ids.laid_out["tim"] = ["tim_c81200"]
    at = datetime(2026, 2, 18, 18, 2, 12, tzinfo=UTC)
    response = _sent(either, "/time-entries", ENTRY, at)
    assert response.status_code == 201
    assert response.text == (
        '{"entryId":"tim_c81200","amount":1066.5,"createdAt":"2026-02-18T18:02:12Z"}'
    )


def test_the_time_entry_by_its_own_id(place: Place) -> None:
    place.ask("DELETE", "/time-entries/tim_c812e0")
    place.ids.laid_out["tim"] = ["tim_c812e0"]
    at = datetime(2026, 2, 18, 18, 2, 12, tzinfo=UTC)
    response = _sent(place, "/time-entries", ENTRY, at)
    assert response.text == (
        '{"entryId":"tim_c812e0","amount":1066.5,"createdAt":"2026-02-18T18:02:12Z"}'
    )


def test_an_invoice(either: Place) -> None:
    either.ids.laid_out["inv"] = ["inv_71a92f"]
    at = datetime(2026, 2, 20, 9, 15, 44, tzinfo=UTC)
    response = _sent(either, "/invoices", INVOICE, at)
    assert response.status_code == 201
    assert response.text == (
        '{"invoiceId":"inv_71a92f","status":"draft","subtotal":1186.5,"discount":59.325,'
        '"tax":0.0,"trustApplied":500.0,"total":627.175,"paymentLink":'
        '"https://payments.practicepanther.example/pay/inv_71a92f",'
        '"createdAt":"2026-02-20T09:15:44Z"}'
    )


@pytest.mark.parametrize(
    ("path", "body", "status", "word"),
    [
        ("/matters", MATTER, 201, "Licensing"),
        ("/contacts", CONTACT, 200, "Morgan"),
        ("/time-entries", ENTRY, 201, "Draft"),
        ("/invoices", INVOICE, 201, "Filing"),
    ],
)
def test_the_same_key_gives_the_same_answer(
    place: Place, path: str, body: str, status: int, word: str
) -> None:
    at = place.clock.time
    first = _sent(place, path, body, at)
    again = _sent(place, path, body, at.replace(hour=23))
    assert (first.status_code, again.status_code) == (status, status)
    assert first.text == again.text
    other = _sent(place, path, body.replace(word, "Other"), at)
    assert other.status_code == 422
    assert other.json()["error"] == {
        "code": "idempotency_mismatch",
        "message": "The idempotency key k was used before with another input.",
        "field": ["Idempotency-Key"],
        "details": {"key": "k"},
    }


def test_the_entries_of_the_seeds_matter_in_its_fields_only(seed_place: Place) -> None:
    page = seed_place.get(
        "/time-entries",
        matterId="mat_9c31d2",
        userId="u_pp_7ab202",
        dateFrom="2026-02-18",
        dateTo="2026-02-18",
    )
    assert page == {
        "items": [
            {
                "entryId": "tim_c812e0",
                "matterId": "mat_9c31d2",
                "userId": "u_pp_7ab202",
                "date": "2026-02-18",
                "activityCode": "L110",
                "description": "Draft motion to compel; reviewed exhibits in iManage",
                "hours": 2.7,
                "billable": True,
                "rate": 395.0,
                "amount": 1066.5,
                "tags": ["motion", "discovery"],
                "createdAt": "2026-02-18T18:02:12Z",
            }
        ],
        "page": 1,
        "pageSize": 50,
        "total": 1,
    }


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/matters/mat_9c31d2"),
        ("GET", "/matters?ids=mat_9c31d2"),
        ("GET", "/matters?number=2026-0041"),
        ("GET", "/matters?search=acme"),
        ("GET", "/time-entries?matterIds=mat_9c31d2"),
        ("GET", "/contacts"),
        ("GET", "/expenses"),
        ("GET", "/invoices"),
        ("GET", "/trust-accounts"),
        ("GET", "/trust-ledgers"),
        ("GET", "/trust-transactions"),
        ("GET", "/users"),
        ("POST", "/expenses"),
        ("POST", "/payments"),
        ("POST", "/trust-transactions"),
        ("POST", "/invoices/inv_71a92f/send"),
        ("PATCH", "/matters/mat_9c31d2"),
        ("PATCH", "/time-entries/tim_c812e0"),
        ("DELETE", "/time-entries/tim_c812e0"),
        ("DELETE", "/sessions"),
        ("GET", "/events"),
    ],
)
def test_what_the_seed_does_not_name_is_not_there(
    seed_place: Place, method: str, path: str
) -> None:
    assert seed_place.refused(method, path) == (404, "not_found", None)


def test_the_seed_knows_three_statuses(seed_place: Place) -> None:
    refusal = seed_place.refused("GET", "/matters", params={"status": "archived"})
    assert refusal == (422, "invalid_input", ["status"])
    assert len(seed_place.get("/matters", status="pending", pageSize=200)["items"]) == 14
