"""Every change of the port does the same, and is refused in the same words, wherever it is made."""

import datetime as dt
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.port import (
    Address,
    Billing,
    BillingPreferences,
    BillingType,
    ContactChange,
    ContactType,
    CostType,
    Discount,
    DiscountType,
    MatterChange,
    MatterStatus,
    NewContact,
    NewExpense,
    NewInvoice,
    NewInvoiceExpense,
    NewMatter,
    NewTimeEntry,
    Person,
    Phone,
    Refused,
    TimeEntryChange,
    TrustRequest,
)
from tests.contract.conftest import Pair

Do = Callable[[Any], Awaitable[Any]]

ACME, CLIENT, OWNER = "mat_9c31d2", "cli_445f10", "u_pp_7ab202"
MATTER = NewMatter(
    external_id="crm_lead_982341",
    number="2026-0042",
    title="IP Licensing \N{EN DASH} BetaSoft",
    client_id="cli_97ea55",
    practice_area="Intellectual Property",
    responsible_attorney_id=OWNER,
    team_ids=(OWNER, "u_pp_1a92b7"),
    billing=Billing(type=BillingType.FLAT_FEE, flat_amount=Decimal(15000), currency_code="USD"),
    workspace_id="iman_ws_9020",
    limitation_date=dt.date(2027, 1, 1),
    client_matter_id="LM-7",
    tags=("intake", "fixed-fee"),
)
CONTACT = NewContact(
    external_id="acct_new",
    type=ContactType.ORGANIZATION,
    name="Newly Known Ltd",
    primary_contact=Person(given_name="Ada", family_name="Known", email="ada@known.example"),
    emails=("ada@known.example",),
    phones=(Phone(type="work", value="+1-312-555-0123"), Phone(value="+1-312-555-0124")),
    addresses=(Address(line1="1 Known Way", city="Chicago", postal_code="60601", country="US"),),
    billing_preferences=BillingPreferences(delivery="email", terms="net15", currency_code="USD"),
    notes="Met at the fair.",
)
TIME = NewTimeEntry(
    matter_id=ACME,
    user_id=OWNER,
    date=dt.date(2026, 2, 18),
    activity_code="L110",
    description="Draft motion to compel; reviewed exhibits in iManage",
    hours=Decimal("2.7"),
    billable=True,
    rate=Decimal(395),
    tags=("motion", "discovery"),
)
COST = NewExpense(
    matter_id=ACME,
    date=dt.date(2026, 2, 18),
    description="Courier",
    amount=Decimal("18.40"),
    taxable=True,
    expense_code="E107",
)
FEE = NewInvoiceExpense(description="Filing fee", amount=Decimal(120))
HARD: dict[str, Any] = {"cost_type": CostType.HARD, "bank_reference": "ACH 77"}
INVOICE = NewInvoice(
    matter_id=ACME,
    client_id=CLIENT,
    issue_date=dt.date(2026, 2, 20),
    due_date=dt.date(2026, 3, 20),
    time_entry_ids=("tim_c812e0",),
    expenses=(FEE,),
    discounts=(
        Discount(type=DiscountType.PERCENT, value=Decimal(5)),
        Discount(type=DiscountType.FIXED, value=Decimal("10.01")),
    ),
    tax_rate=Decimal("8.25"),
    trust=TrustRequest(max_amount=Decimal(500)),
    notes="Billed through 2026-02-18",
    created_by_id=OWNER,
)


async def _then(*steps: Awaitable[Any]) -> list[Any]:
    return [await step for step in steps]


async def _of_crm(practice: Any, status: MatterStatus) -> Any:
    (matter,) = await practice.matters.by_external_id(["crm_lead_982341"])
    return await practice.matters.update(MatterChange(id=matter.id, status=status))


CHANGES: list[tuple[str, Do]] = [
    ("open a matter", lambda p: p.matters.create(MATTER, None)),
    (
        "open a matter of few words",
        lambda p: p.matters.create(NewMatter(title="Bare", client_id=CLIENT), None),
    ),
    (
        "change a matter by its external id",
        lambda p: _then(
            p.matters.create(MATTER, None),
            p.matters.create(
                NewMatter(external_id="crm_lead_982341", title="New", client_id="cli_97ea55"), None
            ),
        ),
    ),
    (
        "change a matter",
        lambda p: p.matters.update(
            MatterChange(
                id=ACME,
                title="Acme v. Contoso II",
                practice_area=None,
                team_ids=(),
                workspace_id=None,
                limitation_date=None,
                client_matter_id=None,
                billing=Billing(type=BillingType.HOURLY, default_rate=Decimal("400.5")),
                tags=("later",),
            )
        ),
    ),
    (
        "close a matter and open it again",
        lambda p: _then(
            p.matters.create(MATTER, None),
            _of_crm(p, MatterStatus.CLOSED),
            _of_crm(p, MatterStatus.OPEN),
        ),
    ),
    ("add a contact", lambda p: p.contacts.create(CONTACT, None)),
    (
        "add a contact of few words",
        lambda p: p.contacts.create(NewContact(type=ContactType.PERSON, name="Bo"), None),
    ),
    (
        "change a contact",
        lambda p: p.contacts.update(
            ContactChange(
                id=CLIENT,
                name="Acme Group LLC",
                primary_contact=None,
                phones=(Phone(value="1"),),
                emails=(),
                notes=None,
            )
        ),
    ),
    ("record time", lambda p: p.time_entries.log(TIME, None)),
    (
        "change time",
        lambda p: p.time_entries.update(
            TimeEntryChange(
                id="tim_c812e0", hours=Decimal("3.25"), activity_code=None, tags=(), billable=False
            )
        ),
    ),
    ("remove time", lambda p: p.time_entries.delete("tim_c812e0")),
    ("record an expense", lambda p: p.expenses.log(COST, None)),
    ("IV10: record a hard cost", lambda p: p.expenses.log(replace(COST, **HARD), None)),
    (
        "IV10: bill a hard cost",
        lambda p: p.invoices.generate(replace(INVOICE, expenses=(replace(FEE, **HARD),)), None),
    ),
    ("generate an invoice", lambda p: p.invoices.generate(INVOICE, None)),
    (
        "repeat with a key",
        lambda p: _then(p.time_entries.log(TIME, "key-1"), p.time_entries.log(TIME, "key-1")),
    ),
    (
        "repeat an invoice with a key",
        lambda p: _then(p.invoices.generate(INVOICE, "k"), p.invoices.generate(INVOICE, "k")),
    ),
]


