"""Reads that many ask for at once are read once for all; what changes things is done for each."""

import asyncio
import datetime as dt
import inspect
from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from adapters.port import (
    ContactType,
    Listing,
    MatterFilter,
    NewContact,
    NewTimeEntry,
    Order,
    Practice,
    Refused,
    Window,
)
from adapters.sandbox import Reads
from adapters.supergood.habits import ReadMode
from adapters.supergood.joint import JOINED
from adapters.wire.deadline import within
from tests.contract.conftest import Served
from tests.contract.remote import Remote

MATTER = "mat_9c31d2"
FIVE = Listing(filter=MatterFilter(), order=Order("number"), window=Window(limit=5))
SIX = Listing(filter=MatterFilter(), order=Order("number"), window=Window(limit=6))
NOUNS = ("contacts", "expenses", "invoices", "matters", "time_entries", "trust", "users")


@pytest.fixture
async def remote(copied: Callable[[str], Path]) -> AsyncIterator[Remote]:
    with Served(copied("upstream.sqlite"), Reads.EXTENDED) as base_url:
        made = Remote(base_url, ReadMode.EXTENDED)
        await made.practice.users.count()  # signed in
        yield made
        await made.practice.close()


async def test_all_who_ask_the_same_at_once_get_the_same(remote: Remote) -> None:
    pages = await asyncio.gather(*(remote.practice.matters.page(FIVE) for _ in range(20)))
    assert all(it is pages[0] for it in pages)
    assert len(pages[0].items) == 5
    assert (await remote.asked())["GET /matters"] == 1
    assert await remote.practice.matters.page(FIVE) is not pages[0]


async def test_who_asks_otherwise_is_answered_otherwise(remote: Remote) -> None:
    matters = remote.practice.matters
    five, six, count, one, other = await asyncio.gather(
        matters.page(FIVE),
        matters.page(SIX),
        matters.count(MatterFilter()),
        matters.by_id([MATTER]),
        matters.by_id([MATTER, "mat_none"]),
    )
    assert (len(five.items), len(six.items), count) == (5, 6, 200)
    assert [it.id for it in one] == [it.id for it in other] == [MATTER]
    # One list is enough for two windows and a count: what is asked of the upstream is the same.
    assert (await remote.asked())["GET /matters"] == 3


async def test_the_same_changes_at_once_are_two(remote: Remote) -> None:
    practice = remote.practice
    entry = NewTimeEntry(
        matter_id=MATTER,
        user_id="u_pp_7ab202",
        date=dt.date(2026, 2, 18),
        description="Draft motion to compel",
        hours=Decimal("2.7"),
    )
    logged = await asyncio.gather(*(practice.time_entries.log(entry, None) for _ in range(2)))
    assert len({it.id for it in logged}) == 2
    contact = NewContact(type=ContactType.ORGANIZATION, name="Twice Ltd")
    made = await asyncio.gather(*(practice.contacts.create(contact, None) for _ in range(2)))
    assert len({it.record.id for it in made}) == 2


async def test_each_waits_no_longer_than_their_own_time(remote: Remote) -> None:
    async def asked(seconds: float) -> int:
        with within(seconds):
            return await remote.practice.matters.count(MatterFilter())

    late, patient = await asyncio.gather(asked(0), asked(5), return_exceptions=True)
    assert isinstance(late, Refused)
    assert "time was over" in str(late.refusals[0])
    assert patient == 200


def test_what_is_joined_only_reads() -> None:
    """By the port: it is asked with ids, filters and windows, and returns records, or how many."""
    found = {(noun, name): read for noun in NOUNS for name, read in _joined(noun)}
    assert {name for _, name in found} == JOINED
    for which, read in found.items():
        signature = inspect.signature(read)
        asked = {*signature.parameters} - {"self", "listing", "filter", "fields"}
        assert all(it.endswith(("ids", "numbers")) for it in asked), which
        assert str(signature.return_annotation).startswith(_RETURNED), which


def _joined(noun: str) -> list[tuple[str, Any]]:
    protocol = get_type_hints(getattr(Practice, noun).fget)["return"]
    return [(name, getattr(protocol, name)) for name in JOINED if hasattr(protocol, name)]


_RETURNED = (
    "collections.abc.Sequence[",
    "collections.abc.Mapping[",
    "adapters.port.paging.Page[",
    "<class 'int'>",
)
