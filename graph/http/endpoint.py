"""The GraphQL endpoint: GraphQL over HTTP, from a request's bytes to its answer's.

https://graphql.github.io/graphql-over-http/draft/, and what it leaves open: who is let in, in which
order things are looked at, and that nothing a caller sends can make an answer of 5xx.
"""

import asyncio
from collections.abc import Mapping
from typing import NamedTuple

from graphql import OperationType
from starlette.types import Receive, Scope, Send

from graph.compose.door import Doors
from graph.http.answers import (
    JSON,
    RESPONSE_JSON,
    Refusal,
    Reply,
    Unexecuted,
    deliver,
    unexpected,
)
from graph.http.asking import Asked, asked_by_body, asked_by_url
from graph.http.bodies import Gone, Room, check_headers, read
from graph.http.caching import NEVER, conditional, policy_of
from graph.http.caller import Entry, address_of, enter, must_sign_in
from graph.http.compression import compressed
from graph.http.execution import Executed, Operation
from graph.http.explorer import Explorer
from graph.http.framing import MIXED, STREAMS, framing_of
from graph.http.negotiation import HTML, PAGES, RESULTS, encoding_for, media_type_for, names
from graph.http.origins import check_origin
from graph.http.persisted import Found, Persisted, not_found
from graph.http.running import Run, answers, has_parts, in_time, run_of
from graph.http.strangers import shows_schema, signs_in
from graph.http.streams import Stream
from graph.http.terms import Terms

__all__ = ["Endpoint"]


class Streamed(NamedTuple):
    """An operation that is answered by a stream of this media type."""

    run: Run
    media_type: str


