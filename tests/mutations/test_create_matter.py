"""createMatter: the seed's matter, its number, the upsert, every refusal and the key."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from tests.mutations.records import ASSOCIATE, PARALEGAL, new_client, new_matter, refusals, refused
from tests.world import CLIENT, OWNER, World

BETASOFT = "cli_97ea55"
WHOLE = """matter { id number externalId title status practiceArea tags openDate closeDate
    limitationDate clientMatterId billing { type defaultRate { amount } flatAmount { amount currencyCode }
    contingencyPercent currencyCode } client { name } responsibleAttorney { name }
    team { id } trustAccount { id } iManageWorkspace { id webUrl } createdAt updatedAt } created"""

SEED: dict[str, Any] = {
    "externalId": "crm_lead_982341",
    "number": "2026-0042",
    "title": "IP Licensing – BetaSoft",  # noqa: RUF001 - as people write it
    "clientId": BETASOFT,
    "practiceArea": "Intellectual Property",
    "responsibleAttorneyId": OWNER,
    "billing": {"type": "FLAT_FEE", "flatAmount": "15000", "currencyCode": "USD"},
    "iManage": {"workspaceId": "iman_ws_9020", "autoCreate": False},
    "tags": ["intake", "fixed-fee"],
}
SEED_MATTER = {
    "id": "mat_b7811e",
    "number": "2026-0042",
    "externalId": "crm_lead_982341",
    "title": SEED["title"],
    "status": "OPEN",
    "practiceArea": "Intellectual Property",
    "tags": ["intake", "fixed-fee"],
    "openDate": "2026-02-19",
    "closeDate": None,
    "limitationDate": None,
    "clientMatterId": None,
    "billing": {
        "type": "FLAT_FEE",
        "defaultRate": None,
        "flatAmount": {"amount": "15000.00", "currencyCode": "USD"},
        "contingencyPercent": None,
        "currencyCode": "USD",
    },
    "client": {"name": "BetaSoft Inc."},
    "responsibleAttorney": {"name": "Jane Attorney"},
    "team": [],
    "trustAccount": None,
    "iManageWorkspace": {"id": "iman_ws_9020", "webUrl": None},
    "createdAt": "2026-02-19T10:03:11Z",
    "updatedAt": "2026-02-19T10:03:11Z",
}
PLAIN = {"title": "Plain", "clientId": CLIENT}


@pytest.fixture
def at_the_seeds_hour(world: World) -> World:
    world.clock.time = datetime(2026, 2, 19, 10, 3, 11, tzinfo=UTC)
    world.ids.laid_out["mat"] = ["mat_b7811e"]
    return world


async def _number(world: World, **said: Any) -> str:
    answer = await world.change("createMatter", "matter { number }", **{**PLAIN, **said})
    assert answer["userErrors"] == []
    return answer["matter"]["number"]


async def test_the_seeds_matter_is_opened(at_the_seeds_hour: World) -> None:
    assert await at_the_seeds_hour.change("createMatter", WHOLE, **SEED) == {
        "matter": SEED_MATTER,
        "created": True,
        "userErrors": [],
    }


async def test_the_same_external_id_changes_what_is_given(at_the_seeds_hour: World) -> None:
    world = at_the_seeds_hour
    await world.change("createMatter", WHOLE, **SEED)
    world.clock.time = datetime(2026, 2, 20, 8, 0, tzinfo=UTC)
    assert await world.change(
        "createMatter",
        WHOLE,
        externalId="crm_lead_982341",
        title="Licensing",
        clientId=BETASOFT,
        teamIds=[PARALEGAL],
        practiceArea=None,
    ) == {
        "matter": {
            **SEED_MATTER,
            "title": "Licensing",
            "team": [{"id": PARALEGAL}],
            "updatedAt": "2026-02-20T08:00:00Z",
        },
        "created": False,
        "userErrors": [],
    }
    assert world.sql("select count(*) from matters where external_id = 'crm_lead_982341'") == [(1,)]


async def test_the_seeds_matter_sent_twice_stays_one(at_the_seeds_hour: World) -> None:
    world = at_the_seeds_hour
    await world.change("createMatter", WHOLE, **SEED)
    assert await world.change("createMatter", WHOLE, **SEED) == {
        "matter": SEED_MATTER,
        "created": False,
        "userErrors": [],
    }


async def test_only_title_and_client_are_needed(world: World) -> None:
    assert await world.change("createMatter", WHOLE, **PLAIN) == {
        "matter": {
            "id": "mat_000001",
            "number": "2026-0042",
            "externalId": None,
            "title": "Plain",
            "status": "OPEN",
            "practiceArea": None,
            "tags": [],
            "openDate": "2026-02-20",
            "closeDate": None,
            "limitationDate": None,
            "clientMatterId": None,
            "billing": {
                "type": "HOURLY",
                "defaultRate": None,
                "flatAmount": None,
                "contingencyPercent": None,
                "currencyCode": "USD",
            },
            "client": {"name": "Acme Holdings LLC"},
            "responsibleAttorney": None,
            "team": [],
            "trustAccount": None,
            "iManageWorkspace": None,
            "createdAt": "2026-02-20T09:15:44Z",
            "updatedAt": "2026-02-20T09:15:44Z",
        },
        "created": True,
        "userErrors": [],
    }


async def test_null_is_the_same_as_absent(world: World) -> None:
    nothing = dict.fromkeys(
        [
            "idempotencyKey",
            "externalId",
            "number",
            "practiceArea",
            "responsibleAttorneyId",
            "teamIds",
            "status",
            "openDate",
            "limitationDate",
            "clientMatterId",
            "billing",
            "iManage",
            "tags",
        ]
    )
    answer = await world.change("createMatter", WHOLE, **PLAIN, **nothing)
    assert answer["userErrors"] == []
    assert answer["matter"]["number"] == "2026-0042"
    assert answer["matter"]["status"] == "OPEN"
    assert answer["matter"]["tags"] == []


async def test_numbers_are_allotted_in_a_row(world: World) -> None:
    numbers = [await _number(world) for _ in range(3)]
    assert numbers == ["2026-0042", "2026-0043", "2026-0044"]


async def test_a_number_taken_by_hand_is_skipped_and_never_comes_twice(world: World) -> None:
    assert await _number(world, number="2026-0043") == "2026-0043"
    assert [await _number(world) for _ in range(3)] == ["2026-0042", "2026-0044", "2026-0045"]
    assert await refused(world, "createMatter", "matter", **PLAIN, number="2026-0043") == [
        ("ALREADY_EXISTS", ["number"])
    ]
    assert await _number(world) == "2026-0046"


async def test_a_refused_matter_takes_no_number(world: World) -> None:
    assert await refused(world, "createMatter", "matter", title="No", clientId="cli_none") == [
        ("NOT_FOUND", ["clientId"])
    ]
    assert await _number(world) == "2026-0042"


@pytest.mark.parametrize(
    ("now", "number"),
    [
        (datetime(2027, 1, 1, tzinfo=UTC), "2027-0001"),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), "2026-0042"),
        (datetime(2026, 12, 31, 20, tzinfo=timezone(timedelta(hours=-5))), "2027-0001"),
        (datetime(2025, 12, 31, tzinfo=UTC), "2025-0082"),
    ],
)
async def test_each_year_of_the_clock_counts_for_itself(
    world: World, now: datetime, number: str
) -> None:
    world.clock.time = now
    assert await _number(world) == number


@pytest.mark.parametrize(
    ("status", "open_date", "close_date"),
    [
        ("OPEN", "2026-02-20", None),
        ("PENDING", None, None),
        ("CLOSED", "2026-02-20", "2026-02-20"),
        ("ARCHIVED", "2026-02-20", "2026-02-20"),
    ],
)
async def test_the_status_decides_on_the_dates(
    world: World, status: str, open_date: str | None, close_date: str | None
) -> None:
    answer = await world.change("createMatter", WHOLE, **PLAIN, status=status)
    matter = answer["matter"]
    assert (matter["status"], matter["openDate"], matter["closeDate"]) == (
        status,
        open_date,
        close_date,
    )


async def test_everything_that_can_be_said_is_kept(world: World) -> None:
    answer = await world.change(
        "createMatter",
        WHOLE,
        title="  Whole  ",
        clientId=CLIENT,
        number="ACME.7_b",
        status="PENDING",
        openDate="2026-01-02",
        limitationDate="2028-01-02",
        clientMatterId="LM-5",
        teamIds=[PARALEGAL, ASSOCIATE, PARALEGAL],
        billing={
            "type": "CONTINGENCY",
            "defaultRate": "410.5",
            "contingencyPercent": "33.33",
            "currencyCode": "KWD",
        },
        tags=["a", "b", "a"],
    )
    assert answer["userErrors"] == []
    matter = answer["matter"]
    assert (matter["title"], matter["number"]) == ("Whole", "ACME.7_b")
    assert (matter["openDate"], matter["limitationDate"]) == ("2026-01-02", "2028-01-02")
    assert matter["clientMatterId"] == "LM-5"
    assert sorted(user["id"] for user in matter["team"]) == [PARALEGAL, ASSOCIATE]
    assert matter["tags"] == ["a", "b"]
    assert matter["billing"] == {
        "type": "CONTINGENCY",
        "defaultRate": {"amount": "410.500"},
        "flatAmount": None,
        "contingencyPercent": "33.33",
        "currencyCode": "KWD",
    }


@pytest.mark.parametrize(
    ("preferences", "billing", "currency"),
    [
        (None, None, "USD"),
        ({"terms": "net30"}, None, "USD"),
        ({"currencyCode": "JPY"}, None, "JPY"),
        ({"currencyCode": "JPY"}, {"type": "HOURLY"}, "JPY"),
        ({"currencyCode": "JPY"}, {"type": "HOURLY", "currencyCode": "EUR"}, "EUR"),
    ],
)
async def test_the_currency_is_said_or_the_clients_or_the_firms(
    world: World, preferences: Any, billing: Any, currency: str
) -> None:
    client = await new_client(world, billingPreferences=preferences)
    answer = await world.change(
        "createMatter", WHOLE, title="Terms", clientId=client, billing=billing
    )
    assert answer["matter"]["billing"]["currencyCode"] == currency


async def test_every_unknown_name_is_reported_at_once(world: World) -> None:
    errors = await refusals(
        world,
        "createMatter",
        WHOLE,
        title="Nobody",
        clientId="cli_none",
        responsibleAttorneyId="u_none",
        teamIds=["u_zero", OWNER, "u_nil"],
    )
    assert [(e["__typename"], e["code"], e["field"], e["message"]) for e in errors] == [
        ("NotFound", "NOT_FOUND", ["clientId"], "There is no contact cli_none."),
        ("NotFound", "NOT_FOUND", ["responsibleAttorneyId"], "There is no user u_none."),
        ("NotFound", "NOT_FOUND", ["teamIds", "0"], "There is no user u_zero."),
        ("NotFound", "NOT_FOUND", ["teamIds", "2"], "There is no user u_nil."),
    ]


async def test_rules_broken_inside_are_reported_at_once(world: World) -> None:
    assert await refused(
        world,
        "createMatter",
        "matter",
        title=" ",
        clientId=CLIENT,
        number="no spaces",
        billing={"type": "HOURLY", "defaultRate": "-1", "contingencyPercent": "100.1"},
        tags=["fine", ""],
    ) == [
        ("INVALID_INPUT", ["number"]),
        ("INVALID_INPUT", ["title"]),
        ("INVALID_INPUT", ["billing", "defaultRate"]),
        ("INVALID_INPUT", ["billing", "contingencyPercent"]),
        ("INVALID_INPUT", ["tags", "1"]),
    ]


async def test_a_number_taken_is_refused_with_the_number(world: World) -> None:
    errors = await refusals(
        world, "createMatter", "matter { id } created", **PLAIN, number="2026-0041"
    )
    assert errors == [
        {
            "__typename": "AlreadyExists",
            "code": "ALREADY_EXISTS",
            "message": "The matter number 2026-0041 is taken.",
            "field": ["number"],
        }
    ]


@pytest.mark.parametrize(
    ("said", "code", "fields"),
    [
        pytest.param(
            {"billing": {"type": "FLAT_FEE"}},
            "INVALID_INPUT",
            [["billing", "flatAmount"]],
            id="a flat fee without its amount",
        ),
        pytest.param(
            {"billing": {"type": "FLAT_FEE", "flatAmount": None, "defaultRate": "9"}},
            "INVALID_INPUT",
            [["billing", "flatAmount"]],
            id="a flat fee whose amount is null",
        ),
        pytest.param(
            {"billing": {"type": "CONTINGENCY"}},
            "INVALID_INPUT",
            [["billing", "contingencyPercent"]],
            id="a contingency fee without its percentage",
        ),
        pytest.param(
            {"billing": {"type": "HOURLY", "defaultRate": "50000.5", "currencyCode": "JPY"}},
            "INVALID_INPUT",
            [["billing", "defaultRate"]],
            id="a tenth of a yen",
        ),
        pytest.param(
            {
                "billing": {
                    "type": "FLAT_FEE",
                    "defaultRate": "0.001",
                    "flatAmount": "15000.0001",
                }
            },
            "INVALID_INPUT",
            [["billing", "defaultRate"], ["billing", "flatAmount"]],
            id="parts of a cent, twice",
        ),
        pytest.param(
            {"billing": {"type": "FLAT_FEE", "flatAmount": "0"}},
            "INVALID_INPUT",
            [["billing", "flatAmount"]],
            id="a flat fee of nothing",
        ),
        pytest.param(
            {"iManage": {"autoCreate": True}},
            "NOT_SUPPORTED_BY_UPSTREAM",
            [["iManage", "autoCreate"]],
            id="a workspace to be made",
        ),
        pytest.param(
            {"iManage": {"workspaceId": "iman_ws_1", "autoCreate": True}},
            "INVALID_INPUT",
            [["iManage", "autoCreate"]],
            id="a workspace that is there and to be made",
        ),
        pytest.param({"title": "x" * 251}, "INVALID_INPUT", [["title"]], id="a long title"),
        pytest.param(
            {"teamIds": [OWNER] * 51}, "INVALID_INPUT", [["teamIds"]], id="too large a team"
        ),
        pytest.param(
            {"idempotencyKey": ""}, "INVALID_INPUT", [["idempotencyKey"]], id="an empty key"
        ),
    ],
)
async def test_a_refusal_names_its_field_and_changes_nothing(
    world: World, said: dict[str, Any], code: str, fields: list[list[str]]
) -> None:
    assert await refused(world, "createMatter", "matter", **{**PLAIN, **said}) == [
        (code, field) for field in fields
    ]


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        pytest.param({"clientId": CLIENT}, "INVALID_INPUT", ["clientId"], id="another client"),
        pytest.param({"clientId": "cli_none"}, "INVALID_INPUT", ["clientId"], id="no client"),
        pytest.param({"number": "2026-0099"}, "INVALID_INPUT", ["number"], id="another number"),
        pytest.param(
            {"responsibleAttorneyId": "u_none"},
            "NOT_FOUND",
            ["responsibleAttorneyId"],
            id="an unknown attorney",
        ),
        pytest.param(
            {"iManage": {"autoCreate": True}},
            "NOT_SUPPORTED_BY_UPSTREAM",
            ["iManage", "autoCreate"],
            id="a workspace to be made",
        ),
        pytest.param(
            {"billing": {"type": "FLAT_FEE"}},
            "INVALID_INPUT",
            ["billing", "flatAmount"],
            id="a flat fee without its amount",
        ),
    ],
)
async def test_a_known_external_id_is_refused_what_a_matter_keeps(
    world: World, said: dict[str, Any], code: str, field: list[str]
) -> None:
    await world.change("createMatter", WHOLE, **SEED)
    assert await refused(world, "createMatter", "matter", **{**SEED, **said}) == [(code, field)]


async def test_a_matter_opened_is_found_by_all_its_names(world: World) -> None:
    await world.change("createMatter", WHOLE, **SEED)
    data = await world.ask(
        """{ matterByNumber(number: "2026-0042") { id }
        matterByExternalId(externalId: "crm_lead_982341") { id }
        matters(filter: { search: "LICENSING – beta" }) { edges { node { id } } } }"""  # noqa: RUF001 - as people write it
    )
    assert data == {
        "matterByNumber": {"id": "mat_000001"},
        "matterByExternalId": {"id": "mat_000001"},
        "matters": {"edges": [{"node": {"id": "mat_000001"}}]},
    }


async def test_a_key_repeats_its_answer_and_creates_nothing(world: World) -> None:
    said = {**SEED, "idempotencyKey": "lead 982341"}
    first = await world.change("createMatter", WHOLE, **said)
    assert first["created"] is True
    before = world.everything()
    world.clock.time += timedelta(days=3)
    assert await world.change("createMatter", WHOLE, **said) == first
    assert world.everything() == before


@pytest.mark.parametrize("said", [{"title": "Other"}, {"tags": []}, {"status": "PENDING"}])
async def test_a_key_with_another_input_is_refused(world: World, said: dict[str, Any]) -> None:
    await world.change("createMatter", WHOLE, **PLAIN, idempotencyKey="k")
    other = {**PLAIN, "idempotencyKey": "k", **said}
    errors = await refusals(world, "createMatter", WHOLE, **other)
    assert errors == [
        {
            "__typename": "IdempotencyMismatch",
            "code": "IDEMPOTENCY_MISMATCH",
            "message": "The idempotency key k was used before with another input.",
            "field": ["idempotencyKey"],
        }
    ]


async def test_a_key_of_another_operation_is_refused(world: World) -> None:
    await new_client(world, idempotencyKey="k")
    assert await refused(world, "createMatter", "matter", **PLAIN, idempotencyKey="k") == [
        ("IDEMPOTENCY_MISMATCH", ["idempotencyKey"])
    ]


async def test_a_refused_call_leaves_its_key_unused(world: World) -> None:
    said = {**PLAIN, "idempotencyKey": "k"}
    assert await refused(world, "createMatter", "matter", **said, number="2026-0041") == [
        ("ALREADY_EXISTS", ["number"])
    ]
    assert await new_matter(world, **said) == "mat_000001"
    assert await new_matter(world, **said) == "mat_000001"
