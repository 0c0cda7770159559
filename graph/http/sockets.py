"""WebSockets: graphql-transport-ws, many operations on one of them, none of which harms another.

https://github.com/graphql/graphql-over-http/blob/main/rfcs/GraphQLOverWebSocket.md, but that
nothing wrong with one message closes a socket that others use: a gateway's holds many people's.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from decimal import Decimal
from typing import Any

import msgspec
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from graph.compose.door import Doors
from graph.http.answers import Refusal, Unexecuted, encode, error, errors, refused, unexpected
from graph.http.asking import Asked, asked_of
from graph.http.caller import HEADERS, Entry, TurnedAway, address_of, enter, must_sign_in
from graph.http.persisted import Persisted
from graph.http.running import answers, run_of, until_turned_away

__all__ = ["Sockets"]

PROTOCOL = "graphql-transport-ws"
INIT_SECONDS = 10.0
_MOST_OPERATIONS = 100
_LONGEST_ID = 128
_CLOSED_AS = {400: 4400, 401: 4401, 403: 4403, 404: 4404, 503: 1013}
_UNAUTHORIZED, _NO_SUBPROTOCOL, _NO_INIT = 4401, 4406, 4408
_PRESENTED = {name.lower(): name for name in HEADERS}

_decode = msgspec.json.Decoder(float_hook=Decimal).decode


class _Closed(Exception):
    """The socket is to be closed, with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class _Gone(Exception):
    """The other side closed the socket."""


class _Bad(Exception):
    """A message that can't be understood; the rest of the socket is none the worse for it."""


class Sockets:
    """An ASGI app for WebSockets to one path."""

    def __init__(self, persisted: Persisted) -> None:
        self._persisted = persisted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        doors: Doors = scope["app"].state.doors
        try:
            await _check(doors, scope)
        except Refusal as no:
            await _deny(no, scope, receive, send)
            return
        known = PROTOCOL in scope["subprotocols"]
        await receive()
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL if known else None})
        if known:
            await _Socket(doors, self._persisted, scope, receive, send).serve()
        else:
            message = f"Speak {PROTOCOL}"
            await send({"type": "websocket.close", "code": _NO_SUBPROTOCOL, "reason": message})


