"""Costs are what the schema's directives say, with a request's variables, and never too little."""

from collections.abc import Mapping
from typing import Any

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_introspection_query,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
    is_required_argument,
)
from starlette.testclient import TestClient
from strawberry.federation.schema_directives import Cost, ListSize

from graph.http.examples import EXAMPLES, Example
from graph.limits.prices import SIZES, WEIGHTS
from graph.limits.scales import Scales, Weight
from graph.schema import schema
from resolvers.allowance import Limits
from tests.benchmarks.fifty_matters import QUERY

SCALES = Scales(schema._schema)


def weigh(document: str, variables: Mapping[str, Any] | None = None) -> Weight:
    read = SCALES.read(document, Limits())
    assert read.refusal is None
    return SCALES.weigh(read, None, variables)


def cost(document: str, **variables: Any) -> int:
    return weigh(document, variables).cost


@pytest.mark.parametrize(
    ("document", "comes_to"),
    [
        ("{ __typename }", 0),
        (get_introspection_query(), 0),
        ("{ _service { sdl } }", 1),
        ("{ rateLimit { cost } }", 0),
        ("{ viewer { user { name } } }", 2),
        ("{ matters { nodes { id } } }", 1 + 20),
        ("{ matters(first: 7) { nodes { id } } }", 1 + 7),
        ("{ matters(last: 7) { nodes { id } } }", 1 + 7),
        ("{ matters(first: null) { nodes { id } } }", 1 + 20),
        ("{ matters(first: 7) { totalCount pageInfo { endCursor } } }", 1 + 1 + 1),
        ("{ matters(first: 7) { edges { cursor node { id } } nodes { id } } }", 1 + 14 + 7),
        ("{ matters(first: 7) { nodes { tags team { id } } } }", 1 + 7 * (1 + 5)),
        ("{ verifyTrustJournal { sound } }", 10_000),
        ("{ reports { receivables(asOf: 1, first: 5) { nodes { name } } } }", 1 + 1000 + 5),
        (QUERY, 1 + 50 * (1 + 4 + (1 + 5 * 2) + (1 + 5 * 2))),
        ("{ matter(id: 1) { id id } m: matter(id: 1) { id } }", 2),
        ("{ matter(id: 1) { client { id } ...F } } fragment F on Matter { client { name } }", 2),
        ("{ matter(id: 1) { client { id } c: client { name } } }", 3),
        ("{ node(id: 1) { id ... on Matter { client { id } team { id } } } }", 1 + 6),
        (
            "{ node(id: 1) { ... on Matter { team { id } } ... on Invoice { total { amount } } } }",
            1 + 5,
        ),
        ("{ node(id: 1) { ... on Node { ... on Matter { client { id } } } } }", 1 + 1),
        ("{ matter(id: 1) { client @include(if: false) { id } } }", 2),
        (
            "mutation { a: endSession { userErrors { code } } b: endSession { userErrors { code } } }",
            2 * (10 + 5),
        ),
        ("{ _entities(representations: []) { ... on Matter { client { id } } } }", 0),
        ('{ _entities(representations: ["a", "b"]) { ... on Matter { client { id } } } }', 2 * 2),
    ],
)
def test_what_a_document_comes_to(document: str, comes_to: int) -> None:
    assert cost(document) == comes_to


@pytest.mark.parametrize(
    ("variables", "records"),
    [
        ({"n": 3}, 3),
        ({}, 20),
        ({"n": None}, 20),
        ({"n": -1}, 20),
        ({"n": "many"}, 20),
        ({"n": True}, 1),
        ({"n": 4.0}, 4),
        ({"n": 10**30}, 20),
    ],
)
def test_variables_count(variables: dict[str, Any], records: int) -> None:
    document = "query ($n: Int) { matters(first: $n) { nodes { client { id } } } }"
    assert cost(document, **variables) == 1 + records * 2


