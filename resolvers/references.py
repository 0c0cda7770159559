"""Federation: a key from another subgraph, made whole again, loaded and never believed."""

from collections.abc import Awaitable

from adapters.port import (
    Contact,
    Expense,
    Invoice,
    Matter,
    Payment,
    TimeEntry,
    TrustAccount,
    TrustLedger,
    TrustRequested,
    User,
    Workspace,
)
from resolvers.context import Info


def matter(
    info: Info, id: str | None = None, number: str | None = None
) -> Awaitable[Matter | None]:
    loaders = info.context.loaders
    return loaders.matter_by_number.maybe(number) if id is None else loaders.matter.load(id)


def contact(info: Info, id: str) -> Awaitable[Contact | None]:
    return info.context.loaders.contact.load(id)


def time_entry(info: Info, id: str) -> Awaitable[TimeEntry | None]:
    return info.context.loaders.time_entry.load(id)


def expense(info: Info, id: str) -> Awaitable[Expense | None]:
    return info.context.loaders.expense.load(id)


def invoice(info: Info, id: str) -> Awaitable[Invoice | None]:
    return info.context.loaders.invoice.load(id)


def payment(info: Info, id: str) -> Awaitable[Payment | None]:
    return info.context.loaders.payment.load(id)


def trust_account(info: Info, id: str) -> Awaitable[TrustAccount | None]:
    return info.context.loaders.trust_account.load(id)


def trust_ledger(info: Info, id: str) -> Awaitable[TrustLedger | None]:
    return info.context.loaders.trust_ledger.load(id)


def trust_request(info: Info, id: str) -> Awaitable[TrustRequested | None]:
    return info.context.loaders.trust_request.load(id)


def user(info: Info, id: str) -> Awaitable[User | None]:
    return info.context.loaders.user.load(id)


async def workspace(info: Info, id: str) -> Workspace | None:
    matter = await info.context.loaders.matter_of_workspace.load(id)
    return matter.i_manage_workspace if matter else None
