"""Acme v. Contoso: the seed's matter, sheet by sheet, with the entry that the seed quotes."""

from datetime import UTC, date, datetime

from adapters.embedded.demo.chance import Chance
from adapters.embedded.demo.matters import Engagement
from adapters.embedded.demo.work import Outlay, Worked, rate_of

__all__ = ["costs", "time"]

_SHEETS = (
    (
        "2026-01-12",
        0,
        "A106",
        "L110",
        140,
        "Initial interview with A. Morgan on the supply dispute",
    ),
    (
        "2026-01-13",
        0,
        "L120",
        "L120",
        210,
        "Outline theory of breach and likely defenses of Contoso",
    ),
    ("2026-01-14", 2, "A110", "L140", 180, "Load supply agreement and shipping records to iManage"),
    ("2026-01-16", 1, "A102", "L120", 320, "Research waiver by course of dealing under the UCC"),
    (
        "2026-01-20",
        1,
        "A103",
        "L210",
        460,
        "Draft complaint against Contoso; prepare exhibits A to F",
    ),
    ("2026-01-22", 0, "A103", "L210", 190, "Revise complaint following comments from client"),
    (
        "2026-01-26",
        0,
        "A107",
        "L160",
        60,
        "Telephone conference with counsel for Contoso on standstill",
    ),
    ("2026-01-28", 2, "A110", "L320", 230, "Organize client documents by custodian for production"),
    ("2026-01-30", 0, "A105", "L190", 40, "Team conference on scheduling order; no charge"),
    (
        "2026-02-05",
        1,
        "A103",
        "L310",
        290,
        "Draft first set of interrogatories and document requests",
    ),
    (
        "2026-02-11",
        2,
        "A104",
        "L320",
        340,
        "Review 310 documents from Contoso's production; log gaps",
    ),
    (
        "2026-02-17",
        1,
        "A107",
        "L350",
        80,
        "Meet and confer with counsel for Contoso on deficiencies",
    ),
)
"""Day, place in the team, activity, task, hundredths of hours, narrative."""

_NO_CHARGE = "no charge"


def time(chance: Chance, matter: Engagement) -> tuple[list[Worked], list[Worked]]:
    """Return the time that the first invoice bills, and the time since then."""
    entries = [
        Worked(
            id=chance.id("tim"),
            matter=matter,
            worker=matter.team[place],
            day=date.fromisoformat(day),
            activity=activity,
            task=task,
            text=text,
            hours=hours,
            rate=rate_of(matter, matter.team[place]),
            billable=_NO_CHARGE not in text,
            created_at=chance.moment(date.fromisoformat(day), 18),
        )
        for day, place, activity, task, hours, text in _SHEETS
    ]
    quoted = Worked(
        id=chance.keep("tim_c812e0"),
        matter=matter,
        worker=matter.team[0],
        day=date(2026, 2, 18),
        activity="L110",
        task="L110",
        text="Draft motion to compel; reviewed exhibits in iManage",
        hours=270,
        rate=39500,
        billable=True,
        created_at=datetime(2026, 2, 18, 18, 2, 12, tzinfo=UTC),
        tags=("motion", "discovery"),
    )
    january = [entry for entry in entries if entry.day.month == 1]
    return january, [*entries[len(january) :], quoted]


def costs(chance: Chance, matter: Engagement) -> list[Outlay]:
    """Return what was laid out to bring the case."""
    return [
        Outlay(
            id=chance.id("exp"),
            matter=matter,
            day=date.fromisoformat(day),
            code=code,
            text=text,
            amount=amount,
            taxable=False,
            billable=True,
            hard=True,
            created_at=chance.moment(date.fromisoformat(day)),
        )
        for day, code, amount, text in (
            ("2026-01-23", "E112", 38800, "Filing fee, Circuit Court, Law Division"),
            ("2026-01-27", "E113", 8500, "Service of summons and complaint on Contoso"),
        )
    ]
