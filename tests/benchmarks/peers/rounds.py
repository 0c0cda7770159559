"""Rounds: each system loaded with each question, in turns, so that what befalls one befalls all."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.benchmarks.peers.load import Round, round_of
from tests.benchmarks.peers.questions import Question
from tests.benchmarks.peers.systems import System
from tests.benchmarks.peers.upstream import Upstream

__all__ = ["Figures", "Plan", "Spread", "cores", "in_turns", "ratio", "spread"]

Figures = Mapping[str, Mapping[str, Sequence[Round]]]
"""The rounds of each question, by system."""


@dataclass(frozen=True)
class Plan:
    """How much to measure: rounds of so many seconds each, with so many connections."""

    rounds: int = 3
    seconds: float = 3.0
    connections: int = 32
    core: int | None = None


@dataclass(frozen=True)
class Spread:
    """A median of rounds, and the least and the most of them."""

    middle: float
    least: float
    most: float


def cores() -> tuple[int | None, int | None]:
    """Choose a core for the servers and another for load and upstream, if there are two."""
    if not hasattr(os, "sched_getaffinity"):
        return None, None
    found = sorted(os.sched_getaffinity(0))
    return (found[0], found[1]) if len(found) > 1 else (None, None)


async def in_turns(
    systems: Sequence[System], upstream: Upstream, questions: Sequence[Question], plan: Plan
) -> Figures:
    """Measure all systems, question by question; the round before the first only warms them up."""
    found: dict[str, dict[str, list[Round]]] = {}
    for question in questions:
        its = found[question.name] = {system.name: [] for system in systems}
        for number in range(-1, plan.rounds):
            for system in systems:
                seconds = plan.seconds if number >= 0 else min(plan.seconds, 2.0)
                it = await round_of(
                    system, upstream, question, seconds, plan.connections, plan.core
                )
                if number >= 0:
                    its[system.name].append(it)
    return found


def ratio(ours: Sequence[Round], theirs: Sequence[Round], figure: str) -> Spread:
    """Return how many times theirs ours is, round by round."""
    pairs = zip(ours, theirs, strict=True)
    return spread(getattr(a, figure) / getattr(b, figure) for a, b in pairs)


def spread(values: Iterator[float]) -> Spread:
    """Return the median of some values, and the least and the most of them."""
    found = list(values)
    return Spread(median(found), min(found), max(found))
