"""Every loader of one request, by the noun it loads."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from adapters.port import Contact, Fields, Invoice, Listing, Matter, Practice, TimeEntry
from loaders.batch import Loader, Pages, Wanting, grouped, many, once, one

Made = TypeVar("Made")
Value = TypeVar("Value")

Reads = Mapping[type[Struct], Fields]
"""What a request reads of each kind of record; of a kind that is not named it may read all."""

_ALL: Reads = MappingProxyType({})


class _made(Generic[Made]):
    """Makes a loader when it is first asked for: most requests need few of them."""

    def __init__(self, make: Callable[[Practice, Wanting], Made]) -> None:
        self._make = make

    def __set_name__(self, _: type, name: str) -> None:
        self._name = name

    def __get__(self, loaders: "Loaders", _: type) -> Made:
        made = loaders.__dict__[self._name] = self._make(loaders._practice, loaders.wanting)
        return made


class _part(_made[Made]):
    """Makes a loader that asks for no more of its records than the request reads of them."""

    def __init__(
        self,
        record: type[Struct],
        make: Callable[[Practice, Wanting, Fields | None], Made],
    ) -> None:
        self.record = record
        self._make_part = make

    def __get__(self, loaders: "Loaders", _: type) -> Made:
        fields = loaders.needed(self.record)
        made = self._make_part(loaders._practice, loaders.wanting, fields)
        loaders.__dict__[self._name] = made
        return made


class Loaders:
    """One set per request; nothing here outlives it. Use it inside the running event loop."""

    wanting: Wanting
    """Those that have keys to ask for."""

    def __init__(self, practice: Practice, reads: Reads = _ALL) -> None:
        """``reads`` says of which records no more is read than what, of all the others all is."""
        self._practice = practice
        self._reads = reads
        self.wanting = []

    def needed(self, record: type[Struct]) -> Fields | None:
        """Return what is read of a kind of record; None for all there is of it."""
        return self._reads.get(record)

    def narrowed(self, reads: Reads) -> "Loaders":
        """Return a new set, for a request that reads no more than this."""
        return Loaders(self._practice, reads)

    def take(self, others: "Loaders") -> None:
        """Go on with what another set has loaded, but for records that it did not load whole."""
        self.wanting = others.wanting
        for name, loader in others.__dict__.items():
            how = type(self).__dict__.get(name)
            if isinstance(how, _part) and others.needed(how.record) is not None:
                continue
            if isinstance(how, _made):
                self.__dict__[name] = loader

    async def ask(self) -> None:
        """Let all that have keys ask, one after the other."""
        while self.wanting:
            await self.wanting[0].ask()

    @property
    def immediate(self) -> bool:
        """Whether the practice answers without waiting."""
        return self._practice.immediate

    def clear(self) -> None:
        """Forget everything loaded, as after a change."""
        practice, reads = self._practice, self._reads
        self.__dict__.clear()
        self._practice, self._reads = practice, reads
        self.wanting = []

    def once(self, ask: Callable[..., Awaitable[Value]], *arguments: Any) -> Awaitable[Value]:
        """Ask the practice something that has no key of its own; the same is asked once."""
        return cast(Awaitable[Value], self._once.load((ask, *arguments)))

    _once: _made[Loader[Any, Any]] = _made(lambda _, wanting: once(wanting))

    matter = _part(
        Matter,
        lambda it, wanting, fields: one(
            _some(it.matters.by_id, fields), lambda record: record.id, wanting
        ),
    )
    matter_by_number = _made(
        lambda it, wanting: one(it.matters.by_number, lambda record: record.number, wanting)
    )
    matter_by_external_id = _made(
        lambda it, wanting: one(
            it.matters.by_external_id, lambda record: record.external_id or "", wanting
        )
    )
    matter_of_workspace = _made(
        lambda it, wanting: one(it.matters.by_workspace, _workspace_id, wanting)
    )
    matters_of_client = _made(
        lambda it, wanting: Pages(it.matters.of_clients, it.matters.count_of_clients, wanting)
    )

    contact = _part(
        Contact,
        lambda it, wanting, fields: one(
            _some(it.contacts.by_id, fields), lambda record: record.id, wanting
        ),
    )
    contact_by_external_id = _made(
        lambda it, wanting: one(
            it.contacts.by_external_id, lambda record: record.external_id or "", wanting
        )
    )

    time_entry = _made(
        lambda it, wanting: one(it.time_entries.by_id, lambda record: record.id, wanting)
    )
    time_entries_of_matter = _part(
        TimeEntry,
        lambda it, wanting, fields: Pages(
            _listed(it.time_entries.of_matters, fields), it.time_entries.count_of_matters, wanting
        ),
    )
    expense = _made(lambda it, wanting: one(it.expenses.by_id, lambda record: record.id, wanting))
    expenses_of_matter = _made(
        lambda it, wanting: Pages(it.expenses.of_matters, it.expenses.count_of_matters, wanting)
    )

    rates_of_matter = _made(
        lambda it, wanting: Pages(it.rates.of_matters, it.rates.count_of_matters, wanting)
    )
    rates_of_client = _made(
        lambda it, wanting: Pages(it.rates.of_clients, it.rates.count_of_clients, wanting)
    )
    rates_of_user = _made(
        lambda it, wanting: Pages(it.rates.of_users, it.rates.count_of_users, wanting)
    )

    invoice = _made(lambda it, wanting: one(it.invoices.by_id, lambda record: record.id, wanting))
    invoices_of_matter = _part(
        Invoice,
        lambda it, wanting, fields: Pages(
            _listed(it.invoices.of_matters, fields), it.invoices.count_of_matters, wanting
        ),
    )
    invoices_of_client = _made(
        lambda it, wanting: Pages(it.invoices.of_clients, it.invoices.count_of_clients, wanting)
    )
    line_items_of_invoice = _made(
        lambda it, wanting: many(it.invoices.line_items, lambda record: record.invoice_id, wanting)
    )
    payments_of_invoice = _made(
        lambda it, wanting: many(it.invoices.payments, lambda record: record.invoice_id, wanting)
    )
    payment = _made(
        lambda it, wanting: one(it.invoices.payments_by_id, lambda record: record.id, wanting)
    )
    steps_of_invoice = _made(
        lambda it, wanting: many(it.receivables.steps, lambda record: record.invoice_id, wanting)
    )
    credits_of_invoice = _made(
        lambda it, wanting: many(it.receivables.credits, lambda record: record.invoice_id, wanting)
    )
    disputes_of_invoice = _made(
        lambda it, wanting: many(it.receivables.disputes, lambda record: record.invoice_id, wanting)
    )
    credit_of_client = _made(lambda it, wanting: grouped(it.receivables.credit_of_clients, wanting))

    trust_account = _made(
        lambda it, wanting: one(it.trust.accounts_by_id, lambda record: record.id, wanting)
    )
    trust_ledger = _made(
        lambda it, wanting: one(it.trust.ledgers_by_id, lambda record: record.id, wanting)
    )
    trust_ledger_of_matter = _made(
        lambda it, wanting: one(
            it.trust.ledgers_of_matters, lambda record: record.matter_id or "", wanting
        )
    )
    trust_ledgers_of_client = _made(
        lambda it, wanting: many(
            it.trust.ledgers_of_clients, lambda record: record.client_id or "", wanting
        )
    )
    trust_ledgers_of_account = _made(
        lambda it, wanting: Pages(
            it.trust.ledgers_of_accounts, it.trust.count_ledgers_of_accounts, wanting
        )
    )
    trust_transaction = _made(
        lambda it, wanting: one(it.trust.transactions_by_id, lambda record: record.id, wanting)
    )
    trust_transactions_of_account = _made(
        lambda it, wanting: Pages(
            it.trust.transactions_of_accounts, it.trust.count_transactions_of_accounts, wanting
        )
    )
    trust_transactions_of_ledger = _made(
        lambda it, wanting: Pages(
            it.trust.transactions_of_ledgers, it.trust.count_transactions_of_ledgers, wanting
        )
    )
    time_rounding_of_user = _made(
        lambda it, wanting: one(
            it.time_roundings.of_users, lambda record: record.user_id or "", wanting
        )
    )
    trust_request = _made(
        lambda it, wanting: one(it.books.requests_by_id, lambda record: record.id, wanting)
    )
    trust_requests_of_account = _made(lambda it, wanting: grouped(it.books.requests, wanting))
    policy_of_account = _made(
        lambda it, wanting: one(it.books.policies, lambda record: record.account_id, wanting)
    )
    reconciliations_of_account = _made(
        lambda it, wanting: grouped(it.books.reconciliations, wanting)
    )
    explanation_of_ledger = _made(
        lambda it, wanting: one(
            it.books.explain_ledgers, lambda record: record.ledger_id or "", wanting
        )
    )
    explanation_of_invoice = _made(
        lambda it, wanting: one(
            it.books.explain_invoices, lambda record: record.invoice_id or "", wanting
        )
    )
    evergreen_of_matter = _made(
        lambda it, wanting: one(it.books.evergreens, lambda record: record.matter_id, wanting)
    )

    user = _made(lambda it, wanting: one(it.users.by_id, lambda record: record.id, wanting))


def _some(
    fetch: Callable[..., Awaitable[Sequence[Value]]], fields: Fields | None
) -> Callable[[Sequence[str]], Awaitable[Sequence[Value]]]:
    """Return what reads so much of the records with some ids."""
    return fetch if fields is None else lambda ids: fetch(ids, fields)


def _listed(
    fetch: Callable[[Sequence[str], Listing[Value]], Made], fields: Fields | None
) -> Callable[[Sequence[str], Listing[Value]], Made]:
    """Return what reads so much of the records of a list."""
    if fields is None:
        return fetch
    return lambda parents, listing: fetch(parents, replace(listing, fields=fields))


def _workspace_id(matter: Matter) -> str:
    return matter.i_manage_workspace.id if matter.i_manage_workspace else ""
