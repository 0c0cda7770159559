"""Reports of a small firm, to the cent: where an age, a period or a day begins and ends."""

import datetime as dt
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from typing import Any

import pytest

from adapters.embedded.chain import FIRST_ENTRY
from adapters.embedded.database import Database
from adapters.embedded.reports import EmbeddedReports
from adapters.port import (
    CollectionsAsk,
    CollectionsGroup,
    Listing,
    Money,
    Order,
    OrderDirection,
    RealizationAsk,
    ReceivablesAsk,
    ReceivablesGroup,
    Report,
    TrustBalancesAsk,
    UtilizationAsk,
    Window,
    WorkInProgressAsk,
    WorkInProgressGroup,
)
from tests.world import NOW, StandingClock, World

TODAY = NOW.date()
THEN = "2026-01-01T00:00:00.000000Z"
AGES = ("days_0_to_30", "days_31_to_60", "days_61_to_90", "over_90")


def _taxes(amount: int, name: str) -> str:
    """Say a line's or an invoice's tax as the tables keep it."""
    one = f'{{"name": "Tax", "rate": "10", "compound": false, "amount": {amount}, "{name}": {amount}}}'
    return f"[{one}]" if amount else "[]"


class Firm:
    """An empty practice with two people, two clients and three matters, filled by hand."""

    def __init__(self, db: Database) -> None:
        self.db, self.reports, self._count = db, EmbeddedReports(db), 0
        for id, rate in (("u_ann", 30000), ("u_bob", None)):
            self._add("users", id=id, name=id[2:].title(), role="partner", rate=rate)
        for id in ("cli_a", "cli_b"):
            self._contact(id)
        for id, client, currency in (
            ("mat_1", "cli_a", "USD"),
            ("mat_2", "cli_a", "JPY"),
            ("mat_3", "cli_b", "USD"),
        ):
            self._matter(id, client, currency)
        alone = {"second_approver_above": None}
        self._add("trust_accounts", id="tra_1", name="Trust", currency="USD", **alone)

    def _add(self, table: str, **columns: Any) -> None:
        with self.db.write():
            self.db.insert(table, columns)

    def _contact(self, id: str) -> None:
        when = {"created_at": THEN, "updated_at": THEN}
        self._add("contacts", id=id, type="organization", name=id, search=id, **when)

    def _matter(self, id: str, client: str, currency: str) -> None:
        self._add(
            "matters",
            id=id,
            number=f"2026-{id}",
            title=id,
            status="open",
            billing_type="hourly",
            currency=currency,
            client_id=client,
            responsible_attorney_id="u_ann" if client == "cli_a" else None,
            search=id,
            created_at=THEN,
            updated_at=THEN,
        )

    def _next(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}_{self._count:03d}"

    def time(
        self,
        date: str,
        rate: int,
        *,
        hours: int = 100,
        matter: str = "mat_1",
        user: str = "u_ann",
        billable: bool = True,
    ) -> str:
        id, currency = self._next("tim"), "JPY" if matter == "mat_2" else "USD"
        self._add(
            "time_entries",
            id=id,
            matter_id=matter,
            user_id=user,
            date=date,
            description="",
            hours=hours,
            rate=rate,
            amount=(hours * rate + 50) // 100,
            currency=currency,
            billable=billable,
            status="billable" if billable else "not_billable",
            created_at=THEN,
            updated_at=THEN,
        )
        return id

    def expense(self, date: str, amount: int, *, matter: str = "mat_1") -> str:
        id, currency = self._next("exp"), "JPY" if matter == "mat_2" else "USD"
        self._add(
            "expenses",
            id=id,
            matter_id=matter,
            date=date,
            description="",
            amount=amount,
            currency=currency,
            taxable=1,
            billable=1,
            status="billable",
            created_at=THEN,
            updated_at=THEN,
        )
        return id

    def invoice(
        self,
        issued: str,
        lines: list[tuple[str, int, int, int]],
        *,
        due: str | None = None,
        matter: str = "mat_1",
        status: str = "approved",
    ) -> str:
        """Bill lines of (entry, amount, discount, tax), and bring the invoice to a status."""
        id = self._next("inv")
        amount, discount, tax = (sum(line[place] for line in lines) for place in (1, 2, 3))
        self._add(
            "invoices",
            id=id,
            status="draft",
            matter_id=matter,
            client_id="cli_b" if matter == "mat_3" else "cli_a",
            currency="JPY" if matter == "mat_2" else "USD",
            issue_date=issued,
            due_date=due,
            exact_discount="0",
            tax_rate="0",
            exact_tax="0",
            subtotal=amount,
            discount=discount,
            tax=tax,
            taxes=_taxes(tax, "settled"),
            due=amount - discount + tax,
            created_at=THEN,
            updated_at=THEN,
        )
        for place, (entry, amount, discount, tax) in enumerate(lines, 1):
            kinds = {"tim": ("time", entry, None), "exp": ("expense", None, entry)}
            kind, time, expense = kinds.get(entry[:3], ("adjustment", None, None))
            self._add(
                "invoice_lines",
                invoice_id=id,
                position=place,
                kind=kind,
                description="",
                quantity="1",
                rate=amount,
                amount=amount,
                discount=discount,
                tax=tax,
                taxes=_taxes(tax, "amount"),
                taxable=tax > 0,
                time_entry_id=time,
                expense_id=expense,
            )
        if status != "draft":
            self.move(id, status)
        return id

    def move(self, id: str, status: str) -> None:
        paid = ", credited = due, due = 0" if status == "void" else ""
        with self.db.write():
            self.db.run(
                f"update invoices set status = ?, number = coalesce(number, id){paid} where id = ?",
                [status, id],
            )

    def pay(
        self, invoice: str, date: str, amount: int, method: str = "check", *, surplus: int = 0
    ) -> str:
        id = self._next("pay")
        self._add(
            "payments",
            id=id,
            invoice_id=invoice,
            amount=amount,
            surplus=surplus,
            date=date,
            method=method,
            created_at=THEN,
        )
        return id

    def take_back(self, payment: str, date: str) -> None:
        self._add("payment_reversals", payment_id=payment, date=date, reason="NSF", created_at=THEN)

    def credit(self, invoice: str, date: str, amount: int, kind: str = "credit_note") -> None:
        self._add(
            "credits",
            id=self._next("crd"),
            invoice_id=invoice,
            kind=kind,
            amount=amount,
            date=date,
            reason="Goodwill",
            created_at=THEN,
        )

    def ledger(self, matter: str) -> str:
        id, client = self._next("trl"), "cli_b" if matter == "mat_3" else "cli_a"
        self._add("trust_ledgers", id=id, account_id="tra_1", client_id=client, matter_id=matter)
        return id

    def trust(self, ledger: str, date: str, amount: int, cleared: str | None) -> None:
        """Deposit an amount, or pay one out."""
        out = {"kind": "disbursement", "payee": "x", "purpose": "client_refund"}
        kind = out if amount < 0 else {"kind": "deposit", "payer": "x"}
        self._entry(ledger, date, amount, cleared_on=cleared, **kind)

    def apply(self, ledger: str, invoice: str, date: str, amount: int) -> str:
        """Pay an invoice out of trust; the law records the payment."""
        paid = {"kind": "application", "payee": "x", "purpose": "earned_fee"}
        return self._entry(ledger, date, -amount, cleared_on=date, invoice_id=invoice, **paid)

    def give_back(self, ledger: str, invoice: str, date: str, amount: int, entry: str) -> None:
        """Undo an application; the law takes the payment back."""
        undone = {"kind": "reversal", "purpose": "reversal", "reverses_id": entry}
        self._entry(ledger, date, amount, cleared_on=date, invoice_id=invoice, **undone)

    def _entry(self, ledger: str, date: str, amount: int, **columns: Any) -> str:
        ((sequence, running, before),) = self.db.read(
            "select (select count(*) + 1 from trust_entries), "
            "(select coalesce(sum(amount), 0) from trust_entries where ledger_id = ?), "
            "(select hash from trust_entries order by sequence desc limit 1)",
            [ledger],
        )
        self._add(
            "trust_entries",
            sequence=sequence,
            id=f"trt_{sequence}",
            ledger_id=ledger,
            amount=amount,
            running_balance=running + amount,
            date=date,
            created_at=THEN,
            prev_hash=before or FIRST_ENTRY,
            hash=f"{sequence:064x}",
            **columns,
        )
        return f"trt_{sequence}"


