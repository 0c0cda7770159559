"""From a rate to what and whom it is for, and from those to their rates."""

from collections.abc import Awaitable

from strawberry import UNSET, Parent

from adapters.port import Contact, Matter, Rate, RateFilter, RateSource, User
from resolvers.context import Info
from resolvers.paging import Connection, Paging, connection_of
from resolvers.queries.rates import LATEST_FIRST


def matter(rate: Parent[Rate], info: Info) -> Awaitable[Matter | None]:
    return info.context.loaders.matter.maybe(rate.matter_id)


def client(rate: Parent[Rate], info: Info) -> Awaitable[Contact | None]:
    return info.context.loaders.contact.maybe(rate.client_id)


def user(rate: Parent[Rate], info: Info) -> Awaitable[User | None]:
    return info.context.loaders.user.maybe(rate.user_id)


def of_matter(
    matter: Parent[Matter], info: Info, first: int | None = UNSET, after: str | None = UNSET
) -> Awaitable[Connection[Rate] | None]:
    loader = info.context.loaders.rates_of_matter
    return connection_of(
        matter.id, loader, Paging(first, after), RateFilter(), LATEST_FIRST, of="rates"
    )


def of_client(
    contact: Parent[Contact], info: Info, first: int | None = UNSET, after: str | None = UNSET
) -> Awaitable[Connection[Rate] | None]:
    loader = info.context.loaders.rates_of_client
    return connection_of(
        contact.id, loader, Paging(first, after), RateFilter(), LATEST_FIRST, of="rates"
    )


def of_user(
    user: Parent[User], info: Info, first: int | None = UNSET, after: str | None = UNSET
) -> Awaitable[Connection[Rate] | None]:
    own = RateFilter(source=(RateSource.USER,))
    loader = info.context.loaders.rates_of_user
    return connection_of(user.id, loader, Paging(first, after), own, LATEST_FIRST, of="rates")
