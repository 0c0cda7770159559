"""Writes: what bodies may say, what is answered, and how each refusal is told."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from adapters.port import (
    InsufficientTrustFunds,
    Money,
    NotSupportedByUpstream,
    PeriodClosed,
    Refused,
    SubunitAmount,
)
from adapters.sandbox.problems import of_refused
from adapters.sandbox.values import encode
from tests.adapters.sandbox.place import Place

ACME = "mat_9c31d2"
JANE_ID = "u_pp_7ab202"
ENTRY: dict[str, Any] = {
    "matterId": ACME,
    "userId": JANE_ID,
    "date": "2026-02-18",
    "description": "Work",
    "hours": 1.5,
}
EXPENSE: dict[str, Any] = {
    "matterId": ACME,
    "date": "2026-02-18",
    "description": "Fee",
    "amount": 120,
}
INVOICE: dict[str, Any] = {"matterId": ACME, "issueDate": "2026-02-20"}
MATTER: dict[str, Any] = {"title": "New", "clientId": "cli_445f10"}
CONTACT: dict[str, Any] = {"type": "person", "name": "Ada Quill"}


def test_a_matter_is_opened_and_changed_by_its_external_id(place: Place) -> None:
    body = {**MATTER, "externalId": "crm_1", "openDate": "2026-01-02", "sideEffect": {"a": 1}}
    first = place.ask("POST", "/matters", json=body)
    assert (first.status_code, first.json()) == (
        201,
        {"matterId": "mat_000001", "createdAt": "2026-02-20T09:15:44Z"},
    )
    place.clock.time = place.clock.time.replace(minute=45)
    again = place.ask("POST", "/matters", json={**body, "title": "Newer", "status": "pending"})
    assert (again.status_code, again.json()) == (
        200,
        {"matterId": "mat_000001", "createdAt": "2026-02-20T09:45:44Z"},
    )
    matter = place.get("/matters/mat_000001")
    assert (matter["title"], matter["status"]) == ("Newer", "pending")
    assert matter["createdAt"] == "2026-02-20T09:15:44Z"
    assert "responsibleAttorney" not in matter


def test_an_upsert_keeps_its_status_under_its_key(place: Place) -> None:
    headers = {"Idempotency-Key": "once"}
    body = {**CONTACT, "externalId": "acct_new"}
    made = place.ask("POST", "/contacts", json=body, headers=headers)
    changed = place.ask("POST", "/contacts", json={**body, "name": "Ada Q."})
    again = place.ask("POST", "/contacts", json=body, headers=headers)
    assert [made.status_code, changed.status_code, again.status_code] == [201, 200, 201]
    assert made.text == again.text
    assert place.get("/contacts/cli_000001")["name"] == "Ada Q."


def test_a_matter_is_patched(place: Place) -> None:
    said = {
        "title": "Acme v. Contoso II",
        "practiceArea": None,
        "teamIds": [JANE_ID],
        "limitationDate": "2027-01-01",
        "clientMatterId": "LM-7",
        "iManage": {"workspaceId": "iman_ws_1"},
        "billing": {"type": "contingency", "contingencyPercent": 33.3},
        "tags": [],
    }
    response = place.ask("PATCH", f"/matters/{ACME}", json=said)
    matter = response.json()
    assert response.status_code == 200
    assert matter == place.get(f"/matters/{ACME}")
    assert "practiceArea" not in matter
    assert "iManageWorkspaceUrl" not in matter
    assert matter["billing"] == {
        "type": "contingency",
        "contingencyPercent": 33.3,
        "currency": "USD",
    }
    assert (matter["teamIds"], matter["tags"]) == ([JANE_ID], [])
    assert matter["limitationDate"] == "2027-01-01"
    assert matter["clientMatterId"] == "LM-7"
    assert matter["iManageWorkspaceId"] == "iman_ws_1"
    cleared = place.ask("PATCH", f"/matters/{ACME}", json={"iManage": None}).json()
    assert "iManageWorkspaceId" not in cleared


def test_a_contact_is_patched(place: Place) -> None:
    said = {
        "primaryContact": None,
        "phones": [{"value": "+49 30 1"}],
        "addresses": [{"line1": "Unter den Linden 1", "postalCode": "10117", "country": "DE"}],
        "billingPreferences": {"terms": "net10", "currency": "EUR"},
    }
    response = place.ask("PATCH", "/contacts/cli_97ea55", json=said)
    contact = response.json()
    assert response.status_code == 200
    assert "primaryContact" not in contact
    assert contact["phones"] == said["phones"]
    assert contact["addresses"] == said["addresses"]
    assert contact["billingPreferences"] == said["billingPreferences"]
    assert contact["name"] == "BetaSoft Inc."


def test_time_is_logged_changed_and_removed(place: Place) -> None:
    logged = place.ask("POST", "/time-entries", json={**ENTRY, "rate": "200.50"})
    assert logged.text == (
        '{"entryId":"tim_000001","amount":300.75,"createdAt":"2026-02-20T09:15:44Z"}'
    )
    changed = place.ask("PATCH", "/time-entries/tim_000001", json={"hours": 2, "tags": ["x"]})
    assert (changed.status_code, changed.json()["amount"]) == (200, 401.0)
    removed = place.ask("DELETE", "/time-entries/tim_000001")
    assert (removed.status_code, removed.json()) == (200, changed.json())
    assert place.refused("DELETE", "/time-entries/tim_000001") == (404, "not_found", ["id"])


def test_an_expense_is_recorded(place: Place) -> None:
    headers = {"Idempotency-Key": "e"}
    body = {**EXPENSE, "expenseCode": "E112", "taxable": True}
    first = place.ask("POST", "/expenses", json=body, headers=headers)
    again = place.ask("POST", "/expenses", json={**body, "amount": 120.0}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert (
        first.text
        == again.text
        == ('{"expenseId":"exp_000001","amount":120.0,"createdAt":"2026-02-20T09:15:44Z"}')
    )


def test_iv10_a_hard_cost_is_recorded_with_its_banks_reference(place: Place) -> None:
    hard = {**EXPENSE, "costType": "hard", "bankReference": "ACH 77"}
    assert place.ask("POST", "/expenses", json=hard).status_code == 201
    (shown,) = place.get("/expenses", ids="exp_000001")["items"]
    assert (shown["costType"], shown["bankReference"]) == ("hard", "ACH 77")
    for wrong in ({"costType": "hard"}, {"bankReference": "ACH 77"}):
        assert place.refused("POST", "/expenses", json={**EXPENSE, **wrong}) == (
            422,
            "invalid_input",
            ["bankReference"],
        )
    fee = {"description": "Filing fee", "amount": 120, "costType": "hard"}
    draft = {**INVOICE, "lineItems": {"timeEntryIds": [], "expenses": [fee]}}
    assert place.refused("POST", "/invoices", json=draft) == (
        422,
        "invalid_input",
        ["lineItems", "expenses", "0", "bankReference"],
    )


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/matters", b"{"),
        ("POST", "/matters", b"\xff"),
        ("POST", "/matters", b"[]"),
        ("POST", "/contacts", b""),
        ("POST", "/time-entries", b"null"),
        ("POST", "/invoices", b'"x"'),
        ("PATCH", f"/matters/{ACME}", b"["),
    ],
)
def test_a_body_that_is_no_object_is_malformed(
    place: Place, method: str, path: str, body: bytes
) -> None:
    assert place.refused(method, path, content=body) == (400, "malformed", None)


@pytest.mark.parametrize(
    ("path", "body", "status", "field"),
    [
        ("/matters", {"clientId": "x"}, 400, ["title"]),
        ("/matters", {**MATTER, "title": 5}, 400, ["title"]),
        ("/matters", {**MATTER, "title": " "}, 422, ["title"]),
        ("/matters", {**MATTER, "title": "a\nb"}, 422, ["title"]),
        ("/matters", {**MATTER, "title": "x" * 251}, 422, ["title"]),
        ("/matters", {**MATTER, "number": "a b"}, 422, ["number"]),
        ("/matters", {**MATTER, "status": "Open"}, 422, ["status"]),
        ("/matters", {**MATTER, "openDate": "2026-02-30"}, 422, ["openDate"]),
        ("/matters", {**MATTER, "billing": {}}, 400, ["billing", "type"]),
        ("/matters", {**MATTER, "billing": {"type": "x"}}, 422, ["billing", "type"]),
        (
            "/matters",
            {**MATTER, "billing": {"type": "hourly", "currency": "XXQ"}},
            422,
            ["billing", "currency"],
        ),
        (
            "/matters",
            {**MATTER, "billing": {"type": "hourly", "defaultRate": -1}},
            422,
            ["billing", "defaultRate"],
        ),
        (
            "/matters",
            {**MATTER, "billing": {"type": "flat_fee"}},
            422,
            ["billing", "flatAmount"],
        ),
        (
            "/matters",
            {**MATTER, "iManage": {"workspaceId": "w", "autoCreate": True}},
            422,
            ["iManage", "autoCreate"],
        ),
        ("/contacts", {**CONTACT, "phones": [{"value": ""}]}, 422, ["phones", "0", "value"]),
        (
            "/contacts",
            {**CONTACT, "billingPreferences": {"currency": "usd"}},
            422,
            ["billingPreferences", "currency"],
        ),
        ("/time-entries", {**ENTRY, "hours": 0}, 422, ["hours"]),
        ("/time-entries", {**ENTRY, "hours": 24.5}, 422, ["hours"]),
        ("/time-entries", {**ENTRY, "hours": 1.005}, 422, ["hours"]),
        ("/time-entries", {**ENTRY, "hours": "NaN"}, 422, ["hours"]),
        ("/time-entries", {**ENTRY, "hours": True}, 400, ["hours"]),
        ("/time-entries", {**ENTRY, "rate": 1.001}, 422, ["rate"]),
        ("/time-entries", {**ENTRY, "date": "2026-03-01"}, 422, ["date"]),
        ("/expenses", {**EXPENSE, "amount": 0}, 422, ["amount"]),
        ("/invoices", {**INVOICE, "tax": {"rate": 101}}, 422, ["tax", "rate"]),
        (
            "/invoices",
            {**INVOICE, "discounts": [{"type": "percent", "value": 101}]},
            422,
            ["discounts", "0", "value"],
        ),
        (
            "/invoices",
            {**INVOICE, "lineItems": {"expenses": [{"description": "x", "amount": -1}]}},
            422,
            ["lineItems", "expenses", "0", "amount"],
        ),
        ("/invoices", {**INVOICE, "dueDate": "2026-02-19"}, 422, ["dueDate"]),
        ("/invoices", {**INVOICE, "applyTrust": {}}, 400, ["applyTrust", "enabled"]),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_body_is_named(
    place: Place, path: str, body: dict[str, Any], status: int, field: list[str]
) -> None:
    code = "malformed" if status == 400 else "invalid_input"
    assert place.refused("POST", path, json=body) == (status, code, field)


def test_a_key_is_neither_empty_nor_long(place: Place) -> None:
    for key in ("", "k" * 201):
        refusal = place.refused("POST", "/contacts", json=CONTACT, headers={"Idempotency-Key": key})
        assert refusal == (422, "invalid_input", ["Idempotency-Key"])


def test_what_the_practice_does_not_know_is_not_found(place: Place) -> None:
    body = {**ENTRY, "matterId": "mat_0"}
    response = place.ask("POST", "/time-entries", json=body)
    assert response.status_code == 404
    assert response.json() == {
        "error": {
            "code": "not_found",
            "message": "There is no matter mat_0.",
            "field": ["matterId"],
            "details": {"noun": "matter", "id": "mat_0"},
        }
    }
    assert place.refused("PATCH", "/matters/mat_0", json={}) == (404, "not_found", ["id"])
    assert place.refused("PATCH", "/contacts/cli_0", json={}) == (404, "not_found", ["id"])
    lines = {"lineItems": {"timeEntryIds": ["tim_0"]}}
    assert place.refused("POST", "/invoices", json={**INVOICE, **lines}) == (
        404,
        "not_found",
        ["lineItems", "timeEntryIds", "0"],
    )


def test_rules_of_the_practice_are_conflicts(place: Place) -> None:
    lines = {"lineItems": {"timeEntryIds": ["tim_c812e0"]}}
    assert place.ask("POST", "/invoices", json={**INVOICE, **lines}).status_code == 201
    billed = place.ask("PATCH", "/time-entries/tim_c812e0", json={"hours": 1})
    assert billed.status_code == 409
    assert billed.json()["error"] == {
        "code": "already_billed",
        "message": "The time entry tim_c812e0 stands on invoice inv_000001.",
        "field": ["id"],
        "details": {"noun": "time entry", "id": "tim_c812e0", "invoiceId": "inv_000001"},
    }
    assert place.refused("POST", "/matters", json={**MATTER, "number": "2026-0041"}) == (
        409,
        "already_exists",
        ["number"],
    )
    assert place.refused("PATCH", f"/matters/{ACME}", json={"status": "closed"}) == (
        409,
        "trust_balance_remains",
        ["status"],
    )
    terms = {"billing": {"type": "hourly", "currency": "EUR"}}
    assert place.refused("PATCH", f"/matters/{ACME}", json=terms) == (
        409,
        "currency_mismatch",
        ["billing", "currency"],
    )
    ((closed,),) = place.sql("select id from matters where status = 'closed' limit 1")
    refusal = place.refused("POST", "/expenses", json={**EXPENSE, "matterId": closed})
    assert refusal == (409, "matter_closed", ["matterId"])


def test_what_the_practice_cannot_do_is_not_implemented(place: Place) -> None:
    body = {**MATTER, "iManage": {"autoCreate": True}}
    assert place.refused("POST", "/matters", json=body) == (
        501,
        "not_supported_by_upstream",
        ["iManage", "autoCreate"],
    )


def test_several_refusals_are_all_told(place: Place) -> None:
    body = {**ENTRY, "matterId": "mat_0", "userId": "u_0"}
    error = place.ask("POST", "/time-entries", json=body).json()["error"]
    assert (error["code"], error["field"]) == ("not_found", ["matterId"])
    assert [(it["code"], it["field"]) for it in error["details"]["refusals"]] == [
        ("not_found", ["matterId"]),
        ("not_found", ["userId"]),
    ]


def test_facts_of_money_are_told() -> None:
    short = InsufficientTrustFunds(shortfall=Money(amount=Decimal("1.50"), currency_code="USD"))
    problem = of_refused(Refused(short, NotSupportedByUpstream(capability="x")))
    assert problem.status == 409
    details = encode(problem.error["details"]["refusals"][0]["details"])
    assert details == b'{"shortfall":{"amount":1.5,"currency":"USD"}}'
    parts = Refused(SubunitAmount(field=("currencyCode",), amount=Decimal(1), currency="USD"))
    assert encode(of_refused(parts).error["details"]) == b'{"amount":1.0,"currency":"USD"}'
    assert of_refused(parts).error["field"] == ("currency",)
    assert of_refused(parts).status == 422
    closed = of_refused(Refused(PeriodClosed(closed_through=dt.date(2026, 1, 31))))
    assert encode(closed.error["details"]) == b'{"closedThrough":"2026-01-31"}'
