"""Variables that were given before: what is told to be the same is, and nothing else."""

from decimal import Decimal
from enum import IntEnum
from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse

from graph.execution.given import Givens
from graph.schema import schema

DOCUMENT = parse("query ($first: Int, $id: ID, $on: Boolean, $in: MatterFilter) { __typename }")
(OPERATION,) = DOCUMENT.definitions
assert isinstance(OPERATION, OperationDefinitionNode)


class Kind(IntEnum):
    YES = 1


def deep(levels: int) -> list[Any]:
    """Return a list in a list in a list."""
    found: list[Any] = []
    for _ in range(levels):
        found = [found]
    return found


@pytest.fixture
def givens() -> Givens:
    return Givens(schema._schema)


@pytest.mark.parametrize(
    "variables",
    [
        None,
        {},
        {"first": 1},
        {"id": "mat_9c31d2", "on": True},
        {"id": None},
        {"in": {"status": ["OPEN", "CLOSED"], "search": "acme"}},
        {"other": [1.5, -0.0, {"\ud800": None}]},
    ],
    ids=ascii,
)
def test_the_same_words_are_coerced_once(givens: Givens, variables: dict[str, Any]) -> None:
    first = givens.of(OPERATION, variables)
    assert first is not None
    assert givens.of(OPERATION, dict(variables) if variables else variables) is first


def test_what_is_equal_and_another_is_told_apart(givens: Givens) -> None:
    one, yes, text = ({"id": it} for it in (1, True, "1"))
    assert givens.of(OPERATION, one).variables.coerced == {"id": "1"}
    assert givens.of(OPERATION, yes) is None
    assert givens.of(OPERATION, text) is not givens.of(OPERATION, one)
    assert givens.of(OPERATION, {"first": 1}) is not None
    assert givens.of(OPERATION, {"first": True}) is None
    assert givens.of(OPERATION, {"first": "1"}) is None
    assert givens.of(OPERATION, {"on": 1}) is None


def test_what_is_absent_is_not_null(givens: Givens) -> None:
    absent, null = givens.of(OPERATION, {}), givens.of(OPERATION, {"id": None})
    assert absent is not None and null is not None
    assert (absent.variables.coerced, null.variables.coerced) == ({}, {"id": None})


@pytest.mark.parametrize(
    "variables",
    [{"id": "x" * 20_000}, {"other": Decimal("1.5")}, {"other": [Kind.YES]}, {"other": deep(3000)}],
    ids=["long", "a decimal", "an enum", "deep"],
)
def test_what_is_long_or_not_told_cheaply_is_read_anew(
    givens: Givens, variables: dict[str, Any]
) -> None:
    first = givens.of(OPERATION, variables)
    assert first is not None
    assert givens.of(OPERATION, variables) is not first


def test_what_differs_deep_inside_is_told_apart(givens: Givens) -> None:
    one, true, float_, absent = (
        givens.of(OPERATION, {"other": [{"a": it}]}) for it in (1, True, 1.0, None)
    )
    assert len({id(it) for it in (one, true, float_, absent)}) == 4


def test_an_operation_without_variables_is_given_nothing(givens: Givens) -> None:
    (bare,) = parse("{ __typename }").definitions
    assert isinstance(bare, OperationDefinitionNode)
    assert givens.of(bare, {"first": 1}) is givens.of(bare, None)
