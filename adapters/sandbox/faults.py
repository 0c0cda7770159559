"""Faults on demand: what may go wrong, told by a header for one request or set for those to come."""

from fnmatch import fnmatchcase

from msgspec import Struct

from adapters.sandbox.problems import invalid

__all__ = ["KINDS", "Fault", "Planned", "Schedule", "fault"]

KINDS = {
    "latency": "milliseconds",
    "404": None,
    "429": "seconds",
    "429-date": "seconds",
    "500": None,
    "500-after": None,
    "503": "seconds?",
    "cut-before": None,
    "cut": None,
    "slow-body": "milliseconds",
    "garbage": None,
    "garbage-after": None,
    "html": None,
    "expired": None,
    "added-field": None,
    "renamed-field": "name?",
    "changed-type": "name?",
    "new-value": "name",
    "ignore-ids": None,
    "refuse-ids": "status",
    "lost-answer": None,
}
"""Every fault, and what it takes after a colon: nothing, something, or something if you like.

A status, ``cut-before``, ``garbage``, ``html`` and ``expired`` come instead of the work, unless the
name ends in ``-after``; everything else befalls the answer to work that was done.
"""

_REFUSALS = ("400", "404", "422")


class Fault(Struct, frozen=True):
    """One thing to get wrong, and how much, or of what."""

    kind: str
    value: str | None = None

    @property
    def number(self) -> int:
        return int(self.value or 0)


class Planned(Struct):
    """Faults for the next so many requests that look like this; for all of them without a number.

    ``match`` is a method and a path below the base, as ``GET /matters`` or ``* /matters/*``.
    """

    match: str
    fault: str
    times: int | None = 1


class Schedule:
    """What is to go wrong with the requests to come."""

    def __init__(self) -> None:
        self.planned: list[Planned] = []

    def add(self, planned: list[Planned]) -> None:
        """Plan these too. Raises ``Problem`` for a fault there is not."""
        for plan in planned:
            fault(plan.fault)
        self.planned += planned

    def take(self, line: str) -> Fault | None:
        """Return what goes wrong with this request: the first plan that fits, used up once."""
        for plan in self.planned:
            if fnmatchcase(line, plan.match):
                if plan.times is not None:
                    plan.times -= 1
                    if plan.times <= 0:
                        self.planned.remove(plan)
                return fault(plan.fault)
        return None


def fault(text: str) -> Fault:
    """Read a fault as ``429:5``. Raises ``Problem`` for one there is not."""
    kind, colon, value = text.strip().partition(":")
    takes = KINDS.get(kind, "")
    numeric = (takes or "").startswith(("milli", "sec"))
    fits = (
        kind in KINDS
        and bool(colon) == bool(value)
        and (takes is not None if value else takes is None or takes.endswith("?"))
        and not (value and numeric and not value.isdecimal())
        and (takes != "status" or value in _REFUSALS)
    )
    if not fits:
        known = ", ".join(f"{name}:{takes}" if takes else name for name, takes in KINDS.items())
        raise invalid(("fault",), f"{text!r} is no fault; these are: {known}.")
    return Fault(kind, value or None)
