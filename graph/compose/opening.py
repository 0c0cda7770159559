"""How what lets people in is put together: for a demo, for firms, for their identity providers."""

import tempfile
from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import httpx
from msgspec import Struct
from pydantic import SecretStr

from adapters.embedded.practice import EmbeddedPractice
from adapters.identity.attempts import Limits
from adapters.identity.bearers import Bearers
from adapters.identity.courier import PostedCodes
from adapters.identity.desk import EmbeddedDesk, Reception
from adapters.identity.fetch import Fetch, open_client
from adapters.identity.keyring import Keyring
from adapters.identity.mapping import UnusableProviders, read_providers
from adapters.identity.passwords import Passwords
from adapters.identity.provider import Provider
from adapters.identity.register import Register
from adapters.identity.remote_desk import RemoteDesk
from adapters.identity.sessions import Sessions
from adapters.identity.tokens import Terms, Tokens
from adapters.port import Clock, Ids, Listing, Order, Practice, Window
from adapters.state.people import PersonRecord
from adapters.state.seal import generate
from adapters.state.state import State
from adapters.supergood.sign_in import SupergoodEntry
from graph.compose.connections import open_state
from graph.compose.identity import Opened
from graph.compose.unusable import Unusable
from graph.settings import EMBEDDED, Settings

__all__ = ["DEMO_PASSWORD", "Parts", "open_demo", "open_identity"]

DEMO_PASSWORD = "meridian-lake"  # noqa: S105 - for a firm that never was, on this machine alone
_EVERYBODY = Listing(filter=None, order=Order("name"), window=Window(limit=100))


class Parts(Struct, frozen=True, kw_only=True):
    """What identity is made of: the practices that are served, and the doors of remote ones."""

    settings: Settings
    practices: Mapping[str, Practice]
    entries: Mapping[str, SupergoodEntry]
    clock: Clock
    ids: Ids


async def open_demo(stack: AsyncExitStack, parts: Parts) -> Opened:
    """Let the demo firm's people sign in, all with one password; it is all forgotten at the end."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="panther-demo-"))
    settings = parts.settings.model_copy(
        update={
            "secret_key": SecretStr(generate()),
            "database_url": f"sqlite:///{Path(folder) / 'state.sqlite'}",
        }
    )
    state = await stack.enter_async_context(open_state(settings, parts.clock, parts.ids))
    passwords = Passwords()
    kept = await passwords.hash(DEMO_PASSWORD)
    for user in (await parts.practices[EMBEDDED].users.page(_EVERYBODY)).items:
        if user.email is not None:
            await state.people.put(
                PersonRecord(
                    connection=EMBEDDED, username=user.email, user_id=user.id, password=kept
                )
            )
    return await open_identity(stack, parts, state)


async def open_identity(stack: AsyncExitStack, parts: Parts, state: State | None) -> Opened:
    """Open what lets people in: sessions of our own where there is a state to keep them in, and
    the identity providers that the settings name. Raises ``Unusable``.
    """
    settings, clock, ids = parts.settings, parts.clock, parts.ids
    client = await stack.enter_async_context(open_client())
    providers = _providers(settings, Fetch(client), clock)
    registers = {name: Register(it.users, clock) for name, it in parts.practices.items()}
    if state is None:
        bearers = Bearers(None, None, providers)
        return Opened(bearers, registers, {}, sessions=None, keyring=None)
    terms = Terms(
        issuer=settings.issuer,
        audience=settings.audience,
        token=timedelta(seconds=settings.token_seconds),
        session=timedelta(seconds=settings.session_seconds),
    )
    keyring = Keyring(state.signing_keys, clock, ids)
    tokens = Tokens(keyring, state.sign_ins, terms, clock, ids)
    sessions = Sessions(state.sign_ins, tokens, clock, ids)
    return Opened(
        Bearers(tokens, state.service_accounts, providers),
        registers,
        _desks(parts, state, registers, sessions, client),
        sessions=sessions,
        keyring=keyring,
    )


def _desks(
    parts: Parts,
    state: State,
    registers: Mapping[str, Register],
    sessions: Sessions,
    client: httpx.AsyncClient,
) -> dict[str, Reception]:
    limits, passwords, posted = Limits(state.attempts), Passwords(), parts.settings.codes_url
    desks: dict[str, Reception] = {}
    for name, practice in parts.practices.items():
        if isinstance(practice, EmbeddedPractice):
            desks[name] = EmbeddedDesk(
                name,
                people=state.people,
                codes=state.codes,
                register=registers[name],
                passwords=passwords,
                limits=limits,
                sessions=sessions,
                courier=PostedCodes(posted.get_secret_value(), client) if posted else None,
                clock=parts.clock,
                ids=parts.ids,
            )
        else:
            desks[name] = RemoteDesk(
                name,
                entry=parts.entries[name],
                register=registers[name],
                limits=limits,
                sessions=sessions,
            )
    return desks


def _providers(settings: Settings, fetch: Fetch, clock: Clock) -> list[Provider]:
    if settings.identity_providers is None:
        return []
    try:
        configs = read_providers(settings.identity_providers)
    except UnusableProviders as error:
        raise Unusable(f"PANTHER_IDENTITY_PROVIDERS: {error}") from error
    if settings.issuer in {it.issuer for it in configs}:
        raise Unusable("PANTHER_ISSUER is an identity provider's: nobody could tell them apart.")
    return [Provider(it, fetch, clock) for it in configs]