@pytest.fixture
def firm() -> Iterator[Firm]:
    with closing(Database(":memory:", StandingClock())) as db:
        yield Firm(db)


def all_of(filter: Any, by: str = "name") -> Listing[Any]:
    return Listing(filter=filter, order=Order(by), window=Window(limit=100))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def usd(text: str) -> Money:
    return Money(amount=Decimal(text), currency_code="USD")


def jpy(text: str) -> Money:
    return Money(amount=Decimal(text), currency_code="JPY")


async def wip(firm: Firm, as_of: str, group: str = "matter") -> Report[Any, Any]:
    ask = WorkInProgressAsk(as_of=day(as_of), group_by=WorkInProgressGroup(group))
    return await firm.reports.work_in_progress(all_of(ask))


async def owed(firm: Firm, as_of: str, group: str = "client") -> Report[Any, Any]:
    ask = ReceivablesAsk(as_of=day(as_of), group_by=ReceivablesGroup(group))
    return await firm.reports.receivables(all_of(ask))


async def realized(firm: Firm, first: str, last: str, as_of: str) -> Report[Any, Any]:
    ask = RealizationAsk(date_from=day(first), date_to=day(last), as_of=day(as_of))
    return await firm.reports.realization(all_of(ask))


async def test_a_firm_with_nothing_has_no_rows_and_no_totals(firm: Firm) -> None:
    month = {"date_from": day("2026-01-01"), "date_to": day("2026-01-31")}
    reports = [
        await wip(firm, "2026-02-01"),
        await owed(firm, "2026-02-01"),
        await firm.reports.collections(all_of(CollectionsAsk(**month))),
        await realized(firm, "2026-01-01", "2026-01-31", "2026-02-01"),
        await firm.reports.trust_balances(all_of(TrustBalancesAsk(as_of=TODAY))),
    ]
    for report in reports:
        assert (report.items, report.totals, report.count) == ([], [], 0)
        assert (report.has_next, report.has_previous) == (False, False)


