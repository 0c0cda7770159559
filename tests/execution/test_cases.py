"""What the specification asks of an executor, case by case, as graphql-core's own tests have it.

Each is answered by a plan, or by graphql-core for the reason told, and in the same bytes.
"""

import gc
import logging
from typing import Any

import msgspec
import pytest
from strawberry.http import process_result

from graph.execution.executor import Request
from tests.execution.small import GUARDED, Shelves, executor, schema

PLANNED = {
    "leaves of every kind": (
        '{ cat(id: "a") { id name colour lives grid __typename } }',
        {"cat": {"id": "a", "name": "Tom", "colour": "RED", "lives": 9, "grid": [[1, 2], []],
                 "__typename": "CatType"}},
    ),
    "null where it may be": (
        '{ cat(id: "none") { id } c: cat(id: "c") { name shout friend { id } } }',
        {"cat": None, "c": {"name": None, "shout": None, "friend": None}},
    ),
    "nulls in a list": (
        '{ cats(ids: ["a", "none"]) { toys { label } } }',
        {"cats": [{"toys": [{"label": "ball"}, None]}, None]},
    ),
    "aliases of one field, each with its arguments": (
        '{ cat(id: "a") { one: shout two: shout(times: 2) } }',
        {"cat": {"one": "TOM", "two": "TOMTOM"}},
    ),
    "fields merged from where they stand": (
        """{ cat(id: "a") { friend { id } ...F friend { name } } }
        fragment F on CatType { name friend { colour friend { id } } }""",
        {"cat": {"friend": {"id": "b", "colour": "PALE", "friend": {"id": "a"}, "name": "Tom"},
                 "name": "Tom"}},
    ),
    "fragments without a type, on an interface, and within one another": (
        """{ cat(id: "a") { ... { id } ... on Animal { id } ...F } }
        fragment F on Animal { ...G } fragment G on CatType { name }""",
        {"cat": {"id": "a", "name": "Tom"}},
    ),
    "an interface's records by their types": (
        "{ animals { __typename id ... on CatType { enemy { id } } ... on DogType { bark } } }",
        {"animals": [{"__typename": "CatType", "id": "a", "enemy": {"id": "b"}},
                     {"__typename": "DogType", "id": "d", "bark": "Woof"}]},
    ),
    "a union's, some with nothing selected": (
        "{ pets { ... on CatType { name friend { id } } } }",
        {"pets": [{"name": "Tom", "friend": {"id": "b"}}, {}]},
    ),
    "skip and include by value": (
        """{ cat(id: "a") { id @skip(if: true) name @include(if: false) lives @skip(if: false)
        ... @include(if: false) { colour } } }""",
        {"cat": {"lives": 9}},
    ),
    "skip goes before include": (
        '{ cat(id: "a") { id name @skip(if: true) @include(if: true) } }',
        {"cat": {"id": "a"}},
    ),
    "a list of what is still to come": (
        '{ waitingCats(ids: ["a", "none", "b"]) { id enemies { id } } }',
        {"waitingCats": [{"id": "a", "enemies": [{"id": "b"}]}, None,
                         {"id": "b", "enemies": [{"id": "a"}]}]},
    ),
    "what no loader brings is waited for": ("{ slowly }", {"slowly": "there"}),
    "a resolver of two attributes": (
        '{ cats(ids: ["a", "b", "c"]) { byColour { id } } }',
        {"cats": [{"byColour": {"id": "b"}}, {"byColour": {"id": "a"}}, {"byColour": None}]},
    ),
    "what is set around a resolver is called": (
        '{ cat(id: "a") { around } }',
        {"cat": {"around": "outer ('guarded',)"}},
    ),
    "nothing but the type's name": ("{ __typename }", {"__typename": "Query"}),
}  # fmt: skip

