"""What was otherwise than expected: found by a pure comparer, counted without any value."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.wire.drift import Drift, Expected, Finding, Seen, check
from tests.world import NOW, StandingClock

TEXT, MAYBE = frozenset({"string"}), frozenset({"string", "null"})
MATTER = {
    "id": Expected(types=TEXT),
    "status": Expected(types=TEXT, values=frozenset({"open", "closed"})),
    "rate": Expected(types=frozenset({"number", "null"})),
    "notes": Expected(types=MAYBE, required=False),
    "account": Expected(types=frozenset({"object"}), inside={"id": Expected(types=TEXT)}),
    "tags": Expected(types=frozenset({"list"}), inside={"name": Expected(types=TEXT)}),
}
GOOD: dict[str, Any] = {
    "id": "m1",
    "status": "open",
    "rate": 1.5,
    "notes": None,
    "account": {"id": "a1"},
    "tags": [{"name": "x"}, {"name": "y"}],
}


def found(**changes: Any) -> list[tuple[str, str, str]]:
    findings = check("matter", MATTER, {**GOOD, **changes})
    assert {finding.noun for finding in findings} <= {"matter"}
    return [(finding.field, finding.kind, finding.sample) for finding in findings]


def test_what_is_as_expected_is_no_finding() -> None:
    assert found() == []
    assert found(rate=3) == found(rate=None) == []
    assert check("matter", MATTER, {k: v for k, v in GOOD.items() if k != "notes"}) == ()


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"colour": "red"}, ("colour", "unknown_field", "string")),
        ({"id": 7}, ("id", "changed_type", "integer")),
        ({"id": None}, ("id", "changed_type", "null")),
        ({"id": True}, ("id", "changed_type", "boolean")),
        ({"rate": True}, ("rate", "changed_type", "boolean")),
        ({"rate": "1.5"}, ("rate", "changed_type", "string")),
        ({"status": "sleeping"}, ("status", "unknown_value", "string")),
        ({"account": []}, ("account", "changed_type", "list")),
        ({"account": {}}, ("account.id", "missing_field", "nothing")),
        ({"account": {"id": 1.5}}, ("account.id", "changed_type", "number")),
        ({"tags": [{"name": "x"}, {"name": {}}]}, ("tags.name", "changed_type", "object")),
        ({"tags": ["x"]}, ("tags[]", "changed_type", "string")),
    ],
)
def test_each_kind_of_drift_is_found(
    changes: dict[str, Any], finding: tuple[str, str, str]
) -> None:
    assert found(**changes) == [finding]


def test_a_field_that_is_gone_is_found() -> None:
    rest = {name: value for name, value in GOOD.items() if name != "id"}
    assert check("matter", MATTER, rest) == (Finding("matter", "id", "missing_field", "nothing"),)


def test_findings_are_counted_with_their_first_and_last_time() -> None:
    clock = StandingClock()
    drift = Drift(clock)
    drift.note(check("matter", MATTER, {**GOOD, "id": 7}))
    clock.time += timedelta(hours=1)
    drift.note(check("matter", MATTER, {**GOOD, "id": None, "colour": "red"}))
    assert drift.seen() == (
        Seen(
            noun="matter",
            field="id",
            kind="changed_type",
            sample="null",
            count=2,
            first=NOW,
            last=NOW + timedelta(hours=1),
        ),
        Seen(
            noun="matter",
            field="colour",
            kind="unknown_field",
            sample="string",
            count=1,
            first=NOW + timedelta(hours=1),
            last=NOW + timedelta(hours=1),
        ),
    )


def test_an_upstream_that_makes_up_names_fills_no_memory() -> None:
    drift = Drift(StandingClock())
    for number in range(1500):
        drift.note(check("matter", {}, {f"{number}" + "x" * 10_000: 1}))
    assert (len(drift.seen()), drift.untold) == (1000, 500)
    assert max(len(seen.field) for seen in drift.seen()) == 80


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.just("a secret value"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*MATTER, "other"]), JSON))
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_no_value_is_ever_kept(item: dict[str, Any]) -> None:
    findings = check("matter", MATTER, item)
    assert "secret" not in repr(findings)
    unexpected = set(item) ^ {name for name, field in MATTER.items() if field.required}
    named = {finding.field for finding in findings}
    assert unexpected - {"notes"} <= named
