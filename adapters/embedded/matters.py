"""Matters: read, opened, changed, closed."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from adapters.embedded.cells import Cell, own, partly
from adapters.embedded.columns import by_value, day, instant, moment, money, strings
from adapters.embedded.database import Database
from adapters.embedded.keys import Keys
from adapters.embedded.lists import Condition, Lists, Table, conditions, one_of
from adapters.embedded.openings import Openings
from adapters.port import (
    BillingType,
    Clock,
    Fields,
    Ids,
    Listing,
    Matter,
    MatterBilling,
    MatterChange,
    MatterFilter,
    MatterStatus,
    NewMatter,
    NotFound,
    Page,
    Refused,
    Saved,
    Workspace,
)

__all__ = ["EmbeddedMatters"]

_MATTER_STATUS = by_value(MatterStatus)
_BILLING_TYPE = by_value(BillingType)


def _billing(
    type: str, currency: str, rate: int | None, flat: int | None, percent: str | None
) -> MatterBilling:
    return MatterBilling(
        type=_BILLING_TYPE(type),
        default_rate=money(rate, currency),
        flat_amount=money(flat, currency),
        contingency_percent=Decimal(percent) if percent else None,
        currency_code=currency,
    )


def _workspace(id: str | None, web_url: str | None) -> Workspace | None:
    return Workspace(id=id, web_url=web_url) if id else None


_CELLS = {
    **own("id", "number", "external_id", "title", "practice_area", "client_matter_id"),
    **own("client_id", "responsible_attorney_id", "trust_account_id"),
    "status": Cell(("t.status",), _MATTER_STATUS),
    "tags": Cell(("t.tags",), strings),
    "open_date": Cell(("t.open_date",), day),
    "close_date": Cell(("t.close_date",), day),
    "limitation_date": Cell(("t.limitation_date",), day),
    "billing": Cell(
        (
            "t.billing_type",
            "t.currency",
            "t.default_rate",
            "t.flat_amount",
            "t.contingency_percent",
        ),
        _billing,
    ),
    "team_ids": Cell(
        ("(select json_group_array(user_id) from matter_team where matter_id = t.id)",), strings
    ),
    "i_manage_workspace": Cell(("t.workspace_id", "t.workspace_url"), _workspace),
    "created_at": Cell(("t.created_at",), moment),
    "updated_at": Cell(("t.updated_at",), moment),
}


def _where(filter: MatterFilter) -> Iterable[Condition]:
    yield from conditions(
        {
            "t.client_id = ?": filter.client_id,
            "t.responsible_attorney_id = ?": filter.responsible_attorney_id,
            "t.practice_area = ?": filter.practice_area,
            "exists (select 1 from json_each(t.tags) where value = ?)": filter.tag,
            "t.updated_at >= ?": filter.updated_from and instant(filter.updated_from),
            "t.updated_at < ?": filter.updated_to and instant(filter.updated_to),
            "instr(t.search, ?) > 0": filter.search and filter.search.casefold(),
        }
    )
    yield from one_of("t.status", filter.status)


_TABLE = Table(
    source="matters t",
    reader=partly(Matter, _CELLS),
    sorts={
        "number": "t.number",
        "title": "t.title",
        "open_date": "coalesce(t.open_date, '')",
        "updated_at": "t.updated_at",
    },
    where=_where,
)


class EmbeddedMatters:
    """Keeps :class:`adapters.port.Matters`."""

    def __init__(self, db: Database, keys: Keys, clock: Clock, ids: Ids) -> None:
        self._db = db
        self._keys = keys
        self._clock = clock
        self._ids = ids
        self._openings = Openings(db, clock)
        self._lists = Lists(db, _TABLE)

    async def by_id(self, ids: Sequence[str], fields: Fields | None = None, /) -> Sequence[Matter]:
        return self._lists.by("t.id", ids, fields)

    async def by_number(self, numbers: Sequence[str]) -> Sequence[Matter]:
        return self._lists.by("t.number", numbers)

    async def by_external_id(self, external_ids: Sequence[str]) -> Sequence[Matter]:
        return self._lists.by("t.external_id", external_ids)

    async def by_workspace(self, workspace_ids: Sequence[str]) -> Sequence[Matter]:
        return self._lists.by("t.workspace_id", workspace_ids)

    async def page(self, listing: Listing[MatterFilter]) -> Page[Matter]:
        return self._lists.page(listing)

    async def count(self, filter: MatterFilter) -> int:
        return self._lists.count(filter)

    async def of_clients(
        self, client_ids: Sequence[str], listing: Listing[MatterFilter]
    ) -> Mapping[str, Page[Matter]]:
        return self._lists.pages_of("t.client_id", client_ids, listing)

    async def count_of_clients(
        self, client_ids: Sequence[str], filter: MatterFilter
    ) -> Mapping[str, int]:
        return self._lists.counts_of("t.client_id", client_ids, filter)

    async def create(self, draft: NewMatter, idempotency_key: str | None) -> Saved[Matter]:
        with self._db.write():
            return self._keys.once(
                idempotency_key, "create matter", draft, Saved[Matter], lambda: self._create(draft)
            )

    async def update(self, change: MatterChange) -> Matter:
        with self._db.write():
            for known in self._lists.by("t.id", [change.id]):
                return self._write(known.id, self._openings.change(known, change))
            raise Refused(NotFound(field=("id",), noun="matter", id=change.id))

    def _create(self, draft: NewMatter) -> Saved[Matter]:
        if draft.external_id is not None:
            for known in self._lists.by("t.external_id", [draft.external_id]):
                columns = self._openings.reopen(known, draft)
                return Saved(record=self._write(known.id, columns), created=False)
        columns = self._openings.open(draft)
        columns |= {"id": self._ids.new("mat"), "created_at": instant(self._clock.now())}
        return Saved(record=self._write(None, columns), created=True)

    def _write(self, known_id: str | None, columns: dict[str, Any]) -> Matter:
        """Insert or update a row, and the team behind it if one is given."""
        team = columns.pop("team_ids", None)
        columns["updated_at"] = instant(self._clock.now())
        id = known_id or columns["id"]
        if known_id is None:
            self._db.insert("matters", columns)
        else:
            self._db.update("matters", known_id, columns)
        if team is not None:
            self._db.run("delete from matter_team where matter_id = ?", [id])
            for user_id in dict.fromkeys(team):
                self._db.run("insert into matter_team values (?, ?)", [id, user_id])
        return self._lists.by("t.id", [id])[0]
