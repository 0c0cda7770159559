"""From a page of a list to the size of the whole."""

from collections.abc import Awaitable
from typing import Any

from strawberry import Parent

from resolvers.paging import Connection


def total_count(connection: Parent[Connection[Any]]) -> Awaitable[int | None]:
    return connection.count()
