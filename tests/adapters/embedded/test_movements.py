"""Every verb that moves clients' money, to the cent; every refusal, with nothing changed."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import pytest

from adapters.port import (
    AlreadyReversed,
    AmountNotPositive,
    AmountTooLarge,
    Clearing,
    CrossClientTrust,
    CurrencyMismatch,
    Deposit,
    FeesDisputed,
    FirmMoneyCapped,
    FundsNotCleared,
    IdempotencyMismatch,
    InsufficientTrustFunds,
    InvalidInput,
    InvalidState,
    InvoiceStatus,
    InvoiceStepKind,
    LedgerMismatch,
    MatterChange,
    MatterClosed,
    MatterStatus,
    Money,
    Moved,
    NewMatter,
    NotFound,
    PaymentMethod,
    PeriodClosed,
    Refusal,
    Refused,
    RequestStatus,
    SecondPersonNeeded,
    SubunitAmount,
    TrustLimit,
    TrustPurpose,
    TrustRequest,
    TrustTransaction,
    TrustTransactionKind,
    WouldOverdraw,
)
from tests.adapters.embedded.money import (
    JANE,
    PARALEGAL,
    POOLED,
    TODAY,
    Bookkeeper,
    entry,
    figures,
    refused,
)
from tests.world import CLIENT, MATTER, NOW, World

DAY = dt.timedelta(days=1)
FAR = TODAY + 2 * DAY
OTHER_CLIENT = "cli_97ea55"
AHEAD = f"{FAR} is still to come; record what has happened."
NOBODY = "Trust money is paid to somebody named, never to cash or bearer."
MIXED = "The firm's own money and its clients' are never mixed; name who paid."
BANK_CHARGES = "Bank charges are paid by the firm's own money in trust, and it pays no other."
SAY = "This must say something."


def usd(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency_code="USD")


@pytest.fixture
def books(world: World) -> Bookkeeper:
    return Bookkeeper(world)


async def _matter(books: Bookkeeper, **changes: Any) -> str:
    """Open another matter of Acme's."""
    draft = NewMatter(client_id=CLIENT, title="Other", **changes)
    return (await books.practice.matters.create(draft, None)).record.id


async def _at_large(books: Bookkeeper, amount: str = "500") -> str:
    """Give Acme money at large; return its ledger."""
    wire = PaymentMethod.WIRE
    return (await books.deposit(amount, matter_id=None, method=wire)).ledger.id


async def _firms(books: Bookkeeper, amount: str = "100") -> str:
    """Keep money of the firm's own in the account; return its ledger."""
    own = {"client_id": None, "matter_id": None, "payer": "", "method": PaymentMethod.WIRE}
    return (await books.deposit(amount, **own)).ledger.id


async def _close_january(books: Bookkeeper) -> None:
    day = dt.date(2026, 1, 31)
    asked = await books.reconcile(day, None)
    closed = await books.reconcile(day, str(asked.journal_balance.amount), close_period=True)
    assert closed.closes_period


CLOSED = PeriodClosed(field=("date",), closed_through=dt.date(2026, 1, 31))
IN_JANUARY = dt.date(2026, 1, 31)


# What every amount is held to (TR2), by every verb that takes one.
AMOUNTS: list[tuple[str, dict[str, Any], list[Refusal]]] = [
    ("0", {}, [AmountNotPositive(field=("amount",), amount=Decimal(0))]),
    ("-0.01", {}, [AmountNotPositive(field=("amount",), amount=Decimal("-0.01"))]),
    ("0.001", {}, [SubunitAmount(field=("amount",), amount=Decimal("0.001"), currency="USD")]),
    ("10000000000.01", {}, [AmountTooLarge(field=("amount",), most=usd("10000000000.00"))]),
    (
        "1",
        {"currency_code": "GBP"},
        [CurrencyMismatch(field=("currencyCode",), expected="USD", given="GBP")],
    ),
    (
        "1",
        {"date": FAR},
        [InvalidInput(field=("date",), rule=AHEAD)],
    ),
    (
        "-1",
        {"currency_code": "JPY", "date": FAR},
        [
            CurrencyMismatch(field=("currencyCode",), expected="USD", given="JPY"),
            AmountNotPositive(field=("amount",), amount=Decimal(-1)),
            InvalidInput(field=("date",), rule=AHEAD),
        ],
    ),
]


@pytest.mark.parametrize("verb", ["deposit", "disburse", "transfer"])
@pytest.mark.parametrize(("amount", "changes", "said"), AMOUNTS)
async def test_tr2_money_moves_in_whole_cents_above_nothing_and_its_own_currency(
    books: Bookkeeper, verb: str, amount: str, changes: dict[str, Any], said: list[Refusal]
) -> None:
    more = {"to_matter_id": await _matter(books)} if verb == "transfer" else {}
    move = getattr(books, verb)
    assert await refused(books.world, lambda: move(amount, **more, **changes)) == tuple(said)


@pytest.mark.parametrize("verb", ["deposit", "disburse", "transfer"])
async def test_tr14_nothing_is_dated_into_a_closed_period(books: Bookkeeper, verb: str) -> None:
    more = {"to_matter_id": await _matter(books)} if verb == "transfer" else {}
    await _close_january(books)
    move = getattr(books, verb)
    assert await refused(books.world, lambda: move("1", date=IN_JANUARY, **more)) == (CLOSED,)
    assert entry(await move("1", date=IN_JANUARY + DAY, **more)).date == IN_JANUARY + DAY


@pytest.mark.parametrize("verb", ["deposit", "disburse", "transfer"])
async def test_a_day_may_be_tomorrow_where_tomorrow_has_come(books: Bookkeeper, verb: str) -> None:
    more = {"to_matter_id": await _matter(books)} if verb == "transfer" else {}
    moved = await getattr(books, verb)("1", date=TODAY + DAY, **more)
    assert entry(moved).date == TODAY + DAY


