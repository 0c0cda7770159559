"""Movements: the rules by which clients' money comes, clears, goes, moves, and is given back."""

from collections import Counter
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from adapters.port import (
    Bounce,
    Clearing,
    Deposit,
    Disbursement,
    PaymentMethod,
    RequestDecision,
    Reversal,
    Transfer,
    TrustPurpose,
)
from tests.money.desk import NAMED, PICK, WHEN, WISHES, Desk, Minor, money, often
from tests.money.firm import OTHER, OWNER
from tests.money.model import Entry, Ledger, Matter, Request, broken

__all__ = ["Movements"]

RECEIVED = [it for it in PaymentMethod if it.value not in ("trust", "credit")]
METHODS = st.sampled_from([*RECEIVED, PaymentMethod.WIRE, PaymentMethod.WIRE, PaymentMethod.CHECK])
PAID_OUT = (
    TrustPurpose.THIRD_PARTY,
    TrustPurpose.THIRD_PARTY,
    TrustPurpose.CLIENT_REFUND,
    TrustPurpose.EXPENSE_INCURRED,
    TrustPurpose.EXPENSE_INCURRED,
)


class Movements(Desk):
    """What :class:`adapters.port.Movements` promises, but for applications."""

    def at_once(self, account: str, method: PaymentMethod) -> bool:
        policy = self.model.accounts[account]
        cash = policy.cash and method is PaymentMethod.CASH
        return cash or (policy.wires and method is PaymentMethod.WIRE)

    def came(self, moved: Any, ledger: Ledger, amount: Minor, what: Deposit) -> None:
        ledger.id = moved.ledger.id
        entry = Entry(moved.transaction.id, "deposit", ledger, int(amount), what.date)
        self.model.posted(entry)
        if not self.at_once(what.account_id, what.method):
            ledger.pending[entry.id] = entry.amount

    @rule(
        place=PICK,
        at_large=often(False, 3, True),
        wish=WISHES,
        method=METHODS,
        named=NAMED,
        when=WHEN,
        slip=often("", 16, "client", "account", "payer", "method"),
    )
    def deposit(
        self,
        place: int,
        at_large: bool,
        wish: int | str,
        method: PaymentMethod,
        named: str | None,
        when: int,
        slip: str,
    ) -> None:
        """TR1, TR2, TR5: whole, in its account's currency, to a ledger of its own client."""
        matter = self.one(place, self.model.matters.values())
        client, account_id, codes = matter.client, matter.account, set[str]()
        other: Matter = self.one(place // 7, self.model.matters.values())
        if slip == "client":
            client = other.client
            codes |= {"LEDGER_MISMATCH"} if client != matter.client and not at_large else set()
        elif slip == "account":
            account_id = self.one(place // 7, self.model.accounts)
        elif slip:
            codes |= {"INVALID_INPUT"}
        account = self.model.accounts[account_id]
        if not at_large and not codes & {"LEDGER_MISMATCH"}:
            if account.currency != matter.currency:
                codes |= {"LEDGER_MISMATCH"}
            elif matter.ended:
                codes |= {"MATTER_CLOSED"}
        amount, (code, mismatch) = self.amount(wish, 400_000), self.named(account.currency, named)
        what = Deposit(
            account_id=account_id,
            client_id=client,
            matter_id=None if at_large else matter.id,
            amount=money(amount, account.currency),
            date=self.day(when),
            method=PaymentMethod.CREDIT if slip == "method" else method,
            payer="meridian lake law LLP " if slip == "payer" else "Somebody",
            currency_code=code,
            recorded_by_id=OWNER,
        )
        codes |= broken(amount) | mismatch | self.model.dated(account_id, what.date)
        moved = self.say(self.practice.movements.deposit, what, codes)
        if moved:
            ledger = self.model.ledger(account_id, client, None if at_large else matter.id)
            self.came(moved, ledger, amount, what)

    @precondition(lambda self: self.keys % 4 == 0)
    @rule(pick=PICK, wish=WISHES, when=WHEN, method=METHODS, of_matter=often(False, 12, True))
    def firm_money(
        self, pick: int, wish: int | str, when: int, method: PaymentMethod, of_matter: bool
    ) -> None:
        """TR10: the firm's own money, for bank charges, as much as the policy lets."""
        account = self.one(pick, self.model.accounts.values())
        ledger = self.model.ledger(account.id, None, None)
        amount = self.amount(wish, account.cap - ledger.posted)
        what = Deposit(
            account_id=account.id,
            client_id=None,
            matter_id=self.one(pick, self.model.matters) if of_matter else None,
            amount=money(amount, account.currency),
            date=self.day(when),
            method=method,
            recorded_by_id=OWNER,
        )
        codes = broken(amount) | self.model.dated(account.id, what.date)
        codes |= {"LEDGER_MISMATCH"} if of_matter else set()
        if not codes and ledger.posted + amount > account.cap:
            codes = {"FIRM_MONEY_CAPPED"}
        moved = self.say(self.practice.movements.deposit, what, codes, "Movements.deposit firm's")
        if moved:
            self.came(moved, ledger, amount, what)

    def _waits(self, entry: Entry) -> set[str]:
        """Return why the bank can't have said anything of it."""
        if entry.undone:
            return {"ALREADY_REVERSED"}
        return set() if entry.id in entry.ledger.pending else {"INVALID_STATE"}

    @precondition(lambda self: self.keys % 5 == 0 or any(it.pending for it in self.ledgers()))
    @rule(pick=PICK, when=WHEN)
    def clear(self, pick: int, when: int) -> None:
        """TR5: a deposit clears once, on its day or later."""
        entry = self.likely(pick, self.model.entries.values(), lambda it: not self._waits(it))
        what = Clearing(transaction_id=entry.id, cleared_on=self.day(when), recorded_by_id=OWNER)
        codes = self._waits(entry)
        if not codes:
            codes = self.model.dated(entry.ledger.account, what.cleared_on)
            codes |= {"INVALID_INPUT"} if what.cleared_on < entry.date else set()
        if self.say(self.practice.movements.clear, what, codes):
            del entry.ledger.pending[entry.id]

    @precondition(lambda self: self.keys % 5 == 0 or any(it.pending for it in self.ledgers()))
    @rule(pick=PICK)
    def bounce(self, pick: int) -> None:
        """TR5: a deposit that has not cleared may never come."""
        entry = self.likely(pick, self.model.entries.values(), lambda it: not self._waits(it))
        day = max(self.model.today, entry.date)
        codes = self._waits(entry) or self.model.dated(entry.ledger.account, day)
        what = Bounce(transaction_id=entry.id, reason="no", recorded_by_id=OWNER)
        moved = self.say(self.practice.movements.bounce, what, codes)
        if moved:
            del entry.ledger.pending[entry.id]
            self.undo(entry, moved.transaction.id)

    def undo(self, entry: Entry, id: str) -> None:
        entry.undone = True
        day = max(self.model.today, entry.date)
        undone = Entry(id, "reversal", entry.ledger, -entry.amount, day, moved=entry.moved)
        self.model.posted(undone)
        if entry.bill:
            entry.bill.trust += entry.amount
            entry.bill.settle()

    @precondition(lambda self: self.model.entries)
    @rule(pick=PICK)
    def reverse(self, pick: int) -> None:
        """TR12: an entry's opposite, once, today, unless its money is spent."""
        entry = self.likely(
            pick, self.model.entries.values(), lambda it: not it.undone and it.kind != "reversal"
        )
        source = entry.other.ledger if entry.other and entry.amount < 0 else entry.ledger
        dated = self.model.dated(source.account, max(self.model.today, entry.date))
        if entry.undone:
            codes = {"ALREADY_REVERSED"}
        elif entry.kind == "reversal":
            codes = {"INVALID_STATE"}
        elif entry.other:
            codes = dated
            codes |= {"WOULD_OVERDRAW"} if abs(entry.amount) > source.available else set()
        else:
            over = entry.id not in source.pending and entry.amount > source.available
            codes = dated or ({"WOULD_OVERDRAW"} if over else set())
        what = Reversal(transaction_id=entry.id, reason="wrong", recorded_by_id=OWNER)
        moved = self.say(
            self.practice.movements.reverse, what, codes, f"Movements.reverse {entry.kind}"
        )
        if not moved:
            return
        entry.ledger.pending.pop(entry.id, None)
        self.undo(entry, moved.transaction.id)
        if entry.other:
            ((second,),) = self.practice._db.read(
                "select id from trust_entries where reverses_id = ?", [entry.other.id]
            )
            self.undo(entry.other, second)

    @precondition(lambda self: self.ledgers())
    @rule(
        pick=PICK,
        wish=WISHES,
        purpose=st.sampled_from(PAID_OUT),
        named=NAMED,
        when=WHEN,
        of_bill=often(False, 2, True),
        slip=often("", 20, "payee", "purpose", "unmovable", "no bill", "nobody", "nobody"),
    )
    def disburse(
        self,
        pick: int,
        wish: int | str,
        purpose: TrustPurpose,
        named: str | None,
        when: int,
        of_bill: bool,
        slip: str,
    ) -> None:
        """TR3, TR9, TR13: to somebody named, for a purpose of the closed set, by one or by two."""
        ledger = self.likely(pick, self.ledgers(), lambda it: it.available > 0)
        account = self.model.accounts[ledger.account]
        amount, (code, mismatch) = (
            self.amount(wish, self.within(ledger, pick)),
            self.named(account.currency, named),
        )
        if ledger.client is None:
            purpose = TrustPurpose.BANK_CHARGE
        if slip == "purpose":
            wrong = ledger.client is None
            purpose = TrustPurpose.CLIENT_REFUND if wrong else TrustPurpose.BANK_CHARGE
        elif slip == "unmovable":
            purpose = TrustPurpose.TRUST_TO_TRUST
        elif slip == "no bill":
            purpose = TrustPurpose.EARNED_FEE
        bills = [it for it in self.model.bills.values() if it.matter.client == ledger.client]
        bill = self.one(pick // 3, bills) if of_bill and bills and slip != "no bill" else None
        what = Disbursement(
            ledger_id=str(ledger.id),
            purpose=purpose,
            amount=money(amount, account.currency),
            date=self.day(when),
            payee=" Cash" if slip == "payee" else "A court",
            invoice_id=bill.id if bill else None,
            currency_code=code,
            recorded_by_id=None if slip == "nobody" else OWNER,
        )
        large = account.limit is not None and amount > account.limit
        codes = broken(amount) | mismatch | self.model.dated(account.id, what.date)
        if slip in ("payee", "purpose", "unmovable", "no bill"):
            codes |= {"INVALID_INPUT"}
        if not codes and bill and not self.model.serves(ledger, bill):
            codes = {"CROSS_CLIENT_TRUST"}
        codes = codes or ledger.short(amount)
        if not codes and large and slip == "nobody":
            codes = {"INVALID_INPUT"}
        name = f"Movements.disburse{' large' if large else ''}"
        moved = self.say(self.practice.movements.disburse, what, codes, name)
        if moved and large:
            assert moved.transaction is None
            asked = Request(moved.request.id, ledger, int(amount), what.date, bill)
            self.model.requests[asked.id] = asked
            ledger.asked[asked.id] = asked.amount
        elif moved:
            assert moved.request is None
            id, out = moved.transaction.id, -int(amount)
            self.model.posted(Entry(id, "disbursement", ledger, out, what.date))

    @precondition(lambda self: self.model.requests)
    @rule(pick=PICK, approve=often(True, 2, False), by=often(OTHER, 4, OWNER, OWNER, None))
    def decide(self, pick: int, approve: bool, by: str | None) -> None:
        """TR13: once, by a person, and yes only by another."""
        request = self.likely(pick, self.model.requests.values(), lambda it: it.status == "pending")
        codes: set[str] = set()
        if request.status != "pending":
            codes = {"INVALID_STATE"}
        elif by is None:
            codes = {"INVALID_INPUT"}
        elif approve and by == OWNER:
            codes = {"SECOND_PERSON_NEEDED"}
        elif approve:
            codes = self.model.dated(request.ledger.account, request.date)
            if not codes and request.bill and not self.model.serves(request.ledger, request.bill):
                codes = {"CROSS_CLIENT_TRUST"}
        what = RequestDecision(request_id=request.id, approve=approve, decided_by_id=by)
        moved = self.say(self.practice.movements.decide, what, codes)
        if moved:
            del request.ledger.asked[request.id]
            request.status = "approved" if approve else "rejected"
            if approve:
                id, ledger = moved.transaction.id, request.ledger
                out = Entry(id, "disbursement", ledger, -request.amount, request.date)
                self.model.posted(out)

    def _target(
        self, to: int, slip: str, source: Ledger
    ) -> tuple[dict[str, str], Ledger, set[str]]:
        """Choose where a transfer goes; return how that is said, the ledger, and why not."""
        matter = self.likely(
            to,
            self.model.matters.values(),
            lambda it: it.client == source.client and it.id != source.matter,
        )
        target = self.model.ledger(source.account, matter.client, matter.id)
        said = {"to_matter_id": matter.id}
        if slip == "ledger":
            target = self.likely(
                to, self.ledgers(), lambda it: it.client == source.client and it is not source
            )
            said = {"to_ledger_id": str(target.id)}
        if target.client is None or target.client != source.client:
            return said, target, {"CROSS_CLIENT_TRUST"}
        if target.matter:
            known = self.model.matters[target.matter]
            if known.ended:
                return said, target, {"MATTER_CLOSED"}
            if known.currency != self.currency(source):
                return said, target, {"LEDGER_MISMATCH"}
        return said, target, set()

    @precondition(lambda self: self.ledgers())
    @rule(
        pick=PICK,
        to=PICK,
        wish=WISHES,
        named=NAMED,
        when=WHEN,
        slip=often("", 12, *["ledger"] * 6, "nowhere", "both"),
    )
    def transfer(
        self, pick: int, to: int, wish: int | str, named: str | None, when: int, slip: str
    ) -> None:
        """TR11: inside one client and one account, two entries at once."""
        many = Counter(it.client for it in self.ledgers())
        source = self.likely(
            pick, self.ledgers(), lambda it: it.available > 0 and many[it.client] > 1
        )
        currency = self.currency(source)
        amount, (code, codes) = (
            self.amount(wish, self.within(source, pick)),
            self.named(currency, named),
        )
        said, target, unfit = self._target(to, slip, source)
        if slip == "nowhere":
            said, unfit = {}, {"INVALID_INPUT"}
        elif slip == "both":
            said, unfit = {"to_ledger_id": str(source.id), "to_matter_id": "any"}, {"INVALID_INPUT"}
        what = Transfer(
            from_ledger_id=str(source.id),
            amount=money(amount, currency),
            date=self.day(when),
            reason="moved",
            currency_code=code,
            recorded_by_id=OWNER,
            **said,
        )
        codes |= broken(amount) | self.model.dated(source.account, what.date) | unfit
        if not codes and (target is source or target.account != source.account):
            codes = {"LEDGER_MISMATCH"}
        codes = codes or source.short(amount)
        moved = self.say(self.practice.movements.transfer, what, codes)
        if moved:
            ((target.id, into),) = self.practice._db.read(
                "select ledger_id, id from trust_entries where transfer_id = ? and amount > 0",
                [moved.transaction.transfer_id],
            )
            id, sum, day = moved.transaction.id, int(amount), what.date
            out = self.model.posted(Entry(id, "transfer", source, -sum, day, moved=True))
            came = Entry(into, "transfer", target, sum, day, other=out, moved=True)
            out.other = self.model.posted(came)
