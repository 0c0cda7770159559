"""The books: reconciliations, policies, evergreens, requests and explanations, to the cent."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from adapters.port import (
    AmountNotPositive,
    AmountTooLarge,
    CurrencyMismatch,
    Evergreen,
    EvergreenChange,
    InvalidInput,
    InvoiceStepKind,
    Money,
    NewMatter,
    NotFound,
    PaymentMethod,
    ReconciliationItem,
    ReconciliationStatus,
    Refusal,
    SubunitAmount,
    TrustExplanation,
    TrustLimit,
    TrustPolicy,
    TrustPolicyChange,
    TrustRequest,
)
from tests.adapters.embedded.money import (
    JANE,
    POOLED,
    TODAY,
    Bookkeeper,
    entry,
    figures,
    refused,
)
from tests.world import CLIENT, MATTER, NOW, World

DAY = dt.timedelta(days=1)
JANUARY = dt.date(2026, 1, 31)
BALANCED, UNBALANCED, INCOMPLETE = (
    *(ReconciliationStatus.BALANCED, ReconciliationStatus.UNBALANCED),
    ReconciliationStatus.INCOMPLETE,
)


def usd(amount: str | Decimal) -> Money:
    return Money(amount=Decimal(amount), currency_code="USD")


@pytest.fixture
def books(world: World) -> Bookkeeper:
    return Bookkeeper(world)


@pytest.fixture
def january(world: World) -> str:
    """Return what the journal says the pooled account held when January ended."""
    ((total,),) = world.sql(
        "select sum(e.amount) from trust_entries e join trust_ledgers l on l.id = e.ledger_id "
        "where l.account_id = ? and e.date <= ?",
        POOLED,
        JANUARY.isoformat(),
    )
    return str(Decimal(total).scaleb(-2))


class TestReconcile:
    """TR14."""

    async def test_tr14_three_numbers_that_are_one_balance(
        self, books: Bookkeeper, january: str
    ) -> None:
        made = await books.reconcile(JANUARY, january)
        assert made.status is BALANCED
        total = usd(january)
        assert (made.statement_balance, made.adjusted_balance) == (total, total)
        assert (made.journal_balance, made.ledger_total) == (total, total)
        assert (made.difference, made.closes_period) == (usd("0.00"), False)
        assert (made.deposits_in_transit, made.outstanding_payments) == (usd("0.00"), usd("0.00"))
        assert (made.as_of, made.account_id) == (JANUARY, POOLED)
        assert (made.recorded_by_id, made.created_at) == (JANE, NOW)

    async def test_tr14_ledgers_are_as_of_the_day_and_of_ended_matters_too(
        self, books: Bookkeeper, january: str
    ) -> None:
        made = await books.reconcile(JANUARY, january)
        rows = books.world.sql(
            "select l.id, l.client_id, l.matter_id, sum(e.amount) from trust_ledgers l "
            "join trust_entries e on e.ledger_id = l.id where l.account_id = ? and e.date <= ? "
            "group by l.id order by l.id",
            POOLED,
            JANUARY.isoformat(),
        )
        assert [(it.ledger_id, it.client_id, it.matter_id, it.balance) for it in made.ledgers] == [
            (*row[:3], usd(Decimal(row[3]).scaleb(-2))) for row in rows
        ]
        ended = books.world.sql("select id from matters where status in ('closed', 'archived')")
        assert {it.matter_id for it in made.ledgers} & {id for (id,) in ended}
        assert sum(it.balance.amount for it in made.ledgers) == made.ledger_total.amount

    @pytest.mark.parametrize("off", ["0.01", "-0.01", "1000000"])
    async def test_tr14_a_cent_is_not_balanced(
        self, books: Bookkeeper, january: str, off: str
    ) -> None:
        made = await books.reconcile(
            JANUARY, str(Decimal(january) + Decimal(off)), close_period=True
        )
        assert (made.status, made.closes_period) == (UNBALANCED, False)
        assert made.difference == usd(Decimal(off).quantize(Decimal("0.01")))
        assert entry(await books.deposit("1", date=JANUARY)).date == JANUARY

    async def test_tr14_without_a_statement_it_is_incomplete(self, books: Bookkeeper) -> None:
        made = await books.reconcile(JANUARY, None, close_period=True)
        assert (made.status, made.closes_period) == (INCOMPLETE, False)
        assert (made.statement_balance, made.adjusted_balance, made.difference) == (None,) * 3

    async def test_tr14_an_empty_statement_is_not_a_missing_one(self, books: Bookkeeper) -> None:
        assert (await books.reconcile(JANUARY, "0")).status is UNBALANCED

    async def test_tr14_an_overdrawn_statement_can_be_said(self, books: Bookkeeper) -> None:
        made = await books.reconcile(JANUARY, "-1.50")
        assert made.statement_balance == usd("-1.50")

    async def test_tr14_what_the_statement_does_not_show_yet_is_counted(
        self, books: Bookkeeper
    ) -> None:
        deposit = entry(await books.deposit("10", reference="Check 1"))
        check = entry(await books.disburse("4", reference="Check 2"))
        asked = await books.reconcile(TODAY, None)
        statement = asked.journal_balance.amount - Decimal(10) + Decimal(4)
        made = await books.reconcile(
            TODAY, str(statement), in_transit_ids=(deposit.id,), outstanding_ids=(check.id,)
        )
        assert made.status is BALANCED
        assert made.statement_balance == usd(statement)
        assert made.adjusted_balance == made.journal_balance
        assert (made.deposits_in_transit, made.outstanding_payments) == (usd("10.00"), usd("4.00"))
        assert made.in_transit == (
            ReconciliationItem(
                transaction_id=deposit.id, date=TODAY, amount=usd("10.00"), reference="Check 1"
            ),
        )
        assert made.outstanding == (
            ReconciliationItem(
                transaction_id=check.id, date=TODAY, amount=usd("4.00"), reference="Check 2"
            ),
        )

    async def test_tr11_tr14_a_transfer_is_nothing_to_the_bank(self, books: Bookkeeper) -> None:
        before = await books.reconcile(TODAY, None)
        at_large = (await books.deposit("1", matter_id=None, method=PaymentMethod.WIRE)).ledger.id
        await books.transfer("100", to_ledger_id=at_large)
        after = await books.reconcile(TODAY, None)
        assert after.journal_balance.amount == before.journal_balance.amount + 1
        assert after.ledger_total == after.journal_balance

    async def test_tr14_a_balanced_one_closes_its_period(
        self, books: Bookkeeper, january: str
    ) -> None:
        made = await books.reconcile(JANUARY, january, close_period=True)
        assert made.closes_period
        (said,) = await refused(books.world, lambda: books.deposit("1", date=JANUARY))
        assert said.code.value == "PERIOD_CLOSED"
        assert entry(await books.deposit("1", date=JANUARY + DAY)).date == JANUARY + DAY

    async def test_tr14_the_other_account_stays_open(self, books: Bookkeeper, january: str) -> None:
        await books.reconcile(JANUARY, january, close_period=True)
        ((other,),) = books.world.sql("select id from trust_accounts where id <> ?", POOLED)
        made = await books.deposit("1", account_id=other, matter_id=None, date=JANUARY)
        assert entry(made).date == JANUARY

    async def test_tr14_it_is_kept_as_it_was_made_the_latest_first(
        self, books: Bookkeeper, january: str
    ) -> None:
        first = await books.reconcile(JANUARY, january)
        second = await books.reconcile(JANUARY, None)
        await books.deposit("1", date=JANUARY)
        kept = await books.practice.books.reconciliations([POOLED, "tra_none"])
        assert kept == {POOLED: [second, first], "tra_none": []}

    async def test_at_most_sixty_are_read(self, books: Bookkeeper) -> None:
        made = [await books.reconcile(JANUARY, None) for _ in range(61)]
        kept = await books.practice.books.reconciliations([POOLED])
        assert kept[POOLED] == made[:0:-1]

    async def test_tr14_its_figures_are_those_that_the_law_checked(
        self, books: Bookkeeper, january: str
    ) -> None:
        made = await books.reconcile(JANUARY, january)
        books.world.sql("drop trigger reconciliations_stay")
        books.world.sql(
            "update trust_reconciliations set result = json_set(result, "
            "'$.journal_balance.amount', '1', '$.difference.amount', '1')"
        )
        kept = await books.practice.books.reconciliations([POOLED])
        assert kept == {POOLED: [made]}

    async def test_tr14_items_that_do_not_belong_are_refused(self, books: Bookkeeper) -> None:
        deposit = entry(await books.deposit("1"))
        check = entry(await books.disburse("1"))
        ((other,),) = books.world.sql("select id from trust_accounts where id <> ?", POOLED)
        elsewhere = entry(await books.deposit("1", account_id=other, matter_id=None))
        at_large = (await books.deposit("1", matter_id=None, method=PaymentMethod.WIRE)).ledger.id
        moved = entry(await books.transfer("1", to_ledger_id=at_large))

        def no(place: int, field: str, id: str, what: str, day: dt.date = TODAY) -> Refusal:
            rule = f"{id} is no {what} of this account by {day}."
            return InvalidInput(field=(field, str(place)), rule=rule)

        assert await refused(
            books.world,
            lambda: books.reconcile(
                TODAY,
                "1",
                outstanding_ids=(deposit.id, moved.id, check.id, check.id),
                in_transit_ids=("trt_none", check.id, elsewhere.id, deposit.id, deposit.id),
            ),
        ) == (
            no(0, "outstandingIds", deposit.id, "payment"),
            no(1, "outstandingIds", moved.id, "payment"),
            InvalidInput(field=("outstandingIds", "3"), rule=f"{check.id} is named twice."),
            no(0, "inTransitIds", "trt_none", "deposit"),
            no(1, "inTransitIds", check.id, "deposit"),
            no(2, "inTransitIds", elsewhere.id, "deposit"),
            InvalidInput(field=("inTransitIds", "4"), rule=f"{deposit.id} is named twice."),
        )
        assert await refused(
            books.world, lambda: books.reconcile(JANUARY, "1", in_transit_ids=(deposit.id,))
        ) == (no(0, "inTransitIds", deposit.id, "deposit", JANUARY),)

    @pytest.mark.parametrize(
        ("as_of", "balance", "changes", "said"),
        [
            (
                JANUARY,
                "1",
                {"account_id": "tra_none"},
                NotFound(field=("trustAccountId",), noun="trust account", id="tra_none"),
            ),
            (
                TODAY + DAY,
                "1",
                {},
                InvalidInput(field=("asOf",), rule="2026-02-21 is still to come."),
            ),
            (
                JANUARY,
                "0.001",
                {},
                SubunitAmount(field=("statementBalance",), amount=Decimal("0.001"), currency="USD"),
            ),
            (
                JANUARY,
                "10000000000000.01",
                {},
                AmountTooLarge(field=("statementBalance",), most=usd("10000000000000.00")),
            ),
            (
                JANUARY,
                "1",
                {"currency_code": "GBP"},
                CurrencyMismatch(field=("currencyCode",), expected="USD", given="GBP"),
            ),
        ],
    )
    async def test_tr2_tr14_a_statement_that_cannot_be_is_refused(
        self,
        books: Bookkeeper,
        as_of: dt.date,
        balance: str,
        changes: dict[str, Any],
        said: Refusal,
    ) -> None:
        assert await refused(books.world, lambda: books.reconcile(as_of, balance, **changes)) == (
            said,
        )


class TestPolicy:
    """TR5, TR6, TR10, TR13."""

    async def test_the_demos_policy(self, books: Bookkeeper) -> None:
        assert await books.practice.books.policies([POOLED, "tra_none"]) == [
            TrustPolicy(
                account_id=POOLED,
                second_approver_above=usd("5000.00"),
                firm_money_most=usd("250.00"),
                client_money_pays_matters=False,
                wires_clear_at_once=True,
                cash_clears_at_once=False,
            )
        ]

    async def test_an_account_begins_as_the_strictest_state_would_have_it(
        self, books: Bookkeeper
    ) -> None:
        books.world.sql("insert into trust_accounts (id, name, currency) values ('t', 'T', 'USD')")
        assert await books.practice.books.policies(["t"]) == [
            TrustPolicy(
                account_id="t",
                second_approver_above=usd("0.00"),
                firm_money_most=usd("0.00"),
                client_money_pays_matters=False,
                wires_clear_at_once=False,
                cash_clears_at_once=False,
            )
        ]

    @pytest.mark.parametrize(
        ("change", "now"),
        [
            ({"second_approver_above": None}, {"second_approver_above": None}),
            ({"second_approver_above": Decimal(0)}, {"second_approver_above": usd("0.00")}),
            ({"firm_money_most": Decimal("99.99")}, {"firm_money_most": usd("99.99")}),
            ({"client_money_pays_matters": True}, {"client_money_pays_matters": True}),
            ({"wires_clear_at_once": False}, {"wires_clear_at_once": False}),
            ({"cash_clears_at_once": True}, {"cash_clears_at_once": True}),
            ({}, {}),
        ],
    )
    async def test_what_is_said_is_changed_and_no_more(
        self, books: Bookkeeper, change: dict[str, Any], now: dict[str, Any]
    ) -> None:
        practice = books.practice.books
        (before,) = await practice.policies([POOLED])
        account = await practice.change_policy(TrustPolicyChange(account_id=POOLED, **change))
        assert (account.id, account.currency_code) == (POOLED, "USD")
        (after,) = await practice.policies([POOLED])
        names = TrustPolicy.__struct_fields__
        assert {name: getattr(after, name) for name in names} == {
            name: getattr(before, name) for name in names
        } | now

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (
                {"second_approver_above": Decimal("-0.01")},
                [AmountNotPositive(field=("secondApproverAbove",), amount=Decimal("-0.01"))],
            ),
            (
                {"firm_money_most": Decimal("0.001"), "wires_clear_at_once": False},
                [SubunitAmount(field=("firmMoneyMost",), amount=Decimal("0.001"), currency="USD")],
            ),
        ],
    )
    async def test_tr2_what_cannot_be_is_refused(
        self, books: Bookkeeper, change: dict[str, Any], said: list[Refusal]
    ) -> None:
        draft = TrustPolicyChange(account_id=POOLED, **change)
        ask = books.practice.books.change_policy
        assert await refused(books.world, lambda: ask(draft)) == tuple(said)

    async def test_an_unknown_account_is_not_found(self, books: Bookkeeper) -> None:
        draft = TrustPolicyChange(account_id="tra_none", cash_clears_at_once=True)
        said = NotFound(field=("trustAccountId",), noun="trust account", id="tra_none")
        ask = books.practice.books.change_policy
        assert await refused(books.world, lambda: ask(draft)) == (said,)


class TestRequests:
    """TR13."""

    async def test_tr13_undecided_requests_are_listed_the_oldest_first(
        self, books: Bookkeeper
    ) -> None:
        await books.policy(second_approver_above=Decimal(0))
        asked = [(await books.disburse(str(amount))).request for amount in (1, 2, 3)]
        assert asked[1]
        await books.decide(asked[1].id, approve=False)
        practice = books.practice.books
        found = await practice.requests([POOLED, "tra_none"])
        assert found == {POOLED: [asked[0], asked[2]], "tra_none": []}
        assert await practice.requests_by_id([asked[1].id, "trq_none"]) == [
            (await practice.requests_by_id([asked[1].id]))[0]
        ]
        (decided,) = await practice.requests_by_id([asked[1].id])
        assert decided.status.value == "rejected"

    async def test_at_most_a_hundred_are_listed(self, books: Bookkeeper) -> None:
        await books.policy(second_approver_above=Decimal(0))
        for _ in range(101):
            await books.disburse("1")
        assert len((await books.practice.books.requests([POOLED]))[POOLED]) == 100


class TestExplain:
    """TR7, TR17, TR21."""

    async def _explained(self, books: Bookkeeper, id: str) -> tuple[str, list[str], list[str]]:
        (it,) = await books.practice.books.explain_invoices([id, "inv_none", id])
        return str(it.applicable.amount), [limit.value for limit in it.limits], list(it.reasons)

    async def test_tr7_all_that_is_due_can_be_paid(self, books: Bookkeeper) -> None:
        bill = await books.approved("1")
        (said,) = await books.practice.books.explain_invoices([bill.id])
        (ledger,) = await books.practice.trust.ledgers_by_id([books.ledger])
        assert said == TrustExplanation(
            ledger_id=books.ledger,
            invoice_id=bill.id,
            balance=ledger.balance,
            amount_due=usd("395.00"),
            disputed=usd("0.00"),
            applicable=usd("395.00"),
            limits=(TrustLimit.AMOUNT_DUE,),
            reasons=("395.00 USD is due on the invoice.",),
        )

    async def test_tr17_what_is_disputed_is_said(self, books: Bookkeeper) -> None:
        bill = await books.approved("1")
        await books.dispute(bill.id, "95")
        assert await self._explained(books, bill.id) == (
            "300.00",
            ["disputed"],
            ["The client disputes 95.00 USD; 300.00 USD is not."],
        )

    async def test_tr7_what_is_available_is_said(self, books: Bookkeeper) -> None:
        bill = await books.approved("10")
        assert await self._explained(books, bill.id) == (
            "2500.00",
            ["available_funds"],
            ["The ledger has 2500.00 USD available."],
        )

    async def test_tr5_what_has_not_cleared_is_said(self, books: Bookkeeper) -> None:
        bill = await books.approved("10")
        await books.deposit("7")
        assert await self._explained(books, bill.id) == (
            "2500.00",
            ["uncleared_funds"],
            ["7.00 USD has not cleared yet."],
        )

    async def test_tr3_what_is_reserved_is_said(self, books: Bookkeeper) -> None:
        bill = await books.approved("10")
        await books.policy(second_approver_above=Decimal(0))
        await books.draft("1", trust=TrustRequest())
        await books.disburse("5")
        assert await self._explained(books, bill.id) == (
            "2100.00",
            ["reserved_funds"],
            ["395.00 USD is held for drafts, 5.00 USD awaits approval to be paid out."],
        )

    async def test_tr8_a_draft_and_what_is_paid_say_so(self, books: Bookkeeper) -> None:
        draft = await books.draft()
        reason = "The invoice is {}; trust money pays an approved, unpaid one."
        assert await self._explained(books, draft.id) == (
            "0.00",
            ["invalid_state"],
            [reason.format("draft")],
        )
        await books.step(draft.id, InvoiceStepKind.SUBMITTED)
        assert (await self._explained(books, draft.id))[2] == [reason.format("pending approval")]
        bill = await books.approved("1")
        await books.pay(bill.id, "395")
        assert await self._explained(books, bill.id) == (
            "0.00",
            ["amount_due", "invalid_state"],
            ["0.00 USD is due on the invoice.", reason.format("paid")],
        )

    async def test_tr7_a_matter_without_a_ledger_says_so(self, books: Bookkeeper) -> None:
        other = NewMatter(client_id=CLIENT, title="Other")
        made = await books.practice.matters.create(other, None)
        bill = await books.approved(matter_id=made.record.id)
        (said,) = await books.practice.books.explain_invoices([bill.id])
        assert (said.ledger_id, said.balance, said.applicable) == (None, None, usd("0.00"))
        assert said.limits == (TrustLimit.NO_LEDGER,)
        assert said.reasons == ("The matter has no trust ledger in the invoice's currency.",)

    async def test_tr7_what_is_explained_is_what_is_applied(self, books: Bookkeeper) -> None:
        for hours in ("1", "5", "4"):
            bill = await books.approved(hours)
            (said,) = await books.practice.books.explain_invoices([bill.id])
            applied = await books.apply(bill.id)
            assert applied.invoice.trust_applied == said.applicable
            assert applied.limit is said.limits[0]

    async def test_tr3_a_ledger_says_what_may_be_paid_out_of_it(self, books: Bookkeeper) -> None:
        explain = books.practice.books.explain_ledgers
        (said,) = await explain([books.ledger, "trl_none"])
        assert (said.applicable, said.limits, said.reasons) == (
            usd("2500.00"),
            (TrustLimit.AVAILABLE_FUNDS,),
            ("The ledger has 2500.00 USD available.",),
        )
        await books.deposit("7")
        await books.draft("1", trust=TrustRequest())
        (said,) = await explain([books.ledger])
        assert said.balance
        assert figures(said.balance) == ("2507.00", "2500.00", "395.00", "0.00", "2105.00")
        assert (said.ledger_id, said.invoice_id, said.amount_due, said.disputed) == (
            *(books.ledger, None, None, None),
        )
        assert (said.applicable, said.limits, said.reasons) == (
            usd("2105.00"),
            (TrustLimit.UNCLEARED_FUNDS, TrustLimit.RESERVED_FUNDS),
            (
                "7.00 USD has not cleared yet.",
                "395.00 USD is held for drafts, 0.00 USD awaits approval to be paid out.",
            ),
        )


class TestEvergreens:
    """TR18."""

    async def _evergreen(self, books: Bookkeeper, least: str | None, **more: Any) -> None:
        change = EvergreenChange(
            matter_id=MATTER, least=None if least is None else Decimal(least), **more
        )
        await books.practice.books.change_evergreen(change)

    async def test_tr18_what_would_bring_a_ledger_back(self, books: Bookkeeper) -> None:
        evergreens = books.practice.books.evergreens
        assert await evergreens([MATTER]) == []
        await self._evergreen(books, "3000")
        assert await evergreens([MATTER, "mat_none"]) == [
            Evergreen(
                matter_id=MATTER,
                least=usd("3000.00"),
                on_invoices=True,
                below=True,
                replenishment=usd("500.00"),
            )
        ]
        await self._evergreen(books, "2500", on_invoices=False)
        (now,) = await evergreens([MATTER])
        assert (now.below, now.replenishment, now.on_invoices) == (False, usd("0.00"), False)
        await self._evergreen(books, None)
        assert await evergreens([MATTER]) == []

    @pytest.mark.parametrize(
        ("least", "held", "asked"),
        [
            ("2500", "0", "0.00"),
            ("2500", "395", "395.00"),
            ("3000", "0", "500.00"),
            ("3000", "100", "600.00"),
            ("1000", "395", "0.00"),
        ],
    )
    async def test_tr18_an_invoice_asks_for_it_beside_what_is_due(
        self, books: Bookkeeper, least: str, held: str, asked: str
    ) -> None:
        await self._evergreen(books, least)
        trust = TrustRequest(max_amount=Decimal(held)) if held != "0" else None
        bill = await books.draft("1", trust=trust)
        assert bill.trust_replenishment == usd(asked)
        assert bill.amount_billed == usd("395.00")
        assert bill.amount_due.amount == Decimal(395) - Decimal(held)

    async def test_tr18_it_is_not_asked_for_where_it_is_not_wanted(self, books: Bookkeeper) -> None:
        assert (await books.draft()).trust_replenishment == usd("0.00")
        await self._evergreen(books, "3000", on_invoices=False)
        assert (await books.draft()).trust_replenishment == usd("0.00")

    @pytest.mark.parametrize(
        ("least", "said"),
        [
            ("0", AmountNotPositive(field=("least",), amount=Decimal(0))),
            ("0.001", SubunitAmount(field=("least",), amount=Decimal("0.001"), currency="USD")),
        ],
    )
    async def test_tr2_what_cannot_be_is_refused(
        self, books: Bookkeeper, least: str, said: Refusal
    ) -> None:
        assert await refused(books.world, lambda: self._evergreen(books, least)) == (said,)

    @pytest.mark.parametrize("least", [Decimal(1), None])
    async def test_an_unknown_matter_is_not_found(
        self, books: Bookkeeper, least: Decimal | None
    ) -> None:
        change = EvergreenChange(matter_id="mat_none", least=least)
        said = NotFound(field=("matterId",), noun="matter", id="mat_none")
        ask = books.practice.books.change_evergreen
        assert await refused(books.world, lambda: ask(change)) == (said,)


async def test_tr13_the_demos_books_are_sound(books: Bookkeeper) -> None:
    proof = await books.practice.books.verify()
    ((entries, last),) = books.world.sql(
        "select sequence, hash from trust_entries order by sequence desc limit 1"
    )
    assert (proof.sound, proof.problems, proof.clearings) == (True, (), 0)
    assert (proof.entries, proof.last_hash) == (entries, last)


async def test_tr13_empty_books_are_sound(world: World) -> None:
    world.sql("pragma foreign_keys = off")
    for (name,) in world.sql("select name from sqlite_schema where type = 'trigger'"):
        world.sql(f"drop trigger {name}")
    for (name,) in world.sql("select name from sqlite_schema where type = 'table'"):
        world.sql(f"delete from {name}")
    proof = await world.practice.books.verify()
    assert (proof.sound, proof.entries, proof.last_hash) == (True, 0, None)