class TestDeposit:
    """TR1, TR5, TR10, TR16, TR19."""

    async def test_tr5_a_check_is_posted_and_not_available(self, books: Bookkeeper) -> None:
        moved = await books.deposit("100", reference="Check 1001")
        ((sequence,),) = books.world.sql("select max(sequence) from trust_entries")
        assert moved.transaction == TrustTransaction(
            id=entry(moved).id,
            sequence=sequence,
            ledger_id=books.ledger,
            kind=TrustTransactionKind.DEPOSIT,
            purpose=None,
            amount=usd("100.00"),
            running_balance=usd("2600.00"),
            date=TODAY,
            cleared_on=None,
            reference="Check 1001",
            payee=None,
            payer="Acme Holdings LLC",
            reason=None,
            transfer_id=None,
            reverses_id=None,
            reversed_by_id=None,
            invoice_id=None,
            recorded_by_id=JANE,
            authorised_by_id=JANE,
            created_at=NOW,
        )
        assert figures(moved.ledger.balance) == ("2600.00", "2500.00", "0.00", "0.00", "2500.00")
        assert moved.request is None

    @pytest.mark.parametrize(
        ("method", "policy", "cleared"),
        [
            (PaymentMethod.WIRE, {}, True),
            (PaymentMethod.WIRE, {"wires_clear_at_once": False}, False),
            (PaymentMethod.CASH, {}, False),
            (PaymentMethod.CASH, {"cash_clears_at_once": True}, True),
            *(
                (method, {"cash_clears_at_once": True}, False)
                for method in (
                    PaymentMethod.CHECK,
                    PaymentMethod.ACH,
                    PaymentMethod.CARD,
                    PaymentMethod.OTHER,
                )
            ),
        ],
    )
    async def test_tr5_what_clears_at_once_is_policy(
        self, books: Bookkeeper, method: PaymentMethod, policy: dict[str, Any], cleared: bool
    ) -> None:
        await books.policy(**policy)
        moved = await books.deposit("100", method=method)
        assert entry(moved).cleared_on == (TODAY if cleared else None)
        assert moved.ledger.balance.available == usd("2600.00" if cleared else "2500.00")

    async def test_tr1_a_ledger_is_opened_with_the_first_money(self, books: Bookkeeper) -> None:
        matter_id = await _matter(books)
        moved = await books.deposit("0.01", matter_id=matter_id)
        assert (moved.ledger.account_id, moved.ledger.client_id, moved.ledger.matter_id) == (
            *(POOLED, CLIENT, matter_id),
        )
        again = await books.deposit("0.02", matter_id=matter_id)
        assert again.ledger.id == moved.ledger.id
        assert figures(again.ledger.balance)[0] == "0.03"

    async def test_tr1_a_matter_without_an_account_keeps_to_that_of_its_first_money(
        self, books: Bookkeeper
    ) -> None:
        matter_id = await _matter(books)
        ((other,),) = books.world.sql("select id from trust_accounts where id <> ?", POOLED)
        for account_id in (other, POOLED):
            await books.deposit("1", account_id=account_id, matter_id=matter_id)
            (matter,) = await books.practice.matters.by_id([matter_id])
            assert matter.trust_account_id == other
        (matter,) = await books.practice.matters.by_id([MATTER])
        assert matter.trust_account_id == POOLED

    async def test_tr1_the_client_at_large_has_a_ledger_of_its_own(self, books: Bookkeeper) -> None:
        moved = await books.deposit("1", matter_id=None)
        assert (moved.ledger.client_id, moved.ledger.matter_id) == (CLIENT, None)
        assert await books.balance() == ("2500.00", "2500.00", "0.00", "0.00", "2500.00")

    async def test_tr16_tr19_a_deposit_is_posted_whole_in_one_account(
        self, books: Bookkeeper
    ) -> None:
        moved = await books.deposit("1000", method=PaymentMethod.CARD)
        assert books.world.sql(
            "select book, account_id, amount from trust_postings where sequence = ? order by 1",
            entry(moved).sequence,
        ) == [("bank", POOLED, 100000), ("ledger", POOLED, -100000)]

    async def test_tr10_the_firms_own_money_is_capped(self, books: Bookkeeper) -> None:
        ledger_id = await _firms(books, "250")
        (ledger,) = await books.practice.trust.ledgers_by_id([ledger_id])
        assert (ledger.client_id, ledger.matter_id) == (None, None)
        assert figures(ledger.balance)[4] == "250.00"
        assert books.world.sql(
            "select payer from trust_entries where ledger_id = ?", ledger_id
        ) == [("Meridian Lake Law LLP",)]
        capped = FirmMoneyCapped(field=("amount",), most=usd("250.00"))
        assert await refused(books.world, lambda: _firms(books, "0.01")) == (capped,)

    async def test_tr10_a_first_deposit_above_the_cap_opens_no_ledger(
        self, books: Bookkeeper
    ) -> None:
        capped = FirmMoneyCapped(field=("amount",), most=usd("250.00"))
        assert await refused(books.world, lambda: _firms(books, "250.01")) == (capped,)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            (
                {"account_id": "tra_none"},
                [NotFound(field=("trustAccountId",), noun="trust account", id="tra_none")],
            ),
            (
                {"client_id": "cli_none", "matter_id": None},
                [NotFound(field=("clientId",), noun="contact", id="cli_none")],
            ),
            (
                {"matter_id": "mat_none"},
                [NotFound(field=("matterId",), noun="matter", id="mat_none")],
            ),
            (
                {"client_id": OTHER_CLIENT},
                [LedgerMismatch(field=("matterId",), rule="Matter 2026-0041 has another client.")],
            ),
            (
                {"client_id": None},
                [
                    LedgerMismatch(
                        field=("matterId",),
                        rule="The firm's own money is for bank charges, and for no matter.",
                    )
                ],
            ),
            *(
                ({"payer": payer}, [InvalidInput(field=("payer",), rule=rule)])
                for payer, rule in (("", SAY), (" ", SAY), (" meridian LAKE Law llp ", MIXED))
            ),
            *(
                (
                    {"method": method},
                    [
                        InvalidInput(
                            field=("method",), rule=f"Nobody pays into trust by {method.value}."
                        )
                    ],
                )
                for method in (PaymentMethod.TRUST, PaymentMethod.CREDIT)
            ),
        ],
    )
    async def test_tr1_a_deposit_that_does_not_fit_is_refused(
        self, books: Bookkeeper, changes: dict[str, Any], said: list[Refusal]
    ) -> None:
        assert await refused(books.world, lambda: books.deposit("1", **changes)) == tuple(said)

    async def test_tr1_a_matters_money_is_in_its_currency(self, books: Bookkeeper) -> None:
        ((id, client_id, number),) = books.world.sql(
            "select id, client_id, number from matters where currency = 'JPY' limit 1"
        )
        rule = f"Matter {number} is in JPY, the account in USD."
        assert await refused(
            books.world, lambda: books.deposit("1", matter_id=id, client_id=client_id)
        ) == (LedgerMismatch(field=("trustAccountId",), rule=rule),)

    @pytest.mark.parametrize("status", ["closed", "archived"])
    async def test_a_closed_matter_takes_no_money(self, books: Bookkeeper, status: str) -> None:
        ((id, client_id, number),) = books.world.sql(
            "select id, client_id, number from matters where status = ? and currency = 'USD' limit 1",
            status,
        )
        said = MatterClosed(field=("matterId",), matter_id=id, number=number, status=status)
        assert await refused(
            books.world, lambda: books.deposit("1", matter_id=id, client_id=client_id)
        ) == (said,)


