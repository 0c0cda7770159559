"""generateInvoice: the seed's invoice to the cent, what it bills, holds and owes, and refusals."""

import sqlite3
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.mutations.records import (
    SEED_ENTRY,
    new_client,
    new_entry,
    new_expense,
    new_invoice,
    new_matter,
    refusals,
    refused,
)
from tests.world import CLIENT, MATTER, World

WHOLE = """invoice { id number status issueDate dueDate overdue matter { id } client { id }
    lineItems { kind description date quantity rate { amount } amount { amount }
        discount { amount } tax { amount } taxable timeEntry { id } expense { id } }
    subtotal { amount currencyCode } discounts { type value amount { amount } }
    discount { amount } taxRate tax { amount } trustApplied { amount } total { amount }
    amountBilled { amount } amountCredited { amount } amountPaid { amount }
    amountDue { amount } roundingDelta { amount } payments { id } paymentLink notes
    createdAt updatedAt } trustLimit"""
FIGURES = """invoice { subtotal { amount } discounts { amount { amount } } discount { amount }
    tax { amount } trustApplied { amount } total { amount } amountBilled { amount }
    amountDue { amount } roundingDelta { amount }
    lineItems { amount { amount } discount { amount } tax { amount } } } trustLimit"""

SEED: dict[str, Any] = {
    "matterId": MATTER,
    "clientId": CLIENT,
    "issueDate": "2026-02-20",
    "dueDate": "2026-03-20",
    "timeEntryIds": [SEED_ENTRY],
    "expenses": [{"description": "Filing fee", "amount": "120.00", "taxable": False}],
    "discounts": [{"type": "PERCENT", "value": "5.0"}],
    "taxRate": "0.0",
    "applyTrust": {"enabled": True, "maxAmount": "500.0"},
    "notes": "Billed through 2026-02-18",
}
SEED_LINES = [
    {
        "kind": "TIME",
        "description": "Draft motion to compel; reviewed exhibits in iManage",
        "date": "2026-02-18",
        "quantity": "2.7",
        "rate": {"amount": "395.00"},
        "amount": {"amount": "1066.50"},
        "discount": {"amount": "53.33"},
        "tax": {"amount": "0.00"},
        "taxable": True,
        "timeEntry": {"id": SEED_ENTRY},
        "expense": None,
    },
    {
        "kind": "EXPENSE",
        "description": "Filing fee",
        "date": "2026-02-20",
        "quantity": "1",
        "rate": {"amount": "120.00"},
        "amount": {"amount": "120.00"},
        "discount": {"amount": "6.00"},
        "tax": {"amount": "0.00"},
        "taxable": False,
        "timeEntry": None,
        "expense": {"id": "exp_000001"},
    },
]
SEED_INVOICE = {
    "id": "inv_71a92f",
    "number": None,
    "status": "DRAFT",
    "issueDate": "2026-02-20",
    "dueDate": "2026-03-20",
    "overdue": False,
    "matter": {"id": MATTER},
    "client": {"id": CLIENT},
    "lineItems": SEED_LINES,
    "subtotal": {"amount": "1186.50", "currencyCode": "USD"},
    "discounts": [{"type": "PERCENT", "value": "5", "amount": {"amount": "59.325"}}],
    "discount": {"amount": "59.325"},
    "taxRate": "0",
    "tax": {"amount": "0.00"},
    "trustApplied": {"amount": "500.00"},
    "total": {"amount": "627.175"},
    "amountBilled": {"amount": "1127.17"},
    "amountCredited": {"amount": "0.00"},
    "amountPaid": {"amount": "0.00"},
    "amountDue": {"amount": "627.17"},
    "roundingDelta": {"amount": "-0.005"},
    "payments": [],
    "paymentLink": "https://payments.practicepanther.example/pay/inv_71a92f",
    "notes": "Billed through 2026-02-18",
    "createdAt": "2026-02-20T09:15:44Z",
    "updatedAt": "2026-02-20T09:15:44Z",
}
BALANCE = """query ($id: ID!) { matter(id: $id) { trustBalance {
    posted { amount } cleared { amount } held { amount } available { amount } } } }"""


@pytest.fixture
def seed_world(world: World) -> World:
    world.ids.laid_out["inv"] = ["inv_71a92f"]
    return world


async def _drafted(world: World, selection: str = FIGURES, **said: Any) -> dict[str, Any]:
    answer = await world.change("generateInvoice", selection, **{"issueDate": "2026-02-20", **said})
    assert answer.pop("userErrors") == []
    return answer


def _flat(figures: dict[str, Any]) -> dict[str, str]:
    """Return the figures that are one amount each."""
    return {name: money["amount"] for name, money in figures.items() if isinstance(money, dict)}


async def _balance(world: World, matter: str) -> dict[str, str]:
    return _flat((await world.ask(BALANCE, id=matter))["matter"]["trustBalance"])


async def _billed_lines(world: World, **said: Any) -> list[str]:
    """Return the ids of what a draft bills, in print order."""
    draft = await _drafted(
        world, "invoice { lineItems { timeEntry { id } expense { id } } }", **said
    )
    lines = draft["invoice"]["lineItems"]
    return [(line["timeEntry"] or line["expense"])["id"] for line in lines]


async def _matter_with_hour(world: World, **said: Any) -> str:
    matter = await new_matter(world, billing={"type": "HOURLY", "defaultRate": "100"}, **said)
    await new_entry(world, matterId=matter)
    return matter


# The seed's invoice.


async def test_the_seeds_invoice_comes_out_to_the_cent(seed_world: World) -> None:
    assert await seed_world.change("generateInvoice", WHOLE, **SEED) == {
        "invoice": SEED_INVOICE,
        "trustLimit": "MAX_AMOUNT",
        "userErrors": [],
    }
    data = await seed_world.ask(f'{{ invoice(id: "inv_71a92f") {{ {WHOLE[9:-11]} }}')
    assert data["invoice"] == SEED_INVOICE


