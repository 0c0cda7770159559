"""A query as it was asked: every parameter known, read by its kind, or refused by its name."""

import datetime as dt
from collections.abc import Collection, Sequence
from enum import Enum
from typing import TypeVar

from starlette.datastructures import QueryParams

from adapters.sandbox.problems import invalid

__all__ = ["MANY", "MOST", "Asked"]

Value = TypeVar("Value", bound=Enum)

MOST = 1_000_000_000
"""More than any list holds."""

MANY = frozenset({"ids", "matterIds", "clientIds", "ledgerIds"})
"""The parameters that take a list of ids."""

_PAGE_SIZE = 50
_MOST_OF_A_PAGE = 200
_MOST_OF_MANY = 2000
_MOST_IDS = 200


class Asked:
    """Reads parameters; every method raises ``Problem`` naming the parameter it can't read."""

    def __init__(self, params: QueryParams, known: Collection[str]) -> None:
        self._params = params
        for name in params:
            if name not in known and name not in ("page", "pageSize"):
                raise invalid((name,), f"There is no parameter {name} here.")

    @property
    def page(self) -> int:
        return self._whole("page", 1)

    @property
    def page_size(self) -> int:
        """How many to answer with: what was asked for, or the most there may be."""
        most = _MOST_OF_MANY if MANY.intersection(self._params) else _MOST_OF_A_PAGE
        return min(self._whole("pageSize", _PAGE_SIZE), most)

    def gives(self, *names: str) -> bool:
        """Whether any of these was given."""
        return any(name in self._params for name in names)

    def text(self, name: str) -> str | None:
        values = self._params.getlist(name)
        if len(values) > 1:
            raise invalid((name,), f"{name} was given {len(values)} times.")
        return values[0] if values else None

    def many(self, name: str) -> list[str] | None:
        """Return the ids of a list, each once, in the order they were asked for."""
        if name not in self._params:
            return None
        parts = ",".join(self._params.getlist(name)).split(",")
        ids = list(dict.fromkeys(part.strip() for part in parts if part.strip()))
        if len(ids) > _MOST_IDS:
            raise invalid((name,), f"{name} takes at most {_MOST_IDS} ids, not {len(ids)}.")
        return ids

    def values(self, name: str, kind: type[Value], allowed: Sequence[Value]) -> tuple[Value, ...]:
        """Return the wanted values of a closed set."""
        text = self.text(name) or ""
        by_name = {value.value: value for value in allowed}
        if unknown := [part for part in text.split(",") if part not in by_name]:
            known = ", ".join(by_name)
            raise invalid((name,), f"{unknown[0]!r} is no {kind.__name__}; it is one of {known}.")
        return tuple(by_name[part] for part in text.split(","))

    def day(self, name: str) -> dt.date | None:
        text = self.text(name)
        try:
            return None if text is None else dt.date.fromisoformat(text)
        except ValueError:
            raise invalid((name,), f'{name} is a day as "2026-02-18".') from None

    def instant(self, name: str) -> dt.datetime | None:
        """Read an ISO 8601 timestamp; one without an offset is in UTC."""
        text = self.text(name)
        if text is None:
            return None
        try:
            moment = dt.datetime.fromisoformat(text)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
            return moment.astimezone(dt.UTC)
        except (ValueError, OverflowError):
            raise invalid((name,), f'{name} is a timestamp as "2026-02-18T17:21:02Z".') from None

    def _whole(self, name: str, default: int) -> int:
        text = self.text(name)
        if text is None:
            return default
        if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
            raise invalid((name,), f"{name} is a whole number from 1.")
        return int(text)