class TestClear:
    """TR5."""

    async def test_tr5_what_the_bank_confirms_is_available(self, books: Bookkeeper) -> None:
        made = entry(await books.deposit("100", date=TODAY - DAY))
        moved = await books.clear(made.id)
        assert entry(moved).cleared_on == TODAY
        assert entry(moved).id == made.id
        assert await books.balance() == ("2600.00", "2600.00", "0.00", "0.00", "2600.00")
        assert books.world.sql("select sequence, entry_id, cleared_on from trust_clearings") == [
            (1, made.id, "2026-02-20")
        ]

    async def test_tr5_deposits_clear_one_after_the_other(self, books: Bookkeeper) -> None:
        first, second = entry(await books.deposit("1")), entry(await books.deposit("2"))
        await books.clear(second.id)
        await books.clear(first.id)
        assert books.world.sql("select entry_id from trust_clearings order by sequence") == [
            (second.id,),
            (first.id,),
        ]
        assert (await books.practice.books.verify()).sound

    @pytest.mark.parametrize("verb", ["clear", "bounce"])
    async def test_tr5_what_is_no_deposit_neither_clears_nor_bounces(
        self, books: Bookkeeper, verb: str
    ) -> None:
        made = entry(await books.disburse("1"))
        rule = "only a deposit clears or bounces"
        said = _unfit(made.id, "disbursement", rule)
        assert await refused(books.world, lambda: getattr(books, verb)(made.id)) == (said,)

    @pytest.mark.parametrize("verb", ["clear", "bounce"])
    async def test_tr5_a_deposit_clears_once_and_bounces_no_more(
        self, books: Bookkeeper, verb: str
    ) -> None:
        made = entry(await books.deposit("1"))
        await books.clear(made.id)
        said = _unfit(made.id, "cleared", "it cleared on 2026-02-20; reverse it instead")
        assert await refused(books.world, lambda: getattr(books, verb)(made.id)) == (said,)

    @pytest.mark.parametrize("verb", ["clear", "bounce", "undo"])
    async def test_tr12_what_bounced_is_over(self, books: Bookkeeper, verb: str) -> None:
        made = entry(await books.deposit("1"))
        back = entry(await books.bounce(made.id))
        said = AlreadyReversed(field=("transactionId",), id=made.id, reversed_by_id=back.id)
        assert await refused(books.world, lambda: getattr(books, verb)(made.id)) == (said,)

    @pytest.mark.parametrize("verb", ["clear", "bounce", "undo"])
    async def test_an_unknown_entry_is_not_found(self, books: Bookkeeper, verb: str) -> None:
        said = NotFound(field=("transactionId",), noun="trust transaction", id="trt_none")
        assert await refused(books.world, lambda: getattr(books, verb)("trt_none")) == (said,)

    @pytest.mark.parametrize(
        ("on", "said"),
        [
            (
                TODAY - DAY,
                InvalidInput(
                    field=("clearedOn",),
                    rule="A deposit of 2026-02-20 clears on that day or later.",
                ),
            ),
            (FAR, InvalidInput(field=("clearedOn",), rule=AHEAD)),
        ],
    )
    async def test_tr5_a_deposit_clears_when_it_has_come_and_not_ahead(
        self, books: Bookkeeper, on: dt.date, said: Refusal
    ) -> None:
        made = entry(await books.deposit("1"))
        assert await refused(books.world, lambda: books.clear(made.id, on)) == (said,)

    async def test_tr14_a_deposit_clears_in_no_closed_period(self, books: Bookkeeper) -> None:
        made = entry(await books.deposit("1", date=IN_JANUARY))
        await _close_january(books)
        said = PeriodClosed(field=("clearedOn",), closed_through=IN_JANUARY)
        assert await refused(books.world, lambda: books.clear(made.id, IN_JANUARY)) == (said,)
        assert entry(await books.clear(made.id, TODAY)).cleared_on == TODAY


def _unfit(id: str, state: str, rule: str) -> InvalidState:
    return InvalidState(
        field=("transactionId",), noun="trust transaction", id=id, state=state, rule=rule
    )


class TestBounce:
    """TR5, TR12."""

    async def test_tr5_a_deposit_that_never_came_is_taken_back(self, books: Bookkeeper) -> None:
        made = entry(await books.deposit("100", payer="Cash"))
        await books.disburse("2500")
        moved = await books.bounce(made.id, "NSF")
        back = entry(moved)
        assert (back.kind, back.purpose) == (
            TrustTransactionKind.REVERSAL,
            TrustPurpose.REVERSAL,
        )
        assert (back.amount, back.running_balance) == (usd("-100.00"), usd("0.00"))
        assert (back.reverses_id, back.reason, back.payee) == (made.id, "NSF", "Cash")
        assert (back.date, back.cleared_on) == (TODAY, None)
        assert figures(moved.ledger.balance) == ("0.00", "0.00", "0.00", "0.00", "0.00")

    async def test_tr14_a_bounce_is_dated_today(self, books: Bookkeeper) -> None:
        made = entry(await books.deposit("1", date=IN_JANUARY))
        await _close_january(books)
        assert entry(await books.bounce(made.id)).date == TODAY


