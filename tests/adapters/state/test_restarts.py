"""What a connection learnt and signed in for is there after a restart: counted at its upstream."""

import asyncio
import datetime as dt
import logging
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from adapters.port import InvoiceFilter, Listing, NeedsPerson, Order, Refused, Window
from adapters.sandbox import MfaKind, Reads
from adapters.sandbox.faults import Planned
from adapters.state.records import ConnectionKind, ConnectionRecord, Credential
from adapters.state.seal import Secret
from adapters.state.state import State
from adapters.state.tables import connections
from adapters.supergood.practice import SupergoodPractice
from graph.compose.connections import open_connection
from tests.adapters.state.conftest import OpenState
from tests.contract.conftest import CREDENTIALS, Served
from tests.world import CLIENT, MATTER, NOW, OWNER, CountedIds

INVOICES = Listing(filter=InvoiceFilter(), order=Order("issue_date"), window=Window(limit=5))


class Firm:
    """An upstream on a socket, a connection to it in the state, and processes that open it."""

    def __init__(self, served: Served, url: str, open_state: OpenState) -> None:
        self.sandbox = served.app.state.sandbox
        self.clock = served.clock
        self._url = url
        self._open_state = open_state
        self._running: list[SupergoodPractice] = []
        self.record: ConnectionRecord

    async def added(self) -> "Firm":
        state = await self._open_state()
        self.record = await state.connections.add(
            "firm", ConnectionKind.SUPERGOOD, base_url=self._url, options={"reads": "auto"}
        )
        for name in ("basic_name", "basic_secret", "username", "password"):
            secret = Secret(getattr(CREDENTIALS, name))
            await state.secrets.put(self.record.id, Credential(name), secret)
        return self

    async def state(self) -> State:
        return await self._open_state(clock=self.clock)

    async def process(self) -> SupergoodPractice:
        """Start another process, with a memory of its own."""
        state = await self.state()
        record = await state.connections.get(self.record.id)
        assert record
        practice = await open_connection(state, record, self.clock, CountedIds())
        self._running.append(practice)
        return practice

    async def finished(self, practice: SupergoodPractice) -> None:
        """Enter the code that was sent last."""
        await practice.finish_sign_in([*self.sandbox.codes.sent.values()][-1])

    def asked(self) -> dict[str, int]:
        """Return what the upstream was asked since it was last looked at."""
        asked, self.sandbox.requests = dict(self.sandbox.requests), Counter()
        return asked

    def fault(self, match: str, fault: str, times: int | None = 1) -> None:
        self.sandbox.schedule.add([Planned(match=match, fault=fault, times=times)])

    @property
    def sessions(self) -> int:
        """How many sessions are open at the upstream."""
        return len(self.sandbox.sessions._open)

    async def stop(self) -> None:
        for practice in self._running:
            await practice.close()


Opened = Callable[..., Awaitable[Firm]]


@pytest.fixture
def serve(demo_file: Path, tmp_path: Path, open_state: OpenState) -> Iterator[Opened]:
    running: list[Served] = []

    async def opened(mfa: MfaKind | None = None, reads: Reads = Reads.EXTENDED) -> Firm:
        served = Served(Path(shutil.copy(demo_file, tmp_path / "upstream.sqlite")), reads, mfa)
        url = served.__enter__()
        running.append(served)
        return await Firm(served, url, open_state).added()

    yield opened
    for served in running:
        served.__exit__()


@pytest.fixture
async def firm(serve: Opened) -> AsyncIterator[Firm]:
    """A firm whose user signs in with a password alone."""
    firm = await serve()
    yield firm
    await firm.stop()


@pytest.fixture
async def sms_firm(serve: Opened) -> AsyncIterator[Firm]:
    """A firm whose user is sent a code for every sign-in."""
    firm = await serve(MfaKind.SMS)
    yield firm
    await firm.stop()


async def reads(practice: SupergoodPractice) -> Any:
    """Read four nouns, in each way that has to be found out."""
    return (
        await practice.matters.by_id([MATTER]),
        await practice.contacts.by_external_id(["none"]),
        await practice.users.by_id([OWNER]),
        await practice.invoices.of_matters([MATTER], INVOICES),
    )


async def waits(practice: SupergoodPractice) -> None:
    with pytest.raises(Refused) as refused:
        await practice.users.count()
    assert isinstance(refused.value.refusals[0], NeedsPerson)


