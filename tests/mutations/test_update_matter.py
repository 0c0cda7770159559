"""updateMatter: every field, what null clears, closing and reopening, and every refusal."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.mutations.records import (
    ASSOCIATE,
    LEDGER,
    PARALEGAL,
    done,
    new_entry,
    new_expense,
    new_invoice,
    new_matter,
    refusals,
    refused,
)
from tests.world import MATTER, OWNER, World

WHOLE = """matter { title status practiceArea tags openDate closeDate limitationDate clientMatterId
    billing { type defaultRate { amount } flatAmount { amount } contingencyPercent currencyCode }
    responsibleAttorney { id } team { id } iManageWorkspace { id webUrl } updatedAt }"""

FULL: dict[str, Any] = {
    "title": "Full",
    "number": "FULL",
    "practiceArea": "Tax",
    "responsibleAttorneyId": OWNER,
    "teamIds": [PARALEGAL],
    "openDate": "2026-01-15",
    "limitationDate": "2028-06-30",
    "clientMatterId": "LM-6",
    "billing": {"type": "HOURLY", "defaultRate": "300"},
    "iManage": {"workspaceId": "iman_ws_1"},
    "tags": ["old"],
}
FULL_MATTER: dict[str, Any] = {
    "title": "Full",
    "status": "OPEN",
    "practiceArea": "Tax",
    "tags": ["old"],
    "openDate": "2026-01-15",
    "closeDate": None,
    "limitationDate": "2028-06-30",
    "clientMatterId": "LM-6",
    "billing": {
        "type": "HOURLY",
        "defaultRate": {"amount": "300.00"},
        "flatAmount": None,
        "contingencyPercent": None,
        "currencyCode": "USD",
    },
    "responsibleAttorney": {"id": OWNER},
    "team": [{"id": PARALEGAL}],
    "iManageWorkspace": {"id": "iman_ws_1", "webUrl": None},
    "updatedAt": "2026-02-21T09:15:44Z",
}


async def _changed(world: World, id: str, **said: Any) -> Any:
    answer = await world.change("updateMatter", WHOLE, id=id, **said)
    assert answer["userErrors"] == []
    return answer["matter"]


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ({}, {}),
        ({"title": " New "}, {"title": "New"}),
        ({"practiceArea": "Estates"}, {"practiceArea": "Estates"}),
        ({"practiceArea": None}, {"practiceArea": None}),
        ({"responsibleAttorneyId": ASSOCIATE}, {"responsibleAttorney": {"id": ASSOCIATE}}),
        ({"responsibleAttorneyId": None}, {"responsibleAttorney": None}),
        ({"teamIds": [ASSOCIATE, ASSOCIATE]}, {"team": [{"id": ASSOCIATE}]}),
        ({"teamIds": []}, {"team": []}),
        ({"status": "PENDING"}, {"status": "PENDING"}),
        ({"openDate": "2025-12-31"}, {"openDate": "2025-12-31"}),
        ({"openDate": None}, {"openDate": None}),
        ({"limitationDate": "2027-01-01"}, {"limitationDate": "2027-01-01"}),
        ({"limitationDate": None}, {"limitationDate": None}),
        ({"clientMatterId": "C.12_b-3"}, {"clientMatterId": "C.12_b-3"}),
        ({"clientMatterId": None}, {"clientMatterId": None}),
        (
            {"billing": {"type": "RETAINER"}},
            {"billing": {**FULL_MATTER["billing"], "type": "RETAINER", "defaultRate": None}},
        ),
        (
            {"billing": {"type": "FLAT_FEE", "flatAmount": "9000.5", "defaultRate": None}},
            {
                "billing": {
                    **FULL_MATTER["billing"],
                    "type": "FLAT_FEE",
                    "defaultRate": None,
                    "flatAmount": {"amount": "9000.50"},
                }
            },
        ),
        (
            {"billing": {"type": "HOURLY", "defaultRate": "45000", "currencyCode": "JPY"}},
            {
                "billing": {
                    **FULL_MATTER["billing"],
                    "defaultRate": {"amount": "45000"},
                    "currencyCode": "JPY",
                }
            },
        ),
        (
            {"iManage": {"workspaceId": "iman_ws_2"}},
            {"iManageWorkspace": {"id": "iman_ws_2", "webUrl": None}},
        ),
        ({"iManage": {"workspaceId": None}}, {"iManageWorkspace": None}),
        pytest.param({"iManage": {"autoCreate": False}}, {}, id="a link without a workspaceId"),
        ({"iManage": None}, {"iManageWorkspace": None}),
        ({"tags": ["b", "a", "b"]}, {"tags": ["b", "a"]}),
        ({"tags": []}, {"tags": []}),
    ],
)
async def test_what_is_said_changes_and_what_is_absent_stays(
    world: World, said: dict[str, Any], changed: dict[str, Any]
) -> None:
    id = await new_matter(world, **FULL)
    world.clock.time += timedelta(days=1)
    assert await _changed(world, id, **said) == {**FULL_MATTER, **changed}
    assert (await world.ask(f"query ($id: ID!) {{ matter(id: $id) {{ {WHOLE[8:]} }}", id=id))[
        "matter"
    ] == {**FULL_MATTER, **changed}


@pytest.mark.parametrize("field", ["title", "teamIds", "status", "billing", "tags"])
async def test_what_may_not_be_empty_is_not_cleared(world: World, field: str) -> None:
    errors = await refusals(world, "updateMatter", "matter { id }", id=MATTER, **{field: None})
    assert errors == [
        {
            "__typename": "InvalidInput",
            "code": "INVALID_INPUT",
            "message": f"{field} should not be null.",
            "field": [field],
        }
    ]


async def test_a_new_title_is_found_and_the_old_one_is_not(world: World) -> None:
    id = await new_matter(world, **FULL)
    await _changed(world, id, title="Zanzibar", practiceArea="Shipping")
    found = "{ matters(filter: { search: %s }) { edges { node { id } } } }"
    for words, edges in [
        ('"zanzi"', [{"node": {"id": id}}]),
        ('"SHIPPING"', [{"node": {"id": id}}]),
        ('"full full"', []),
    ]:
        assert (await world.ask(found % words))["matters"]["edges"] == edges


@pytest.mark.parametrize("status", ["CLOSED", "ARCHIVED"])
async def test_closing_takes_the_clocks_day_and_reopening_clears_it(
    world: World, status: str
) -> None:
    id = await new_matter(world, **FULL)
    world.clock.time = datetime(2026, 3, 31, 23, tzinfo=UTC)
    closed = await _changed(world, id, status=status)
    assert (closed["status"], closed["closeDate"]) == (status, "2026-03-31")
    opened = await _changed(world, id, status="OPEN")
    assert (opened["status"], opened["closeDate"]) == ("OPEN", None)


async def test_archiving_what_is_closed_keeps_the_day_it_closed(world: World) -> None:
    id = await new_matter(world, **FULL)
    await _changed(world, id, status="CLOSED")
    world.clock.time += timedelta(days=30)
    archived = await _changed(world, id, status="ARCHIVED")
    assert (archived["status"], archived["closeDate"]) == ("ARCHIVED", "2026-02-20")


async def test_a_matter_may_reopen_with_a_later_open_date(world: World) -> None:
    id = await new_matter(world, **FULL, status="CLOSED")
    reopened = await _changed(world, id, status="OPEN", openDate="2026-03-01")
    assert (reopened["openDate"], reopened["closeDate"]) == ("2026-03-01", None)


async def test_an_open_date_after_the_close_date_is_refused(world: World) -> None:
    id = await new_matter(world, **FULL, status="CLOSED")
    errors = await refusals(world, "updateMatter", WHOLE, id=id, openDate="2026-02-21")
    assert [(e["code"], e["field"], e["message"]) for e in errors] == [
        (
            "INVALID_INPUT",
            ["openDate"],
            "A matter opens before it closes, which was on 2026-02-20.",
        )
    ]
    assert (await _changed(world, id, openDate="2026-02-20"))["openDate"] == "2026-02-20"


@pytest.mark.parametrize("status", ["CLOSED", "ARCHIVED"])
async def test_tr15_a_matter_with_trust_money_stays_open(world: World, status: str) -> None:
    errors = await refusals(world, "updateMatter", WHOLE, id=MATTER, status=status)
    assert errors == [
        {
            "__typename": "TrustBalanceRemains",
            "code": "TRUST_BALANCE_REMAINS",
            "message": "Matter 2026-0041 still holds trust money; refund or move it first.",
            "field": ["status"],
        }
    ]


async def test_tr15_a_matter_whose_trust_money_is_gone_may_close(world: World) -> None:
    await done(
        world,
        "disburseTrust",
        "transaction { id }",
        ledgerId=LEDGER,
        purpose="CLIENT_REFUND",
        amount="2500",
        date="2026-02-20",
        payee="Acme Holdings LLC",
        idempotencyKey="refund",
    )
    assert (await _changed(world, MATTER, status="CLOSED"))["closeDate"] == "2026-02-20"


@pytest.mark.parametrize("work", ["time", "expense", "invoice"])
async def test_the_currency_stays_once_there_are_entries(world: World, work: str) -> None:
    id = await new_matter(world, **FULL)
    if work == "expense":
        await new_expense(world, matterId=id)
    else:
        entry = await new_entry(world, matterId=id)
        if work == "invoice":
            await new_invoice(world, matterId=id, timeEntryIds=[entry])
    said = {"id": id, "billing": {"type": "HOURLY", "currencyCode": "EUR"}}
    errors = await refusals(world, "updateMatter", "matter { id }", **said)
    assert errors == [
        {
            "__typename": "CurrencyMismatch",
            "code": "CURRENCY_MISMATCH",
            "message": "This must be in USD, not in EUR.",
            "field": ["billing", "currencyCode"],
        }
    ]


async def test_a_new_rate_leaves_what_is_recorded_alone(world: World) -> None:
    id = await new_matter(world, **FULL)
    old = await new_entry(world, matterId=id)
    await _changed(world, id, billing={"type": "HOURLY", "defaultRate": "350"})
    new = await new_entry(world, matterId=id)
    data = await world.ask(
        """query ($old: ID!, $new: ID!) { old: timeEntry(id: $old) { rate { amount } }
        new: timeEntry(id: $new) { rate { amount } } }""",
        old=old,
        new=new,
    )
    assert data == {"old": {"rate": {"amount": "300.00"}}, "new": {"rate": {"amount": "350.00"}}}


@pytest.mark.parametrize(
    ("said", "refusals"),
    [
        ({"id": "mat_none", "title": "x"}, [("NOT_FOUND", ["id"])]),
        ({"title": " "}, [("INVALID_INPUT", ["title"])]),
        ({"practiceArea": ""}, [("INVALID_INPUT", ["practiceArea"])]),
        (
            {"responsibleAttorneyId": "u_none", "teamIds": ["u_nil"]},
            [("NOT_FOUND", ["responsibleAttorneyId"]), ("NOT_FOUND", ["teamIds", "0"])],
        ),
        (
            {"billing": {"type": "FLAT_FEE"}, "status": "CLOSED"},
            [
                ("INVALID_INPUT", ["billing", "flatAmount"]),
                ("TRUST_BALANCE_REMAINS", ["status"]),
            ],
        ),
        (
            {"billing": {"type": "CONTINGENCY", "contingencyPercent": "33.1234567"}},
            [("INVALID_INPUT", ["billing", "contingencyPercent"])],
        ),
        (
            {"billing": {"type": "CONTINGENCY"}},
            [("INVALID_INPUT", ["billing", "contingencyPercent"])],
        ),
        (
            {"billing": {"type": "HOURLY", "defaultRate": "395.005"}},
            [("INVALID_INPUT", ["billing", "defaultRate"])],
        ),
        (
            {"iManage": {"autoCreate": True}},
            [("NOT_SUPPORTED_BY_UPSTREAM", ["iManage", "autoCreate"])],
        ),
        (
            {"iManage": {"workspaceId": "iman_ws_1", "autoCreate": True}},
            [("INVALID_INPUT", ["iManage", "autoCreate"])],
        ),
        ({"tags": ["x"] * 51}, [("INVALID_INPUT", ["tags"])]),
    ],
)
async def test_a_refusal_names_its_fields_and_changes_nothing(
    world: World, said: dict[str, Any], refusals: list[tuple[str, list[str]]]
) -> None:
    assert await refused(world, "updateMatter", "matter", **{"id": MATTER, **said}) == refusals
