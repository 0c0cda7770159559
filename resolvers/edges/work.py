"""From a time entry or an expense to its matter, person and invoice."""

from collections.abc import Awaitable

from strawberry import Parent

from adapters.port import Expense, Invoice, Matter, TimeEntry, User
from resolvers.context import Info


def matter_of_time(entry: Parent[TimeEntry], info: Info) -> Awaitable[Matter | None]:
    return info.context.loaders.matter.load(entry.matter_id)


def user(entry: Parent[TimeEntry], info: Info) -> Awaitable[User | None]:
    return info.context.loaders.user.load(entry.user_id)


def invoice_of_time(entry: Parent[TimeEntry], info: Info) -> Awaitable[Invoice | None]:
    return info.context.loaders.invoice.maybe(entry.invoice_id)


def matter_of_expense(expense: Parent[Expense], info: Info) -> Awaitable[Matter | None]:
    return info.context.loaders.matter.load(expense.matter_id)


def invoice_of_expense(expense: Parent[Expense], info: Info) -> Awaitable[Invoice | None]:
    return info.context.loaders.invoice.maybe(expense.invoice_id)
