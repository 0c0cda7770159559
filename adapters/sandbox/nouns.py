"""The dialect's nouns: where each is, who may see it, what it may be asked, how it is shown."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from msgspec import Struct

from adapters.port import (
    Contact,
    Entitlement,
    Expense,
    Invoice,
    Matter,
    MatterStatus,
    Practice,
    TimeEntry,
    TrustAccount,
    TrustLedger,
    TrustTransaction,
    User,
)
from adapters.sandbox import found
from adapters.sandbox.asked import Asked
from adapters.sandbox.lists import Found
from adapters.sandbox.shown import contacts, invoices, matters, trust, users, work
from adapters.sandbox.values import Json, only

__all__ = ["EXTENDED", "SEED", "Noun"]

_E = Entitlement
_SEED_STATUSES = (MatterStatus.OPEN, MatterStatus.PENDING, MatterStatus.CLOSED)
_SEED_MATTERS = "status clientId responsibleAttorneyId updatedFrom updatedTo"
_SEED_ENTRIES = "matterId userId dateFrom dateTo"


class Noun(Struct, frozen=True, kw_only=True):
    """One collection: its parameters beside the page's, its list, its records by id, their JSON.

    Without ``by_id`` single records can't be asked for.
    """

    path: str
    word: str
    entitlement: Entitlement | None
    params: frozenset[str]
    find: Callable[[Practice, Asked], Awaitable[Found]]
    by_id: Callable[[Practice, Sequence[str]], Awaitable[Sequence[Any]]] | None
    show: Callable[[Practice, Sequence[Any]], Awaitable[list[Json]]]


async def _matters(practice: Practice, records: Sequence[Matter]) -> list[Json]:
    ids = {record.responsible_attorney_id for record in records} - {None}
    people = await practice.users.by_id([id for id in ids if id])
    names = {user.id: user.name for user in people}
    return [matters.matter(record, names) for record in records]


async def _contacts(_: Practice, records: Sequence[Contact]) -> list[Json]:
    return [contacts.contact(record) for record in records]


async def _entries(_: Practice, records: Sequence[TimeEntry]) -> list[Json]:
    return [work.entry(record) for record in records]


async def _expenses(_: Practice, records: Sequence[Expense]) -> list[Json]:
    return [work.expense(record) for record in records]


async def _invoices(practice: Practice, records: Sequence[Invoice]) -> list[Json]:
    ids = [record.id for record in records]
    lines = await practice.invoices.line_items(ids)
    payments = await practice.invoices.payments(ids)
    return [
        invoices.invoice(
            record,
            [line for line in lines if line.invoice_id == record.id],
            [payment for payment in payments if payment.invoice_id == record.id],
        )
        for record in records
    ]


async def _accounts(_: Practice, records: Sequence[TrustAccount]) -> list[Json]:
    return [trust.account(record) for record in records]


async def _ledgers(_: Practice, records: Sequence[TrustLedger]) -> list[Json]:
    return [trust.ledger(record) for record in records]


async def _transactions(_: Practice, records: Sequence[TrustTransaction]) -> list[Json]:
    return [trust.transaction(record) for record in records]


async def _users(_: Practice, records: Sequence[User]) -> list[Json]:
    return [users.user(record) for record in records]


async def _seed_matters(practice: Practice, records: Sequence[Matter]) -> list[Json]:
    return [only(matters.SEED, item) for item in await _matters(practice, records)]


async def _seed_entries(practice: Practice, records: Sequence[TimeEntry]) -> list[Json]:
    return [only(work.SEED, item) for item in await _entries(practice, records)]


def _noun(
    path: str,
    word: str,
    entitlement: Entitlement | None,
    params: str,
    find: Callable[[Practice, Asked], Awaitable[Found]],
    by_id: Callable[[Practice, Sequence[str]], Awaitable[Sequence[Any]]] | None,
    show: Callable[[Practice, Sequence[Any]], Awaitable[list[Json]]],
) -> Noun:
    return Noun(
        path=path,
        word=word,
        entitlement=entitlement,
        params=frozenset(params.split()),
        find=find,
        by_id=by_id,
        show=show,
    )


EXTENDED = (
    _noun(
        "/matters",
        "matter",
        _E.MATTERS,
        f"{_SEED_MATTERS} ids number externalId search",
        partial(found.matters, statuses=tuple(MatterStatus)),
        lambda practice, ids: practice.matters.by_id(ids),
        _matters,
    ),
    _noun(
        "/contacts",
        "contact",
        _E.CONTACTS,
        "ids externalId search updatedFrom updatedTo",
        found.contacts,
        lambda practice, ids: practice.contacts.by_id(ids),
        _contacts,
    ),
    _noun(
        "/time-entries",
        "time entry",
        _E.TIME,
        f"{_SEED_ENTRIES} ids matterIds",
        found.time_entries,
        lambda practice, ids: practice.time_entries.by_id(ids),
        _entries,
    ),
    _noun(
        "/expenses",
        "expense",
        _E.TIME,
        "ids matterIds",
        found.expenses,
        lambda practice, ids: practice.expenses.by_id(ids),
        _expenses,
    ),
    _noun(
        "/invoices",
        "invoice",
        _E.INVOICES,
        "ids matterIds clientIds status",
        found.invoices,
        lambda practice, ids: practice.invoices.by_id(ids),
        _invoices,
    ),
    _noun(
        "/trust-accounts",
        "trust account",
        _E.TRUST,
        "ids matterIds ledgerIds",
        found.trust_accounts,
        lambda practice, ids: practice.trust.accounts_by_id(ids),
        _accounts,
    ),
    _noun(
        "/trust-ledgers",
        "trust ledger",
        _E.TRUST,
        "ids matterIds ledgerIds",
        found.trust_ledgers,
        lambda practice, ids: practice.trust.ledgers_by_id(ids),
        _ledgers,
    ),
    _noun(
        "/trust-transactions",
        "trust transaction",
        _E.TRUST,
        "ids matterIds ledgerIds",
        found.trust_transactions,
        lambda practice, ids: practice.trust.transactions_by_id(ids),
        _transactions,
    ),
    _noun(
        "/users",
        "user",
        None,
        "ids",
        found.users,
        lambda practice, ids: practice.users.by_id(ids),
        _users,
    ),
)
"""What the dialect fixes beyond the seed; every noun also one by one, for who can't ask many."""

SEED = (
    _noun(
        "/matters",
        "matter",
        _E.MATTERS,
        _SEED_MATTERS,
        partial(found.matters, statuses=_SEED_STATUSES),
        None,
        _seed_matters,
    ),
    _noun(
        "/time-entries",
        "time entry",
        _E.TIME,
        _SEED_ENTRIES,
        found.time_entries,
        None,
        _seed_entries,
    ),
)
"""What the seed names, with its parameters and its fields only."""
