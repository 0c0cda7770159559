"""The GraphQL endpoint: GraphQL over HTTP, from a request's bytes to its answer's.

https://graphql.github.io/graphql-over-http/draft/, and what it leaves open: who is let in, in which
order things are looked at, and that nothing a caller sends can make an answer of 5xx.
"""

import asyncio
import logging
import re
from collections.abc import Mapping, Sequence

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
    error,
    errors,
)
from graph.http.asking import Asked, asked_by_body, asked_by_url
from graph.http.bodies import Gone, Room, check_headers, read
from graph.http.caching import NEVER, Policy, conditional, policy_of
from graph.http.caller import Entry, enter, must_sign_in
from graph.http.compression import compressed
from graph.http.execution import Executed, Operation, execute, operation_of
from graph.http.explorer import PAGE
from graph.http.negotiation import HTML, PAGES, RESULTS, encoding_for, media_type_for
from graph.http.origins import check_origin
from graph.http.persisted import Found, Persisted, not_found
from graph.http.strangers import shows_schema, signs_in
from graph.http.terms import Terms

__all__ = ["Endpoint"]

_log = logging.getLogger("panther")

_KINDS = (OperationType.QUERY, OperationType.MUTATION)
_PAGE = PAGE.encode()
_HOST = re.compile(rb"[\w.:\[\]-]{1,255}", re.ASCII)
_GRACE_SECONDS = 1.0


class Endpoint:
    """An ASGI app for one path. ``persisted`` is what its WebSockets know of documents, too."""

    def __init__(self, doors: Doors, terms: Terms, persisted: Persisted) -> None:
        self._doors = doors
        self._terms = terms
        self._persisted = persisted
        self._room = Room(terms.most_bytes_under_way)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        media_type = JSON
        try:
            headers = _headers(scope)
            entry = await enter(self._doors, scope)
            media_type = _negotiated(scope["method"], headers)
            with entry.door.within(entry.seconds):
                reply = await self._reply(entry, scope, headers, media_type, receive)
        except Unexecuted as wrong:
            reply = _unexecuted(wrong, media_type)
        except Refusal as refusal:
            named = tuple((k.lower().encode(), v.encode()) for k, v in refusal.headers.items())
            shown = JSON if media_type == HTML else media_type
            reply = Reply(refusal.status, refusal.body, shown, named)
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
    ) -> Reply:
        by_url = scope["method"] != "POST"
        if media_type == HTML:
            return Reply(200, _PAGE, f"{HTML}; charset=utf-8", kept=b"no-cache")
        if by_url:
            check_origin(headers)
            asked: Asked | list[Asked] = asked_by_url(scope["query_string"])
        else:
            check_headers(headers)
            most, seconds = self._terms.most_body_bytes, self._terms.body_seconds
            body = await read(receive, headers, most, seconds, self._room)
            asked = asked_by_body(body, self._terms.most_batched)
        address = _address(scope, headers)
        if isinstance(asked, list):
            reply = await self._batch(asked, entry, address, media_type)
        else:
            kinds = (OperationType.QUERY,) if by_url else _KINDS
            executed, policy = await self._one(asked, entry, address, kinds)
            cached = policy if executed.clean else NEVER
            kept = cached.header(known=entry.viewer is not None)
            reply = Reply(200, executed.body, media_type, kept=kept)
            if by_url and executed.clean:
                reply = conditional(reply, headers)
        return await compressed(reply, encoding_for(_text(headers, b"accept-encoding")))

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
                executed, _ = await self._one(it, entry, address, _KINDS)
                bodies.append(executed.body)
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

    async def _one(
        self, asked: Asked, entry: Entry, address: str, kinds: Sequence[OperationType]
    ) -> tuple[Executed, Policy]:
        found = self._found(asked, entry)
        operation = operation_of(found.document, asked.operation, entry.allowance.limits)
        _check_kind(operation, kinds)
        context = entry.context(address)
        # A change that is under way is never given up: nobody could say whether it was made.
        seconds = None
        if operation.kind is OperationType.QUERY:
            seconds = entry.patience + _GRACE_SECONDS
        try:
            with self._doors.telemetry.operation(*operation.names, entry.door.name) as told:
                async with asyncio.timeout(seconds):
                    executed = await execute(
                        found.document,
                        operation,
                        asked.operation,
                        asked.variables,
                        asked.extensions,
                        context,
                    )
                told.answered(clean=executed.clean)
        except TimeoutError:
            message = "The answer was not ready when the request's time was over."
            raise Refusal(504, "DEADLINE_EXCEEDED", message) from None
        if entry.viewer is not None:
            self._persisted.keep(found)
        return executed, policy_of(operation)

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
        id = self._doors.default.ids.new("err")
        _log.error("%s outside of any operation", id, exc_info=True)
        said = error("INTERNAL", f"Something went wrong here. It is logged as {id}.")
        said["extensions"]["id"] = id
        return Reply(500, errors(said))


def _unexecuted(wrong: Unexecuted, media_type: str) -> Reply:
    """Answer a request error: a 400 to who knows why, and else a 200, as GraphQL over HTTP has it;
    a 429 to a viewer whose minute is spent.
    """
    if wrong.retry_after is not None:
        wait = (b"retry-after", b"%d" % wrong.retry_after)
        return Reply(429, wrong.body, media_type, (wait,))
    return Reply(400 if media_type == RESPONSE_JSON else 200, wrong.body, media_type)


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
    offers = RESULTS if method == "POST" else PAGES
    media_type = media_type_for(_text(headers, b"accept"), offers)
    if media_type is None:
        raise Refusal(406, "NOT_ACCEPTABLE", f"An answer is {JSON} or {RESPONSE_JSON}.")
    return media_type


def _check_kind(operation: Operation, kinds: Sequence[OperationType]) -> None:
    kind = operation.kind
    if kind in kinds:
        return
    if kind is OperationType.SUBSCRIPTION:
        message = "A subscription's events can't be one answer; ask by a WebSocket."
        raise Refusal(406, "NOT_ACCEPTABLE", message)
    message = "A change comes by POST; only queries come by GET."
    raise Refusal(405, "METHOD_NOT_ALLOWED", message, {"Allow": "POST"})


def _address(scope: Scope, headers: Mapping[bytes, bytes]) -> str:
    """Return where the request came to, which its links lead back to."""
    host = headers.get(b"host", b"")
    if _HOST.fullmatch(host):
        name = host.decode()
    else:
        server, port = scope.get("server") or ("localhost", None)
        name = server if port is None else f"{server}:{port}"
    return f"{scope['scheme']}://{name}{scope.get('root_path', '')}/"
