"""Every answer of an upstream is held against what is known of it, and every occurrence counted."""

import datetime as dt
from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from adapters.port import (
    ContactFilter,
    InvoiceFilter,
    Listing,
    MatterFilter,
    NewTimeEntry,
    Order,
    Refused,
    TimeEntryChange,
    TimeEntryFilter,
    Window,
)
from adapters.sandbox import Reads
from adapters.supergood.habits import ReadMode
from tests.contract.conftest import Served
from tests.contract.remote import Remote
from tests.world import MATTER, OWNER

PAGE = Listing(filter=MatterFilter(), order=Order("number"), window=Window(limit=5))
TIME = NewTimeEntry(
    matter_id=MATTER,
    user_id=OWNER,
    date=dt.date(2026, 2, 18),
    description="Draft motion to compel",
    hours=Decimal("2.7"),
)
FILTERS: dict[str, tuple[Any, ...]] = {
    "matters": (MatterFilter(),),
    "contacts": (ContactFilter(),),
    "time_entries": (TimeEntryFilter(),),
    "invoices": (InvoiceFilter(),),
    "users": (),
}


@pytest.fixture
def path(copied: Callable[[str], Path]) -> Path:
    return copied("upstream.sqlite")


@pytest.fixture
async def remote(path: Path) -> AsyncIterator[Remote]:
    with Served(path, Reads.EXTENDED) as base_url:
        made = Remote(base_url, ReadMode.EXTENDED)
        yield made
        await made.practice.close()


def listing(by: str) -> Listing[None]:
    return Listing(filter=None, order=Order(by), window=Window(limit=5))


def drift(remote: Remote) -> list[tuple[str, str, str, str, int]]:
    seen = remote.practice.health.drift
    return [(it.noun, it.field, it.kind, it.sample_type, it.count) for it in seen]


async def test_whatever_the_dialect_lists_is_as_expected(remote: Remote) -> None:
    for name, filter in FILTERS.items():
        await getattr(remote.practice, name).count(*filter)
    trust = remote.practice.trust
    await trust.transactions_of_accounts(["tra_21ff67"], listing("sequence"))
    await trust.accounts(listing("name"))
    await remote.practice.expenses.of_matters([MATTER], listing("date"))
    assert drift(remote) == []
    assert remote.practice.health.unreadable == ()


async def test_whatever_the_seed_answers_is_as_expected(path: Path) -> None:
    with Served(path, Reads.SEED) as base_url:
        remote = Remote(base_url, ReadMode.SEED)
        await remote.practice.matters.count(MatterFilter())
        await remote.practice.time_entries.count(TimeEntryFilter())
        await remote.practice.time_entries.log(TIME, None)
        assert drift(remote) == []
        await remote.practice.close()


async def test_every_item_of_every_page_is_looked_at(remote: Remote) -> None:
    await remote.fault("GET /matters", "added-field", 2)
    for size in (200, 400):
        assert len((await remote.practice.matters.page(PAGE)).items) == 5
        found = ("matters", "sandboxAddition", "unknown_field", "object", size)
        assert drift(remote) == [found]
    await remote.practice.matters.page(PAGE)
    assert drift(remote) == [found]
    assert remote.practice.health.unreadable == ()


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("changed-type:title", [("title", "changed_type", "object", 200)]),
        ("new-value:status", [("status", "unknown_value", "string", 200)]),
        (
            "renamed-field:title",
            [
                ("title", "missing_field", "nothing", 200),
                ("titleV2", "unknown_field", "string", 200),
            ],
        ),
    ],
)
async def test_a_list_of_which_nothing_can_be_read_is_read_again_and_never_looks_empty(
    remote: Remote, fault: str, found: list[tuple[str, str, str, int]]
) -> None:
    whole = await remote.practice.matters.page(PAGE)
    await remote.fault("GET /matters", fault, 1)
    assert await remote.practice.matters.page(PAGE) == whole
    assert drift(remote) == [("matters", *it) for it in found]
    assert remote.practice.health.unreadable == ()
    await remote.fault("GET /matters", fault, 2)
    with pytest.raises(Refused) as refused:
        await remote.practice.matters.page(PAGE)
    (why,) = refused.value.refusals
    assert why.code.value == "UPSTREAM_UNAVAILABLE"
    assert "its matters can't be read" in why.message
    assert [count for *_, count in drift(remote)] == [600] * len(found)
    assert len(remote.practice.health.unreadable) == 100


async def test_one_by_one_too_what_can_not_be_read_is_left_out_or_refused(remote: Remote) -> None:
    ids = [it.id for it in (await remote.practice.matters.page(PAGE)).items]
    await remote.fault("GET /matters", "ignore-ids", 2)
    await remote.fault(f"GET /matters/{ids[1]}", "changed-type:title", 2)
    found = await remote.practice.matters.by_id([*ids, "mat_none"])
    assert [it.id for it in found] == [ids[0], *ids[2:]]
    assert [(it.noun, it.id) for it in remote.practice.health.unreadable] == [("matters", ids[1])]
    assert drift(remote) == [
        ("matters", "ids", "unknown_value", "list", 1),
        ("matters", "title", "changed_type", "object", 2),
    ]
    await remote.fault(f"GET /matters/{ids[1]}", "changed-type:title", 2)
    with pytest.raises(Refused, match=f"its matters can't be read, {ids[1]};"):
        await remote.practice.matters.by_id(["mat_none", ids[1]])


async def test_receipts_and_what_was_changed_are_answers_too(remote: Remote) -> None:
    await remote.fault("POST /time-entries", "changed-type:amount")
    entry = await remote.practice.time_entries.log(TIME, None)
    await remote.fault("PATCH /time-entries/*", "new-value:status")
    await remote.practice.time_entries.update(TimeEntryChange(id=entry.id, tags=("x",)))
    await remote.fault("DELETE /time-entries/*", "renamed-field:hours")
    await remote.practice.time_entries.delete(entry.id)
    assert drift(remote) == [
        ("receipts of time entries", "amount", "changed_type", "object", 1),
        ("time entries", "status", "unknown_value", "string", 1),
        ("time entries", "hours", "missing_field", "nothing", 1),
        ("time entries", "hoursV2", "unknown_field", "number", 1),
    ]
