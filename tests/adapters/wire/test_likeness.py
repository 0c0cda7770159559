"""What is as expected passes by one decoding, and what is not is found as ``check`` finds it."""

from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.wire.drift import Expected, Finding, check
from adapters.wire.likeness import Likeness, exact

TEXT = frozenset({"string"})
INSIDE = {"name": Expected(types=TEXT), "rate": Expected(types=frozenset({"number"}))}
MATTER = {
    "id": Expected(types=TEXT),
    "status": Expected(types=TEXT | {"null"}, values=frozenset({"open", "closed"})),
    "rate": Expected(types=frozenset({"number", "null"})),
    "sequence": Expected(types=frozenset({"integer"})),
    "overdue": Expected(types=frozenset({"boolean"})),
    "notes": Expected(types=TEXT | {"null"}, required=False),
    "tags": Expected(types=frozenset({"list"}), required=False),
    "account": Expected(types=frozenset({"object", "null"}), inside=INSIDE),
    "lines": Expected(types=frozenset({"list"}), inside=INSIDE),
}
GOOD: dict[str, Any] = {
    "id": "m1",
    "status": "open",
    "rate": 1.5,
    "sequence": 7,
    "overdue": False,
    "tags": ["a", 1],
    "account": {"name": "x", "rate": 1},
    "lines": [{"name": "y", "rate": 0.5}, {"name": "z", "rate": 2}],
}
ODD = st.sampled_from(
    [None, True, 1, 1.0, 1.5, "open", "new", "", [], {}, [1], ["x"], [None], [[]], {"a": 1}]
)
PART = st.fixed_dictionaries(
    {}, optional={"name": st.just("x") | ODD, "rate": st.just(1) | ODD, "other": ODD}
)
ITEM = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.just(value) | ODD for name, value in GOOD.items()},
        "account": PART | ODD,
        "lines": st.lists(PART | ODD, max_size=3) | ODD,
        "notes": st.just("n") | ODD,
        "other": ODD,
    },
)
CHANGED = ITEM | ITEM.map(lambda changes: {**GOOD, **changes})


def page(*items: Any, **others: Any) -> bytes:
    envelope = {"items": items, "page": 1, "pageSize": 50, "total": len(items)}
    return msgspec.json.encode({**envelope, **others})


@given(st.lists(CHANGED | st.just(GOOD), max_size=4))
@settings(max_examples=300, deadline=None, derandomize=True, database=None)
def test_a_page_is_found_to_differ_as_its_items_one_by_one(items: list[dict[str, Any]]) -> None:
    likeness = Likeness("matters", MATTER)
    expected = [it for item in items for it in check("matters", MATTER, item)]
    for _ in range(2):  # the second time from memory
        assert [*likeness.of_page(page(*items))] == expected
        one_by_one = [it for item in items for it in likeness.of_item(msgspec.json.encode(item))]
        assert one_by_one == expected


@given(CHANGED)
@settings(max_examples=300, deadline=None, derandomize=True, database=None)
def test_only_what_is_as_expected_decodes_exactly(item: dict[str, Any]) -> None:
    findings = check("matters", MATTER, item)
    try:
        msgspec.json.decode(msgspec.json.encode(item), type=exact(MATTER))
    except msgspec.ValidationError:
        assert findings
    else:
        assert findings == ()


def test_every_occurrence_is_found() -> None:
    likeness = Likeness("matters", MATTER)
    odd = {**GOOD, "colour": 1, "lines": [{"name": "y"}, {"name": "z"}]}
    found = Counter(likeness.of_page(page(*[odd] * 70, *[GOOD] * 29, {**GOOD, "status": "x"})))
    assert found == {
        Finding("matters", "colour", "unknown_field", "integer"): 70,
        Finding("matters", "lines.rate", "missing_field", "nothing"): 140,
        Finding("matters", "status", "unknown_value", "string"): 1,
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (page(GOOD, next="n"), [("pages of matters", "next", "unknown_field", "string")]),
        (page(GOOD, total="1"), [("pages of matters", "total", "changed_type", "string")]),
        (page(items={}), [("pages of matters", "items", "changed_type", "object")]),
        (
            b'{"items": [], "page": 1, "total": 0}',
            [("pages of matters", "pageSize", "missing_field", "nothing")],
        ),
        (page(1, GOOD), [("matters", "[]", "changed_type", "integer")]),
        (b"[]", [("pages of matters", "", "changed_type", "list")]),
        (b'{"items": [\xfe', []),
        (b"<!doctype html>", []),
        (b"", []),
    ],
)
def test_a_page_is_looked_at_as_well(text: bytes, found: list[Any]) -> None:
    likeness = Likeness("matters", MATTER)
    assert [msgspec.structs.astuple(it) for it in likeness.of_page(text)] == found


def test_an_upstream_that_makes_up_forms_fills_no_memory() -> None:
    likeness = Likeness("matters", MATTER)
    for number in range(400):
        odd = {**GOOD, f"made up {number}": 1}
        (finding,) = likeness.of_item(msgspec.json.encode(odd))
        assert finding.field == f"made up {number}"
    assert len(likeness._known) == 256
