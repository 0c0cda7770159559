"""Reads: every noun's fields, filters, ids and pages, told apart from what the file holds."""

from typing import Any

import pytest

from tests.adapters.sandbox.place import ID_OF, Place

ACME = "mat_9c31d2"
TABLES = {
    "/matters": ("matters", "number, id", 200),
    "/contacts": ("contacts", "name, id", 160),
    "/time-entries": ("time_entries", "date, id", 3000),
    "/expenses": ("expenses", "date, id", 400),
    "/invoices": ("invoices", "issue_date, id", 300),
    "/trust-accounts": ("trust_accounts", "name, id", 2),
    "/trust-ledgers": ("trust_ledgers", "id", 60),
    "/trust-transactions": ("trust_entries", "sequence", 195),
    "/users": ("users", "name, id", 10),
}
FILTERS = [
    ("/matters", {"status": "closed"}, "status = 'closed'"),
    ("/matters", {"status": "open,archived"}, "status in ('open', 'archived')"),
    ("/matters", {"clientId": "cli_445f10"}, "client_id = 'cli_445f10'"),
    (
        "/matters",
        {"responsibleAttorneyId": "u_pp_dac3da"},
        "responsible_attorney_id = 'u_pp_dac3da'",
    ),
    ("/matters", {"updatedFrom": "2026-01-15T00:00:00Z"}, "updated_at >= '2026-01-15'"),
    ("/matters", {"updatedTo": "2026-01-15T02:00:00+02:00"}, "updated_at < '2026-01-15'"),
    ("/matters", {"updatedTo": "2026-01-15"}, "updated_at < '2026-01-15'"),
    ("/matters", {"search": "ACME"}, "instr(search, 'acme')"),
    ("/matters", {"number": "2026-0041"}, "number = '2026-0041'"),
    ("/matters", {"externalId": "crm_lead_910087"}, "external_id = 'crm_lead_910087'"),
    ("/matters", {"number": "2026-0041", "status": "closed"}, "false"),
    ("/matters", {"number": "2026-0041", "externalId": "crm_lead_910087"}, "false"),
    ("/contacts", {"search": "llc"}, "instr(search, 'llc')"),
    ("/contacts", {"externalId": "acct_00124"}, "external_id = 'acct_00124'"),
    ("/contacts", {"externalId": "acct_00124", "search": "beta"}, "false"),
    ("/contacts", {"updatedFrom": "2025-06-01"}, "updated_at >= '2025-06-01'"),
    ("/contacts", {"updatedTo": "2025-06-01"}, "updated_at < '2025-06-01'"),
    ("/time-entries", {"matterId": ACME}, f"matter_id = '{ACME}'"),
    ("/time-entries", {"matterIds": f"{ACME},none"}, f"matter_id = '{ACME}'"),
    ("/time-entries", {"userId": "u_pp_1a92b7"}, "user_id = 'u_pp_1a92b7'"),
    (
        "/time-entries",
        {"dateFrom": "2026-02-01", "dateTo": "2026-02-18"},
        "date between '2026-02-01' and '2026-02-18'",
    ),
    (
        "/time-entries",
        {"matterIds": ACME, "dateFrom": "2026-02-01", "userId": "u_pp_7ab202"},
        f"matter_id = '{ACME}' and date >= '2026-02-01' and user_id = 'u_pp_7ab202'",
    ),
    ("/time-entries", {"matterId": ACME, "ids": "tim_c812e0,none"}, "id = 'tim_c812e0'"),
    ("/time-entries", {"matterIds": "none", "ids": "tim_c812e0"}, "false"),
    ("/expenses", {"matterIds": ACME}, f"matter_id = '{ACME}'"),
    ("/expenses", {"matterIds": ""}, "false"),
    ("/invoices", {"matterIds": ACME}, f"matter_id = '{ACME}'"),
    ("/invoices", {"clientIds": "cli_445f10"}, "client_id = 'cli_445f10'"),
    ("/invoices", {"status": "sent"}, "status = 'sent'"),
    ("/invoices", {"status": "draft,void"}, "status in ('draft', 'void')"),
    (
        "/invoices",
        {"matterIds": ACME, "status": "paid,sent"},
        f"matter_id = '{ACME}' and status in ('paid', 'sent')",
    ),
    ("/invoices", {"matterIds": ACME, "clientIds": "cli_445f10"}, f"matter_id = '{ACME}'"),
    ("/invoices", {"matterIds": ACME, "clientIds": "cli_97ea55"}, "false"),
    ("/trust-accounts", {"matterIds": ACME}, "id = 'tra_21ff67'"),
    ("/trust-accounts", {"ledgerIds": "none"}, "false"),
    ("/trust-ledgers", {"matterIds": ACME}, f"matter_id = '{ACME}'"),
    ("/trust-ledgers", {"ledgerIds": "none"}, "false"),
    (
        "/trust-transactions",
        {"matterIds": ACME},
        f"ledger_id in (select id from trust_ledgers where matter_id = '{ACME}')",
    ),
]