async def test_the_seeds_invoice_reserves_its_work_and_holds_its_trust(seed_world: World) -> None:
    await seed_world.change("generateInvoice", WHOLE, **SEED)
    data = await seed_world.ask(
        """{ timeEntry(id: "tim_c812e0") { status invoice { id } }
        expense(id: "exp_000001") { status billable taxable date matter { id } invoice { id } } }"""
    )
    assert data == {
        "timeEntry": {"status": "RESERVED", "invoice": {"id": "inv_71a92f"}},
        "expense": {
            "status": "RESERVED",
            "billable": True,
            "taxable": False,
            "date": "2026-02-20",
            "matter": {"id": MATTER},
            "invoice": {"id": "inv_71a92f"},
        },
    }
    assert await _balance(seed_world, MATTER) == {
        "posted": "2500.00",
        "cleared": "2500.00",
        "held": "500.00",
        "available": "2000.00",
    }


async def test_null_is_the_same_as_absent(world: World) -> None:
    absent = await _drafted(world, WHOLE, matterId=await _matter_with_hour(world))
    nothing = dict.fromkeys(SEED.keys() - {"matterId", "issueDate"})
    nulls = await _drafted(
        world,
        WHOLE,
        matterId=await _matter_with_hour(world),
        **nothing,
        idempotencyKey=None,
        expenseIds=None,
    )
    alike = ["subtotal", "discounts", "discount", "taxRate", "tax", "trustApplied", "dueDate"]
    assert [nulls["invoice"][name] for name in alike] == [absent["invoice"][name] for name in alike]
    assert nulls["trustLimit"] is absent["trustLimit"] is None
    assert absent["invoice"]["dueDate"] == "2026-03-22"


# What is billed.


async def test_absent_ids_bill_every_unbilled_billable_entry_up_to_the_issue_date(
    world: World,
) -> None:
    matter = await new_matter(world)
    on_the_day = await new_entry(world, matterId=matter, date="2026-02-20")
    await new_entry(world, matterId=matter, date="2026-02-21")
    await new_entry(world, matterId=matter, date="2026-02-10", billable=False)
    first = await new_entry(world, matterId=matter, date="2026-02-09")
    billed = await new_entry(world, matterId=matter, date="2026-02-08")
    await new_invoice(world, matterId=matter, timeEntryIds=[billed])
    await new_expense(world, matterId=matter)
    assert await _billed_lines(world, matterId=matter) == [first, on_the_day]


async def test_the_seeds_matter_has_four_entries_to_bill(world: World) -> None:
    assert await _billed_lines(world, matterId=MATTER) == [
        "tim_59acac",
        "tim_5bf726",
        "tim_52fd63",
        "tim_c812e0",
    ]


async def test_lines_are_time_by_date_then_expenses_by_date_then_new_ones(world: World) -> None:
    matter = await new_matter(world)
    late = await new_entry(world, matterId=matter, date="2026-02-12")
    early = await new_entry(world, matterId=matter, date="2026-02-11")
    second = await new_expense(world, matterId=matter, date="2026-02-03")
    first = await new_expense(world, matterId=matter, date="2026-02-02")
    new = [{"description": "One", "amount": "1"}, {"description": "Two", "amount": "2"}]
    lines = await _billed_lines(
        world,
        matterId=matter,
        timeEntryIds=[late, early],
        expenseIds=[second, first],
        expenses=new,
    )
    assert lines[:4] == [early, late, first, second]
    assert world.sql(
        "select id, description, status, expense_code from expenses "
        "where matter_id = ? and date = '2026-02-20' order by description",
        matter,
    ) == [(lines[4], "One", "reserved", None), (lines[5], "Two", "reserved", None)]


async def test_recorded_expenses_are_billed_with_their_own_tax(world: World) -> None:
    matter = await new_matter(world)
    taxed = await new_expense(world, matterId=matter, amount="200", taxable=True)
    untaxed = await new_expense(world, matterId=matter, amount="50", date="2026-02-19")
    draft = await _drafted(
        world, matterId=matter, timeEntryIds=[], expenseIds=[untaxed, taxed], taxRate="10"
    )
    assert draft["invoice"]["lineItems"] == [
        {
            "amount": {"amount": "200.00"},
            "discount": {"amount": "0.00"},
            "tax": {"amount": "20.00"},
        },
        {"amount": {"amount": "50.00"}, "discount": {"amount": "0.00"}, "tax": {"amount": "0.00"}},
    ]
    assert _flat(draft["invoice"])["amountDue"] == "270.00"


async def test_a_closed_matter_is_still_billed_for_what_was_done(world: World) -> None:
    matter = await _matter_with_hour(world)
    await world.change("updateMatter", "matter { id }", id=matter, status="CLOSED")
    draft = await _drafted(world, matterId=matter)
    assert _flat(draft["invoice"])["amountDue"] == "100.00"


async def test_a_new_expense_carries_its_code(world: World) -> None:
    await _drafted(
        world,
        matterId=MATTER,
        timeEntryIds=[],
        expenses=[{"description": "Fee", "amount": "1", "taxable": True, "expenseCode": "e112"}],
    )
    assert world.sql("select expense_code, taxable from expenses where id = 'exp_000001'") == [
        ("E112", 1)
    ]


@pytest.mark.parametrize(
    ("terms", "said", "due"),
    [
        ("net30", None, "2026-03-22"),
        ("Net 10", None, "2026-03-02"),
        ("NET0", None, "2026-02-20"),
        ("net30", "2026-02-20", "2026-02-20"),
        ("on receipt", None, None),
        (None, None, None),
        (None, "2026-12-31", "2026-12-31"),
    ],
)
async def test_it_falls_due_as_said_or_by_the_clients_terms(
    world: World, terms: str | None, said: str | None, due: str | None
) -> None:
    client = await new_client(world, billingPreferences={"terms": terms})
    matter = await _matter_with_hour(world, clientId=client)
    draft = await _drafted(world, WHOLE, matterId=matter, dueDate=said)
    assert draft["invoice"]["dueDate"] == due


# The figures.


async def test_discounts_are_given_in_order_on_what_is_left(world: World) -> None:
    draft = await _drafted(
        world,
        matterId=MATTER,
        timeEntryIds=[SEED_ENTRY],
        expenses=[{"description": "Fee", "amount": "120"}],
        discounts=[
            {"type": "PERCENT", "value": "10"},
            {"type": "FIXED", "value": "100"},
            {"type": "PERCENT", "value": "50"},
            {"type": "FIXED", "value": "0.01"},
        ],
    )
    figures = draft["invoice"]
    assert [d["amount"]["amount"] for d in figures["discounts"]] == [
        "118.65",
        "100.00",
        "483.925",
        "0.01",
    ]
    assert _flat(figures) == {
        "subtotal": "1186.50",
        "discount": "702.585",
        "tax": "0.00",
        "trustApplied": "0.00",
        "total": "483.915",
        "amountBilled": "483.91",
        "amountDue": "483.91",
        "roundingDelta": "-0.005",
    }
    assert [line["discount"]["amount"] for line in figures["lineItems"]] == ["631.53", "71.06"]


