"""Matters over the wire."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any

from msgspec import UNSET, Struct

from adapters.port import (
    Billing,
    BillingType,
    Capability,
    Fields,
    Listing,
    Matter,
    MatterBilling,
    MatterChange,
    MatterFilter,
    MatterStatus,
    NewMatter,
    Page,
    Saved,
    Workspace,
)
from adapters.supergood.changes import Changes
from adapters.supergood.client import Client
from adapters.supergood.habits import Habits
from adapters.supergood.reads import Collection
from adapters.supergood.values import grouped, instant, money, said
from adapters.supergood.windows import of_matter, page_of, pages_of

__all__ = ["SupergoodMatters", "matter"]


class _Attorney(Struct, rename="camel"):
    user_id: str
    name: str | None = None


class _Billing(Struct, rename="camel"):
    type: BillingType
    currency: str
    default_rate: Decimal | None = None
    flat_amount: Decimal | None = None
    contingency_percent: Decimal | None = None


class MatterItem(Struct, rename="camel", kw_only=True):
    """A matter as the dialect lists it; what the seed does not name may be missing."""

    matter_id: str
    number: str
    title: str
    status: MatterStatus
    client_id: str
    billing: _Billing
    updated_at: dt.datetime
    created_at: dt.datetime | None = None
    external_id: str | None = None
    practice_area: str | None = None
    responsible_attorney: _Attorney | None = None
    team_ids: tuple[str, ...] = ()
    open_date: dt.date | None = None
    close_date: dt.date | None = None
    limitation_date: dt.date | None = None
    client_matter_id: str | None = None
    trust_account_id: str | None = None
    i_manage_workspace_id: str | None = None
    i_manage_workspace_url: str | None = None
    tags: tuple[str, ...] = ()


class _Receipt(Struct, rename="camel"):
    matter_id: str
    created_at: dt.datetime
    i_manage_workspace_id: str | None = None


def matter(item: MatterItem) -> Matter:
    """Make the port's record of an item."""
    terms, attorney = item.billing, item.responsible_attorney
    percent = terms.contingency_percent
    workspace = item.i_manage_workspace_id
    return Matter(
        id=item.matter_id,
        number=item.number,
        external_id=item.external_id,
        title=item.title,
        status=item.status,
        practice_area=item.practice_area,
        tags=item.tags,
        open_date=item.open_date,
        close_date=item.close_date,
        limitation_date=item.limitation_date,
        client_matter_id=item.client_matter_id,
        billing=MatterBilling(
            type=terms.type,
            currency_code=terms.currency,
            default_rate=money(terms.default_rate, terms.currency),
            flat_amount=money(terms.flat_amount, terms.currency),
            contingency_percent=None if percent is None else percent.normalize(),
        ),
        client_id=item.client_id,
        responsible_attorney_id=attorney.user_id if attorney else None,
        team_ids=item.team_ids,
        trust_account_id=item.trust_account_id,
        i_manage_workspace=Workspace(id=workspace, web_url=item.i_manage_workspace_url)
        if workspace
        else None,
        created_at=item.created_at or item.updated_at,
        updated_at=item.updated_at,
    )


class SupergoodMatters:
    """Keeps :class:`adapters.port.Matters`."""

    def __init__(self, client: Client, habits: Habits, changed: Callable[[str], None]) -> None:
        self._items = Collection(
            client,
            habits,
            noun="matters",
            path="/matters",
            shape=MatterItem,
            record=matter,
            changed=changed,
        )
        self._changes = Changes(client, habits, self._items, noun="matters", receipt=_Receipt)

    async def by_id(self, ids: Sequence[str], fields: Fields | None = None, /) -> Sequence[Matter]:
        return await self._items.by_ids(ids)

    async def by_number(self, numbers: Sequence[str]) -> Sequence[Matter]:
        return await self._items.by_each("number", numbers, lambda it: it.number)

    async def by_external_id(self, external_ids: Sequence[str]) -> Sequence[Matter]:
        return await self._items.by_each("externalId", external_ids, lambda it: it.external_id)

    async def by_workspace(self, workspace_ids: Sequence[str]) -> Sequence[Matter]:
        wanted = set(workspace_ids)
        every = await self._items.all({})
        return [it for it in every if it.i_manage_workspace and it.i_manage_workspace.id in wanted]

    async def page(self, listing: Listing[MatterFilter]) -> Page[Matter]:
        return page_of(await self._items.all(_query(listing.filter)), listing, of_matter)

    async def count(self, filter: MatterFilter) -> int:
        every = await self._items.all(_query(filter))
        return sum(of_matter(filter, it) for it in every)

    async def of_clients(
        self, client_ids: Sequence[str], listing: Listing[MatterFilter]
    ) -> Mapping[str, Page[Matter]]:
        found = await self._of_clients(client_ids, listing.filter)
        return pages_of(found, listing, of_matter)

    async def count_of_clients(
        self, client_ids: Sequence[str], filter: MatterFilter
    ) -> Mapping[str, int]:
        found = await self._of_clients(client_ids, filter)
        return {id: sum(of_matter(filter, it) for it in its) for id, its in found.items()}

    async def create(self, draft: NewMatter, idempotency_key: str | None) -> Saved[Matter]:
        created, record = await self._changes.make(
            Capability.CREATE_MATTERS, _body(draft), idempotency_key, "open a matter"
        )
        return Saved(record=record, created=created)

    async def update(self, change: MatterChange) -> Matter:
        return await self._changes.change(Capability.CHANGE_MATTERS, change.id, _body(change))

    async def _of_clients(
        self, client_ids: Sequence[str], filter: MatterFilter
    ) -> dict[str, list[Matter]]:
        # The dialect lists matters of one client at a time, or all of them: whichever is less.
        if len(client_ids) == 1:
            every = await self._items.all({**_query(filter), "clientId": client_ids[0]})
        else:
            every = await self._items.all(_query(filter))
        return grouped(client_ids, every, attrgetter("client_id"))


def _query(filter: MatterFilter) -> dict[str, str | None]:
    """Return what the upstream can narrow by itself; the rest is done here."""
    status = filter.status[0].value if filter.status and len(filter.status) == 1 else None
    return {
        "status": None if status == "archived" else status,
        "clientId": filter.client_id,
        "responsibleAttorneyId": filter.responsible_attorney_id,
        "updatedFrom": instant(filter.updated_from),
        "updatedTo": instant(filter.updated_to),
    }


def _body(command: NewMatter | MatterChange) -> dict[str, Any]:
    body = said(command, leave_out=("id", "billing", "workspace_id", "create_workspace"))
    if isinstance(command.billing, Billing):
        body["billing"] = said(command.billing, rename={"currency_code": "currency"})
    if command.create_workspace:
        body["iManage"] = {"autoCreate": True}
    elif command.workspace_id is None:
        body["iManage"] = None
    elif command.workspace_id is not UNSET:
        body["iManage"] = {"workspaceId": command.workspace_id, "autoCreate": False}
    return body
