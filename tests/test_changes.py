"""What a change of the schema would break: by graphql-core, by what gateways read, and as another
tool sees it."""

import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graph.__main__ import cli
from graph.changes import Change, Risk, changes
from graph.commands.schema import promised
from graph.schema import printed
from tests import node
from tests.federation.conftest import HERE

BREAKING, DANGEROUS, SAFE = Risk

BEFORE = """
type Query { matter(id: ID!, of: Int = 1): Matter node: Node }
interface Node { id: ID! }
type Matter implements Node @key(fields: "id") @key(fields: "number") @tag(name: "matters") {
  id: ID!
  number: String!
  title: String
  status: Status!
  money: Money
}
enum Status { OPEN CLOSED }
type Money @shareable { amount: String! }
input Filter { status: Status }
union Either = Matter | Money
"""
CASES: dict[str, tuple[str, str, Change]] = {
    "a field that goes": (
        "  title: String\n",
        "",
        Change(
            BREAKING, "Field Matter.title was removed.", "operations that ask for it, or send it"
        ),
    ),
    "a field that may be null": (
        "number: String!",
        "number: String",
        Change(
            BREAKING,
            "Field Matter.number changed type from String! to String.",
            "operations that use it, and code made for its type",
        ),
    ),
    "a field that is never null any more": (
        "title: String",
        "title: String!",
        Change(SAFE, "Field Matter.title changed type from String to String!.", "nobody"),
    ),
    "an argument that is needed": (
        "id: ID!, of",
        "id: ID!, more: Int!, of",
        Change(
            BREAKING,
            "A required argument Query.matter(more:) was added.",
            "operations that ask without it",
        ),
    ),
    "another default": (
        "of: Int = 1",
        "of: Int = 2",
        Change(
            DANGEROUS,
            "Query.matter(of:) has changed defaultValue from 1 to 2.",
            "operations that leave it to its default",
        ),
    ),
    "a value more": (
        "OPEN CLOSED",
        "OPEN CLOSED LOST",
        Change(
            DANGEROUS,
            "Enum value Status.LOST was added.",
            "clients that take the values they know for all there are",
        ),
    ),
    "a value less": (
        "OPEN CLOSED",
        "OPEN",
        Change(
            BREAKING,
            "Enum value Status.CLOSED was removed.",
            "operations that send it, and code made for it",
        ),
    ),
    "an input field that is needed": (
        "{ status: Status }",
        "{ status: Status of: Int! }",
        Change(
            BREAKING,
            "A required field Filter.of was added.",
            "whoever sends the input without it",
        ),
    ),
    "a type less in a union": (
        "Matter | Money",
        "Matter",
        Change(
            BREAKING,
            "Money was removed from union type Either.",
            "operations with a fragment on it",
        ),
    ),
}
# What other subgraphs and contracts rely on, which no tool for clients looks at.
GATEWAYS: dict[str, tuple[str, str, Change]] = {
    "a key that goes": (
        ' @key(fields: "number")',
        "",
        Change(
            BREAKING,
            'Matter has no @key(fields: "number") any more.',
            "subgraphs that name it by that key",
        ),
    ),
    "a key more": (
        "type Money @shareable",
        'type Money @key(fields: "amount") @shareable',
        Change(SAFE, 'Money has @key(fields: "amount") now.', "nobody"),
    ),
    "a value type of its own": (
        " @shareable",
        "",
        Change(
            BREAKING,
            "Money has no @shareable any more.",
            "subgraphs that have it too: they compose no more",
        ),
    ),
    "another tag": (
        "title: String\n",
        'title: String @tag(name: "inner")\n',
        Change(
            DANGEROUS,
            'Matter.title has @tag(name: "inner") now.',
            "contracts that are cut by the tag",
        ),
    ),
    "no tag": (
        ' @tag(name: "matters")',
        "",
        Change(
            DANGEROUS,
            'Matter has no @tag(name: "matters") any more.',
            "contracts that are cut by the tag",
        ),
    ),
    "a field that will go": (
        "title: String\n",
        'title: String @deprecated(reason: "Ask for name.")\n',
        Change(SAFE, "Matter.title is deprecated: Ask for name.", "nobody"),
    ),
}


@pytest.mark.parametrize("case", [*CASES, *GATEWAYS])
def test_a_change_is_told_with_whom_it_hurts(case: str) -> None:
    gone, come, change = (CASES | GATEWAYS)[case]
    assert gone in BEFORE
    assert changes(BEFORE, BEFORE.replace(gone, come)) == [change]


def test_the_worst_is_told_first_and_no_change_is_none() -> None:
    after = BEFORE
    for case in ("a field that is never null any more", "a value more", "a key that goes"):
        gone, come, _ = (CASES | GATEWAYS)[case]
        after = after.replace(gone, come)
    assert [it.risk for it in changes(BEFORE, after)] == [BREAKING, DANGEROUS, SAFE]
    assert changes(printed(), printed()) == []


def test_graphql_inspector_finds_the_same_to_break(packages: None) -> None:
    cases = {name: [BEFORE, BEFORE.replace(*it[:2])] for name, it in CASES.items()}
    if released := promised():
        cases["since the last release"] = [released.sdl, printed()]
    told = node.answer(HERE / "inspect.mjs", cases=cases)
    for name, (before, after) in cases.items():
        breaks = any(level == "BREAKING" for level, _ in told[name])
        assert breaks == any(it.risk is BREAKING for it in changes(before, after)), name


# --- panther schema check -------------------------------------------------------------------------


def git(*arguments: str) -> None:
    who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@firm.example"]
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


def check(*arguments: str) -> tuple[int, list[str]]:
    done = CliRunner().invoke(cli, ["schema", "check", *arguments])
    return done.exit_code, done.output.splitlines()


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a folder that holds the schema, under no version control."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    file = tmp_path / "schema.graphql"
    file.write_text(printed())
    return file


SAME = "schema.graphql is what the code prints."
OLD = printed().replace("type Query {", "type Query {\n  old: Int\n", 1)
GONE = (
    "breaking   Field Query.old was removed. Hurts operations that ask for it, or send it.",
    "Since {}: 1 breaking, 0 dangerous, 0 safe.",
)


def test_with_no_release_there_is_nothing_to_hold_it_against(file: Path) -> None:
    assert check() == (0, [SAME, "There is no release yet that it could be held against."])


def test_what_is_only_committed_was_not_promised(file: Path) -> None:
    git("init", "-q")
    file.write_text(OLD)
    git("add", ".")
    git("commit", "-qm", "Old")
    file.write_text(printed())
    assert check() == (0, [SAME, GONE[0], GONE[1].format("HEAD")])


def test_a_change_that_breaks_the_last_release_fails(file: Path) -> None:
    git("init", "-q")
    file.write_text(OLD)
    git("add", ".")
    git("commit", "-qm", "Old")
    git("tag", "v1")
    file.write_text(printed())
    git("commit", "-qam", "New")
    lines = [SAME, GONE[0], GONE[1].format("v1")]
    assert check() == (1, lines)
    assert check("--allow-breaking") == (0, lines)
    assert check("--against", "HEAD") == (0, [SAME, "Since HEAD: 0 breaking, 0 dangerous, 0 safe."])


def test_a_file_may_be_held_against(file: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.graphql"
    old.write_text(OLD)
    assert check("--against", str(old)) == (1, [SAME, GONE[0], GONE[1].format(old)])
    assert check("--against", "nowhere") == (
        1,
        [
            SAME,
            "nowhere is neither a schema's file nor a git revision that has schema.graphql.",
        ],
    )