class _Socket:
    """One socket, from its first message to its close."""

    def __init__(
        self, doors: Doors, persisted: Persisted, scope: Scope, receive: Receive, send: Send
    ) -> None:
        self._doors = doors
        self._persisted = persisted
        self._scope = scope
        self._receive = receive
        self._send = send
        self._begun = False
        self._operations: dict[str, asyncio.Task[None]] = {}

    async def serve(self) -> None:
        """Take messages until one side closes."""
        closed: _Closed | None = None
        try:
            async with asyncio.TaskGroup() as tasks:
                await self._take(tasks)
        except* _Closed as why:
            closed = next(it for it in _leaves(why) if isinstance(it, _Closed))
        except* (_Gone, OSError):  # a server tells by either that nobody is there any more
            pass
        if closed:
            reason = str(closed)[:120]
            await self._send({"type": "websocket.close", "code": closed.code, "reason": reason})

    async def _take(self, tasks: asyncio.TaskGroup) -> None:
        try:
            async with asyncio.timeout(INIT_SECONDS) as patience:
                while True:
                    try:
                        await self._heed(_read(await self._receive()), tasks)
                    except _Bad as bad:
                        # The protocol knows no answer to it; a ping may say anything to who looks.
                        await self._say(type="ping", payload={"message": str(bad)})
                    if self._begun:
                        patience.reschedule(None)
        except TimeoutError:
            raise _Closed(_NO_INIT, "Connection initialisation timeout") from None

    async def _heed(self, message: Mapping[str, Any], tasks: asyncio.TaskGroup) -> None:
        match message.get("type"):
            case "connection_init":
                await self._begin(message.get("payload"), tasks)
            case "ping":
                payload = {it: message[it] for it in ("payload",) if it in message}
                await self._say(type="pong", **payload)
            case "pong":
                pass
            case "subscribe":
                await self._subscribe(message, tasks)
            case "complete":
                if task := self._operations.pop(_id(message), None):
                    task.cancel()
            case other:
                raise _Bad(f"There is no message of the type {other!r:.40}.")

    async def _begin(self, payload: object, tasks: asyncio.TaskGroup) -> None:
        if self._begun:
            raise _Bad("connection_init comes once.")
        self._present(payload)
        try:
            await self._admit()
        except TurnedAway as away:
            raise _closed(away) from None
        self._begun = True
        await self._say(type="connection_ack")
        tasks.create_task(self._watch())

    def _present(self, payload: object) -> None:
        """Take what a browser can't say in headers, for it can't choose a WebSocket's."""
        if payload is None:
            return
        if not isinstance(payload, Mapping):
            raise _Closed(4400, "connection_init's payload is a JSON object")
        headers = [*self._scope["headers"]]
        for name, value in payload.items():
            header = _PRESENTED.get(str(name).lower())
            if header is None:
                continue
            if not isinstance(value, str) or not value.isascii():
                raise _Closed(4400, f"{header} in connection_init's payload is a string")
            pair = (header.lower().encode(), value.encode())
            if pair not in headers:
                headers.append(pair)
        self._scope = {**self._scope, "headers": headers}

    async def _admit(self) -> Entry:
        entry = await enter(self._doors, self._scope)
        if entry.viewer is None:
            raise must_sign_in()
        return entry

    async def _watch(self) -> None:
        raise _closed(await until_turned_away(self._admit))

    async def _subscribe(self, message: Mapping[str, Any], tasks: asyncio.TaskGroup) -> None:
        if not self._begun:
            raise _Closed(_UNAUTHORIZED, "Unauthorized")
        id = _id(message)
        if id in self._operations:
            raise _Bad(f"There is an operation {id!r} already; it goes on.")
        if len(self._operations) >= _MOST_OPERATIONS:
            why = f"A socket has at most {_MOST_OPERATIONS} operations at once."
            await self._fail(id, errors(error("TOO_MANY_OPERATIONS", why)))
            return
        try:
            asked = asked_of(message.get("payload"), "The payload")
        except Refusal as no:
            await self._fail(id, no.body)
            return
        # Who is answered after this can rely on it: an operation that listens does so by then.
        heard = asyncio.Event()
        self._operations[id] = tasks.create_task(self._operate(id, asked, heard))
        await heard.wait()

    async def _operate(self, id: str, asked: Asked, heard: asyncio.Event) -> None:
        try:
            entry = await self._admit()
            run = run_of(asked, self._persisted.find(asked), address_of(self._scope), entry)
            told = await answers(run, entry, self._admit, self._persisted)
            heard.set()
            await self._tell(id, told)
            await self._say(id=id, type="complete")
        except TurnedAway as away:
            raise _closed(away) from None
        except (Refusal, Unexecuted) as no:
            await self._fail(id, no.body)
        except OSError:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, the others' operations go on
            await self._fail(id, unexpected(self._doors.default.ids))
        finally:
            heard.set()
            if self._operations.get(id) is asyncio.current_task():
                del self._operations[id]

    async def _tell(self, id: str, told: AsyncGenerator[bytes, None]) -> None:
        head = b'{"id":%b,"type":"next","payload":' % encode(id)
        async with aclosing(told):
            async for answer in told:
                await self._write(head + answer + b"}")

    async def _fail(self, id: str, body: bytes) -> None:
        await self._say(id=id, type="error", payload=_decode(body)["errors"])

    async def _say(self, **message: Any) -> None:
        await self._write(encode(message))

    async def _write(self, message: bytes) -> None:
        await self._send({"type": "websocket.send", "text": message.decode()})


async def _check(doors: Doors, scope: Scope) -> None:
    """Refuse a socket that another site's page opened: a browser asks nobody before, and in a demo
    no token is asked for either. Refuse one whose headers say at once that it is let in nowhere.
    """
    headers = Headers(raw=scope["headers"])
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2] != headers.get("host"):
        raise Refusal(403, "CROSS_SITE_REQUEST", "Another site's page may open no socket here.")
    await enter(doors, scope)


async def _deny(no: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a refusal; where a server can't send one to a WebSocket, close it unopened."""
    if "websocket.http.response" in scope.get("extensions", {}):
        await refused(no.status, no.code, str(no), no.headers)(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": 1008})


def _read(event: Mapping[str, Any]) -> Mapping[str, Any]:
    if event["type"] == "websocket.disconnect":
        raise _Gone
    try:
        message = _decode(event.get("text") or b"")
    except (ValueError, ArithmeticError, RecursionError):
        raise _Bad("A message is JSON, as text.") from None
    if not isinstance(message, Mapping):
        raise _Bad("A message is a JSON object.")
    return message


def _id(message: Mapping[str, Any]) -> str:
    id = message.get("id")
    if not isinstance(id, str) or not 0 < len(id) <= _LONGEST_ID:
        raise _Bad(f"An id is a string of 1 to {_LONGEST_ID} characters.")
    return id


def _closed(away: TurnedAway) -> _Closed:
    return _Closed(_CLOSED_AS.get(away.status, 4400), str(away))


def _leaves(group: BaseExceptionGroup[Any]) -> list[BaseException]:
    found: list[BaseException] = []
    for it in group.exceptions:
        found += _leaves(it) if isinstance(it, BaseExceptionGroup) else [it]
    return found