def _rows(place: Place, path: str, where: str = "true") -> list[str]:
    table, order, _ = TABLES[path]
    return [id for (id,) in place.sql(f"select id from {table} where {where} order by {order}")]


@pytest.mark.parametrize("path", TABLES)
def test_a_list_holds_everything_once_and_in_order(place: Place, path: str) -> None:
    wanted = _rows(place, path)
    seen: list[str] = []
    page = 0
    while len(seen) < len(wanted):
        page += 1
        answer = place.get(path, page=page, pageSize=97)
        assert (answer["page"], answer["pageSize"]) == (page, 97)
        assert answer["total"] == TABLES[path][2] == len(wanted)
        seen += [item[ID_OF[path]] for item in answer["items"]]
    assert seen == wanted
    assert place.get(path, page=page + 1, pageSize=97)["items"] == []
    assert place.get(path, page=999_999_999, pageSize=200)["total"] == len(wanted)


@pytest.mark.parametrize(("path", "params", "where"), FILTERS, ids=str)
def test_a_filter(place: Place, path: str, params: dict[str, str], where: str) -> None:
    wanted = _rows(place, path, where)
    assert wanted or where == "false"
    first = place.get(path, **params)
    assert first["total"] == len(wanted)
    assert [item[ID_OF[path]] for item in first["items"]] == wanted[:50]
    if len(wanted) > 4:
        second = place.get(path, page=2, pageSize=2, **params)
        assert [item[ID_OF[path]] for item in second["items"]] == wanted[2:4]


@pytest.mark.parametrize("path", TABLES)
def test_ids_are_answered_in_the_order_asked_and_one_by_one(place: Place, path: str) -> None:
    first, *_, last = _rows(place, path)
    answer = place.get(path, ids=f"{last},unknown,{first},{last}")
    items = answer["items"]
    assert [item[ID_OF[path]] for item in items] == [last, first]
    assert (answer["page"], answer["pageSize"], answer["total"]) == (1, 50, 2)
    assert place.get(f"{path}/{last}") == items[0]
    assert place.get(path, ids="")["items"] == []
    assert place.refused("GET", f"{path}/unknown") == (404, "not_found", None)


def test_the_ledgers_of_a_list_of_ledgers(place: Place) -> None:
    first, second, *_ = _rows(place, "/trust-ledgers")
    ledgers = f"{second},{first}"
    assert place.ids_of("/trust-ledgers", ledgerIds=ledgers) == [first, second]
    entries = place.get("/trust-transactions", ledgerIds=ledgers, pageSize=2000)["items"]
    assert {entry["ledgerId"] for entry in entries} == {first, second}
    assert [it["sequence"] for it in entries] == sorted(it["sequence"] for it in entries)
    assert len(place.ids_of("/trust-accounts", ledgerIds=ledgers)) >= 1


def test_two_hundred_ids_and_no_more(place: Place) -> None:
    ids = _rows(place, "/time-entries")[:201]
    answer = place.get("/time-entries", ids=",".join(ids[:200]), pageSize=2000)
    assert (len(answer["items"]), answer["pageSize"]) == (200, 2000)
    refusal = place.refused("GET", "/time-entries", params={"ids": ",".join(ids)})
    assert refusal == (422, "invalid_input", ["ids"])
    most = place.get("/time-entries", matterIds=ACME, pageSize=9999)
    assert most["pageSize"] == 2000
    assert place.get("/time-entries", pageSize=9999)["pageSize"] == 200


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/matters", {"page": "0"}),
        ("/matters", {"page": "x"}),
        ("/matters", {"page": ""}),
        ("/matters", {"page": "1234567890"}),
        ("/matters", {"pageSize": "-1"}),
        ("/matters", {"status": "Open"}),
        ("/matters", {"status": ""}),
        ("/matters", {"updatedFrom": "yesterday"}),
        ("/matters", {"clientId": ["a", "b"]}),
        ("/matters", {"matterIds": "a"}),
        ("/contacts", {"number": "a"}),
        ("/time-entries", {"dateFrom": "2026-02-30"}),
        ("/invoices", {"status": "overdue"}),
        ("/users", {"search": "jane"}),
    ],
    ids=str,
)
def test_a_parameter_that_cannot_be_read_is_named(
    place: Place, path: str, params: dict[str, Any]
) -> None:
    (name,) = params
    assert place.refused("GET", path, params=params) == (422, "invalid_input", [name])