class TestDisburse:
    """TR3, TR5, TR6, TR9, TR10, TR13."""

    @pytest.mark.parametrize(
        "purpose",
        [TrustPurpose.CLIENT_REFUND, TrustPurpose.THIRD_PARTY, TrustPurpose.EXPENSE_INCURRED],
    )
    async def test_tr9_money_is_paid_out_for_a_purpose(
        self, books: Bookkeeper, purpose: TrustPurpose
    ) -> None:
        moved = await books.disburse("2500", purpose=purpose, reference="Check 1")
        made = entry(moved)
        assert (made.kind, made.purpose) == (TrustTransactionKind.DISBURSEMENT, purpose)
        assert (made.amount, made.running_balance) == (usd("-2500.00"), usd("0.00"))
        assert (made.payee, made.reference) == ("Acme Holdings LLC", "Check 1")
        assert (made.recorded_by_id, made.authorised_by_id) == (PARALEGAL, PARALEGAL)
        assert made.cleared_on == TODAY
        assert figures(moved.ledger.balance) == ("0.00", "0.00", "0.00", "0.00", "0.00")

    async def test_tr3_a_cent_more_than_is_available_is_refused(self, books: Bookkeeper) -> None:
        said = InsufficientTrustFunds(field=("amount",), shortfall=usd("0.01"))
        assert await refused(books.world, lambda: books.disburse("2500.01")) == (said,)

    async def test_tr3_what_drafts_hold_and_others_asked_for_is_not_available(
        self, books: Bookkeeper
    ) -> None:
        await books.policy(second_approver_above=Decimal(100))
        await books.draft("1", trust=TrustRequest())
        await books.disburse("2000")
        assert await books.balance() == ("2500.00", "2500.00", "395.00", "2000.00", "105.00")
        said = InsufficientTrustFunds(field=("amount",), shortfall=usd("0.01"))
        assert await refused(books.world, lambda: books.disburse("105.01")) == (said,)

    async def test_tr5_money_that_has_not_cleared_is_not_paid_out(self, books: Bookkeeper) -> None:
        await books.deposit("100")
        waits = FundsNotCleared(field=("amount",), shortfall=usd("100.00"), uncleared=usd("100.00"))
        assert await refused(books.world, lambda: books.disburse("2600")) == (waits,)
        never = InsufficientTrustFunds(field=("amount",), shortfall=usd("100.01"))
        assert await refused(books.world, lambda: books.disburse("2600.01")) == (never,)

    @pytest.mark.parametrize("payee", ["", " ", "cash", " CASH ", "Bearer", "ATM"])
    async def test_tr9_somebody_named_is_paid(self, books: Bookkeeper, payee: str) -> None:
        said = InvalidInput(field=("payee",), rule=NOBODY)
        assert await refused(books.world, lambda: books.disburse("1", payee=payee)) == (said,)

    @pytest.mark.parametrize(
        ("purpose", "field", "rule"),
        [
            (TrustPurpose.TRUST_TO_TRUST, "purpose", "Move a client's money with transferTrust."),
            (TrustPurpose.REVERSAL, "purpose", "Undo an entry with reverseTrust."),
            (
                TrustPurpose.EARNED_FEE,
                "invoiceId",
                "Fees are earned by an invoice; say which.",
            ),
            (TrustPurpose.BANK_CHARGE, "purpose", BANK_CHARGES),
        ],
    )
    async def test_tr9_the_purposes_are_a_closed_set(
        self, books: Bookkeeper, purpose: TrustPurpose, field: str, rule: str
    ) -> None:
        said = InvalidInput(field=(field,), rule=rule)
        assert await refused(books.world, lambda: books.disburse("1", purpose=purpose)) == (said,)

    async def test_tr10_the_firms_money_pays_bank_charges(self, books: Bookkeeper) -> None:
        firms = await _firms(books)
        paid = await books.disburse(
            "15", ledger_id=firms, purpose=TrustPurpose.BANK_CHARGE, payee="First Bank"
        )
        assert figures(paid.ledger.balance)[4] == "85.00"

    @pytest.mark.parametrize(
        "purpose",
        [TrustPurpose.CLIENT_REFUND, TrustPurpose.THIRD_PARTY, TrustPurpose.EXPENSE_INCURRED],
    )
    async def test_tr10_the_firms_money_pays_nothing_else(
        self, books: Bookkeeper, purpose: TrustPurpose
    ) -> None:
        firms = await _firms(books)
        said = InvalidInput(field=("purpose",), rule=BANK_CHARGES)
        assert await refused(
            books.world, lambda: books.disburse("1", ledger_id=firms, purpose=purpose)
        ) == (said,)

    async def test_tr10_the_firms_money_pays_no_invoice(self, books: Bookkeeper) -> None:
        firms, bill = await _firms(books), await books.approved()
        said = InvalidInput(field=("purpose",), rule=BANK_CHARGES)
        assert await refused(
            books.world,
            lambda: books.disburse(
                "1", ledger_id=firms, purpose=TrustPurpose.EARNED_FEE, invoice_id=bill.id
            ),
        ) == (said,)
        crossed = CrossClientTrust(field=("ledgerId",), ledger_id=firms)
        assert await refused(
            books.world,
            lambda: books.disburse(
                "1", ledger_id=firms, purpose=TrustPurpose.BANK_CHARGE, invoice_id=bill.id
            ),
        ) == (crossed,)

    async def test_an_unknown_ledger_or_invoice_is_not_found(self, books: Bookkeeper) -> None:
        said = NotFound(field=("ledgerId",), noun="trust ledger", id="trl_none")
        assert await refused(books.world, lambda: books.disburse("1", ledger_id="trl_none")) == (
            said,
        )
        missing = NotFound(field=("invoiceId",), noun="invoice", id="inv_none")
        for purpose in (TrustPurpose.EARNED_FEE, TrustPurpose.EXPENSE_INCURRED):
            more = {"purpose": purpose, "invoice_id": "inv_none"}
            assert await refused(books.world, lambda: books.disburse("1", **more)) == (missing,)  # noqa: B023 - called at once

    @pytest.mark.parametrize("purpose", [TrustPurpose.EARNED_FEE, TrustPurpose.EXPENSE_INCURRED])
    async def test_tr6_another_clients_invoice_is_not_paid(
        self, books: Bookkeeper, purpose: TrustPurpose
    ) -> None:
        ((bill,),) = books.world.sql(
            "select min(id) from invoices where status = 'sent' and client_id <> ? "
            "and currency = 'USD'",
            CLIENT,
        )
        said = CrossClientTrust(field=("ledgerId",), ledger_id=books.ledger)
        assert await refused(
            books.world, lambda: books.disburse("1", purpose=purpose, invoice_id=bill)
        ) == (said,)

    async def test_tr6_another_matters_invoice_is_not_paid(self, books: Bookkeeper) -> None:
        bill = await books.approved(matter_id=await _matter(books))
        said = CrossClientTrust(field=("ledgerId",), ledger_id=books.ledger)
        fee = TrustPurpose.EARNED_FEE
        assert await refused(
            books.world, lambda: books.disburse("1", purpose=fee, invoice_id=bill.id)
        ) == (said,)

    async def test_tr9_a_fee_pays_its_invoice_on_the_day_it_was_paid_out(
        self, books: Bookkeeper
    ) -> None:
        bill = await books.approved("1")
        day = TODAY - DAY
        moved = await books.disburse(
            "395", purpose=TrustPurpose.EARNED_FEE, invoice_id=bill.id, payee="Us", date=day
        )
        made = entry(moved)
        assert (made.kind, made.purpose) == (
            TrustTransactionKind.APPLICATION,
            TrustPurpose.EARNED_FEE,
        )
        assert (made.date, made.cleared_on, made.payee) == (day, day, "Us")
        assert (await books.invoice(bill.id)).status is InvoiceStatus.PAID
        (payment,) = await books.practice.invoices.payments([bill.id])
        assert (payment.amount, payment.date, payment.method) == (
            *(usd("395.00"), day, PaymentMethod.TRUST),
        )

    async def test_tr7_a_fee_is_at_most_what_is_due(self, books: Bookkeeper) -> None:
        bill = await books.approved("1")
        said = AmountTooLarge(field=("amount",), most=usd("395.00"))
        fee = {"purpose": TrustPurpose.EARNED_FEE, "invoice_id": bill.id}
        assert await refused(books.world, lambda: books.disburse("395.01", **fee)) == (said,)

    async def test_tr17_a_fee_in_dispute_is_not_paid(self, books: Bookkeeper) -> None:
        bill = await books.approved("1")
        await books.dispute(bill.id, "100")
        fee = {"purpose": TrustPurpose.EARNED_FEE, "invoice_id": bill.id}
        said = FeesDisputed(
            field=("amount",),
            invoice_id=bill.id,
            disputed=usd("100.00"),
            undisputed=usd("295.00"),
        )
        assert await refused(books.world, lambda: books.disburse("295.01", **fee)) == (said,)
        await books.disburse("295", **fee)
        assert (await books.invoice(bill.id)).amount_due == usd("100.00")

    async def test_tr8_a_draft_is_not_paid(self, books: Bookkeeper) -> None:
        bill = await books.draft()
        said = InvalidState(
            field=("invoiceId",),
            noun="invoice",
            id=bill.id,
            state="draft",
            rule="trust money pays an approved, unpaid invoice",
        )
        fee = {"purpose": TrustPurpose.EARNED_FEE, "invoice_id": bill.id}
        assert await refused(books.world, lambda: books.disburse("1", **fee)) == (said,)
        assert await refused(books.world, lambda: books.apply(bill.id)) == (said,)

    async def test_tr3_a_fee_is_covered_like_all_else(self, books: Bookkeeper) -> None:
        bill = await books.approved("10")
        fee = {"purpose": TrustPurpose.EARNED_FEE, "invoice_id": bill.id}
        said = InsufficientTrustFunds(field=("amount",), shortfall=usd("0.01"))
        assert await refused(books.world, lambda: books.disburse("2500.01", **fee)) == (said,)


