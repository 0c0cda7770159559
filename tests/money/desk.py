"""Desk: where a practice and the model of it are said the same, and looked at after each step."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Collection
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from adapters.port import Refused, exponent
from tests.money.firm import ACME, TODAY, Standing, done, opened
from tests.money.model import CAP, LARGEST, LIMIT, PAYABLE, Account, Bill, Firm, Ledger, Matter

__all__ = ["NAMED", "PICK", "WHEN", "WISHES", "Desk", "Minor", "money", "often"]

Thing = TypeVar("Thing")
Minor = int | Decimal

PICK = st.integers(0, 10**6)


def often(usual: Any, times: int, *others: Any) -> st.SearchStrategy[Any]:
    """Return one of these, the usual one so many times as often as each other."""
    return st.sampled_from([usual] * times + [*others])


WHEN = often(0, 20, -1, -1, -3, 1, 2)
"""On which day, counted from today."""
NAMED = often(None, 8, "right", "right", "wrong")
"""Whether the currency is said, too."""
WISHES = st.sampled_from(
    ["all"] * 8
    + ["half"] * 6
    + ["third"] * 5
    + ["tenth"] * 4
    + ["more"] * 3
    + ["twice", "twice", "less", "part", 0, -1, 1, 100, 3333, 50_000]
    + [LIMIT - 1, LIMIT, LIMIT + 1, LIMIT * 2, CAP, CAP + 1, LARGEST, LARGEST + 1]
)
"""An amount outright, or one at the edge of what is allowed, or within it."""
_SHARES = {"half": 2, "third": 3, "tenth": 10}
_EDGES = {"all": Decimal(0), "more": Decimal(1), "less": Decimal(-1), "part": Decimal("-0.5")}


def money(minor: Minor, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-exponent(currency))


class Desk(RuleBasedStateMachine):
    """The practice, the model, and how a verb is said to both."""

    firm_file: ClassVar[Path]
    reached: ClassVar[Counter[tuple[str, str]]]

    def __init__(self) -> None:
        super().__init__()
        self.clock = Standing()
        self.folder = Path(tempfile.mkdtemp())
        path = self.folder / "firm.sqlite"
        self.practice = opened(self.firm_file, path, self.clock)
        self.file = os.open(path, os.O_RDONLY)
        self.model = Firm(today=TODAY)
        self.seen = b""
        self.keys = 0
        self.said: list[tuple[Callable[..., Any], Any, str, Any]] = []
        self._learn()

    def _learn(self) -> None:
        """Take over what the firm begins with."""
        read, model = self.practice._db.read, self.model
        for id, currency, limit, cap, *flags in read(
            "select id, currency, second_approver_above, firm_money_most, "
            "client_money_pays_matters, wires_clear_at_once, cash_clears_at_once "
            "from trust_accounts"
        ):
            model.accounts[id] = Account(id, currency, limit, cap, *map(bool, flags))
        for row in read(
            "select id, client_id, trust_account_id, currency from matters where "
            "client_id = ? or id = 'mat_4cd9a7' or title like 'Client in %' order by id",
            [ACME],
        ):
            model.matters[row[0]] = Matter(*row)
        for id, account, client, matter, posted in read(
            "select l.id, account_id, client_id, matter_id, posted from trust_ledgers l "
            "join trust_balances b on b.ledger_id = l.id"
        ):
            if matter in model.matters:
                ledger = model.ledger(account, client, matter)
                ledger.id, ledger.posted = id, posted
        model.before = [
            (account, ledger, date.fromisoformat(day), amount)
            for account, ledger, day, amount in read(
                "select l.account_id, l.id, e.date, e.amount from trust_entries e "
                "join trust_ledgers l on l.id = e.ledger_id"
            )
        ]

    def teardown(self) -> None:
        assert done(self.practice.books.verify()).problems == ()
        strays = self.practice._db.read(
            "select x.id, x.status, i.status from invoice_lines l "
            "join invoices i on i.id = l.invoice_id join expenses x on x.id = l.expense_id "
            "where iif(i.status = 'void', x.status = 'billed' and l.live, "
            "x.invoice_id is not i.id or x.status <> case when i.status = 'paid' then 'paid' "
            "when i.status in ('draft', 'pending_approval') then 'reserved' else 'billed' end)"
        )
        assert strays == []
        self.practice.close()
        os.close(self.file)
        shutil.rmtree(self.folder)

    # How a verb is said.

    def key(self) -> str:
        self.keys += 1
        return f"key {self.keys}"

    def written(self) -> bytes:
        """Return the file's change counter: every commit that wrote anything raises it."""
        return os.pread(self.file, 4, 24)

    def say(
        self,
        verb: Callable[..., Any],
        what: Any,
        codes: set[str],
        name: str = "",
        keyed: bool = True,
    ) -> Any:
        """Do it. It is refused with just these codes, and not a byte is written; or it is done."""
        before, key = self.written(), [self.key()] if keyed else []
        answer, refusals = None, ()
        try:
            answer = done(verb(what, *key))
        except Refused as refused:
            refusals = tuple(refused.refusals)
        assert {it.code.value for it in refusals} == codes, what
        name = name or verb.__qualname__.removeprefix("Embedded")
        for code in codes or {"done"}:
            self.reached[name, code] += 1
        if refusals:
            assert self.written() == before
            return None
        if keyed:
            self.said.append((verb, what, key[0], answer))
        return answer or True

    # How things are chosen.

    def amount(self, wish: int | str, bound: int) -> Minor:
        """Return an amount given outright, or one by what is allowed."""
        if isinstance(wish, int):
            return wish
        if wish == "twice":
            return max(bound * 2, 2)
        if wish in _SHARES:
            return max(bound // _SHARES[wish], 1)
        edge = max(bound, 0) + _EDGES[wish]
        return edge if edge % 1 else int(edge)

    def within(self, ledger: Ledger, pick: int) -> int:
        """Return what a ledger may spend or, one time in four, could if all had cleared."""
        return ledger.available + (0 if pick % 4 else sum(ledger.pending.values()))

    def one(self, pick: int, among: Collection[Thing]) -> Thing:
        return list(among)[pick % len(among)]

    def likely(self, pick: int, among: Collection[Thing], fit: Callable[[Thing], bool]) -> Thing:
        """Return one of those that something can be done with, seven times in eight."""
        fitting = [it for it in among if fit(it)]
        return self.one(pick // 8, fitting if fitting and pick % 8 else among)

    def day(self, when: int) -> date:
        return self.model.today + timedelta(days=when)

    def named(self, currency: str, named: str | None) -> tuple[str | None, set[str]]:
        """Return the currency as it is said, and the code of a wrong one."""
        if named == "wrong":
            return "EUR", {"CURRENCY_MISMATCH"}
        return (currency if named else None), set()

    def payable(self, pick: int) -> Bill:
        return self.likely(pick, self.model.bills.values(), lambda it: it.status in PAYABLE)

    def ledgers(self) -> list[Ledger]:
        return [it for it in self.model.ledgers.values() if it.id]

    def currency(self, ledger: Ledger) -> str:
        return self.model.accounts[ledger.account].currency

    # What is looked at after each step, if anything was written.

    @invariant()
    def everything_is_as_the_model_says(self) -> None:
        if self.seen != self.written():
            self._ledgers_are()
            self._invoices_are()
            self._credit_is()
            self.seen = self.written()

    def _ledgers_are(self) -> None:
        rows = self.practice._db.read(
            "select ledger_id, posted, cleared, held, requested, available from trust_balances"
        )
        found = {row[0]: row[1:] for row in rows}
        assert all(row[0] >= 0 <= row[4] for row in found.values())
        for it in self.ledgers():
            held, asked = sum(it.held.values()), sum(it.asked.values())
            assert found[str(it.id)] == (it.posted, it.cleared, held, asked, it.available)

    def _invoices_are(self) -> None:
        rows = self.practice._db.read(
            "select id, status, due, trust_applied, paid, credited, written_off, "
            "subtotal - discount + tax - credited - written_off - trust_applied - paid "
            "from invoices where id in (select value from json_each(?))",
            ["[" + ",".join(f'"{id}"' for id in self.model.bills) + "]"],
        )
        assert len(rows) == len(self.model.bills)
        for id, *figures, foots in rows:
            it = self.model.bills[id]
            trust = it.hold + it.trust
            assert figures == [it.status, it.due, trust, it.paid, it.credited, it.written_off]
            assert foots == it.due >= 0

    def _credit_is(self) -> None:
        rows = self.practice._db.read(
            "select client_id, currency, sum(amount) from client_credits group by 1, 2"
        )
        found = {(client, currency): left for client, currency, left in rows if left}
        assert found == {id: left for id, left in self.model.credit.items() if left}