# --- work in progress --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "age"),
    [
        ("2026-06-30", 0),
        ("2026-05-31", 0),
        ("2026-05-30", 1),
        ("2026-05-01", 1),
        ("2026-04-30", 2),
        ("2026-04-01", 2),
        ("2026-03-31", 3),
        ("2024-01-01", 3),
    ],
)
async def test_work_ages_by_the_day_it_was_done(firm: Firm, date: str, age: int) -> None:
    firm.time(date, 12345)
    (row,) = (await wip(firm, "2026-06-30")).items
    assert [getattr(row, name) for name in AGES] == [
        usd("123.45") if place == age else usd("0.00") for place in range(4)
    ]


async def test_work_of_later_days_or_not_to_be_billed_is_not_in_progress(firm: Firm) -> None:
    firm.time("2026-07-01", 10000)
    firm.time("2026-06-01", 10000, billable=False)
    assert (await wip(firm, "2026-06-30")).items == []
    assert [row.total for row in (await wip(firm, "2026-07-01")).items] == [usd("100.00")]


async def test_work_is_in_progress_until_a_final_invoice_is_issued_for_it(firm: Firm) -> None:
    time, expense = firm.time("2026-01-10", 10000), firm.expense("2026-01-11", 2550)
    lines = [(time, 10000, 1000, 0), (expense, 2550, 0, 0)]
    bill = firm.invoice("2026-02-01", lines, due="2026-03-01", status="draft")

    async def seen(as_of: str) -> list[tuple[list[Money], list[Money]]]:
        work, debts = await wip(firm, as_of), await owed(firm, as_of)
        return [
            ([row.total for row in work.items], [row.total.amount for row in debts.items]),
            ([it.total for it in work.totals], [it.total.amount for it in debts.totals]),
        ]

    in_progress, billed = ([usd("125.50")], []), ([], [usd("115.50")])
    assert await seen("2026-02-05") == [in_progress, in_progress]
    firm.move(bill, "pending_approval")
    assert await seen("2026-02-05") == [in_progress, in_progress]
    firm.move(bill, "approved")
    assert await seen("2026-02-05") == [billed, billed]
    assert await seen("2026-02-01") == [billed, billed]
    assert await seen("2026-01-31") == [in_progress, in_progress]
    firm.move(bill, "void")
    assert await seen("2026-02-05") == [in_progress, in_progress]
    assert await seen("2026-02-01") == [in_progress, in_progress]


async def test_a_row_has_one_currency_and_expenses_are_nobodys(firm: Firm) -> None:
    firm.time("2026-01-10", 10000, hours=150)
    firm.time("2026-01-10", 30000, matter="mat_2")
    firm.time("2026-01-10", 20000, matter="mat_3", user="u_bob")
    firm.expense("2026-01-10", 777, matter="mat_3")

    by_client = await wip(firm, "2026-01-31", "client")
    assert [(it.client_id, it.matter_id, it.user_id, it.total) for it in by_client.items] == [
        ("cli_a", None, None, jpy("30000")),
        ("cli_a", None, None, usd("150.00")),
        ("cli_b", None, None, usd("207.77")),
    ]
    by_person = await wip(firm, "2026-01-31", "timekeeper")
    assert [(it.name, it.user_id, it.hours, it.time, it.expenses) for it in by_person.items] == [
        ("", None, Decimal("0.00"), usd("0.00"), usd("7.77")),
        ("Ann", "u_ann", Decimal("1.00"), jpy("30000"), jpy("0")),
        ("Ann", "u_ann", Decimal("1.50"), usd("150.00"), usd("0.00")),
        ("Bob", "u_bob", Decimal("1.00"), usd("200.00"), usd("0.00")),
    ]
    for report in (by_client, by_person):
        assert [(it.currency_code, it.total) for it in report.totals] == [
            ("JPY", jpy("30000")),
            ("USD", usd("357.77")),
        ]


