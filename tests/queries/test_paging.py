"""Connections: walked either way, stable under inserts, and clear about what is wrong."""

import base64
from itertools import pairwise
from typing import Any

import pytest

from tests.world import World

PAGE = """query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: MatterOrder,
    $filter: MatterFilter) {
  matters(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy,
      filter: $filter) {
    nodes { id number title openDate updatedAt }
    edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""

ORDERS = [
    None,
    *(
        {"field": field, "direction": direction}
        for field in ("NUMBER", "TITLE", "OPEN_DATE", "UPDATED_AT")
        for direction in ("ASC", "DESC")
    ),
]


async def forwards(world: World, first: int, **rest: Any) -> list[str]:
    seen: list[str] = []
    after = None
    while True:
        page = (await world.ask(PAGE, first=first, after=after, **rest))["matters"]
        seen += [node["id"] for node in page["nodes"]]
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        if not page["pageInfo"]["hasNextPage"]:
            return seen
        after = page["pageInfo"]["endCursor"]


async def backwards(world: World, last: int, **rest: Any) -> list[str]:
    seen: list[str] = []
    before = None
    while True:
        page = (await world.ask(PAGE, last=last, before=before, **rest))["matters"]
        seen = [node["id"] for node in page["nodes"]] + seen
        if not page["pageInfo"]["hasPreviousPage"]:
            return seen
        before = page["pageInfo"]["startCursor"]


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_a_walk_sees_everything_once_in_order_either_way(
    world: World, order: dict[str, str] | None
) -> None:
    there = await forwards(world, 33, orderBy=order)
    back = await backwards(world, 47, orderBy=order)
    assert there == back
    assert len(there) == len(set(there)) == 200


@pytest.mark.parametrize(
    ("field", "key"), [("NUMBER", "number"), ("OPEN_DATE", "openDate"), ("UPDATED_AT", "updatedAt")]
)
async def test_an_order_sorts_by_its_field(world: World, field: str, key: str) -> None:
    order = {"field": field, "direction": "DESC"}
    nodes = (await world.ask(PAGE, first=100, orderBy=order))["matters"]["nodes"]
    assert all((a[key] or "") >= (b[key] or "") for a, b in pairwise(nodes))


async def test_titles_sort_whatever_their_case(world: World) -> None:
    for title in ("aardvark estate", "AARDVARK Estate II"):
        await world.change("createMatter", "matter { id }", title=title, clientId="cli_445f10")
    order = {"field": "TITLE", "direction": "ASC"}
    nodes = (await world.ask(PAGE, first=2, orderBy=order))["matters"]["nodes"]
    assert [node["title"] for node in nodes] == ["aardvark estate", "AARDVARK Estate II"]


async def test_a_page_stands_still_while_records_come(world: World) -> None:
    first = (await world.ask(PAGE, first=10))["matters"]
    second = (await world.ask(PAGE, first=10, after=first["pageInfo"]["endCursor"]))["matters"]
    for number in ("2024-0000A", "2024-0005A"):
        answer = await world.change(
            "createMatter", "matter { id }", title="New", clientId="cli_445f10", number=number
        )
        assert answer["userErrors"] == []
    again = (await world.ask(PAGE, first=10, after=first["pageInfo"]["endCursor"]))["matters"]
    assert again == second


async def test_between_two_cursors(world: World) -> None:
    edges = (await world.ask(PAGE, first=10))["matters"]["edges"]
    inner = [edge["node"]["id"] for edge in edges[3:7]]
    ends = {"after": edges[2]["cursor"], "before": edges[7]["cursor"]}
    page = (await world.ask(PAGE, first=10, **ends))["matters"]
    assert [node["id"] for node in page["nodes"]] == inner
    page = (await world.ask(PAGE, last=2, **ends))["matters"]
    assert [node["id"] for node in page["nodes"]] == inner[-2:]


async def test_an_empty_page_has_no_cursors(world: World) -> None:
    page = (await world.ask(PAGE, filter={"search": "no such matter"}))["matters"]
    assert page == {
        "nodes": [],
        "edges": [],
        "pageInfo": {
            "hasNextPage": False,
            "hasPreviousPage": False,
            "startCursor": None,
            "endCursor": None,
        },
    }


async def test_twenty_unless_told(world: World) -> None:
    data = await world.ask("{ matters { nodes { id } } users { nodes { id } } }")
    assert len(data["matters"]["nodes"]) == 20


@pytest.mark.parametrize(
    ("said", "field", "message"),
    [
        ({"first": 0}, "first", "first is between 1 and 100, not 0."),
        ({"first": 101}, "first", "first is between 1 and 100, not 101."),
        ({"first": -1}, "first", "first is between 1 and 100, not -1."),
        ({"last": 0}, "last", "last is between 1 and 100, not 0."),
        ({"last": 101}, "last", "last is between 1 and 100, not 101."),
        ({"first": 1, "last": 1}, "last", "Ask for first or for last, not for both."),
        ({"after": "nonsense"}, "after", "after is not a cursor of this graph."),
        ({"after": "ü"}, "after", "after is not a cursor of this graph."),
        ({"before": ""}, "before", "before is not a cursor of this graph."),
        (
            {"after": base64.urlsafe_b64encode(b'["0",{},1]').decode()},
            "after",
            "after is not a cursor of this graph.",
        ),
    ],
    ids=str,
)
async def test_bad_arguments_are_named(
    world: World, said: dict[str, Any], field: str, message: str
) -> None:
    (error,) = await world.errors(PAGE, **said)
    assert error["message"] == message
    assert error["extensions"] == {"code": "INVALID_INPUT", "field": [field]}
    assert error["path"] == ["matters"]
    assert world.asked == []


OTHERS = """query ($after: String!) {
    other: contacts(after: $after) { nodes { id } }
    filtered: matters(after: $after, filter: {status: OPEN}) { nodes { id } }
    ordered: matters(after: $after, orderBy: {field: TITLE, direction: ASC}) { nodes { id } }
    edge: contact(id: "cli_445f10") { matters(after: $after) { nodes { id } } } }"""


async def test_a_cursor_counts_only_for_its_own_list(world: World) -> None:
    cursor = (await world.ask(PAGE, first=1))["matters"]["pageInfo"]["endCursor"]
    for field in ("other", "filtered", "ordered", "edge"):
        errors = await world.errors(OTHERS, after=cursor)
        paths = {error["path"][0] for error in errors}
        assert field in paths or len(paths) < 4
        assert {error["message"] for error in errors} == {
            "after is a cursor of another list, filter or order."
        }


async def test_a_cursor_of_one_matters_time_is_not_anothers(world: World) -> None:
    document = """query ($id: ID!, $after: String) { matter(id: $id) {
        timeEntries(first: 1, after: $after) { pageInfo { endCursor } } } }"""
    (other,) = world.sql("select id from matters where id <> 'mat_9c31d2' limit 1")[0]
    data = await world.ask(document, id="mat_9c31d2")
    cursor = data["matter"]["timeEntries"]["pageInfo"]["endCursor"]
    await world.ask(document, id="mat_9c31d2", after=cursor)
    (error,) = await world.errors(document, id=other, after=cursor)
    assert error["message"] == "after is a cursor of another list, filter or order."


EVERY_LIST = [
    "contacts",
    "timeEntries",
    "invoices",
    "trustAccounts",
    "users",
]


@pytest.mark.parametrize("name", EVERY_LIST)
async def test_every_root_list_walks_whole(world: World, name: str) -> None:
    document = f"""query ($after: String) {{ {name}(first: 40, after: $after) {{
        totalCount nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"""
    seen, after = [], None
    while True:
        page = (await world.ask(document, after=after))[name]
        seen += [node["id"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert len(seen) == len(set(seen)) == page["totalCount"]


@pytest.mark.parametrize(
    ("parent", "edge"),
    [
        ('matter(id: "mat_9c31d2")', "timeEntries"),
        ('matter(id: "mat_9c31d2")', "expenses"),
        ('contact(id: "cli_445f10")', "matters"),
        ('contact(id: "cli_445f10")', "invoices"),
        ('matter(id: "mat_9c31d2")', "invoices"),
        ('trustAccount(id: "tra_21ff67")', "ledgers"),
        ('trustAccount(id: "tra_21ff67")', "transactions"),
    ],
)
async def test_every_edge_walks_whole(world: World, parent: str, edge: str) -> None:
    document = f"""query ($after: String) {{ it: {parent} {{ {edge}(first: 2, after: $after) {{
        totalCount nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }} }}"""
    seen, after = [], None
    while True:
        page = (await world.ask(document, after=after))["it"][edge]
        seen += [node["id"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert len(seen) == len(set(seen)) == page["totalCount"]
