"""Who is told what a request does: its operations, its asks of a practice, its upstream calls."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from contextvars import ContextVar
from functools import partial
from time import perf_counter
from typing import TypeVar

from msgspec import Struct, field, structs

from adapters.port import Ids, Refused
from adapters.telemetry.context import TRACEPARENT, Place, read, written
from adapters.telemetry.spans import Attributes, SpanKind
from adapters.wire.message import Request, Response
from adapters.wire.transport import NotSent, WireFailure
from adapters.wire.watched import Around, Send
from graph.telemetry.meters import OTHER, UNNAMED, Meters
from graph.telemetry.routes import route_of
from graph.telemetry.tracer import Tracer

__all__ = ["REQUEST_ID_HEADER", "Operation", "Seen", "Telemetry"]

REQUEST_ID_HEADER = "X-Request-Id"

Answer = TypeVar("Answer")

_ID = re.compile(r"[A-Za-z0-9._-]{1,128}", re.ASCII)
_EXECUTED = ("ok", "errors")
_MOST_OPERATIONS = 10


class Seen(Struct):
    """One request as far as it is known: by which id, in which trace, and what was done for it."""

    id: str
    place: Place | None = None
    connection: str | None = None
    operations: list[str] = field(default_factory=list)
    asks: int = 0  # of the practice
    calls: int = 0  # of its upstream

    def note(self, operation: str) -> None:
        """Remember an operation, once; of a stream that goes on for hours, only the first ones."""
        if operation not in self.operations and len(self.operations) < _MOST_OPERATIONS:
            self.operations.append(operation)


class Operation(Struct):
    """One operation under way; whoever executes it says how it was answered."""

    kind: str
    name: str | None
    outcome: str = "refused"
    fallback: str | None = None

    def answered(self, *, clean: bool, fallback: str | None = None) -> None:
        """Say that it was valid and executed, whether without errors, and why by no compiled plan
        if it was by none.
        """
        self.outcome = "ok" if clean else "errors"
        self.fallback = fallback

    def late(self) -> None:
        """Say that it was given up, for its time was over."""
        self.outcome = "late"


class _Here(Struct, frozen=True):
    """Where the running task is: in which request, and below which span."""

    seen: Seen
    place: Place | None


class _Inside:
    """A request, whose place is known to all that is done inside a ``with``."""

    __slots__ = ("_here", "_token", "_var")

    def __init__(self, var: ContextVar[_Here | None], here: _Here) -> None:
        self._var, self._here = var, here

    def __enter__(self) -> Seen:
        self._token = self._var.set(self._here)
        return self._here.seen

    def __exit__(self, *_: object) -> None:
        self._var.reset(self._token)


class _Executing:
    """An operation that is executed inside a ``with``, and told of when that is left."""

    __slots__ = ("_began", "_below", "_here", "_operation", "_telemetry", "_token")

    def __init__(self, telemetry: "Telemetry", operation: Operation, here: _Here | None) -> None:
        self._telemetry, self._operation, self._here = telemetry, operation, here
        self._began, self._below = telemetry._seconds(), telemetry._below(here)

    def __enter__(self) -> Operation:
        self._token = self._telemetry._here.set(self._below) if self._below else None
        return self._operation

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is asyncio.CancelledError:
            self._operation.outcome = "gone"
        if self._token:
            self._telemetry._here.reset(self._token)
        took = self._telemetry._seconds() - self._began
        self._telemetry._executed(self._operation, self._here, self._below, took)


class Telemetry:
    """Follows each request through the tasks that work for it. Without a tracer no span is made,
    and a caller's own place in a trace is handed on as it came.
    """

    def __init__(
        self,
        ids: Ids,
        *,
        tracer: Tracer | None = None,
        seconds: Callable[[], float] = perf_counter,
    ) -> None:
        self.meters = Meters()
        self._tracer = tracer
        self._ids, self._seconds = ids, seconds
        self._here: ContextVar[_Here | None] = ContextVar("here", default=None)

    @property
    def seen(self) -> Seen | None:
        """The request that the running task works for."""
        here = self._here.get()
        return here.seen if here else None

    def request(self, id: str | None, traceparent: str | None) -> AbstractContextManager[Seen]:
        """Follow what is done inside as one request, by its caller's id for it if that is one."""
        if id is None or _ID.fullmatch(id) is None:
            id = self._ids.new("req")
        parent = read(traceparent)
        place = self._tracer.start(parent) if self._tracer else parent
        return _Inside(self._here, _Here(Seen(id, place), place))

    def operation(
        self, kind: str, name: str | None, connection: str
    ) -> AbstractContextManager[Operation]:
        """Follow the execution of an operation, named as its caller names it."""
        here = self._here.get()
        if here is not None:
            here.seen.connection = connection
        return _Executing(self, Operation(kind, name), here)

    async def ask(self, name: str, keys: int, asking: Awaitable[Answer]) -> Answer:
        """Wait for a practice's answer; ``keys`` is for how many at once it was asked, 0 for one
        that is not asked by keys.
        """
        here, began, error = self._here.get(), self._seconds(), None
        if here is not None:
            here.seen.asks += 1
        below = self._below(here)
        token = self._here.set(below) if below else None
        try:
            return await asking
        except BaseException as raised:
            error = type(raised).__name__
            if isinstance(raised, Refused):
                error = raised.refusals[0].code.value
            raise
        finally:
            seconds = self._seconds() - began
            self.meters.ask_seconds.add((name,), seconds)
            if keys:
                self.meters.batch_keys.add((name,), keys)
            if token:
                self._here.reset(token)
                said: Attributes = {"panther.batch.keys": keys} if keys else {}
                self._tell(name, SpanKind.INTERNAL, here, below, seconds, said, error)

    def calls_of(self, connection: str) -> Around:
        """Return what follows a connection's calls of its upstream."""
        return partial(self._call, connection)

    async def _call(self, connection: str, request: Request, send: Send) -> Response:
        here, began, outcome = self._here.get(), self._seconds(), "given_up"
        below = self._below(here, always=True)
        if here is not None:
            here.seen.calls += 1
            place = below.place if below else here.place
            if place is not None:
                headers = {**request.headers, TRACEPARENT: written(place)}
                request = structs.replace(request, headers=headers)
        try:
            answer = await send(request)
            outcome = str(answer.status)
            return answer
        except WireFailure as failure:
            outcome = "not_sent" if isinstance(failure, NotSent) else "no_answer"
            raise
        finally:
            seconds, route = self._seconds() - began, route_of(request.path)
            self.meters.calls.seen[connection, request.method, route, outcome] += 1
            self.meters.call_seconds.add((connection,), seconds)
            if below:
                said = _said(connection, request.method, route, outcome)
                error = None if outcome.isdigit() and int(outcome) < 400 else outcome
                name = f"{request.method} {route}"
                self._tell(name, SpanKind.CLIENT, here, below, seconds, said, error)

    def _executed(
        self, operation: Operation, here: _Here | None, below: _Here | None, seconds: float
    ) -> None:
        meters, kind, outcome = self.meters, operation.kind, operation.outcome
        executed = outcome in _EXECUTED
        name = meters.name(operation.name, valid=executed)
        meters.operations.seen[name, kind, outcome] += 1
        meters.operation_seconds.add((name,), seconds)
        if operation.fallback is not None:
            meters.fallbacks.seen[operation.fallback,] += 1
        if here is not None:
            here.seen.note(f"{kind} {name}")
        if below is not None:
            said = {"graphql.operation.type": kind}
            title = kind
            if name not in (UNNAMED, OTHER):
                said["graphql.operation.name"] = name
                title = f"{kind} {name}"
            if below.seen.connection is not None:
                said["panther.connection"] = below.seen.connection
            if operation.fallback is not None:
                said["panther.fallback"] = operation.fallback
            error = None if outcome == "ok" else outcome
            self._tell(title, SpanKind.SERVER, here, below, seconds, said, error)

    def _below(self, here: _Here | None, *, always: bool = False) -> _Here | None:
        """Return the place of a new span below this one; of one that nobody is told of, ``always``
        alone.
        """
        if self._tracer is None or here is None or here.place is None:
            return None
        if not (always or here.place.sampled):
            return None
        return _Here(here.seen, self._tracer.below(here.place))

    def _tell(
        self,
        name: str,
        kind: SpanKind,
        here: _Here | None,
        below: _Here | None,
        seconds: float,
        said: Attributes,
        error: str | None,
    ) -> None:
        if self._tracer and here and here.place and below and below.place:
            self._tracer.ended(name, kind, below.place, here.place, seconds, said, error)


def _said(connection: str, method: str, route: str, outcome: str) -> Attributes:
    said: dict[str, str | int] = {
        "http.request.method": method,
        "url.template": route,
        "panther.connection": connection,
    }
    if outcome.isdigit():
        said["http.response.status_code"] = int(outcome)
    return said
