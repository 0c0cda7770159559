"""Root reads: every field of the seed's own records, every filter."""

from typing import Any

import pytest

from tests.world import World


async def test_the_seeds_matter_reads_as_the_seed_says(world: World) -> None:
    data = await world.ask(
        """{ matter(id: "mat_9c31d2") { __typename id number externalId title status practiceArea
            tags openDate closeDate limitationDate updatedAt
            billing { type defaultRate { amount currencyCode } flatAmount { amount }
                contingencyPercent currencyCode }
            client { id } responsibleAttorney { id name } trustAccount { id }
            iManageWorkspace { id } } }"""
    )
    assert data["matter"] == {
        "__typename": "Matter",
        "id": "mat_9c31d2",
        "number": "2026-0041",
        "externalId": None,
        "title": "Acme v. Contoso",
        "status": "OPEN",
        "practiceArea": "Commercial Litigation",
        "tags": ["priority", "trial-prep"],
        "openDate": "2026-01-10",
        "closeDate": None,
        "limitationDate": data["matter"]["limitationDate"],
        "updatedAt": "2026-02-18T17:21:02Z",
        "billing": {
            "type": "HOURLY",
            "defaultRate": {"amount": "395.00", "currencyCode": "USD"},
            "flatAmount": None,
            "contingencyPercent": None,
            "currencyCode": "USD",
        },
        "client": {"id": "cli_445f10"},
        "responsibleAttorney": {"id": "u_pp_7ab202", "name": "Jane Attorney"},
        "trustAccount": {"id": "tra_21ff67"},
        "iManageWorkspace": {"id": "iman_ws_8831"},
    }


async def test_the_seeds_contact_reads_as_the_seed_says(world: World) -> None:
    data = await world.ask(
        """{ contactByExternalId(externalId: "acct_00124") { id type name notes updatedAt
            primaryContact { givenName familyName email } phones { type value }
            addresses { line1 line2 city region postalCode country }
            billingPreferences { delivery terms currencyCode }
            trustLedgers { matter { number } balance { available { amount } } } } }"""
    )
    contact = data["contactByExternalId"]
    assert contact.pop("trustLedgers")[0].keys() == {"matter", "balance"}
    assert contact == {
        "id": "cli_445f10",
        "type": "ORGANIZATION",
        "name": "Acme Holdings LLC",
        "notes": "Existing iManage client; map by client number 11287",
        "updatedAt": "2026-02-19T11:44:07Z",
        "primaryContact": {
            "givenName": "Alex",
            "familyName": "Morgan",
            "email": "alex.morgan@acme.example",
        },
        "phones": [{"type": "work", "value": "+1-312-555-0199"}],
        "addresses": [
            {
                "line1": "200 W Monroe St",
                "line2": None,
                "city": "Chicago",
                "region": "IL",
                "postalCode": "60606",
                "country": "US",
            }
        ],
        "billingPreferences": {"delivery": "email", "terms": "net30", "currencyCode": "USD"},
    }


async def test_the_seeds_time_entry_reads_as_the_seed_says(world: World) -> None:
    data = await world.ask(
        """{ timeEntry(id: "tim_c812e0") { matter { id } user { id } date activityCode taskCode
            activity { code name set } description hours rate { amount } amount { amount }
            billable status tags createdAt invoice { id } } }"""
    )
    assert data["timeEntry"] == {
        "matter": {"id": "mat_9c31d2"},
        "user": {"id": "u_pp_7ab202"},
        "date": "2026-02-18",
        "activityCode": "L110",
        "taskCode": "L110",
        "activity": {
            "code": "L110",
            "name": "Fact Investigation/Development",
            "set": "ABA_Litigation",
        },
        "description": "Draft motion to compel; reviewed exhibits in iManage",
        "hours": "2.7",
        "rate": {"amount": "395.00"},
        "amount": {"amount": "1066.50"},
        "billable": True,
        "status": "BILLABLE",
        "tags": ["motion", "discovery"],
        "createdAt": "2026-02-18T18:02:12Z",
        "invoice": None,
    }


