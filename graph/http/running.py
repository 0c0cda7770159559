"""Running: one operation to its answers, whether that is one, one in parts, or one an event."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, aclosing
from typing import Any, NamedTuple

from graphql import DirectiveNode, DocumentNode, GraphQLDeferDirective, GraphQLStreamDirective
from graphql import OperationType as Kind
from graphql.language import BREAK, Visitor, visit
from strawberry.http import process_result
from strawberry.types.graphql import OperationType

from adapters.wire.deadline import Limit
from graph.extensions.delivery import IN_PARTS, Opening
from graph.http.answers import Refusal, Unexecuted, encode, errors
from graph.http.asking import Asked
from graph.http.caller import Entry, TurnedAway
from graph.http.execution import Executed, Operation, execute, operation_of
from graph.http.parts import Parts
from graph.http.persisted import Found, Persisted
from graph.schema import schema
from graph.telemetry.telemetry import Operation as Told

__all__ = ["Admit", "Run", "answers", "has_parts", "in_time", "run_of", "until_turned_away"]

Admit = Callable[[], Awaitable[Entry]]
"""Lets a caller in once more, as who they are by now. Raises ``TurnedAway`` if that is over."""

LOOK_SECONDS = 5.0
_GRACE_SECONDS = 1.0
_changing: set[asyncio.Task[Executed]] = set()
_IN_PARTS = frozenset({GraphQLDeferDirective.name, GraphQLStreamDirective.name})


class Run(NamedTuple):
    """An operation that is to be run, as it was asked for, and the address it came to."""

    found: Found
    operation: Operation
    name: str | None
    variables: Mapping[str, Any] | None
    extensions: Mapping[str, Any] | None
    address: str

    @property
    def arguments(self) -> dict[str, Any]:
        """Return what the schema executes it with."""
        return {
            "variable_values": dict(self.variables or {}),
            "operation_name": self.name,
            "operation_extensions": dict(self.extensions or {}),
        }


def run_of(asked: Asked, found: Found, address: str, entry: Entry) -> Run:
    """Return what is asked for. Raises ``Unexecuted`` if nothing tells which operation it is."""
    operation = operation_of(found.document, asked.operation, entry.allowance.limits)
    return Run(found, operation, asked.operation, asked.variables, asked.extensions, address)


def has_parts(run: Run) -> bool:
    """Whether a query says that some of its answer may come later; a change is answered whole."""
    document = run.found.document
    return (
        run.operation.kind is Kind.QUERY
        and any(it in document for it in _IN_PARTS)
        and _parted(run.operation.document)
    )


async def in_time(run: Run, entry: Entry) -> Executed:
    """Execute a query or a mutation once. Raises ``Unexecuted``; ``Refusal``, 504, if the time is
    up: a change that is under way is never given up, for nobody could say whether it was made.
    """
    query = run.operation.kind is Kind.QUERY
    with entry.door.within(entry.seconds), _told(run, entry) as told:
        executed: Executed = await _patiently(
            execute(
                run.found.document,
                run.operation,
                run.name,
                run.variables,
                run.extensions,
                entry.context(run.address),
            ),
            entry.patience if query else None,
            told,
        )
        told.answered(clean=executed.clean, fallback=executed.fallback)
    return executed


async def answers(
    run: Run, entry: Entry, admit: Admit, persisted: Persisted, *, in_parts: bool = False
) -> AsyncGenerator[bytes, None]:
    """Begin to run an operation; return its answers, each as a GraphQL response's JSON.

    A subscription listens from now on. Each of its events is a request of its own: its caller is
    let in anew and is given a context, loaders and the time of a request. Raises ``Unexecuted``,
    ``Refusal`` and ``TurnedAway``, at once or where an answer is awaited.
    """
    if run.operation.kind is Kind.SUBSCRIPTION:
        source = await _opened(run, entry)
        persisted.keep(run.found)
        return _events(run, source, admit)
    if in_parts and has_parts(run):
        return _parts(run, entry)
    return _whole(run, entry, persisted)


async def until_turned_away(admit: Admit) -> TurnedAway:
    """Wait until a caller would not be let in any more: at the latest, so long after it is so."""
    while True:
        try:
            await admit()
        except TurnedAway as away:
            return away
        await asyncio.sleep(LOOK_SECONDS)


async def _whole(run: Run, entry: Entry, persisted: Persisted) -> AsyncGenerator[bytes, None]:
    running = asyncio.create_task(in_time(run, entry))
    if run.operation.kind is Kind.MUTATION:
        # Whoever hangs up, or takes an operation back, takes back no change that is under way.
        _changing.add(running)
        running.add_done_callback(_changing.discard)
        executed = await asyncio.shield(running)
    else:
        executed = await running
    if entry.viewer is not None:
        persisted.keep(run.found)
    yield executed.body


async def _parts(run: Run, entry: Entry) -> AsyncGenerator[bytes, None]:
    parts = Parts()
    with entry.door.within(entry.seconds):
        with _told(run, entry) as told:  # as far as its first part: who reads may be slow
            stream = await schema.stream(
                run.found.document,
                context_value=entry.context(run.address),
                root_value=IN_PARTS,
                allowed_operation_types=(OperationType.QUERY,),
                **run.arguments,
            )
            told.answered(clean=True)
        async with aclosing(stream):
            async for part in stream:
                yield encode(parts.shown(part))


async def _events(
    run: Run, source: AsyncIterator[Any], admit: Admit
) -> AsyncGenerator[bytes, None]:
    try:
        async for change in source:
            entry = await admit()
            try:
                yield await _event(run, change, entry)
            except Refusal as late:
                yield late.body
    finally:
        await source.aclose()  # type: ignore[attr-defined]  # a generator, in truth


async def _event(run: Run, change: object, entry: Entry) -> bytes:
    with entry.door.within(entry.seconds), _told(run, entry) as told:
        result = await _patiently(
            schema.execute(
                run.found.document,
                context_value=entry.context(run.address),
                root_value=change,
                allowed_operation_types=(OperationType.SUBSCRIPTION,),
                **run.arguments,
            ),
            entry.patience,
            told,
        )
        told.answered(clean=not result.errors)
    return encode(process_result(result))


async def _opened(run: Run, entry: Entry) -> AsyncIterator[Any]:
    opening = Opening()
    with entry.door.within(entry.seconds):
        result = await _patiently(
            schema.execute(
                run.found.document,
                context_value=entry.context(run.address),
                root_value=opening,
                allowed_operation_types=(OperationType.SUBSCRIPTION,),
                **run.arguments,
            ),
            entry.patience,
        )
    if opening.source is None:
        raise Unexecuted(errors(*(it.formatted for it in result.errors or ())))
    return opening.source


def _told(run: Run, entry: Entry) -> AbstractContextManager[Told]:
    kind, name = run.operation.names
    return entry.door.telemetry.operation(kind, name, entry.door.name)


async def _patiently(work: Awaitable[Any], seconds: float | None, told: Told | None = None) -> Any:
    try:
        with Limit(None if seconds is None else seconds + _GRACE_SECONDS):
            return await work
    except TimeoutError:
        if told is not None:
            told.late()
        message = "The answer was not ready when the request's time was over."
        raise Refusal(504, "DEADLINE_EXCEEDED", message) from None


class _Finder(Visitor):
    found = False

    def enter_directive(self, node: DirectiveNode, *_: object) -> Any:
        self.found = self.found or node.name.value in _IN_PARTS
        return BREAK if self.found else None


def _parted(document: DocumentNode) -> bool:
    finder = _Finder()
    visit(document, finder)
    return finder.found
