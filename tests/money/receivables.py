"""Receivables: the rules by which invoices are drafted, taken further, paid, lowered, disputed."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from adapters.port import (
    Application,
    CreditKind,
    Disbursement,
    Discount,
    DiscountType,
    InvoiceStepKind,
    NewCredit,
    NewDispute,
    NewInvoice,
    NewInvoiceExpense,
    NewPayment,
    NewStep,
    PaymentMethod,
    PaymentReversal,
    Settlement,
    TrustPurpose,
    TrustRequest,
)
from tests.money.desk import NAMED, PICK, WHEN, WISHES, Desk, money, often
from tests.money.firm import OWNER
from tests.money.model import LARGEST, PAYABLE, Bill, Entry, Ledger, Paid, broken

__all__ = ["Receivables"]

DRAFTS = ("draft", "pending_approval")
FROM = {
    "submitted": ("draft",),
    "rejected": ("pending_approval",),
    "approved": DRAFTS,
    "sent": (*PAYABLE, "paid"),
    "viewed": ("sent", "viewed"),
    "voided": (*DRAFTS, *PAYABLE),
}
FINAL = ("approved", "voided")
STEPS = st.sampled_from([*InvoiceStepKind, InvoiceStepKind.VOIDED, *[None] * 7])


def half_up(exact: Fraction) -> int:
    return int(exact + Fraction(1, 2))


class Receivables(Desk):
    """What :class:`adapters.port.Receivables` promises, and how trust money pays invoices."""

    @rule(
        place=PICK,
        wish=WISHES,
        hold=often(None, 2, "all", "all", "half", "more", 0, 1, 3333, 50_000, "part"),
        percent=often(Decimal(0), 4, Decimal(5), Decimal("33.3"), Decimal(100)),
        tax=often(Decimal(0), 2, Decimal("7.25"), Decimal(20)),
    )
    def generate(
        self, place: int, wish: int | str, hold: int | str | None, percent: Decimal, tax: Decimal
    ) -> None:
        """IV1, IV2, IV4, TR7, TR8, TR18: a draft, its discount, its tax, and what it holds."""
        matter = self.likely(place, self.model.matters.values(), lambda it: not it.ended)
        amount = self.amount(wish, 300_000)
        if not 0 < amount <= LARGEST:
            return
        whole = Fraction(amount)
        off = whole * Fraction(percent) / 100
        billed = int(amount) - half_up(off) + half_up((whole - off) * Fraction(tax) / 100)
        ledger = self.model.own(matter)
        most = None if hold is None else self.amount(hold, min(billed, 10**9))
        fees = NewInvoiceExpense(
            description="Fees", amount=money(amount, matter.currency), taxable=True
        )
        what = NewInvoice(
            matter_id=matter.id,
            issue_date=self.model.today,
            time_entry_ids=(),
            expenses=(fees,),
            discounts=(Discount(type=DiscountType.PERCENT, value=percent),) if percent else (),
            tax_rate=tax,
            trust=None
            if most is None
            else TrustRequest(max_amount=None if hold == "all" else money(most, matter.currency)),
        )
        codes = {"MATTER_CLOSED"} if matter.ended else set()
        if amount % 1 or (most is not None and hold != "all" and most % 1):
            codes |= {"INVALID_INPUT"}
        made = self.say(self.practice.invoices.generate, what, codes)
        if not made:
            return
        bill = Bill(made.record.id, matter, billed)
        self.model.bills[bill.id] = bill
        if most is not None and ledger and ledger.available > 0:
            bounds = [billed, ledger.available]
            bill.hold = min(bounds if hold == "all" else [*bounds, int(most)])
        if bill.hold and ledger:
            ledger.held[bill.id] = bill.hold
        missing = 0
        if matter.least and matter.on_invoices:
            missing = max(matter.least - (ledger.posted if ledger else 0) + bill.hold, 0)
        assert made.record.trust_replenishment.amount == money(missing, matter.currency)

    @precondition(lambda self: self.model.bills)
    @rule(pick=PICK, kind=STEPS, reason=often("because", 8, None))
    def step(self, pick: int, kind: InvoiceStepKind | None, reason: str | None) -> None:
        """IV12, TR8: from draft to sent, or void; approval posts what was held."""
        if kind is None:
            ready = [it for it in self.model.bills.values() if it.status in (*DRAFTS, *PAYABLE)]
            status = self.one(pick // 9, ready).status if ready else "draft"
            ways = [it for it, come_from in FROM.items() if status in come_from]
            kind = InvoiceStepKind(self.one(pick // 11, ways[:-1]))
        allowed = FROM.get(kind.value, ())
        lowered = kind is InvoiceStepKind.VOIDED and pick % 3 == 0
        bill = self.likely(
            pick,
            self.model.bills.values(),
            lambda it: it.status in allowed and (it.lowered or not lowered),
        )
        ledger = self.model.own(bill.matter)
        codes: set[str] = set()
        if not allowed:
            codes = {"INVALID_INPUT"}
        elif kind is InvoiceStepKind.VOIDED and bill.lowered:
            codes = {"HAS_PAYMENTS"}
        elif bill.status not in allowed:
            codes = {"INVALID_STATE"}
        elif kind.value in ("voided", "rejected") and reason is None:
            codes = {"INVALID_INPUT"}
        elif kind is InvoiceStepKind.APPROVED and bill.hold:
            codes = self.model.dated(bill.matter.account, self.model.today)
        what = NewStep(invoice_id=bill.id, kind=kind, reason=reason, by_id=OWNER)
        name = f"Receivables.step {kind.value}"
        if self.say(self.practice.receivables.step, what, codes, name) is None:
            return
        held = ledger.held.pop(bill.id) if ledger and bill.hold and kind.value in FINAL else 0
        if kind is InvoiceStepKind.SUBMITTED:
            bill.status = "pending_approval"
        elif kind is InvoiceStepKind.REJECTED:
            bill.status = "draft"
        elif kind is InvoiceStepKind.APPROVED:
            bill.hold, bill.status = 0, "approved" if bill.billed else "paid"
            if ledger and held:
                self.pay_from_trust(bill, ledger, held)
        elif kind is InvoiceStepKind.VOIDED:
            bill.hold, bill.status, bill.credited = 0, "void", bill.billed
        else:
            bill.standing = "viewed" if bill.standing == "viewed" else kind.value
            if bill.status not in ("partially_paid", "paid"):
                bill.status = bill.standing

    def pay_from_trust(self, bill: Bill, ledger: Ledger, amount: int, when: int = 0) -> None:
        ((id,),) = self.practice._db.read(
            "select id from trust_entries where invoice_id = ? order by sequence desc limit 1",
            [bill.id],
        )
        entry = Entry(id, "application", ledger, -amount, self.day(when), bill=bill)
        bill.entries.append(self.model.posted(entry))
        bill.trust += amount
        bill.settle()

    def _purse(self, bill: Bill, of: int, named: bool) -> Ledger | None:
        """Return the bill's own ledger or, if one is named, one that most often serves it."""
        if not (named and self.ledgers()):
            return self.model.own(bill.matter)
        return self.likely(of, self.ledgers(), lambda it: self.model.serves(it, bill))

    @precondition(lambda self: self.model.bills)
    @rule(
        pick=PICK,
        wish=often(None, 20, "all", "half", "more", "part", 0, -1, 1, LARGEST + 1),
        of=PICK,
        given=st.booleans(),
        name=NAMED,
    )
    def apply(
        self, pick: int, wish: int | str | None, of: int, given: bool, name: str | None
    ) -> None:
        """TR6, TR7, TR17: as much as there is, is due, is undisputed and is asked for."""
        bill = self.payable(pick)
        ledger = self._purse(bill, of, given)
        given = given and ledger is not None
        most = None if wish is None else self.amount(wish, bill.due)
        code, codes = self.named(bill.matter.currency, name)
        if most is not None:
            codes |= broken(most, zero=True)
        if bill.status not in PAYABLE:
            codes = {"INVALID_STATE"}
        elif not codes and given and ledger and not self.model.serves(ledger, bill):
            codes = {"CROSS_CLIENT_TRUST"}
        amount = 0
        if not codes and ledger:
            bounds = [bill.undisputed, ledger.available]
            amount = min(bounds if most is None else [*bounds, int(most)])
            if amount:
                codes = self.model.dated(ledger.account, self.model.today)
        what = Application(
            invoice_id=bill.id,
            ledger_id=ledger.id if given and ledger else None,
            max_amount=None if most is None else money(most, bill.matter.currency),
            currency_code=code,
            recorded_by_id=OWNER,
        )
        at_large = "" if not given or (ledger and ledger.matter) else " at large"
        applied = self.say(self.practice.movements.apply, what, codes, f"Movements.apply{at_large}")
        if applied:
            assert (applied.transaction is not None) == (amount > 0)
            if amount and ledger:
                self.pay_from_trust(bill, ledger, amount)

    @precondition(lambda self: self.model.bills)
    @rule(
        pick=PICK,
        wish=WISHES,
        of=PICK,
        given=often(False, 3, True),
        beyond=often(False, 3, True),
        when=WHEN,
    )
    def earn(
        self, pick: int, wish: int | str, of: int, given: bool, beyond: bool, when: int
    ) -> None:
        """TR9, TR17: an earned fee, exactly so much, of an invoice, and nothing disputed."""
        bill = self.likely(
            pick,
            self.model.bills.values(),
            lambda it: it.status in PAYABLE and (not beyond or it.disputed > 0),
        )
        ledger = self._purse(bill, of, given)
        if ledger is None:
            return
        covered = min(bill.undisputed, ledger.available) if pick % 3 else bill.undisputed
        amount = self.amount(wish, bill.due if beyond else covered)
        codes = broken(amount) | self.model.dated(ledger.account, self.day(when))
        if ledger.client is None:
            codes |= {"INVALID_INPUT"}
        if not codes and bill.status not in PAYABLE:
            codes = {"INVALID_STATE"}
        elif not codes and not self.model.serves(ledger, bill):
            codes = {"CROSS_CLIENT_TRUST"}
        elif not codes and amount > bill.due:
            codes = {"AMOUNT_TOO_LARGE"}
        elif not codes and amount > bill.undisputed:
            codes = {"FEES_DISPUTED"}
        codes = codes or ledger.short(amount)
        what = Disbursement(
            ledger_id=str(ledger.id),
            purpose=TrustPurpose.EARNED_FEE,
            amount=money(amount, self.currency(ledger)),
            date=self.day(when),
            payee="The firm",
            invoice_id=bill.id,
            recorded_by_id=OWNER,
        )
        name = "Movements.disburse fee"
        if self.say(self.practice.movements.disburse, what, codes, name):
            self.pay_from_trust(bill, ledger, int(amount), when)

    @precondition(lambda self: self.model.bills)
    @rule(
        pick=PICK,
        wish=WISHES,
        method=often(
            PaymentMethod.CHECK, 3, PaymentMethod.CREDIT, PaymentMethod.CREDIT, PaymentMethod.WIRE
        ),
        named=NAMED,
        when=WHEN,
        slip=often(False, 20, True),
    )
    def pay(
        self,
        pick: int,
        wish: int | str,
        method: PaymentMethod,
        named: str | None,
        when: int,
        slip: bool,
    ) -> None:
        """IV14: what is beyond the amount due is the client's credit, and credit pays too."""
        credit = method is PaymentMethod.CREDIT and not slip
        bill = self.likely(
            pick,
            self.model.bills.values(),
            lambda it: (
                it.status in PAYABLE and (not credit or self.model.credit.get(it.purse, 0) > 0)
            ),
        )
        left = self.model.credit.get(bill.purse, 0)
        amount = self.amount(wish, min(bill.due, left) if credit and left else bill.due)
        amount = 1 if credit and pick % 5 == 0 else amount
        code, codes = self.named(bill.matter.currency, named)
        codes |= broken(amount) | ({"INVALID_INPUT"} if slip or when > 1 else set())
        if credit and not codes:
            codes |= {"AMOUNT_TOO_LARGE"} if amount > bill.due else set()
            codes |= {"INSUFFICIENT_CREDIT"} if amount > left else set()
        if bill.status not in PAYABLE:
            codes = {"INVALID_STATE"}
        what = NewPayment(
            invoice_id=bill.id,
            amount=money(amount, bill.matter.currency),
            date=self.day(when),
            method=PaymentMethod.TRUST if slip else method,
            currency_code=code,
        )
        name = f"Receivables.pay{' from credit' if credit else ''}"
        paid = self.say(self.practice.receivables.pay, what, codes, name)
        if paid:
            surplus = max(int(amount) - bill.due, 0)
            bill.payments.append(Paid(paid.payment.id, int(amount) - surplus, surplus, credit))
            bill.paid += int(amount) - surplus
            self.model.credit[bill.purse] = left + (-int(amount) if credit else surplus)
            bill.settle()

    @precondition(lambda self: any(it.payments or it.entries for it in self.model.bills.values()))
    @rule(pick=PICK, which=PICK)
    def reverse_payment(self, pick: int, which: int) -> None:
        """IV12: once, today; trust money by its own entry; a surplus only if it is still there."""
        bills = [it for it in self.model.bills.values() if it.payments or it.entries]
        bill = self.likely(pick, bills, lambda it: any(not paid.undone for paid in it.payments))
        paid = self.likely(which, [*bill.payments, *bill.entries], lambda it: not it.undone)
        id = paid.id if isinstance(paid, Paid) else "pay_" + paid.id.partition("_")[2]
        left = self.model.credit.get(bill.purse, 0)
        codes: set[str] = set()
        if paid.undone:
            codes = {"ALREADY_REVERSED"}
        elif isinstance(paid, Entry):
            codes = {"INVALID_STATE"}
        elif paid.surplus > left:
            codes = {"INSUFFICIENT_CREDIT"}
        what = PaymentReversal(payment_id=id, reason="bounced")
        if self.say(self.practice.receivables.reverse, what, codes) and isinstance(paid, Paid):
            paid.undone = True
            bill.paid -= paid.amount
            self.model.credit[bill.purse] = left + (paid.amount if paid.credit else -paid.surplus)
            bill.settle()

    @precondition(lambda self: self.model.bills)
    @rule(
        pick=PICK,
        wish=st.sampled_from([None, "all", "half", "tenth", "more", "part", 0, -1, 1, 3333]),
        kind=st.sampled_from(CreditKind),
        name=NAMED,
    )
    def credit(self, pick: int, wish: int | str | None, kind: CreditKind, name: str | None) -> None:
        """IV11: a credit note or a write-off, at most what is due, on an approved invoice."""
        bill = self.payable(pick)
        amount = bill.due if wish is None else self.amount(wish, bill.due)
        code, codes = self.named(bill.matter.currency, name)
        given = None if wish is None else money(amount, bill.matter.currency)
        codes |= set() if given is None else broken(amount, bill.due)
        if bill.status not in PAYABLE:
            codes = {"INVALID_STATE"}
        what = NewCredit(
            invoice_id=bill.id, kind=kind, reason="so", amount=given, currency_code=code
        )
        if self.say(self.practice.receivables.credit, what, codes):
            if kind is CreditKind.CREDIT_NOTE:
                bill.credited += int(amount)
            else:
                bill.written_off += int(amount)
            bill.status = bill.status if bill.due else "paid"

    @precondition(lambda self: self.model.bills)
    @rule(pick=PICK, wish=WISHES, name=NAMED)
    def dispute(self, pick: int, wish: int | str, name: str | None) -> None:
        """TR17: a part of what was billed, at most all of it."""
        bill = self.payable(pick)
        open_to_it = bill.billed - bill.disputed
        amount, (code, codes) = (
            self.amount(wish, open_to_it),
            self.named(bill.matter.currency, name),
        )
        codes |= broken(amount)
        if amount > open_to_it and not broken(amount):
            codes |= {"AMOUNT_TOO_LARGE"}
        if bill.status not in (*PAYABLE, "paid"):
            codes = {"INVALID_STATE"}
        what = NewDispute(
            invoice_id=bill.id,
            amount=money(amount, bill.matter.currency),
            reason="too much",
            currency_code=code,
        )
        opened = self.say(self.practice.receivables.dispute, what, codes)
        if opened:
            bill.disputes[opened.id] = int(amount)

    @precondition(
        lambda self: self.model.settled or any(it.disputes for it in self.model.bills.values())
    )
    @rule(pick=PICK)
    def settle(self, pick: int) -> None:
        """TR17: a dispute ends once."""
        open_ones = {id: it for it in self.model.bills.values() for id in it.disputes}
        id = self.likely(pick, [*open_ones, *self.model.settled], lambda it: it in open_ones)
        what = Settlement(dispute_id=id, settlement="agreed")
        codes = set() if id in open_ones else {"INVALID_STATE"}
        if self.say(self.practice.receivables.settle, what, codes):
            del open_ones[id].disputes[id]
            self.model.settled.append(id)