async def test_the_viewer_is_the_firms_owner(world: World) -> None:
    data = await world.ask("{ viewer { user { id name role active } entitlements expiresAt } }")
    assert data["viewer"] == {
        "user": {
            "id": "u_pp_7ab202",
            "name": "Jane Attorney",
            "role": "partner",
            "active": True,
        },
        "entitlements": [
            "MATTERS",
            "CONTACTS",
            "TIME",
            "INVOICES",
            "TRUST",
            "TASKS",
            "DOCUMENTS",
            "REPORTS",
            "CONFLICTS",
            "AUDIT",
            "ADMIN",
        ],
        "expiresAt": None,
    }


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        ("Matter", "matters"),
        ("Contact", "contacts"),
        ("TimeEntry", "time_entries"),
        ("Expense", "expenses"),
        ("Invoice", "invoices"),
        ("TrustAccount", "trust_accounts"),
        ("User", "users"),
    ],
)
async def test_node_finds_every_kind_by_its_id(world: World, kind: str, table: str) -> None:
    (id,) = world.sql(f"select id from {table} order by id limit 1")[0]
    name = kind[0].lower() + kind[1:]
    data = await world.ask(
        f"query ($id: ID!) {{ node(id: $id) {{ __typename id }} it: {name}(id: $id) {{ id }} }}",
        id=id,
    )
    assert data == {"node": {"__typename": kind, "id": id}, "it": {"id": id}}


async def test_what_is_not_there_is_null(world: World) -> None:
    data = await world.ask(
        """{ matter(id: "mat_0") { id } matterByNumber(number: "x") { id }
            matterByExternalId(externalId: "x") { id } contact(id: "") { id }
            contactByExternalId(externalId: "x") { id } timeEntry(id: "x") { id }
            expense(id: "x") { id } invoice(id: "x") { id } trustAccount(id: "x") { id }
            user(id: "x") { id } a: node(id: "x") { id } b: node(id: "mat_0") { id } }"""
    )
    assert set(data.values()) == {None}


SQL = {
    "matters": "select id from matters t where {where} order by t.number, t.id",
    "contacts": "select id from contacts t where {where} order by t.name, t.id",
    "timeEntries": "select id from time_entries t where {where} order by t.date desc, t.id desc",
    "invoices": "select id from invoices t where {where} order by t.issue_date desc, t.id desc",
}


@pytest.mark.parametrize(
    ("name", "filter", "where"),
    [
        ("matters", {"status": ["OPEN"]}, "status = 'open'"),
        ("matters", {"status": ["CLOSED", "ARCHIVED"]}, "status in ('closed', 'archived')"),
        ("matters", {"status": []}, "false"),
        ("matters", {"clientId": "cli_445f10"}, "client_id = 'cli_445f10'"),
        (
            "matters",
            {"responsibleAttorneyId": "u_pp_7ab202"},
            "responsible_attorney_id = 'u_pp_7ab202'",
        ),
        ("matters", {"practiceArea": "Real Estate"}, "practice_area = 'Real Estate'"),
        ("matters", {"tag": "priority"}, "tags like '%\"priority\"%'"),
        (
            "matters",
            {"updatedFrom": "2026-02-18T17:21:02Z"},
            "updated_at >= '2026-02-18T17:21:02.000000Z'",
        ),
        (
            "matters",
            {"updatedTo": "2026-02-18T11:21:02-06:00"},
            "updated_at < '2026-02-18T17:21:02.000000Z'",
        ),
        ("matters", {"search": "ACME v"}, "id = 'mat_9c31d2'"),
        ("matters", {"search": "100%"}, "false"),
        (
            "matters",
            {"status": ["OPEN"], "practiceArea": "Estate Planning"},
            "status = 'open' and practice_area = 'Estate Planning'",
        ),
        ("contacts", {"type": "PERSON"}, "type = 'person'"),
        ("contacts", {"search": "acme holdings"}, "id = 'cli_445f10'"),
        (
            "contacts",
            {"updatedFrom": "2026-01-01T00:00:00Z", "updatedTo": "2026-02-01T00:00:00Z"},
            "updated_at >= '2026-01-01' and updated_at < '2026-02-01'",
        ),
        ("timeEntries", {"matterId": "mat_9c31d2"}, "matter_id = 'mat_9c31d2'"),
        ("timeEntries", {"userId": "u_pp_7ab202"}, "user_id = 'u_pp_7ab202'"),
        (
            "timeEntries",
            {"dateFrom": "2026-02-01", "dateTo": "2026-02-10"},
            "date between '2026-02-01' and '2026-02-10'",
        ),
        ("timeEntries", {"status": ["RESERVED"]}, "status = 'reserved'"),
        ("timeEntries", {"billable": False}, "billable = 0"),
        ("invoices", {"matterId": "mat_9c31d2"}, "matter_id = 'mat_9c31d2'"),
        ("invoices", {"clientId": "cli_445f10"}, "client_id = 'cli_445f10'"),
        ("invoices", {"status": ["VOID"]}, "status = 'void'"),
        (
            "invoices",
            {"issuedFrom": "2025-12-01", "issuedTo": "2025-12-31"},
            "issue_date between '2025-12-01' and '2025-12-31'",
        ),
        (
            "invoices",
            {"overdue": True},
            (
                "status in ('approved', 'sent', 'viewed', 'partially_paid') and due > 0 "
                "and due_date < '2026-02-20'"
            ),
        ),
        (
            "invoices",
            {"overdue": False, "status": ["SENT"]},
            "status = 'sent' and due_date >= '2026-02-20'",
        ),
    ],
    ids=str,
)
async def test_a_filter_narrows_to_exactly_what_it_says(
    world: World, name: str, filter: dict[str, Any], where: str
) -> None:
    kind = {"matters": "Matter", "contacts": "Contact", "timeEntries": "TimeEntry"}
    document = f"""query ($filter: {kind.get(name, "Invoice")}Filter) {{
        {name}(first: 100, filter: $filter) {{ totalCount nodes {{ id }} }} }}"""
    expected = [id for (id,) in world.sql(SQL[name].format(where=where))]
    page = (await world.ask(document, filter=filter))[name]
    assert [node["id"] for node in page["nodes"]] == expected[:100]
    assert page["totalCount"] == len(expected)


