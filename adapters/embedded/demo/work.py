"""Work: the time and the expenses of every stint, in words that fit the matter."""

import sqlite3
from datetime import date, datetime, timedelta

from msgspec import Struct

from adapters.embedded.columns import as_json, instant
from adapters.embedded.demo import advice, disputes
from adapters.embedded.demo.chance import END, Chance
from adapters.embedded.demo.costs import COSTS
from adapters.embedded.demo.firm import Worker
from adapters.embedded.demo.matters import LITIGATION, Engagement
from adapters.embedded.demo.sheets import Sheet
from adapters.embedded.demo.stints import Stint
from adapters.embedded.figures import amount_of_time
from adapters.port import RateSource

__all__ = ["Outlay", "Timesheets", "Worked", "keep", "rate_of", "source_of"]

_FULL_DAY = 950
_HOURS = {"A101": (5, 40), "A102": (6, 42), "A103": (5, 48), "A104": (3, 40), "A109": (10, 62)}
_BRIEF = (2, 12)
_PARALEGAL = ("A104", "A108", "A110")
"""What a paralegal is asked to do; all else is for lawyers."""

_SLOTS = disputes.ANY | advice.ANY | {"hours": ("1.5", "2", "3", "4.5")}
_SLOTS |= {"pages": ("212", "384", "655", "1,040", "1,820")}
_TAGS = {
    "A109": ("hearing",),
    "A102": ("research",),
    "A106": ("client-call",),
    "L310": ("discovery",),
    "L320": ("discovery",),
    "L330": ("deposition",),
    "L250": ("motion",),
    "L350": ("motion", "discovery"),
    "P600": ("closing",),
}


class Worked(Struct, kw_only=True):
    """Time somebody put in; ``hours`` in hundredths, money in minor units."""

    id: str
    matter: Engagement
    worker: Worker
    day: date
    activity: str
    task: str
    text: str
    hours: int
    rate: int
    billable: bool
    created_at: datetime
    tags: tuple[str, ...] = ()

    @property
    def amount(self) -> int:
        return amount_of_time(self.hours, self.rate)


class Outlay(Struct, kw_only=True):
    """Money laid out on a matter."""

    id: str
    matter: Engagement
    day: date
    code: str
    text: str
    amount: int
    taxable: bool
    billable: bool
    hard: bool
    created_at: datetime

    @property
    def bank_reference(self) -> str | None:
        """What the bank calls the payment of a hard cost."""
        return f"ACH {self.id.partition('_')[2].upper()}" if self.hard else None


