"""The port itself: what we ask of any practice, embedded or remote."""

from typing import Protocol

from adapters.port.books import Books
from adapters.port.capability import Capability
from adapters.port.change import Changes
from adapters.port.contact import Contacts
from adapters.port.expense import Expenses
from adapters.port.firm import Firm
from adapters.port.health import PracticeHealth
from adapters.port.interest import Interest
from adapters.port.invoice import Invoices
from adapters.port.matter import Matters
from adapters.port.movement import Movements
from adapters.port.rate import Rates
from adapters.port.receivable import Receivables
from adapters.port.reports import Reports
from adapters.port.time_entry import TimeEntries
from adapters.port.time_rounding import TimeRoundings
from adapters.port.trust import Trust
from adapters.port.user import Users

__all__ = ["Practice"]


class Practice(Protocol):
    """A law practice: batched reads and single writes; order and gaps are the loaders' concern,
    but what is read of parents (``of_…``, ``count_of_…``) answers for every parent asked about.

    What an upstream lacks is missing from ``capabilities`` and refused as
    ``NotSupportedByUpstream``, never answered with an empty value that looks true.
    """

    @property
    def capabilities(self) -> frozenset[Capability]: ...

    @property
    def health(self) -> PracticeHealth: ...

    async def finish_sign_in(self, code: str) -> None:
        """Enter the code that ``health.needs_person`` waits for.

        Refuses with ``InvalidInput`` if it waits for none or for another, or as the upstream does.
        """
        ...

    async def firm_profile(self) -> Firm:
        """Return the firm's own particulars. Refuses with ``NotSupportedByUpstream``."""
        ...

    @property
    def matters(self) -> Matters: ...

    @property
    def contacts(self) -> Contacts: ...

    @property
    def time_entries(self) -> TimeEntries: ...

    @property
    def expenses(self) -> Expenses: ...

    @property
    def invoices(self) -> Invoices: ...

    @property
    def receivables(self) -> Receivables: ...

    @property
    def trust(self) -> Trust: ...

    @property
    def reports(self) -> Reports: ...

    @property
    def rates(self) -> Rates: ...

    @property
    def time_roundings(self) -> TimeRoundings: ...

    @property
    def interest(self) -> Interest: ...

    @property
    def movements(self) -> Movements: ...

    @property
    def books(self) -> Books: ...

    @property
    def users(self) -> Users: ...

    @property
    def changes(self) -> Changes: ...
