"""setRate, endRate, recalculateRates: which rule prices an hour, from when, and what stays as it is."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import Listing, NewRate, NewTimeEntry, Order, RateFilter, RateSource, Refused
from adapters.port import Window as ListWindow
from tests.mutations.records import (
    ASSOCIATE,
    PARALEGAL,
    WITHOUT_RATE,
    new_client,
    new_entry,
    new_invoice,
    new_matter,
    refusals,
    refused,
)
from tests.world import CLIENT, MATTER, OWNER, CountedIds, StandingClock, World

RATE = """rate { id source matter { id } client { id } user { id } role
    rate { amount currencyCode } validFrom validTo createdAt }"""
PRICED = "timeEntry { rate { amount } rateSource amount { amount } }"
NEW = "2026-01-01"


async def _set(world: World, rate: str, valid_from: str = NEW, **said: Any) -> Any:
    answer = await world.change("setRate", RATE, rate=rate, validFrom=valid_from, **said)
    assert answer["userErrors"] == []
    return answer["rate"]


async def _logged(world: World, **said: Any) -> tuple[str, str]:
    """Log an hour and return its rate and the rule that gave it."""
    hour = {"matterId": MATTER, "userId": ASSOCIATE, "date": "2026-02-18", "hours": "1"}
    answer = await world.change("logTime", PRICED, **{**hour, "description": "Work", **said})
    assert answer["userErrors"] == []
    entry = answer["timeEntry"]
    return entry["rate"]["amount"], entry["rateSource"]


async def test_a_rate_is_shown_whole_where_it_belongs(world: World) -> None:
    client = await new_client(world)
    matter = await new_matter(world, clientId=client)
    one = await _set(world, "410.5", matterId=matter, userId=ASSOCIATE, validTo="2026-12-31")
    assert one == {
        "id": "rat_000003",
        "source": "MATTER_USER",
        "matter": {"id": matter},
        "client": None,
        "user": {"id": ASSOCIATE},
        "role": None,
        "rate": {"amount": "410.50", "currencyCode": "USD"},
        "validFrom": "2026-01-01",
        "validTo": "2026-12-31",
        "createdAt": "2026-02-20T09:15:44Z",
    }
    two = await _set(world, "180", matterId=matter, role="paralegal", valid_from="2026-02-01")
    three = await _set(world, "300", clientId=client)
    four = await _set(world, "320", userId=ASSOCIATE)
    five = await _set(world, "250")
    assert [it["source"] for it in (two, three, four, five)] == [
        *("MATTER_ROLE", "CLIENT", "USER", "FIRM")
    ]
    ids = "{ totalCount nodes { id } }"
    data = await world.ask(
        f"""query ($matter: ID!, $client: ID!, $user: ID!) {{
        matter(id: $matter) {{ rates(first: 5) {ids} }}
        contact(id: $client) {{ rates {ids} }}
        user(id: $user) {{ rates {ids} }}
        rates(filter: {{source: [FIRM, CLIENT]}}) {ids} }}""",
        matter=matter,
        client=client,
        user=ASSOCIATE,
    )

    def found(*rates: Any) -> Any:
        return {"totalCount": len(rates), "nodes": [{"id": it["id"]} for it in rates]}

    assert data == {
        "matter": {"rates": found(two, one)},
        "contact": {"rates": found(three)},
        "user": {"rates": found(four)},
        "rates": found(five, three),
    }
    assert world.counts["rates.of_matters"] == 1


async def test_the_first_rule_that_has_a_rate_prices_an_hour(world: World) -> None:
    client = await new_client(world)
    matter = await new_matter(world, clientId=client)
    said = {"matterId": matter}
    nobody = {**said, "userId": WITHOUT_RATE, "date": "2026-02-18", "description": "Work"}
    assert await refused(world, "logTime", "timeEntry", **nobody, hours="1") == [
        ("INVALID_INPUT", ["rate"])
    ]
    await _set(world, "100")
    assert await _logged(world, **said, userId=WITHOUT_RATE) == ("100.00", "FIRM")
    assert await _logged(world, **said) == ("310.00", "USER")
    await _set(world, "200", userId=ASSOCIATE)
    assert await _logged(world, **said) == ("200.00", "USER")
    await _set(world, "300", clientId=client)
    assert await _logged(world, **said) == ("300.00", "CLIENT")
    terms = {"type": "HOURLY", "defaultRate": "400"}
    await world.change("updateMatter", "matter { id }", id=matter, billing=terms)
    assert await _logged(world, **said) == ("400.00", "MATTER")
    await _set(world, "500", **said)
    assert await _logged(world, **said) == ("500.00", "MATTER")
    await _set(world, "600", **said, role="associate")
    assert await _logged(world, **said) == ("600.00", "MATTER_ROLE")
    assert await _logged(world, **said, userId=PARALEGAL) == ("500.00", "MATTER")
    await _set(world, "0", **said, userId=ASSOCIATE)
    assert await _logged(world, **said) == ("0.00", "MATTER_USER")
    assert await _logged(world, **said, rate="700") == ("700.00", "EXPLICIT")
    other = await new_matter(world)
    assert await _logged(world, matterId=other) == ("200.00", "USER")


async def test_a_rate_counts_from_its_first_day_to_its_last(world: World) -> None:
    matter = await new_matter(world)
    rate = await _set(world, "500", "2026-02-10", matterId=matter, validTo="2026-02-12")
    days = {}
    for day in ("2026-02-09", "2026-02-10", "2026-02-12", "2026-02-13"):
        days[day] = await _logged(world, matterId=matter, date=day)
    inside, outside = ("500.00", "MATTER"), ("310.00", "USER")
    assert list(days.values()) == [outside, inside, inside, outside]
    on = "query ($on: Date!) { rates(filter: {on: $on, source: [MATTER]}) { nodes { id } } }"
    for day, nodes in (("2026-02-12", [{"id": rate["id"]}]), ("2026-02-13", [])):
        assert (await world.ask(on, on=day))["rates"] == {"nodes": nodes}


async def test_iv5_a_rate_counts_on_matters_in_its_currency(world: World) -> None:
    yen = await new_client(world, billingPreferences={"currencyCode": "JPY"})
    matter = await new_matter(world, clientId=yen)
    said = {"matterId": matter, "userId": ASSOCIATE, "date": "2026-02-18", "description": "Work"}
    await _set(world, "100")
    assert await refused(world, "logTime", "timeEntry", **said, hours="1") == [
        ("INVALID_INPUT", ["rate"])
    ]
    own = await _set(world, "50000", userId=ASSOCIATE, currencyCode="JPY")
    assert own["rate"] == {"amount": "50000", "currencyCode": "JPY"}
    assert await _logged(world, matterId=matter) == ("50000", "USER")
    for_all = await _set(world, "48000", clientId=yen)
    assert for_all["rate"] == {"amount": "48000", "currencyCode": "JPY"}
    assert await _logged(world, matterId=matter) == ("48000", "CLIENT")
    assert await refused(
        world, "setRate", "rate", rate="0.5", validFrom=NEW, clientId=yen, matterId=None
    ) == [("INVALID_INPUT", ["rate"])]
    errors = await refusals(
        world,
        "setRate",
        "rate { id }",
        rate="400",
        validFrom=NEW,
        matterId=matter,
        currencyCode="USD",
    )
    assert [(e["code"], e["field"], e["message"]) for e in errors] == [
        ("CURRENCY_MISMATCH", ["currencyCode"], "This must be in JPY, not in USD.")
    ]


# Setting and ending.


async def test_a_new_rate_ends_the_one_before_it(world: World) -> None:
    first = await _set(world, "300", "2025-01-01", matterId=MATTER)
    second = await _set(world, "350", "2026-02-01", matterId=MATTER)
    data = await world.ask(
        "query ($id: ID!) { matter(id: $id) { rates { nodes { id validFrom validTo } } } }",
        id=MATTER,
    )
    assert data["matter"]["rates"]["nodes"][0] == {
        "id": second["id"],
        "validFrom": "2026-02-01",
        "validTo": None,
    }
    assert {"id": first["id"], "validFrom": "2025-01-01", "validTo": "2026-01-31"} in data[
        "matter"
    ]["rates"]["nodes"]


async def test_a_rate_set_for_the_same_day_takes_the_others_place(world: World) -> None:
    first = await _set(world, "300", userId=ASSOCIATE)
    world.clock.time += timedelta(hours=1)
    again = await _set(world, "301", userId=ASSOCIATE, validTo="2026-06-30")
    assert again == {
        **first,
        "rate": {"amount": "301.00", "currencyCode": "USD"},
        "validTo": "2026-06-30",
    }


@pytest.mark.parametrize(
    ("valid_from", "valid_to"),
    [("2025-12-01", None), ("2025-12-01", "2026-01-01"), ("2026-01-02", "2026-01-03")],
)
async def test_a_rate_that_meets_another_is_refused(
    world: World, valid_from: str, valid_to: str | None
) -> None:
    """Before one that begins later; and for some days only, within one without an end."""
    kept = await _set(world, "300", userId=ASSOCIATE)
    errors = await refusals(
        world,
        "setRate",
        "rate { id }",
        rate="1",
        userId=ASSOCIATE,
        validFrom=valid_from,
        validTo=valid_to,
    )
    assert [(e["field"], e["message"]) for e in errors] == [
        (["validFrom"], f"Rate {kept['id']} counts from 2026-01-01 on; end it first.")
    ]


async def test_a_rate_ends_and_then_another_may_begin(world: World) -> None:
    first = await _set(world, "300", userId=ASSOCIATE)
    ended = await world.change("endRate", RATE, id=first["id"], validTo="2026-01-31")
    assert ended == {"rate": {**first, "validTo": "2026-01-31"}, "userErrors": []}
    second = await _set(world, "310", "2026-02-01", userId=ASSOCIATE, validTo="2026-02-28")
    errors = await refusals(world, "endRate", "rate { id }", id=first["id"], validTo="2026-02-01")
    assert [(e["code"], e["field"], e["message"]) for e in errors] == [
        (
            "INVALID_INPUT",
            ["validTo"],
            f"Rate {second['id']} counts from 2026-02-01 to 2026-02-28; end it first.",
        )
    ]
    assert await refused(world, "endRate", "rate", id=first["id"], validTo="2025-12-31") == [
        ("INVALID_INPUT", ["validTo"])
    ]
    assert await refused(world, "endRate", "rate", id="rat_none", validTo=NEW) == [
        ("NOT_FOUND", ["id"])
    ]


@pytest.mark.parametrize(
    ("said", "problems"),
    [
        ({"rate": "-1"}, [("INVALID_INPUT", ["rate"])]),
        ({"rate": "0.001"}, [("INVALID_INPUT", ["rate"])]),
        ({"validTo": "2025-12-31"}, [("INVALID_INPUT", ["validTo"])]),
        ({"matterId": "mat_none"}, [("NOT_FOUND", ["matterId"])]),
        ({"clientId": "cli_none"}, [("NOT_FOUND", ["clientId"])]),
        ({"userId": "u_none"}, [("NOT_FOUND", ["userId"])]),
        ({"matterId": MATTER, "role": "king"}, [("INVALID_INPUT", ["role"])]),
        ({"role": "partner"}, [("INVALID_INPUT", ["role"])]),
        (
            {"matterId": MATTER, "role": "partner", "userId": OWNER},
            [("INVALID_INPUT", ["role"])],
        ),
        ({"matterId": MATTER, "clientId": CLIENT}, [("INVALID_INPUT", ["clientId"])]),
        ({"userId": OWNER, "clientId": CLIENT}, [("INVALID_INPUT", ["clientId"])]),
    ],
)
async def test_a_refusal_names_its_fields_and_changes_nothing(
    world: World, said: dict[str, Any], problems: list[tuple[str, list[str]]]
) -> None:
    said = {"rate": "100", "validFrom": NEW, **said}
    assert await refused(world, "setRate", "rate", **said) == problems


async def test_a_key_sets_a_rate_once(world: World) -> None:
    first = await _set(world, "300", userId=ASSOCIATE, idempotencyKey="k")
    before = world.everything()
    assert await _set(world, "300", userId=ASSOCIATE, idempotencyKey="k") == first
    assert world.everything() == before
    said = {"rate": "301", "validFrom": NEW, "userId": ASSOCIATE, "idempotencyKey": "k"}
    assert await refused(world, "setRate", "rate", **said) == [
        ("IDEMPOTENCY_MISMATCH", ["idempotencyKey"])
    ]


# What is recorded.


async def _rate_of(world: World, id: str) -> tuple[Any, ...]:
    ((rate, source, amount),) = world.sql(
        "select rate, rate_source, amount from time_entries where id = ?", id
    )
    return rate, source, amount


async def _recalculated(world: World, matter: str, **said: Any) -> tuple[int, str]:
    answer = await world.change(
        "recalculateRates",
        "matter { id } count delta { amount currencyCode }",
        matterId=matter,
        **said,
    )
    assert answer["userErrors"] == []
    assert (answer["matter"], answer["delta"]["currencyCode"]) == ({"id": matter}, "USD")
    return answer["count"], answer["delta"]["amount"]


async def test_iv9_a_rate_set_anew_changes_no_entry(world: World) -> None:
    entry = await new_entry(world)
    invoiced = await new_entry(world)
    await new_invoice(world, timeEntryIds=[invoiced])
    before = world.sql("select * from time_entries order by id")
    await _set(world, "1", matterId=MATTER, userId=OWNER)
    assert world.sql("select * from time_entries order by id") == before
    assert await _rate_of(world, entry) == (39500, "matter", 39500)


async def test_iv9_only_unbilled_time_without_a_said_rate_is_priced_anew(world: World) -> None:
    matter = await new_matter(world, billing={"type": "HOURLY", "defaultRate": "300"})
    plain = await new_entry(world, matterId=matter, hours="1.5")
    unbillable = await new_entry(world, matterId=matter, billable=False)
    said = await new_entry(world, matterId=matter, rate="300")
    billed = await new_entry(world, matterId=matter)
    earlier = await new_entry(world, matterId=matter, date="2025-12-31")
    await new_invoice(world, matterId=matter, timeEntryIds=[billed])
    await _set(world, "280.01", matterId=matter, userId=OWNER)
    assert await _recalculated(world, matter) == (2, "-49.97")
    assert await _rate_of(world, plain) == (28001, "matter_user", 42002)
    assert await _rate_of(world, unbillable) == (28001, "matter_user", 28001)
    assert await _rate_of(world, said) == (30000, "explicit", 30000)
    assert await _rate_of(world, billed) == (30000, "matter", 30000)
    assert await _rate_of(world, earlier) == (30000, "matter", 30000)
    before = world.everything()
    assert await _recalculated(world, matter) == (0, "0.00")
    assert world.everything() == before


async def test_time_that_no_rule_prices_any_more_keeps_its_rate(world: World) -> None:
    matter = await new_matter(world)
    rate = await _set(world, "90", matterId=matter)
    entry = await new_entry(world, matterId=matter, userId=WITHOUT_RATE)
    await world.change("endRate", "rate { id }", id=rate["id"], validTo="2026-01-31")
    assert await _recalculated(world, matter) == (0, "0.00")
    assert await _rate_of(world, entry) == (9000, "matter", 9000)


async def test_a_rule_that_gives_the_same_rate_is_told_and_not_counted(world: World) -> None:
    matter = await new_matter(world, billing={"type": "HOURLY", "defaultRate": "300"})
    entry = await new_entry(world, matterId=matter)
    await _set(world, "300", matterId=matter, userId=OWNER)
    assert await _recalculated(world, matter) == (0, "0.00")
    assert await _rate_of(world, entry) == (30000, "matter_user", 30000)


async def test_a_recalculation_is_repeated_by_its_key_and_refused_for_no_matter(
    world: World,
) -> None:
    matter = await new_matter(world)
    await new_entry(world, matterId=matter)
    await _set(world, "396", matterId=matter)
    assert await _recalculated(world, matter, idempotencyKey="k") == (1, "1.00")
    assert await _recalculated(world, matter, idempotencyKey="k") == (1, "1.00")
    for said, code, field in (
        ({"matterId": MATTER, "idempotencyKey": "k"}, "IDEMPOTENCY_MISMATCH", "idempotencyKey"),
        ({"matterId": "mat_none"}, "NOT_FOUND", "matterId"),
    ):
        assert await refused(world, "recalculateRates", "matter", **said) == [(code, [field])]


async def test_the_demo_is_priced_by_its_own_rates(world: World) -> None:
    for (matter,) in world.sql("select id from matters where currency = 'USD' order by id"):
        assert await _recalculated(world, matter) == (0, "0.00")


@pytest.mark.parametrize(
    ("change", "priced"),
    [
        ({"hours": "2"}, (39500, "matter", 79000)),
        ({"description": "Other"}, (39500, "matter", 39500)),
        ({"userId": PARALEGAL}, (16500, "matter_role", 16500)),
        ({"date": "2026-02-17"}, (41000, "matter_user", 41000)),
        ({"rate": "1"}, (100, "explicit", 100)),
        ({"rate": "1", "userId": PARALEGAL}, (100, "explicit", 100)),
    ],
)
async def test_iv9_a_change_prices_anew_only_what_it_moves(
    world: World, change: dict[str, str], priced: tuple[Any, ...]
) -> None:
    entry = await new_entry(world)
    await _set(world, "410", matterId=MATTER, userId=OWNER)
    answer = await world.change("updateTimeEntry", "timeEntry { id }", id=entry, **change)
    assert answer["userErrors"] == []
    assert await _rate_of(world, entry) == priced


async def test_a_said_rate_stays_with_another_person(world: World) -> None:
    entry = await new_entry(world, rate="222")
    await world.change("updateTimeEntry", "timeEntry { id }", id=entry, userId=PARALEGAL)
    assert await _rate_of(world, entry) == (22200, "explicit", 22200)


# Any rates at all.


@pytest.fixture(scope="module")
def practice(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    path = tmp_path_factory.mktemp("rates") / "practice.sqlite"
    shutil.copy(demo_file, path)
    practice = EmbeddedPractice(str(path), clock=StandingClock(), ids=CountedIds())
    yield practice
    practice.close()


DAY = date(2026, 1, 1)
days = st.integers(0, 20).map(lambda it: DAY + timedelta(days=it))
scopes = st.sampled_from(
    [
        {"matter_id": MATTER, "user_id": ASSOCIATE},
        {"matter_id": MATTER, "role": "associate"},
        {"matter_id": MATTER, "role": "paralegal"},
        {"matter_id": MATTER},
        {"client_id": CLIENT},
        {"user_id": ASSOCIATE},
        {},
    ]
)
drafts = st.builds(
    lambda scope, rate, first, length: NewRate(
        rate=Decimal(rate),
        valid_from=first,
        valid_to=None if length is None else first + timedelta(days=length),
        **scope,
    ),
    scopes,
    st.integers(0, 1000),
    days,
    st.one_of(st.none(), st.integers(0, 5)),
)
FACTS = {"matter_id": MATTER, "client_id": CLIENT, "user_id": ASSOCIATE, "role": "associate"}


async def _tried(practice: Any, draft: NewRate) -> tuple[Any, ...] | None:
    """Return the days that a rate was set for, or the field that it was refused for."""
    try:
        made = await practice.rates.set(draft, None)
    except Refused as refused:
        return refused.refusals[0].field
    return made.valid_from, made.valid_to


@settings(deadline=None, derandomize=True, database=None, max_examples=60)
@given(given_rates=st.lists(drafts, max_size=6), day=days)
async def test_any_rates_price_an_hour_by_the_first_rule_that_has_one(
    practice: Any, given_rates: list[NewRate], day: date
) -> None:
    for draft in given_rates:
        set_or_refused = ((draft.valid_from, draft.valid_to), ("validFrom",))
        assert await _tried(practice, draft) in set_or_refused
    entry = await practice.time_entries.log(
        NewTimeEntry(
            matter_id=MATTER,
            user_id=ASSOCIATE,
            date=day,
            description="Work",
            hours=Decimal("0.01"),
        ),
        None,
    )
    await practice.time_entries.delete(entry.id)
    listing = Listing(
        filter=RateFilter(), order=Order("valid_from"), window=ListWindow(limit=10**6)
    )
    kept = (await practice.rates.page(listing)).items
    fits = [
        it
        for it in kept
        if all(getattr(it, name) in (None, fact) for name, fact in FACTS.items())
        and it.valid_from <= day <= (it.valid_to or day)
    ]
    by_source = {it.source: it.rate.amount for it in fits}
    assert len(by_source) == len(fits)
    by_source.setdefault(RateSource.MATTER, Decimal("395.00"))
    first = min(by_source, key=list(RateSource).index)
    assert entry.rate is not None
    assert (entry.rate_source, entry.rate.amount) == (first, by_source[first])
