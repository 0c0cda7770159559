"""How often an upstream is asked for what the graph is asked, and how it fares in bad weather."""

import asyncio
import datetime as dt
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from adapters.port import (
    Listing,
    MatterChange,
    MatterFilter,
    NewTimeEntry,
    Order,
    Refused,
    Window,
)
from adapters.sandbox import Reads
from adapters.supergood.habits import ReadMode
from tests.contract.conftest import Served
from tests.contract.remote import Remote
from tests.queries.test_batching import FIFTY

PAGE = Listing(filter=MatterFilter(), order=Order("number"), window=Window(limit=5))
TIME = NewTimeEntry(
    matter_id="mat_9c31d2",
    user_id="u_pp_7ab202",
    date=dt.date(2026, 2, 18),
    description="Draft motion to compel",
    hours=Decimal("2.7"),
)


@pytest.fixture
def path(copied: Callable[[str], Path]) -> Path:
    return copied("upstream.sqlite")


@pytest.fixture
async def remote(path: Path) -> AsyncIterator[Remote]:
    with Served(path, Reads.EXTENDED) as base_url:
        made = Remote(base_url, ReadMode.EXTENDED)
        yield made
        await made.practice.close()


async def test_fifty_matters_with_five_edges_cost_six_reads(remote: Remote) -> None:
    result = await remote.ask(FIFTY, {"first": 50})
    assert result.errors is None
    assert len(result.data["matters"]["nodes"]) == 50
    assert await remote.asked() == {
        "POST /sessions": 1,
        "GET /matters": 1,
        "GET /contacts": 1,
        "GET /users": 1,
        "GET /trust-ledgers": 1,
        "GET /time-entries": 1,
        "GET /invoices": 1,
    }


async def test_an_upstream_that_ignores_ids_is_noticed_and_asked_one_by_one(
    remote: Remote,
) -> None:
    ids = [f"{it.id}" for it in (await remote.practice.matters.page(PAGE)).items]
    expected = await remote.practice.matters.by_id(ids)
    await remote.fault("GET /matters", "ignore-ids", 2)
    found = await remote.practice.matters.by_id(ids)
    assert sorted(it.id for it in found) == sorted(ids)
    assert {it.id: it for it in found} == {it.id: it for it in expected}
    asked = await remote.asked()
    # Once more with the id of one that there is, and that one by itself; then each.
    assert asked["GET /matters"] == 4
    assert sum(count for line, count in asked.items() if line.startswith("GET /matters/")) == 6
    await remote.practice.matters.by_id(ids)
    again = await remote.asked()
    assert again["GET /matters"] == asked["GET /matters"]


async def test_a_thousand_requests_outlive_a_session_that_ends_every_fifty(
    remote: Remote,
) -> None:
    gate = asyncio.Semaphore(16)

    async def one(number: int) -> int:
        async with gate:
            return len(await remote.practice.users.by_id(["u_pp_7ab202", f"u_{number}"]))

    done = 0
    for _ in range(20):
        await remote.fault("GET /users", "expired", 1)
        done += sum(await asyncio.gather(*(one(number) for number in range(50))))
    assert done == 1000
    asked = await remote.asked()
    assert asked["POST /sessions"] == 1
    assert asked["POST /sessions/refresh"] == 20
    assert 1020 <= asked["GET /users"] <= 1000 + 20 * 16


async def test_reads_that_are_the_same_and_asked_at_once_are_asked_once(remote: Remote) -> None:
    pages = await asyncio.gather(*(remote.practice.matters.page(PAGE) for _ in range(50)))
    assert all(page == pages[0] for page in pages)
    assert (await remote.asked())["GET /matters"] == 1


async def test_who_reads_after_a_change_is_not_told_what_was_read_before_it(remote: Remote) -> None:
    matters = remote.practice.matters
    (known,) = await matters.by_id(["mat_9c31d2"])
    await remote.fault("GET /matters", "slow-body:1000")
    slow = asyncio.create_task(matters.by_id(["mat_9c31d2"]))
    while (await remote.asked())["GET /matters"] < 2:
        pass
    await matters.update(MatterChange(id="mat_9c31d2", title="Acme v. Fabrikam"))
    (after,) = await matters.by_id(["mat_9c31d2"])
    assert not slow.done()
    (before,) = await slow
    assert (before.title, after.title) == (known.title, "Acme v. Fabrikam")


async def test_two_firms_at_once_share_nothing(copied: Callable[[str], Path]) -> None:
    ours, theirs = copied("ours.sqlite"), copied("theirs.sqlite")
    with closing(sqlite3.connect(theirs)) as db, db:
        db.execute("update matters set title = 'Another firm' where id = 'mat_9c31d2'")
    ask = '{ matter(id: "mat_9c31d2") { title client { name } } }'
    with Served(ours, Reads.EXTENDED) as one, Served(theirs, Reads.EXTENDED) as other:
        firms = [Remote(url, ReadMode.EXTENDED) for url in (one, other)]
        await firms[0].fault("GET /contacts", "500", 3)
        answers = await asyncio.gather(*(firms[n % 2].ask(ask, {}) for n in range(40)))
        titles = [answer.data["matter"]["title"] for answer in answers]
        assert titles == ["Acme v. Contoso", "Another firm"] * 20
        for firm in firms:
            asked = await firm.asked()
            assert asked["POST /sessions"] == 1
            assert (await firm.practice.matters.count(MatterFilter())) == 200
            await firm.practice.close()


@pytest.mark.parametrize("fault", ["garbage", "html", "500"])
async def test_a_read_that_never_comes_right_is_one_clear_refusal(
    remote: Remote, fault: str
) -> None:
    await remote.fault("GET /matters", fault, 50)
    with pytest.raises(Refused, match=r"^The practice can't be reached: it answered ") as refused:
        await remote.practice.matters.page(PAGE)
    (why,) = refused.value.refusals
    assert why.code.value == "UPSTREAM_UNAVAILABLE"
    health = "{ connectionHealth { failure } }"
    data = (await remote.ask(health, {})).data
    assert data == {"connectionHealth": {"failure": why.message.partition(": ")[2]}}
    await remote.practice.users.count()
    assert (await remote.ask(health, {})).data == {"connectionHealth": {"failure": None}}


def entries(path: Path) -> list[Any]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute("select id, hours from time_entries order by id").fetchall()


@pytest.mark.parametrize(("fault", "done"), [("lost-answer", 1), ("500", 0)])
async def test_a_write_that_stays_unknown_says_so_and_is_not_done_twice(
    remote: Remote, path: Path, fault: str, done: int
) -> None:
    before = entries(path)
    await remote.fault("POST /time-entries", fault, 50)
    with pytest.raises(Refused) as refused:
        await remote.practice.time_entries.log(TIME, None)
    (why,) = refused.value.refusals
    assert why.code.value == "OUTCOME_UNKNOWN"
    assert why.message.startswith("Nothing tells whether this was done: record time.")
    assert len(entries(path)) == len(before) + done