def test_a_variables_default_counts_where_it_is_not_given() -> None:
    document = "query ($n: Int = 9) { matters(first: $n) { nodes { id } } }"
    assert [cost(document), cost(document, n=2)] == [1 + 9, 1 + 2]


def test_lists_multiply_through_variables_and_types() -> None:
    document = """query ($n: Int, $m: Int) { matters(first: $n) { nodes { timeEntries(first: $m) {
        nodes { user { id } } } } } }"""
    assert cost(document, n=100, m=100) == 1 + 100 * (1 + 1 + 100 * 2)
    either = """query ($n: Int) { node(id: 1) { ... on Contact { matters(first: $n) { nodes { id } } }
        ... on Matter { team { id } } } }"""
    assert [cost(either, n=it) for it in (1, 50)] == [1 + 5, 1 + 1 + 50]


def test_representations_are_counted_wherever_they_stand() -> None:
    document = """query ($it: [_Any!]!) { _entities(representations: $it) { ... on Matter {
        team { id } } } b: _entities(representations: [{}]) { __typename } }"""
    assert weigh(document, {"it": [{}, {}, {}]}) == Weight(cost=3 * 6 + 1, representations=4)


def test_only_the_operation_that_is_run_is_weighed() -> None:
    read = SCALES.read(
        "query A { matters { nodes { id } } } query B { viewer { user { id } } }", Limits()
    )
    assert [SCALES.weigh(read, name, {}).cost for name in ("A", "B")] == [21, 2]


def objects(value: Any) -> int:
    if isinstance(value, list):
        return sum(objects(it) for it in value)
    return 1 + sum(objects(it) for it in value.values()) if isinstance(value, dict) else 0


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_answer_has_no_more_objects_than_it_was_said_to_cost(
    client: TestClient, example: Example
) -> None:
    body = {"query": example.document, "variables": example.variables}
    answer = client.post("/graphql", json=body, headers={"GraphQL-Cost": "report"}).json()
    requested = answer["extensions"]["cost"]["requested"]
    assert requested == weigh(example.document, example.variables).cost
    assert 0 < objects(answer["data"]) - 1 <= requested


def declared() -> dict[str, tuple[Any, dict[type, Any]]]:
    """Every field of ours, with what its directives say."""
    found = {}
    for type_ in schema._schema.type_map.values():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) and type_.name[0] != "_":
            for name, field in type_.fields.items():
                own = field.extensions.get("strawberry-definition")
                directives = {type(it): it for it in getattr(own, "directives", None) or ()}
                found[f"{type_.name}.{name}"] = field, directives
    return found


def test_every_list_of_objects_says_how_long_it_is() -> None:
    fields = declared()
    silent = [
        key
        for key, (field, directives) in fields.items()
        if is_list_type(get_nullable_type(field.type))
        and is_composite_type(get_named_type(field.type))
        and ListSize not in directives
        and not (key.split(".")[0].endswith("Connection") and key.endswith((".edges", ".nodes")))
    ]
    assert silent == ["Query._entities"]
    paged = [key for key, (field, _) in fields.items() if "first" in field.args]
    assert len(paged) > 20
    for key in paged:
        sliced = fields[key][1][ListSize]
        assert sliced.sized_fields == ["edges", "nodes"]
        assert "first" in sliced.slicing_arguments


def test_nothing_is_sized_or_priced_that_is_not_there() -> None:
    fields = declared()
    for key, size in SIZES.items():
        assert fields[key][1][ListSize].assumed_size == size
    for key, weight in WEIGHTS.items():
        assert fields[key][1][Cost].weight == weight


def test_a_slicing_argument_has_no_default_and_none_must_be_given() -> None:
    """Cosmo's composition fails on either."""
    for field, directives in declared().values():
        if sliced := directives.get(ListSize):
            assert sliced.require_one_slicing_argument is False
            for name in sliced.slicing_arguments or ():
                assert field.args[name].default is None
                assert not is_required_argument(field.args[name])