@pytest.mark.parametrize(
    ("order", "discount"), [(["PERCENT", "FIXED"], "218.65"), (["FIXED", "PERCENT"], "208.65")]
)
async def test_the_order_of_discounts_matters(
    world: World, order: list[str], discount: str
) -> None:
    value = {"PERCENT": "10", "FIXED": "100"}
    draft = await _drafted(
        world,
        matterId=MATTER,
        timeEntryIds=[SEED_ENTRY],
        expenses=[{"description": "Fee", "amount": "120"}],
        discounts=[{"type": type, "value": value[type]} for type in order],
    )
    assert _flat(draft["invoice"])["discount"] == discount


OFF = """invoice { subtotal { amount } discount { amount } total { amount }
    amountBilled { amount } roundingDelta { amount }
    discounts { type value appliesTo amount { amount } }
    lineItems { amount { amount } discount { amount } tax { amount }
        ownDiscount { type value appliesTo amount { amount } } } }"""


async def test_iv3_a_discount_is_taken_off_its_kinds_of_lines(world: World) -> None:
    draft = await _drafted(
        world,
        OFF,
        matterId=MATTER,
        timeEntryIds=[SEED_ENTRY],
        expenses=[{"description": "Fee", "amount": "120"}],
        discounts=[
            {"type": "PERCENT", "value": "5", "appliesTo": ["TIME"]},
            {"type": "FIXED", "value": "20", "appliesTo": ["EXPENSE", "FLAT_FEE"]},
            {"type": "PERCENT", "value": "10"},
        ],
    )
    figures = draft["invoice"]
    assert figures["discounts"] == [
        {"type": "PERCENT", "value": "5", "appliesTo": ["TIME"], "amount": {"amount": "53.325"}},
        {
            "type": "FIXED",
            "value": "20",
            "appliesTo": ["EXPENSE", "FLAT_FEE"],
            "amount": {"amount": "20.00"},
        },
        {"type": "PERCENT", "value": "10", "appliesTo": None, "amount": {"amount": "111.3175"}},
    ]
    assert _flat(figures) == {
        "subtotal": "1186.50",
        "discount": "184.6425",
        "total": "1001.8575",
        "amountBilled": "1001.86",
        "roundingDelta": "0.0025",
    }
    assert [it["discount"]["amount"] for it in figures["lineItems"]] == ["154.64", "30.00"]


@pytest.mark.parametrize(
    ("off", "own", "both", "settled", "due"),
    [
        ({"type": "PERCENT", "value": "10"}, "106.65", "160.6425", "160.64", "1025.86"),
        ({"type": "FIXED", "value": "66.50"}, "66.50", "122.50", "122.50", "1064.00"),
    ],
)
async def test_iv2_a_lines_own_discount_comes_before_the_invoices(
    world: World, off: dict[str, str], own: str, both: str, settled: str, due: str
) -> None:
    draft = await _drafted(
        world,
        OFF,
        matterId=MATTER,
        timeEntryIds=[SEED_ENTRY],
        expenses=[{"description": "Fee", "amount": "120"}],
        discounts=[{"type": "PERCENT", "value": "5"}],
        lineDiscounts=[{"timeEntryId": SEED_ENTRY, **off}],
    )
    figures = draft["invoice"]
    shown = {
        "type": off["type"],
        "value": off["value"].removesuffix("0").removesuffix(".") if "." in off["value"] else "10",
        "appliesTo": None,
        "amount": {"amount": own},
    }
    assert [it["ownDiscount"] for it in figures["lineItems"]] == [shown, None]
    of_all = figures["discounts"][0]["amount"]["amount"]
    assert str(Decimal(own) + Decimal(of_all)) == both == figures["discount"]["amount"]
    lines = sum(Decimal(it["discount"]["amount"]) for it in figures["lineItems"])
    assert (str(lines), figures["amountBilled"]["amount"]) == (settled, due)


async def test_iv2_a_recorded_expense_may_be_discounted_and_is_taxed_on_the_rest(
    world: World,
) -> None:
    fee = await new_expense(world, amount="200", taxable=True)
    draft = await _drafted(
        world,
        OFF,
        matterId=MATTER,
        timeEntryIds=[],
        expenseIds=[fee],
        taxRate="10",
        lineDiscounts=[{"expenseId": fee, "type": "PERCENT", "value": "100"}],
    )
    assert draft["invoice"]["lineItems"] == [
        {
            "amount": {"amount": "200.00"},
            "discount": {"amount": "200.00"},
            "tax": {"amount": "0.00"},
            "ownDiscount": {
                "type": "PERCENT",
                "value": "100",
                "appliesTo": None,
                "amount": {"amount": "200.00"},
            },
        }
    ]


async def test_iv2_tax_falls_on_taxable_lines_after_the_discount(world: World) -> None:
    matter = await new_matter(world)
    await new_entry(world, matterId=matter, hours="20", rate="500", date="2026-02-15")
    draft = await _drafted(
        world,
        matterId=matter,
        expenses=[{"description": "Expert", "amount": "500"}],
        discounts=[{"type": "FIXED", "value": "2000"}],
        taxRate="100",
    )
    figures = draft["invoice"]
    assert _flat(figures) == {
        "subtotal": "10500.00",
        "discount": "2000.00",
        "tax": "8095.238095238095",
        "trustApplied": "0.00",
        "total": "16595.238095238095",
        "amountBilled": "16595.24",
        "amountDue": "16595.24",
        "roundingDelta": "0.001904761905",
    }
    assert figures["lineItems"] == [
        {
            "amount": {"amount": "10000.00"},
            "discount": {"amount": "1904.76"},
            "tax": {"amount": "8095.24"},
        },
        {
            "amount": {"amount": "500.00"},
            "discount": {"amount": "95.24"},
            "tax": {"amount": "0.00"},
        },
    ]


