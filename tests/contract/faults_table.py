"""Prints what every fault does to every operation, as it is found by running each: python -m …"""

import logging
import tempfile
from collections.abc import Iterable
from pathlib import Path

from adapters.embedded.practice import EmbeddedPractice
from tests.contract.weather import FAULTS, OPERATIONS, Cell, Kind, Weather, weather
from tests.world import CountedIds, StandingClock

_SIGNS = {
    "same": "=",
    "UPSTREAM_UNAVAILABLE": "U",
    "OUTCOME_UNKNOWN": "?",
    "NOT_SUPPORTED_BY_UPSTREAM": "N",
    "INVALID_INPUT": "I",
}
_LEGEND = """Each cell: the fault once / for ever, on the operation's own requests.
=  the same answer as without a fault       U  refused: UPSTREAM_UNAVAILABLE
?  refused: OUTCOME_UNKNOWN                 0, 1 …  records new (POST), changed (PATCH), gone (DELETE)
N  refused: NOT_SUPPORTED_BY_UPSTREAM       I  refused: INVALID_INPUT, in the upstream's words
404, 429, 500, 503, cut-before, garbage, html and expired come instead of the work; all else, and what is
named -after, befalls the answer to work that was done."""


async def rows(weather: Weather) -> list[tuple[str, list[tuple[Cell, Cell]]]]:
    """Run every cell, and return the cells of each fault in the operations' order."""
    return [
        (
            fault,
            [
                (await weather.cell(it, fault, 1), await weather.cell(it, fault, None))
                for it in OPERATIONS
            ],
        )
        for fault in FAULTS
    ]


def _line(first: str, cells: Iterable[str]) -> str:
    return f"{first:20}" + "".join(f"{cell:>12}" for cell in cells)


def _shown(kind: Kind, cell: Cell) -> str:
    sign = _SIGNS.get(cell.saw, cell.saw)
    return sign if kind is Kind.READ and not cell.done else f"{sign}{cell.done}"


def main() -> None:
    """Make a demo firm in a new directory, run every cell over loopback, and print the table."""
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "practice.sqlite"
        EmbeddedPractice(str(path), clock=StandingClock(), ids=CountedIds()).close()
        with weather(path) as (sky, runner):
            found = runner.run(rows(sky))
    print(_line("", ("" if it.kind is Kind.READ else it.kind.name for it in OPERATIONS)))
    print(_line("", (it.name for it in OPERATIONS)))
    for fault, cells in found:
        pairs = zip(OPERATIONS, cells, strict=True)
        print(
            _line(
                fault,
                (
                    f"{_shown(it.kind, once)} / {_shown(it.kind, ever)}"
                    for it, (once, ever) in pairs
                ),
            )
        )
    print(f"{sum(len(cells) for _, cells in found) * 2} cells\n{_LEGEND}")


if __name__ == "__main__":
    main()
