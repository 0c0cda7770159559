"""Stint: a stretch of work on one matter, which one invoice bills or none yet does."""

from datetime import date, timedelta

from msgspec import Struct

from adapters.embedded.demo.chance import END, START, Chance
from adapters.embedded.demo.intake import ACME_MATTER
from adapters.embedded.demo.matters import LITIGATION, Engagement
from adapters.port import BillingType, MatterStatus

__all__ = ["BILLED", "LATE", "RUN", "Stint", "plan"]

BILLED = 285
"""How many stints are billed by an invoice that stands."""

RUN = date(2026, 2, 2)
"""When the last month's bills begin to go out."""

LATE = date(2026, 2, 20)
"""When the drafts of the month to come begin."""

_TIME, _COSTS = 3000, 400
_OWN_TIME, _OWN_COSTS = 13, 2
_RUN_BILLS, _LATE_BILLS, _MOST_BILLS = 46, 32, 5
_DAY = timedelta(days=1)


class Stint(Struct, kw_only=True):
    """Days worked on a matter, how much, and when it was billed; ``issued`` says if it was."""

    matter: Engagement
    first: date
    last: date
    issued: date | None = None
    entries: int = 0
    costs: int = 0


def plan(chance: Chance, matters: list[Engagement]) -> list[Stint]:
    """Plan all work and its billing: three thousand entries, four hundred expenses."""
    stints = [
        stint
        for matter in matters
        if not matter.billed_by_time and matter.status is not MatterStatus.PENDING
        for stint in _once(chance, matter)
    ]
    timed = [m for m in matters if m.billed_by_time and m.status is not MatterStatus.PENDING]
    stints += _latest(chance, [m for m in timed if not m.closed and m.id != ACME_MATTER])
    stints.append(_acme(matters))
    stints += _earlier(chance, timed, BILLED - sum(1 for s in stints if s.issued))
    stints += _begun(chance, matters)
    stints.sort(key=lambda stint: (stint.matter.number, stint.first))
    _share_out(chance, stints)
    return stints


def _once(chance: Chance, matter: Engagement) -> list[Stint]:
    """Work that is billed once: at its end, or when a flat fee is earned."""
    last, issued = END - 2 * _DAY, None
    flat = matter.billing is BillingType.FLAT_FEE
    if matter.closed:
        issued = chance.between(matter.closed - 60 * _DAY, matter.closed - 40 * _DAY)
        last = issued - 2 * _DAY
    elif flat and matter.registered < date(2025, 11, 30) and chance.happens(0.8):
        issued = chance.between(matter.registered + 25 * _DAY, date(2026, 1, 28))
        last = issued - 2 * _DAY
    elif flat:
        last = min(last, matter.registered + 120 * _DAY)
    return [Stint(matter=matter, first=matter.registered, last=last, issued=issued)]


def _latest(chance: Chance, matters: list[Engagement]) -> list[Stint]:
    """Work of the last weeks: billed in the last run, in draft, or not yet billed."""
    drawn = chance.draw.sample(matters, _LATE_BILLS + _RUN_BILLS)
    stints = []
    for matter in sorted(drawn[:_LATE_BILLS], key=lambda m: m.number):
        first = max(matter.registered, date(2026, 1, 5))
        issued = chance.between(LATE, date(2026, 2, 27))
        stints.append(Stint(matter=matter, first=first, last=date(2026, 2, 18), issued=issued))
    for matter in sorted(drawn[_LATE_BILLS:], key=lambda m: m.number):
        first = max(matter.registered, date(2025, 12, 15))
        issued = chance.between(RUN, RUN + 4 * _DAY)
        stints.append(Stint(matter=matter, first=first, last=date(2026, 1, 30), issued=issued))
        if chance.happens(0.75):
            stints.append(Stint(matter=matter, first=RUN + 7 * _DAY, last=END - _DAY))
    for matter in matters:
        if matter not in drawn and chance.happens(0.7):
            first = max(matter.registered, date(2026, 2, 3))
            stints.append(Stint(matter=matter, first=first, last=END - _DAY))
    return stints


def _acme(matters: list[Engagement]) -> Stint:
    """The seed's matter was billed once; what its sheets say is written elsewhere."""
    matter = next(matter for matter in matters if matter.id == ACME_MATTER)
    return Stint(
        matter=matter, first=matter.registered, last=date(2026, 1, 30), issued=date(2026, 2, 3)
    )


def _earlier(chance: Chance, matters: list[Engagement], number: int) -> list[Stint]:
    """Bill so many months' work before the last run; whatever is closed was billed at least once.

    Bills go out in the first days of the month after the work, and the firm's work grows.
    """
    chances = [
        (matter, month)
        for matter in matters
        for month in range(1, 23)
        if _first_of(month) - 10 * _DAY > matter.registered
        and (not matter.closed or _first_of(month) + 45 * _DAY < matter.closed)
    ]
    chances.sort(key=lambda pair: chance.draw.random() / (6 + pair[1]))
    ended = {matter.id: (matter, month) for matter, month in chances if matter.closed}
    taken = list(ended.values())
    bills = {matter.id: 1 for matter, _ in taken}
    for pair in chances:
        matter = pair[0]
        if len(taken) < number and pair not in taken and bills.get(matter.id, 0) < _MOST_BILLS:
            bills[matter.id] = bills.get(matter.id, 0) + 1
            taken.append(pair)
    months = {(matter.id, month) for matter, month in taken}
    stints = []
    for matter, month in taken:
        first = max(matter.registered, _first_of(month - 1))
        before = (matter.id, month - 1) not in months and month > 1
        if before and matter.registered < first and chance.happens(0.4):
            first = max(matter.registered, _first_of(month - 2))
        start = _first_of(month)
        issued = chance.between(start + _DAY, start + 7 * _DAY)
        stints.append(Stint(matter=matter, first=first, last=start - _DAY, issued=issued))
    return stints


def _begun(chance: Chance, matters: list[Engagement]) -> list[Stint]:
    """What was done on some matters that are still pending."""
    return [
        Stint(matter=matter, first=matter.registered, last=matter.registered + 12 * _DAY)
        for matter in matters
        if matter.status is MatterStatus.PENDING and chance.happens(0.5)
    ]


def _share_out(chance: Chance, stints: list[Stint]) -> None:
    """Spread the entries and expenses over the stints, so that they sum to what is wanted."""
    drawn = [stint for stint in stints if stint.matter.id != ACME_MATTER]
    for stint in drawn:
        stint.entries = 2 if stint.matter.status is MatterStatus.PENDING else 3
    wanted = _TIME - _OWN_TIME - sum(stint.entries for stint in drawn)
    for stint in chance.draw.choices(drawn, [_weight(stint) for stint in drawn], k=wanted):
        stint.entries += 1
    weights = [_weight(s) * (2 if s.matter.area == LITIGATION else 1) for s in drawn]
    for stint in chance.draw.choices(drawn, weights, k=_COSTS - _OWN_COSTS):
        stint.costs += 1


def _weight(stint: Stint) -> float:
    if stint.matter.status is MatterStatus.PENDING:
        return 0.01
    if stint.issued is None:
        return 0.3
    return 0.7 if stint.issued >= RUN else 1.0


def _first_of(month: int) -> date:
    """Return the first day of a month, counted from the month in which history begins."""
    years, months = divmod(START.month - 1 + month, 12)
    return date(START.year + years, months + 1, 1)