class Endpoint:
    """An ASGI app for one path. ``persisted`` is what its WebSockets know of documents, too;
    ``explorer`` is what browsers are shown; ``closing`` is set when the process is to end, and
    what would go on for long ends with it.
    """

    def __init__(
        self,
        doors: Doors,
        terms: Terms,
        persisted: Persisted,
        explorer: Explorer,
        closing: asyncio.Event,
    ) -> None:
        self._doors = doors
        self._terms = terms
        self._persisted = persisted
        self._explorer = explorer
        self._room = Room(terms.most_bytes_under_way)
        self._closing = closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        media_type = JSON
        try:
            headers = _headers(scope)
            entry = await enter(self._doors, scope)
            media_type = _negotiated(scope["method"], headers)
            with entry.door.within(entry.seconds):
                reply = await self._reply(entry, scope, headers, media_type, receive)
            if isinstance(reply, Streamed):
                await self._stream(reply, entry, scope, receive, send)
                return
        except Unexecuted as wrong:
            reply = _unexecuted(wrong, media_type)
        except Refusal as refusal:
            named = tuple((k.lower().encode(), v.encode()) for k, v in refusal.headers.items())
            reply = Reply(refusal.status, refusal.body, _in_json(media_type), named)
        except Gone:
            return
        except Exception:  # noqa: BLE001 - whatever it is, the caller hears of an id in the log
            reply = self._unexpected()
        await deliver(reply, send)

    async def _reply(
        self,
        entry: Entry,
        scope: Scope,
        headers: Mapping[bytes, bytes],
        media_type: str,
        receive: Receive,
    ) -> Reply | Streamed:
        by_url = scope["method"] != "POST"
        if media_type == HTML:
            return await compressed(self._explorer.page(headers), _encoding(headers))
        if by_url:
            check_origin(headers)
            asked: Asked | list[Asked] = asked_by_url(scope["query_string"])
        else:
            check_headers(headers)
            most, seconds = self._terms.most_body_bytes, self._terms.body_seconds
            body = await read(receive, headers, most, seconds, self._room)
            asked = asked_by_body(body, self._terms.most_batched)
        address = address_of(scope)
        if isinstance(asked, list):
            reply = await self._batch(asked, entry, address, _in_json(media_type))
            return await compressed(reply, _encoding(headers))
        run = run_of(asked, self._found(asked, entry), address, entry)
        stream = None
        if scope["method"] != "HEAD":
            stream = _streamed(run, media_type, _text(headers, b"accept"))
        _check_kind(run.operation, by_url=by_url, streamed=stream is not None)
        if stream is not None:
            return Streamed(run, stream)
        executed = await self._one(run, entry)
        policy = policy_of(run.operation) if executed.clean else NEVER
        kept = policy.header(known=entry.viewer is not None)
        reply = Reply(200, executed.body, media_type, _work(entry), kept)
        if by_url and executed.clean:
            reply = conditional(reply, headers)
        return await compressed(reply, _encoding(headers))

    async def _stream(
        self, asked: Streamed, entry: Entry, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer by a stream, whose caller is let in anew for as long as it goes on."""

        async def admit() -> Entry:
            return await enter(self._doors, scope)

        run, kind = asked.run, asked.run.operation.kind
        subscription = kind is OperationType.SUBSCRIPTION
        framing = framing_of(asked.media_type, subscription=subscription)
        stream = Stream(framing, admit, self._closing)
        parts = asked.media_type == MIXED
        try:
            told = await answers(run, entry, admit, self._persisted, in_parts=parts)
        except (Refusal, Unexecuted) as why:
            await stream.refuse(why, send)
        else:
            await stream.serve(told, receive, send)

    async def _batch(
        self, asked: list[Asked], entry: Entry, address: str, media_type: str
    ) -> Reply:
        """Execute operations in their order, each as if it were alone: what one changes, those
        after it see. What is wrong with one is its own answer; the others were done, or will be.
        """
        if entry.viewer is None:
            raise must_sign_in()
        bodies, waits = [], []
        for it in asked:
            try:
                run = run_of(it, self._found(it, entry), address, entry)
                _check_kind(run.operation, by_url=False, streamed=False)
                bodies.append((await self._one(run, entry)).body)
            except Unexecuted as wrong:
                bodies.append(wrong.body)
                waits += [wrong.retry_after] if wrong.retry_after is not None else []
            except Refusal as refusal:
                bodies.append(refusal.body)
            except Exception:  # noqa: BLE001 - as above
                bodies.append(self._unexpected().body)
        body = b"[" + b",".join(bodies) + b"]"
        if waits:
            return _unexecuted(Unexecuted(body, max(waits)), media_type)
        return Reply(200, body, media_type)

    async def _one(self, run: Run, entry: Entry) -> Executed:
        executed = await in_time(run, entry)
        if entry.viewer is not None:
            self._persisted.keep(run.found)
        return executed

    def _found(self, asked: Asked, entry: Entry) -> Found:
        """Return the document; to a stranger, one that signs in, whether others are known or not."""
        if entry.viewer is not None:
            return self._persisted.find(asked)
        name = asked.operation
        if asked.document is not None and not _for_strangers(asked.document, name, entry):
            raise must_sign_in()
        found = self._persisted.find(asked)
        if not _for_strangers(found.document, name, entry):
            raise not_found()
        return found

    def _unexpected(self) -> Reply:
        return Reply(500, unexpected(self._doors.default.ids))


def _unexecuted(wrong: Unexecuted, media_type: str) -> Reply:
    """Answer a request error: a 400 to who knows why, and else a 200, as GraphQL over HTTP has it;
    a 429 to a viewer whose minute is spent.
    """
    media_type = _in_json(media_type)
    if wrong.retry_after is not None:
        wait = (b"retry-after", b"%d" % wrong.retry_after)
        return Reply(429, wrong.body, media_type, (wait,))
    return Reply(400 if media_type == RESPONSE_JSON else 200, wrong.body, media_type)


def _work(entry: Entry) -> tuple[tuple[bytes, bytes], ...]:
    """Return what is told beside the cost of a request: how much work it was."""
    seen = entry.door.telemetry.seen
    if seen is None or not entry.allowance.reports:
        return ()
    return ((b"server-timing", b'asks;desc="%d", calls;desc="%d"' % (seen.asks, seen.calls)),)


def _for_strangers(document: str, name: str | None, entry: Entry) -> bool:
    return signs_in(document, name) or (entry.is_gateway and shows_schema(document, name))


def _headers(scope: Scope) -> dict[bytes, bytes]:
    """Return the headers by their names; what came more than once is one list, as RFC 9110, 5.3,
    has it. Raises ``Refusal`` if two hosts are named (RFC 9112, 3.2).
    """
    found: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name not in found:
            found[name] = value
        elif name == b"host":
            raise Refusal(400, "BAD_REQUEST", "Host was sent twice; send it once.")
        else:
            found[name] = b"%b, %b" % (found[name], value)
    return found


def _text(headers: Mapping[bytes, bytes], name: bytes) -> str | None:
    value = headers.get(name)
    return None if value is None else value.decode("latin-1")


def _negotiated(method: str, headers: Mapping[bytes, bytes]) -> str:
    """Return in which media type to answer; the explorer's page only to a GET. Raises ``Refusal``,
    405 or 406.
    """
    if method not in ("GET", "HEAD", "POST"):
        message = "GraphQL comes by POST, and queries by GET as well."
        raise Refusal(405, "METHOD_NOT_ALLOWED", message, {"Allow": "GET, HEAD, POST"})
    accept = _text(headers, b"accept")
    offers = RESULTS if method == "POST" else PAGES
    media_type = media_type_for(accept, offers)
    if media_type is None and method != "HEAD":
        media_type = media_type_for(accept, STREAMS)
    if media_type is None:
        message = f"An answer is {JSON} or {RESPONSE_JSON}, or a stream: {' or '.join(STREAMS)}."
        raise Refusal(406, "NOT_ACCEPTABLE", message)
    return media_type


def _streamed(run: Run, media_type: str, accept: str | None) -> str | None:
    """Return in which type of stream an operation is answered, or None for one whole answer: that
    is what queries and changes get of whoever can read it, but for those that ask for parts.
    """
    if media_type in STREAMS:
        return media_type
    if run.operation.kind is OperationType.SUBSCRIPTION:
        return media_type_for(accept, STREAMS)
    return MIXED if has_parts(run) and names(accept, MIXED) else None


def _check_kind(operation: Operation, *, by_url: bool, streamed: bool) -> None:
    """Raise ``Refusal`` for what can't come so, or can't be answered so."""
    if operation.kind is OperationType.SUBSCRIPTION and not streamed:
        message = f"A subscription's events are no one answer; accept {' or '.join(STREAMS)}."
        raise Refusal(406, "NOT_ACCEPTABLE", message)
    if operation.kind is OperationType.MUTATION and by_url:
        message = "A change comes by POST; only what is read comes by GET."
        raise Refusal(405, "METHOD_NOT_ALLOWED", message, {"Allow": "POST"})


def _in_json(media_type: str) -> str:
    return media_type if media_type in RESULTS else JSON


def _encoding(headers: Mapping[bytes, bytes]) -> str | None:
    return encoding_for(_text(headers, b"accept-encoding"))