class TestDecide:
    """TR13."""

    @pytest.fixture
    async def asked(self, books: Bookkeeper) -> Moved:
        await books.policy(second_approver_above=Decimal(1000))
        return await books.disburse("1000.01", reference="Check 9")

    async def test_tr13_a_large_sum_is_asked_for_and_reserved(
        self, books: Bookkeeper, asked: Moved
    ) -> None:
        assert asked.transaction is None
        assert asked.request
        assert asked.request.status is RequestStatus.PENDING
        assert (asked.request.amount, asked.request.requested_by_id) == (usd("1000.01"), PARALEGAL)
        assert (asked.request.payee, asked.request.reference) == ("Acme Holdings LLC", "Check 9")
        assert figures(asked.ledger.balance) == (
            *("2500.00", "2500.00", "0.00", "1000.01", "1499.99"),
        )

    async def test_tr13_up_to_the_limit_one_person_pays_out(self, books: Bookkeeper) -> None:
        await books.policy(second_approver_above=Decimal(1000))
        moved = await books.disburse("1000")
        assert moved.request is None
        assert entry(moved).amount == usd("-1000.00")

    async def test_tr13_without_a_limit_one_person_pays_out_any_sum(
        self, books: Bookkeeper
    ) -> None:
        await books.policy(second_approver_above=None)
        await books.deposit("10000", method=PaymentMethod.WIRE)
        assert entry(await books.disburse("12500")).amount == usd("-12500.00")

    async def test_tr13_another_person_approves_and_it_is_paid_out(
        self, books: Bookkeeper, asked: Moved
    ) -> None:
        assert asked.request
        moved = await books.decide(asked.request.id)
        made = entry(moved)
        assert (made.amount, made.payee, made.reference) == (
            *(usd("-1000.01"), "Acme Holdings LLC", "Check 9"),
        )
        assert (made.recorded_by_id, made.authorised_by_id) == (PARALEGAL, JANE)
        assert moved.request
        assert (moved.request.status, moved.request.transaction_id) == (
            *(RequestStatus.APPROVED, made.id),
        )
        assert (moved.request.decided_by_id, moved.request.decided_at) == (JANE, NOW)
        assert figures(moved.ledger.balance) == (
            *("1499.99", "1499.99", "0.00", "0.00", "1499.99"),
        )

    @pytest.mark.parametrize("by", [JANE, PARALEGAL])
    async def test_tr13_a_rejected_request_gives_its_money_up(
        self, books: Bookkeeper, asked: Moved, by: str
    ) -> None:
        assert asked.request
        moved = await books.decide(asked.request.id, approve=False, by=by)
        assert moved.transaction is None
        assert moved.request
        assert (moved.request.status, moved.request.decided_by_id) == (RequestStatus.REJECTED, by)
        assert figures(moved.ledger.balance)[3:] == ("0.00", "2500.00")

    async def test_tr13_nobody_approves_what_they_asked_for(
        self, books: Bookkeeper, asked: Moved
    ) -> None:
        request = asked.request
        assert request
        said = SecondPersonNeeded(field=("requestId",), asked_by_id=PARALEGAL)
        assert await refused(books.world, lambda: books.decide(request.id, by=PARALEGAL)) == (said,)

    @pytest.mark.parametrize("approve", [True, False])
    async def test_tr13_a_person_decides(
        self, books: Bookkeeper, asked: Moved, approve: bool
    ) -> None:
        request = asked.request
        assert request
        said = InvalidInput(field=None, rule="A service decides nothing; a person does.")
        assert await refused(
            books.world, lambda: books.decide(request.id, approve=approve, by=None)
        ) == (said,)

    async def test_tr13_a_person_asks(self, books: Bookkeeper) -> None:
        await books.policy(second_approver_above=Decimal(0))
        rule = "A sum this large is asked for by a person and approved by another."
        said = InvalidInput(field=("amount",), rule=rule)
        assert await refused(books.world, lambda: books.disburse("0.01", recorded_by_id=None)) == (
            said,
        )

    @pytest.mark.parametrize("first", [True, False])
    @pytest.mark.parametrize("then", [True, False])
    async def test_tr13_a_request_is_decided_once(
        self, books: Bookkeeper, asked: Moved, first: bool, then: bool
    ) -> None:
        request = asked.request
        assert request
        await books.decide(request.id, approve=first)
        said = InvalidState(
            field=("requestId",),
            noun="trust request",
            id=request.id,
            state="approved" if first else "rejected",
            rule="a request is decided once",
        )
        assert await refused(books.world, lambda: books.decide(request.id, approve=then)) == (said,)

    async def test_an_unknown_request_is_not_found(self, books: Bookkeeper) -> None:
        said = NotFound(field=("requestId",), noun="trust request", id="trq_none")
        assert await refused(books.world, lambda: books.decide("trq_none")) == (said,)

    async def test_tr14_a_request_from_a_closed_period_is_not_approved(
        self, books: Bookkeeper
    ) -> None:
        await books.policy(second_approver_above=Decimal(0))
        request = (await books.disburse("1", date=IN_JANUARY)).request
        assert request
        await _close_january(books)
        said = PeriodClosed(field=None, closed_through=IN_JANUARY)
        assert await refused(books.world, lambda: books.decide(request.id)) == (said,)
        rejected = await books.decide(request.id, approve=False)
        assert rejected.request
        assert rejected.request.status is RequestStatus.REJECTED

    async def test_tr6_a_request_is_held_to_the_policy_of_the_day_it_is_approved(
        self, books: Bookkeeper
    ) -> None:
        await books.policy(second_approver_above=Decimal(0), client_money_pays_matters=True)
        at_large, bill = await _at_large(books), await books.approved()
        request = (await books.disburse("1", ledger_id=at_large, invoice_id=bill.id)).request
        assert request
        await books.policy(client_money_pays_matters=False)
        said = CrossClientTrust(field=("requestId",), ledger_id=at_large)
        assert await refused(books.world, lambda: books.decide(request.id)) == (said,)


