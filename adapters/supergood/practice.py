"""A firm's PracticePanther through the seed's REST dialect, whole: every noun of the port."""

from typing import TypeVar

from adapters.port import (
    Capability,
    Changing,
    Clock,
    Firm,
    MatterFilter,
    NotSupportedByUpstream,
    PracticeHealth,
    Refused,
)
from adapters.supergood.books import SupergoodBooks
from adapters.supergood.client import Client
from adapters.supergood.contacts import SupergoodContacts
from adapters.supergood.habits import Facts, Habits, ReadMode
from adapters.supergood.health import Watch
from adapters.supergood.interest import SupergoodInterest
from adapters.supergood.invoices import SupergoodInvoices
from adapters.supergood.joint import joint
from adapters.supergood.matters import SupergoodMatters
from adapters.supergood.movements import SupergoodMovements
from adapters.supergood.rates import SupergoodRates
from adapters.supergood.receivables import SupergoodReceivables
from adapters.supergood.reports import SupergoodReports
from adapters.supergood.time_roundings import SupergoodTimeRoundings
from adapters.supergood.trust import SupergoodTrust
from adapters.supergood.users import SupergoodUsers
from adapters.supergood.watched import SupergoodChanges
from adapters.supergood.work import SupergoodExpenses, SupergoodTimeEntries
from adapters.wire.breaker import Breaker
from adapters.wire.limiter import Limiter

__all__ = ["SupergoodPractice"]

Noun = TypeVar("Noun")

# What the seed's reads can show again once it is made. A contact or an invoice they can't.
_SEED = frozenset({Capability.CREATE_MATTERS, Capability.LOG_TIME, Capability.IDEMPOTENCY_KEYS})

# What no dialect of the seed has words for.
_UNSPOKEN = frozenset(
    {
        Capability.CREATE_WORKSPACES,
        Capability.BILL_FEES,
        Capability.CHARGE_INTEREST,
        Capability.CREDIT_INVOICES,
        Capability.DECIDE_TRUST_REQUESTS,
        Capability.DISCOUNT_LINES,
        Capability.KEEP_RATES,
        Capability.KEEP_TRUST_BOOKS,
        Capability.NAME_TAXES,
        Capability.READ_FIRM,
        Capability.READ_REPORTS,
        Capability.REJECT_INVOICES,
        Capability.REVERSE_PAYMENTS,
        Capability.ROUND_TIME,
    }
)
_EXTENDED = frozenset(Capability) - _UNSPOKEN


class SupergoodPractice:
    """Keeps :class:`adapters.port.Practice` with requests over the wire and nothing else."""

    def __init__(
        self,
        client: Client,
        mode: ReadMode,
        upstream: str,
        *,
        facts: Facts,
        clock: Clock,
        breaker: Breaker,
        limiter: Limiter,
    ) -> None:
        self._client = client
        self._breaker, self._limiter = breaker, limiter
        self._watch = Watch(clock)
        self.capabilities = _SEED if mode is ReadMode.SEED else _EXTENDED
        habits = Habits(mode, upstream, self._watch, self.capabilities, facts=facts, clock=clock)
        self.changes = SupergoodChanges()
        matters = SupergoodMatters(client, habits, self.changes.of(Changing.MATTER))
        invoices = SupergoodInvoices(client, habits, self.changes.of(Changing.INVOICE))
        trust = SupergoodTrust(client, habits, matters)
        self.receivables = SupergoodReceivables(client, habits, invoices)
        self.reports = SupergoodReports()
        self.rates = SupergoodRates()
        self.time_roundings = SupergoodTimeRoundings()
        self.interest = SupergoodInterest()
        self.movements = SupergoodMovements(client, habits, trust, invoices)
        self.books = SupergoodBooks()

        def shared(noun: Noun) -> Noun:
            return joint(noun, client)

        self.matters = shared(matters)
        self.contacts = shared(SupergoodContacts(client, habits))
        self.time_entries = shared(SupergoodTimeEntries(client, habits, matters))
        self.expenses = shared(SupergoodExpenses(client, habits))
        self.invoices = shared(invoices)
        self.trust = shared(trust)
        self.users = shared(SupergoodUsers(client, habits))

    @property
    def immediate(self) -> bool:
        return False

    @property
    def health(self) -> PracticeHealth:
        return self._watch.health(
            self.capabilities,
            self._client.challenge,
            self._client.failure,
            self._breaker.is_open,
            self._limiter.waiting,
            self._client.signed_in,
        )

    async def firm_profile(self) -> Firm:
        """Refuse: the dialect says nothing of the firm itself."""
        raise Refused(NotSupportedByUpstream(capability=Capability.READ_FIRM.value))

    async def finish_sign_in(self, code: str) -> None:
        await self._client.finish_sign_in(code)

    async def signed_in(self) -> int:
        """Sign in, and return how many matters there are to be read. Raises ``Refused``."""
        return await self.matters.count(MatterFilter())

    async def sign_out(self) -> bool:
        """End the session, kept or not; tell whether none is left open at the upstream."""
        return await self._client.sign_out()

    async def close(self) -> None:
        """Give back a session that is not kept, and close the connections."""
        await self._client.close()
