"""Firms with practices of their own behind sandboxes, and the one service that serves them all."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
from msgspec import Struct
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from typing_extensions import override

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import ContactType, NewContact, NewMatter
from adapters.sandbox import Credential, MfaKind, Person, Reads, SandboxConfig, create_sandbox
from adapters.sandbox.faults import Planned
from tests.listening import Listening
from tests.world import MATTER, OWNER, StandingClock


class NamedIds:
    """Names things mat_smith_1, con_smith_2 …: an id tells whose it is."""

    def __init__(self, name: str, first: int = 1) -> None:
        self._name, self._next = name, first

    def new(self, prefix: str) -> str:
        self._next += 1
        return f"{prefix}_{self._name}_{self._next - 1}"


class Heard(Struct, frozen=True):
    """A request as it came over the wire."""

    line: str
    authorization: str
    traceparent: str
    query: str
    body: bytes


class Overhears:
    """Writes down every request before the sandbox sees it."""

    def __init__(self, app: ASGIApp, firm: "Firm") -> None:
        self._app, self._firm = app, firm

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        told = False

        async def again() -> Message:
            nonlocal told
            if told:
                return await receive()
            told = True
            return {"type": "http.request", "body": body, "more_body": False}

        headers = dict(scope["headers"])
        self._firm.note(
            Heard(
                line=f"{scope['method']} {scope['path'].removeprefix('/integrations/test')}",
                authorization=headers.get(b"authorization", b"").decode(),
                traceparent=headers.get(b"traceparent", b"").decode(),
                query=scope["query_string"].decode(),
                body=body,
            )
        )
        await asyncio.to_thread(self._firm.gate.wait, 60)
        await self._app(scope, again, send)


class Firm(Listening):
    """A sandbox with a firm's own secrets and data, and all that came to it over the wire.

    A hundred matters are the firm's own; one has the same id in every firm, and another title.
    """

    def __init__(
        self, name: str, path: Path, matters: list[dict[str, Any]], mfa: MfaKind | None = None
    ) -> None:
        self.name, self.path, self.matters = name, path, matters
        self.token = ""
        self.heard: list[Heard] = []
        self.gate = threading.Event()  # while it is not set, nobody is answered
        self.gate.set()
        self._changed = threading.Condition()
        config = SandboxConfig(
            credential=Credential(name="broker", secret=f"basic-of-{name}"),
            people={name: Person(password=f"pw-of-{name}", user_id=OWNER, mfa=mfa)},
            reads=Reads.EXTENDED,
        )
        app = create_sandbox(
            lambda: EmbeddedPractice(
                str(path), clock=StandingClock(), ids=NamedIds(name, first=1001)
            ),
            clock=StandingClock(),
            config=config,
        )
        app.add_middleware(Overhears, firm=self)
        super().__init__(app)

    @override
    def __enter__(self) -> str:
        return f"{super().__enter__()}/integrations/test"

    @property
    def secrets(self) -> Mapping[str, str]:
        return {
            "basic_name": "broker",
            "basic_secret": f"basic-of-{self.name}",
            "username": self.name,
            "password": f"pw-of-{self.name}",
        }

    @property
    def tokens(self) -> set[str]:
        """Return the tokens that this firm's sandbox has handed out and that still hold."""
        return {f"Bearer {token}" for token in self.app.state.sandbox.sessions._open}

    @property
    def lines(self) -> list[str]:
        return [heard.line for heard in self.heard]

    def fault(self, match: str, fault: str, times: int | None = None) -> None:
        """Get requests wrong from now on: so many, or all."""
        self.app.state.sandbox.schedule.add([Planned(match, fault, times)])

    def note(self, heard: Heard) -> None:
        with self._changed:
            self.heard.append(heard)
            self._changed.notify_all()

    def hears_more(self, than: int) -> None:
        """Wait until more than so many requests have come."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.heard) > than, 30)

    def hears_of(self, line: str) -> None:
        """Wait until a request has come that begins so."""
        with self._changed:
            assert self._changed.wait_for(lambda: any(it.startswith(line) for it in self.lines), 30)

    def rows(self, statement: str, *args: Any) -> list[Any]:
        """Look at the firm's own file."""
        with closing(sqlite3.connect(self.path)) as db:
            return db.execute(statement, args).fetchall()


async def furnish(name: str, path: Path) -> list[dict[str, Any]]:
    """Give a copy of the demo firm what is this firm's; return its matters as a query shows them."""
    practice = EmbeddedPractice(str(path), clock=StandingClock(), ids=NamedIds(name))
    client = await practice.contacts.create(
        NewContact(type=ContactType.ORGANIZATION, name=f"Client of {name}"), None
    )
    matters = []
    for number in range(100):
        title = f"{name}, case {number}"
        draft = NewMatter(title=title, client_id=client.record.id, number=f"{name}-{number}")
        made = (await practice.matters.create(draft, None)).record
        shown = {"name": client.record.name, "id": client.record.id}
        matters.append({"id": made.id, "title": title, "client": shown})
    practice.close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("update matters set title = ? where id = ?", (f"Acme of {name}", MATTER))
    return matters


def bearer(firm: Firm) -> dict[str, str]:
    """Return the header that lets a firm's own program in."""
    return {"Authorization": f"Bearer {firm.token}"}


class Service:
    """Asks the service over HTTP, as a caller of one firm or another; the first unless named."""

    def __init__(self, client: httpx.AsyncClient, firms: Sequence[Firm]) -> None:
        self._client = client
        self._default = firms[0]
        self._firms = {firm.name: firm for firm in firms}

    async def post(
        self,
        firm: str | None,
        document: str,
        headers: Mapping[str, str] | None = None,
        **input: Any,
    ) -> httpx.Response:
        named = {} if firm is None else {"X-Panther-Connection": firm}
        borne = bearer(self._default if firm is None else self._firms[firm])
        return await self._client.post(
            "/graphql",
            json={"query": document, "variables": input},
            headers={**named, **borne, **(headers or {})},
        )

    async def stranger(
        self, document: str, headers: Mapping[str, str] | None = None, **input: Any
    ) -> httpx.Response:
        """Ask without a token."""
        body = {"query": document, "variables": input}
        return await self._client.post("/graphql", json=body, headers=dict(headers or {}))

    async def ask(
        self,
        firm: str | None,
        document: str,
        headers: Mapping[str, str] | None = None,
        **input: Any,
    ) -> Any:
        """Return the whole answer, errors included."""
        answer = await self.post(firm, document, headers, **input)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def metrics(self) -> str:
        answer = await self._client.get("/metrics")
        assert answer.status_code == 200
        return answer.text

    async def ready(self) -> httpx.Response:
        return await self._client.get("/health/ready")


MakeFirm = Callable[..., Firm]