class TestTransfer:
    """TR11."""

    async def test_tr11_money_moves_to_another_matter_in_two_entries_of_one_sum(
        self, books: Bookkeeper
    ) -> None:
        matter_id = await _matter(books)
        moved = await books.transfer("2500", to_matter_id=matter_id)
        out = entry(moved)
        assert moved.ledger.id == books.ledger
        assert figures(moved.ledger.balance)[4] == "0.00"
        (into,) = await books.practice.trust.transactions_by_id(
            [
                id
                for (id,) in books.world.sql(
                    "select id from trust_entries where transfer_id = ? and amount > 0",
                    out.transfer_id,
                )
            ]
        )
        assert (out.amount, into.amount) == (usd("-2500.00"), usd("2500.00"))
        assert (out.kind, into.kind) == (TrustTransactionKind.TRANSFER,) * 2
        assert (out.purpose, into.purpose) == (TrustPurpose.TRUST_TO_TRUST,) * 2
        assert into.sequence == out.sequence + 1
        assert into.created_at == out.created_at == NOW
        assert (out.reason, out.payee) == ("For another matter", "Acme Holdings LLC")
        (target,) = await books.practice.trust.ledgers_by_id([into.ledger_id])
        assert (target.client_id, target.matter_id) == (CLIENT, matter_id)
        assert figures(target.balance) == ("2500.00", "2500.00", "0.00", "0.00", "2500.00")

    async def test_tr11_money_moves_to_a_ledger_that_there_is(self, books: Bookkeeper) -> None:
        at_large = await _at_large(books, "1")
        await books.transfer("1", to_ledger_id=at_large)
        assert (await books.balance(at_large))[4] == "2.00"

    async def test_tr11_never_to_another_client(self, books: Bookkeeper) -> None:
        others = await books.anothers()
        said = CrossClientTrust(field=("toLedgerId",), ledger_id=books.ledger)
        assert await refused(books.world, lambda: books.transfer("1", to_ledger_id=others)) == (
            said,
        )
        ((matter_id,),) = books.world.sql(
            "select matter_id from trust_ledgers where id = ?", others
        )
        said = CrossClientTrust(field=("toMatterId",), ledger_id=books.ledger)
        assert await refused(books.world, lambda: books.transfer("1", to_matter_id=matter_id)) == (
            said,
        )

    async def test_tr11_never_to_or_from_the_firm(self, books: Bookkeeper) -> None:
        firms = await _firms(books)
        said = CrossClientTrust(field=("toLedgerId",), ledger_id=books.ledger)
        assert await refused(books.world, lambda: books.transfer("1", to_ledger_id=firms)) == (
            said,
        )
        said = CrossClientTrust(field=("toLedgerId",), ledger_id=firms)
        assert await refused(
            books.world,
            lambda: books.transfer("1", from_ledger_id=firms, to_ledger_id=books.ledger),
        ) == (said,)

    async def test_tr11_never_to_itself_or_another_account(self, books: Bookkeeper) -> None:
        rule = "A transfer is between two ledgers of one account."
        said = LedgerMismatch(field=("toLedgerId",), rule=rule)
        assert await refused(
            books.world, lambda: books.transfer("1", to_ledger_id=books.ledger)
        ) == (said,)
        ((other,),) = books.world.sql("select id from trust_accounts where id <> ?", POOLED)
        there = (await books.deposit("1", account_id=other, matter_id=None)).ledger.id
        assert await refused(books.world, lambda: books.transfer("1", to_ledger_id=there)) == (
            said,
        )
        said = LedgerMismatch(field=("toMatterId",), rule=rule)
        assert await refused(books.world, lambda: books.transfer("1", to_matter_id=MATTER)) == (
            said,
        )

    @pytest.mark.parametrize("to", [{}, {"to_ledger_id": "trl_x", "to_matter_id": "mat_x"}])
    async def test_one_place_is_named(self, books: Bookkeeper, to: dict[str, str]) -> None:
        said = InvalidInput(
            field=("toLedgerId",), rule="Say either to which ledger or to which matter."
        )
        assert await refused(books.world, lambda: books.transfer("1", **to)) == (said,)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            (
                {"from_ledger_id": "trl_none", "to_matter_id": MATTER},
                NotFound(field=("fromLedgerId",), noun="trust ledger", id="trl_none"),
            ),
            (
                {"to_ledger_id": "trl_none"},
                NotFound(field=("toLedgerId",), noun="trust ledger", id="trl_none"),
            ),
            (
                {"to_matter_id": "mat_none"},
                NotFound(field=("toMatterId",), noun="matter", id="mat_none"),
            ),
        ],
    )
    async def test_what_is_unknown_is_not_found(
        self, books: Bookkeeper, changes: dict[str, str], said: Refusal
    ) -> None:
        assert await refused(books.world, lambda: books.transfer("1", **changes)) == (said,)

    @pytest.mark.parametrize("reason", ["", "  "])
    async def test_tr13_a_reason_is_said(self, books: Bookkeeper, reason: str) -> None:
        matter_id = await _matter(books)
        said = InvalidInput(field=("reason",), rule=SAY)
        assert await refused(
            books.world, lambda: books.transfer("1", to_matter_id=matter_id, reason=reason)
        ) == (said,)

    async def test_tr15_a_closed_matter_takes_none(self, books: Bookkeeper) -> None:
        matter_id = await _matter(books)
        closed = await books.practice.matters.update(
            MatterChange(id=matter_id, status=MatterStatus.CLOSED)
        )
        said = MatterClosed(
            field=("toMatterId",), matter_id=matter_id, number=closed.number, status="closed"
        )
        assert await refused(books.world, lambda: books.transfer("1", to_matter_id=matter_id)) == (
            said,
        )

    async def test_tr3_tr5_only_what_is_available_moves(self, books: Bookkeeper) -> None:
        matter_id = await _matter(books)
        await books.deposit("1")
        waits = FundsNotCleared(field=("amount",), shortfall=usd("1.00"), uncleared=usd("1.00"))
        never = InsufficientTrustFunds(field=("amount",), shortfall=usd("1.01"))
        for amount, said in (("2501", waits), ("2501.01", never)):
            assert await refused(
                books.world,
                lambda amount=amount: books.transfer(amount, to_matter_id=matter_id),
            ) == (said,)