def rows(pair: Pair, table: str) -> Any:
    with closing(sqlite3.connect(pair.path)) as db:
        return _ordered(db, table)


def everything(pair: Pair) -> dict[str, Any]:
    with closing(sqlite3.connect(pair.path)) as db:
        return {name: _ordered(db, name) for name in _tables(pair)}


def expected_everything(pair: Pair) -> dict[str, Any]:
    return {name: _ordered(pair.expected._db._db, name) for name in _tables(pair)}


def _tables(pair: Pair) -> list[str]:
    tables = pair.expected._db.read("select name from sqlite_schema where type = 'table'")
    return [name for (name,) in tables if name != "idempotency_keys"]


def _ordered(db: sqlite3.Connection, table: str) -> list[Any]:
    return db.execute(f"select * from {table} order by 1, 2").fetchall()


@pytest.mark.parametrize("do", [pytest.param(do, id=name) for name, do in CHANGES])
async def test_a_change_answers_and_leaves_the_same(pair: Pair, do: Do) -> None:
    expected = await do(pair.expected)
    assert await do(pair.practice) == expected
    assert everything(pair) == expected_everything(pair)
    assert pair.practice.health.drift == ()


REFUSED: list[tuple[str, Do]] = [
    (
        "nobody's matter",
        lambda p: p.matters.create(
            NewMatter(title="x", client_id="cli_none", responsible_attorney_id="u_none"), None
        ),
    ),
    (
        "a taken number",
        lambda p: p.matters.create(
            NewMatter(title="x", client_id=CLIENT, number="2026-0041"), None
        ),
    ),
    (
        "a flat fee without its amount",
        lambda p: p.matters.create(
            NewMatter(title="x", client_id=CLIENT, billing=Billing(type=BillingType.FLAT_FEE)), None
        ),
    ),
    (
        "a workspace to be made",
        lambda p: p.matters.create(
            NewMatter(title="x", client_id=CLIENT, create_workspace=True), None
        ),
    ),
    (
        "a matter that holds money is closed",
        lambda p: p.matters.update(MatterChange(id=ACME, status=MatterStatus.CLOSED)),
    ),
    ("no such matter", lambda p: p.matters.update(MatterChange(id="mat_none", title="x"))),
    ("no such contact", lambda p: p.contacts.update(ContactChange(id="cli_none", name="x"))),
    (
        "time nowhere, by nobody, tomorrow, under a phase",
        lambda p: p.time_entries.log(
            NewTimeEntry(
                matter_id="mat_none",
                user_id="u_none",
                date=dt.date(2026, 3, 1),
                description="x",
                hours=Decimal(1),
                activity_code="L100",
            ),
            None,
        ),
    ),
    ("no such time", lambda p: p.time_entries.update(TimeEntryChange(id="tim_none", tags=()))),
    ("no such time to remove", lambda p: p.time_entries.delete("tim_none")),
    (
        "billed time",
        lambda p: _then(
            p.invoices.generate(INVOICE, None),
            p.time_entries.update(TimeEntryChange(id="tim_c812e0", hours=Decimal(1))),
        ),
    ),
    (
        "billed twice",
        lambda p: _then(p.invoices.generate(INVOICE, None), p.invoices.generate(INVOICE, None)),
    ),
    (
        "a discount over what is left, and another's client",
        lambda p: p.invoices.generate(
            NewInvoice(
                matter_id=ACME,
                client_id="cli_97ea55",
                issue_date=dt.date(2026, 2, 20),
                time_entry_ids=("tim_c812e0", "tim_none"),
            ),
            None,
        ),
    ),
    (
        "IV10: a hard cost without its bank's reference",
        lambda p: p.expenses.log(replace(COST, cost_type=CostType.HARD), None),
    ),
    (
        "IV10: a soft cost with a bank's reference",
        lambda p: p.expenses.log(replace(COST, cost_type=CostType.SOFT, bank_reference="7"), None),
    ),
    (
        "a key used for something else",
        lambda p: _then(
            p.time_entries.log(TIME, "key-1"),
            p.time_entries.log(
                NewTimeEntry(
                    matter_id=ACME,
                    user_id=OWNER,
                    date=dt.date(2026, 2, 18),
                    description="Other",
                    hours=Decimal(1),
                ),
                "key-1",
            ),
        ),
    ),
]


@pytest.mark.parametrize("do", [pytest.param(do, id=name) for name, do in REFUSED])
async def test_a_refusal_is_the_same_fact_under_the_same_name(pair: Pair, do: Do) -> None:
    with pytest.raises(Refused) as expected:
        await do(pair.expected)
    with pytest.raises(Refused) as found:
        await do(pair.practice)
    assert tuple(found.value.refusals) == tuple(expected.value.refusals)
    assert everything(pair) == expected_everything(pair)
