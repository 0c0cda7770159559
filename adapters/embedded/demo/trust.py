"""Trust: what clients paid in before work was done, and where that money went."""

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta

from adapters.embedded.columns import instant
from adapters.embedded.demo.bills import Bill
from adapters.embedded.demo.chance import END, Chance, following, workday
from adapters.embedded.demo.firm import Firm
from adapters.embedded.demo.intake import ACME_MATTER
from adapters.embedded.demo.journal import Entry, Ledger
from adapters.embedded.demo.ledgers import Accounts
from adapters.embedded.demo.movements import Movement, Poster
from adapters.port import (
    InvoiceStatus,
    TrustPurpose,
    TrustTransactionKind,
)

__all__ = ["Holding", "keep_holds", "run"]

_KIND = TrustTransactionKind
_SETTLED = (InvoiceStatus.PAID, InvoiceStatus.PARTIALLY_PAID)
_HOLDS, _REVERSALS, _UNCLEARED = 4, 6, 6
_METHODS = ("check", "check", "ach", "ach", "card", "wire")
_DAY = timedelta(days=1)

Holding = tuple[Bill, Ledger]


def run(
    chance: Chance, firm: Firm, accounts: Accounts, bills: list[Bill]
) -> tuple[list[Entry], list[Holding]]:
    """Let two years of movements happen; return the journal, and what drafts hold of it."""
    movements = [
        movement
        for ledger in accounts.of_matters.values()
        for movement in _of_matter(
            chance, accounts, ledger, [b for b in bills if b.matter is ledger.matter]
        )
    ]
    standing = [ledger for ledger in accounts.of_matters.values() if _lasting(ledger)]
    for ledger in chance.draw.sample(standing, _REVERSALS):
        movements += _credited_twice(chance, ledger)
    for ledger in chance.draw.sample(standing, _UNCLEARED):
        day = chance.between(date(2026, 2, 24), date(2026, 2, 27))
        movements.append(_deposit(chance, ledger, day, (4, 20), "check"))
    poster = Poster(chance, firm)
    for movement in sorted(movements, key=lambda movement: movement.day):
        poster.post(movement)
    drafts = [bill for bill in bills if bill.status is InvoiceStatus.DRAFT]
    return poster.journal.entries, _hold(poster, accounts, drafts)


def _lasting(ledger: Ledger) -> bool:
    matter = ledger.matter
    assert matter is not None
    early = matter.registered < date(2025, 12, 15)
    return early and matter.closed is None and matter.client.short != "Hargrove"


def _of_matter(
    chance: Chance, accounts: Accounts, ledger: Ledger, bills: list[Bill]
) -> Iterator[Movement]:
    """Plan what happens on one matter's ledger from its opening to its end."""
    matter = ledger.matter
    assert matter is not None
    if matter.id == ACME_MATTER:
        yield from _acme(ledger, bills)
        return
    last = matter.closed - 20 * _DAY if matter.closed else date(2026, 2, 20)
    first = following(matter.registered, chance.draw.randint(1, 4))
    recovered = [bill for bill in bills if bill.recovery]
    for bill in recovered:
        yield from _recovered(ledger, bill)
    if ledger.account_id == accounts.own:
        yield from _estate(chance, ledger, first)
    elif matter.client.id in accounts.of_clients and matter.billed_by_time:
        yield from _from_client(chance, accounts.of_clients[matter.client.id], ledger, first)
    elif not recovered:
        yield _deposit(chance, ledger, first, (5, 30))
    for bill in bills:
        if bill.status is InvoiceStatus.DRAFT:
            day = chance.between(date(2026, 1, 12), date(2026, 1, 27))
            yield _deposit(chance, ledger, day, (3, 8))
        if bill.status in _SETTLED and not bill.recovery and chance.happens(0.75):
            most = bill.figures.billed if bill.status is InvoiceStatus.PAID else _part(bill)
            yield Movement(
                day=bill.approved, kind=_KIND.APPLICATION, ledger=ledger, amount=most, bill=bill
            )
            again = bill.approved + chance.draw.randint(6, 14) * _DAY
            if again < last and chance.happens(0.6):
                yield _deposit(chance, ledger, workday(again), (2, 14))
    yield from _paid_out(chance, ledger, first, last)


def _part(bill: Bill) -> int:
    return bill.figures.billed * 6 // 10


def _acme(ledger: Ledger, bills: list[Bill]) -> Iterator[Movement]:
    """Five thousand came, half of it paid the first bill: the rest is there to be applied."""
    yield Movement(
        day=date(2026, 1, 12), kind=_KIND.DEPOSIT, ledger=ledger, amount=500_000, method="check"
    )
    (bill,) = bills
    yield Movement(
        day=bill.approved, kind=_KIND.APPLICATION, ledger=ledger, amount=250_000, bill=bill
    )


