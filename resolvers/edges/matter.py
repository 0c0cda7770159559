"""From a matter to its client, people, work, invoices and trust money."""

from collections.abc import Awaitable

from strawberry import UNSET, Parent

from adapters import port
from adapters.port import (
    Contact,
    Expense,
    Invoice,
    Matter,
    TimeEntry,
    TrustAccount,
    TrustBalance,
    User,
)
from resolvers.context import Info
from resolvers.filters import InvoiceFilter, TimeEntryFilter, given
from resolvers.paging import Connection, Paging, connection_of, newest_first
from resolvers.queries import invoices as invoice_queries
from resolvers.queries import work as work_queries

EXPENSES_LATEST_FIRST = newest_first("date")


def client(matter: Parent[Matter], info: Info) -> Awaitable[Contact | None]:
    return info.context.loaders.contact.load(matter.client_id)


def responsible_attorney(matter: Parent[Matter], info: Info) -> Awaitable[User | None]:
    return info.context.loaders.user.maybe(matter.responsible_attorney_id)


async def team(matter: Parent[Matter], info: Info) -> list[User]:
    found = await info.context.loaders.user.load_many(matter.team_ids)
    return [user for user in found if user]


def trust_account(matter: Parent[Matter], info: Info) -> Awaitable[TrustAccount | None]:
    return info.context.loaders.trust_account.maybe(matter.trust_account_id)


async def trust_balance(matter: Parent[Matter], info: Info) -> TrustBalance | None:
    ledger = await info.context.loaders.trust_ledger_of_matter.load(matter.id)
    return ledger.balance if ledger else None


def time_entries(
    matter: Parent[Matter],
    info: Info,
    filter: TimeEntryFilter | None = UNSET,
    first: int | None = UNSET,
    after: str | None = UNSET,
    last: int | None = UNSET,
    before: str | None = UNSET,
) -> Awaitable[Connection[TimeEntry]]:
    return connection_of(
        matter.id,
        info.context.loaders.time_entries_of_matter,
        Paging(first, after, last, before),
        given(port.TimeEntryFilter, filter),
        work_queries.LATEST_FIRST,
        of="timeEntries",
    )


def expenses(
    matter: Parent[Matter], info: Info, first: int | None = UNSET, after: str | None = UNSET
) -> Awaitable[Connection[Expense]]:
    return connection_of(
        matter.id,
        info.context.loaders.expenses_of_matter,
        Paging(first, after),
        None,
        EXPENSES_LATEST_FIRST,
        of="expenses",
    )


def invoices(
    matter: Parent[Matter],
    info: Info,
    filter: InvoiceFilter | None = UNSET,
    first: int | None = UNSET,
    after: str | None = UNSET,
    last: int | None = UNSET,
    before: str | None = UNSET,
) -> Awaitable[Connection[Invoice]]:
    return connection_of(
        matter.id,
        info.context.loaders.invoices_of_matter,
        Paging(first, after, last, before),
        given(port.InvoiceFilter, filter),
        invoice_queries.LATEST_FIRST,
        of="invoices",
    )