async def test_a_filter_on_an_edge_narrows_the_edge(world: World) -> None:
    data = await world.ask(
        """{ contact(id: "cli_445f10") {
            matters(filter: {status: OPEN, search: "contoso"}) { totalCount nodes { number } }
            invoices(filter: {status: PAID}) { nodes { status matter { number } } } } }"""
    )
    assert data["contact"]["matters"] == {"totalCount": 1, "nodes": [{"number": "2026-0041"}]}
    assert {it["status"] for it in data["contact"]["invoices"]["nodes"]} == {"PAID"}


async def test_overdue_follows_the_clock(world: World) -> None:
    document = "{ invoices(filter: {overdue: true}) { totalCount } }"
    before = (await world.ask(document))["invoices"]["totalCount"]
    world.clock.time = world.clock.time.replace(year=2030)
    (unpaid,) = world.sql(
        "select count(*) from invoices where status in ('approved', 'sent', 'viewed', "
        "'partially_paid') and due > 0"
    )[0]
    assert before < unpaid == (await world.ask(document))["invoices"]["totalCount"]


async def test_every_invoice_foots_in_exact_and_in_settled_figures(world: World) -> None:
    from decimal import Decimal

    document = """query ($after: String) { invoices(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor } nodes { id status
        subtotal { amount } discount { amount } tax { amount } trustApplied { amount }
        total { amount } amountBilled { amount } amountCredited { amount } amountPaid { amount }
        amountDue { amount } roundingDelta { amount } discounts { amount { amount } }
        lineItems { amount { amount } discount { amount } tax { amount } }
        payments { method reversed amount { amount } } } } }"""
    after, seen = None, 0
    while True:
        page = (await world.ask(document, after=after))["invoices"]
        for invoice in page["nodes"]:
            it = {
                name: Decimal(value["amount"])
                for name, value in invoice.items()
                if isinstance(value, dict)
            }
            lines = invoice["lineItems"]
            assert it["total"] == it["subtotal"] - it["discount"] + it["tax"] - it["trustApplied"]
            assert (
                it["amountDue"]
                == it["amountBilled"] - it["amountCredited"] - it["trustApplied"] - it["amountPaid"]
            )
            assert it["roundingDelta"] == it["amountBilled"] - it["trustApplied"] - it["total"]
            assert it["subtotal"] == sum(Decimal(li["amount"]["amount"]) for li in lines)
            assert it["amountBilled"] == sum(
                Decimal(li["amount"]["amount"])
                - Decimal(li["discount"]["amount"])
                + Decimal(li["tax"]["amount"])
                for li in lines
            )
            assert it["amountPaid"] == sum(
                Decimal(p["amount"]["amount"])
                for p in invoice["payments"]
                if p["method"] != "TRUST" and not p["reversed"]
            )
            seen += 1
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert seen == 300
