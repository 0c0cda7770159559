"""Sessions of our own over a state of the test's own, on SQLite and on PostgreSQL."""

from datetime import timedelta

import pytest
from msgspec import Struct

from adapters.identity.keyring import Keyring
from adapters.identity.sessions import Sessions
from adapters.identity.tokens import Terms, Tokens
from adapters.port import RandomIds
from adapters.state.state import State
from tests.adapters.state.conftest import (
    OpenState,
    clock,
    open_state,
    postgres,
    sealer,
    state,
    url,
)
from tests.world import StandingClock

__all__ = ["OpenState", "clock", "open_state", "postgres", "sealer", "state", "url"]

TERMS = Terms(
    issuer="panther",
    audience="panther-graph",
    token=timedelta(minutes=15),
    session=timedelta(hours=12),
)


class Service(Struct, frozen=True):
    """What one process has of identity."""

    state: State
    keyring: Keyring
    tokens: Tokens
    sessions: Sessions


def served(state: State, clock: StandingClock, terms: Terms = TERMS) -> Service:
    ids = RandomIds()
    keyring = Keyring(state.signing_keys, clock, ids)
    tokens = Tokens(keyring, state.sign_ins, terms, clock, ids)
    sessions = Sessions(state.sign_ins, tokens, clock, ids)
    return Service(state, keyring, tokens, sessions)


@pytest.fixture
async def service(state: State, clock: StandingClock) -> Service:
    return served(state, clock)