@pytest.mark.parametrize(
    ("rate", "tax", "billed"),
    [
        ("8.25", "97.88625", "1284.39"),
        ("100", "1186.50", "2373.00"),
        ("0.000001", "0.000011865", "1186.50"),
    ],
)
async def test_tax_is_exact_and_settled_line_by_line(
    world: World, rate: str, tax: str, billed: str
) -> None:
    draft = await _drafted(
        world,
        WHOLE,
        matterId=MATTER,
        timeEntryIds=[SEED_ENTRY],
        expenses=[{"description": "Fee", "amount": "120", "taxable": True}],
        taxRate=rate,
    )
    figures = draft["invoice"]
    assert figures["taxRate"] == rate
    assert (figures["tax"], figures["amountBilled"]) == ({"amount": tax}, {"amount": billed})


async def test_everything_may_be_given_away(world: World) -> None:
    draft = await _drafted(
        world,
        matterId=MATTER,
        timeEntryIds=[SEED_ENTRY],
        discounts=[{"type": "PERCENT", "value": "100"}],
        taxRate="8.25",
        applyTrust={"enabled": True},
    )
    assert _flat(draft["invoice"]) == {
        "subtotal": "1066.50",
        "discount": "1066.50",
        "tax": "0.00",
        "trustApplied": "0.00",
        "total": "0.00",
        "amountBilled": "0.00",
        "amountDue": "0.00",
        "roundingDelta": "0.00",
    }
    assert draft["trustLimit"] == "AMOUNT_DUE"


@pytest.mark.parametrize(
    ("currency", "rate", "figures"),
    [
        (
            "JPY",
            "33333",
            {
                "subtotal": "33333",
                "discount": "1666.65",
                "tax": "3166.635",
                "trustApplied": "0",
                "total": "34832.985",
                "amountBilled": "34833",
                "amountDue": "34833",
                "roundingDelta": "0.015",
            },
        ),
        (
            "KWD",
            "33.333",
            {
                "subtotal": "33.333",
                "discount": "1.66665",
                "tax": "3.166635",
                "trustApplied": "0.000",
                "total": "34.832985",
                "amountBilled": "34.833",
                "amountDue": "34.833",
                "roundingDelta": "0.000015",
            },
        ),
    ],
)
async def test_iv5_an_invoice_has_the_decimals_of_its_matters_currency(
    world: World, currency: str, rate: str, figures: dict[str, str]
) -> None:
    client = await new_client(world, billingPreferences={"currencyCode": currency})
    matter = await new_matter(world, clientId=client)
    await new_entry(world, matterId=matter, rate=rate)
    draft = await _drafted(
        world, matterId=matter, discounts=[{"type": "PERCENT", "value": "5"}], taxRate="10"
    )
    assert _flat(draft["invoice"]) == figures


@pytest.mark.parametrize("said", [SEED, {**SEED, "applyTrust": None, "taxRate": "8.875"}])
async def test_iv4_the_settled_figures_foot(world: World, said: dict[str, Any]) -> None:
    await _drafted(world, **said)
    assert world.sql(
        """select due = subtotal - discount + tax - credited - trust_applied - paid,
        subtotal = (select sum(amount) from invoice_lines where invoice_id = i.id),
        discount = (select sum(discount) from invoice_lines where invoice_id = i.id),
        tax = (select sum(tax) from invoice_lines where invoice_id = i.id)
        from invoices i where matter_id = ? and status = 'draft'""",
        MATTER,
    ) == [(1, 1, 1, 1)]


# Taxes.

GST = {"name": "GST", "rate": "5"}
QST = {"name": "QST", "rate": "9.975"}
TAXES = """invoice { taxRate tax { amount } amountBilled { amount } roundingDelta { amount }
    taxes { name rate compound amount { amount } settled { amount } }
    lineItems { taxable tax { amount } taxes { name rate compound amount { amount } } } }"""


def _named(tax: dict[str, Any], amount: str, **more: Any) -> dict[str, Any]:
    return {"compound": False, **tax, "amount": {"amount": amount}, **more}


@pytest.mark.parametrize(
    ("compound", "rate", "second", "settled", "tax", "billed"),
    [
        (False, "14.975", "106.383375", "106.38", "159.708375", "1346.21"),
        (True, "15.47375", "111.70254375", "111.70", "165.02754375", "1351.53"),
    ],
)
async def test_iv2_two_taxes_are_named_and_rounded_each_on_each_line(
    world: World, compound: bool, rate: str, second: str, settled: str, tax: str, billed: str
) -> None:
    qst = {**QST, "compound": compound}
    draft = await _drafted(
        world,
        TAXES,
        matterId=MATTER,
        timeEntryIds=[SEED_ENTRY],
        expenses=[{"description": "Fee", "amount": "120"}],
        taxes=[GST, qst],
    )
    assert draft["invoice"] == {
        "taxRate": rate,
        "tax": {"amount": tax},
        "amountBilled": {"amount": billed},
        "roundingDelta": {"amount": draft["invoice"]["roundingDelta"]["amount"]},
        "taxes": [
            _named(GST, "53.325", settled={"amount": "53.33"}),
            _named(qst, second, settled={"amount": settled}),
        ],
        "lineItems": [
            {
                "taxable": True,
                "tax": {"amount": "159.71" if not compound else "165.03"},
                "taxes": [_named(GST, "53.33"), _named(qst, settled)],
            },
            {"taxable": False, "tax": {"amount": "0.00"}, "taxes": []},
        ],
    }


