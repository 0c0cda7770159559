"""What an upstream's answers hold that was not expected: names, kinds and types, never values."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

from adapters.port import Clock

__all__ = ["Drift", "Expected", "Finding", "Kind", "Seen", "check", "kind_of"]

Kind = Literal["unknown_field", "missing_field", "changed_type", "unknown_value"]

_NAMES = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    list: "list",
    dict: "object",
    type(None): "null",
}
_LONGEST_NAME = 80
_MOST_KINDS = 1000


class Expected(Struct, frozen=True, kw_only=True):
    """What a field may hold: JSON types by name, known values, and the fields of what is in it.

    ``inside`` describes the object that the field holds, or each one of its list.
    """

    types: frozenset[str]
    required: bool = True
    values: frozenset[str] | None = None
    inside: Mapping[str, "Expected"] | None = None


class Finding(Struct, frozen=True):
    """One thing that was otherwise than expected. ``sample`` is the name of a type."""

    noun: str
    field: str
    kind: Kind
    sample: str


class Seen(Struct, frozen=True, kw_only=True):
    """How often a finding was made, and when first and last."""

    noun: str
    field: str
    kind: Kind
    sample: str
    count: int
    first: datetime
    last: datetime


class Drift:
    """Keeps count of findings; of at most a thousand different ones, for names are the upstream's.

    A finding counts once for each occurrence: a field that is unknown in every item of a page of
    hundred counts a hundred times, one that is missing in two lines of one invoice twice. An
    answer that is read twice counts twice, as do its items. ``untold`` counts the occurrences of
    those findings that found no place.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: dict[tuple[str, str, Kind], Seen] = {}
        self.untold = 0

    def note(self, findings: Iterable[Finding]) -> None:
        """Count each; the sample is the newest."""
        for finding, times in Counter(findings).items():
            now = self._clock.now()
            key = (finding.noun, finding.field, finding.kind)
            known = self._seen.get(key)
            if known is None and len(self._seen) >= _MOST_KINDS:
                self.untold += times
                continue
            self._seen[key] = Seen(
                noun=finding.noun,
                field=finding.field,
                kind=finding.kind,
                sample=finding.sample,
                count=known.count + times if known else times,
                first=known.first if known else now,
                last=now,
            )

    def seen(self) -> tuple[Seen, ...]:
        """Return all there is, in the order in which it was first seen."""
        return tuple(self._seen.values())


def check(
    noun: str, expected: Mapping[str, Expected], item: Mapping[str, Any]
) -> tuple[Finding, ...]:
    """Hold a decoded JSON object against what was expected of it."""
    return tuple(_compared(noun, "", expected, item))


def _compared(
    noun: str, above: str, expected: Mapping[str, Expected], item: Mapping[str, Any]
) -> Iterator[Finding]:
    for name, field in expected.items():
        if name in item:
            yield from _held(noun, above + name, field, item[name])
        elif field.required:
            yield Finding(noun, above + name, "missing_field", "nothing")
    for name in item:
        if name not in expected:
            yield Finding(noun, above + name[:_LONGEST_NAME], "unknown_field", kind_of(item[name]))


def _held(noun: str, name: str, field: Expected, value: Any) -> Iterator[Finding]:
    sample = kind_of(value)
    if sample not in field.types and not (sample == "integer" and "number" in field.types):
        yield Finding(noun, name, "changed_type", sample)
    elif field.values is not None and isinstance(value, str) and value not in field.values:
        yield Finding(noun, name, "unknown_value", sample)
    elif field.inside is not None:
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, Mapping):
                yield from _compared(noun, f"{name}.", field.inside, part)
            elif isinstance(value, list):
                yield Finding(noun, f"{name}[]", "changed_type", kind_of(part))


def kind_of(value: Any) -> str:
    """Return the name of a decoded value's type, as JSON has it."""
    return _NAMES.get(type(value), "object" if isinstance(value, Mapping) else "other")
