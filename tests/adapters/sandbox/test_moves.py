"""Steps, payments and trust movements: their receipts, their keys, and bodies that are none."""

from typing import Any

import pytest

from tests.adapters.sandbox.place import JANE, Place

LEDGER, ESTATE = "trl_e33c50", "trl_f66345"
DEPOSIT: dict[str, Any] = {
    "kind": "deposit",
    "trustAccountId": "tra_21ff67",
    "clientId": "cli_445f10",
    "matterId": "mat_9c31d2",
    "amount": 1200.5,
    "date": "2026-02-20",
    "method": "check",
    "payer": "Acme Holdings LLC",
}
OUT: dict[str, Any] = {
    "kind": "disbursement",
    "ledgerId": LEDGER,
    "purpose": "third_party",
    "amount": 100,
    "date": "2026-02-20",
    "payee": "Clerk of the Circuit Court",
}
INVOICE = {
    "matterId": "mat_9c31d2",
    "issueDate": "2026-02-20",
    "lineItems": {"timeEntryIds": ["tim_c812e0"]},
}


def key(text: str = "k") -> dict[str, str]:
    return {"Idempotency-Key": text}


def test_an_invoice_goes_its_way_and_is_paid(place: Place) -> None:
    place.ids.laid_out["inv"] = ["inv_71a92f"]
    place.ask("POST", "/invoices", json=INVOICE)
    for step, status in (
        ("submit", "pending_approval"),
        ("approve", "approved"),
        ("send", "sent"),
    ):
        answer = place.ask("POST", f"/invoices/inv_71a92f/{step}")
        assert (answer.status_code, answer.json()["status"]) == (200, status)
    body = {"invoiceId": "inv_71a92f", "amount": 66.5, "date": "2026-02-20", "method": "ach"}
    paid = place.ask("POST", "/payments", json=body, headers=key())
    assert paid.status_code == 201
    assert paid.json() == {
        "paymentId": paid.json()["paymentId"],
        "invoiceId": "inv_71a92f",
        "createdAt": "2026-02-20T09:15:44Z",
    }
    invoice = place.get("/invoices/inv_71a92f")
    assert (invoice["status"], invoice["amountDue"]) == ("partially_paid", 1000.0)
    assert invoice["payments"][0]["surplus"] == 0.0
    assert place.refused("POST", "/invoices/inv_71a92f/void", json={"reason": "x"}) == (
        409,
        "has_payments",
        ["invoiceId"],
    )
    steps = place.sql("select step, by_id from invoice_steps where invoice_id = 'inv_71a92f'")
    assert steps == [(it, "u_pp_7ab202") for it in ("generated", "submitted", "approved", "sent")]


def test_an_entry_is_201_and_a_request_is_202(place: Place) -> None:
    made = place.ask("POST", "/trust-transactions", json=OUT, headers=key())
    assert made.status_code == 201
    assert made.json() == {"transactionId": made.json()["transactionId"], "ledgerId": LEDGER}
    large = {**OUT, "ledgerId": ESTATE, "amount": 5000.01}
    asked = place.ask("POST", "/trust-transactions", json=large, headers=key("k2"))
    assert asked.status_code == 202
    assert asked.json() == {
        "ledgerId": ESTATE,
        "request": {
            "requestId": asked.json()["request"]["requestId"],
            "ledgerId": ESTATE,
            "purpose": "third_party",
            "amount": 5000.01,
            "currency": "USD",
            "date": "2026-02-20",
            "payee": "Clerk of the Circuit Court",
            "requestedById": "u_pp_7ab202",
            "status": "pending",
            "createdAt": "2026-02-20T09:15:44Z",
        },
    }


def test_a_deposit_clears_and_is_reversed(place: Place) -> None:
    made = place.ask("POST", "/trust-transactions", json=DEPOSIT, headers=key()).json()
    path = f"/trust-transactions/{made['transactionId']}"
    cleared = place.ask("POST", f"{path}/clear", json={"clearedOn": "2026-02-20"}, headers=key("c"))
    assert (cleared.status_code, cleared.json()) == (200, made)
    assert place.refused("POST", f"{path}/bounce", json={"reason": "x"}, headers=key("b")) == (
        409,
        "invalid_state",
        ["transactionId"],
    )
    undone = place.ask("POST", f"{path}/reverse", json={"reason": "x"}, headers=key("r"))
    assert undone.status_code == 201
    entry = place.get(f"/trust-transactions/{undone.json()['transactionId']}")
    assert (entry["kind"], entry["reversesId"]) == ("reversal", made["transactionId"])


@pytest.mark.parametrize(
    "path",
    [
        "/payments",
        "/trust-transactions",
        *(f"/trust-transactions/trt_1/{verb}" for verb in ("clear", "bounce", "reverse")),
    ],
)
def test_what_moves_money_takes_a_key(place: Place, path: str) -> None:
    assert place.refused("POST", path, json=DEPOSIT) == (422, "invalid_input", ["Idempotency-Key"])


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"kind": "theft"}, (422, "invalid_input", ["kind"])),
        ({}, (400, "malformed", ["kind"])),
        ({**DEPOSIT, "amount": "NaN"}, (422, "invalid_input", ["amount"])),
        ({**DEPOSIT, "amount": "1e999999999"}, (422, "invalid_input", ["amount"])),
        ({**DEPOSIT, "amount": 0.001}, (422, "subunit_amount", ["amount"])),
        ({**DEPOSIT, "amount": 0}, (422, "amount_not_positive", ["amount"])),
        ({**DEPOSIT, "amount": 1e17}, (422, "amount_too_large", ["amount"])),
        ({**DEPOSIT, "currency": "EUR"}, (409, "currency_mismatch", ["currency"])),
        ({**DEPOSIT, "currency": "XXX"}, (422, "invalid_input", ["currency"])),
        ({**DEPOSIT, "clientId": "cli_97ea55"}, (422, "ledger_mismatch", ["matterId"])),
        ({**OUT, "amount": 2500.01}, (409, "insufficient_trust_funds", ["amount"])),
        ({**OUT, "payee": " "}, (422, "invalid_input", ["payee"])),
        ({"kind": "application", "invoiceId": "inv_0"}, (404, "not_found", ["invoiceId"])),
        (
            {"kind": "application", "invoiceId": "inv_0", "maxAmount": "Infinity"},
            (422, "invalid_input", ["maxAmount"]),
        ),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    place: Place, body: dict[str, Any], refusal: tuple[int, str, Any]
) -> None:
    journal = place.sql("select count(*) from trust_entries")
    assert place.refused("POST", "/trust-transactions", json=body, headers=key()) == refusal
    assert place.sql("select count(*) from trust_entries") == journal


def test_who_may_not_move_trust_money_moves_none(place: Place) -> None:
    place.sign_in("dmitri", "pw-dmitri")
    for path in ("/trust-transactions", "/payments", "/invoices/inv_1/approve"):
        status, code, _ = place.refused("POST", path, json=DEPOSIT, headers=key())
        assert (status, code) == (403, "not_entitled")
    place.sign_in(JANE)
    assert place.ask("POST", "/trust-transactions", json=DEPOSIT, headers=key()).status_code == 201
