"""The embedded practice, whole: one file, one connection, every noun of the port."""

from adapters.embedded import demo
from adapters.embedded.books import EmbeddedBooks
from adapters.embedded.changes import EmbeddedChanges
from adapters.embedded.contacts import EmbeddedContacts
from adapters.embedded.database import Database
from adapters.embedded.drafts import Drafts
from adapters.embedded.expenses import EmbeddedExpenses
from adapters.embedded.firm import profile
from adapters.embedded.interest import EmbeddedInterest
from adapters.embedded.invoices import EmbeddedInvoices
from adapters.embedded.keys import Keys
from adapters.embedded.matters import EmbeddedMatters
from adapters.embedded.movements import EmbeddedMovements
from adapters.embedded.rates import EmbeddedRates
from adapters.embedded.receivables import EmbeddedReceivables
from adapters.embedded.reports import EmbeddedReports
from adapters.embedded.roundings import EmbeddedTimeRoundings
from adapters.embedded.time_entries import EmbeddedTimeEntries
from adapters.embedded.trust import EmbeddedTrust
from adapters.embedded.users import EmbeddedUsers
from adapters.port import Capability, Clock, Firm, Ids, InvalidInput, PracticeHealth, Refused

__all__ = ["EmbeddedPractice"]


class EmbeddedPractice:
    """Keeps :class:`adapters.port.Practice` with SQL and nothing else.

    Open it on the thread of the loop that uses it. An empty file becomes the demo firm's.
    """

    capabilities = frozenset(Capability) - {Capability.CREATE_WORKSPACES}

    def __init__(self, path: str, *, clock: Clock, ids: Ids) -> None:
        self._db = Database(path, clock)
        keys = Keys(self._db, clock)
        self.matters = EmbeddedMatters(self._db, keys, clock, ids)
        self.contacts = EmbeddedContacts(self._db, keys, clock, ids)
        self.time_roundings = EmbeddedTimeRoundings(self._db, clock)
        self.time_entries = EmbeddedTimeEntries(self._db, keys, self.time_roundings, clock, ids)
        self.expenses = EmbeddedExpenses(self._db, keys, clock, ids)
        self.rates = EmbeddedRates(self._db, keys, clock, ids)
        self.interest = EmbeddedInterest(self._db, clock)
        drafts = Drafts(self._db, self.expenses, self.interest, clock, ids)
        self.invoices = EmbeddedInvoices(self._db, keys, drafts)
        self.receivables = EmbeddedReceivables(self._db, keys, clock, ids)
        self.trust = EmbeddedTrust(self._db)
        self.reports = EmbeddedReports(self._db)
        self.movements = EmbeddedMovements(self._db, keys, clock, ids)
        self.books = EmbeddedBooks(self._db, keys, clock, ids)
        self.users = EmbeddedUsers(self._db)
        self.changes = EmbeddedChanges(self._db)
        with self._db.patient(), self._db.write() as connection:
            if not self._db.read("select 1 from firm"):
                demo.fill(connection)

    @property
    def health(self) -> PracticeHealth:
        return PracticeHealth(
            capabilities=tuple(it for it in Capability if it in self.capabilities)
        )

    @property
    def firm(self) -> str:
        """The firm's name."""
        return str(self._db.read("select name from firm")[0][0])

    async def firm_profile(self) -> Firm:
        return profile(self._db)

    async def finish_sign_in(self, code: str) -> None:
        """Refuse: nobody signs in to a file."""
        rule = "This practice waits for no code."
        raise Refused(InvalidInput(field=("code",), rule=rule))

    def close(self) -> None:
        self.changes.close()
        self._db.close()
