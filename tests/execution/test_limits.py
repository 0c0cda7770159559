"""Limits hold for plans as well, and a request is charged once, whoever answers it in the end."""

import json
from dataclasses import replace
from typing import Any

import pytest

from graph.execution.executor import Request
from resolvers.allowance import Allowance, Budget, Limits
from tests.execution.beside import PEOPLE, context_of, executor
from tests.world import NOW, StandingClock, World

LIST = "{ matters(first: 2) { nodes { number } } }"
REFUSED = "{ matters(first: 2) { nodes { number timeEntries(first: 0) { totalCount } } } }"


async def _answer(world: World, document: str, allowance: Allowance) -> tuple[Any, str | None]:
    context = replace(context_of(world.practice, PEOPLE["owner"]), allowance=allowance)
    answer = await executor.execute(Request(document), context)
    return json.loads(answer.body), answer.fallback


def _allowance(budget: Budget) -> Allowance:
    return Allowance(budget=budget, clock=StandingClock())


@pytest.mark.parametrize(("document", "reason"), [(LIST, None), (REFUSED, "refused")])
async def test_a_request_is_charged_once(world: World, document: str, reason: str | None) -> None:
    budget = Budget(1000)
    _, fallback = await _answer(world, document, allowance := _allowance(budget))
    assert fallback == reason
    assert allowance.cost > 0
    assert budget.after(0, NOW).remaining == 1000 - allowance.cost


async def test_who_has_spent_their_minute_waits_for_plans_too(world: World) -> None:
    budget = Budget(10)
    budget.wait(10, NOW)
    answer, fallback = await _answer(world, LIST, _allowance(budget))
    assert (answer["data"], fallback) == (None, "limited")
    assert answer["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert budget.after(0, NOW).remaining == 0


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(depth=2), "QUERY_TOO_DEEP"),
        (Limits(fields=2), "QUERY_TOO_LARGE"),
        (Limits(cost=1), "QUERY_TOO_COSTLY"),
    ],
)
async def test_what_is_too_much_is_refused_though_it_was_planned(
    world: World, limits: Limits, code: str
) -> None:
    assert await _answer(world, LIST, Allowance()) == (
        {"data": {"matters": {"nodes": [{"number": "2024-0001"}, {"number": "2024-0002"}]}}},
        None,
    )
    answer, fallback = await _answer(world, LIST, Allowance(limits=limits))
    assert (answer["data"], fallback) == (None, "limited")
    assert answer["errors"][0]["extensions"]["code"] == code


async def test_who_wants_the_cost_reported_is_told_it(world: World) -> None:
    said = {"requested": 3, "limit": 200_000}
    data = {"matters": {"nodes": [{"number": "2024-0001"}, {"number": "2024-0002"}]}}
    told = await _answer(world, LIST, Allowance(reports=True))
    assert told == ({"data": data, "extensions": {"cost": said}}, None)


async def test_who_wants_the_cost_reported_is_told_it_beside_errors(world: World) -> None:
    context = context_of(world.practice, PEOPLE["paralegal"])
    context = replace(context, allowance=Allowance(reports=True))
    document = "{ matters(first: 1) { nodes { number invoices(first: 1) { totalCount } } } }"
    answer = await executor.execute(Request(document), context)
    told = json.loads(answer.body)
    assert (answer.fallback, answer.clean) == (None, False)
    assert [it["extensions"]["code"] for it in told["errors"]] == ["FORBIDDEN"]
    assert told["extensions"] == {"cost": {"requested": 4, "limit": 200_000}}
