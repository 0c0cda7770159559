"""The operations that must have a plan: what we show, and what we measure."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from graphql import is_required_argument

from graph.execution.executor import Request
from graph.execution.parts import Called, NotCompiled, Read, Selection
from graph.http.examples import EXAMPLES
from graph.schema import schema
from tests.benchmarks import fifty_matters, plans
from tests.execution.beside import PEOPLE, both, context_of, executor
from tests.queries.test_batching import FIFTY
from tests.world import MATTER, World

_README = Path(__file__).parents[2] / "README.md"
_BODIES = [
    json.loads(it) for it in re.findall(r"<<'JSON'\n(.*?)\nJSON", _README.read_text(), re.DOTALL)
]
_FOUND = re.findall(r"`(\{ .*? \})`", _README.read_text())

_SHOWN: dict[str, tuple[str, dict[str, Any]]] = {
    **{f"README {n}": (it["query"], it.get("variables", {})) for n, it in enumerate(_BODIES, 1)},
    **{f"README, followed {n}": (it, {}) for n, it in enumerate(_FOUND, 1)},
    **{f"explorer, {it.name}": (it.document, it.variables) for it in EXAMPLES},
    "benchmark, fifty matters": (fifty_matters.QUERY, {}),
    "benchmark, list": (plans.LIST, {}),
    "benchmark, edges": (plans.EDGES, {}),
    "benchmark, deep": (plans.DEEP, {"id": MATTER}),
    "benchmark, entities": (plans.ENTITIES, {"r": [{"__typename": "Matter", "id": MATTER}]}),
    "batching": (FIFTY, {"first": 50}),
}


def test_examples_were_found() -> None:
    assert len(_BODIES) >= 2
    assert len(_FOUND) >= 1
    assert "explorer, Entities" in _SHOWN


@pytest.mark.parametrize("name", _SHOWN)
async def test_what_is_shown_and_measured_has_a_plan(world: World, name: str) -> None:
    document, variables = _SHOWN[name]
    if document.lstrip("#").lstrip().startswith("mutation") or "\nmutation" in document:
        context = context_of(world.practice, PEOPLE["owner"])
        with pytest.raises(NotCompiled, match=r"^mutation$"):
            executor.plan(Request(document, variables), context)
        return
    it = await both(world.practice, PEOPLE["owner"], document, variables)
    assert it.fallback is None
    assert it.planned == it.alone
    assert it.asks <= it.asks_alone


def test_every_field_of_the_schema_can_be_planned() -> None:
    """A query of each root field with all below it, three levels down, has a plan."""
    context = context_of(None, PEOPLE["owner"])
    query = schema._schema.query_type
    assert query is not None
    for name, field in query.fields.items():
        body = f"{{ {name}{_given(field.args)} {_all(field, 3)} }}"
        document = f"query {_declared(field.args, body)} {body}"
        plan = executor.plan(Request(document, _VALUES), context)
        assert plan.emitted is not None, (name, plan.reason)


_VALUES: dict[str, Any] = {
    "id": "a",
    "number": "a",
    "externalId": "a",
    "representations": [],
    "dateFrom": "2026-01-01",
    "dateTo": "2026-01-31",
    "format": "LEDES_1998B",
}


def _needed(arguments: Any) -> dict[str, Any]:
    return {name: it.type for name, it in arguments.items() if is_required_argument(it)}


def _declared(arguments: Any, body: str) -> str:
    needed = {
        **_needed(arguments),
        "dateFrom": "Date!",
        "dateTo": "Date!",
        "format": "LedesFormat!",
    }
    used = [f"${name}: {type}" for name, type in needed.items() if f"${name}" in body]
    return f"({', '.join(used)})" if used else ""


def _given(arguments: Any) -> str:
    pairs = ", ".join(f"{name}: ${name}" for name in _needed(arguments))
    return f"({pairs})" if pairs else ""


def _all(field: Any, depth: int) -> str:
    type = field.type
    while hasattr(type, "of_type"):
        type = type.of_type
    if hasattr(type, "types"):
        return "{ __typename }"
    if not hasattr(type, "fields"):
        return ""
    if not depth:
        return "{ __typename }"
    below = (f"{name}{_given(it.args)} {_all(it, depth - 1)}" for name, it in type.fields.items())
    return f"{{ {' '.join(below)} }}"


async def test_edges_are_loaded_and_only_logic_is_called(world: World) -> None:
    """Which of a matter's resolvers could not be traced; a new edge need not be listed here."""
    document = """{ matters { nodes { client { id } responsibleAttorney { id } team { id }
        trustAccount { id } trustBalance { held { amount } } timeEntries { totalCount }
        expenses { totalCount } invoices { totalCount } rates { totalCount } } } }"""
    plan = executor.plan(Request(document), context_of(world.practice, PEOPLE["owner"]))
    called = {it.resolver.function.__name__ for it in plan.waits if isinstance(it, Called)}
    assert called == {"matters", "team", "total_count"}


def test_what_a_plan_reads_is_only_what_was_asked() -> None:
    plan = executor.plan(
        Request("{ viewer { expiresAt user { name } } }"), context_of(None, PEOPLE["owner"])
    )

    def read(selection: Selection) -> list[str]:
        parts = selection.fields.values()
        return [it.attribute for it in parts if isinstance(it, Read)]

    (viewer, user) = (getattr(it.shape, "selection") for it in plan.waits)  # noqa: B009 - not every shape has one
    assert (read(viewer), read(user)) == (["expires_at"], ["name"])
