"""Connections: what is remembered of them, and the practices behind them."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import NamedTuple

from adapters.port import Clock, Ids, NeedsPerson, RandomIds, Refused, SystemClock
from adapters.state.records import (
    ConnectionKind,
    ConnectionRecord,
    Credential,
    Hold,
    NameTaken,
    UnusableState,
)
from adapters.state.seal import Sealer, Secret, Unopenable, UnusableKey, generate
from adapters.state.state import State
from adapters.supergood.credentials import Credentials
from adapters.supergood.habits import ReadMode
from adapters.supergood.opening import AT_ONCE, PER_SECOND, open_entry, open_practice
from adapters.supergood.practice import SupergoodPractice
from adapters.supergood.sign_in import SupergoodEntry
from adapters.wire.deadline import within
from adapters.wire.message import Request, Response
from adapters.wire.over_httpx import HttpxTransport
from adapters.wire.over_pyreqwest import PyreqwestTransport
from adapters.wire.watched import Around, Send, watched
from graph.compose.unusable import Unusable
from graph.settings import EMBEDDED, Settings

__all__ = [
    "Pace",
    "add",
    "listed",
    "named",
    "new_key",
    "open_connection",
    "open_connections_entry",
    "open_state",
    "remove",
    "tried",
]

_FAREWELL_SECONDS = 5.0
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SIGN_IN = (
    Credential.BASIC_NAME,
    Credential.BASIC_SECRET,
    Credential.USERNAME,
    Credential.PASSWORD,
    Credential.TOTP_SECRET,
)


class Pace(NamedTuple):
    """How many requests an upstream is sent at a time and a second, at the most."""

    at_once: int = AT_ONCE
    per_second: float = PER_SECOND


_USUAL = Pace()


async def _straight(request: Request, send: Send) -> Response:
    return await send(request)


def new_key() -> str:
    """Make a key for PANTHER_SECRET_KEY."""
    return generate()


async def add(
    settings: Settings,
    name: str,
    base_url: str,
    secrets: Mapping[str, str | None],
    reads: str,
    pace: Pace = _USUAL,
) -> None:
    """Remember a connection and seal its secrets, named as ``Credential`` does.

    Raises ``Unusable`` for a name that is taken, or a value that can't be.
    """
    if not _NAME.fullmatch(name) or name == EMBEDDED:
        raise Unusable(
            f"A connection can't be named {name!r}. Callers say its name in a header: up to 64 "
            f"letters, digits, '.', '-' and '_', a letter or digit first, and not {EMBEDDED!r}."
        )
    async with open_state(settings) as state:
        try:
            options = {"reads": ReadMode(reads).value, **pace._asdict()}
            record = await state.connections.add(
                name, ConnectionKind.SUPERGOOD, base_url=base_url, options=options
            )
        except (NameTaken, ValueError) as error:
            raise Unusable(str(error)) from error
        for credential, secret in secrets.items():
            if secret:
                await state.secrets.put(record.id, Credential(credential), Secret(secret))


async def listed(settings: Settings) -> list[str]:
    """Return a line for each connection: its name, kind and address, and whether it waits."""
    async with open_state(settings) as state:
        return [
            f"{it.name}  {it.kind}  {it.base_url or ''}  "
            + (f"needs a person since {it.hold.since:%Y-%m-%d %H:%M}" if it.hold else "ready")
            for it in await state.connections.list()
        ]


async def tried(settings: Settings, name: str, ask: Callable[[str], str] | None) -> int:
    """Sign in and count the matters, and remember whether a person is needed.

    Where one is, and ``ask`` is given, they are asked for the code at once.

    Raises ``Unusable`` with the one line that says what is wrong.
    """
    async with open_state(settings) as state:
        record = await named(state, name)
        practice = await open_connection(state, record, SystemClock(), RandomIds())
        try:
            matters = await _signed_in(practice, ask)
            await state.connections.cleared(record.id)
            return matters
        except Refused as refused:
            why = refused.refusals[0]
            if isinstance(why, NeedsPerson):
                hold = Hold(reason=why.message, kind=why.kind, since=why.since)
                await state.connections.needs_person(record.id, hold)
            raise Unusable(f"{name}: {why.message}") from refused
        finally:
            await practice.close()


async def _signed_in(practice: SupergoodPractice, ask: Callable[[str], str] | None) -> int:
    try:
        return await practice.signed_in()
    except Refused as refused:
        waits = practice.health.needs_person
        if waits is None or ask is None:
            raise
        await practice.finish_sign_in(ask(refused.refusals[0].message))
        return await practice.signed_in()


async def remove(settings: Settings, name: str) -> bool:
    """Forget a connection and its secrets, and end its session; tell whether none is left open.

    Raises ``Unusable`` if there is no such connection.
    """
    async with open_state(settings) as state:
        record = await named(state, name)
        ended = await _ended(state, record)
        await state.connections.remove(record.id)
        # A name may be given again, to another firm: no token of this one may open that one.
        await state.sign_ins.end_all(record.name)
        await state.service_accounts.revoke_all(record.name)
        return ended


async def _ended(state: State, record: ConnectionRecord) -> bool:
    """End the session that is kept, if one is and its upstream lets us."""
    if Credential.AUTH_TOKEN not in await state.secrets.names(record.id):
        return True
    try:
        practice = await open_connection(state, record, SystemClock(), RandomIds())
    except Unusable:
        return False
    try:
        with within(_FAREWELL_SECONDS):
            return await practice.sign_out()
    finally:
        await practice.close()


async def named(state: State, name: str) -> ConnectionRecord:
    """Return the connection of this name. Raises ``Unusable`` if there is none."""
    record = await state.connections.by_name(name)
    if record is None:
        raise Unusable(f"There is no connection {name!r}. Add it: panther connections add")
    return record


@asynccontextmanager
async def open_state(
    settings: Settings, clock: Clock | None = None, ids: Ids | None = None
) -> AsyncIterator[State]:
    """Open what this service remembers. Raises ``Unusable``."""
    if settings.secret_key is None:
        raise Unusable(
            "PANTHER_SECRET_KEY is not set; connections' secrets are sealed with it. Make one with "
            "panther connections key, and keep it: without it they can't be opened again."
        )
    try:
        sealer = Sealer.from_text(settings.secret_key.get_secret_value())
        state = await State.open(
            settings.database_url,
            sealer=sealer,
            clock=clock or SystemClock(),
            ids=ids or RandomIds(),
        )
    except (UnusableKey, UnusableState) as error:
        raise Unusable(str(error)) from error
    async with state:
        yield state


async def open_connection(
    state: State,
    record: ConnectionRecord,
    clock: Clock,
    ids: Ids,
    around: Around = _straight,
) -> SupergoodPractice:
    """Make the practice behind a connection; nothing is asked of it yet.

    It needs the state until it is closed: no process may use a code that another has, and what
    it learns and signs in for is kept there for the next one. ``around`` is about each attempt to
    call its upstream. Raises ``Unusable``.
    """
    if record.kind is not ConnectionKind.SUPERGOOD or record.base_url is None:
        raise Unusable(f"The connection {record.name!r} is of a kind that can't be opened yet.")
    try:
        found = {name: await state.secrets.get(record.id, name) for name in _SIGN_IN}
    except Unopenable as error:
        raise Unusable(f"{record.name}: {error}") from error
    known = {name.value: secret.reveal() for name, secret in found.items() if secret is not None}
    try:
        credentials = Credentials(**known)
        mode = ReadMode(str(record.options.get("reads", ReadMode.AUTO.value)))
        pace = Pace(
            int(record.options.get("at_once") or AT_ONCE),
            float(record.options.get("per_second") or PER_SECOND),
        )
        return open_practice(
            record.base_url,
            credentials,
            mode=mode,
            clock=clock,
            ids=ids,
            steps=state.totp.of(record.id),
            facts=state.knowledge.of(record.id),
            keeping=state.sessions.of(record.id),
            at_once=pace.at_once,
            per_second=pace.per_second,
            reads_over=watched(partial(PyreqwestTransport, connections=pace.at_once), around),
            writes_over=watched(HttpxTransport, around),
        )
    except (TypeError, ValueError) as error:
        raise Unusable(
            f"The connection {record.name!r} lacks something to sign in with; add it anew."
        ) from error


async def open_connections_entry(
    state: State, record: ConnectionRecord, clock: Clock, around: Around = _straight
) -> SupergoodEntry:
    """Make the door that a connection's own people sign in at. Raises ``Unusable``.

    Of what the connection signs in with, only the broker's credential is taken.
    """
    try:
        name = await state.secrets.get(record.id, Credential.BASIC_NAME)
        secret = await state.secrets.get(record.id, Credential.BASIC_SECRET)
    except Unopenable as error:
        raise Unusable(f"{record.name}: {error}") from error
    if record.base_url is None or name is None or secret is None:
        raise Unusable(f"The connection {record.name!r} lacks its credential; add it anew.")
    over = watched(HttpxTransport, around)
    return open_entry(record.base_url, name.reveal(), secret.reveal(), clock=clock, over=over)
