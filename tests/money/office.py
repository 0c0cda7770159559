"""Office: the rules by which policies, matters and days change, books are proved, words repeated."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import (
    Application,
    Bounce,
    Clearing,
    CreditKind,
    Deposit,
    Disbursement,
    EvergreenChange,
    InvoiceStepKind,
    MatterChange,
    MatterStatus,
    NewCredit,
    NewDispute,
    NewPayment,
    NewStep,
    PaymentMethod,
    PaymentReversal,
    Refused,
    RequestDecision,
    Reversal,
    Settlement,
    Statement,
    Transfer,
    TrustPolicyChange,
    TrustPurpose,
)
from tests.money.desk import NAMED, PICK, Desk, money, often
from tests.money.firm import ACME, OTHER, POOLED, TODAY, done
from tests.money.model import CAP, LARGEST, LIMIT, PAYABLE, Entry, broken

__all__ = ["Office"]

NOBODY = "no_such"
ONE = Decimal(1)
STRANGERS: list[Callable[[EmbeddedPractice], tuple[Callable[..., Any], Any]]] = [
    lambda it: (
        it.movements.deposit,
        Deposit(
            account_id=NOBODY,
            client_id=ACME,
            amount=ONE,
            date=TODAY,
            method=PaymentMethod.WIRE,
            payer="A",
        ),
    ),
    lambda it: (
        it.movements.deposit,
        Deposit(
            account_id=POOLED,
            client_id=NOBODY,
            amount=ONE,
            date=TODAY,
            method=PaymentMethod.WIRE,
            payer="A",
        ),
    ),
    lambda it: (it.movements.clear, Clearing(transaction_id=NOBODY, cleared_on=TODAY)),
    lambda it: (it.movements.bounce, Bounce(transaction_id=NOBODY, reason="no")),
    lambda it: (it.movements.reverse, Reversal(transaction_id=NOBODY, reason="no")),
    lambda it: (
        it.movements.decide,
        RequestDecision(request_id=NOBODY, approve=True, decided_by_id=OTHER),
    ),
    lambda it: (
        it.movements.transfer,
        Transfer(
            from_ledger_id=NOBODY, amount=ONE, date=TODAY, reason="so", to_matter_id="mat_9c31d2"
        ),
    ),
    lambda it: (
        it.movements.disburse,
        Disbursement(
            ledger_id=NOBODY,
            purpose=TrustPurpose.CLIENT_REFUND,
            amount=ONE,
            date=TODAY,
            payee="A",
        ),
    ),
    lambda it: (it.movements.apply, Application(invoice_id=NOBODY)),
    lambda it: (
        it.receivables.step,
        NewStep(invoice_id=NOBODY, kind=InvoiceStepKind.APPROVED),
    ),
    lambda it: (
        it.receivables.pay,
        NewPayment(invoice_id=NOBODY, amount=ONE, date=TODAY, method=PaymentMethod.WIRE),
    ),
    lambda it: (it.receivables.reverse, PaymentReversal(payment_id=NOBODY, reason="no")),
    lambda it: (
        it.receivables.credit,
        NewCredit(invoice_id=NOBODY, kind=CreditKind.WRITE_OFF, reason="no"),
    ),
    lambda it: (it.receivables.dispute, NewDispute(invoice_id=NOBODY, amount=ONE, reason="no")),
    lambda it: (it.receivables.settle, Settlement(dispute_id=NOBODY, settlement="so")),
    lambda it: (it.books.reconcile, Statement(account_id=NOBODY, as_of=TODAY, balance=ONE)),
]


class Office(Desk):
    """What :class:`adapters.port.Books` promises, and what else changes around the money."""

    @precondition(lambda self: self.keys % 3 == 0)
    @rule(
        pick=PICK,
        limit=often(LIMIT, 3, None, 0, 100_000, "part", LARGEST + 1, -1),
        cap=often(CAP, 3, 0, 5_000_000),
        flags=st.tuples(st.booleans(), st.booleans(), st.booleans()),
    )
    def decide_policy(
        self, pick: int, limit: int | str | None, cap: int, flags: tuple[bool, bool, bool]
    ) -> None:
        """TR5, TR6, TR10, TR13: what the firm decides of an account holds from then on."""
        account = self.one(pick, self.model.accounts.values())
        above = None if limit is None else self.amount(limit, 1000)
        what = TrustPolicyChange(
            account_id=account.id,
            second_approver_above=None if above is None else money(above, account.currency),
            firm_money_most=money(cap, account.currency),
            client_money_pays_matters=flags[0],
            wires_clear_at_once=flags[1],
            cash_clears_at_once=flags[2],
        )
        codes = set() if above is None else broken(above, zero=True)
        if self.say(self.practice.books.change_policy, what, codes, keyed=False):
            account.limit, account.cap = None if above is None else int(above), cap
            account.at_large, account.wires, account.cash = flags

    @rule(
        pick=PICK,
        least=often(900_000, 3, 200_000, None, 1, 0, -1, "part", LARGEST + 1),
        on=st.booleans(),
    )
    def decide_evergreen(self, pick: int, least: int | str | None, on: bool) -> None:
        """TR18: the least that a matter should hold, and what is missing of it now."""
        matter = self.one(pick, self.model.matters.values())
        amount = None if least is None else self.amount(least, 1000)
        what = EvergreenChange(
            matter_id=matter.id,
            least=None if amount is None else money(amount, matter.currency),
            on_invoices=on,
        )
        codes = set() if amount is None else broken(amount)
        if self.say(self.practice.books.change_evergreen, what, codes, keyed=False):
            matter.least, matter.on_invoices = None if amount is None else int(amount), on
        found = done(self.practice.books.evergreens([matter.id]))
        assert len(found) == (matter.least is not None)
        if matter.least is not None:
            ledger = self.model.own(matter)
            missing = matter.least - (ledger.posted if ledger else 0)
            assert found[0].below == (missing > 0)
            assert found[0].replenishment.amount == money(max(missing, 0), matter.currency)

    @precondition(lambda self: self.keys % 5 == 0)
    @rule(pick=PICK, end=often(True, 1, False), archive=st.booleans())
    def close_matter(self, pick: int, end: bool, archive: bool) -> None:
        """TR15: a matter that holds money stays open."""
        full = {it.matter for it in self.ledgers() if it.posted or it.held or it.asked}
        matter = self.likely(
            pick,
            self.model.matters.values(),
            lambda it: it.ended != end and not (end and pick % 3 and it.id in full),
        )
        ended = MatterStatus.ARCHIVED if archive else MatterStatus.CLOSED
        what = MatterChange(id=matter.id, status=ended if end else MatterStatus.OPEN)
        codes = (
            {"TRUST_BALANCE_REMAINS"} if end and matter.id in full and not matter.ended else set()
        )
        if self.say(self.practice.matters.update, what, codes, keyed=False):
            matter.ended = end

    @precondition(lambda self: self.keys % 6 == 0)
    @rule()
    def a_day_passes(self) -> None:
        self.clock.days += 1
        self.model.today = self.day(1)

    def _unseen(self, pick: int, account: str, as_of: Any, sign: int) -> list[Entry]:
        """Choose up to two entries that a statement might not show yet: payments, or deposits."""
        fit = [
            it
            for it in self.model.entries.values()
            if it.ledger.account == account and it.date <= as_of and it.amount * sign > 0
        ]
        fit = [it for it in fit if not it.moved]
        return fit[pick % len(fit) :][: pick % 3] if fit else []

    @precondition(lambda self: self.keys % 2 == 0)
    @rule(
        pick=PICK,
        when=often(0, 3, -1, -1, -1, -3, 1),
        off=often(0, 8, 1, -1, None, "part"),
        close=often(False, 2, True),
        name=NAMED,
        slip=often(False, 12, True),
    )
    def reconcile(
        self, pick: int, when: int, off: int | str | None, close: bool, name: str | None, slip: bool
    ) -> None:
        """TR14: statement, journal and ledgers as of a day, to the cent, or not balanced."""
        account = self.one(pick, self.model.accounts.values())
        as_of = self.day(when)
        total, negative = self.model.as_of(account.id, as_of)
        out = self._unseen(pick // 5, account.id, as_of, -1)
        came = self._unseen(pick // 7, account.id, as_of, 1)
        code, codes = self.named(account.currency, name)
        codes |= {"INVALID_INPUT"} if when > 0 or (slip and came) else set()
        codes |= {"SUBUNIT_AMOUNT"} if off == "part" else set()
        shown = total - sum(it.amount for it in [*out, *came])
        wrong = Decimal("0.5") if off == "part" else off
        what = Statement(
            account_id=account.id,
            as_of=as_of,
            balance=None
            if wrong is None
            else money(Decimal(shown) + Decimal(wrong), account.currency),
            outstanding_ids=tuple(it.id for it in (came if slip and came else out)),
            in_transit_ids=tuple(it.id for it in came),
            close_period=close,
            currency_code=code,
        )
        made = self.say(self.practice.books.reconcile, what, codes)
        if not made:
            return
        assert made.journal_balance == made.ledger_total
        assert made.ledger_total.amount == money(total, account.currency)
        status = "unbalanced" if off or negative else "balanced"
        assert made.status.value == ("incomplete" if off is None else status)
        assert made.closes_period == (close and made.status.value == "balanced")
        if made.closes_period:
            account.closed = max(as_of, account.closed or as_of)

    @precondition(lambda self: self.model.bills)
    @rule(pick=PICK)
    def explain(self, pick: int) -> None:
        """TR7: what is said could be paid is what could be paid."""
        bill = self.payable(pick)
        ledger = self.model.own(bill.matter)
        (told,) = done(self.practice.books.explain_invoices([bill.id]))
        could = min(bill.undisputed, ledger.available) if ledger else 0
        could = could if bill.status in PAYABLE else 0
        assert told.applicable.amount == money(could, bill.matter.currency)
        if ledger:
            (told,) = done(self.practice.books.explain_ledgers([str(ledger.id)]))
            assert told.applicable.amount == money(ledger.available, bill.matter.currency)

    @precondition(lambda self: self.keys % 5 == 0)
    @rule(pick=PICK)
    def ask_for_what_is_not_there(self, pick: int) -> None:
        verb, what = self.one(pick, STRANGERS)(self.practice)
        told = getattr(what, "account_id", NOBODY)
        codes = self.model.dated(told, TODAY) if told != NOBODY else set()
        self.say(verb, what, {"NOT_FOUND"} | codes)

    @precondition(lambda self: self.said)
    @rule(pick=PICK, other=PICK)
    def again(self, pick: int, other: int) -> None:
        """TR20: the same words under a key are answered alike; other words are refused."""
        verb, what, key, answer = self.one(pick, self.said)
        before = self.written()
        assert done(verb(what, key)) == answer
        elsewhere, otherwise, _, _ = self.one(other, self.said)
        if (elsewhere, otherwise) != (verb, what):
            with pytest.raises(Refused) as refused:
                done(elsewhere(otherwise, key))
            codes = [it.code.value for it in refused.value.refusals]
            assert codes == ["IDEMPOTENCY_MISMATCH"]
        assert self.written() == before