class TestApply:
    """TR6, TR7, TR8, TR17."""

    async def test_tr7_trust_money_pays_all_that_is_due(self, books: Bookkeeper) -> None:
        bill = await books.approved("1")
        applied = await books.apply(bill.id)
        assert applied.limit is TrustLimit.AMOUNT_DUE
        made = entry(applied)
        assert (made.amount, made.invoice_id) == (usd("-395.00"), bill.id)
        assert (made.payee, made.reference) == ("Meridian Lake Law LLP", f"Invoice {bill.number}")
        assert applied.invoice.status is InvoiceStatus.PAID
        assert applied.invoice.trust_applied == usd("395.00")
        assert applied.invoice.amount_due == usd("0.00")
        assert await books.balance() == ("2105.00", "2105.00", "0.00", "0.00", "2105.00")
        (payment,) = await books.practice.invoices.payments([bill.id])
        assert (payment.method, payment.amount, payment.surplus) == (
            *(PaymentMethod.TRUST, usd("395.00"), usd("0.00")),
        )

    @pytest.mark.parametrize(
        ("most", "paid", "limit"),
        [
            ("100", "100.00", TrustLimit.MAX_AMOUNT),
            ("394.99", "394.99", TrustLimit.MAX_AMOUNT),
            ("395", "395.00", TrustLimit.AMOUNT_DUE),
            ("1000", "395.00", TrustLimit.AMOUNT_DUE),
        ],
    )
    async def test_tr7_at_most_what_was_said(
        self, books: Bookkeeper, most: str, paid: str, limit: TrustLimit
    ) -> None:
        bill = await books.approved("1")
        applied = await books.apply(bill.id, max_amount=Decimal(most))
        assert (applied.invoice.trust_applied, applied.limit) == (usd(paid), limit)

    async def test_tr7_nothing_is_legal_and_says_why(self, books: Bookkeeper) -> None:
        bill = await books.approved("1")
        before = books.world.sql("select count(*) from trust_entries")
        applied = await books.apply(bill.id, max_amount=Decimal(0))
        assert applied.transaction is None
        assert applied.limit is TrustLimit.MAX_AMOUNT
        assert applied.invoice == bill
        assert books.world.sql("select count(*) from trust_entries") == before

    async def test_tr7_at_most_what_is_available(self, books: Bookkeeper) -> None:
        bill = await books.approved("10")
        applied = await books.apply(bill.id)
        assert applied.limit is TrustLimit.AVAILABLE_FUNDS
        assert applied.invoice.trust_applied == usd("2500.00")
        assert applied.invoice.status is InvoiceStatus.PARTIALLY_PAID
        assert applied.invoice.amount_due == usd("1450.00")
        again = await books.apply(bill.id)
        assert (again.transaction, again.limit) == (None, TrustLimit.AVAILABLE_FUNDS)

    async def test_tr5_uncleared_money_does_not_pay(self, books: Bookkeeper) -> None:
        bill = await books.approved("10")
        await books.deposit("5000")
        applied = await books.apply(bill.id)
        assert applied.limit is TrustLimit.UNCLEARED_FUNDS
        assert applied.invoice.trust_applied == usd("2500.00")

    async def test_tr3_reserved_money_does_not_pay(self, books: Bookkeeper) -> None:
        bill = await books.approved("10")
        await books.draft("1", trust=TrustRequest())
        applied = await books.apply(bill.id)
        assert applied.limit is TrustLimit.RESERVED_FUNDS
        assert applied.invoice.trust_applied == usd("2105.00")

    async def test_tr17_what_is_disputed_is_not_paid(self, books: Bookkeeper) -> None:
        bill = await books.approved("1")
        dispute = await books.dispute(bill.id, "95")
        applied = await books.apply(bill.id)
        assert applied.limit is TrustLimit.DISPUTED
        assert applied.invoice.trust_applied == usd("300.00")
        again = await books.apply(bill.id)
        assert (again.transaction, again.limit) == (None, TrustLimit.DISPUTED)
        await books.settle(dispute.id)
        assert (await books.apply(bill.id)).invoice.status is InvoiceStatus.PAID

    async def test_tr7_a_matter_without_a_ledger_has_none(self, books: Bookkeeper) -> None:
        bill = await books.approved(matter_id=await _matter(books))
        applied = await books.apply(bill.id)
        assert (applied.transaction, applied.limit) == (None, TrustLimit.NO_LEDGER)
        assert applied.invoice == bill

    async def test_tr6_money_at_large_pays_where_the_policy_lets_it(
        self, books: Bookkeeper
    ) -> None:
        at_large, bill = await _at_large(books), await books.approved("1")
        said = CrossClientTrust(field=("ledgerId",), ledger_id=at_large)
        assert await refused(books.world, lambda: books.apply(bill.id, ledger_id=at_large)) == (
            said,
        )
        await books.policy(client_money_pays_matters=True)
        applied = await books.apply(bill.id, ledger_id=at_large)
        assert entry(applied).ledger_id == at_large
        assert await books.balance(at_large) == ("105.00", "105.00", "0.00", "0.00", "105.00")
        assert (await books.balance())[4] == "2500.00"

    async def test_tr6_no_other_clients_money_pays_whatever_the_policy(
        self, books: Bookkeeper
    ) -> None:
        await books.policy(client_money_pays_matters=True)
        others, bill = await books.anothers(), await books.approved()
        said = CrossClientTrust(field=("ledgerId",), ledger_id=others)
        assert await refused(books.world, lambda: books.apply(bill.id, ledger_id=others)) == (said,)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            (
                {"max_amount": Decimal("-0.01")},
                AmountNotPositive(field=("maxAmount",), amount=Decimal("-0.01")),
            ),
            (
                {"max_amount": Decimal("0.001")},
                SubunitAmount(field=("maxAmount",), amount=Decimal("0.001"), currency="USD"),
            ),
            (
                {"max_amount": Decimal(1), "currency_code": "GBP"},
                CurrencyMismatch(field=("currencyCode",), expected="USD", given="GBP"),
            ),
            (
                {"ledger_id": "trl_none"},
                NotFound(field=("ledgerId",), noun="trust ledger", id="trl_none"),
            ),
        ],
    )
    async def test_tr2_what_is_said_is_checked(
        self, books: Bookkeeper, changes: dict[str, Any], said: Refusal
    ) -> None:
        bill = await books.approved()
        assert await refused(books.world, lambda: books.apply(bill.id, **changes)) == (said,)

    async def test_an_unknown_invoice_is_not_found(self, books: Bookkeeper) -> None:
        said = NotFound(field=("invoiceId",), noun="invoice", id="inv_none")
        assert await refused(books.world, lambda: books.apply("inv_none")) == (said,)

    async def test_tr14_nothing_is_applied_on_a_closed_day(self, books: Bookkeeper) -> None:
        bill = await books.approved()
        asked = await books.reconcile(TODAY, None)
        await books.reconcile(TODAY, str(asked.journal_balance.amount), close_period=True)
        said = PeriodClosed(field=None, closed_through=TODAY)
        assert await refused(books.world, lambda: books.apply(bill.id)) == (said,)
        held = await books.draft(trust=TrustRequest())
        approve = InvoiceStepKind.APPROVED
        assert await refused(books.world, lambda: books.step(held.id, approve)) == (said,)
        made = entry_of_deposit(books)
        assert await refused(books.world, lambda: books.undo(made)) == (said,)


def entry_of_deposit(books: Bookkeeper) -> str:
    """Return the deposit that Acme's ledger began with."""
    sql = "select min(id) from trust_entries where ledger_id = ? and kind = 'deposit'"
    return str(books.world.sql(sql, books.ledger)[0][0])


