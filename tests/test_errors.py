"""Errors as callers see them: theirs are coded and clear, ours are masked and logged."""

import logging

import pytest

from tests.world import World


@pytest.mark.parametrize(
    ("document", "code", "message"),
    [
        ("{", "GRAPHQL_PARSE_FAILED", "Syntax Error: Expected Name, found <EOF>."),
        (
            "{ matters(first: true) { nodes { id } } }",
            "GRAPHQL_VALIDATION_FAILED",
            "Int cannot represent non-integer value: true",
        ),
        (
            '{ timeEntries(filter: {dateFrom: "18.2.2026"}) { nodes { id } } }',
            "GRAPHQL_VALIDATION_FAILED",
            "A Date is written as \"2026-02-18\"; this is '18.2.2026'.",
        ),
        (
            '{ matters(filter: {updatedFrom: "2026-02-18T17:21:02"}) { nodes { id } } }',
            "GRAPHQL_VALIDATION_FAILED",
            (
                'A DateTime is written with its offset, as "2026-02-18T17:21:02Z"; '
                "this is '2026-02-18T17:21:02'."
            ),
        ),
    ],
)
async def test_a_callers_error_is_clear_and_coded(
    world: World, document: str, code: str, message: str
) -> None:
    (error,) = await world.errors(document)
    assert message in error["message"]
    assert error["extensions"] == {"code": code}


LOG = """mutation ($hours: Decimal!) { logTime(input: {matterId: "mat_9c31d2", date: "2026-02-18",
    description: "x", hours: $hours}) { timeEntry { hours } userErrors { message } } }"""


@pytest.mark.parametrize(
    "hours", [2.7, True, "NaN", "Infinity", "1e3", "1" * 19, "0.0000000000001", "", "٣", None, []]
)
async def test_a_decimal_that_is_not_exact_is_refused(world: World, hours: object) -> None:
    (error,) = await world.errors(LOG, hours=hours)
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert "$hours" in error["message"]
    assert world.asked == []


async def test_a_literal_number_is_read_exactly(world: World) -> None:
    data = await world.ask(LOG.replace("($hours: Decimal!)", "").replace("$hours", "2.70"))
    assert data["logTime"] == {"timeEntry": {"hours": "2.7"}, "userErrors": []}


async def test_what_goes_wrong_inside_is_masked_and_logged_with_its_id(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_: object) -> None:
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr(world.practice.matters, "page", fail)
    with caplog.at_level(logging.ERROR):
        (error,) = await world.errors("{ matters { nodes { id } } }")
    id = error["extensions"]["id"]
    assert id == "err_000001"
    assert error == {
        "message": f"Something went wrong here. It is logged as {id}.",
        "locations": [{"line": 1, "column": 3}],
        "path": ["matters"],
        "extensions": {"code": "INTERNAL", "id": id},
    }
    (record,) = caplog.records
    assert record.name == "panther"
    assert record.getMessage() == f"{id} at ['matters']"
    assert "hunter2" in caplog.text


async def test_a_null_that_may_not_be_is_ours_to_explain(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(_: object) -> list[object]:
        return []

    monkeypatch.setattr(world.practice.trust, "ledgers_by_id", nothing)
    document = """{ trustAccount(id: "tra_21ff67") { transactions(first: 1) {
        nodes { ledger { id } } } } }"""
    (error,) = await world.errors(document)
    assert error["extensions"]["code"] == "NOT_FOUND"
    assert error["message"].startswith("There is no trust ledger trl_")
