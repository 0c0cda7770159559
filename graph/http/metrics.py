"""Metrics in Prometheus's text: what is known of each open practice without asking it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from typing_extensions import override

from adapters.port import DriftSeen
from graph.compose.door import Door, Doors

__all__ = ["metrics", "registry_over"]

_PATH = re.compile(r"[A-Za-z_]+[0-9]?(\.[A-Za-z_]+[0-9]?)*")
_UNNAMED = "(other)"


def registry_over(doors: Doors) -> CollectorRegistry:
    """Make an app's own registry; further metrics are registered in it."""
    registry = CollectorRegistry()
    registry.register(doors.telemetry.meters)
    registry.register(_Practices(doors))
    return registry


async def metrics(request: Request) -> Response:
    """Answer with all there is in the app's registry."""
    text = generate_latest(request.app.state.metrics)
    return Response(text, headers={"content-type": CONTENT_TYPE_PLAIN_0_0_4})


class _Practices(Collector):
    """Each practice's health, looked at when it is asked for: requests pay nothing for it."""

    def __init__(self, doors: Iterable[Door]) -> None:
        self._doors = doors

    @override
    def collect(self) -> Iterator[Metric]:
        drift = CounterMetricFamily(
            "panther_upstream_drift",
            "What was otherwise than expected in an upstream's answers.",
            labels=["connection", "noun", "field", "kind"],
        )
        unreadable = GaugeMetricFamily(
            "panther_upstream_unreadable_records",
            "Records that could not be read and were left out, at most 100 of them.",
            labels=["connection", "noun"],
        )
        person = GaugeMetricFamily(
            "panther_connection_needs_person",
            "1 while a connection waits for a code that was sent to somebody.",
            labels=["connection"],
        )
        resting = GaugeMetricFamily(
            "panther_upstream_breaker_open",
            "1 while an upstream is left alone, for it failed again and again.",
            labels=["connection"],
        )
        waiting = GaugeMetricFamily(
            "panther_upstream_waiting_calls",
            "Calls that wait for their turn at an upstream.",
            labels=["connection"],
        )
        session = GaugeMetricFamily(
            "panther_upstream_session_open",
            "1 while a connection is signed in at its upstream.",
            labels=["connection"],
        )
        for door in self._doors:
            health = door.practice.health
            waiting.add_metric([door.name], health.waiting)
            session.add_metric([door.name], health.signed_in)
            person.add_metric([door.name], health.needs_person is not None)
            resting.add_metric([door.name], health.resting)
            for labels, count in _drifted(health.drift).items():
                drift.add_metric([door.name, *labels], count)
            for noun, count in Counter(it.noun for it in health.unreadable).items():
                unreadable.add_metric([door.name, noun], count)
        yield from (drift, unreadable, person, resting, waiting, session)


def _drifted(drift: Iterable[DriftSeen]) -> Counter[tuple[str, str, str]]:
    counts: Counter[tuple[str, str, str]] = Counter()
    for it in drift:
        counts[it.noun, _field(it), it.kind] += it.count
    return counts


def _field(drift: DriftSeen) -> str:
    """Return a field's path. An unknown one ends in a name of the upstream's, which may be an id
    where ids are keys, or a value: what is not plainly a path of names is not shown.
    """
    shown = drift.kind != "unknown_field" or _PATH.fullmatch(drift.field)
    return drift.field if shown else _UNNAMED