def test_a_path_that_is_not_there_and_a_method_that_is_not(place: Place) -> None:
    assert place.refused("GET", "/events") == (404, "not_found", None)
    assert place.refused("GET", "/matters/") == (404, "not_found", None)
    assert place.refused("DELETE", "/matters") == (405, "method_not_allowed", None)
    assert place.client.get("/").json()["error"]["code"] == "not_found"


def test_a_matter_whole(place: Place) -> None:
    assert place.get(f"/matters/{ACME}") == {
        "matterId": ACME,
        "number": "2026-0041",
        "title": "Acme v. Contoso",
        "status": "open",
        "clientId": "cli_445f10",
        "practiceArea": "Commercial Litigation",
        "responsibleAttorney": {"userId": "u_pp_7ab202", "name": "Jane Attorney"},
        "teamIds": ["u_pp_1a92b7", "u_pp_7ab202", "u_pp_dac3da"],
        "openDate": "2026-01-10",
        "billing": {"type": "hourly", "defaultRate": 395.0, "currency": "USD"},
        "trustAccountId": "tra_21ff67",
        "iManageWorkspaceId": "iman_ws_8831",
        "iManageWorkspaceUrl": "https://dms.meridianlake.example/work/link/w/iman_ws_8831",
        "tags": ["priority", "trial-prep"],
        "createdAt": "2026-01-10T16:05:52Z",
        "updatedAt": "2026-02-18T17:21:02Z",
    }


def test_a_contact_whole(place: Place) -> None:
    assert place.get("/contacts/cli_97ea55") == {
        "clientId": "cli_97ea55",
        "externalId": "acct_00131",
        "type": "organization",
        "name": "BetaSoft Inc.",
        "primaryContact": {
            "given": "Marisol",
            "family": "Tennant",
            "email": "marisol.tennant@betasoft.example",
        },
        "emails": ["legal@betasoft.example"],
        "phones": [{"type": "work", "value": "+1-312-555-0142"}],
        "addresses": [
            {
                "line1": "1045 W Fulton St",
                "line2": "Suite 600",
                "city": "Chicago",
                "region": "IL",
                "postalCode": "60607",
                "country": "US",
            }
        ],
        "billingPreferences": {"delivery": "email", "terms": "net30", "currency": "USD"},
        "createdAt": "2024-05-20T14:14:43Z",
        "updatedAt": "2024-05-20T14:14:43Z",
    }


def test_work_whole(place: Place) -> None:
    assert place.get("/time-entries/tim_c812e0") == {
        "entryId": "tim_c812e0",
        "matterId": ACME,
        "userId": "u_pp_7ab202",
        "date": "2026-02-18",
        "activityCode": "L110",
        "taskCode": "L110",
        "description": "Draft motion to compel; reviewed exhibits in iManage",
        "hours": 2.7,
        "billable": True,
        "rate": 395.0,
        "rateSource": "matter",
        "amount": 1066.5,
        "currency": "USD",
        "status": "billable",
        "tags": ["motion", "discovery"],
        "createdAt": "2026-02-18T18:02:12Z",
        "updatedAt": "2026-02-18T18:02:12Z",
    }
    expense, _ = place.get("/expenses", matterIds=ACME)["items"]
    assert expense.pop("createdAt").startswith("2026-01-23T")
    assert expense.pop("expenseId").startswith("exp_")
    assert expense.pop("invoiceId").startswith("inv_")
    assert expense.pop("bankReference").startswith("ACH ")
    assert expense == {
        "matterId": ACME,
        "date": "2026-01-23",
        "description": "Filing fee, Circuit Court, Law Division",
        "amount": 388.0,
        "currency": "USD",
        "taxable": False,
        "billable": True,
        "expenseCode": "E112",
        "costType": "hard",
        "status": expense["status"],
    }
    assert expense["status"] in ("billed", "paid")


def test_somebody_whole(place: Place) -> None:
    assert place.get("/users/u_pp_1a92b7") == {
        "userId": "u_pp_1a92b7",
        "name": "Paralegal",
        "email": "paralegal@meridianlake.example",
        "role": "paralegal",
        "active": True,
        "entitlements": ["matters", "contacts", "time", "invoices", "trust"],
    }


def test_trust_whole(place: Place) -> None:
    (ledger,) = place.get("/trust-ledgers", matterIds=ACME)["items"]
    balance = ledger["balance"]
    assert list(balance) == ["posted", "cleared", "held", "requested", "available"]
    reserved = balance["held"] + balance["requested"]
    assert balance["available"] == balance["cleared"] - reserved
    assert ledger == {
        "ledgerId": ledger["ledgerId"],
        "trustAccountId": "tra_21ff67",
        "clientId": "cli_445f10",
        "matterId": ACME,
        "currency": "USD",
        "balance": balance,
    }
    entries = place.get("/trust-transactions", ledgerIds=ledger["ledgerId"])["items"]
    assert entries[-1]["runningBalance"] == balance["posted"]
    assert {"transactionId", "sequence", "kind", "amount", "date", "createdAt"} <= entries[0].keys()
    account = place.get("/trust-accounts/tra_21ff67")
    assert (account["name"], account["currency"]) == ("Client Trust Account (IOLTA)", "USD")
    every = place.get("/trust-ledgers", pageSize=200)["items"]
    own = [it["balance"]["posted"] for it in every if it["trustAccountId"] == "tra_21ff67"]
    assert account["balance"]["posted"] == pytest.approx(sum(own), abs=0.001)