async def test_largest_is_by_currency_and_then_by_amount(firm: Firm) -> None:
    for id, amount in (("mat_1", 100), ("mat_2", 5), ("mat_3", 1000)):
        firm.time("2026-01-10", amount, matter=id)
    ask = WorkInProgressAsk(as_of=day("2026-01-31"))
    report = await firm.reports.work_in_progress(all_of(ask, "rank"))
    assert [row.matter_id for row in report.items] == ["mat_2", "mat_3", "mat_1"]
    back = Listing(
        filter=ask,
        order=Order("rank", OrderDirection.DESC),
        window=Window(limit=2, backwards=True),
    )
    page = await firm.reports.work_in_progress(back)
    assert [row.matter_id for row in page.items] == ["mat_3", "mat_2"]
    assert (page.has_next, page.has_previous, page.count) == (False, True, 3)
    assert page.totals == report.totals


# --- receivables -------------------------------------------------------------------------------

BUCKETS = ("current", "days_1_to_30", "days_31_to_60", "days_61_to_90", "over_90")


@pytest.mark.parametrize(
    ("due", "bucket"),
    [
        (None, 0),
        ("2026-07-01", 0),
        ("2026-06-30", 0),
        ("2026-06-29", 1),
        ("2026-05-31", 1),
        ("2026-05-30", 2),
        ("2026-05-01", 2),
        ("2026-04-30", 3),
        ("2026-04-01", 3),
        ("2026-03-31", 4),
    ],
)
async def test_debts_age_by_the_day_they_fell_due(firm: Firm, due: str | None, bucket: int) -> None:
    firm.invoice("2026-01-02", [("fee", 10000, 0, 800)], due=due)
    (row,) = (await owed(firm, "2026-06-30")).items
    found = [getattr(row, name) for name in BUCKETS]
    assert [(it.amount, it.invoice_count) for it in found] == [
        (usd("108.00"), 1) if place == bucket else (usd("0.00"), 0) for place in range(5)
    ]
    assert (row.total.amount, row.total.invoice_count) == (usd("108.00"), 1)


async def test_a_payment_counts_from_its_own_day_on(firm: Firm) -> None:
    bill = firm.invoice("2026-01-02", [("fee", 10000, 0, 0)], due="2026-01-31")
    firm.pay(bill, "2026-02-10", 2500)
    firm.pay(bill, "2026-02-20", 7500)

    async def on(as_of: str) -> list[Money]:
        return [row.total.amount for row in (await owed(firm, as_of)).items]

    assert await on("2026-01-01") == []
    assert await on("2026-01-02") == [usd("100.00")]
    assert await on("2026-02-09") == [usd("100.00")]
    assert await on("2026-02-10") == [usd("75.00")]
    assert await on("2026-02-19") == [usd("75.00")]
    assert await on("2026-02-20") == []


async def test_trust_money_pays_too_and_is_shown_apart(firm: Firm) -> None:
    bill = firm.invoice("2026-01-02", [("fee", 10000, 0, 0)], due="2026-01-31")
    ledger = firm.ledger("mat_1")
    firm.trust(ledger, "2026-01-02", 5000, "2026-01-02")
    firm.apply(ledger, bill, "2026-01-05", 4000)
    firm.pay(bill, "2026-02-05", 1000, "wire")
    assert [it.total.amount for it in (await owed(firm, "2026-01-04")).items] == [usd("100.00")]
    assert [it.total.amount for it in (await owed(firm, "2026-01-05")).items] == [usd("60.00")]
    assert [it.total.amount for it in (await owed(firm, "2026-02-05")).items] == [usd("50.00")]

    ask = CollectionsAsk(date_from=day("2026-01-05"), date_to=day("2026-02-05"))
    report = await firm.reports.collections(all_of(ask))
    assert [(it.month, it.received, it.trust_applied, it.total) for it in report.items] == [
        (day("2026-01-01"), usd("0.00"), usd("40.00"), usd("40.00")),
        (day("2026-02-01"), usd("10.00"), usd("0.00"), usd("10.00")),
    ]
    (total,) = report.totals
    assert (total.received, total.trust_applied, total.total, total.payment_count) == (
        usd("10.00"),
        usd("40.00"),
        usd("50.00"),
        2,
    )


async def collected(
    firm: Firm, first: str, last: str, group: str = "month"
) -> list[tuple[Any, Money, Money, int]]:
    """Return what each month or method received and was given of trust, in how many payments."""
    ask = CollectionsAsk(date_from=day(first), date_to=day(last), group_by=CollectionsGroup(group))
    return [
        (it.month or it.method.value, it.received, it.trust_applied, it.payment_count)
        for it in (await firm.reports.collections(all_of(ask))).items
    ]


async def still_due(firm: Firm, *days: str) -> list[list[Money]]:
    return [[it.total.amount for it in (await owed(firm, on)).items] for on in days]


