"""An invoice's way from draft to paid, to the cent; every refusal, with nothing changed."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from adapters.port import (
    AlreadyBilled,
    AlreadyReversed,
    AmountNotPositive,
    AmountTooLarge,
    CreditKind,
    CurrencyMismatch,
    Discount,
    DiscountType,
    Dispute,
    HasPayments,
    IdempotencyMismatch,
    InsufficientCredit,
    InvalidInput,
    InvalidState,
    Invoice,
    InvoiceStatus,
    InvoiceStepKind,
    Money,
    NewExpense,
    NewInvoice,
    NewPayment,
    NewStep,
    NotFound,
    PaymentMethod,
    Refusal,
    SubunitAmount,
    TimeEntryStatus,
    TrustRequest,
)
from tests.adapters.embedded.money import JANE, TODAY, Bookkeeper, entry, refused
from tests.world import CLIENT, MATTER, NOW, World

DAY = dt.timedelta(days=1)
FAR = TODAY + 2 * DAY
SAY = "This must say something."
APPROVED, SENT, VIEWED, VOIDED = (
    *(InvoiceStepKind.APPROVED, InvoiceStepKind.SENT),
    *(InvoiceStepKind.VIEWED, InvoiceStepKind.VOIDED),
)
SUBMITTED, REJECTED = InvoiceStepKind.SUBMITTED, InvoiceStepKind.REJECTED
UNPAYABLE = "only an approved, unpaid invoice takes payments and credits"
RULES = {
    SUBMITTED: "a draft is submitted for approval",
    REJECTED: "what awaits approval is rejected",
    APPROVED: "a draft or what awaits approval is approved",
    SENT: "an approved invoice is sent",
    VIEWED: "a sent invoice is viewed",
    VOIDED: "an unpaid invoice is voided",
}


def usd(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency_code="USD")


def _not_now(id: str, state: str, rule: str) -> InvalidState:
    return InvalidState(field=("invoiceId",), noun="invoice", id=id, state=state, rule=rule)


@pytest.fixture
def books(world: World) -> Bookkeeper:
    return Bookkeeper(world)


async def _second(books: Bookkeeper) -> Invoice:
    return await books.approved("2")


async def _entry_status(books: Bookkeeper, invoice_id: str) -> TimeEntryStatus:
    """Return how the one entry stands that an invoice was drawn up for."""
    (line,) = await books.practice.invoices.line_items([invoice_id])
    assert line.time_entry_id
    (known,) = await books.practice.time_entries.by_id([line.time_entry_id])
    return known.status


def _adds_up(bill: Invoice) -> bool:
    """Hold the identity of IV4, exactly."""
    lowered = bill.amount_credited.amount + bill.amount_written_off.amount
    paid = bill.trust_applied.amount + bill.amount_paid.amount
    return bill.amount_billed.amount - lowered - paid == bill.amount_due.amount


class TestSteps:
    """IV8, IV12, IV13; TR8."""

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ([SUBMITTED], "pending_approval"),
            ([SUBMITTED, REJECTED], "draft"),
            ([SUBMITTED, REJECTED, SUBMITTED, APPROVED], "approved"),
            ([APPROVED], "approved"),
            ([APPROVED, SENT], "sent"),
            ([APPROVED, SENT, SENT], "sent"),
            ([APPROVED, SENT, VIEWED], "viewed"),
            ([APPROVED, SENT, VIEWED, VIEWED], "viewed"),
            ([APPROVED, SENT, VIEWED, SENT], "viewed"),
            ([VOIDED], "void"),
            ([SUBMITTED, VOIDED], "void"),
            ([APPROVED, VOIDED], "void"),
            ([APPROVED, SENT, VIEWED, VOIDED], "void"),
        ],
    )
    async def test_iv8_an_invoice_takes_its_steps_and_remembers_them(
        self, books: Bookkeeper, path: list[InvoiceStepKind], status: str
    ) -> None:
        bill = await books.draft()
        for kind in path:
            bill = await books.step(bill.id, kind, "Because")
            assert _adds_up(bill)
        assert bill.status is InvoiceStatus(status)
        taken = await books.practice.receivables.steps([bill.id])
        assert [(it.kind, it.reason, it.by_id, it.at) for it in taken] == [
            (InvoiceStepKind.GENERATED, None, None, NOW),
            *((kind, "Because", JANE, NOW) for kind in path),
        ]
        standing = {"pending_approval": "reserved", "draft": "reserved", "void": "billable"}
        wanted = TimeEntryStatus(standing.get(status, "billed"))
        assert await _entry_status(books, bill.id) is wanted

    @pytest.mark.parametrize(
        ("path", "wrong"),
        [
            ([], [REJECTED, SENT, VIEWED]),
            ([SUBMITTED], [SUBMITTED, SENT, VIEWED]),
            ([APPROVED], [SUBMITTED, REJECTED, APPROVED, VIEWED]),
            ([APPROVED, SENT], [SUBMITTED, REJECTED, APPROVED]),
            ([APPROVED, SENT, VIEWED], [SUBMITTED, REJECTED, APPROVED]),
            ([VOIDED], [SUBMITTED, REJECTED, APPROVED, SENT, VIEWED, VOIDED]),
        ],
    )
    async def test_iv8_no_other_step_is_taken(
        self, books: Bookkeeper, path: list[InvoiceStepKind], wrong: list[InvoiceStepKind]
    ) -> None:
        bill = await books.draft()
        for kind in path:
            bill = await books.step(bill.id, kind, "Because")
        for kind in wrong:
            said = _not_now(bill.id, bill.status.value, RULES[kind])
            assert await refused(
                books.world, lambda kind=kind: books.step(bill.id, kind, "Because")
            ) == (said,)

    @pytest.mark.parametrize("kind", [SUBMITTED, REJECTED, APPROVED, VIEWED])
    async def test_iv8_a_paid_invoice_is_only_sent(
        self, books: Bookkeeper, kind: InvoiceStepKind
    ) -> None:
        bill = await books.approved()
        await books.pay(bill.id, "395")
        assert (await books.step(bill.id, SENT)).status is InvoiceStatus.PAID
        said = _not_now(bill.id, "paid", RULES[kind])
        assert await refused(books.world, lambda: books.step(bill.id, kind, "Because")) == (said,)

    async def test_an_unknown_invoice_is_not_found(self, books: Bookkeeper) -> None:
        said = NotFound(field=("invoiceId",), noun="invoice", id="inv_none")
        assert await refused(books.world, lambda: books.step("inv_none", APPROVED)) == (said,)

    async def test_nothing_is_generated_by_a_step(self, books: Bookkeeper) -> None:
        bill = await books.draft()
        said = InvalidInput(field=("kind",), rule="An invoice is not generated by a step.")
        assert await refused(
            books.world, lambda: books.step(bill.id, InvoiceStepKind.GENERATED)
        ) == (said,)

    @pytest.mark.parametrize("reason", [None, "", " "])
    async def test_rejecting_and_voiding_say_why(
        self, books: Bookkeeper, reason: str | None
    ) -> None:
        bill = await books.draft()
        said = InvalidInput(field=("reason",), rule="Say why.")
        assert await refused(books.world, lambda: books.step(bill.id, VOIDED, reason)) == (said,)
        await books.step(bill.id, SUBMITTED)
        assert await refused(books.world, lambda: books.step(bill.id, REJECTED, reason)) == (said,)

    async def test_iv13_numbers_run_on_and_none_is_used_twice(self, books: Bookkeeper) -> None:
        ((last,),) = books.world.sql("select last from sequences where name = 'invoice:2026'")
        first = await books.approved()
        await books.step(first.id, VOIDED, "Wrong matter")
        second = await books.approved()
        assert (first.number, second.number) == (f"2026{last + 1:05d}", f"2026{last + 2:05d}")
        assert (await books.invoice(first.id)).number == first.number

    async def test_iv13_a_number_that_is_taken_is_passed_over(self, books: Bookkeeper) -> None:
        ((last,),) = books.world.sql("select last from sequences where name = 'invoice:2026'")
        books.world.sql(
            "update invoices set number = ? where id = "
            "(select min(id) from invoices where number is null and status = 'draft')",
            f"2026{last + 1:05d}",
        )
        assert (await books.approved()).number == f"2026{last + 2:05d}"

    async def test_iv13_a_year_begins_with_its_first(self, books: Bookkeeper) -> None:
        books.world.clock.time = NOW.replace(year=2027)
        first = await books.approved(issue_date=dt.date(2027, 1, 2))
        second = await books.approved(issue_date=dt.date(2027, 1, 2))
        assert (first.number, second.number) == ("202700001", "202700002")

    async def test_iv13_no_number_is_taken_by_an_approval_that_failed(
        self, books: Bookkeeper
    ) -> None:
        bill = await books.draft(trust=TrustRequest())
        books.world.sql(
            "insert into trust_reconciliations select 1, 'rec_x', 'tra_21ff67', '2026-02-20', "
            "j, 0, 0, j, j, j, 0, 'balanced', 1, json_object('id', 'rec_x', 'account_id', "
            "'tra_21ff67', 'as_of', '2026-02-20', 'status', 'balanced', 'closes_period', "
            "json('true'), 'in_transit', json('[]'), 'outstanding', json('[]')), null, '' "
            "from (select sum(p.amount) as j from trust_postings p join trust_entries e "
            "on e.sequence = p.sequence where p.book = 'bank' and p.account_id = 'tra_21ff67' "
            "and e.date <= '2026-02-20')"
        )
        (said,) = await refused(books.world, lambda: books.step(bill.id, APPROVED))
        assert said.code.value == "PERIOD_CLOSED"

    async def test_who_approved_it_is_kept(self, books: Bookkeeper) -> None:
        bill = await books.approved()
        assert bill.approved_by_id == JANE

    async def test_an_invoice_of_nothing_is_paid_when_it_is_approved(
        self, books: Bookkeeper
    ) -> None:
        free = Discount(type=DiscountType.PERCENT, value=Decimal(100))
        bill = await books.approved(discounts=(free,))
        assert (bill.status, bill.amount_due) == (InvoiceStatus.PAID, usd("0.00"))
        said = _not_now(bill.id, "paid", RULES[VOIDED])
        assert await refused(books.world, lambda: books.step(bill.id, VOIDED, "x")) == (said,)

    @pytest.mark.parametrize(
        ("most", "held", "due", "status"),
        [
            (None, "395.00", "0.00", InvoiceStatus.PAID),
            ("100", "100.00", "295.00", InvoiceStatus.PARTIALLY_PAID),
        ],
    )
    async def test_tr8_approving_posts_what_a_draft_held(
        self, books: Bookkeeper, most: str | None, held: str, due: str, status: InvoiceStatus
    ) -> None:
        asked = TrustRequest(max_amount=None if most is None else Decimal(most))
        draft = await books.draft(trust=asked)
        assert (draft.trust_applied, draft.amount_due) == (usd(held), usd(due))
        assert _adds_up(draft)
        assert (await books.balance())[2] == held
        bill = await books.step(draft.id, APPROVED)
        assert (bill.trust_applied, bill.amount_due, bill.status) == (usd(held), usd(due), status)
        assert _adds_up(bill)
        left = str(Decimal(2500) - Decimal(held))
        assert await books.balance() == (left, left, "0.00", "0.00", left)
        assert books.world.sql(
            "select kind, amount from trust_entries where invoice_id = ?", bill.id
        ) == [("application", -int(Decimal(held) * 100))]

    @pytest.mark.parametrize("before", [[], [SUBMITTED]])
    async def test_tr8_voiding_a_draft_releases_its_hold(
        self, books: Bookkeeper, before: list[InvoiceStepKind]
    ) -> None:
        draft = await books.draft(trust=TrustRequest())
        for kind in before:
            await books.step(draft.id, kind)
        bill = await books.step(draft.id, VOIDED, "Wrong matter")
        assert (bill.trust_applied, bill.amount_credited, bill.amount_due) == (
            *(usd("0.00"), usd("395.00"), usd("0.00")),
        )
        assert await books.balance() == ("2500.00", "2500.00", "0.00", "0.00", "2500.00")

    async def test_tr8_a_rejected_draft_keeps_its_hold(self, books: Bookkeeper) -> None:
        draft = await books.draft(trust=TrustRequest())
        await books.step(draft.id, SUBMITTED)
        bill = await books.step(draft.id, REJECTED, "Too much")
        assert bill.trust_applied == usd("395.00")
        assert (await books.balance())[2] == "395.00"

    async def test_iv6_iv8_a_void_invoices_entries_are_billed_again(
        self, books: Bookkeeper
    ) -> None:
        bill = await books.approved()
        (line,) = await books.practice.invoices.line_items([bill.id])
        assert line.time_entry_id
        again = NewInvoice(matter_id=MATTER, issue_date=TODAY, time_entry_ids=(line.time_entry_id,))
        generate = books.practice.invoices.generate
        (said,) = await refused(books.world, lambda: generate(again, None))
        assert isinstance(said, AlreadyBilled)
        assert (said.id, said.invoice_id) == (line.time_entry_id, bill.id)
        await books.step(bill.id, VOIDED, "Wrong date")
        made = (await generate(again, None)).record
        assert await _entry_status(books, made.id) is TimeEntryStatus.RESERVED

    async def test_iv6_iv8_an_expense_follows_its_invoice_too(self, books: Bookkeeper) -> None:
        cost = await books.practice.expenses.log(
            NewExpense(matter_id=MATTER, date=TODAY, description="Copies", amount=Decimal(5)), None
        )
        bill = await books.draft(expense_ids=(cost.id,))
        statuses = []
        for kind in (None, APPROVED, "pay", "undo", VOIDED):
            match kind:
                case "pay":
                    payment = (await books.pay(bill.id, "400")).payment
                case "undo":
                    await books.take_back(payment.id)
                case InvoiceStepKind():
                    await books.step(bill.id, kind, "x")
            (now,) = await books.practice.expenses.by_id([cost.id])
            statuses.append(now.status.value)
        assert statuses == ["reserved", "billed", "paid", "billed", "billable"]

    @pytest.mark.parametrize("paid", ["100", "395"])
    async def test_iv12_an_invoice_with_payments_is_not_voided(
        self, books: Bookkeeper, paid: str
    ) -> None:
        bill = await books.approved()
        first = (await books.pay(bill.id, paid)).payment
        said = HasPayments(field=("invoiceId",), invoice_id=bill.id, payment_ids=(first.id,))
        assert await refused(books.world, lambda: books.step(bill.id, VOIDED, "x")) == (said,)
        await books.take_back(first.id)
        assert (await books.step(bill.id, VOIDED, "x")).status is InvoiceStatus.VOID

    async def test_iv12_one_paid_from_trust_is_voided_once_that_went_back(
        self, books: Bookkeeper
    ) -> None:
        bill = await books.approved()
        made = entry(await books.apply(bill.id))
        (payment,) = await books.practice.invoices.payments([bill.id])
        said = HasPayments(field=("invoiceId",), invoice_id=bill.id, payment_ids=(payment.id,))
        assert await refused(books.world, lambda: books.step(bill.id, VOIDED, "x")) == (said,)
        await books.undo(made.id)
        assert (await books.step(bill.id, VOIDED, "x")).status is InvoiceStatus.VOID
        assert (await books.balance())[4] == "2500.00"

    async def test_iv12_one_that_was_credited_is_not_voided(self, books: Bookkeeper) -> None:
        bill = await books.approved()
        await books.credit(bill.id, "1")
        said = HasPayments(field=("invoiceId",), invoice_id=bill.id, payment_ids=())
        assert await refused(books.world, lambda: books.step(bill.id, VOIDED, "x")) == (said,)

    async def test_iv8_a_step_after_a_payment_is_where_its_reversal_leads(
        self, books: Bookkeeper
    ) -> None:
        bill = await books.approved()
        payment = (await books.pay(bill.id, "1")).payment
        assert (await books.step(bill.id, SENT)).status is InvoiceStatus.PARTIALLY_PAID
        assert (await books.take_back(payment.id)).invoice.status is InvoiceStatus.SENT

    async def test_iv8_what_was_viewed_is_viewed_though_it_is_sent_again(
        self, books: Bookkeeper
    ) -> None:
        bill = await books.approved()
        for kind in (SENT, VIEWED):
            await books.step(bill.id, kind)
        payment = (await books.pay(bill.id, "1")).payment
        await books.step(bill.id, SENT)
        assert (await books.take_back(payment.id)).invoice.status is InvoiceStatus.VIEWED

    async def test_tr20_a_step_is_taken_once_for_its_key(self, books: Bookkeeper) -> None:
        bill, step = await books.draft(), books.practice.receivables.step
        said = NewStep(invoice_id=bill.id, kind=APPROVED)
        first = await step(said, "k")
        assert await step(said, "k") == first
        other = NewStep(invoice_id=bill.id, kind=SENT)
        mismatch = IdempotencyMismatch(field=("idempotencyKey",), key="k")
        assert await refused(books.world, lambda: step(other, "k")) == (mismatch,)


# What every amount of an invoice is held to (TR2), by every verb that takes one.
AMOUNTS: list[tuple[str, dict[str, Any], Refusal]] = [
    ("0", {}, AmountNotPositive(field=("amount",), amount=Decimal(0))),
    ("-0.01", {}, AmountNotPositive(field=("amount",), amount=Decimal("-0.01"))),
    ("0.001", {}, SubunitAmount(field=("amount",), amount=Decimal("0.001"), currency="USD")),
    (
        "1",
        {"currency_code": "GBP"},
        CurrencyMismatch(field=("currencyCode",), expected="USD", given="GBP"),
    ),
]


@pytest.mark.parametrize("verb", ["pay", "credit", "dispute"])
@pytest.mark.parametrize(("amount", "changes", "said"), AMOUNTS)
async def test_tr2_amounts_are_whole_cents_above_nothing_in_the_invoices_currency(
    books: Bookkeeper, verb: str, amount: str, changes: dict[str, Any], said: Refusal
) -> None:
    bill = await books.approved()
    ask = getattr(books, verb)
    assert await refused(books.world, lambda: ask(bill.id, amount, **changes)) == (said,)


@pytest.mark.parametrize("verb", ["pay", "credit", "dispute"])
async def test_an_unknown_invoice_is_not_found(books: Bookkeeper, verb: str) -> None:
    said = NotFound(field=("invoiceId",), noun="invoice", id="inv_none")
    assert await refused(books.world, lambda: getattr(books, verb)("inv_none", "1")) == (said,)


@pytest.mark.parametrize("verb", ["pay", "credit"])
async def test_iv11_iv14_only_an_approved_unpaid_invoice_is_paid_or_credited(
    books: Bookkeeper, verb: str
) -> None:
    ask = getattr(books, verb)
    bill = await books.draft()
    for kind in (None, SUBMITTED):
        if kind:
            bill = await books.step(bill.id, kind)
        said = _not_now(bill.id, bill.status.value, UNPAYABLE)
        assert await refused(books.world, lambda: ask(bill.id, "1")) == (said,)  # noqa: B023 - called at once
    await books.step(bill.id, APPROVED)
    await books.pay(bill.id, "395")
    said = _not_now(bill.id, "paid", UNPAYABLE)
    assert await refused(books.world, lambda: ask(bill.id, "1")) == (said,)
    void = await books.step((await books.approved()).id, VOIDED, "x")
    said = _not_now(void.id, "void", UNPAYABLE)
    assert await refused(books.world, lambda: ask(void.id, "1")) == (said,)


class TestPay:
    """IV4, IV8, IV14."""

    async def test_iv14_a_part_and_then_the_rest(self, books: Bookkeeper) -> None:
        bill = await books.approved("1")
        paid = await books.pay(bill.id, "394.99", reference="Wire 7")
        assert (paid.payment.amount, paid.payment.surplus) == (usd("394.99"), usd("0.00"))
        assert (paid.payment.method, paid.payment.reference) == (PaymentMethod.WIRE, "Wire 7")
        assert (paid.payment.date, paid.payment.reversed) == (TODAY, False)
        assert (paid.invoice.status, paid.invoice.amount_due) == (
            *(InvoiceStatus.PARTIALLY_PAID, usd("0.01")),
        )
        assert await _entry_status(books, bill.id) is TimeEntryStatus.BILLED
        rest = await books.pay(bill.id, "0.01")
        assert (rest.invoice.status, rest.invoice.amount_paid) == (
            *(InvoiceStatus.PAID, usd("395.00")),
        )
        assert _adds_up(rest.invoice)
        assert await _entry_status(books, bill.id) is TimeEntryStatus.PAID

    async def test_iv14_what_is_beyond_is_the_clients_credit(self, books: Bookkeeper) -> None:
        bill = await books.approved("1")
        paid = await books.pay(bill.id, "400")
        assert (paid.payment.amount, paid.payment.surplus) == (usd("395.00"), usd("5.00"))
        assert (paid.invoice.amount_due, paid.invoice.amount_paid) == (usd("0.00"), usd("395.00"))
        credits = await books.practice.receivables.credit_of_clients([CLIENT, "cli_97ea55"])
        assert credits == {CLIENT: [usd("5.00")], "cli_97ea55": []}

    async def test_iv14_credit_pays_another_invoice(self, books: Bookkeeper) -> None:
        await books.pay((await books.approved("1")).id, "400")
        second = await _second(books)
        by_credit = {"method": PaymentMethod.CREDIT}
        said: Refusal = InsufficientCredit(field=("amount",), available=usd("5.00"))
        assert await refused(books.world, lambda: books.pay(second.id, "5.01", **by_credit)) == (
            said,
        )
        paid = await books.pay(second.id, "5", **by_credit)
        assert (paid.invoice.amount_paid, paid.payment.surplus) == (usd("5.00"), usd("0.00"))
        assert await books.practice.receivables.credit_of_clients([CLIENT]) == {CLIENT: []}
        back = await books.take_back(paid.payment.id)
        assert back.invoice.amount_due == usd("790.00")
        assert await books.practice.receivables.credit_of_clients([CLIENT]) == {
            CLIENT: [usd("5.00")]
        }

    async def test_iv14_credit_pays_no_more_than_is_due(self, books: Bookkeeper) -> None:
        await books.pay((await books.approved("1")).id, "1395")
        second = await _second(books)
        said = AmountTooLarge(field=("amount",), most=usd("790.00"))
        assert await refused(
            books.world, lambda: books.pay(second.id, "790.01", method=PaymentMethod.CREDIT)
        ) == (said,)

    async def test_iv14_without_credit_nothing_is_paid_from_it(self, books: Bookkeeper) -> None:
        bill = await books.approved()
        said = InsufficientCredit(field=("amount",), available=usd("0.00"))
        assert await refused(
            books.world, lambda: books.pay(bill.id, "1", method=PaymentMethod.CREDIT)
        ) == (said,)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            (
                {"method": PaymentMethod.TRUST},
                InvalidInput(field=("method",), rule="Trust money pays an invoice by applyTrust."),
            ),
            (
                {"date": FAR},
                InvalidInput(
                    field=("date",), rule=f"{FAR} is still to come; record what was done."
                ),
            ),
        ],
    )
    async def test_a_payment_that_cannot_be_is_refused(
        self, books: Bookkeeper, changes: dict[str, Any], said: Refusal
    ) -> None:
        bill = await books.approved()
        assert await refused(books.world, lambda: books.pay(bill.id, "1", **changes)) == (said,)

    async def test_tr2_no_sum_is_larger_than_can_be_added_up(self, books: Bookkeeper) -> None:
        bill = await books.approved()
        said = AmountTooLarge(field=("amount",), most=usd("10000000000.00"))
        assert await refused(books.world, lambda: books.pay(bill.id, "10000000000.01")) == (said,)

    async def test_tr20_a_payment_is_made_once_for_its_key(self, books: Bookkeeper) -> None:
        bill, pay = await books.approved(), books.practice.receivables.pay
        said = NewPayment(
            invoice_id=bill.id, amount=Decimal(1), date=TODAY, method=PaymentMethod.CARD
        )
        first = await pay(said, "k")
        assert await pay(said, "k") == first
        assert (await books.invoice(bill.id)).amount_paid == usd("1.00")


class TestReverse:
    """IV12, IV14; TR12."""

    async def test_iv12_a_payment_is_undone_today_and_shown(self, books: Bookkeeper) -> None:
        bill = await books.approved("1")
        await books.step(bill.id, SENT)
        payment = (await books.pay(bill.id, "395", date=TODAY - 5 * DAY)).payment
        back = await books.take_back(payment.id, "NSF")
        assert (back.payment.reversed, back.payment.reversed_on) == (True, TODAY)
        assert (back.payment.amount, back.payment.date) == (usd("395.00"), TODAY - 5 * DAY)
        assert (back.invoice.status, back.invoice.amount_due) == (
            *(InvoiceStatus.SENT, usd("395.00")),
        )
        assert _adds_up(back.invoice)
        assert await _entry_status(books, bill.id) is TimeEntryStatus.BILLED
        assert books.world.sql("select reason, recorded_by_id from payment_reversals") == [
            ("NSF", JANE)
        ]

    async def test_iv12_one_of_two_leaves_the_other(self, books: Bookkeeper) -> None:
        bill = await books.approved("1")
        first = (await books.pay(bill.id, "95")).payment
        await books.pay(bill.id, "300")
        back = await books.take_back(first.id)
        assert (back.invoice.status, back.invoice.amount_due) == (
            *(InvoiceStatus.PARTIALLY_PAID, usd("95.00")),
        )

    async def test_a_payment_of_tomorrow_is_undone_tomorrow(self, books: Bookkeeper) -> None:
        bill = await books.approved()
        payment = (await books.pay(bill.id, "1", date=TODAY + DAY)).payment
        assert (await books.take_back(payment.id)).payment.reversed_on == TODAY + DAY

    async def test_tr12_a_payment_is_undone_once(self, books: Bookkeeper) -> None:
        payment = (await books.pay((await books.approved()).id, "1")).payment
        await books.take_back(payment.id)
        said = AlreadyReversed(field=("paymentId",), id=payment.id, reversed_by_id=None)
        assert await refused(books.world, lambda: books.take_back(payment.id)) == (said,)

    async def test_tr12_trust_money_goes_back_by_its_entry(self, books: Bookkeeper) -> None:
        bill = await books.approved()
        made = entry(await books.apply(bill.id))
        (payment,) = await books.practice.invoices.payments([bill.id])
        said = InvalidState(
            field=("paymentId",),
            noun="payment",
            id=payment.id,
            state="from trust",
            rule=f"reverse the trust entry {made.id}, and its money goes back with it",
        )
        assert await refused(books.world, lambda: books.take_back(payment.id)) == (said,)

    async def test_iv14_a_surplus_that_is_spent_is_not_taken_back(self, books: Bookkeeper) -> None:
        first = (await books.pay((await books.approved("1")).id, "400")).payment
        second = await _second(books)
        await books.pay(second.id, "0.01", method=PaymentMethod.CREDIT)
        said = InsufficientCredit(field=("paymentId",), available=usd("4.99"))
        assert await refused(books.world, lambda: books.take_back(first.id)) == (said,)

    async def test_iv14_a_surplus_is_taken_back_with_its_payment(self, books: Bookkeeper) -> None:
        first = (await books.pay((await books.approved("1")).id, "400")).payment
        await books.take_back(first.id)
        assert await books.practice.receivables.credit_of_clients([CLIENT]) == {CLIENT: []}

    @pytest.mark.parametrize("reason", ["", " "])
    async def test_a_reason_is_said(self, books: Bookkeeper, reason: str) -> None:
        payment = (await books.pay((await books.approved()).id, "1")).payment
        said = InvalidInput(field=("reason",), rule=SAY)
        assert await refused(books.world, lambda: books.take_back(payment.id, reason)) == (said,)

    async def test_an_unknown_payment_is_not_found(self, books: Bookkeeper) -> None:
        said = NotFound(field=("paymentId",), noun="payment", id="pay_none")
        assert await refused(books.world, lambda: books.take_back("pay_none")) == (said,)


class TestCredit:
    """IV4, IV11."""

    async def test_iv11_a_credit_note_and_a_write_off(self, books: Bookkeeper) -> None:
        bill = await books.approved("1")
        noted = await books.credit(bill.id, "95")
        assert (noted.amount_credited, noted.amount_due) == (usd("95.00"), usd("300.00"))
        assert noted.status is InvoiceStatus.APPROVED
        await books.pay(bill.id, "100")
        off = await books.credit(bill.id, kind=CreditKind.WRITE_OFF, reason="Insolvent")
        assert (off.amount_written_off, off.amount_due) == (usd("200.00"), usd("0.00"))
        assert off.status is InvoiceStatus.PAID
        assert _adds_up(off)
        given = await books.practice.receivables.credits([bill.id])
        assert [(it.kind, it.amount, it.reason, it.date, it.recorded_by_id) for it in given] == [
            (CreditKind.CREDIT_NOTE, usd("95.00"), "Goodwill", TODAY, JANE),
            (CreditKind.WRITE_OFF, usd("200.00"), "Insolvent", TODAY, JANE),
        ]
        assert (await books.balance())[4] == "2500.00"

    async def test_iv11_no_more_than_is_due(self, books: Bookkeeper) -> None:
        bill = await books.approved("1")
        await books.pay(bill.id, "95")
        said = AmountTooLarge(field=("amount",), most=usd("300.00"))
        assert await refused(books.world, lambda: books.credit(bill.id, "300.01")) == (said,)

    @pytest.mark.parametrize("reason", ["", " "])
    @pytest.mark.parametrize("amount", [None, "1"])
    async def test_a_reason_is_said(
        self, books: Bookkeeper, reason: str, amount: str | None
    ) -> None:
        bill = await books.approved()
        said = InvalidInput(field=("reason",), rule=SAY)
        assert await refused(books.world, lambda: books.credit(bill.id, amount, reason=reason)) == (
            said,
        )

    async def test_iv8_iv11_a_payment_undone_after_a_credit_leaves_the_credit(
        self, books: Bookkeeper
    ) -> None:
        bill = await books.approved("1")
        payment = (await books.pay(bill.id, "95")).payment
        await books.credit(bill.id)
        back = await books.take_back(payment.id)
        assert (back.invoice.status, back.invoice.amount_due) == (
            *(InvoiceStatus.APPROVED, usd("95.00")),
        )
        assert back.invoice.amount_credited == usd("300.00")


class TestDispute:
    """TR17."""

    async def test_tr17_a_part_is_disputed_until_it_is_settled(self, books: Bookkeeper) -> None:
        bill = await books.approved("1")
        opened = await books.dispute(bill.id, "95")
        assert opened == Dispute(
            id=opened.id,
            invoice_id=bill.id,
            amount=usd("95.00"),
            reason="Too many hours",
            opened_by_id=JANE,
            opened_at=NOW,
            settled_by_id=None,
            settled_at=None,
            settlement=None,
        )
        books.world.clock.time = NOW + DAY
        settled = await books.settle(opened.id)
        assert (settled.settled_by_id, settled.settled_at, settled.settlement) == (
            *(JANE, NOW + DAY, "Agreed"),
        )
        assert await books.practice.receivables.disputes([bill.id]) == [settled]

    async def test_tr17_at_most_what_was_billed_is_disputed(self, books: Bookkeeper) -> None:
        bill = await books.approved("1")
        await books.dispute(bill.id, "95")
        said = AmountTooLarge(field=("amount",), most=usd("300.00"))
        assert await refused(books.world, lambda: books.dispute(bill.id, "300.01")) == (said,)
        await books.dispute(bill.id, "300")

    async def test_tr17_a_paid_invoice_may_be_disputed_and_a_draft_not(
        self, books: Bookkeeper
    ) -> None:
        bill = await books.approved("1")
        await books.pay(bill.id, "395")
        assert (await books.dispute(bill.id, "395")).amount == usd("395.00")
        rule = "only what was approved can be disputed"
        draft = await books.draft()
        void = await books.step((await books.draft()).id, VOIDED, "x")
        for it in (draft, void):
            said = _not_now(it.id, it.status.value, rule)
            assert await refused(books.world, lambda id=it.id: books.dispute(id, "1")) == (said,)

    async def test_tr17_a_dispute_is_settled_once(self, books: Bookkeeper) -> None:
        opened = await books.dispute((await books.approved()).id, "1")
        await books.settle(opened.id)
        said = InvalidState(
            field=("disputeId",),
            noun="dispute",
            id=opened.id,
            state="settled",
            rule="a dispute is settled once",
        )
        assert await refused(books.world, lambda: books.settle(opened.id)) == (said,)

    async def test_an_unknown_dispute_is_not_found(self, books: Bookkeeper) -> None:
        said = NotFound(field=("disputeId",), noun="dispute", id="dsp_none")
        assert await refused(books.world, lambda: books.settle("dsp_none")) == (said,)

    @pytest.mark.parametrize("reason", ["", " "])
    async def test_a_reason_is_said(self, books: Bookkeeper, reason: str) -> None:
        bill = await books.approved()
        said = InvalidInput(field=("reason",), rule=SAY)
        assert await refused(books.world, lambda: books.dispute(bill.id, "1", reason=reason)) == (
            said,
        )


async def test_iv4_every_invoice_of_the_demo_adds_up(books: Bookkeeper) -> None:
    ids = [id for (id,) in books.world.sql("select id from invoices")]
    bills = await books.practice.invoices.by_id(ids)
    assert len(bills) == 300
    assert [bill.id for bill in bills if not _adds_up(bill)] == []
