"""What the Python peers have in common: the upstream, read by httpx as their documentation does."""

import os
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import httpx

__all__ = ["Item", "by_id", "entries_of_matter", "money", "read"]

Item = dict[str, Any]

_client = httpx.AsyncClient(base_url=os.environ["UPSTREAM"], trust_env=False, timeout=30)


async def read(path: str, **query: str | int) -> list[Item]:
    """Return the items of a page."""
    answer = await _client.get(path, params=query)
    answer.raise_for_status()
    items: list[Item] = answer.json()["items"]
    return items


def by_id(noun: str, name: str) -> Callable[[Sequence[str]], Awaitable[list[Item | None]]]:
    """Return what loads many of a noun by their ids, in the ids' order."""

    async def load(ids: Sequence[str]) -> list[Item | None]:
        items = await read(f"/{noun}", ids=",".join(ids), pageSize=2000)
        found = {item[name]: item for item in items}
        return [found.get(id) for id in ids]

    return load


async def entries_of_matter(ids: Sequence[str]) -> list[list[Item]]:
    """Load the time entries of many matters, the latest first."""
    found: dict[str, list[Item]] = {id: [] for id in ids}
    for item in await read("/time-entries", matterIds=",".join(ids), pageSize=2000):
        found[item["matterId"]].append(item)
    return list(found.values())


def money(amount: float) -> str:
    """Write an amount with its two decimals."""
    return f"{amount:.2f}"