async def test_a_reversed_payment_counts_until_the_day_it_was_taken_back(firm: Firm) -> None:
    time = firm.time("2026-01-01", 10000)
    bill = firm.invoice("2026-01-02", [(time, 10000, 0, 0)], due="2026-01-31")
    payment = firm.pay(bill, "2026-01-10", 2500)
    firm.pay(bill, "2026-01-11", 1000)
    firm.take_back(payment, "2026-03-01")

    assert await still_due(
        firm, "2026-01-09", "2026-01-10", "2026-01-11", "2026-02-28", "2026-03-01", "2026-06-30"
    ) == [[usd(amount)] for amount in ("100.00", "75.00", "65.00", "65.00", "90.00", "90.00")]
    january = (day("2026-01-01"), usd("35.00"), usd("0.00"), 2)
    march = (day("2026-03-01"), usd("-25.00"), usd("0.00"), 0)
    assert await collected(firm, "2026-01-01", "2026-02-28") == [january]
    assert await collected(firm, "2026-03-01", "2026-03-01") == [march]
    assert await collected(firm, "2026-01-01", "2026-12-31") == [january, march]
    assert await collected(firm, "2026-01-01", "2026-12-31", "method") == [
        ("check", usd("10.00"), usd("0.00"), 2)
    ]
    for as_of, amount in (("2026-02-28", "35.00"), ("2026-03-01", "10.00")):
        (row,) = (await realized(firm, "2026-01-01", "2026-01-31", as_of)).items
        assert (row.billed, row.collected) == (usd("100.00"), usd(amount))


async def test_trust_money_that_was_given_back_counts_until_then(firm: Firm) -> None:
    time = firm.time("2026-01-01", 10000)
    bill = firm.invoice("2026-01-02", [(time, 10000, 0, 0)], due="2026-01-31")
    ledger = firm.ledger("mat_1")
    firm.trust(ledger, "2026-01-02", 10000, "2026-01-02")
    entry = firm.apply(ledger, bill, "2026-01-05", 10000)
    firm.give_back(ledger, bill, "2026-02-05", 10000, entry)

    assert await still_due(firm, "2026-01-04", "2026-01-05", "2026-02-04", "2026-02-05") == [
        [usd("100.00")],
        [],
        [],
        [usd("100.00")],
    ]
    assert await collected(firm, "2026-01-01", "2026-12-31") == [
        (day("2026-01-01"), usd("0.00"), usd("100.00"), 1),
        (day("2026-02-01"), usd("0.00"), usd("-100.00"), 0),
    ]
    for as_of, amount in (("2026-02-04", "100.00"), ("2026-02-05", "0.00")):
        (row,) = (await realized(firm, "2026-01-01", "2026-01-31", as_of)).items
        assert (row.billed, row.collected) == (usd("100.00"), usd(amount))


async def test_a_credit_lowers_what_is_owed_from_its_day_on_and_is_not_collected(
    firm: Firm,
) -> None:
    time = firm.time("2026-01-01", 10000)
    bill = firm.invoice("2026-01-02", [(time, 10000, 0, 0)], due="2026-01-31")
    firm.credit(bill, "2026-02-01", 1500)
    firm.pay(bill, "2026-02-10", 2000)
    firm.credit(bill, "2026-03-01", 6500, "write_off")

    assert await still_due(
        firm, "2026-01-31", "2026-02-01", "2026-02-10", "2026-02-28", "2026-03-01"
    ) == [[usd("100.00")], [usd("85.00")], [usd("65.00")], [usd("65.00")], []]
    assert await collected(firm, "2026-01-01", "2026-12-31") == [
        (day("2026-02-01"), usd("20.00"), usd("0.00"), 1)
    ]
    (row,) = (await realized(firm, "2026-01-01", "2026-01-31", "2026-06-30")).items
    assert (row.billed, row.collected) == (usd("100.00"), usd("20.00"))


async def test_what_was_paid_too_much_counts_when_it_pays_another_invoice(firm: Firm) -> None:
    first = firm.invoice("2026-01-02", [("fee", 10000, 0, 0)])
    other = firm.invoice("2026-01-02", [("fee", 5000, 0, 0)])
    firm.pay(first, "2026-01-10", 10000, surplus=3000)
    used = firm.pay(other, "2026-02-10", 3000, "credit")

    check, credit = (
        ("check", usd("100.00"), usd("0.00"), 1),
        ("credit", usd("30.00"), usd("0.00"), 1),
    )
    assert await collected(firm, "2026-01-01", "2026-02-09", "method") == [check]
    assert await collected(firm, "2026-01-01", "2026-02-10", "method") == [check, credit]
    assert await still_due(firm, "2026-01-09", "2026-01-10", "2026-02-10") == [
        [usd("150.00")],
        [usd("50.00")],
        [usd("20.00")],
    ]
    firm.take_back(used, "2026-03-10")
    assert await collected(firm, "2026-03-01", "2026-03-31", "method") == [
        ("credit", usd("-30.00"), usd("0.00"), 0)
    ]
    assert await still_due(firm, "2026-03-09", "2026-03-10") == [[usd("20.00")], [usd("50.00")]]


