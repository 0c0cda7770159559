"""What was noticed of an upstream while it was used: drift, and records that could not be read."""

import msgspec

from adapters.port import Capability, Clock, DriftSeen, NeedsPerson, PracticeHealth, Unreadable
from adapters.wire.drift import Drift, Expected, Finding, check

__all__ = ["Watch"]

_MOST = 100


class Watch:
    """Looks at answers as they are read; at most a hundred unreadable records are kept by id."""

    def __init__(self, clock: Clock) -> None:
        self._drift = Drift(clock)
        self._unreadable: dict[tuple[str, str], None] = {}

    def look(self, noun: str, expected: dict[str, Expected], raw: msgspec.Raw) -> None:
        """Hold an item against what was expected of it."""
        item = _decoded(raw)
        if item is not None:
            self._drift.note(check(noun, expected, item))

    def ignored(self, noun: str) -> None:
        """Note that an upstream answers a plain page where it was asked for certain ids."""
        self._drift.note([Finding(noun, "ids", "unknown_value", "list")])

    def lost(self, noun: str, expected: dict[str, Expected], raw: msgspec.Raw) -> str:
        """Note an item that can't be read, and return its id, the first of its fields."""
        self.look(noun, expected, raw)
        id = str((_decoded(raw) or {}).get(next(iter(expected)), "without an id"))[:_MOST]
        if len(self._unreadable) < _MOST:
            self._unreadable[(noun, id)] = None
        return id

    def health(
        self,
        capabilities: frozenset[Capability],
        needs_person: NeedsPerson | None,
        failure: str | None,
        resting: bool,
    ) -> PracticeHealth:
        """Return all that was noticed so far."""
        return PracticeHealth(
            capabilities=tuple(it for it in Capability if it in capabilities),
            needs_person=needs_person,
            failure=failure,
            resting=resting,
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


def _decoded(raw: msgspec.Raw) -> dict[str, object] | None:
    try:
        return msgspec.json.decode(raw, type=dict[str, object])
    except msgspec.MsgspecError:
        return None
