"""Filters, orders and windows over records in hand, for an upstream that has none of its own."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from string import ascii_lowercase, ascii_uppercase
from typing import Any, TypeVar

from adapters.port import (
    Contact,
    ContactFilter,
    Invoice,
    InvoiceFilter,
    Listing,
    Matter,
    MatterFilter,
    Order,
    OrderDirection,
    Page,
    Position,
    TimeEntry,
    TimeEntryFilter,
    key_of,
)

__all__ = ["every", "of_contact", "of_invoice", "of_matter", "of_time_entry", "page_of", "pages_of"]

_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_FOLDED = frozenset({"name", "title"})
_SORTING = frozenset({str, int, dt.date, dt.datetime})

Record = TypeVar("Record")
Filter = TypeVar("Filter")
Fits = Callable[[Filter, Record], bool]


def page_of(
    records: Iterable[Record], listing: Listing[Filter], fits: Fits[Filter, Record]
) -> Page[Record]:
    """Return the window of the records that fit, in the listing's order."""
    found = [*records]
    return _windows(found, listing, fits)(found)


def pages_of(
    records: Mapping[str, Sequence[Record]], listing: Listing[Filter], fits: Fits[Filter, Record]
) -> dict[str, Page[Record]]:
    """Return the same window of each parent's records."""
    window = _windows(chain.from_iterable(records.values()), listing, fits)
    return {parent: window(found) for parent, found in records.items()}


def _windows(
    all_there_are: Iterable[Record], listing: Listing[Filter], fits: Fits[Filter, Record]
) -> Callable[[Sequence[Record]], Page[Record]]:
    """Return what finds the window of some of these records."""
    order, window, filter = listing.order, listing.window, listing.filter
    filtered = filter is not None and filter != type(filter)()
    place = _places(all_there_are, order)
    descending = order.direction is OrderDirection.DESC

    def page(records: Sequence[Record]) -> Page[Record]:
        wanted = [it for it in records if fits(filter, it)] if filtered else [*records]
        wanted.sort(key=place, reverse=descending)
        within = wanted
        if window.after or window.before:
            within = [it for it in wanted if _beyond(it, order, window.after, window.before)]
        more = len(within) > window.limit
        if window.backwards:
            items = within[-window.limit :]
            return Page(items=items, has_next=window.before is not None, has_previous=more)
        items = within[: window.limit]
        return Page(items=items, has_next=more, has_previous=window.after is not None)

    return page


def every(_filter: object, _record: object) -> bool:
    """Let everything through."""
    return True


def of_matter(filter: MatterFilter, matter: Matter) -> bool:
    """Whether a matter meets every condition given."""
    text = _text(matter.number, matter.external_id, matter.title, matter.practice_area)
    return (
        _among(filter.status, matter.status)
        and filter.client_id in (None, matter.client_id)
        and filter.responsible_attorney_id in (None, matter.responsible_attorney_id)
        and filter.practice_area in (None, matter.practice_area)
        and (filter.tag is None or filter.tag in matter.tags)
        and (filter.updated_from is None or matter.updated_at >= filter.updated_from)
        and (filter.updated_to is None or matter.updated_at < filter.updated_to)
        and (not filter.search or filter.search.casefold() in text)
    )


def of_contact(filter: ContactFilter, contact: Contact) -> bool:
    """Whether a contact meets every condition given."""
    person = contact.primary_contact
    names = (person.given_name, person.family_name, person.email) if person else ()
    text = _text(contact.name, contact.external_id, *names, *contact.emails)
    return (
        filter.type in (None, contact.type)
        and (filter.updated_from is None or contact.updated_at >= filter.updated_from)
        and (filter.updated_to is None or contact.updated_at < filter.updated_to)
        and (not filter.search or filter.search.casefold() in text)
    )


def of_time_entry(filter: TimeEntryFilter, entry: TimeEntry) -> bool:
    """Whether a time entry meets every condition given."""
    return (
        filter.matter_id in (None, entry.matter_id)
        and filter.user_id in (None, entry.user_id)
        and (filter.date_from is None or entry.date >= filter.date_from)
        and (filter.date_to is None or entry.date <= filter.date_to)
        and _among(filter.status, entry.status)
        and filter.billable in (None, entry.billable)
    )


def of_invoice(filter: InvoiceFilter, invoice: Invoice) -> bool:
    """Whether an invoice meets every condition given."""
    return (
        filter.matter_id in (None, invoice.matter_id)
        and filter.client_id in (None, invoice.client_id)
        and _among(filter.status, invoice.status)
        and (filter.issued_from is None or invoice.issue_date >= filter.issued_from)
        and (filter.issued_to is None or invoice.issue_date <= filter.issued_to)
        and filter.overdue in (None, invoice.overdue)
    )


def _among(wanted: Sequence[Any] | None, value: Any) -> bool:
    return wanted is None or value in wanted


def _text(*parts: str | None) -> str:
    return " ".join(part for part in parts if part).casefold()


def _places(records: Iterable[Any], order: Order) -> Callable[[Any], Any]:
    """Return what gives a record's place: its attribute as it is, where all sort by theirs as by
    what a position says of it.
    """
    kinds = set(map(type, map(attrgetter(order.by), records)))
    if len(kinds) == 1 and order.by not in _FOLDED and kinds <= _SORTING:
        return attrgetter(order.by, "id")
    return lambda record: _place(record, order)


def _place(record: Any, order: Order) -> tuple[Any, str]:
    return (_folded(key_of(getattr(record, order.by)), order), record.id)


def _beyond(record: Any, order: Order, after: Position | None, before: Position | None) -> bool:
    place = _place(record, order)
    descending = order.direction is OrderDirection.DESC
    for position, follows in ((after, True), (before, False)):
        if position is not None:
            end = (_folded(position.key, order), position.id)
            beyond = place < end if follows is descending else place > end
            if not beyond:
                return False
    return True


def _folded(key: str | int, order: Order) -> str | int:
    """Set letter case aside in names and titles, and only there and in ASCII, as SQLite does."""
    if isinstance(key, str) and order.by in _FOLDED:
        return key.translate(_LOWER)
    return key