async def test_debts_are_counted_by_matter_and_never_across_currencies(firm: Firm) -> None:
    for matter, amount in (("mat_1", 100), ("mat_1", 200), ("mat_2", 300), ("mat_3", 400)):
        firm.invoice("2026-01-02", [("fee", amount, 0, 0)], matter=matter)
    by_matter = await owed(firm, "2026-01-31", "matter")
    assert [
        (it.matter_id, it.client_id, it.total.amount, it.total.invoice_count)
        for it in by_matter.items
    ] == [
        ("mat_1", "cli_a", usd("3.00"), 2),
        ("mat_2", "cli_a", jpy("300"), 1),
        ("mat_3", "cli_b", usd("4.00"), 1),
    ]
    by_client = await owed(firm, "2026-01-31")
    assert [(it.client_id, it.total.amount) for it in by_client.items] == [
        ("cli_a", jpy("300")),
        ("cli_a", usd("3.00")),
        ("cli_b", usd("4.00")),
    ]
    assert by_matter.totals == by_client.totals
    assert [(it.total.amount, it.total.invoice_count) for it in by_client.totals] == [
        (jpy("300"), 1),
        (usd("7.00"), 3),
    ]


# --- collections -------------------------------------------------------------------------------


async def test_a_period_takes_in_both_its_ends(firm: Firm) -> None:
    bill = firm.invoice("2026-01-02", [("fee", 10000, 0, 0)], matter="mat_3")
    for date in ("2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01"):
        firm.pay(bill, date, 100, "cash")

    async def rows(group: CollectionsGroup) -> list[Any]:
        ask = CollectionsAsk(date_from=day("2026-02-01"), date_to=day("2026-02-28"), group_by=group)
        return [*(await firm.reports.collections(all_of(ask))).items]

    found = {group: await rows(group) for group in CollectionsGroup}
    for (row,) in found.values():
        assert (row.received, row.payment_count) == (usd("2.00"), 2)
    heads = {
        group.value: (row.month, row.user_id, row.client_id, row.method and row.method.value)
        for group, (row,) in found.items()
    }
    assert heads == {
        "month": (day("2026-02-01"), None, None, None),
        "responsible_attorney": (None, None, None, None),
        "client": (None, None, "cli_b", None),
        "method": (None, None, None, "cash"),
    }


# --- realization -------------------------------------------------------------------------------


async def test_what_was_collected_is_parted_so_that_it_foots(firm: Firm) -> None:
    ann, bob = firm.time("2026-01-05", 10000), firm.time("2026-01-06", 10000, user="u_bob")
    late = firm.time("2026-01-07", 10000, user="u_bob")
    bill = firm.invoice("2026-01-31", [(ann, 10000, 0, 0), (bob, 10000, 0, 0), (late, 10000, 0, 0)])
    firm.pay(bill, "2026-02-01", 10001)  # 3333.67 a line: 3333, 3334, 3334
    found = [
        (await realized(firm, date, date, "2026-02-01")).items[0].collected
        for date in ("2026-01-05", "2026-01-06", "2026-01-07")
    ]
    assert found == [usd("33.33"), usd("33.34"), usd("33.34")]
    report = await realized(firm, "2026-01-01", "2026-01-31", "2026-02-01")
    assert [(it.user_id, it.collected, it.collection_percent) for it in report.items] == [
        ("u_ann", usd("33.33"), Decimal("33.33")),
        ("u_bob", usd("66.68"), Decimal("33.34")),
    ]
    assert [it.collected for it in report.totals] == [usd("100.01")]
    assert [
        it.collected
        for it in (await realized(firm, "2026-01-01", "2026-01-31", "2026-01-31")).totals
    ] == [usd("0.00")]


async def test_tax_and_other_lines_have_their_part_of_what_was_collected(firm: Firm) -> None:
    time, expense = firm.time("2026-01-05", 10000), firm.expense("2026-01-05", 5000)
    firm.time("2026-01-06", 4000)
    firm.time("2026-01-06", 7000, billable=False)
    bill = firm.invoice("2026-01-31", [(time, 10000, 2000, 1000), (expense, 5000, 0, 1000)])
    firm.pay(bill, "2026-02-01", 7500)  # half of 150.00
    (row,) = (await realized(firm, "2026-01-01", "2026-01-31", "2026-02-28")).items
    assert (row.worked, row.unbilled, row.discounted, row.billed, row.collected) == (
        usd("140.00"),
        usd("40.00"),
        usd("20.00"),
        usd("80.00"),
        usd("40.00"),
    )
    assert row.not_billable == usd("70.00")
    assert (row.billing_percent, row.collection_percent) == (Decimal("57.14"), Decimal("50.00"))


