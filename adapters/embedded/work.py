"""What time and expenses are checked against: their matter, the person, the day, the codes."""

import datetime as dt
from decimal import Decimal

from msgspec import Struct

from adapters.embedded.database import Database
from adapters.port import (
    CURRENCIES,
    Clock,
    CodeKind,
    InvalidInput,
    MatterClosed,
    NotFound,
    Refusal,
    to_minor,
    today,
    utbms,
)

__all__ = ["Bench", "Work"]

_AHEAD = dt.timedelta(days=1)  # it is already tomorrow in Auckland


class Work(Struct, frozen=True, kw_only=True):
    """What a matter says about the work done for it; money in minor units."""

    client_id: str
    number: str
    title: str
    status: str
    billing_type: str
    flat_amount: int | None
    contingency_percent: str | None
    currency: str


class Bench:
    """Looks things up and notes every problem found, each with the path of its field."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    def matter(self, id: str, problems: list[Refusal]) -> Work | None:
        rows = self._db.read(
            "select client_id, number, title, status, billing_type, flat_amount, "
            "contingency_percent, currency from matters where id = ?",
            [id],
        )
        if not rows:
            problems.append(NotFound(field=("matterId",), noun="matter", id=id))
            return None
        return Work(**dict(zip(Work.__struct_fields__, rows[0], strict=True)))

    def open_matter(self, id: str, problems: list[Refusal]) -> Work | None:
        """Look a matter up that must take new work."""
        matter = self.matter(id, problems)
        if matter:
            self.takes_work(id, matter, problems)
        return matter

    def takes_work(self, id: str, matter: Work, problems: list[Refusal]) -> None:
        if matter.status in ("closed", "archived"):
            problems.append(
                MatterClosed(
                    field=("matterId",), matter_id=id, number=matter.number, status=matter.status
                )
            )

    def works_here(self, user_id: str, problems: list[Refusal]) -> None:
        rows = self._db.read("select active from users where id = ?", [user_id])
        if not rows:
            problems.append(NotFound(field=("userId",), noun="user", id=user_id))
        elif rows == [(0,)]:
            rule = f"User {user_id} has left and records no more time."
            problems.append(InvalidInput(field=("userId",), rule=rule))

    def not_ahead(self, day: dt.date, problems: list[Refusal]) -> None:
        if day > today(self._clock) + _AHEAD:
            rule = f"{day} is still to come; record what was done."
            problems.append(InvalidInput(field=("date",), rule=rule))

    def minor(
        self,
        amount: Decimal | None,
        currency: str,
        field: tuple[str, ...],
        problems: list[Refusal],
    ) -> int | None:
        """Return an amount in minor units, or note that it has too many decimals."""
        if amount is None:
            return None
        try:
            return to_minor(amount, currency)
        except ValueError:
            rule = f"{currency} has {CURRENCIES[currency]} decimals."
            problems.append(InvalidInput(field=field, rule=rule))
            return None

    def codes(
        self, activity: str | None, task: str | None, problems: list[Refusal]
    ) -> tuple[str | None, str | None]:
        """Return both codes in upper case; a task given as the activity counts as both."""
        activity, task = activity and activity.upper(), task and task.upper()
        known = utbms.find(task) if task else None
        if known and known.kind is CodeKind.ACTIVITY:
            rule = f"{task} ({known.name}) is an activity, not a task."
            problems.append(InvalidInput(field=("taskCode",), rule=rule))
        for name, code in (("activityCode", activity), ("taskCode", task)):
            known = utbms.find(code) if code else None
            if known and known.kind is CodeKind.PHASE:
                rule = f"{code} ({known.name}) is a phase; bill under one of its tasks."
                problems.append(InvalidInput(field=(name,), rule=rule))
            if known and known.kind is CodeKind.EXPENSE:
                rule = f"{code} ({known.name}) is an expense code."
                problems.append(InvalidInput(field=(name,), rule=rule))
        known = utbms.find(activity) if activity else None
        if known and known.kind is CodeKind.TASK and task is None:
            task = activity
        return activity, task
