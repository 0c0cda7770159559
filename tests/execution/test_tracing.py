"""Which resolvers come down to one load: what tracing finds, and what it must not take for one."""

import gc
import warnings
from collections.abc import Callable
from typing import Any

import pytest

from graph.execution.tracing import INFO, Trace, trace
from resolvers.edges import books, matter, trust
from tests.execution.small import Cat, Colour


def _trace(resolver: Callable[..., Any]) -> Trace | None:
    return trace(resolver, "it", {"info": INFO})


def loads(it: Any, info: Any) -> Any:
    return info.context.loaders.cat.load(it.enemy_id)


def maybe_loads(it: Any, info: Any) -> Any:
    return info.context.loaders.cat.maybe(it.friend_id)


def test_a_load_by_one_attribute_is_traced() -> None:
    assert _trace(loads) == Trace("enemy_id", "cat")
    assert _trace(maybe_loads) == Trace("friend_id", "cat", optional=True)


def branches(it: Any, info: Any) -> Any:
    return info.context.loaders.cat.load(it.enemy_id) if it.enemy_id else None


def compares(it: Any, info: Any) -> Any:
    return info.context.loaders.cat.load(it.id) if it.colour == Colour.RED else None


def is_one(it: Any, info: Any) -> Any:
    if it.colour is Colour.RED:
        return None
    return info.context.loaders.cat.load(it.id)


def knows_the_class(it: Any, info: Any) -> Any:
    return info.context.loaders.cat.load(it.id) if isinstance(it, Cat) else None


def formats(it: Any, info: Any) -> Any:
    return info.context.loaders.cat.load(f"cat {it.id}")


def adds(it: Any, info: Any) -> Any:
    return info.context.loaders.cat.load("cat " + it.id)


def digs(it: Any, info: Any) -> Any:
    return info.context.loaders.cat.load(it.billing.id)


def looks_at_the_viewer(it: Any, info: Any) -> Any:
    return info.context.loaders.cat.load(it.id) if info.context.viewer else None


def loads_itself(it: Any, info: Any) -> Any:
    return info.context.loaders.cat.load(it)


def loads_two(it: Any, info: Any) -> Any:
    return [info.context.loaders.cat.load(it.id), info.context.loaders.cat.load(it.enemy_id)]


def loads_the_same(it: Any, info: Any) -> Any:
    return info.context.loaders.cat.load("a")


def returns_the_attribute(it: Any, info: Any) -> Any:
    return it.id


def returns_something(it: Any, info: Any) -> Any:
    return 1


def hashes(it: Any, info: Any) -> Any:
    return info.context.loaders.cat.load({it.id: "b"}["a"])


async def goes_on(it: Any, info: Any) -> Any:
    return (await info.context.loaders.cat.load(it.id)).name


@pytest.mark.parametrize(
    "resolver",
    [
        branches,
        compares,
        is_one,
        knows_the_class,
        formats,
        adds,
        digs,
        looks_at_the_viewer,
        loads_itself,
        loads_two,
        loads_the_same,
        returns_the_attribute,
        returns_something,
        hashes,
        goes_on,
    ],
)
def test_whoever_does_more_is_not(resolver: Callable[..., Any]) -> None:
    assert _trace(resolver) is None


def test_a_page_of_a_list_is_traced_with_what_it_asks_for() -> None:
    found = trace(matter.time_entries, "matter", {"info": INFO, "first": 3})
    assert found is not None
    assert (found.attribute, found.loader) == ("id", "time_entries_of_matter")
    assert found.windowed is not None
    assert found.windowed.listing.window.limit == 3


def test_a_page_after_a_cursor_is_not_for_it_is_one_lists_only() -> None:
    assert trace(matter.time_entries, "matter", {"info": INFO, "after": "abc"}) is None


def test_a_page_that_may_not_be_is_not() -> None:
    assert trace(matter.time_entries, "matter", {"info": INFO, "first": 0}) is None


def test_our_own_edges() -> None:
    assert trace(matter.client, "matter", {"info": INFO}) == Trace("client_id", "contact")
    assert trace(trust.reverses, "entry", {"info": INFO}) == Trace(
        "reverses_id", "trust_transaction", optional=True
    )
    assert trace(books.credit, "contact", {"info": INFO}) == Trace("id", "credit_of_client")
    assert trace(trust.is_firm_money, "ledger", {}) is None


def test_tracing_leaves_no_coroutine_behind() -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert _trace(goes_on) is None
        gc.collect()
    assert told == []
