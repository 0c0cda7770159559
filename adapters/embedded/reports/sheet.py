"""Sheets: how one statement reads a report, a page of its rows and the totals of them all."""

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Generic, TypeVar

from msgspec import Struct

from adapters.embedded.database import Database
from adapters.embedded.lists import page_of, window_of
from adapters.port import EXACT, Listing, Report

__all__ = ["Sheet", "added", "hours", "percent", "same"]

Line = TypeVar("Line", bound=Struct)
Total = TypeVar("Total", bound=Struct)
Reader = Callable[[Any], Any]

_SORTS = {"name": "t.name collate nocase", "rank": "t.rank"}
_CENT = Decimal("0.01")


class Sheet(Struct, Generic[Line, Total], frozen=True, kw_only=True):
    """A report in SQL. ``lines`` selects of the ``tables`` a line for each subject and currency:
    its ``id``, ``name`` and ``currency``, each of the ``subjects``, each of the ``figures``.

    Figures are whole numbers that may be summed; ``shown`` makes a record's fields of a currency
    and its figures, for a line as for a total. ?1, ?2 … are what the report is asked with.
    """

    tables: str
    lines: str
    subjects: Mapping[str, Reader]
    figures: Sequence[str]
    largest: str
    shown: Callable[..., dict[str, Any]]
    row: type[Line]
    total: type[Total]

    def read(
        self, db: Database, asked: Sequence[Any], listing: Listing[Any]
    ) -> Report[Line, Total]:
        where, order, args = window_of(_SORTS, listing)
        columns = ", ".join([*self.subjects, *self.figures])
        no_subjects = "null, " * len(self.subjects)
        sums = ", ".join(f"sum({name})" for name in self.figures)
        found = db.read(
            f"with {self.tables}, lines as ({self.lines}), ranked as materialized (select *, "
            # Text that sorts by currency and then the largest first.
            f"currency || printf('%019d', 1000000000000000000 - {self.largest}) as rank "
            "from lines) "
            f"select place, currency, 1, id, name, rank, {columns} from (select t.*, "
            f"row_number() over (order by {order}) as place from ranked t where {where}) "
            "where place <= ? "
            "union all select null, currency, count(*), null, null, null, "
            f"{no_subjects}{sums} from ranked group by currency order by place, 2",
            [*asked, *args, listing.window.limit + 1],
        )
        rows, totals, count = [], [], 0
        for place, currency, counted, id, name, rank, *values in found:
            told = values[: len(self.subjects)]
            figures = self.shown(currency, *values[len(self.subjects) :])
            if place is None:
                totals.append(self.total(**figures))
                count += counted
            else:
                readers = zip(self.subjects.items(), told, strict=True)
                subjects = {name: read(value) for (name, read), value in readers}
                rows.append(self.row(id=id, name=name, rank=rank, **subjects, **figures))
        page = page_of(rows, listing.window)
        return Report(
            items=page.items,
            has_next=page.has_next,
            has_previous=page.has_previous,
            totals=totals,
            count=count,
        )


def same(value: Any) -> Any:
    """Take a column as it lies."""
    return value


def added(value: str, where: str) -> str:
    """Write the SQL that sums a value over the records of a group that it is said of."""
    return f"coalesce(sum({value}) filter (where {where}), 0)"


def hours(hundredths: int) -> Decimal:
    """Make hours of hundredths."""
    return Decimal(hundredths).scaleb(-2)


def percent(part: int, whole: int) -> Decimal | None:
    """Return how many per cent of the whole a part is, to two decimals, a half rounded up."""
    if not whole:
        return None
    return EXACT.divide(Decimal(part * 100), Decimal(whole)).quantize(_CENT, ROUND_HALF_UP, EXACT)
