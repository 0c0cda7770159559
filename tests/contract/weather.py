"""Every fault of the sandbox on every kind of operation: what the caller saw, what was recorded."""

import asyncio
import datetime as dt
import itertools
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from adapters.port import (
    ContactChange,
    ContactType,
    Listing,
    MatterChange,
    MatterFilter,
    NewContact,
    NewExpense,
    NewInvoice,
    NewInvoiceExpense,
    NewMatter,
    NewTimeEntry,
    Order,
    Refused,
    TimeEntryChange,
    Window,
)
from adapters.sandbox import Reads
from adapters.sandbox.faults import Planned
from adapters.supergood.habits import ReadMode
from adapters.supergood.opening import open_practice
from adapters.supergood.practice import SupergoodPractice
from adapters.wire.message import Request, Response
from adapters.wire.over_httpx import HttpxTransport
from adapters.wire.over_pyreqwest import PyreqwestTransport
from adapters.wire.transport import Transport
from tests.adapters.wire.pretend import Time
from tests.contract.conftest import CREDENTIALS, Served
from tests.world import CLIENT, MATTER, OWNER, CountedIds, StandingClock

DAY = dt.date(2026, 2, 18)
LIST = Listing(filter=MatterFilter(), order=Order("number"), window=Window(limit=100))
Records = dict[str, dict[str, tuple[Any, ...]]]
TABLES = ("matters", "contacts", "time_entries", "expenses", "invoices")


class Kind(Enum):
    """What an operation does to records, which tells what is to be counted."""

    READ = "read"
    POST = "post"
    PATCH = "patch"
    DELETE = "delete"


@dataclass(frozen=True)
class Operation:
    """One thing a caller does. ``do`` is given the practice and what it is to be done with."""

    name: str
    kind: Kind
    noun: str
    match: str
    id: str
    do: Callable[[SupergoodPractice, Any], Awaitable[Any]]

    @property
    def tables(self) -> tuple[str, ...]:
        """Where it leaves its mark, in each as often: an invoice has its filing fee recorded."""
        return (self.noun, "expenses") if self.noun == "invoices" else (self.noun,)


@dataclass(frozen=True)
class Cell:
    """What came of an operation: "same" or a refusal's code, and how many records it touched."""

    saw: str
    done: int


def time_entry(words: str) -> NewTimeEntry:
    return NewTimeEntry(
        matter_id=MATTER, user_id=OWNER, date=DAY, description=words, hours=Decimal("0.1")
    )


def invoice(words: str) -> NewInvoice:
    fee = NewInvoiceExpense(description=words, amount=Decimal(120))
    return NewInvoice(matter_id=MATTER, issue_date=DAY, time_entry_ids=(), expenses=(fee,))


def expense(words: str) -> NewExpense:
    return NewExpense(matter_id=MATTER, date=DAY, description=words, amount=Decimal("18.40"))


async def record(saved: Awaitable[Any]) -> Any:
    return (await saved).record


def _operation(
    name: str, kind: Kind, noun: str, id: str, do: Callable[[Any, Any], Awaitable[Any]]
) -> Operation:
    below = "/*" if kind in (Kind.PATCH, Kind.DELETE) else ""
    method = "GET" if kind is Kind.READ else kind.name
    return Operation(name, kind, noun, f"{method} /{noun.replace('_', '-')}{below}", id, do)


OPERATIONS: tuple[Operation, ...] = (
    _operation(
        "read one", Kind.READ, "matters", "matterId", lambda p, _: p.matters.by_id([MATTER])
    ),
    _operation("read many", Kind.READ, "matters", "matterId", lambda p, ids: p.matters.by_id(ids)),
    _operation("list", Kind.READ, "matters", "matterId", lambda p, _: p.matters.page(LIST)),
    _operation(
        "log time",
        Kind.POST,
        "time_entries",
        "entryId",
        lambda p, it: p.time_entries.log(time_entry(it), None),
    ),
    _operation(
        "invoice",
        Kind.POST,
        "invoices",
        "invoiceId",
        lambda p, it: record(p.invoices.generate(invoice(it), None)),
    ),
    _operation(
        "new matter",
        Kind.POST,
        "matters",
        "matterId",
        lambda p, it: record(p.matters.create(NewMatter(title=it, client_id=CLIENT), None)),
    ),
    _operation(
        "expense",
        Kind.POST,
        "expenses",
        "expenseId",
        lambda p, it: p.expenses.log(expense(it), None),
    ),
    _operation(
        "new contact",
        Kind.POST,
        "contacts",
        "clientId",
        lambda p, it: record(p.contacts.create(NewContact(type=ContactType.PERSON, name=it), None)),
    ),
    _operation(
        "matter",
        Kind.PATCH,
        "matters",
        "matterId",
        lambda p, it: p.matters.update(MatterChange(id=MATTER, title=it)),
    ),
    _operation(
        "time",
        Kind.PATCH,
        "time_entries",
        "entryId",
        lambda p, it: p.time_entries.update(TimeEntryChange(id="tim_c812e0", description=it)),
    ),
    _operation(
        "contact",
        Kind.PATCH,
        "contacts",
        "clientId",
        lambda p, it: p.contacts.update(ContactChange(id=CLIENT, name=it)),
    ),
    _operation(
        "time entry",
        Kind.DELETE,
        "time_entries",
        "entryId",
        lambda p, it: p.time_entries.delete(it),
    ),
)