def test_reversals_name_each_other(place: Place) -> None:
    journal = place.get("/trust-transactions", pageSize=200)["items"]
    by_id = {entry["transactionId"]: entry for entry in journal}
    reversals = [entry for entry in journal if "reversesId" in entry]
    assert reversals
    for entry in reversals:
        assert by_id[entry["reversesId"]]["reversedById"] == entry["transactionId"]


def test_every_field_of_every_record_can_be_told_and_none_is_null(place: Place) -> None:
    told = {path: {name for item in _every(place, path) for name in item} for path in TABLES}
    assert told["/matters"] >= {"externalId", "closeDate", "clientMatterId", "teamIds"}
    assert told["/time-entries"] >= {"invoiceId", "taskCode", "tags"}
    assert told["/invoices"] >= {"number", "dueDate", "payments", "lineItems", "discounts"}
    assert told["/trust-transactions"] >= {"purpose", "clearedOn", "payee", "invoiceId"}
    for path in TABLES:
        assert ":null" not in place.ask("GET", path, params={"pageSize": 200}).text


def test_figures_are_written_digit_for_digit(place: Place) -> None:
    place.ids.laid_out["inv"] = ["inv_71a92f"]
    body = {
        "matterId": ACME,
        "issueDate": "2026-02-20",
        "lineItems": {
            "timeEntryIds": ["tim_c812e0"],
            "expenses": [{"description": "Filing fee", "amount": 120}],
        },
        "discounts": [{"type": "percent", "value": 5}],
        "applyTrust": {"enabled": True, "maxAmount": 500},
        "notes": "Billed through 2026-02-18",
    }
    assert place.ask("POST", "/invoices", json=body).status_code == 201
    text = place.ask("GET", "/invoices/inv_71a92f").text
    assert text == (
        '{"invoiceId":"inv_71a92f","status":"draft","issueDate":"2026-02-20",'
        '"dueDate":"2026-03-22","overdue":false,"matterId":"mat_9c31d2",'
        '"clientId":"cli_445f10","currency":"USD","subtotal":1186.5,'
        '"discounts":[{"type":"percent","value":5.0,"amount":59.325}],"discount":59.325,'
        '"taxRate":0.0,"tax":0.0,"trustApplied":500.0,"total":627.175,"amountBilled":1127.17,'
        '"amountCredited":0.0,"amountWrittenOff":0.0,"amountPaid":0.0,"amountDue":627.17,'
        '"roundingDelta":-0.005,"trustReplenishment":0.0,'
        '"paymentLink":"https://payments.practicepanther.example/pay/inv_71a92f",'
        '"notes":"Billed through 2026-02-18","createdById":"u_pp_7ab202",'
        '"createdAt":"2026-02-20T09:15:44Z",'
        '"updatedAt":"2026-02-20T09:15:44Z","lineItems":[{"kind":"time",'
        '"description":"Draft motion to compel; reviewed exhibits in iManage",'
        '"date":"2026-02-18","quantity":2.7,"rate":395.0,"amount":1066.5,"discount":53.33,'
        '"tax":0.0,"taxable":true,"timeEntryId":"tim_c812e0"},{"kind":"expense",'
        '"description":"Filing fee","date":"2026-02-20","quantity":1.0,"rate":120.0,'
        '"amount":120.0,"discount":6.0,"tax":0.0,"taxable":false,"expenseId":"exp_000001"}],'
        '"payments":[]}'
    )


def test_payments_come_with_their_invoice(place: Place) -> None:
    (paid, *_) = place.get("/invoices", status="paid")["items"]
    assert paid["amountDue"] == 0.0
    came = [it for it in paid["payments"] if not it["reversed"]]
    by_trust = sum(it["amount"] for it in came if it["method"] == "trust")
    others = sum(it["amount"] for it in came if it["method"] != "trust")
    assert came
    assert by_trust == pytest.approx(paid["trustApplied"], abs=0.001)
    assert others == pytest.approx(paid["amountPaid"], abs=0.001)


def _every(place: Place, path: str) -> list[Any]:
    total = place.get(path)["total"]
    pages = range(1, -(-total // 200) + 1)
    return [item for page in pages for item in place.get(path, page=page, pageSize=200)["items"]]
