"""Trust accounts, one or many."""

from collections.abc import Awaitable
from functools import partial

import strawberry
from strawberry import UNSET

from adapters.port import JournalProof, Order, TrustAccount
from resolvers.context import Info
from resolvers.paging import Connection, Paging, connection

BY_NAME = Order("name")


def trust_account(info: Info, id: strawberry.ID) -> Awaitable[TrustAccount | None]:
    return info.context.loaders.trust_account.load(id)


async def trust_accounts(
    info: Info, first: int | None = UNSET, after: str | None = UNSET
) -> Connection[TrustAccount]:
    practice, once = info.context.practice.trust, info.context.loaders.once
    return await connection(
        Paging(first, after),
        None,
        BY_NAME,
        of="trustAccounts",
        load=partial(once, practice.accounts),
        count=lambda _: once(practice.count_accounts),
    )


def verify_trust_journal(info: Info) -> Awaitable[JournalProof]:
    return info.context.loaders.once(info.context.practice.books.verify)