FAULTS: tuple[str, ...] = (
    "latency:1",
    "slow-body:1",
    "404",
    "429:1",
    "429-date:1",
    "500",
    "500-after",
    "503",
    "503:1",
    "cut-before",
    "cut",
    "lost-answer",
    "garbage",
    "garbage-after",
    "html",
    "expired",
    "ignore-ids",
    "refuse-ids:404",
    "added-field",
    "renamed-field",
    "renamed-field:{id}",
    "changed-type",
    "changed-type:{id}",
    "new-value:status",
)
"""Every fault; ``{id}`` stands for the field that holds a noun's id."""


class _Kept:
    """A transport that outlives the practices that use it."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def send(self, request: Request) -> Response:
        return await self._transport.send(request)

    async def close(self) -> None:
        pass


class Weather:
    """A sandbox on a socket whose faults are planned for one operation at a time.

    Nobody waits: the adapter's clock moves on by itself where it would sleep.
    """

    def __init__(self, path: Path, base_url: str, app: Any) -> None:
        self._base_url, self._schedule = base_url, app.state.sandbox.schedule
        self._db = sqlite3.connect(path)
        self._reads = PyreqwestTransport(base_url)
        self._writes = HttpxTransport(base_url)
        self._ids = CountedIds()
        self._well = self._practice()
        self._words = (f"Word {number}" for number in itertools.count())

    async def open(self) -> None:
        """Have one matter more than fits on a page."""
        await self._well.matters.create(NewMatter(title="Over", client_id=CLIENT), None)

    async def close(self) -> None:
        await self._reads.close()
        await self._writes.close()
        self._db.close()

    async def cell(self, operation: Operation, fault: str, times: int | None) -> Cell:
        """Run an operation while its own requests go wrong: so many times, or for ever."""
        wrong = fault.format(id=operation.id)
        return await self.run(operation, [Planned(operation.match, wrong, times)])

    async def run(self, operation: Operation, planned: Sequence[Planned]) -> Cell:
        """Run an operation while these go wrong; what it said is compared with what there is.

        Each goes with a practice of its own, whose breaker and limiter have seen nothing yet.
        """
        practice, well = self._practice(), self._well
        given = await self._given(operation, well)
        expected = await operation.do(well, given) if operation.kind is Kind.READ else None
        before = self._records(operation)
        self._schedule.add(list(planned))
        try:
            answer, saw = await operation.do(practice, given), "same"
        except Refused as refused:
            (why,) = refused.refusals
            answer, saw = None, why.code.value
        finally:
            self._schedule.planned.clear()
        done = _touched(operation, before, self._records(operation))
        if saw == "same":
            await self._compare(operation, well, answer, expected)
        return Cell(saw, done)

    async def _given(self, operation: Operation, well: SupergoodPractice) -> Any:
        match operation.kind:
            case Kind.READ:
                return [it.id for it in (await well.matters.page(LIST)).items[:50]]
            case Kind.DELETE:
                return (await well.time_entries.log(time_entry(next(self._words)), None)).id
            case _:
                return next(self._words)

    async def _compare(
        self, operation: Operation, well: SupergoodPractice, answer: Any, expected: Any
    ) -> None:
        if operation.kind is Kind.READ:
            assert _sorted(answer) == _sorted(expected)
            return
        now = await getattr(well, operation.noun).by_id([answer.id])
        assert now == ([] if operation.kind is Kind.DELETE else [answer])

    def _practice(self) -> SupergoodPractice:
        time = Time()
        return open_practice(
            self._base_url,
            CREDENTIALS,
            mode=ReadMode.EXTENDED,
            clock=StandingClock(),
            ids=self._ids,
            reads_over=lambda _: _Kept(self._reads),
            writes_over=lambda _: _Kept(self._writes),
            seconds=time,
            sleep=time.sleep,
        )

    def _records(self, operation: Operation) -> Records:
        """Return the rows, by id, of the tables an operation is to touch; of others, how many."""
        found: Records = {}
        for table in TABLES:
            what = "*" if table in operation.tables else "'rows', count(*)"
            rows = self._db.execute(f"select {what} from {table}")
            found[table] = {row[0]: row for row in rows}
        return found


def _touched(operation: Operation, before: Records, after: Records) -> int:
    """Count what is new, changed and gone; of its kind and in its tables it must be all there is."""
    found: dict[tuple[str, Kind], int] = {}
    for table in TABLES:
        was, now = before[table], after[table]
        found[table, Kind.POST] = sum(id not in was for id in now)
        found[table, Kind.DELETE] = sum(id not in now for id in was)
        found[table, Kind.PATCH] = sum(was.get(id, row) != row for id, row in now.items())
    done = {found.pop((table, operation.kind), 0) for table in operation.tables}
    assert not any(found.values()), (operation.name, found)
    assert len(done) == 1, (operation.name, done)
    return done.pop()


def _sorted(answer: Any) -> Any:
    return sorted(answer, key=lambda it: it.id) if isinstance(answer, list) else answer


@contextmanager
def weather(path: Path) -> Iterator[tuple[Weather, asyncio.Runner]]:
    """Serve the practice in a file, which is changed, and open the ways to it."""
    served = Served(path, Reads.EXTENDED)
    with served as base_url, asyncio.Runner() as runner:

        async def made() -> Weather:
            it = Weather(path, base_url, served.app)
            await it.open()
            return it

        it = runner.run(made())
        try:
            yield it, runner
        finally:
            runner.run(it.close())
