"""generateInvoice on contingency matters: no fee without a recovery, and the statement of each."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.embedded.figures import share
from tests.mutations.records import new_entry, new_expense, new_matter, refusals, refused
from tests.world import MATTER, World

CLOSED = """invoice { id subtotal { amount } total { amount } amountDue { amount }
    closingStatement { recovery { amount currencyCode } basis costs { amount } percent
        fee { amount } }
    lineItems { kind description date rate { amount } amount { amount } tax { amount } } }"""
EXPENSES = [{"description": "Expert", "amount": "1000.01"}, {"description": "Fee", "amount": "120"}]


async def _contingent(world: World, percent: str = "33.3", **terms: Any) -> str:
    billing = {"type": "CONTINGENCY", "contingencyPercent": percent, **terms}
    return await new_matter(world, title="Claim", billing=billing)


async def _drafted(world: World, **said: Any) -> Any:
    answer = await world.change("generateInvoice", CLOSED, **{"issueDate": "2026-02-20", **said})
    assert answer["userErrors"] == []
    return answer["invoice"]


async def test_the_fee_is_a_share_of_all_that_was_recovered(world: World) -> None:
    matter = await _contingent(world)
    await new_entry(world, matterId=matter)
    recovery = {"amount": "90000.50"}
    draft = await _drafted(world, matterId=matter, recovery=recovery, expenses=EXPENSES)
    assert draft["closingStatement"] == {
        "recovery": {"amount": "90000.50", "currencyCode": "USD"},
        "basis": "GROSS",
        "costs": {"amount": "1120.01"},
        "percent": "33.3",
        "fee": {"amount": "29970.17"},
    }
    assert draft["lineItems"][0] == {
        "kind": "CONTINGENCY_FEE",
        "description": "Contingent fee: 33.3% of 90000.50 USD",
        "date": "2026-02-20",
        "rate": {"amount": "29970.17"},
        "amount": {"amount": "29970.17"},
        "tax": {"amount": "0.00"},
    }
    assert [line["kind"] for line in draft["lineItems"][1:]] == ["EXPENSE", "EXPENSE"]
    assert draft["amountDue"] == {"amount": "31090.18"}
    again = await world.ask(f'{{ invoice(id: "{draft["id"]}") {{ {CLOSED[9:-1]} }} }}')
    assert again["invoice"] == draft


async def test_the_fee_may_be_a_share_of_what_the_costs_leave(world: World) -> None:
    matter = await _contingent(world, "40")
    known = await new_expense(world, matterId=matter, amount="79.99")
    draft = await _drafted(
        world,
        matterId=matter,
        recovery={"amount": "10000", "costs": "NET"},
        expenseIds=[known],
        expenses=EXPENSES,
        taxRate="10",
    )
    assert draft["closingStatement"] == {
        "recovery": {"amount": "10000.00", "currencyCode": "USD"},
        "basis": "NET",
        "costs": {"amount": "1200.00"},
        "percent": "40",
        "fee": {"amount": "3520.00"},
    }
    assert draft["lineItems"][0]["description"] == (
        "Contingent fee: 40% of 10000.00 USD less costs of 1200.00 USD"
    )
    assert draft["lineItems"][0]["tax"] == {"amount": "352.00"}


async def test_costs_that_take_it_all_leave_no_fee(world: World) -> None:
    matter = await _contingent(world)
    recovery = {"amount": "1000", "costs": "NET"}
    draft = await _drafted(world, matterId=matter, recovery=recovery, expenses=EXPENSES)
    assert draft["closingStatement"]["fee"] == {"amount": "0.00"}
    assert draft["subtotal"] == {"amount": "1120.01"}


async def test_costs_are_billed_without_a_recovery_and_then_there_is_no_fee(world: World) -> None:
    matter = await _contingent(world)
    draft = await _drafted(world, matterId=matter, expenses=EXPENSES)
    assert (draft["closingStatement"], draft["subtotal"]) == (None, {"amount": "1120.01"})


async def test_without_a_recovery_there_is_nothing_to_bill(world: World) -> None:
    matter = await _contingent(world)
    await new_entry(world, matterId=matter)
    said = {"matterId": matter, "issueDate": "2026-02-20"}
    errors = await refusals(world, "generateInvoice", CLOSED, **said)
    assert [(e["code"], e["field"], e["message"]) for e in errors] == [
        (
            "INVALID_INPUT",
            ["recovery"],
            "There is nothing to bill: without a recovery there is no contingent fee.",
        )
    ]


async def test_each_recovery_has_its_own_statement(world: World) -> None:
    matter = await _contingent(world)
    first = await _drafted(world, matterId=matter, recovery={"amount": "100"})
    terms = {"type": "CONTINGENCY", "contingencyPercent": "25"}
    await world.change("updateMatter", "matter { id }", id=matter, billing=terms)
    second = await _drafted(world, matterId=matter, recovery={"amount": "100"})
    fees = [it["closingStatement"]["fee"]["amount"] for it in (first, second)]
    assert fees == ["33.30", "25.00"]
    kept = await world.ask(f'{{ invoice(id: "{first["id"]}") {{ {CLOSED[9:-1]} }} }}')
    assert kept["invoice"]["closingStatement"]["percent"] == "33.3"


@pytest.mark.parametrize(
    ("currency", "amount", "fee"),
    [("JPY", "1001", "334"), ("KWD", "10.015", "3.338"), ("CLF", "1.0015", "0.3338")],
)
async def test_iv5_the_fee_is_rounded_half_up_in_its_currencys_unit(
    world: World, currency: str, amount: str, fee: str
) -> None:
    matter = await _contingent(world, "33.333", currencyCode=currency)
    draft = await _drafted(world, matterId=matter, recovery={"amount": amount})
    assert draft["closingStatement"]["fee"] == {"amount": fee}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"recovery": {"amount": "0"}}, ["recovery", "amount"]),
        ({"recovery": {"amount": "-1"}}, ["recovery", "amount"]),
        ({"recovery": {"amount": "0.001"}}, ["recovery", "amount"]),
        ({"recovery": {"amount": "1"}, "matterId": MATTER}, ["recovery"]),
        ({"flatFee": True}, ["flatFee"]),
    ],
)
async def test_a_refusal_names_its_field_and_changes_nothing(
    world: World, said: dict[str, Any], field: list[str]
) -> None:
    matter = await _contingent(world)
    said = {"matterId": matter, "issueDate": "2026-02-20", **said}
    assert await refused(world, "generateInvoice", "invoice", **said) == [("INVALID_INPUT", field)]


@settings(deadline=None, derandomize=True, database=None)
@given(st.decimals(0, 100, places=6), st.integers(-(10**9), 10**13))
@example(percent=Decimal(50), amount=1)
def test_a_share_is_at_most_the_whole_and_within_half_a_unit(percent: Decimal, amount: int) -> None:
    fee = share(percent, amount)
    exact = Fraction(percent) * max(amount, 0) / 100
    assert 0 <= fee <= max(amount, 0)
    assert -Fraction(1, 2) < fee - exact <= Fraction(1, 2)
