"""Faults carried out: between the network and the sandbox, where a connection can be broken."""

import asyncio
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.sandbox.asked import MANY
from adapters.sandbox.faults import Fault, fault
from adapters.sandbox.house import Sandbox
from adapters.sandbox.problems import Problem
from adapters.sandbox.spoiled import altered, instead, pieces

__all__ = ["Mischief"]

_HEADER = "sandbox-fault"


class Mischief:
    """Counts every request below the base, and gets wrong what it was told to get wrong."""

    def __init__(self, app: ASGIApp, sandbox: Sandbox) -> None:
        self._app = app
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = _below_base(scope["path"]) if scope["type"] == "http" else None
        if path is None:
            await self._app(scope, receive, send)
            return
        line = f"{scope['method']} {path}"
        self._sandbox.requests[line] += 1
        try:
            self._sandbox.limit.take()
            named = Headers(scope=scope).get(_HEADER)
            wrong = fault(named) if named else self._sandbox.schedule.take(line)
        except Problem as problem:
            await problem.response(scope, receive, send)
            return
        if wrong is None:
            await self._app(scope, receive, send)
        else:
            await self._do(wrong, scope, receive, send)

    async def _do(self, wrong: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        if response := instead(wrong, self._sandbox.clock.now()):
            if wrong.kind.endswith("-after"):
                await self._done(scope, receive)
            await response(scope, receive, send)
        elif wrong.kind == "cut-before":
            # As a lost answer looks, but nothing was done.
            head = [(b"content-length", b"1")]
            await send({"type": "http.response.start", "status": 200, "headers": head})
        elif wrong.kind == "refuse-ids":
            answer = _refused_ids(wrong, scope) or self._app
            await answer(scope, receive, send)
        elif wrong.kind == "latency":
            await asyncio.sleep(wrong.number / 1000)
            await self._app(scope, receive, send)
        elif wrong.kind == "ignore-ids":
            await self._app(_without_ids(scope), receive, send)
        else:
            await self._answer(wrong, scope, receive, send)

    async def _answer(self, wrong: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request be done, then spoil the answer, or break off while it is sent."""
        start, body = await self._done(scope, receive)
        body = altered(wrong, body)
        headers = MutableHeaders(raw=start["headers"])
        headers["content-length"] = str(len(body))
        match wrong.kind:
            case "lost-answer":
                # Not even the status is whole: its body is promised and never begins.
                headers["content-length"] = str(max(len(body), 1))
                await send(start)
            case "cut":
                # Returning before all is sent makes the server close the connection.
                headers["content-length"] = str(max(len(body), 2))
                await send(start)
                await send(_piece(body[: len(body) // 2], more=True))
            case "slow-body":
                await send(start)
                for part in pieces(body):
                    await asyncio.sleep(wrong.number / 1000)
                    await send(_piece(part, more=True))
                await send(_piece(b"", more=False))
            case _:
                await send(start)
                await send(_piece(body, more=False))

    async def _done(self, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
        """Do the request, and return its answer whole instead of sending it."""
        sent: list[Message] = []

        async def keep(message: Message) -> None:
            sent.append(message)

        await self._app(scope, receive, keep)
        return sent[0], b"".join(message.get("body", b"") for message in sent[1:])


def _piece(body: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more}


def _below_base(path: str) -> str | None:
    """Return the path after ``/integrations/{integration_id}``, if it is below it."""
    parts = path.split("/", 3)
    if len(parts) < 4 or parts[1] != "integrations":
        return None
    return f"/{parts[3]}"


def _refused_ids(wrong: Fault, scope: Scope) -> ASGIApp | None:
    """Refuse lists of ids, as an upstream does that knows no such parameters."""
    for name, _ in parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True):
        if name in MANY:
            return Problem(wrong.number, "invalid_input", f"There is no parameter {name}.").response
    return None


def _without_ids(scope: Scope) -> Scope:
    """Ask as if the ids had not been given, as an upstream does that knows no such parameter."""
    asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    left = [(name, value) for name, value in asked if name != "ids"]
    return {**scope, "query_string": urlencode(left).encode()}
