"""Lines: what a draft charges for, and what one line has of its own that the others have not."""

import datetime as dt
from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from adapters.embedded.figures import taken_off
from adapters.embedded.taxes import sound
from adapters.port import (
    InvalidInput,
    LineDiscount,
    LineItemKind,
    LineTaxes,
    NewInvoice,
    Refusal,
    Tax,
    exponent,
)

__all__ = ["ChargedLine", "Lateness", "with_own"]


class Lateness(Struct, frozen=True, kw_only=True):
    """What a line of interest is for: an overdue invoice, whole runs of days, and the terms."""

    overdue_id: str
    begins: dt.date
    ends: dt.date
    annual_percent: str
    method: str
    every_days: int


class ChargedLine(Struct, frozen=True, kw_only=True):
    """A line to be: quantity in hundredths, money in minor units."""

    kind: LineItemKind
    source_id: str | None
    date: str
    description: str
    quantity: int
    rate: int
    amount: int
    taxable: bool
    taxes: tuple[Tax, ...] | None = None
    discount: LineDiscount | None = None
    late: Lateness | None = None


def with_own(
    draft: NewInvoice, lines: list[ChargedLine], currency: str, problems: list[Refusal]
) -> list[ChargedLine]:
    """Return the lines with the taxes and the discount that the draft gives some of them alone."""
    found = list(lines)
    for index, place in _places(draft.line_taxes, "lineTaxes", lines, problems):
        own = draft.line_taxes[index].taxes
        sound(own, ("lineTaxes", str(index), "taxes"), problems)
        found[place] = replace(found[place], taxes=own, taxable=bool(own))
    for index, place in _places(draft.line_discounts, "lineDiscounts", lines, problems):
        discount = draft.line_discounts[index]
        try:
            taken_off(discount, Fraction(lines[place].amount), 10 ** exponent(currency))
        except ValueError as error:
            path = ("lineDiscounts", str(index), "value")
            problems.append(InvalidInput(field=path, rule=str(error)))
        found[place] = replace(found[place], discount=discount)
    return found


def _places(
    given: Sequence[LineTaxes | LineDiscount],
    name: str,
    lines: Sequence[ChargedLine],
    problems: list[Refusal],
) -> Iterator[tuple[int, int]]:
    """Yield each thing given with the line it is for; note what is for none, or given twice."""
    places = {(line.kind, line.source_id): place for place, line in enumerate(lines)}
    taken: set[int] = set()
    for index, own in enumerate(given):
        field = (name, str(index))
        if (own.time_entry_id is None) == (own.expense_id is None):
            rule = "Name either a time entry or an expense."
            problems.append(InvalidInput(field=field, rule=rule))
            continue
        if own.time_entry_id is not None:
            path, key = (*field, "timeEntryId"), (LineItemKind.TIME, own.time_entry_id)
        else:
            path, key = (*field, "expenseId"), (LineItemKind.EXPENSE, own.expense_id or "")
        place = places.get(key)
        if place is None:
            rule = f"{key[1]} is not on this invoice."
            problems.append(InvalidInput(field=path, rule=rule))
        elif place in taken:
            problems.append(InvalidInput(field=path, rule=f"{key[1]} is named twice."))
        else:
            taken.add(place)
            yield index, place