def _deposit(
    chance: Chance, ledger: Ledger, day: date, fives: tuple[int, int], method: str | None = None
) -> Movement:
    """Take an advance, so many times five hundred."""
    return Movement(
        day=day,
        kind=_KIND.DEPOSIT,
        ledger=ledger,
        amount=chance.draw.randint(*fives) * 50_000,
        method=method or chance.draw.choice(_METHODS),
    )


def _from_client(chance: Chance, source: Ledger, ledger: Ledger, day: date) -> Iterator[Movement]:
    """Advance money for the client at large, then move most of it to the matter."""
    advance = _deposit(chance, source, day, (8, 30))
    yield advance
    yield Movement(
        day=following(day, 8),
        kind=_KIND.TRANSFER,
        ledger=source,
        to=ledger,
        amount=advance.amount * chance.draw.choice((50, 60, 75)) // 100,
    )


def _recovered(ledger: Ledger, bill: Bill) -> Iterator[Movement]:
    """Receive what a case was settled for, take the fee from it, pay the liens."""
    matter = bill.matter
    assert matter.opponent is not None
    yield Movement(
        day=bill.issued - 7 * _DAY,
        kind=_KIND.DEPOSIT,
        ledger=ledger,
        amount=bill.recovery,
        method="wire",
        payer=matter.opponent.name,
    )
    yield Movement(
        day=bill.approved,
        kind=_KIND.APPLICATION,
        ledger=ledger,
        amount=bill.figures.billed,
        bill=bill,
    )
    yield Movement(
        day=following(bill.approved, 4),
        kind=_KIND.DISBURSEMENT,
        ledger=ledger,
        amount=bill.recovery // 20,
        purpose=TrustPurpose.THIRD_PARTY,
        payee="Lienholder of record",
    )


def _estate(chance: Chance, ledger: Ledger, day: date) -> Iterator[Movement]:
    """Gather the proceeds of an estate, and pay its claims and the first beneficiaries."""
    for days, amount, payer in (
        (3, 18_450_000, "Lakefront Title & Escrow Co."),
        (41, 6_212_875, "Eleanor Hargrove"),
    ):
        yield Movement(
            day=following(day, days),
            kind=_KIND.DEPOSIT,
            ledger=ledger,
            amount=amount,
            method="wire",
            payer=payer,
        )
    for days, amount in ((58, 412_560), (74, 1_087_500)):
        yield Movement(
            day=min(following(day, days), END),
            kind=_KIND.DISBURSEMENT,
            ledger=ledger,
            amount=amount,
            purpose=TrustPurpose.THIRD_PARTY,
        )


def _paid_out(chance: Chance, ledger: Ledger, first: date, last: date) -> Iterator[Movement]:
    """Pay expenses on the way, and at the end give back what is left."""
    matter = ledger.matter
    assert matter is not None
    start = first + 14 * _DAY
    if start < last and chance.happens(0.4):
        yield Movement(
            day=chance.between(start, last),
            kind=_KIND.DISBURSEMENT,
            ledger=ledger,
            amount=chance.draw.randint(90, 900) * 100,
            purpose=chance.draw.choice((TrustPurpose.EXPENSE_INCURRED, TrustPurpose.THIRD_PARTY)),
        )
    if matter.closed:
        yield Movement(
            day=chance.between(matter.closed - 6 * _DAY, matter.closed - _DAY),
            kind=_KIND.DISBURSEMENT,
            ledger=ledger,
            purpose=TrustPurpose.CLIENT_REFUND,
        )


def _credited_twice(chance: Chance, ledger: Ledger) -> Iterator[Movement]:
    """Take a deposit that was not one, and reverse it when the bank has found out."""
    matter = ledger.matter
    assert matter is not None
    day = chance.between(matter.registered + 12 * _DAY, date(2026, 1, 30))
    deposit = _deposit(chance, ledger, day, (2, 8), "ach")
    yield deposit
    yield Movement(day=following(day, 4), kind=_KIND.REVERSAL, ledger=ledger, of=deposit)


def _hold(poster: Poster, accounts: Accounts, drafts: list[Bill]) -> list[Holding]:
    """Hold money for the first drafts whose ledgers have some."""
    holdings: list[Holding] = []
    for bill in sorted(drafts, key=lambda bill: (bill.created_at, bill.id)):
        ledger = accounts.of_matters.get(bill.matter.id)
        if ledger is None or len(holdings) == _HOLDS:
            continue
        available = poster.journal.available(ledger, bill.issued)
        if available >= 50_000:
            bill.trust_applied = min(available, bill.figures.billed)
            holdings.append((bill, ledger))
    return holdings


def keep_holds(db: sqlite3.Connection, holdings: list[Holding]) -> None:
    """Write down what drafts hold, once the journal stands."""
    db.executemany(
        "insert into trust_holds values (?, ?, ?, ?)",
        [
            (bill.id, ledger.id, bill.trust_applied, instant(bill.created_at))
            for bill, ledger in holdings
        ],
    )