FALLEN_BACK = {
    "null where none may be takes its parent": (
        '{ cat(id: "c") { id label } }',
        "raised",
        {"cat": None},
    ),
    "up to the root": ('{ sureCat(id: "none") { __typename } }', "raised", None),
    "in a list of lists": ('{ cats(ids: ["a", "c"]) { grid } }', "raised",
                           {"cats": [{"grid": [[1, 2], []]}, None]}),
    "in a record of a list": ('{ cats(ids: ["c"]) { toys { label } } }', "raised",
                              {"cats": [{"toys": [None]}]}),
    "an edge that must lead somewhere": ('{ cat(id: "c") { enemy { id } } }', "raised",
                                         {"cat": None}),
    "a number that is no Int": ('{ cat(id: "d") { lives } }', "raised", {"cat": None}),
    "one resolver of many raises": (
        '{ cats(ids: ["a", "c", "b"]) { hiss } }',
        "raised",
        {"cats": [{"hiss": "a!"}, {"hiss": None}, {"hiss": "b!"}]},
    ),
    "an ask fails": ('{ cat(id: "d") { id shout } }', "raised", {"cat": {"id": "d", "shout": None}}),
    "one of a list is an error": ('{ waitingCats(ids: ["a", ""]) { id } }', "raised",
                                  {"waitingCats": [{"id": "a"}, None]}),
    "a record of no type": ("{ strays { id } }", "raised", {"strays": [{"id": "a"}, None]}),
    "a resolver that asks for its path": ("{ path }", "raised", {"path": "path"}),
    "introspection": ("{ __schema { queryType { name } } }", "introspection",
                      {"__schema": {"queryType": {"name": "Query"}}}),
    "a mutation": ("mutation { feed }", "mutation", {"feed": "fed"}),
    "a syntax error": ("{ cat(", "invalid", None),
    "no such field": ("{ dog { id } }", "invalid", None),
}  # fmt: skip


async def _alone(document: str, variables: dict[str, Any] | None = None, *words: str) -> bytes:
    result = await schema.execute(
        document,
        variable_values=variables,
        context_value=Shelves(*words),
    )
    return msgspec.json.encode(process_result(result))


async def _planned(
    document: str, variables: dict[str, Any] | None = None, *words: str
) -> tuple[bytes, str | None, list[list[str]]]:
    shelves: Any = Shelves(*words)
    answer = await executor().execute(Request(document, variables), shelves)
    return answer.body, answer.fallback, shelves.asked


@pytest.mark.parametrize("case", PLANNED)
async def test_a_plan_answers(case: str) -> None:
    document, data = PLANNED[case]
    body, fallback, _ = await _planned(document, None, GUARDED)
    assert (fallback, msgspec.json.decode(body)) == (None, {"data": data})
    assert body == await _alone(document, None, GUARDED)


# graphql-core forgets coroutines where an error takes their parent's place.
@pytest.mark.filterwarnings("ignore:coroutine 'Executor.*was never awaited:RuntimeWarning")
@pytest.mark.parametrize("case", FALLEN_BACK)
async def test_graphql_core_answers(case: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "strawberry.execution")
    document, reason, data = FALLEN_BACK[case]
    body, fallback, asked = await _planned(document)
    assert (fallback, msgspec.json.decode(body)["data"]) == (reason, data)
    assert body == await _alone(document)
    keys = [key for ask in asked for key in ask]
    assert len(keys) == len(set(keys))  # Nothing is asked for again by graphql-core.
    gc.collect()  # What it forgot is found here, and not in another test.


@pytest.mark.parametrize(
    ("document", "variables", "data"),
    [
        ("query ($i: ID!) { cat(id: $i) { id } }", {"i": "b"}, {"cat": {"id": "b"}}),
        ('query ($i: ID = "a") { cat(id: $i) { id } }', {}, None),
        ('query ($i: ID! = "a") { cat(id: $i) { id } }', {}, {"cat": {"id": "a"}}),
        (
            'query ($n: Int = 2) { cat(id: "a") { shout(times: $n) } }',
            {},
            {"cat": {"shout": "TOMTOM"}},
        ),
        (
            "query ($i: [ID!]!) { cats(ids: $i) { id friend { id } } }",
            {"i": ["b", "none"]},
            {"cats": [{"id": "b", "friend": {"id": "a"}}, None]},
        ),
        ("query ($i: [ID!]!) { cats(ids: $i) { id } }", {"i": []}, {"cats": []}),
    ],
)
async def test_variables_and_their_defaults(
    document: str, variables: dict[str, Any], data: dict[str, Any] | None
) -> None:
    body, fallback, _ = await _planned(document, variables)
    assert body == await _alone(document, variables)
    if data is not None:
        assert (fallback, msgspec.json.decode(body)) == (None, {"data": data})


