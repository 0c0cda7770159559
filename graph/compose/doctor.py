"""Whether all that the settings name is there and well, and what to do where it is not."""

import platform
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from adapters.identity.denied import Unreachable
from adapters.identity.fetch import Fetch, open_client
from adapters.identity.mapping import UnusableProviders, read_providers
from adapters.port import Clock, RandomIds, SystemClock
from adapters.state.records import ConnectionRecord, UnusableState
from adapters.state.state import State
from adapters.supergood.answers import skew
from adapters.telemetry.otlp import encoded
from adapters.wire.deadline import within
from adapters.wire.message import Request, Response
from adapters.wire.over_httpx import HttpxTransport
from adapters.wire.transport import WireFailure
from graph.compose.connections import named, open_connection, open_state
from graph.compose.door import firm_of, must_be_closed
from graph.compose.telemetry import trace_settings
from graph.compose.unusable import Unusable
from graph.settings import EMBEDDED, Settings

__all__ = ["Finding", "examined"]

_PATIENCE_SECONDS = 10.0
_MOST_SKEW = timedelta(seconds=10)  # a one-time code lasts 30 seconds
_OLDEST_PYTHON, _OLDEST_SQLITE = (3, 11), (3, 38)
_OURS = ("panther-graph", "strawberry-graphql", "graphql-core", "starlette", "uvicorn")


class Finding(Struct, frozen=True):
    """What was looked at, what was found, and what to do; nothing where it is well."""

    about: str
    said: str
    do: str | None = None


async def examined(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Finding]:
    """Look at each thing in turn; what can't be looked at for another's sake is left out.

    Nobody is signed in, and nothing is changed but that the state is brought up to date.
    """
    clock = clock or SystemClock()
    yield _versions()
    yield _settings(settings)
    if EMBEDDED in settings.connections:
        yield await _practice(settings)
    async with AsyncExitStack() as opened:
        state = None
        if settings.secret_key is None and settings.connections == (EMBEDDED,):
            yield Finding("secrets", "PANTHER_SECRET_KEY is not set: nobody can sign in for good")
        else:
            try:
                state = await opened.enter_async_context(open_state(settings, clock))
                yield Finding("state", f"{state.where} is open and up to date")
            except Unusable as error:
                yield _state_missing(error)
        for name in settings.connections if state else ():
            if name != EMBEDDED and state:
                async for finding in _connection(state, name, clock):
                    yield finding
    async for finding in _providers(settings, clock):
        yield finding
    async for finding in _collector():
        yield finding


def _versions() -> Finding:
    said = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, " + ", ".join(
        f"{name} {version(name)}" for name in _OURS
    )
    if sys.version_info < _OLDEST_PYTHON:
        return Finding("versions", said, "Install Python 3.11 or later.")
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        return Finding("versions", said, "Install a Python whose SQLite is 3.38 or later.")
    return Finding("versions", said)


def _settings(settings: Settings) -> Finding:
    try:
        must_be_closed(settings)
        trace_settings()
    except Unusable as error:
        return Finding("settings", str(error), "Change it in the environment or the .env file.")
    names = ", ".join(settings.connections)
    return Finding("settings", f"they hold; served is {names}, to {_whom(settings)}")


def _whom(settings: Settings) -> str:
    return "whoever uses this machine" if settings.is_demo else "whoever has a token"


def _state_missing(error: Unusable) -> Finding:
    if isinstance(error.__cause__, UnusableState):
        do = "See that PANTHER_DATABASE_URL names a database that runs."
        return Finding("state", str(error), do)
    return Finding("secrets", str(error), "Make a key: panther connections key")


async def _practice(settings: Settings) -> Finding:
    path = settings.embedded_path
    if str(path) != ":memory:" and not path.exists():
        return _room_for(path)
    try:
        return Finding("practice", f"{path} holds {await firm_of(settings)}")
    except Unusable as error:
        do = "Name another file in PANTHER_EMBEDDED_PATH, or put a copy of it back."
        return Finding("practice", str(error), do)


def _room_for(path: Path) -> Finding:
    return Finding("practice", f"{path} is not there yet, and will be made: a demo firm")


async def _connection(state: State, name: str, clock: Clock) -> AsyncIterator[Finding]:
    """Look at a connection's secrets, its upstream, and its clock beside ours."""
    try:
        record = await named(state, name)
        practice = await open_connection(state, record, clock, RandomIds())
    except Unusable as error:
        do = "Add it, or take its name out of PANTHER_CONNECTION; was the secret key changed?"
        yield Finding(name, str(error), do)
        return
    await practice.close()
    yield Finding(name, "its secrets can be opened")
    if record.hold is not None:
        yield Finding(name, record.hold.reason, f"Enter it: panther connections test {name}")
    async for finding in _upstream(record, clock):
        yield finding


async def _upstream(record: ConnectionRecord, clock: Clock) -> AsyncIterator[Finding]:
    name, base = record.name, record.base_url or ""
    try:
        answer = await _asked(base, Request(method="GET", path="/"))
    except WireFailure as failure:
        do = f"See that {urlsplit(base).hostname} can be reached from here, and by TLS it can keep."
        yield Finding(name, str(failure), do)
        return
    yield Finding(name, f"its upstream answers; panther connections test {name} signs in to it")
    if "date" not in answer.headers:
        yield Finding(name, "its upstream does not tell the time")
        return
    ahead = skew(answer, clock.now())
    if abs(ahead) <= _MOST_SKEW:
        yield Finding(name, "its upstream's clock agrees with ours")
        return
    said = f"its upstream's clock is {abs(ahead).total_seconds():.0f} s from ours"
    do = "Set this machine's clock (NTP): one-time codes are good for half a minute."
    yield Finding(name, said, do)


async def _asked(base_url: str, request: Request) -> Response:
    transport = HttpxTransport(base_url)
    try:
        with within(_PATIENCE_SECONDS):
            return await transport.send(request)
    finally:
        await transport.close()


async def _providers(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    if settings.identity_providers is None:
        return
    about = "providers"
    try:
        configs = read_providers(settings.identity_providers)
    except UnusableProviders as error:
        yield Finding(about, str(error), f"Mend {settings.identity_providers}.")
        return
    async with open_client() as client:
        fetch = Fetch(client)
        for config in configs:
            where = f"{config.issuer.rstrip('/')}/.well-known/openid-configuration"
            yield await _provider(fetch, where, config.issuer)


async def _provider(fetch: Fetch, where: str, issuer: str) -> Finding:
    try:
        await fetch(where)
    except Unreachable as error:
        return Finding("providers", str(error), f"See that {issuer} can be reached from here.")
    return Finding("providers", f"{issuer} tells how it signs people in")


async def _collector() -> AsyncIterator[Finding]:
    try:
        known = trace_settings()
    except Unusable:
        return
    if known.address is None:
        return
    parts = urlsplit(known.address)
    headers = {**known.headers, "content-type": "application/json"}
    request = Request(
        method="POST", path=parts.path or "/", headers=headers, body=encoded(known.resource, [])
    )
    do = "See OTEL_EXPORTER_OTLP_ENDPOINT and _HEADERS; OTLP by HTTP is on 4318."
    try:
        answer = await _asked(f"{parts.scheme}://{parts.netloc}", request)
    except WireFailure as failure:
        yield Finding("collector", str(failure), do)
        return
    if answer.status >= 300:
        yield Finding("collector", f"{parts.netloc} answered {answer.status}", do)
    else:
        yield Finding("collector", f"{parts.netloc} takes traces")
