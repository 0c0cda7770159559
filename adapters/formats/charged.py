"""Charged: the tables of what an invoice charges for: work, expenses, interest, who did the work."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from reportlab.platypus import Flowable

from adapters.formats.document import Document, Line, Timekeeper
from adapters.formats.grid import Row, grid, section
from adapters.formats.lettering import bold, bold_right, note, right, styled, text
from adapters.formats.words import day, figure, number
from adapters.port import LineItemKind, Money

__all__ = ["expenses", "fees", "interest", "timekeepers"]

# A piece of a description: at most so many lines of so many characters, however wide those are.
_LINES, _PART = 3, re.compile(r".{1,100}(?=\s|$)|.{100}")

_Piece = tuple[bool, list[Flowable]]
"""A row's description, and whether it is its line's first row."""

_Told = tuple[Line, list[_Piece]]


def fees(document: Document, wide: float) -> list[Flowable]:
    """Return the table of work and fees; without work, the fees alone."""
    lines = document.fees
    hours = [line.item.quantity for line in lines if _is_time(line)]
    if not hours:
        return _plain(document, wide, lines, "Professional services", "Total fees")
    told = [(line, _described(line)) for line in lines]
    rows: list[Row] = [
        (
            [
                text(line.timekeeper.name if line.timekeeper else ""),
                described,
                right(number(line.item.quantity, least=1) if _is_time(line) else ""),
                right(figure(line.item.rate) if _is_time(line) else ""),
                right(figure(line.item.amount)),
            ]
            if first
            else ["", described, "", "", ""]
        )
        for line, pieces in told
        for first, described in pieces
    ]
    total = bold_right(figure(document.sum(line.item.amount for line in lines)))
    worked = bold_right(number(sum(hours, Decimal(0)), least=1))
    table = grid(
        _widths(wide, 68, 88, 0, 42, 60, 76),
        ("Date", "Timekeeper", "Description", "Hours", "Rate", _in(document)),
        [[when, *row] for when, row in zip(_days(told), rows, strict=True)],
        foot=["", "", bold("Total fees"), worked, "", total],
        numbers=3,
        ruled=_firsts(told),
    )
    return section("Professional services", table, len(rows))


def expenses(document: Document, wide: float) -> list[Flowable]:
    """Return the table of what was laid out."""
    return _plain(document, wide, document.expenses, "Expenses", "Total expenses")


def interest(document: Document, wide: float) -> list[Flowable]:
    """Return the table of what is charged for paying late."""
    return _plain(document, wide, document.interest, "Interest", "Total interest")


def timekeepers(document: Document, wide: float) -> list[Flowable]:
    """Return who worked how long, at what rate."""
    work: dict[tuple[Timekeeper, Money], list[Line]] = {}
    for line in document.fees:
        if line.timekeeper:
            work.setdefault((line.timekeeper, line.item.rate), []).append(line)
    if not work:
        return []
    rows = [
        [
            text(person.name),
            text((person.role or "").capitalize()),
            right(number(sum((line.item.quantity for line in lines), Decimal(0)), least=1)),
            right(figure(rate)),
            right(figure(document.sum(line.item.amount for line in lines))),
        ]
        for (person, rate), lines in work.items()
    ]
    table = grid(
        _widths(wide, 0, 120, 62, 76, 90),
        ("Timekeeper", "Role", "Hours", "Rate", _in(document)),
        rows,
        numbers=3,
    )
    return section("Summary by timekeeper", table, len(rows))


def _plain(
    document: Document, wide: float, lines: Sequence[Line], heading: str, sum_of: str
) -> list[Flowable]:
    """Return a table of lines that say no more than what they were for."""
    if not lines:
        return []
    told = [(line, _described(line)) for line in lines]
    rows: list[Row] = [
        [described, right(figure(line.item.amount) if first else "")]
        for line, pieces in told
        for first, described in pieces
    ]
    total = bold_right(figure(document.sum(line.item.amount for line in lines)))
    table = grid(
        _widths(wide, 68, 0, 90),
        ("Date", "Description", _in(document)),
        [[when, *row] for when, row in zip(_days(told), rows, strict=True)],
        foot=["", bold(sum_of), total],
        ruled=_firsts(told),
    )
    return section(heading, table, len(rows))


def _days(told: Sequence[_Told]) -> Iterator[Flowable | str]:
    """Yield the first cell of every row: a line's day, paler where the line above has the same."""
    before = None
    for line, pieces in told:
        for first, _ in pieces:
            said = line.item.date if first else None
            style = "text again" if said == before else "text"
            yield styled(style, day(said)) if said else ""
        before = line.item.date


def _firsts(told: Sequence[_Told]) -> list[int]:
    """Return the rows that open a day."""
    firsts, place, before = [], 0, None
    for line, pieces in told:
        if line.item.date != before or line.item.date is None:
            firsts.append(place)
        place, before = place + len(pieces), line.item.date
    return firsts


def _described(line: Line) -> list[_Piece]:
    """Return a line's words in pieces that each fit a page, its codes below the last."""
    codes = [code for code in (line.task_code, line.activity_code, line.expense_code) if code]
    beside = " \N{MIDDLE DOT} ".join([*codes, *(["taxed"] if line.item.tax.amount else [])])
    pieces: list[list[Flowable]] = [[text(piece)] for piece in _pieces(line.item.description)]
    pieces[-1] += [note(beside)] if beside else []
    return [(place == 0, piece) for place, piece in enumerate(pieces)]


def _pieces(words: str) -> list[str]:
    """Part long words at spaces, so that no piece is as high as a page."""
    parts = [
        ("" if place else "\n") + part
        for line in words.strip().splitlines()
        for place, part in enumerate(_PART.findall(line) or [""])
    ]
    starts = range(0, len(parts), _LINES)
    return ["".join(parts[at : at + _LINES]).strip() for at in starts] or [""]


def _is_time(line: Line) -> bool:
    return line.item.kind is LineItemKind.TIME


def _in(document: Document) -> str:
    return f"Amount ({document.currency})"


def _widths(wide: float, *columns: float) -> list[float]:
    """Return the columns' widths; one of nothing takes all that is left."""
    return [column or wide - sum(columns) for column in columns]
