"""The tracer: which traces are kept, what new spans are called, and whom they are told to."""

from collections.abc import Callable

from adapters.telemetry.context import Place
from adapters.telemetry.spans import Attributes, Span, SpanKind
from graph.telemetry.sampling import Sampler

__all__ = ["Tracer"]

_TRACE_DIGITS, _SPAN_DIGITS = 32, 16
_NANOSECONDS = 1_000_000_000


class Tracer:
    """Makes spans. ``digits`` returns so many random hexadecimal ones, ``now`` is nanoseconds since
    1970.
    """

    def __init__(
        self,
        tell: Callable[[Span], None],
        *,
        keeps: Sampler,
        digits: Callable[[int], str],
        now: Callable[[], int],
    ) -> None:
        self._tell, self._keeps, self._digits, self._now = tell, keeps, digits, now

    def start(self, parent: Place | None) -> Place:
        """Return where a request stands: in its caller's trace, or in a new one, below nothing."""
        trace_id = parent.trace_id if parent else self._digits(_TRACE_DIGITS)
        return Place(trace_id, parent.span_id if parent else "", self._keeps(parent, trace_id))

    def below(self, place: Place) -> Place:
        """Return the place of a new span in the same trace."""
        return Place(place.trace_id, self._digits(_SPAN_DIGITS), place.sampled)

    def ended(
        self,
        name: str,
        kind: SpanKind,
        place: Place,
        parent: Place,
        seconds: float,
        attributes: Attributes,
        error: str | None,
    ) -> None:
        """Tell of a span that ends now and took so long, if its trace is kept."""
        if not place.sampled:
            return
        now = self._now()
        self._tell(
            Span(
                name=name,
                kind=kind,
                place=place,
                parent_id=parent.span_id or None,
                began=now - round(seconds * _NANOSECONDS),
                ended=now,
                attributes=attributes,
                error=error,
            )
        )