async def test_an_invoice_counts_once_it_is_final_and_issued(firm: Firm) -> None:
    time = firm.time("2026-01-05", 10000)
    bill = firm.invoice("2026-01-31", [(time, 10000, 10000, 0)], status="draft")

    async def billed(as_of: str) -> tuple[Money, Money, Decimal | None, Decimal | None]:
        (row,) = (await realized(firm, "2026-01-05", "2026-01-05", as_of)).items
        return row.unbilled, row.discounted, row.billing_percent, row.collection_percent

    unbilled = (usd("100.00"), usd("0.00"), Decimal("0.00"), None)
    assert await billed("2026-02-01") == unbilled
    firm.move(bill, "approved")
    assert await billed("2026-01-30") == unbilled
    # All of it discounted: nothing is billed, and no part of nothing is collected.
    assert await billed("2026-01-31") == (usd("0.00"), usd("100.00"), Decimal("0.00"), None)
    firm.move(bill, "void")
    assert await billed("2026-01-31") == unbilled


async def test_parts_of_great_sums_are_exact(firm: Firm) -> None:
    # Seven hundred billion to the cent: the product of two such sums is beyond 64 bits.
    rate = 70_000_000_000_003
    ann, bob = firm.time("2026-01-05", rate), firm.time("2026-01-05", rate, user="u_bob")
    bill = firm.invoice("2026-01-31", [(ann, rate, 0, 0), (bob, rate, 0, 0)])
    firm.pay(bill, "2026-02-01", rate)
    report = await realized(firm, "2026-01-05", "2026-01-05", "2026-02-01")
    assert [it.collected for it in report.items] == [
        usd("350000000000.01"),
        usd("350000000000.02"),
    ]
    assert [it.collected for it in report.totals] == [usd("700000000000.03")]


# --- utilization -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "target"),
    [
        ("2026-01-02", "2026-01-02", "7.50"),  # a Friday
        ("2026-01-03", "2026-01-04", "0.00"),
        ("2026-01-02", "2026-01-05", "15.00"),
        ("2026-01-01", "2026-01-31", "165.00"),
        ("2024-01-01", "2024-12-31", "1965.00"),
    ],
)
async def test_the_target_is_of_weekdays(firm: Firm, first: str, last: str, target: str) -> None:
    ask = UtilizationAsk(date_from=day(first), date_to=day(last), hours_per_day=Decimal("7.5"))
    (row,) = (await firm.reports.utilization(all_of(ask))).items
    assert (row.user_id, row.target_hours) == ("u_ann", Decimal(target))
    assert row.worked_percent == row.billable_percent == (None if target == "0.00" else 0)


async def test_hours_are_of_those_with_a_rate_and_those_who_worked(firm: Firm) -> None:
    firm.time("2026-01-05", 100, hours=650)
    firm.time("2026-01-05", 100, hours=50, billable=False)
    firm.time("2026-01-06", 100, hours=100)
    firm.time("2026-01-05", 100, hours=300, user="u_bob")
    monday = UtilizationAsk(date_from=day("2026-01-05"), date_to=day("2026-01-05"))
    report = await firm.reports.utilization(all_of(monday))
    assert [
        (it.user_id, it.worked_hours, it.billable_hours, it.worked_percent, it.billable_percent)
        for it in report.items
    ] == [
        ("u_ann", Decimal("7.00"), Decimal("6.50"), Decimal("87.50"), Decimal("81.25")),
        ("u_bob", Decimal("3.00"), Decimal("3.00"), Decimal("37.50"), Decimal("37.50")),
    ]
    (total,) = report.totals
    assert (total.worked_hours, total.billable_hours, total.target_hours) == (
        Decimal("10.00"),
        Decimal("9.50"),
        Decimal("16.00"),
    )
    assert (total.worked_percent, total.billable_percent) == (Decimal("62.50"), Decimal("59.38"))
    with firm.db.write():
        firm.db.run("update users set active = 0")
    later = UtilizationAsk(date_from=day("2026-01-06"), date_to=day("2026-01-07"))
    assert [it.user_id for it in (await firm.reports.utilization(all_of(later))).items] == ["u_ann"]


# --- trust -------------------------------------------------------------------------------------


async def balances(firm: Firm, as_of: str, months: int | None = None) -> list[Any]:
    ask = TrustBalancesAsk(as_of=day(as_of), dormant_months=months)
    return [*(await firm.reports.trust_balances(all_of(ask))).items]


async def test_trust_money_counts_from_its_day_and_is_clear_from_another(firm: Firm) -> None:
    ledger = firm.ledger("mat_1")
    firm.trust(ledger, "2026-01-05", 50000, "2026-01-09")
    firm.trust(ledger, "2026-01-20", -20000, "2026-01-20")
    assert await balances(firm, "2026-01-04") == []
    found = [
        (row.posted, row.cleared, row.last_movement_on)
        for as_of in ("2026-01-08", "2026-01-09", "2026-01-20")
        for row in await balances(firm, as_of)
    ]
    assert found == [
        (usd("500.00"), usd("0.00"), day("2026-01-05")),
        (usd("500.00"), usd("500.00"), day("2026-01-05")),
        (usd("300.00"), usd("300.00"), day("2026-01-20")),
    ]