async def test_each_way_to_steer_is_a_plan_of_its_own() -> None:
    document = """query ($s: Boolean!, $i: Boolean = true) { cat(id: "a") {
        id @skip(if: $s) name @include(if: $i) ... @skip(if: $s) { lives } } }"""
    plans: Any = executor()
    for variables, keys in (
        ({"s": False}, ["id", "name", "lives"]),
        ({"s": True}, ["name"]),
        ({"s": True, "i": False}, []),
        ({"s": False, "i": False}, ["id", "lives"]),
    ):
        for _ in range(2):
            context: Any = Shelves()
            answer = await plans.execute(Request(document, variables), context)
            assert answer.fallback is None
            assert list(msgspec.json.decode(answer.body)["data"]["cat"]) == keys
            assert answer.body == await _alone(document, variables)
    assert len(plans._plans) == 4


async def test_one_level_is_one_ask_each_key_once() -> None:
    document = """{ cats(ids: ["a", "b", "c"]) { friend { id enemy { id } } enemy { id }
        enemies { id } shout byColour { id } } }"""
    _, fallback, asked = await _planned(document.replace('"c"', '"a"'))
    assert fallback is None
    assert asked == [["a", "b"], ["enemies of a", "enemies of b"]]


async def test_who_may_not_see_a_field_gets_null_and_an_error_for_each() -> None:
    document = '{ cats(ids: ["a", "none", "b"]) { id secret s: secret } cat(id: "a") { secret } }'
    body, fallback, _ = await _planned(document)
    assert fallback is None
    answer = msgspec.json.decode(body)
    assert answer["data"] == {
        "cats": [
            {"id": "a", "secret": None, "s": None},
            None,
            {"id": "b", "secret": None, "s": None},
        ],
        "cat": {"secret": None},
    }
    assert answer["errors"][0] == {
        "message": "Needs guarded.",
        "locations": [{"line": 1, "column": 38}],
        "path": ["cats", 0, "secret"],
        "extensions": {"code": "FORBIDDEN"},
    }
    assert [it["path"] for it in answer["errors"]] == [
        ["cats", 0, "secret"],
        ["cats", 0, "s"],
        ["cats", 2, "secret"],
        ["cats", 2, "s"],
        ["cat", "secret"],
    ]
    assert body == await _alone(document, None)
    held, _, _ = await _planned(document, None, GUARDED)
    assert held == await _alone(document, None, GUARDED)


async def test_a_record_that_stands_in_many_places_is_denied_in_each() -> None:
    document = '{ cats(ids: ["a", "b"]) { enemy { enemy { secret } } friend { secret } } }'
    body, fallback, _ = await _planned(document)
    assert fallback is None
    errors = msgspec.json.decode(body)["errors"]
    assert [it["path"] for it in errors] == [
        ["cats", 0, "enemy", "enemy", "secret"],
        ["cats", 0, "friend", "secret"],
        ["cats", 1, "enemy", "enemy", "secret"],
        ["cats", 1, "friend", "secret"],
    ]
    document = '{ one: cat(id: "a") { friend { secret } } two: cats(ids: ["a", "a"]) { secret } }'
    body, _, _ = await _planned(document)
    errors = msgspec.json.decode(body)["errors"]
    assert [it["path"] for it in errors] == [
        ["one", "friend", "secret"],
        ["two", 0, "secret"],
        ["two", 1, "secret"],
    ]


async def test_an_operation_is_chosen_by_its_name() -> None:
    document = 'query A { cat(id: "a") { id } } query B { cat(id: "b") { id } }'
    context: Any = Shelves()
    for name in "AB":
        answer = await executor().execute(Request(document, operation=name), context)
        assert (answer.fallback, answer.body) == (
            None,
            b'{"data":{"cat":{"id":"%s"}}}' % name.lower().encode(),
        )
