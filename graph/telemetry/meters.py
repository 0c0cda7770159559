"""What is counted and measured of requests, operations, asks of a practice and upstream calls."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from typing_extensions import override

from graph.telemetry.tallies import SECONDS, Counts, Histograms

__all__ = ["OTHER", "UNNAMED", "Meters"]

OTHER, UNNAMED = "(other)", "(unnamed)"
_MOST_NAMES = 100
_LONGEST_NAME = 64
_KEYS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


class Meters(Collector):
    """An app's own. Operations' names are callers' words: the first hundred are kept, of valid
    documents alone, and the rest is one.
    """

    def __init__(self) -> None:
        self.requests = Counts(
            "panther_http_requests", "Requests, by route and status.", ["route", "status"]
        )
        self.operations = Counts(
            "panther_operations",
            "Operations, by name, kind and outcome: ok, errors, refused, late or gone.",
            ["operation", "kind", "outcome"],
        )
        self.operation_seconds = Histograms(
            "panther_operation_seconds", "How long operations took.", ["operation"], SECONDS
        )
        self.fallbacks = Counts(
            "panther_fallbacks", "Operations that no compiled plan answered, and why.", ["reason"]
        )
        self.ask_seconds = Histograms(
            "panther_ask_seconds", "How long a practice took to answer.", ["ask"], SECONDS
        )
        self.batch_keys = Histograms(
            "panther_batch_keys", "How many keys a practice was asked for at once.", ["ask"], _KEYS
        )
        self.calls = Counts(
            "panther_upstream_calls",
            "Attempts to call an upstream, by what came of each.",
            ["connection", "method", "route", "outcome"],
        )
        self.call_seconds = Histograms(
            "panther_upstream_call_seconds",
            "How long an upstream took to answer.",
            ["connection"],
            SECONDS,
        )
        self.sign_ins = Counts(
            "panther_sign_ins",
            "Steps of signing in and out, by what came of each: session, challenge, ended, or the "
            "code of a refusal.",
            ["connection", "step", "outcome"],
        )
        self.tokens_refused = Counts(
            "panther_tokens_refused",
            "Tokens that let nobody in: denied, expired, misdirected, or not to be looked up.",
            ["reason"],
        )
        self.open_sockets = 0
        self._names: set[str] = set()

    def name(self, operation: str | None, *, valid: bool) -> str:
        """Return an operation's name as it is shown."""
        if operation is None:
            return UNNAMED if valid else OTHER
        if operation in self._names:
            return operation
        room = len(self._names) < _MOST_NAMES and len(operation) <= _LONGEST_NAME
        if not (valid and room):
            return OTHER
        self._names.add(operation)
        return operation

    @override
    def collect(self) -> Iterator[Metric]:
        for it in (
            self.requests,
            self.operations,
            self.operation_seconds,
            self.fallbacks,
            self.ask_seconds,
            self.batch_keys,
            self.calls,
            self.call_seconds,
            self.sign_ins,
            self.tokens_refused,
        ):
            yield from it.collect()
        sockets = GaugeMetricFamily("panther_sockets_open", "WebSockets that are open.")
        sockets.add_metric([], self.open_sockets)
        yield sockets
