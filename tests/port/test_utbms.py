"""The UTBMS table holds exactly the codes and names the reference page lists."""

import re
from collections import Counter

import msgspec
import pytest

from adapters.port.utbms import CodeKind, UtbmsCode, codes, find, phase_of

L6_PHASES = {"L600", "L610", "L620", "L630", "L650", "L670"}
PHASES = {"L100", "L200", "L300", "L400", "L500"} | L6_PHASES


def _known(code: str) -> UtbmsCode:
    found = find(code)
    assert found is not None, code
    return found


def test_counts_per_set_in_published_order() -> None:
    assert list(Counter(code.set for code in codes()).items()) == [
        ("ABA_Litigation", 35),
        ("LOC_Ediscovery", 33),
        ("ABA_Activity", 28),
        ("ABA_Expense", 24),
        ("ABA_Counselling", 4),
        ("ABA_Project", 7),
        ("ABA_Bankruptcy", 21),
    ]


def test_each_set_runs_in_code_order() -> None:
    for name in {code.set for code in codes()}:
        in_set = [code.code for code in codes() if code.set == name]
        assert in_set == sorted(in_set)


@pytest.mark.parametrize(
    ("set_name", "expected"),
    [
        ("ABA_Activity", [f"A{number}" for number in range(101, 129)]),
        ("ABA_Expense", [f"E{number}" for number in range(101, 125)]),
        ("ABA_Counselling", ["C100", "C200", "C300", "C400"]),
        ("ABA_Project", ["P100", "P200", "P300", "P400", "P500", "P600", "P700"]),
    ],
)
def test_whole_sets(set_name: str, expected: list[str]) -> None:
    assert [code.code for code in codes() if code.set == set_name] == expected


@pytest.mark.parametrize(
    ("code", "name", "set_name", "kind"),
    [
        (
            "L100",
            "Case Assessment, Development and Administration",
            "ABA_Litigation",
            CodeKind.PHASE,
        ),
        ("L110", "Fact Investigation/Development", "ABA_Litigation", CodeKind.TASK),
        ("L320", "Document Production", "ABA_Litigation", CodeKind.TASK),
        ("L360", "Discovery On-Site Inspections", "ABA_Litigation", CodeKind.TASK),
        ("L530", "Oral Argument", "ABA_Litigation", CodeKind.TASK),
        ("L600", "Identification", "LOC_Ediscovery", CodeKind.PHASE),
        ("L609", "Quality Assurance and Control", "LOC_Ediscovery", CodeKind.TASK),
        ("L629", "Quality Assurance and Control", "LOC_Ediscovery", CodeKind.TASK),
        ("L632", "Scanning \N{EN DASH} Hard Copy", "LOC_Ediscovery", CodeKind.TASK),
        ("L660", "Analysis", "LOC_Ediscovery", CodeKind.TASK),
        ("L680", "Presentation", "LOC_Ediscovery", CodeKind.TASK),
        ("L690", "Project Management", "LOC_Ediscovery", CodeKind.TASK),
        ("A103", "Draft/revise", "ABA_Activity", CodeKind.ACTIVITY),
        ("A128", "Collection Closing Activities", "ABA_Activity", CodeKind.ACTIVITY),
        ("E112", "Court fees", "ABA_Expense", CodeKind.EXPENSE),
        ("C100", "Fact Gathering", "ABA_Counselling", CodeKind.TASK),
        ("C400", "Third Party Communication", "ABA_Counselling", CodeKind.TASK),
        ("P200", "Fact Gathering/Due Diligence", "ABA_Project", CodeKind.TASK),
        ("B185", "Assumption/Rejection of Leases and Contracts", "ABA_Bankruptcy", CodeKind.TASK),
        ("B420", "Restructuring", "ABA_Bankruptcy", CodeKind.TASK),
    ],
)
def test_spot_checks(code: str, name: str, set_name: str, kind: CodeKind) -> None:
    found = _known(code)
    assert (found.code, found.name, found.set, found.kind) == (code, name, set_name, kind)


def test_phase_headers_are_exactly_the_codes_with_finer_codes() -> None:
    assert {code.code for code in codes() if code.kind is CodeKind.PHASE} == PHASES


def test_kind_counts() -> None:
    assert Counter(code.kind for code in codes()) == {
        CodeKind.PHASE: 11,
        CodeKind.TASK: 89,
        CodeKind.ACTIVITY: 28,
        CodeKind.EXPENSE: 24,
    }


def test_unconfirmed_codes() -> None:
    assert [code.code for code in codes() if not code.confirmed] == [
        "L619",
        "L629",
        "L639",
        "L659",
        "L679",
    ]


@pytest.mark.parametrize(
    "code", ["L640", "L669", "L689", "L999", "P210", "E125", "A129", "B100", "L11", "L619?"]
)
def test_unknown_code(code: str) -> None:
    assert find(code) is None
    assert phase_of(code) is None


@pytest.mark.parametrize("code", ["", " L110", "L110 ", "Fact Investigation/Development"])
def test_only_the_bare_code_is_found(code: str) -> None:
    assert find(code) is None


def test_any_letter_case() -> None:
    assert find("l110") is find("L110") is _known("L110")
    assert phase_of("l652") is _known("L650")


@pytest.mark.parametrize(
    ("code", "phase"),
    [
        ("L110", "L100"),
        ("L190", "L100"),
        ("L390", "L300"),
        ("L530", "L500"),
        ("L601", "L600"),
        ("L611", "L610"),
        ("L652", "L650"),
        ("L679", "L670"),
    ],
)
def test_phase_of(code: str, phase: str) -> None:
    assert phase_of(code) is _known(phase)


@pytest.mark.parametrize(
    "code", ["L100", "L600", "L610", "L660", "L680", "L690", "A101", "E101", "C100", "P100", "B110"]
)
def test_no_phase(code: str) -> None:
    assert phase_of(code) is None


def test_every_litigation_and_ediscovery_task_but_three_has_a_phase_of_its_own_set() -> None:
    tasks = [code for code in codes() if code.code[0] == "L" and code.kind is CodeKind.TASK]
    without = []
    for task in tasks:
        phase = phase_of(task.code)
        if phase is None:
            without.append(task.code)
        else:
            assert (phase.set, phase.kind) == (task.set, CodeKind.PHASE)
    assert without == ["L660", "L680", "L690"]


def test_codes_are_well_formed() -> None:
    assert all(re.fullmatch(r"[A-Z]\d{3}", code.code) for code in codes())
    assert all(code.name and code.name == code.name.strip() for code in codes())


def test_no_duplicates() -> None:
    assert len({code.code for code in codes()}) == len(codes()) == 152


def test_a_code_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        _known("L110").name = "Legal Research"


def test_a_code_encodes_with_its_kind_by_value() -> None:
    assert msgspec.json.encode(_known("L619")) == (
        b'{"code":"L619","name":"Quality Assurance and Control","set":"LOC_Ediscovery",'
        b'"kind":"task","confirmed":false}'
    )