class Timesheets:
    """Writes up stints beside what is written already; nobody works longer than a day allows."""

    def __init__(self, chance: Chance, written: list[Worked]) -> None:
        self._chance = chance
        self._days: dict[tuple[str, date], int] = {}
        for entry in written:
            taken = self._days.get((entry.worker.id, entry.day), 0)
            self._days[entry.worker.id, entry.day] = taken + entry.hours
        self._said: set[tuple[str, str]] = set()

    def time(self, stint: Stint) -> list[Worked]:
        """Return the stint's entries in the order of their days; most of them billable."""
        matter, chance = stint.matter, self._chance
        found = []
        for place in range(stint.entries):
            sheet, text = self._words(stint, place / stint.entries)
            least, most = _HOURS.get(sheet.activity, _BRIEF)
            hours = 10 * min(chance.draw.randint(least, most), chance.draw.randint(least, most))
            worker, day, hours = self._slot(stint, sheet.activity, hours)
            found.append(
                Worked(
                    id=chance.id("tim"),
                    matter=matter,
                    worker=worker,
                    day=day,
                    activity=self._activity(matter, sheet),
                    task=sheet.task,
                    text=text,
                    hours=hours,
                    rate=rate_of(matter, worker),
                    billable=matter.billed_by_time and (place < 2 or not chance.happens(0.1)),
                    created_at=chance.moment(day, 17),
                    tags=_TAGS.get(sheet.task, _TAGS.get(sheet.activity, ()))
                    if chance.happens(0.3)
                    else (),
                )
            )
        return sorted(found, key=lambda entry: (entry.day, entry.created_at))

    def costs(self, stint: Stint) -> list[Outlay]:
        """Return what was laid out during the stint, in the order of the days."""
        matter, chance = stint.matter, self._chance
        found = []
        for _ in range(stint.costs):
            cost = chance.draw.choice(COSTS[matter.area])
            day = chance.between(_first(stint), min(stint.last, END - timedelta(days=1)))
            found.append(
                Outlay(
                    id=chance.id("exp"),
                    matter=matter,
                    day=day,
                    code=cost.code,
                    text=chance.fill(cost.text, matter.own, _SLOTS),
                    amount=chance.draw.randint(cost.least // 50, cost.most // 50) * 50,
                    taxable=cost.taxable,
                    billable=not chance.happens(0.12),
                    hard=cost.hard,
                    created_at=chance.moment(day),
                )
            )
        return sorted(found, key=lambda outlay: (outlay.day, outlay.created_at))

    def _words(self, stint: Stint, progress: float) -> tuple[Sheet, str]:
        """Choose what was done, and avoid saying the same twice on one matter."""
        matter, chance = stint.matter, self._chance
        if matter.area == LITIGATION:
            age = (stint.first - matter.registered).days / 110 + progress * 0.8
            sheets = disputes.STAGES[min(int(age), len(disputes.STAGES) - 1)]
        else:
            age = (stint.first - matter.registered).days / 260 + progress * 0.2
            sheets = _about(advice.SHEETS[matter.kind], min(age, 1))
        for _ in range(8):
            sheet = chance.draw.choice(sheets)
            text = chance.fill(sheet.text, matter.own, _SLOTS)
            if (matter.id, text) not in self._said:
                break
        if (matter.id, text) in self._said and sheet.activity in ("A102", "A103", "A104"):
            text = f"Continue to {text[0].lower()}{text[1:]}"
        self._said.add((matter.id, text))
        return sheet, text

    def _activity(self, matter: Engagement, sheet: Sheet) -> str:
        """Book some work by its task alone, as those do who fill in one column."""
        alone = 0.35 if matter.area == LITIGATION else 0.12
        return sheet.task if self._chance.happens(alone) else sheet.activity

    def _slot(self, stint: Stint, activity: str, hours: int) -> tuple[Worker, date, int]:
        """Find somebody on the team who does such work, a day with room in it, and the hours.

        In the busiest weeks there is less room, so that less is done.
        """
        chance, tries = self._chance, 0
        team = [w for w in stint.matter.team if w.role != "paralegal" or activity in _PARALEGAL]
        if activity == "A110" and team[-1].role == "paralegal" and chance.happens(0.85):
            team = team[-1:]
        while True:
            tries += 1
            if tries % 25 == 0:
                hours = max(10, hours // 20 * 10)
            worker = chance.draw.choice(team)
            day = chance.between(_first(stint), stint.last)
            if chance.happens(0.03) and day.weekday() == 4:
                day = min(day + timedelta(days=1), stint.last)
            taken = self._days.get((worker.id, day), 0)
            if day <= worker.until and taken + hours <= _FULL_DAY + tries // 25 * 10:
                self._days[worker.id, day] = taken + hours
                return worker, day, hours


def _first(stint: Stint) -> date:
    return max(stint.first, stint.matter.registered + timedelta(days=1))


def _about(sheets: tuple[Sheet, ...], age: float) -> tuple[Sheet, ...]:
    """Return the part of the sheets that a matter of this age has come to; they run in order."""
    start = int(len(sheets) * age * 0.5)
    return sheets[start : start + len(sheets) // 2 + 1]


def rate_of(matter: Engagement, worker: Worker) -> int:
    """Return what an hour costs: lawyers go by the matter's rate, all else by their own."""
    if source_of(matter, worker) is RateSource.MATTER:
        assert matter.default_rate is not None
        return matter.default_rate
    assert worker.rate is not None
    return worker.rate


def source_of(matter: Engagement, worker: Worker) -> RateSource:
    """Return the rule that says so."""
    if matter.default_rate is None:
        return RateSource.USER
    for_role = worker.role == "paralegal" and matter.currency == "USD"
    return RateSource.MATTER_ROLE if for_role else RateSource.MATTER


def keep(db: sqlite3.Connection, time: list[Worked], outlays: list[Outlay]) -> None:
    """Write all time and expenses down, not yet billed."""
    db.executemany(
        f"insert into time_entries values ({', '.join('?' * 19)})",
        [_time_row(entry) for entry in sorted(time, key=lambda e: (e.created_at, e.id))],
    )
    db.executemany(
        f"insert into expenses values ({', '.join('?' * 15)})",
        [_outlay_row(outlay) for outlay in sorted(outlays, key=lambda o: (o.created_at, o.id))],
    )


def _time_row(entry: Worked) -> tuple[str | int | None, ...]:
    return (
        entry.id,
        entry.matter.id,
        entry.worker.id,
        entry.day.isoformat(),
        entry.activity,
        entry.task,
        entry.text,
        entry.hours,
        None,
        entry.rate,
        source_of(entry.matter, entry.worker).value,
        entry.amount,
        entry.matter.currency,
        int(entry.billable),
        "billable" if entry.billable else "not_billable",
        None,
        as_json(entry.tags),
        instant(entry.created_at),
        instant(entry.created_at),
    )


def _outlay_row(outlay: Outlay) -> tuple[str | int | None, ...]:
    return (
        outlay.id,
        outlay.matter.id,
        outlay.day.isoformat(),
        outlay.text,
        outlay.amount,
        outlay.matter.currency,
        int(outlay.taxable),
        int(outlay.billable),
        outlay.code,
        "hard" if outlay.hard else "soft",
        outlay.bank_reference,
        "billable" if outlay.billable else "not_billable",
        None,
        instant(outlay.created_at),
        instant(outlay.created_at),
    )
