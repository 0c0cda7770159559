"""Accruals: what interest comes to, in whole numbers to the last digit, rounded once."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

__all__ = ["accrued"]

_YEAR = 365


def accrued(dues: Sequence[int], percent: Decimal, every_days: int, *, compound: bool) -> int:
    """Return the interest of runs of days, in minor units, a half rounded up (IV15).

    ``dues`` is what was due as each run ended. Compound interest is also on that of the runs
    before, which is kept as ``owed / unit``: nothing is lost until the last run is done.
    """
    rate = Fraction(percent) * every_days / (100 * _YEAR)
    if not compound:
        owed, unit = sum(dues) * rate.numerator, rate.denominator
    else:
        owed, unit = 0, 1
        for due in dues:
            on = due * unit + owed if due else 0
            owed, unit = owed * rate.denominator + on * rate.numerator, unit * rate.denominator
    return (2 * owed + unit) // (2 * unit)