async def test_iv2_a_line_is_taxed_as_it_says_in_place_of_the_invoices_taxes(world: World) -> None:
    matter = await new_matter(world)
    free = await new_entry(world, matterId=matter, rate="100", date="2026-02-10")
    usual = await new_entry(world, matterId=matter, rate="100", date="2026-02-11")
    fee = await new_expense(world, matterId=matter, amount="100")
    reduced = {"name": "VAT", "rate": "5"}
    draft = await _drafted(
        world,
        TAXES,
        matterId=matter,
        timeEntryIds=[free, usual],
        expenseIds=[fee],
        expenses=[
            {"description": "Map", "amount": "10", "taxes": [reduced]},
            {"description": "Stamp", "amount": "10", "taxable": True, "taxes": []},
        ],
        taxes=[{"name": "VAT", "rate": "20"}],
        lineTaxes=[
            {"timeEntryId": free, "taxes": []},
            {"expenseId": fee, "taxes": [reduced, {**QST, "compound": True}]},
        ],
    )
    figures = draft["invoice"]
    assert [(it["taxable"], it["tax"]["amount"]) for it in figures["lineItems"]] == [
        (False, "0.00"),
        (True, "20.00"),
        (True, "15.47"),
        (True, "0.50"),
        (False, "0.00"),
    ]
    assert [(it["name"], it["rate"], it["amount"]["amount"]) for it in figures["taxes"]] == [
        ("VAT", "20", "20.00"),
        ("VAT", "5", "5.50"),
        ("QST", "9.975", "10.47375"),
    ]
    assert (figures["taxRate"], figures["tax"]["amount"]) == ("20", "35.97375")
    assert world.sql(
        "select description, taxable from expenses where matter_id = ? order by 1", matter
    ) == [("Fee", 0), ("Map", 1), ("Stamp", 0)]


async def test_a_rate_alone_is_one_tax_without_a_name(world: World) -> None:
    draft = await _drafted(world, TAXES, matterId=MATTER, timeEntryIds=[SEED_ENTRY], taxRate="8.25")
    tax = {"name": "Tax", "rate": "8.25"}
    assert draft["invoice"]["taxes"] == [_named(tax, "87.98625", settled={"amount": "87.99"})]
    none = await new_entry(world)
    draft = await _drafted(world, TAXES, matterId=MATTER, timeEntryIds=[none], taxRate="0")
    assert (draft["invoice"]["taxRate"], draft["invoice"]["taxes"]) == ("0", [])


async def test_an_invoice_names_at_most_ten_taxes(world: World) -> None:
    matter = await new_matter(world)
    entries = [await new_entry(world, matterId=matter) for _ in range(11)]
    own = [
        {"timeEntryId": id, "taxes": [{"name": f"Tax {place}", "rate": "1"}]}
        for place, id in enumerate(entries)
    ]
    said = {"matterId": matter, "issueDate": "2026-02-20"}
    assert await refused(world, "generateInvoice", "invoice", **said, lineTaxes=own) == [
        ("INVALID_INPUT", ["lineTaxes"])
    ]
    own[10]["taxes"] = own[9]["taxes"]
    draft = await _drafted(world, TAXES, **said, lineTaxes=own)
    assert [it["settled"]["amount"] for it in draft["invoice"]["taxes"]][-2:] == ["3.95", "7.90"]


# Trust.


@pytest.mark.parametrize(
    ("most", "applied", "due", "limit"),
    [
        (None, "1066.50", "0.00", "AMOUNT_DUE"),
        ("5000", "1066.50", "0.00", "AMOUNT_DUE"),
        ("1066.50", "1066.50", "0.00", "AMOUNT_DUE"),
        ("1066.49", "1066.49", "0.01", "MAX_AMOUNT"),
        ("0", "0.00", "1066.50", "MAX_AMOUNT"),
    ],
)
async def test_tr7_trust_is_bounded_by_what_is_due_and_what_was_asked(
    world: World, most: str | None, applied: str, due: str, limit: str
) -> None:
    draft = await _drafted(
        world,
        matterId=MATTER,
        timeEntryIds=[SEED_ENTRY],
        applyTrust={"enabled": True, "maxAmount": most},
    )
    figures = _flat(draft["invoice"])
    assert (figures["trustApplied"], figures["amountDue"]) == (applied, due)
    assert draft["trustLimit"] == limit


async def test_tr7_trust_is_bounded_by_what_is_available(world: World) -> None:
    entry = await new_entry(world, rate="3000")
    await _drafted(world, matterId=MATTER, timeEntryIds=[SEED_ENTRY], applyTrust={"enabled": True})
    draft = await _drafted(
        world, matterId=MATTER, timeEntryIds=[entry], applyTrust={"enabled": True}
    )
    figures = _flat(draft["invoice"])
    assert (figures["trustApplied"], figures["amountDue"]) == ("1433.50", "1566.50")
    assert draft["trustLimit"] == "AVAILABLE_FUNDS"
    assert await _balance(world, MATTER) == {
        "posted": "2500.00",
        "cleared": "2500.00",
        "held": "2500.00",
        "available": "0.00",
    }
    last = await new_entry(world, rate="1")
    dry = await _drafted(world, matterId=MATTER, timeEntryIds=[last], applyTrust={"enabled": True})
    assert _flat(dry["invoice"])["trustApplied"] == "0.00"
    assert dry["trustLimit"] == "AVAILABLE_FUNDS"


async def test_tr5_an_uncleared_deposit_is_not_available(world: World) -> None:
    ((matter, posted, cleared),) = world.sql(
        "select m.id, posted, cleared from trust_balances "
        "join trust_ledgers l on l.id = ledger_id join matters m on m.id = l.matter_id "
        "where cleared < posted and held = 0 and status = 'open' and currency = 'USD' "
        "and m.trust_account_id = l.account_id order by m.id limit 1"
    )
    assert 0 <= cleared < posted
    draft = await _drafted(
        world,
        matterId=matter,
        timeEntryIds=[],
        expenses=[{"description": "All of it", "amount": f"{posted // 100}.{posted % 100:02}"}],
        applyTrust={"enabled": True},
    )
    assert draft["trustLimit"] == "UNCLEARED_FUNDS"
    assert _flat(draft["invoice"])["trustApplied"] == f"{cleared // 100}.{cleared % 100:02}"
    assert world.sql(
        "select posted, cleared, held from trust_balances join trust_ledgers on id = ledger_id "
        "where matter_id = ?",
        matter,
    ) == [(posted, cleared, cleared)]


async def test_tr6_another_matters_money_is_never_held(world: World) -> None:
    other = await _matter_with_hour(world)
    world.sql(
        "update matters set trust_account_id = "
        "(select trust_account_id from matters where id = ?) where id = ?",
        MATTER,
        other,
    )
    draft = await _drafted(world, matterId=other, applyTrust={"enabled": True})
    assert _flat(draft["invoice"])["trustApplied"] == "0.00"
    assert draft["trustLimit"] == "NO_LEDGER"
    assert (await _balance(world, MATTER))["held"] == "0.00"


