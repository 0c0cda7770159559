"""The benchmark itself: its arithmetic is exact, and what it asks of us is answered by plans."""

from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from tests.benchmarks.peers.__main__ import put
from tests.benchmarks.peers.checking import Unequal, answer, compare
from tests.benchmarks.peers.firm import firm
from tests.benchmarks.peers.growth import Growth, exponent
from tests.benchmarks.peers.load import Round
from tests.benchmarks.peers.ours import ours
from tests.benchmarks.peers.picture import picture
from tests.benchmarks.peers.questions import QUESTIONS
from tests.benchmarks.peers.rounds import Spread, ratio
from tests.benchmarks.peers.table import compared, grown
from tests.benchmarks.peers.upstream import BASE, Firm, upstream

FAST = [Round(600, 5, 10, 100, 0.5), Round(800, 5, 12, 110, 0.5), Round(1000, 4, 9, 90, 0.5)]
SLOW = [Round(100, 50, 90, 900, 1), Round(100, 50, 96, 880, 1), Round(100, 40, 90, 900, 1)]

EVERYTHING = {"matters": 1, "contacts": 1, "users": 1, "trust-accounts": 1, "time-entries": 1}
CALLS = {
    "Q1": {"matters": 1},
    "Q2": EVERYTHING,
    "Q3": EVERYTHING,
    "Q4": {"matters": 1, "contacts": 1},
}


def test_a_ratio_is_the_median_of_rounds_beside_each_other() -> None:
    assert ratio(FAST, SLOW, "rate") == Spread(8.0, 6.0, 10.0)
    assert ratio(FAST, SLOW, "cpu") == Spread(1 / 9, 0.1, 0.125)


def test_the_table_says_multiples_calls_and_milliseconds() -> None:
    figures = {"Q1": {"ours": FAST, "theirs": SLOW}}
    anew = {"Q1": {"ours": SLOW, "theirs": SLOW}}
    table = compared(figures, {"Q1": {"ours": FAST[:1]}}, anew, "theirs", {"Q1": "a list"})
    assert table.splitlines() == [
        (
            "| | requests a second | p50 | p99 | CPU of a request | upstream calls "
            "| p50, upstream 20 ms away |"
        ),
        "| --- | --- | --- | --- | --- | --- | --- |",
        "| **Q1**: a list | | | | | | |",
        "| ours | 8.00 (6.00 to 10.0) | 0.10 | 0.11 | 0.11 | 0.50 | 5 ms |",
        "| the same, no answer given twice | 1.00 (1.00 to 1.00) | 1.00 | 1.00 | 1.00 | 1.00 | |",
        "| theirs | 1.00 (1.00 to 1.00) | 1.00 | 1.00 | 1.00 | 1.00 | |",
    ]


@pytest.mark.parametrize(
    ("sizes", "costs", "expected"),
    [
        ((10, 50, 100), (7.0, 7.0, 7.0), 0.0),
        ((10, 50, 100), (20.0, 100.0, 200.0), 1.0),
        ((1, 10, 100), (3.0, 300.0, 30000.0), 2.0),
        ((1, 10, 100), (1.0, 100.0, 100.0), 1.0),
    ],
)
def test_the_exponent_is_the_slope_of_the_logarithms(
    sizes: tuple[int, ...], costs: tuple[float, ...], expected: float
) -> None:
    assert exponent(sizes, costs) == pytest.approx(expected, abs=1e-12)


def test_growth_is_told_with_its_exponent() -> None:
    assert grown([Growth("rows", (1_000, 10_000), (50.0, 5000.4))]).splitlines() == [
        "| what grows | sizes | cost | exponent |",
        "| --- | --- | --- | --- |",
        "| rows | 1,000 / 10,000 | 50 / 5,000 | 2.00 |",
    ]


def test_the_picture_has_a_bar_for_each_in_one_scale() -> None:
    drawn = picture("Times & more", {"Q1": {"ours": 4.0, "theirs": 1.0}}, "ours")
    root = ElementTree.fromstring(drawn)
    space = "{http://www.w3.org/2000/svg}"
    _paper, *bars = root.findall(f"{space}rect")
    assert root.get("aria-label") == "Times & more"
    assert [(it.get("width"), it.get("fill")) for it in bars] == [
        ("540.0", "#0b6e4f"),
        ("135.0", "#9fb3c8"),
    ]
    assert [it.text for it in root.findall(f"{space}text")] == [
        *("Times & more", "Q1", "ours", "4.00", "theirs", "1.00")
    ]


def test_what_was_measured_goes_between_its_marks() -> None:
    readme = "a\n<!-- peers -->\nold\n<!-- /peers -->\n<!-- growth -->\nb\n<!-- /growth -->\n"
    assert put(readme, {"peers": "new"}) == readme.replace("old", "new")


