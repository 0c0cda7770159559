"""Grid: a table with a head that comes again on every page, and a foot that adds it up."""

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Table

from adapters.formats.lettering import ACCENT, PALE, RULE, caption, caption_right, styled

__all__ = ["Row", "grid", "pairs", "section"]

Row = Sequence[Flowable | list[Flowable] | str]

_ROOM = 96
_FEW = 8


def section(words: str, headed: Flowable, rows: int) -> list[Flowable]:
    """Return a heading and what it heads: few rows on one page, else never the heading alone."""
    heading = styled("section", words)
    if rows <= _FEW:
        return [KeepTogether([heading, headed])]
    return [CondPageBreak(_ROOM), heading, headed]


def grid(
    widths: Sequence[float],
    head: Sequence[str],
    rows: Sequence[Row],
    *,
    foot: Row | None = None,
    numbers: int = 1,
    ruled: Sequence[int] = (),
) -> Table:
    """Return a table whose last ``numbers`` columns hold figures; ``ruled`` rows get a line above.

    The foot stays on the page of the row above it. No row may be higher than a page.
    """
    first_number = len(head) - numbers
    heads = [
        (caption_right if place >= first_number else caption)(word.upper())
        for place, word in enumerate(head)
    ]
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), PALE),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, ACCENT),
        ("LEFTPADDING", (0, 0), (-1, -1), 5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 5),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
        *(("LINEABOVE", (0, row + 1), (-1, row + 1), 0.4, RULE) for row in ruled if row),
    ]
    feet = [list(foot)] if foot else []
    if foot is None:
        style.append(("LINEBELOW", (0, -1), (-1, -1), 0.4, RULE))
    else:
        style += [
            ("LINEABOVE", (0, -1), (-1, -1), 0.8, ACCENT),
            ("NOSPLIT", (0, -2), (-1, -1)),
        ]
    return Table(
        [heads, *map(list, rows), *feet],
        colWidths=list(widths),
        repeatRows=1,
        style=style,
        hAlign="LEFT",
    )


def pairs(widths: Sequence[float], rows: Sequence[Row], last: bool = False) -> Table:
    """Return words and their figures side by side; ``last`` sets the last row off as the sum."""
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 5),
        ("TOPPADDING", (0, 0), (-1, -1), 2.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
    ]
    if last:
        style += [
            ("BACKGROUND", (0, -1), (-1, -1), PALE),
            ("LINEABOVE", (0, -1), (-1, -1), 1, ACCENT),
            ("TOPPADDING", (0, -1), (-1, -1), 5),
            ("BOTTOMPADDING", (0, -1), (-1, -1), 6),
        ]
    return Table([list(row) for row in rows], colWidths=list(widths), style=style, hAlign="RIGHT")