async def test_tr6_the_law_refuses_a_hold_on_another_clients_money(world: World) -> None:
    draft = await new_invoice(world, applyTrust={"enabled": False})
    with pytest.raises(sqlite3.IntegrityError, match="a hold is for a draft of the same client"):
        world.sql(
            "insert into trust_holds select ?, l.id, 1, '2026-02-20T09:15:44.000000Z' "
            "from trust_ledgers l join trust_balances b on b.ledger_id = l.id "
            "where l.client_id <> ? and b.cleared - b.held > 0 limit 1",
            draft,
            CLIENT,
        )


async def test_tr6_a_matter_without_a_ledger_holds_nothing(world: World) -> None:
    matter = await _matter_with_hour(world)
    draft = await _drafted(world, matterId=matter, applyTrust={"enabled": True, "maxAmount": "5"})
    assert _flat(draft["invoice"])["trustApplied"] == "0.00"
    assert draft["trustLimit"] == "NO_LEDGER"


async def test_trust_that_is_not_enabled_is_not_held(world: World) -> None:
    draft = await _drafted(
        world,
        matterId=MATTER,
        timeEntryIds=[SEED_ENTRY],
        applyTrust={"enabled": False, "maxAmount": "500"},
    )
    assert _flat(draft["invoice"])["trustApplied"] == "0.00"
    assert draft["trustLimit"] is None


async def test_tr8_a_draft_only_holds_and_nothing_is_posted(world: World) -> None:
    journal = world.sql("select * from trust_entries")
    payments = world.sql("select * from payments")
    await _drafted(world, **SEED)
    assert world.sql("select * from trust_entries") == journal
    assert world.sql("select * from payments") == payments
    assert world.sql(
        "select amount from trust_holds join trust_ledgers l on l.id = ledger_id "
        "where matter_id = ?",
        MATTER,
    ) == [(50000,)]
    assert (await _balance(world, MATTER))["posted"] == "2500.00"


# Refusals.


async def _many(world: World, kind: str) -> tuple[dict[str, Any], str, list[str]]:
    """Return a draft that breaks a rule of its entries, with the code and field to expect."""
    match kind:
        case "iv6 an entry on an invoice":
            await new_invoice(world)
            return {"timeEntryIds": [SEED_ENTRY]}, "ALREADY_BILLED", ["timeEntryIds", "0"]
        case "iv6 an expense on an invoice":
            fee = await new_expense(world)
            await new_invoice(world, timeEntryIds=[], expenseIds=[fee])
            return {"expenseIds": [fee]}, "ALREADY_BILLED", ["expenseIds", "0"]
        case "iv6 an entry named twice":
            return (
                {"timeEntryIds": [SEED_ENTRY, SEED_ENTRY]},
                "INVALID_INPUT",
                ["timeEntryIds", "1"],
            )
        case "iv6 an expense named twice":
            fee = await new_expense(world)
            return {"expenseIds": [fee, fee]}, "INVALID_INPUT", ["expenseIds", "1"]
        case "iv7 an entry of another matter":
            entry = await new_entry(world, matterId=await new_matter(world))
            return {"timeEntryIds": [SEED_ENTRY, entry]}, "NOT_FOUND", ["timeEntryIds", "1"]
        case "iv7 an expense of another matter":
            fee = await new_expense(world, matterId=await new_matter(world))
            return {"expenseIds": [fee]}, "NOT_FOUND", ["expenseIds", "0"]
        case "iv7 an unknown entry":
            return {"timeEntryIds": ["tim_none"]}, "NOT_FOUND", ["timeEntryIds", "0"]
        case "iv7 an unknown expense":
            return {"expenseIds": ["exp_none"]}, "NOT_FOUND", ["expenseIds", "0"]
        case "iv7 an entry that is not billable":
            entry = await new_entry(world, billable=False)
            return {"timeEntryIds": [entry]}, "INVALID_INPUT", ["timeEntryIds", "0"]
        case "iv7 an expense that is not billable":
            fee = await new_expense(world, billable=False)
            return {"expenseIds": [fee]}, "INVALID_INPUT", ["expenseIds", "0"]
        case "iv7 an entry after the issue date":
            entry = await new_entry(world, date="2026-02-21")
            return {"timeEntryIds": [entry]}, "INVALID_INPUT", ["timeEntryIds", "0"]
        case "iv7 an expense after the issue date":
            fee = await new_expense(world, date="2026-02-21")
            return {"expenseIds": [fee]}, "INVALID_INPUT", ["expenseIds", "0"]
    raise AssertionError(kind)


@pytest.mark.parametrize(
    "kind",
    [
        "iv6 an entry on an invoice",
        "iv6 an expense on an invoice",
        "iv6 an entry named twice",
        "iv6 an expense named twice",
        "iv7 an entry of another matter",
        "iv7 an expense of another matter",
        "iv7 an unknown entry",
        "iv7 an unknown expense",
        "iv7 an entry that is not billable",
        "iv7 an expense that is not billable",
        "iv7 an entry after the issue date",
        "iv7 an expense after the issue date",
    ],
)
async def test_what_may_not_stand_on_this_invoice_is_refused(world: World, kind: str) -> None:
    said, code, field = await _many(world, kind)
    draft = {"matterId": MATTER, "issueDate": "2026-02-20", "timeEntryIds": [], **said}
    assert await refused(world, "generateInvoice", "invoice", **draft) == [(code, field)]


async def test_iv6_the_refusal_names_the_invoice(world: World) -> None:
    first = await new_invoice(world)
    data = await world.ask(
        """mutation ($input: GenerateInvoiceInput!) { generateInvoice(input: $input) {
        userErrors { message field ... on AlreadyBilled { id invoiceId } } } }""",
        input={"matterId": MATTER, "issueDate": "2026-02-20", "timeEntryIds": [SEED_ENTRY]},
    )
    assert data["generateInvoice"]["userErrors"] == [
        {
            "message": f"The time entry {SEED_ENTRY} stands on invoice {first}.",
            "field": ["timeEntryIds", "0"],
            "id": SEED_ENTRY,
            "invoiceId": first,
        }
    ]


