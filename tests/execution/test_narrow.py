"""Of a practice that answers at once, a plan reads what it shows and follows; of others, all."""

from typing import Any

import msgspec
import pytest

from adapters.port import Fields, Listing
from graph.execution.executor import Answer, Request
from tests.execution.beside import PEOPLE, both, context_of, executor
from tests.world import MATTER, World

FOLLOWED = "{ matters(first: 2) { nodes { title client { name } } } }"


class Heard:
    """A practice, or a noun of it, that notes of which asks how much was needed."""

    def __init__(self, of: Any, said: list[tuple[str, Fields | None]], path: str = "") -> None:
        self._of, self._said, self._path = of, said, path

    def __getattr__(self, name: str) -> Any:
        value, path = getattr(self._of, name), f"{self._path}{name}"
        if isinstance(value, bool | frozenset):
            return value
        if not callable(value):
            return Heard(value, self._said, f"{path}.")

        def ask(*args: Any) -> Any:
            told = args[-1]
            fields = told.fields if isinstance(told, Listing) else told
            self._said.append((path, fields if isinstance(fields, frozenset) else None))
            return value(*args)

        return ask


class Far:
    """A practice as it would be over a wire."""

    immediate = False

    def __init__(self, of: Any) -> None:
        self._of = of

    def __getattr__(self, name: str) -> Any:
        return getattr(self._of, name)


async def _answered(practice: Any, document: str) -> Answer:
    return await executor.execute(Request(document), context_of(practice, PEOPLE["owner"]))


async def _said(practice: Any, document: str) -> list[tuple[str, Fields | None]]:
    said: list[tuple[str, Fields | None]] = []
    assert (await _answered(Heard(practice, said), document)).fallback is None
    return said


async def test_what_is_shown_and_what_leads_on_is_read(world: World) -> None:
    assert await _said(world.practice, FOLLOWED) == [
        ("matters.page", frozenset({"title", "client_id"})),
        ("contacts.by_id", frozenset({"name"})),
    ]


async def test_one_kind_is_read_alike_wherever_it_stands(world: World) -> None:
    document = """{ matters(first: 2) { nodes { title client { name } } }
        contacts(first: 2) { nodes { id type } } }"""
    read = frozenset({"id", "name", "type"})
    asks = [it for it in await _said(world.practice, document) if it[0].startswith("contacts")]
    assert asks == [("contacts.page", read), ("contacts.by_id", read)]


async def test_a_resolver_with_logic_may_read_whatever_it_likes(world: World) -> None:
    said = await _said(world.practice, "{ matters(first: 2) { nodes { team { name } } } }")
    assert said == [("matters.page", None), ("users.by_id", None)]


async def test_what_is_worked_out_is_worked_out_of_the_whole(world: World) -> None:
    document = f'{{ matter(id: "{MATTER}") {{ timeEntries(first: 1) {{ nodes {{ activity {{ name }} }} }} }} }}'
    assert await _said(world.practice, document) == [
        ("matters.by_id", frozenset({"id"})),
        ("time_entries.of_matters", None),
    ]


async def test_what_comes_over_a_wire_comes_whole(world: World) -> None:
    said = await _said(Far(world.practice), FOLLOWED)
    assert said == [("matters.page", None), ("contacts.by_id", None)]


async def test_graphql_core_never_sees_what_was_read_in_part(world: World) -> None:
    """A client that there is no more is a null where graphql-core alone may say so."""
    document = """{ matters(first: 2) { nodes { title } }
        _entities(representations: [{__typename: "Matter", id: "mat_9c31d2"}, {__typename: "None"}])
        { ... on Matter { number } } }"""
    said: list[tuple[str, Fields | None]] = []
    answer = await _answered(Heard(world.practice, said), document)
    assert answer.fallback == "raised"
    assert {fields for name, fields in said if name == "matters.page"} >= {None}
    alone = await both(world.practice, PEOPLE["owner"], document, {})
    assert answer.body == alone.alone
    assert msgspec.json.decode(answer.body)["data"]["_entities"][0] == {"number": "2026-0041"}


@pytest.mark.parametrize("noun", ["matters", "contacts", "time_entries", "invoices"])
async def test_each_attribute_alone_is_what_it_is_in_the_whole(world: World, noun: str) -> None:
    lists = getattr(world.practice, noun)._lists
    table = lists._table
    columns, read = table.reader(None)
    sql = f"from {table.source} order by t.id"
    whole = read(lists._db.read(f"select {columns} {sql}"))
    assert whole
    for name in whole[0].__struct_fields__:
        columns, read = table.reader(frozenset({name}))
        parts = read(lists._db.read(f"select {columns} {sql}"))
        assert [(it.id, getattr(it, name)) for it in parts] == [
            (it.id, getattr(it, name)) for it in whole
        ]
        assert {*parts[0].__struct_fields__} == {"id", name}