async def test_holds_are_known_of_today_only(firm: Firm) -> None:
    ledger = firm.ledger("mat_1")
    firm.trust(ledger, "2026-01-05", 50000, "2026-01-05")
    bill = firm.invoice("2026-02-01", [("fee", 10000, 0, 0)], status="draft")
    firm._add("trust_holds", invoice_id=bill, ledger_id=ledger, amount=4000, created_at=THEN)
    (row,) = await balances(firm, TODAY.isoformat())
    assert (row.held, row.available) == (usd("40.00"), usd("460.00"))
    ask = TrustBalancesAsk(as_of=TODAY - dt.timedelta(1))
    report = await firm.reports.trust_balances(all_of(ask))
    for it in [*report.items, *report.totals]:
        assert (it.cleared, it.held, it.available) == (usd("500.00"), None, None)


async def test_a_ledger_is_dormant_after_whole_months_with_money(firm: Firm) -> None:
    still, emptied = firm.ledger("mat_1"), firm.ledger("mat_3")
    firm.trust(still, "2025-08-31", 50000, None)
    firm.trust(emptied, "2025-01-05", 10000, "2025-01-05")
    firm.trust(emptied, "2025-01-06", -10000, "2025-01-06")

    async def dormant(as_of: str, months: int) -> list[str]:
        return [row.ledger_id for row in await balances(firm, as_of, months)]

    assert await dormant("2026-02-27", 6) == []
    assert await dormant("2026-02-28", 6) == []  # six months before is the 28th of August
    assert await dormant("2026-03-01", 6) == [still]
    assert await dormant("2025-09-30", 1) == []
    assert await dormant("2025-10-01", 1) == [still]
    assert await dormant("2025-12-31", 4) == [still]
    firm.trust(still, "2026-03-02", 100, None)
    assert await dormant("2026-03-01", 6) == [still]
    assert await dormant("2026-03-02", 6) == []
    assert await dormant("0001-01-01", 120) == []


async def test_money_that_left_before_it_was_clear_is_told_and_is_not_dormant(firm: Firm) -> None:
    ledger = firm.ledger("mat_1")
    firm.trust(ledger, "2025-01-05", 10000, "2025-12-01")
    firm.trust(ledger, "2025-01-10", -10000, "2025-01-10")
    (row,) = await balances(firm, "2025-06-01")
    assert (row.posted, row.cleared) == (usd("0.00"), usd("-100.00"))
    assert await balances(firm, "2025-06-01", 1) == []


async def test_one_account_may_be_asked_for(firm: Firm) -> None:
    firm._add("trust_accounts", id="tra_2", name="Other", currency="USD")
    firm.trust(firm.ledger("mat_1"), "2026-01-05", 50000, None)
    asks = {id: TrustBalancesAsk(as_of=TODAY, account_id=id) for id in ("tra_1", "tra_2")}
    counts = {
        id: (await firm.reports.trust_balances(all_of(ask))).count for id, ask in asks.items()
    }
    assert counts == {"tra_1": 1, "tra_2": 0}


# --- how each is read --------------------------------------------------------------------------

MONTH = {"date_from": day("2026-01-01"), "date_to": day("2026-01-31")}
READ_BY = {
    "work_in_progress": (
        WorkInProgressAsk(as_of=TODAY),
        ["time_entries_unbilled", "expenses_unbilled", "time_entries_of_invoice"],
    ),
    "receivables": (
        ReceivablesAsk(as_of=TODAY),
        [
            *("invoices_with_due", "payments_by_date", "payments_of_invoice"),
            *("payment_reversals_by_date", "credits_by_date", "credits_of_invoice"),
        ],
    ),
    "collections": (
        CollectionsAsk(**MONTH),
        ["payments_by_date", "payment_reversals_by_date"],
    ),
    "realization": (
        RealizationAsk(**MONTH, as_of=TODAY),
        ["time_entries_by_date", "payments_of_invoice"],
    ),
    "utilization": (UtilizationAsk(**MONTH), ["time_entries_by_date"]),
    "trust_balances": (TrustBalancesAsk(as_of=TODAY), ["trust_entries_of_ledger"]),
}
LARGE = {
    *("time_entries", "expenses", "invoice_lines", "payments", "trust_entries", "credits"),
    *("back", "e", "i", "l", "p"),
}


@pytest.mark.parametrize("report", READ_BY)
async def test_a_report_is_one_statement_that_reads_by_index(world: World, report: str) -> None:
    ask, indexes = READ_BY[report]
    statements: list[str] = []
    world.practice._db._db.set_trace_callback(statements.append)
    await getattr(world.practice.reports, report)(all_of(ask))
    world.practice._db._db.set_trace_callback(None)
    (statement,) = statements
    plan = [detail for *_, detail in world.sql(f"explain query plan {statement}")]
    for index in indexes:
        assert [step for step in plan if index in step], index
    scanned = [step.split()[1] for step in plan if step.startswith("SCAN") and "INDEX" not in step]
    assert not {*scanned} & LARGE