async def test_a_restart_asks_for_no_second_code_and_finds_nothing_out_again(
    sms_firm: Firm,
) -> None:
    first = await sms_firm.process()
    await waits(first)
    await sms_firm.finished(first)
    told = await reads(first)
    await first.close()
    assert sms_firm.asked() == {
        "POST /sessions": 2,  # one that was sent a code, one with it
        "GET /matters": 1,
        "GET /contacts": 2,  # to find out, and to read
        "GET /users": 1,
        "GET /invoices": 2,
    }
    assert sms_firm.sessions == 1
    second = await sms_firm.process()
    assert await reads(second) == told
    await second.close()
    assert sms_firm.asked() == {
        "GET /matters": 1,
        "GET /contacts": 1,
        "GET /users": 1,
        "GET /invoices": 1,
    }
    assert len(sms_firm.sandbox.codes.sent) == 1


async def test_what_the_seed_lacks_is_found_out_once(serve: Opened) -> None:
    firm = await serve(None, Reads.SEED)
    told = []
    for _ in range(2):
        practice = await firm.process()
        told.append(await practice.matters.by_id([MATTER]))
        with pytest.raises(Refused, match="read contacts"):
            await practice.contacts.by_id([CLIENT])
        await practice.close()
        told.append(firm.asked())
    assert told[0] == told[2]
    assert told[1] == {
        "POST /sessions": 1,
        "DELETE /sessions": 1,
        "GET /matters": 4,  # these ids, the first of the list, its id, and the whole list
        "GET /matters/mat_4aa1c8": 1,
        "GET /contacts": 2,
    }
    assert told[3] == {"POST /sessions": 1, "DELETE /sessions": 1, "GET /matters": 1}


@pytest.mark.parametrize(
    "fault", ["ignore-ids", "refuse-ids:400", "refuse-ids:422", "refuse-ids:404"]
)
async def test_a_finding_that_has_turned_wrong_is_unlearnt_for_those_to_come(
    firm: Firm, fault: str
) -> None:
    first = await firm.process()
    ids = [MATTER, "mat_none"]
    told = await first.matters.by_id(ids)
    firm.asked()
    firm.fault("GET /matters", fault, None)
    assert await first.matters.by_id(ids) == told
    asked = firm.asked()
    assert asked.pop("GET /matters") == (2 if fault == "ignore-ids" else 3)
    assert sum(asked.values()) == 3  # the one it was found out with, and each
    await first.close()
    firm.asked()
    second = await firm.process()
    assert await second.matters.by_id(ids) == told
    alone = {f"GET /matters/{id}": 1 for id in ids}
    assert firm.asked() == {"POST /sessions": 1, **alone}
    # Ten minutes later it is looked at again, and as the upstream has come round, believed.
    firm.sandbox.schedule.planned.clear()
    firm.clock.time = NOW + dt.timedelta(minutes=10)
    for _ in range(2):
        assert await second.matters.by_id(ids) == told
        assert firm.asked() == {"GET /matters": 1}


async def test_one_wrong_answer_unlearns_nothing(firm: Firm) -> None:
    for match, fault, times in (("GET /matters", "404", 1), ("GET /matters", "ignore-ids", 1)):
        practice = await firm.process()
        told = await practice.matters.by_id([MATTER])
        firm.asked()
        firm.fault(match, fault, times)
        assert await practice.matters.by_id([MATTER]) == told
        assert {*firm.asked()} == {"GET /matters"}
        assert await practice.matters.by_id([MATTER]) == told
        assert firm.asked() == {"GET /matters": 1}
        await practice.close()


@pytest.mark.parametrize("id", [f"{MATTER},mat_other", f" {MATTER}", "%&?#", "x" * 500])
async def test_nothing_that_a_caller_names_unlearns_anything(firm: Firm, id: str) -> None:
    practice = await firm.process()
    await practice.matters.by_id([MATTER])
    assert await practice.matters.by_id([id]) == []
    firm.asked()
    assert [it.id for it in await practice.matters.by_id([MATTER])] == [MATTER]
    assert firm.asked() == {"GET /matters": 1}


async def test_lists_of_many_parents_are_unlearnt_too(firm: Firm) -> None:
    first = await firm.process()
    told = await first.invoices.of_matters([MATTER, "mat_none"], INVOICES)
    firm.asked()
    firm.fault("GET /invoices", "refuse-ids:400", None)
    assert await first.invoices.of_matters([MATTER, "mat_none"], INVOICES) == told
    firm.asked()
    second = await firm.process()
    assert await second.invoices.of_matters([MATTER, "mat_none"], INVOICES) == told
    assert firm.asked() == {"GET /invoices": 2}, "all there are, page by page"