async def test_iv7_an_entry_of_another_matter_looks_like_none(world: World) -> None:
    theirs = await new_entry(world, matterId=await new_matter(world))
    draft = {"matterId": MATTER, "issueDate": "2026-02-20"}
    found, unknown = [
        await refusals(world, "generateInvoice", "invoice { id }", **draft, timeEntryIds=[id])
        for id in (theirs, "tim_nobody")
    ]
    assert found[0]["message"] == f"There is no time entry {theirs}."
    assert {**found[0], "message": ""} == {**unknown[0], "message": ""}


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        pytest.param(
            {"discounts": [{"type": "PERCENT", "value": "100.01"}]},
            [["discounts", "0", "value"]],
            id="iv3 more than 100 per cent",
        ),
        pytest.param(
            {
                "discounts": [
                    {"type": "PERCENT", "value": "100"},
                    {"type": "PERCENT", "value": "150"},
                ]
            },
            [["discounts", "1", "value"]],
            id="iv3 more than 100 per cent of nothing",
        ),
        pytest.param(
            {"discounts": [{"type": "FIXED", "value": "1186.51"}]},
            [["discounts", "0", "value"]],
            id="iv3 more than there is",
        ),
        pytest.param(
            {
                "discounts": [
                    {"type": "PERCENT", "value": "50"},
                    {"type": "FIXED", "value": "593.26"},
                ]
            },
            [["discounts", "1", "value"]],
            id="iv3 more than is left",
        ),
        pytest.param(
            {"discounts": [{"type": "FIXED", "value": "120.01", "appliesTo": ["EXPENSE"]}]},
            [["discounts", "0", "value"]],
            id="iv3 more than there is of a kind",
        ),
        pytest.param(
            {"discounts": [{"type": "PERCENT", "value": "1", "appliesTo": []}]},
            [["discounts", "0", "appliesTo"]],
            id="iv3 a discount off nothing",
        ),
        pytest.param(
            {
                "lineDiscounts": [
                    {"timeEntryId": SEED_ENTRY, "type": "FIXED", "value": "1066.51"},
                    {"timeEntryId": SEED_ENTRY, "type": "FIXED", "value": "1"},
                    {"timeEntryId": "tim_none", "type": "FIXED", "value": "1"},
                    {"expenseId": "exp_none", "type": "PERCENT", "value": "1"},
                    {"type": "PERCENT", "value": "1"},
                ]
            },
            [
                ["lineDiscounts", "0", "value"],
                ["lineDiscounts", "1", "timeEntryId"],
                ["lineDiscounts", "2", "timeEntryId"],
                ["lineDiscounts", "3", "expenseId"],
                ["lineDiscounts", "4"],
            ],
            id="iv3 a line that is not there, or discounted twice, or by too much",
        ),
        pytest.param(
            {"lineDiscounts": [{"timeEntryId": SEED_ENTRY, "type": "PERCENT", "value": "101"}]},
            [["lineDiscounts", "0", "value"]],
            id="iv3 more than all of a line",
        ),
        pytest.param(
            {"lineDiscounts": [{"timeEntryId": SEED_ENTRY, "type": "FIXED", "value": "0.001"}]},
            [["lineDiscounts", "0", "value"]],
            id="iv3 a part of a cent off a line",
        ),
        pytest.param(
            {"discounts": [{"type": "FIXED", "value": "0"}]},
            [["discounts", "0", "value"]],
            id="iv3 a discount of nothing",
        ),
        pytest.param(
            {"discounts": [{"type": "PERCENT", "value": "-5"}]},
            [["discounts", "0", "value"]],
            id="iv3 a discount below nothing",
        ),
        pytest.param(
            {"discounts": [{"type": "FIXED", "value": "1"}] * 11},
            [["discounts"]],
            id="too many discounts",
        ),
        pytest.param(
            {"clientId": "cli_97ea55"}, [["clientId"]], id="iv7 the client of another matter"
        ),
        pytest.param({"clientId": "cli_none"}, [["clientId"]], id="iv7 no client"),
        pytest.param(
            {"issueDate": "2026-02-17", "dueDate": None},
            [["timeEntryIds", "0"]],
            id="iv7 issued before its work",
        ),
        pytest.param({"dueDate": "2026-02-19"}, [["dueDate"]], id="due before it is issued"),
        pytest.param(
            {"timeEntryIds": [], "expenses": [], "expenseIds": []},
            [["timeEntryIds"]],
            id="nothing to bill",
        ),
        pytest.param({"taxes": [GST]}, [["taxes"]], id="iv2 a rate and taxes"),
        pytest.param(
            {"taxRate": None, "taxes": [GST, QST, {"name": "HST", "rate": "1"}]},
            [["taxes"]],
            id="iv2 three taxes",
        ),
        pytest.param(
            {"taxRate": None, "taxes": [{**GST, "compound": True}, GST]},
            [["taxes", "0", "compound"], ["taxes", "1", "name"]],
            id="iv2 compound on nothing, and a name twice",
        ),
        pytest.param(
            {"taxRate": None, "taxes": [{"name": " ", "rate": "100.1"}]},
            [["taxes", "0", "name"], ["taxes", "0", "rate"]],
            id="iv2 a tax of no name over 100 per cent",
        ),
        pytest.param(
            {"lineTaxes": [{"timeEntryId": SEED_ENTRY, "taxes": [GST, GST]}]},
            [["lineTaxes", "0", "taxes", "1", "name"]],
            id="iv2 a line with one tax twice",
        ),
        pytest.param(
            {
                "lineTaxes": [
                    {"timeEntryId": SEED_ENTRY, "taxes": []},
                    {"timeEntryId": SEED_ENTRY, "taxes": [GST]},
                    {"timeEntryId": "tim_none", "taxes": []},
                    {"expenseId": "exp_none", "taxes": []},
                    {"taxes": []},
                    {"timeEntryId": SEED_ENTRY, "expenseId": "exp_none", "taxes": []},
                ]
            },
            [
                ["lineTaxes", "1", "timeEntryId"],
                ["lineTaxes", "2", "timeEntryId"],
                ["lineTaxes", "3", "expenseId"],
                ["lineTaxes", "4"],
                ["lineTaxes", "5"],
            ],
            id="iv2 taxes for a line that is not there",
        ),
        pytest.param(
            {
                "expenses": [
                    {"description": "Fee", "amount": "1", "taxes": [{**GST, "compound": True}]}
                ]
            },
            [["expenses", "0", "taxes", "0", "compound"]],
            id="iv2 a new expense's tax on nothing",
        ),
        pytest.param({"taxRate": "100.1"}, [["taxRate"]], id="iv2 a tax over 100 per cent"),
        pytest.param({"taxRate": "-1"}, [["taxRate"]], id="iv2 a tax below nothing"),
        pytest.param({"taxRate": "8.1234567"}, [["taxRate"]], id="iv2 a tax too fine"),
        pytest.param(
            {"applyTrust": {"enabled": True, "maxAmount": "-1"}},
            [["applyTrust", "maxAmount"]],
            id="tr2 less than nothing of trust",
        ),
        pytest.param(
            {"applyTrust": {"enabled": True, "maxAmount": "0.001"}},
            [["applyTrust", "maxAmount"]],
            id="tr2 a tenth of a cent of trust",
        ),
        pytest.param(
            {"expenses": [{"description": "", "amount": "0"}]},
            [["expenses", "0", "description"], ["expenses", "0", "amount"]],
            id="a blank expense of nothing",
        ),
        pytest.param(
            {
                "expenses": [
                    {"description": "Fine", "amount": "1"},
                    {"description": "Fee", "amount": "1.001", "expenseCode": "L110"},
                ]
            },
            [["expenses", "1", "expenseCode"], ["expenses", "1", "amount"]],
            id="iv5 an expense with a part of a cent and a code for time",
        ),
    ],
)
async def test_a_rule_broken_is_refused_at_its_path(
    world: World, said: dict[str, Any], fields: list[list[str]]
) -> None:
    assert await refused(world, "generateInvoice", "invoice", **{**SEED, **said}) == [
        ("INVALID_INPUT", field) for field in fields
    ]


