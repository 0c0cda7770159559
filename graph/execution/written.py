"""Written: an answer's data, kept with what it was made of, and given again while that is the same.

What a plan makes of what it loaded depends on nothing else. Of the very same records, not of equal
ones, it would write the same again; so it is enough to look whether they are. Who asks is let in,
weighed and told of as ever, and all that they may see is asked for: only the writing is spared.
"""

from collections.abc import Hashable, Mapping, Sequence
from operator import is_
from typing import Any, NamedTuple

from graph.execution.lru import Lru
from resolvers.paging import Connection

__all__ = ["Written"]

Values = Sequence[Mapping[Any, Any]]

_MOST, _HEAVIEST = 64, 2_000_000  # characters; the records of an answer take some six times as much
_PLAIN = frozenset({str, int, bool})


class _Kept(NamedTuple):
    values: Values
    data: bytes


class Written:
    """The data of late, by plan and variables."""

    def __init__(self) -> None:
        self._kept: Lru[Hashable, _Kept] = Lru(_MOST, _HEAVIEST)

    def find(self, key: Hashable, values: Values) -> bytes | None:
        """Return what was written of these values, or None if it was of others."""
        kept = self._kept.get(key)
        return kept.data if kept and all(map(_same, kept.values, values)) else None

    def keep(self, key: Hashable, values: Values, data: bytes) -> None:
        self._kept.put(key, _Kept(values, data), len(data))


def _same(before: Mapping[Any, Any], now: Mapping[Any, Any]) -> bool:
    """Whether a wait came to the same, of the same records in the same order."""
    return [*before] == [*now] and (
        all(map(is_, before.values(), now.values()))
        or all(map(_alike, before.values(), now.values()))
    )


def _alike(before: object, now: object) -> bool:
    if before is now:
        return True
    kind = type(before)
    if kind is not type(now):
        return False
    if isinstance(before, Connection) and isinstance(now, Connection):
        return before.page is now.page
    if isinstance(before, list) and isinstance(now, list):
        return len(before) == len(now) and all(map(is_, before, now))
    return kind in _PLAIN and before == now
