"""Pages read as records: what can be read of them is kept, and what can't is told by its id."""

import logging
from typing import Any

import msgspec
import pytest

from adapters.port import UpstreamUnavailable
from adapters.supergood.client import Garbled
from adapters.supergood.health import Watch
from adapters.supergood.items import Items
from adapters.supergood.users import UserItem
from adapters.supergood.work import ExpenseItem, expense
from tests.world import StandingClock

GOOD = {"userId": "u1", "name": "Jane"}
COST = {
    "expenseId": "e1",
    "matterId": "m1",
    "date": "2026-02-18",
    "description": "Courier",
    "amount": 18.4,
    "currency": "USD",
    "taxable": True,
    "billable": True,
    "status": "billable",
    "createdAt": "2026-02-18T09:00:00Z",
}


def page(*items: Any) -> bytes:
    envelope = {"items": items, "page": 1, "pageSize": 50, "total": len(items)}
    return msgspec.json.encode(envelope)


@pytest.fixture
def watch() -> Watch:
    return Watch(StandingClock())


@pytest.fixture
def users(watch: Watch) -> Items[UserItem, str]:
    return Items(watch, noun="users", shape=UserItem, record=lambda it: it.name)


def told(watch: Watch) -> tuple[list[Any], list[str]]:
    health = watch.health(frozenset(), None, None, False, 0, True)
    drift = [(it.noun, it.field, it.kind, it.count) for it in health.drift]
    return drift, [it.id for it in health.unreadable]


def test_an_item_that_can_not_be_read_does_not_fail_its_page(
    users: Items[UserItem, str], watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    odd = {"userId": "u2", "name": ["Secret Name"]}
    with caplog.at_level(logging.WARNING, "panther.supergood"):
        found = users.page(page(GOOD, odd, {"name": "Bo"}, 7))
    assert (found.records, found.there, found.pages) == (("Jane",), 4, 1)
    drift = [
        ("users", "name", "changed_type", 1),
        ("users", "userId", "missing_field", 1),
        ("users", "[]", "changed_type", 1),
    ]
    assert told(watch) == (drift, ["u2", "one without an id"])
    assert "u2 of the users can't be read" in caplog.text
    assert "Secret" not in caplog.text


def test_a_page_that_is_the_same_is_read_once(watch: Watch) -> None:
    read: list[str] = []

    def record(it: UserItem) -> str:
        read.append(it.name)
        return it.name

    users = Items(watch, noun="users", shape=UserItem, record=record)
    first, same = users.page(page(GOOD)), users.page(page(GOOD))
    assert same is first and read == ["Jane"]
    another = Items(watch, noun="users", shape=UserItem, record=lambda it: it.name.upper())
    assert another.page(page(GOOD)).records == ("JANE",)
    assert users.page(page({**GOOD, "name": "Bo"})).records == ("Bo",)
    assert read == ["Jane", "Bo"]


def test_what_is_odd_in_a_page_counts_whenever_it_comes(
    users: Items[UserItem, str], watch: Watch
) -> None:
    for _ in range(3):
        assert users.page(page({**GOOD, "shoeSize": 43})).records == ("Jane",)
    assert told(watch) == ([("users", "shoeSize", "unknown_field", 3)], [])


def test_only_pages_of_a_common_length_are_known_again(watch: Watch) -> None:
    read: list[str] = []

    def record(it: UserItem) -> str:
        read.append(it.user_id)
        return it.name

    users = Items(watch, noun="users", shape=UserItem, record=record)
    long = page({**GOOD, "name": "J" * 128 * 1024})
    assert users.page(long) == users.page(long)
    assert read == ["u1", "u1"]


def test_a_page_of_which_nothing_can_be_read_is_garbled(
    users: Items[UserItem, str], watch: Watch
) -> None:
    with pytest.raises(Garbled) as garbled:
        users.page(page({"userId": "u2"}, {"userId": "u3"}))
    reason = "its users can't be read, u2 for one; see the drift of its answers."
    assert garbled.value.refusals == (UpstreamUnavailable(reason=reason),)
    assert garbled.value.lost == ["u2", "u3"]
    assert told(watch) == ([("users", "name", "missing_field", 2)], [])
    assert users.page(page()).records == ()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"items": 1, "total": 1}', b'{"items": [\xfe']
)
def test_what_is_no_page_is_none(users: Items[UserItem, str], body: bytes) -> None:
    with pytest.raises((msgspec.MsgspecError, UnicodeDecodeError)):
        users.page(body)


def test_a_page_that_says_little_of_itself_is_one(users: Items[UserItem, str]) -> None:
    found = users.page(b'{"items": [{"userId": "u1", "name": "Jane"}], "total": 401}')
    assert (found.size, found.pages) == (200, 3)


def test_one_item_is_read_or_garbled(users: Items[UserItem, str], watch: Watch) -> None:
    assert users.one(msgspec.json.encode({**GOOD, "age": 7})) == "Jane"
    with pytest.raises(Garbled, match="read, u2;"):
        users.one(b'{"userId": "u2"}')
    with pytest.raises(msgspec.MsgspecError):
        users.one(b"<!doctype html>")
    drift = [("users", "age", "unknown_field", 1), ("users", "name", "missing_field", 1)]
    assert told(watch) == (drift, [])


@pytest.mark.parametrize(
    "body", [b'{"userId": "u2"}', b'{"userId": 1}', b"{}", b"[]", b"html", b""]
)
def test_what_was_changed_is_known_by_its_id(users: Items[UserItem, str], body: bytes) -> None:
    users.changed("u1", b'{"userId": "u1"}')
    with pytest.raises(msgspec.MsgspecError):
        users.changed("u1", body)


@pytest.mark.parametrize("odd", [{"currency": "XXZ"}, {"amount": "NaN"}, {"amount": "sNaN"}])
def test_a_figure_that_is_none_can_not_be_read(watch: Watch, odd: dict[str, Any]) -> None:
    expenses = Items(watch, noun="expenses", shape=ExpenseItem, record=expense)
    found = expenses.page(page(COST, {**COST, "expenseId": "e2", **odd}))
    assert [it.id for it in found.records] == ["e1"]
    assert told(watch)[1] == ["e2"]
