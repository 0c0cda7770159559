"""The demo firm: two years of a practice that never was, the same each time it is made."""

import sqlite3

from adapters.embedded.demo import (
    acme,
    firm,
    invoices,
    journal,
    ledgers,
    matters,
    parties,
    payments,
    rates,
    standing,
    trust,
    work,
)
from adapters.embedded.demo.bills import draw_up
from adapters.embedded.demo.chance import Chance
from adapters.embedded.demo.contacts import acquaint
from adapters.embedded.demo.intake import ACME_MATTER, engage
from adapters.embedded.demo.stints import Stint, plan
from adapters.port import InvoiceStatus

__all__ = ["fill"]

_SEED = 20260228


def fill(db: sqlite3.Connection) -> None:
    """Fill an empty practice with the demo firm, inside the caller's transaction."""
    chance = Chance(_SEED)
    people = firm.found(chance)
    contacts = acquaint(chance)
    engagements = engage(chance, people, contacts)
    time, outlays, worked = _work(chance, plan(chance, engagements))
    bills = [draw_up(chance, *done) for done in worked if done[0].issued]
    standing.place(chance, bills)
    drafted = [bill.matter for bill in bills if bill.status is InvoiceStatus.DRAFT]
    accounts = ledgers.open_ledgers(chance, engagements, drafted[:7])
    entries, holdings = trust.run(chance, people, accounts, bills)
    voided = standing.void(chance, bills)
    last = standing.number([*bills, *voided])
    received = trust.receipts(chance, entries, bills)
    received += [payment for bill in bills for payment in payments.pay(chance, bill)]
    firm.keep(db, people)
    parties.keep(db, contacts)
    accounts.keep(db)
    matters.keep(db, engagements)
    work.keep(db, time, outlays)
    invoices.keep(db, bills, voided, last)
    journal.keep(db, accounts.ledgers, entries)
    payments.keep(db, received)
    trust.keep_holds(db, holdings)
    matters.settle_status(db, engagements)
    rates.keep(db, chance, people, engagements)


_Done = tuple[Stint, list[work.Worked], list[work.Outlay]]


def _work(
    chance: Chance, stints: list[Stint]
) -> tuple[list[work.Worked], list[work.Outlay], list[_Done]]:
    """Write up every stint; the seed's own matter has sheets of its own."""
    own = next(stint.matter for stint in stints if stint.matter.id == ACME_MATTER)
    before, since = acme.time(chance, own)
    sheets = work.Timesheets(chance, [*before, *since])
    time, outlays, worked = since, [], []
    for stint in stints:
        if stint.matter is own:
            entries, costs = before, acme.costs(chance, own)
        else:
            entries, costs = sheets.time(stint), sheets.costs(stint)
        time += entries
        outlays += costs
        worked.append((stint, entries, costs))
    return time, outlays, worked
