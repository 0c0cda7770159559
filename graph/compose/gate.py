"""The gate: how much each request may ask for, and whether the schema is shown to it."""

import hmac

from adapters.port import Clock, Viewer
from graph.settings import Settings
from resolvers.allowance import Allowance, Allowances, Limits

__all__ = ["Gate", "limits_of"]

_USUAL_BY_THE_MINUTE = 1_000_000


def limits_of(settings: Settings) -> Limits:
    """Return the limits that are set; a demo's callers have no budget unless one is."""
    by_the_minute = settings.cost_per_minute
    if by_the_minute is None:
        by_the_minute = 0 if settings.is_demo else _USUAL_BY_THE_MINUTE
    return Limits(
        tokens=settings.query_tokens,
        depth=settings.query_depth,
        fields=settings.query_fields,
        repeats=settings.query_repeats,
        aliases=settings.query_aliases,
        directives=settings.query_directives,
        root_fields=settings.query_root_fields,
        representations=settings.query_representations,
        cost=settings.query_cost,
        cost_per_minute=by_the_minute,
    )


class Gate:
    """Hands every request its allowance."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._allowances = Allowances(limits_of(settings), clock)
        shown = settings.introspection
        self._shows = settings.is_demo if shown is None else shown
        self._reports = settings.show_cost
        key = settings.gateway_key
        self._key = key.get_secret_value().encode() if key else None

    def is_gateway(self, key: str | None) -> bool:
        """Whether this is the gateway's key, told in the same time whatever it is."""
        if self._key is None or key is None:
            return False
        return hmac.compare_digest(self._key, key.encode("utf-8", "surrogateescape"))

    def allowance(self, viewer: Viewer | None, key: str | None, reports: bool) -> Allowance:
        """Return a request's allowance; None is somebody who has not signed in."""
        return self._allowances.of(
            viewer and (viewer.connection, viewer.user_id),
            introspects=self._shows or self.is_gateway(key),
            reports=self._reports or reports,
        )
