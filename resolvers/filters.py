"""What lists may be narrowed to and sorted by, as callers say it, and as the port takes it."""

from datetime import date, datetime
from typing import TypeVar

import strawberry

from adapters import port
from adapters.port import Order, OrderDirection

__all__ = [
    "ContactFilter",
    "ContactOrder",
    "InvoiceFilter",
    "InvoiceOrder",
    "MatterFilter",
    "MatterOrder",
    "RateFilter",
    "TimeEntryFilter",
    "TimeEntryOrder",
    "given",
    "sorted_by",
]

Filter = TypeVar("Filter")

_SINCE = "Only what changed at or after this instant."
_UNTIL = "Only what changed before this instant."


@strawberry.input(description="Narrows matters; every condition given must hold.")
class MatterFilter:
    status: list[port.MatterStatus] | None = strawberry.field(
        default=strawberry.UNSET, description="Any of these."
    )
    client_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="This client's."
    )
    responsible_attorney_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Those this user answers for."
    )
    practice_area: str | None = strawberry.field(
        default=strawberry.UNSET, description="Exactly this practice area."
    )
    tag: str | None = strawberry.field(
        default=strawberry.UNSET, description="Those that carry this tag."
    )
    updated_from: datetime | None = strawberry.field(default=strawberry.UNSET, description=_SINCE)
    updated_to: datetime | None = strawberry.field(default=strawberry.UNSET, description=_UNTIL)
    search: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Text in the number, title, practice area or external id, in any letter case.",
    )


@strawberry.input(description="Narrows contacts; every condition given must hold.")
class ContactFilter:
    type: port.ContactType | None = strawberry.field(
        default=strawberry.UNSET, description="Only persons, or only organizations."
    )
    search: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Text in a name, an e-mail address or the external id, in any letter case.",
    )
    updated_from: datetime | None = strawberry.field(default=strawberry.UNSET, description=_SINCE)
    updated_to: datetime | None = strawberry.field(default=strawberry.UNSET, description=_UNTIL)


@strawberry.input(description="Narrows time entries; every condition given must hold.")
class TimeEntryFilter:
    matter_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="This matter's."
    )
    user_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="This user's."
    )
    date_from: date | None = strawberry.field(
        default=strawberry.UNSET, description="Work done on or after this day."
    )
    date_to: date | None = strawberry.field(
        default=strawberry.UNSET, description="Work done on or before this day."
    )
    status: list[port.TimeEntryStatus] | None = strawberry.field(
        default=strawberry.UNSET, description="Any of these."
    )
    billable: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Only what is, or is not, to be charged."
    )


@strawberry.input(description="Narrows invoices; every condition given must hold.")
class InvoiceFilter:
    matter_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="This matter's."
    )
    client_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="This client's."
    )
    status: list[port.InvoiceStatus] | None = strawberry.field(
        default=strawberry.UNSET, description="Any of these."
    )
    issued_from: date | None = strawberry.field(
        default=strawberry.UNSET, description="Issued on or after this day."
    )
    issued_to: date | None = strawberry.field(
        default=strawberry.UNSET, description="Issued on or before this day."
    )
    overdue: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Only what is, or is not, unpaid past its due date."
    )


@strawberry.input(description="Narrows rates; every condition given must hold.")
class RateFilter:
    source: list[port.RateSource] | None = strawberry.field(
        default=strawberry.UNSET, description="Any of these; FIRM for the firm's own."
    )
    on: date | None = strawberry.field(
        default=strawberry.UNSET, description="Only what prices work of this day."
    )


@strawberry.input(description="How to sort matters; equals are sorted by id.")
class MatterOrder:
    field: port.MatterOrderField = strawberry.field(description="What to sort by.")
    direction: OrderDirection = strawberry.field(description="Which end comes first.")


@strawberry.input(description="How to sort contacts; equals are sorted by id.")
class ContactOrder:
    field: port.ContactOrderField = strawberry.field(description="What to sort by.")
    direction: OrderDirection = strawberry.field(description="Which end comes first.")


@strawberry.input(description="How to sort time entries; equals are sorted by id.")
class TimeEntryOrder:
    field: port.TimeEntryOrderField = strawberry.field(description="What to sort by.")
    direction: OrderDirection = strawberry.field(description="Which end comes first.")


@strawberry.input(description="How to sort invoices; equals are sorted by id.")
class InvoiceOrder:
    field: port.InvoiceOrderField = strawberry.field(description="What to sort by.")
    direction: OrderDirection = strawberry.field(description="Which end comes first.")


def given(record: type[Filter], filter: object | None) -> Filter:
    """Make the port's filter of the caller's, whose fields have the same names."""
    said = {n: v for n, v in vars(filter).items() if v is not strawberry.UNSET} if filter else {}
    return record(**{n: tuple(v) if isinstance(v, list) else v for n, v in said.items()})


def sorted_by(
    order: MatterOrder | ContactOrder | TimeEntryOrder | InvoiceOrder | None, default: Order
) -> Order:
    """Make the port's order of the caller's; its field names the record's attribute."""
    return Order(order.field.value, order.direction) if order else default