async def test_all_there_are_are_sorted_out_where_parents_can_not_be_named(firm: Firm) -> None:
    practice = await firm.process()
    told = await practice.trust.ledgers_of_matters([MATTER])
    assert [it.matter_id for it in told] == [MATTER]
    firm.fault("GET /trust-ledgers", "refuse-ids:400", None)
    firm.asked()
    assert await practice.trust.ledgers_of_matters([MATTER]) == told
    assert "GET /matters" not in firm.asked()


async def test_a_connection_that_is_changed_begins_anew(firm: Firm) -> None:
    first = await firm.process()
    firm.fault("GET /users", "refuse-ids:400", None)
    await first.users.by_id([OWNER])
    state = await firm.state()
    changed = update(connections).where(connections.c.id == firm.record.id)
    base = f"{firm.record.base_url}-moved"
    async with state._store.writing() as connection:
        await connection.execute(changed.values(base_url=base))
    firm.asked()
    second = await firm.process()
    await second.users.by_id([OWNER])
    assert firm.asked() == {
        "POST /sessions": 1,  # no token is shown to another address
        "GET /users": 3,
        "GET /users/u_pp_23514f": 1,
        f"GET /users/{OWNER}": 1,
    }


async def test_a_session_that_cost_nobody_anything_is_given_back(firm: Firm) -> None:
    first = await firm.process()
    await first.users.count()
    assert firm.sessions == 1
    await first.close()
    assert firm.asked() == {"POST /sessions": 1, "GET /users": 1, "DELETE /sessions": 1}
    assert firm.sessions == 0
    assert "auth_token" not in await (await firm.state()).secrets.names(firm.record.id)


async def test_a_session_outlives_a_process_that_was_killed(firm: Firm) -> None:
    killed = await firm.process()
    await killed.users.count()
    firm.asked()
    second = await firm.process()
    await second.users.count()
    await second.close()
    assert firm.asked() == {"GET /users": 1}, "it was not the second's to end"
    assert firm.sessions == 1
    # From its first refresh on it is.
    firm.clock.time = NOW + dt.timedelta(minutes=59, seconds=30)
    third = await firm.process()
    await third.users.count()
    await third.close()
    assert firm.asked() == {
        "POST /sessions/refresh": 1,
        "GET /users": 1,
        "DELETE /sessions": 1,
    }
    assert firm.sessions == 0


async def test_a_kept_session_is_refreshed_and_the_next_process_has_the_new_one(
    sms_firm: Firm,
) -> None:
    first = await sms_firm.process()
    await waits(first)
    await sms_firm.finished(first)
    await first.close()
    for hour in range(1, 4):
        sms_firm.asked()
        sms_firm.clock.time += dt.timedelta(minutes=59, seconds=30)
        process = await sms_firm.process()
        await process.users.count()
        await process.close()
        assert sms_firm.asked() == {"POST /sessions/refresh": 1, "GET /users": 1}, hour
    assert len(sms_firm.sandbox.codes.sent) == 1


async def test_a_kept_session_that_has_ended_is_signed_in_for_again(firm: Firm) -> None:
    killed = await firm.process()
    await killed.users.count()
    firm.asked()
    firm.sandbox.sessions._open.clear()
    second = await firm.process()
    await second.users.count()
    assert firm.asked() == {
        "GET /users": 2,
        "POST /sessions/refresh": 1,
        "POST /sessions": 1,
    }


async def test_a_kept_session_that_was_refused_is_kept_no_longer(sms_firm: Firm) -> None:
    first = await sms_firm.process()
    await waits(first)
    await sms_firm.finished(first)
    sms_firm.sandbox.sessions._open.clear()
    await waits(first)
    state = await sms_firm.state()
    assert await state.secrets.get(sms_firm.record.id, Credential.AUTH_TOKEN) is None
    await sms_firm.finished(first)
    assert await first.users.count() == 10


async def test_an_upstream_that_fails_to_refresh_costs_nobody_a_code(sms_firm: Firm) -> None:
    first = await sms_firm.process()
    await waits(first)
    await sms_firm.finished(first)
    sms_firm.clock.time += dt.timedelta(minutes=59, seconds=30)
    sms_firm.asked()
    sms_firm.fault("POST /sessions/refresh", "500")
    with pytest.raises(Refused, match="its sign-in answered 500; try again later"):
        await first.users.count()
    assert await first.users.count() == 10
    assert sms_firm.asked() == {"POST /sessions/refresh": 2, "GET /users": 1}
    # Once it has run out there is nothing to spare.
    sms_firm.clock.time += dt.timedelta(hours=1)
    sms_firm.fault("POST /sessions/refresh", "500")
    await waits(first)
    assert sms_firm.asked() == {"POST /sessions/refresh": 1, "POST /sessions": 1}


