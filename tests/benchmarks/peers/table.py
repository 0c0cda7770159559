"""What was measured, as Markdown: each question's systems beside the one that all are held to."""

from collections.abc import Iterable, Mapping, Sequence

from tests.benchmarks.peers.growth import Growth
from tests.benchmarks.peers.load import Round
from tests.benchmarks.peers.rounds import Figures, Spread, ratio, spread

__all__ = ["ANEW", "compared", "grown", "written"]

ANEW = "the same, no answer given twice"
"""Over an upstream whose answers are never the same to the byte."""

HEAD = (
    *("", "requests a second", "p50", "p99", "CPU of a request"),
    *("upstream calls", "p50, upstream 20 ms away"),
)


def compared(
    figures: Figures, apart: Figures, anew: Figures, beside: str, what: Mapping[str, str]
) -> str:
    """Return the table: multiples of what ``beside`` has, medians of rounds, in brackets the least
    and the most; calls for a request; and milliseconds over an upstream that takes its time. Below
    a system comes what it does ``anew``, where no answer of the upstream is given twice.
    """
    rows = []
    for question, its in figures.items():
        rows.append((f"**{question}**: {what[question]}", *("",) * (len(HEAD) - 1)))
        for system, rounds in its.items():
            late = _milliseconds(apart.get(question, {}).get(system, ()))
            rows.append((system, *_beside(rounds, its[beside]), late))
            others = anew.get(question, {})
            if system in others and system != beside:
                rows.append((ANEW, *_beside(others[system], others[beside]), ""))
    return written(HEAD, rows)


def _beside(rounds: Sequence[Round], base: Sequence[Round]) -> tuple[str, ...]:
    times = [ratio(rounds, base, it) for it in ("rate", "p50", "p99", "cpu")]
    calls = spread(it.calls for it in rounds).middle
    return (_times(times[0], between=True), *map(_times, times[1:]), f"{calls:.2f}")


def grown(found: Sequence[Growth]) -> str:
    """Return the table of how costs grow."""
    rows = [
        (
            it.what,
            " / ".join(f"{size:,}" for size in it.sizes),
            " / ".join(f"{cost:,.0f}" for cost in it.costs),
            f"{it.exponent:.2f}",
        )
        for it in found
    ]
    return written(("what grows", "sizes", "cost", "exponent"), rows)


def written(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("|" + "".join(f" {it} |" if it else " |" for it in cells) for cells in lines)


def _times(found: Spread, between: bool = False) -> str:
    middle = _short(found.middle)
    return f"{middle} ({_short(found.least)} to {_short(found.most)})" if between else middle


def _short(number: float) -> str:
    """Write a number with as many digits as it can be believed."""
    return (
        f"{number:.0f}" if number >= 100 else f"{number:.1f}" if number >= 10 else f"{number:.2f}"
    )


def _milliseconds(rounds: Sequence[Round]) -> str:
    return f"{spread(it.p50 for it in rounds).middle:.0f} ms" if rounds else ""