def test_answers_are_the_same_or_it_is_said_where_not() -> None:
    same = {"data": {"a": [1, "x"], "b": None}}
    compare({"ours": {**same, "extensions": {}}, "theirs": same})
    with pytest.raises(Unequal, match=r"ours says …\{\"a\": 1\}…, and theirs …\{\"a\": 2\}…"):
        compare({"ours": {"data": {"a": 1}}, "theirs": {"data": {"a": 2}}})
    with pytest.raises(Unequal, match="ours says"):  # fields come in the order they were asked for
        compare({"ours": {"data": {"a": 1, "b": 2}}, "theirs": {"data": {"b": 2, "a": 1}}})
    with pytest.raises(Unequal, match="theirs answers"):
        compare({"ours": same, "theirs": {"data": same["data"], "errors": [{"message": "no"}]}})


def test_the_upstream_answers_by_ids_by_parents_and_by_pages() -> None:
    held = Firm(10)

    def read(path: str) -> dict[str, object]:
        _, _, body = held.answer(b"GET", f"{BASE}{path}".encode()).partition(b"\r\n\r\n")
        page: dict[str, object] = httpx.Response(200, content=body).json()
        return page

    items = firm(10)
    two = [items["matters"][2], items["matters"][5]]
    envelope = {"page": 1, "pageSize": 50, "total": 2}
    assert read("/matters?ids=mat_000005%2Cmat_000002,mat_00") == {"items": two, **envelope}
    of_two = read("/time-entries?matterIds=mat_000002,mat_000005&pageSize=2000")
    assert of_two["items"] == items["time-entries"][12:18] + items["time-entries"][30:36]
    assert read("/matters?page=2&pageSize=4") == {
        "items": items["matters"][4:8],
        "page": 2,
        "pageSize": 4,
        "total": 10,
    }
    assert held.calls == {"matters": 2, "time-entries": 1}


def test_a_changing_upstream_says_the_same_in_other_bytes() -> None:
    held = Firm(10)
    plain = held.answer(b"GET", f"{BASE}/matters".encode()).partition(b"\r\n\r\n")[2]
    held.answer(b"GET", b"/_control?changing=1")
    bodies = []
    for path in ("/matters", "/matters", "/matters/mat_none"):
        head, _, body = held.answer(b"GET", f"{BASE}{path}".encode()).partition(b"\r\n\r\n")
        assert f"content-length: {len(body)}".encode() in head
        bodies.append(body)
    assert bodies[0] != bodies[1]
    assert [it.rstrip(b" \t") for it in bodies[:2]] == [plain, plain]
    assert httpx.Response(404, content=bodies[2]).json()["error"]["code"] == "not_found"
    held.answer(b"GET", b"/_control?changing=0")
    assert held.answer(b"GET", f"{BASE}/matters".encode()).endswith(plain)


async def test_what_hangs_on_a_record_is_asked_for_all_at_once(tmp_path: Path) -> None:
    async with upstream() as above, ours(above.url, tmp_path, None) as system:
        for question in QUESTIONS.values():
            await answer(system, question)
            await above.control(latency=0.05)
            await answer(system, question)
            most = 4 if CALLS[question.name] is EVERYTHING else 1
            assert (question.name, await above.most()) == (question.name, most)


async def test_we_answer_by_plans_alone_with_as_few_calls_as_can_be(tmp_path: Path) -> None:
    items = firm(50)
    async with upstream() as above, ours(above.url, tmp_path, None) as system:
        for question in QUESTIONS.values():
            await answer(system, question)  # the first asks how the upstream is to be read
            await above.control()
            told = (await answer(system, question)).json()
            assert (question.name, await above.calls()) == (question.name, CALLS[question.name])
            assert "errors" not in told
            if question.name == "Q2":
                entries = [it["timeEntries"]["nodes"] for it in told["data"]["matters"]["nodes"]]
                assert [len(it) for it in entries] == [5] * 50
                assert entries[0][1] == {"hours": "0.4", "amount": {"amount": "158.00"}}
            if question.name == "Q4":
                titles = [it["title"] for it in told["data"]["_entities"]]
                assert titles == [it["title"] for it in items["matters"]]
        async with httpx.AsyncClient(trust_env=False) as client:
            shown = (await client.get(system.url.replace("/graphql", "/metrics"))).text
    lines = shown.splitlines()
    # Of all that was asked, signing in alone was not for a plan: it is a mutation.
    assert [it for it in lines if it.startswith("panther_fallbacks_total")] == [
        'panther_fallbacks_total{reason="mutation"} 1.0'
    ]
    assert [it for it in lines if it.startswith("panther_drift")] == []
