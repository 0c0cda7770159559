"""The state as a whole: one database, and a room for each noun that is remembered in it."""

from types import TracebackType
from typing import Self

from typing_extensions import override

from adapters.port import Clock, Ids
from adapters.state.attempts import Attempts
from adapters.state.codes import SentCodes
from adapters.state.connections import Connections
from adapters.state.knowledge import Knowledge
from adapters.state.leases import Leases
from adapters.state.people import People
from adapters.state.seal import Sealer
from adapters.state.secrets import Secrets
from adapters.state.service_accounts import ServiceAccounts
from adapters.state.sessions import Sessions
from adapters.state.sign_ins import SignIns
from adapters.state.signing_keys import SigningKeys
from adapters.state.store import Store
from adapters.state.totp import TotpSteps

__all__ = ["State"]


class State:
    """What this service remembers: close it, or use it as an asynchronous context."""

    def __init__(self, store: Store, *, sealer: Sealer, clock: Clock, ids: Ids) -> None:
        self._store = store
        self.connections = Connections(store, clock, ids)
        self.secrets = Secrets(store, clock, sealer)
        self.knowledge = Knowledge(store, clock)
        self.leases = Leases(store, clock)
        self.totp = TotpSteps(store)
        self.sessions = Sessions(self.connections, self.secrets, self.leases, ids)
        self.signing_keys = SigningKeys(store, sealer)
        self.sign_ins = SignIns(store, clock)
        self.attempts = Attempts(store, clock)
        self.people = People(store, sealer)
        self.codes = SentCodes(store, clock)
        self.service_accounts = ServiceAccounts(store, clock)

    @classmethod
    async def open(cls, url: str, *, sealer: Sealer, clock: Clock, ids: Ids) -> Self:
        """Open ``sqlite:///path`` or ``postgresql://…`` and bring it up to date.

        Raises ``UnusableState`` if that can't be done, or the database is a newer version's.
        """
        return cls(await Store.open(url), sealer=sealer, clock=clock, ids=ids)

    @property
    def where(self) -> str:
        """The database's address without user and password."""
        return self._store.where

    @override
    def __repr__(self) -> str:
        return f"State({self._store.where})"

    async def answers(self) -> bool:
        """Whether the database can be read."""
        return await self._store.answers()

    async def close(self) -> None:
        await self._store.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()
