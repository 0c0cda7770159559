"""Matters: what the firm was engaged for, by whom, on what terms, and how it stands."""

import sqlite3
from datetime import date, datetime

from msgspec import Struct

from adapters.embedded.columns import as_json, instant, searchable
from adapters.embedded.demo.firm import Worker
from adapters.embedded.demo.parties import Party
from adapters.port import BillingType, MatterStatus

__all__ = ["ESTATES", "LAND", "LITIGATION", "PROPERTY", "Engagement", "keep", "settle_status"]

LITIGATION = "Commercial Litigation"
PROPERTY = "Intellectual Property"
LAND = "Real Estate"
ESTATES = "Estate Planning"


class Engagement(Struct, kw_only=True):
    """A matter in the making; ``own`` holds the words that its narratives speak of it with."""

    id: str
    number: str
    title: str
    area: str
    kind: str
    client: Party
    opponent: Party | None
    own: dict[str, str]
    attorney: Worker
    team: tuple[Worker, ...]
    registered: date
    created_at: datetime
    updated_at: datetime
    status: MatterStatus = MatterStatus.OPEN
    closed: date | None = None
    limitation: date | None = None
    billing: BillingType = BillingType.HOURLY
    default_rate: int | None = None
    flat_amount: int | None = None
    percent: str | None = None
    external_id: str | None = None
    trust_account_id: str | None = None
    workspace: str | None = None
    workspace_url: str | None = None
    tags: tuple[str, ...] = ()

    @property
    def currency(self) -> str:
        return self.client.currency

    @property
    def opened(self) -> date | None:
        """The day it was opened; one that is pending is still to be."""
        return None if self.status is MatterStatus.PENDING else self.registered

    @property
    def clients_number(self) -> str | None:
        """The number it has at the client, where it came from a client that numbers matters."""
        return f"LM-{self.external_id.rpartition('_')[2]}" if self.external_id else None

    @property
    def billed_by_time(self) -> bool:
        return self.billing in (BillingType.HOURLY, BillingType.RETAINER)


def keep(db: sqlite3.Connection, matters: list[Engagement]) -> None:
    """Write every matter down, as yet open, with its team; and the numbers that were taken."""
    db.executemany(
        f"insert into matters values ({', '.join('?' * 24)})",
        [_row(matter) for matter in matters],
    )
    db.executemany(
        "insert into matter_team values (?, ?)",
        [(matter.id, worker.id) for matter in matters for worker in matter.team],
    )
    last: dict[str, int] = {}
    for matter in matters:
        year, _, place = matter.number.partition("-")
        last[year] = max(last.get(year, 0), int(place))
    db.executemany(
        "insert into sequences values (?, ?)",
        [(f"matter:{year}", place) for year, place in last.items()],
    )


def settle_status(db: sqlite3.Connection, matters: list[Engagement]) -> None:
    """Close what is closed, once its work is written down and its trust money is out."""
    db.executemany(
        "update matters set status = ?, close_date = ? where id = ?",
        [
            (matter.status.value, matter.closed.isoformat(), matter.id)
            for matter in matters
            if matter.closed
        ],
    )


def _row(matter: Engagement) -> tuple[str | int | None, ...]:
    status = MatterStatus.OPEN if matter.closed else matter.status
    return (
        matter.id,
        matter.number,
        matter.external_id,
        matter.title,
        status.value,
        matter.area,
        as_json(matter.tags),
        matter.opened.isoformat() if matter.opened else None,
        None,
        matter.limitation.isoformat() if matter.limitation else None,
        matter.clients_number,
        matter.billing.value,
        matter.default_rate,
        matter.flat_amount,
        matter.percent,
        matter.currency,
        matter.client.id,
        matter.attorney.id,
        matter.trust_account_id,
        matter.workspace,
        matter.workspace_url,
        searchable(matter.number, matter.external_id, matter.title, matter.area),
        instant(matter.created_at),
        instant(matter.updated_at),
    )