class TestReverse:
    """TR12."""

    async def test_tr12_an_entry_is_undone_by_its_opposite_today(self, books: Bookkeeper) -> None:
        made = entry(await books.disburse("100", date=TODAY - 5 * DAY))
        moved = await books.undo(made.id, "Paid twice")
        back = entry(moved)
        assert (back.kind, back.purpose) == (TrustTransactionKind.REVERSAL, TrustPurpose.REVERSAL)
        assert (back.amount, back.running_balance) == (usd("100.00"), usd("2500.00"))
        assert (back.date, back.cleared_on, back.reason) == (TODAY, TODAY, "Paid twice")
        (now,) = await books.practice.trust.transactions_by_id([made.id])
        assert now.reversed_by_id == back.id
        assert now.amount == usd("-100.00")
        assert figures(moved.ledger.balance)[4] == "2500.00"

    async def test_tr12_a_deposit_is_undone_cleared_or_not(self, books: Bookkeeper) -> None:
        wired = entry(await books.deposit("7", method=PaymentMethod.WIRE, payer="Parent Inc."))
        back = entry(await books.undo(wired.id))
        assert (back.amount, back.cleared_on, back.payee) == (usd("-7.00"), TODAY, "Parent Inc.")
        mailed = entry(await books.deposit("7"))
        back = entry(await books.undo(mailed.id))
        assert (back.amount, back.cleared_on) == (usd("-7.00"), None)
        assert await books.balance() == ("2500.00", "2500.00", "0.00", "0.00", "2500.00")

    async def test_tr12_an_entry_is_undone_once(self, books: Bookkeeper) -> None:
        made = entry(await books.disburse("1"))
        back = entry(await books.undo(made.id))
        said = AlreadyReversed(field=("transactionId",), id=made.id, reversed_by_id=back.id)
        assert await refused(books.world, lambda: books.undo(made.id)) == (said,)

    async def test_tr12_a_reversal_is_not_undone(self, books: Bookkeeper) -> None:
        back = entry(await books.undo(entry(await books.disburse("1")).id))
        said = _unfit(back.id, "reversal", "a reversal is not undone; enter it anew")
        assert await refused(books.world, lambda: books.undo(back.id)) == (said,)

    async def test_tr12_a_deposit_that_is_spent_is_not_undone(self, books: Bookkeeper) -> None:
        made = entry(await books.deposit("100", method=PaymentMethod.WIRE))
        await books.disburse("2500.01")
        said = WouldOverdraw(field=("transactionId",), shortfall=usd("0.01"))
        assert await refused(books.world, lambda: books.undo(made.id)) == (said,)

    async def test_tr12_a_deposit_that_is_held_is_not_undone(self, books: Bookkeeper) -> None:
        made = entry(await books.deposit("100", method=PaymentMethod.WIRE))
        await books.draft("6.5", trust=TrustRequest())
        said = WouldOverdraw(field=("transactionId",), shortfall=usd("67.50"))
        assert await refused(books.world, lambda: books.undo(made.id)) == (said,)

    async def test_tr12_an_application_takes_its_payment_back_with_it(
        self, books: Bookkeeper
    ) -> None:
        bill = await books.approved("1")
        await books.step(bill.id, InvoiceStepKind.SENT)
        made = entry(await books.apply(bill.id))
        moved = await books.undo(made.id, "Wrong invoice")
        assert (entry(moved).amount, entry(moved).invoice_id) == (usd("395.00"), bill.id)
        again = await books.invoice(bill.id)
        assert (again.status, again.trust_applied, again.amount_due) == (
            *(InvoiceStatus.SENT, usd("0.00"), usd("395.00")),
        )
        (payment,) = await books.practice.invoices.payments([bill.id])
        assert (payment.reversed, payment.reversed_on) == (True, TODAY)
        assert figures(moved.ledger.balance)[4] == "2500.00"

    @pytest.mark.parametrize("half", [0, 1])
    async def test_tr11_tr12_a_transfer_is_undone_whole_by_either_half(
        self, books: Bookkeeper, half: int
    ) -> None:
        at_large = await _at_large(books, "1")
        out = entry(await books.transfer("100", to_ledger_id=at_large))
        halves = books.world.sql(
            "select id from trust_entries where transfer_id = ? order by sequence", out.transfer_id
        )
        back = entry(await books.undo(halves[half][0]))
        assert (back.kind, back.reverses_id) == (TrustTransactionKind.REVERSAL, halves[half][0])
        assert back.amount == usd("-100.00" if half else "100.00")
        assert (await books.balance())[4] == "2500.00"
        assert (await books.balance(at_large))[4] == "1.00"
        for (id,), (by,) in zip(
            halves,
            books.world.sql(
                "select id from trust_entries where transfer_id = ? order by sequence desc",
                back.transfer_id,
            ),
            strict=True,
        ):
            said = AlreadyReversed(field=("transactionId",), id=id, reversed_by_id=by)
            assert await refused(books.world, lambda id=id: books.undo(id)) == (said,)

    async def test_tr12_a_transfer_whose_money_is_spent_is_not_undone(
        self, books: Bookkeeper
    ) -> None:
        at_large = await _at_large(books, "1")
        out = entry(await books.transfer("100", to_ledger_id=at_large))
        await books.disburse("1.01", ledger_id=at_large)
        said = WouldOverdraw(field=("transactionId",), shortfall=usd("0.01"))
        assert await refused(books.world, lambda: books.undo(out.id)) == (said,)


class TestKeys:
    """TR20."""

    async def test_tr20_the_same_key_gives_the_same_answer_and_moves_once(
        self, books: Bookkeeper
    ) -> None:
        draft = Deposit(
            account_id=POOLED,
            client_id=CLIENT,
            matter_id=MATTER,
            amount=Decimal(1),
            date=TODAY,
            method=PaymentMethod.WIRE,
            payer="Acme",
        )
        movements = books.practice.movements
        first = await movements.deposit(draft, "k")
        before = books.world.everything()
        assert await movements.deposit(draft, "k") == first
        assert books.world.everything() == before
        other = Clearing(transaction_id=entry(first).id, cleared_on=TODAY)
        said = IdempotencyMismatch(field=("idempotencyKey",), key="k")
        assert await refused(books.world, lambda: movements.clear(other, "k")) == (said,)

    @pytest.mark.parametrize(
        "ask",
        [
            lambda books: books.practice.movements.deposit(
                Deposit(
                    account_id=POOLED,
                    client_id=CLIENT,
                    amount=Decimal(2),
                    date=TODAY,
                    method=PaymentMethod.WIRE,
                    payer="Acme",
                ),
                "key 1",
            ),
        ],
    )
    async def test_tr20_another_input_under_a_key_is_refused(
        self, books: Bookkeeper, ask: Callable[[Bookkeeper], Awaitable[Any]]
    ) -> None:
        await books.deposit("1")
        said = IdempotencyMismatch(field=("idempotencyKey",), key="key 1")
        assert await refused(books.world, lambda: ask(books)) == (said,)

    async def test_tr20_a_refusal_leaves_its_key_unused(self, books: Bookkeeper) -> None:
        refusals = await refused(books.world, lambda: books.disburse("2500.01"))
        assert len(refusals) == 1
        assert books.world.sql("select count(*) from idempotency_keys") == [(0,)]


async def test_tr4_however_many_ask_at_once_no_more_goes_out_than_is_available(
    books: Bookkeeper,
) -> None:
    asked = [books.disburse("30") for _ in range(100)]
    came = await asyncio.gather(*asked, return_exceptions=True)
    paid = [it for it in came if isinstance(it, Moved)]
    short = [it.refusals for it in came if isinstance(it, Refused)]
    assert len(paid) == 83
    assert short == [(InsufficientTrustFunds(field=("amount",), shortfall=usd("20.00")),)] * 17
    assert await books.balance() == ("10.00", "10.00", "0.00", "0.00", "10.00")


async def test_tr4_no_balance_is_read_before_the_file_is_held(books: Bookkeeper) -> None:
    """So that another process's debit is seen before ours is judged."""
    statements: list[str] = []
    books.practice._db._db.set_trace_callback(statements.append)
    await books.disburse("1")
    books.practice._db._db.set_trace_callback(None)
    assert (statements[0], statements[-1]) == ("begin immediate", "commit")
    assert [it for it in statements if it in ("begin immediate", "commit")] == [
        *("begin immediate", "commit"),
    ]
    assert [it for it in statements if "from trust_ledgers l join trust_accounts" in it]


def test_tr21_a_refusal_for_want_of_money_tells_no_balance() -> None:
    assert set(InsufficientTrustFunds.__struct_fields__) == {"field", "shortfall"}
    assert set(WouldOverdraw.__struct_fields__) == {"field", "shortfall"}


async def test_tr13_whatever_was_done_the_journal_is_sound(books: Bookkeeper) -> None:
    at_large = await _at_large(books)
    await books.clear(entry(await books.deposit("10")).id)
    await books.bounce(entry(await books.deposit("20")).id)
    moved = entry(await books.transfer("30", to_ledger_id=at_large))
    await books.undo(moved.id)
    bill = await books.approved()
    await books.undo(entry(await books.apply(bill.id)).id)
    await books.apply(bill.id)
    proof = await books.practice.books.verify()
    assert (proof.sound, proof.problems, proof.clearings) == (True, (), 1)
    assert [(proof.entries, proof.last_hash)] == books.world.sql(
        "select sequence, hash from trust_entries order by sequence desc limit 1"
    )