async def test_of_two_who_find_a_session_old_one_refreshes_it_for_both(sms_firm: Firm) -> None:
    one, two = await sms_firm.process(), await sms_firm.process()
    await waits(one)
    await sms_firm.finished(one)
    for practice in (one, two):
        await practice.users.count()
    for _ in range(3):
        sms_firm.asked()
        sms_firm.clock.time += dt.timedelta(minutes=59, seconds=30)
        await asyncio.gather(one.users.count(), two.users.count())
        assert sms_firm.asked() == {"POST /sessions/refresh": 1, "GET /users": 2}
    assert len(sms_firm.sandbox.codes.sent) == 1


async def test_who_is_refused_uses_what_another_has_kept_meanwhile(sms_firm: Firm) -> None:
    one, two = await sms_firm.process(), await sms_firm.process()
    await waits(one)
    await sms_firm.finished(one)
    for practice in (one, two):
        await practice.users.count()
    sms_firm.fault("GET /users", "expired")
    await one.users.count()
    sms_firm.asked()
    assert await two.users.count() == 10
    assert sms_firm.asked() == {"GET /users": 2}, "refused with the old one, then read"


async def test_two_who_start_at_once_sign_in_once(firm: Firm) -> None:
    processes = [await firm.process() for _ in range(4)]
    await asyncio.gather(*(it.users.count() for it in processes))
    assert firm.asked() == {"POST /sessions": 1, "GET /users": 4}


async def test_who_waits_for_a_code_goes_on_when_it_is_entered_elsewhere(sms_firm: Firm) -> None:
    serving, testing = await sms_firm.process(), await sms_firm.process()
    await waits(serving)
    await waits(testing)
    await sms_firm.finished(testing)
    await testing.close()
    sms_firm.asked()
    assert await serving.users.count() == 10
    assert serving.health.needs_person is None
    assert sms_firm.asked() == {"GET /users": 1}


async def test_a_code_entered_in_two_places_is_used_once(sms_firm: Firm) -> None:
    one, two = await sms_firm.process(), await sms_firm.process()
    await waits(one)
    await waits(two)
    await sms_firm.finished(one)
    sms_firm.asked()
    await sms_firm.finished(two)
    assert sms_firm.asked() == {}
    assert await two.users.count() == 10


async def test_a_session_is_ended_with_its_connection(sms_firm: Firm) -> None:
    first = await sms_firm.process()
    await waits(first)
    await sms_firm.finished(first)
    await first.close()
    assert sms_firm.sessions == 1
    sms_firm.asked()
    assert await (await sms_firm.process()).sign_out()
    assert sms_firm.asked() == {"DELETE /sessions": 1}
    assert sms_firm.sessions == 0
    assert await (await sms_firm.process()).sign_out()
    assert sms_firm.asked() == {}


async def test_a_process_whose_connection_was_removed_signs_in_no_more(firm: Firm) -> None:
    first = await firm.process()
    await first.users.count()
    await (await firm.state()).connections.remove(firm.record.id)
    firm.sandbox.sessions._open.clear()
    firm.asked()
    with pytest.raises(Refused, match="its connection was removed"):
        await first.users.count()
    assert firm.asked() == {"GET /users": 1}
    await first.close()


async def test_no_token_is_ever_shown(sms_firm: Firm, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    first = await sms_firm.process()
    await waits(first)
    await sms_firm.finished(first)
    await first.users.count()
    sms_firm.clock.time += dt.timedelta(minutes=59, seconds=30)
    tokens = [*sms_firm.sandbox.sessions._open]
    await first.users.count()
    tokens += sms_firm.sandbox.sessions._open
    session = first._client._session
    shown = [repr(session), repr(session.__dict__), repr(session._token), str(session._token)]
    sms_firm.sandbox.sessions._open.clear()
    with pytest.raises(Refused) as refused:
        await first.users.count()
    shown += [str(refused.value), repr(refused.value), repr(first.health), caplog.text]
    assert (len(tokens), tokens[0] == tokens[1]) == (2, False)
    for token in tokens:
        assert not [text for text in shown if token in text]
