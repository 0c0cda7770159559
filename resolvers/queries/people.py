"""The firm's people, which of them is asking, and how the practice fares."""

from collections.abc import Awaitable
from functools import partial

import strawberry
from strawberry import UNSET

from adapters.port import (
    ApprovalPolicy,
    InterestTerms,
    Order,
    PracticeHealth,
    TimeRounding,
    User,
    Viewer,
)
from resolvers.allowance import RateLimit
from resolvers.context import Info
from resolvers.paging import Connection, Paging, connection

BY_NAME = Order("name")


def viewer(info: Info) -> Viewer:
    return info.context.viewer


def connection_health(info: Info) -> PracticeHealth:
    return info.context.practice.health


def rate_limit(info: Info) -> RateLimit:
    return info.context.allowance.rate()


def user(info: Info, id: strawberry.ID) -> Awaitable[User | None]:
    return info.context.loaders.user.load(id)


def time_rounding(info: Info) -> Awaitable[TimeRounding]:
    return info.context.loaders.once(info.context.practice.time_roundings.of_firm)


def approval_policy(info: Info) -> Awaitable[ApprovalPolicy]:
    return info.context.loaders.once(info.context.practice.receivables.approval_policy)


def interest_terms(info: Info) -> Awaitable[InterestTerms | None]:
    return info.context.loaders.once(info.context.practice.interest.terms)


async def users(
    info: Info, first: int | None = UNSET, after: str | None = UNSET
) -> Connection[User]:
    practice, once = info.context.practice.users, info.context.loaders.once
    return await connection(
        Paging(first, after),
        None,
        BY_NAME,
        of="users",
        load=partial(once, practice.page),
        count=lambda _: once(practice.count),
    )
