"""Connections, edges and pages as every list shows them, and the node that all entities are."""

from typing import Generic, TypeVar

import strawberry

from graph.hints import CacheControl
from graph.presents import presents
from resolvers import paging
from resolvers.edges import connection as lists

__all__ = ["Connection", "Edge", "Node", "PageInfo"]

T = TypeVar("T")


@strawberry.interface(description="Anything that has an id of its own in this graph.")
class Node:
    id: strawberry.ID = strawberry.field(description="Unique in the practice; opaque.")


@presents(
    paging.PageInfo,
    description="What lies beyond a page, and the cursors at its ends.",
    shareable=True,
    directives=[CacheControl(inherit_max_age=True)],
)
class PageInfo:
    has_next_page: bool = strawberry.field(description="More come after this page.")
    has_previous_page: bool = strawberry.field(description="Some came before this page.")
    start_cursor: str | None = strawberry.field(description="The first record's; null if none.")
    end_cursor: str | None = strawberry.field(description="The last record's; null if none.")


@strawberry.type(description="A record in a list, and its place there.")
class Edge(Generic[T]):
    node: T = strawberry.field(description="The record.")
    cursor: str = strawberry.field(description="Its place, for after or before; opaque.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="The page's records with their cursors.")
    nodes: list[T] = strawberry.field(description="The page's records.")
    page_info: PageInfo = strawberry.field(description="Whether there is more, and where.")
    total_count: int | None = strawberry.field(
        resolver=lists.total_count,
        description="How many records the whole list has; counted only when asked for.",
    )