async def test_all_that_is_wrong_is_reported_at_once(world: World) -> None:
    await new_invoice(world)
    said = {
        **SEED,
        "clientId": "cli_none",
        "dueDate": "2026-01-01",
        "timeEntryIds": ["tim_none", SEED_ENTRY],
        "expenseIds": ["exp_none"],
        "applyTrust": {"enabled": True, "maxAmount": "0.001"},
    }
    assert await refused(world, "generateInvoice", "invoice", **said) == [
        ("INVALID_INPUT", ["clientId"]),
        ("INVALID_INPUT", ["dueDate"]),
        ("NOT_FOUND", ["timeEntryIds", "0"]),
        ("ALREADY_BILLED", ["timeEntryIds", "1"]),
        ("NOT_FOUND", ["expenseIds", "0"]),
        ("INVALID_INPUT", ["applyTrust", "maxAmount"]),
    ]


async def test_an_unknown_matter_is_not_found(world: World) -> None:
    said = {**SEED, "matterId": "mat_none"}
    assert await refused(world, "generateInvoice", "invoice", **said) == [
        ("NOT_FOUND", ["matterId"])
    ]


async def test_a_closed_matter_takes_no_new_expense(world: World) -> None:
    matter = await _matter_with_hour(world)
    await world.change("updateMatter", "matter { id }", id=matter, status="CLOSED")
    said = {"matterId": matter, "issueDate": "2026-02-20", "expenses": SEED["expenses"]}
    assert await refused(world, "generateInvoice", "invoice", **said) == [
        ("MATTER_CLOSED", ["matterId"])
    ]


async def test_a_matter_without_work_has_nothing_to_bill(world: World) -> None:
    matter = await new_matter(world)
    errors = await refusals(
        world, "generateInvoice", WHOLE, matterId=matter, issueDate="2026-02-20"
    )
    assert [(e["code"], e["field"], e["message"]) for e in errors] == [
        (
            "INVALID_INPUT",
            ["timeEntryIds"],
            "There is nothing to bill: no unbilled, billable time or expense was found.",
        )
    ]


async def test_iv6_the_law_bills_nothing_twice(world: World) -> None:
    await new_invoice(world)
    other = await new_invoice(world, timeEntryIds=["tim_52fd63"])
    with pytest.raises(sqlite3.IntegrityError, match="a line bills unbilled, billable time"):
        world.sql(
            "insert into invoice_lines select ?, 9, kind, description, date, quantity, rate, "
            "amount, discount, own_discount, tax, taxable, taxes, time_entry_id, expense_id, "
            "interest_on_id, live "
            "from invoice_lines where time_entry_id = ?",
            other,
            SEED_ENTRY,
        )


# Keys.


async def test_tr20_a_key_repeats_its_answer_and_makes_nothing(seed_world: World) -> None:
    said = {**SEED, "idempotencyKey": "k"}
    first = await seed_world.change("generateInvoice", WHOLE, **said)
    assert first["invoice"] == SEED_INVOICE
    before = seed_world.everything()
    seed_world.clock.time += timedelta(hours=3)
    assert await seed_world.change("generateInvoice", WHOLE, **said) == first
    assert seed_world.everything() == before


@pytest.mark.parametrize(
    "said",
    [
        {"applyTrust": {"enabled": True, "maxAmount": "501"}},
        {"applyTrust": {"enabled": False}},
        {"discounts": []},
        {"timeEntryIds": None},
        {"notes": None},
    ],
)
async def test_tr20_a_key_with_another_input_is_refused(world: World, said: dict[str, Any]) -> None:
    await _drafted(world, **SEED, idempotencyKey="k")
    assert await refused(
        world, "generateInvoice", "invoice", **{**SEED, **said, "idempotencyKey": "k"}
    ) == [("IDEMPOTENCY_MISMATCH", ["idempotencyKey"])]


async def test_tr20_a_refused_call_leaves_its_key_unused(seed_world: World) -> None:
    said = {**SEED, "idempotencyKey": "k"}
    wrong = {**said, "discounts": [{"type": "FIXED", "value": "9999"}]}
    assert await refused(seed_world, "generateInvoice", "invoice", **wrong) == [
        ("INVALID_INPUT", ["discounts", "0", "value"])
    ]
    answer = await seed_world.change("generateInvoice", "invoice { id }", **said)
    assert answer == {"invoice": {"id": "inv_71a92f"}, "userErrors": []}


async def test_iv8_a_voided_draft_frees_its_work(world: World) -> None:
    entry = await new_entry(world)
    draft = await new_invoice(world, timeEntryIds=[entry])
    world.sql(
        "update invoices set status = 'void', credited = subtotal - discount + tax, due = 0 "
        "where id = ?",
        draft,
    )
    assert await _billed_lines(world, matterId=MATTER, timeEntryIds=[entry]) == [entry]
