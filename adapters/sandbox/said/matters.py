"""Matters as they are said to be opened or changed."""

from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import UNSET, Struct, UnsetType

from adapters.port import (
    Billing,
    BillingType,
    InvalidInput,
    MatterChange,
    MatterStatus,
    NewMatter,
    Refused,
)
from adapters.sandbox.said.fields import Bounds, Code, Line, Tags, currency, given, read

__all__ = ["change", "draft"]

_RATE = Bounds(0, 1_000_000, 4)
_FEE = Bounds(0, 1_000_000_000, 4, nothing=False)
_PERCENT = Bounds(0, 100, 6)


class _Billing(Struct, rename="camel"):
    type: BillingType
    default_rate: Decimal | None = None
    flat_amount: Decimal | None = None
    contingency_percent: Decimal | None = None
    currency: str | None = None


class _IManage(Struct, rename="camel"):
    workspace_id: Line | UnsetType | None = UNSET
    auto_create: bool = False


class _Change(Struct, rename="camel", kw_only=True):
    title: Line | UnsetType = UNSET
    practice_area: Line | UnsetType | None = UNSET
    responsible_attorney_id: str | UnsetType | None = UNSET
    team_ids: tuple[str, ...] | UnsetType = UNSET
    status: MatterStatus | UnsetType = UNSET
    open_date: date | UnsetType | None = UNSET
    limitation_date: date | UnsetType | None = UNSET
    client_matter_id: Code | UnsetType | None = UNSET
    billing: _Billing | UnsetType = UNSET
    i_manage: _IManage | UnsetType | None = UNSET
    tags: Tags | UnsetType = UNSET


class _Draft(_Change, rename="camel", kw_only=True):
    title: Line
    client_id: str
    external_id: Line | None = None
    number: Code | None = None


def draft(body: bytes) -> NewMatter:
    """Read a matter to open, or to change if its externalId is known."""
    said = read(body, _Draft)
    return NewMatter(**_given(said))


def change(id: str, body: bytes) -> MatterChange:
    """Read what to change of a matter."""
    return MatterChange(id=id, **_given(read(body, _Change)))


def _given(said: _Change) -> dict[str, Any]:
    fields = given(said)
    if isinstance(said.billing, _Billing):
        fields["billing"] = _billing(said.billing)
    return fields | _link(fields.pop("i_manage", UNSET))


def _billing(said: _Billing) -> Billing:
    return Billing(
        type=said.type,
        default_rate=_RATE.hold(said.default_rate, "billing", "defaultRate"),
        flat_amount=_FEE.hold(said.flat_amount, "billing", "flatAmount"),
        contingency_percent=_PERCENT.hold(
            said.contingency_percent, "billing", "contingencyPercent"
        ),
        currency_code=currency(said.currency, "billing", "currency"),
    )


def _link(said: _IManage | UnsetType | None) -> dict[str, Any]:
    """Return what was said of the document system in the port's words."""
    if said is UNSET:
        return {}
    if said is None:
        return {"workspace_id": None}
    assert isinstance(said, _IManage)
    if said.auto_create and said.workspace_id:
        rule = "autoCreate makes a workspace, so it can't go with a workspaceId."
        raise Refused(InvalidInput(field=("iManage", "autoCreate"), rule=rule))
    return {**given(said, "workspace_id"), "create_workspace": said.auto_create}
