"""What was noticed of an upstream while it was used: drift, and records that could not be read."""

from collections.abc import Iterable

from adapters.port import Capability, Clock, DriftSeen, NeedsPerson, PracticeHealth, Unreadable
from adapters.wire.drift import Drift, Finding

__all__ = ["Watch"]

_MOST = 100


class Watch:
    """Keeps count of drift; at most a hundred unreadable records are kept by id."""

    def __init__(self, clock: Clock) -> None:
        self._drift = Drift(clock)
        self._unreadable: dict[tuple[str, str], None] = {}

    def note(self, findings: Iterable[Finding]) -> None:
        """Count wherein an answer was otherwise than expected."""
        self._drift.note(findings)

    def ignored(self, noun: str) -> None:
        """Note that an upstream answers a plain page where it was asked for certain ids."""
        self._drift.note([Finding(noun, "ids", "unknown_value", "list")])

    def lost(self, noun: str, ids: Iterable[str]) -> None:
        """Note items that can't be read and were left out."""
        for id in ids:
            if len(self._unreadable) < _MOST:
                self._unreadable[(noun, id[:_MOST])] = None

    def health(
        self,
        capabilities: frozenset[Capability],
        needs_person: NeedsPerson | None,
        failure: str | None,
        resting: bool,
        waiting: int,
        signed_in: bool,
    ) -> PracticeHealth:
        """Return all that was noticed so far."""
        return PracticeHealth(
            capabilities=tuple(it for it in Capability if it in capabilities),
            needs_person=needs_person,
            failure=failure,
            resting=resting,
            waiting=waiting,
            signed_in=signed_in,
            drift=tuple(
                DriftSeen(
                    noun=it.noun,
                    field=it.field,
                    kind=it.kind,
                    sample_type=it.sample,
                    count=it.count,
                    first_seen=it.first,
                    last_seen=it.last,
                )
                for it in self._drift.seen()
            ),
            unreadable=tuple(Unreadable(noun=noun, id=id) for noun, id in self._unreadable),
        )
