"""A firm's PracticePanther through the seed's REST dialect, whole: every noun of the port."""

from adapters.port import (
    Capability,
    Clock,
    Firm,
    MatterFilter,
    NotSupportedByUpstream,
    PracticeHealth,
    Refused,
)
from adapters.supergood.client import Client
from adapters.supergood.contacts import SupergoodContacts
from adapters.supergood.health import Watch
from adapters.supergood.invoices import SupergoodInvoices
from adapters.supergood.matters import SupergoodMatters
from adapters.supergood.reads import Habits, ReadMode
from adapters.supergood.trust import SupergoodTrust
from adapters.supergood.users import SupergoodUsers
from adapters.supergood.work import SupergoodExpenses, SupergoodTimeEntries

__all__ = ["SupergoodPractice"]

# What the seed's reads can show again once it is made. A contact or an invoice they can't.
_SEED = frozenset({Capability.CREATE_MATTERS, Capability.LOG_TIME, Capability.IDEMPOTENCY_KEYS})


# The dialect has no word for these.
_NEVER = frozenset({Capability.CREATE_WORKSPACES, Capability.READ_FIRM})


class SupergoodPractice:
    """Keeps :class:`adapters.port.Practice` with requests over the wire and nothing else."""

    def __init__(self, client: Client, mode: ReadMode, clock: Clock) -> None:
        self._client = client
        self._watch = Watch(clock)
        extended = frozenset(Capability) - _NEVER
        self.capabilities = _SEED if mode is ReadMode.SEED else extended
        habits = Habits(mode, self._watch, self.capabilities)
        self.matters = SupergoodMatters(client, habits)
        self.contacts = SupergoodContacts(client, habits)
        self.time_entries = SupergoodTimeEntries(client, habits, self.matters)
        self.expenses = SupergoodExpenses(client, habits)
        self.invoices = SupergoodInvoices(client, habits)
        self.trust = SupergoodTrust(client, habits, self.matters)
        self.users = SupergoodUsers(client, habits)

    @property
    def health(self) -> PracticeHealth:
        return self._watch.health(self.capabilities, self._client.challenge, self._client.failure)

    async def firm_profile(self) -> Firm:
        """Refuse: the dialect says nothing of the firm itself."""
        raise Refused(NotSupportedByUpstream(capability=Capability.READ_FIRM.value))

    async def finish_sign_in(self, code: str) -> None:
        await self._client.finish_sign_in(code)

    async def signed_in(self) -> int:
        """Sign in, and return how many matters there are to be read. Raises ``Refused``."""
        return await self.matters.count(MatterFilter())

    async def close(self) -> None:
        """Give the session back and close the connections."""
        await self._client.close()
