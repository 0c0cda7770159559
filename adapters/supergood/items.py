"""The upstream's JSON as records: what of it can be read, and wherein it is not as expected."""

import logging
from collections.abc import Callable
from functools import cache, lru_cache
from types import GenericAlias
from typing import Any, Generic, TypeVar

import msgspec

from adapters.supergood.client import Garbled
from adapters.supergood.health import Watch
from adapters.supergood.shapes import expected_of
from adapters.wire.drift import Finding
from adapters.wire.likeness import Likeness

__all__ = ["Items", "Paged", "Receipts", "Told"]

Item = TypeVar("Item", bound=msgspec.Struct)
Record = TypeVar("Record")
Held = TypeVar("Held")

_PAGE_SIZE = 200  # of an upstream that does not say
_PAGES_KEPT, _LONGEST_KEPT = 64, 128 * 1024  # bytes; the records of a page take six times as much

_log = logging.getLogger("panther.supergood")
# Beside what is no item: a currency there is not, a figure that is none.
_UNREAD = (msgspec.MsgspecError, LookupError, TypeError, ValueError, ArithmeticError)


class Paged(msgspec.Struct, Generic[Record]):
    """The records of a page, and what it says of its list: ``there`` counts all of its items."""

    records: tuple[Record, ...]
    there: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages its list has."""
        return -(-self.total // max(self.size, 1))


class _Page(msgspec.Struct, Generic[Held], rename="camel"):
    items: list[Held]
    total: int
    page: int = 1
    page_size: int = _PAGE_SIZE


class Items(Generic[Item, Record]):
    """Reads one noun. Every answer is held against what is expected, whether it can be read or not.

    An item that can't be read is noted by its id and does not fail its page. Where there are items
    and none can be read the page is garbled: it must not look like an empty one.

    A page that is the same to the byte as one that was read lately is not read again.
    """

    def __init__(
        self, watch: Watch, *, noun: str, shape: type[Item], record: Callable[[Item], Record]
    ) -> None:
        self._watch, self._noun, self._shape, self._record = watch, noun, shape, record
        self._likeness, self._id = _known(noun, shape)
        self._item = msgspec.json.Decoder(shape).decode

    def page(self, body: bytes) -> Paged[Record]:
        """Read a page. Raises ``MsgspecError`` or ``Garbled`` for what is none."""
        read = _read if len(body) <= _LONGEST_KEPT else _read.__wrapped__
        findings, page = read(self._noun, self._shape, self._record, body)
        self._watch.note(findings)
        return page or self._some(msgspec.json.decode(body, type=_Page[msgspec.Raw]))

    def one(self, body: bytes) -> Record:
        """Read a single item. Raises ``MsgspecError`` or ``Garbled`` for what is none."""
        self._watch.note(self._likeness.of_item(body))
        try:
            return self._record(self._item(body))
        except _UNREAD as error:
            msgspec.json.decode(body, type=dict[str, msgspec.Raw])
            raise self._garbled([self._id_in(body)]) from error

    def changed(self, id: str, body: bytes) -> None:
        """Look at an item that was changed. Raises ``MsgspecError`` for one that is another."""
        self._watch.note(self._likeness.of_item(body))
        if _id_of(body, self._id) != id:
            raise msgspec.ValidationError(f"This is not {id}.")

    def _some(self, page: _Page[msgspec.Raw]) -> Paged[Record]:
        """Read what can be read of a page."""
        records: list[Record] = []
        lost: list[str] = []
        for raw in page.items:
            try:
                records.append(self._record(self._item(raw)))
            except _UNREAD as error:
                lost.append(self._id_in(raw))
                _log.warning("%s of the %s can't be read: %s", lost[-1], self._noun, error)
        if lost and not records:
            raise self._garbled(lost)
        self._watch.lost(self._noun, lost)
        return Paged(tuple(records), len(page.items), page.page_size, page.total)

    def _garbled(self, lost: list[str]) -> Garbled:
        one = f"{lost[0]} for one" if len(lost) > 1 else lost[0]
        reason = f"its {self._noun} can't be read, {one}; see the drift of its answers."
        return Garbled(reason, lost)

    def _id_in(self, raw: bytes) -> str:
        try:
            return _id_of(raw, self._id)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return "one without an id"


class Receipts:
    """Reads the receipts of one noun: only its id has to be there, all else may drift."""

    def __init__(self, watch: Watch, *, noun: str, shape: type[msgspec.Struct]) -> None:
        self._watch = watch
        self._likeness, self._id = _known(f"receipts of {noun}", shape)

    def id(self, body: bytes) -> str:
        """Return the id of what was made. Raises ``MsgspecError`` for what is no receipt."""
        self._watch.note(self._likeness.of_item(body))
        return _id_of(body, self._id)


class Told(Generic[Item]):
    """Reads the receipts of one deed, which tell more than an id."""

    def __init__(self, watch: Watch, *, noun: str, shape: type[Item]) -> None:
        self._watch = watch
        self._likeness, _ = _known(f"receipts of {noun}", shape)
        self._item = msgspec.json.Decoder(shape).decode

    def all(self, body: bytes) -> Item:
        """Return what is told. Raises ``MsgspecError`` for what is no receipt."""
        self._watch.note(self._likeness.of_item(body))
        return self._item(body)


@cache
def _known(noun: str, shape: type[msgspec.Struct]) -> tuple[Likeness, str]:
    """Return what is known of a noun's answers, and the name of its id: made once, not per firm."""
    expected = expected_of(shape)
    return Likeness(noun, expected), next(iter(expected))


@lru_cache(maxsize=_PAGES_KEPT)
def _read(
    noun: str, shape: type[Item], record: Callable[[Item], Record], body: bytes
) -> tuple[tuple[Finding, ...], Paged[Record] | None]:
    """Return wherein a page is otherwise than expected, and the page if all of it can be read."""
    likeness, _ = _known(noun, shape)
    findings = tuple(likeness.of_page(body))
    try:
        page = _pages(shape).decode(body)
        records = tuple([record(item) for item in page.items])
    except _UNREAD:
        return findings, None
    return findings, Paged(records, len(records), page.page_size, page.total)


@cache
def _pages(shape: type[msgspec.Struct]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(GenericAlias(_Page, (shape,)))


def _id_of(body: bytes, name: str) -> str:
    return msgspec.convert(msgspec.json.decode(body, type=dict[str, Any]).get(name), str)
