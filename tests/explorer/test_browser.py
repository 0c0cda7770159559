"""The explorer in a browser that can reach nothing but this machine: one process, all scenarios in it."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from graph.__main__ import cli
from graph.app import create_app
from tests import node
from tests.listening import Listening

HERE = Path(__file__).parent
ROOTS = ["query: Query", "mutation: Mutation", "subscription: Subscription"]


def run(*words: str) -> str:
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def seen(
    page: None,
    packages: None,
    chromium: str,
    demo_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Any]:
    """What is seen of a demo, and of a service that asks for a token."""
    folder = tmp_path_factory.mktemp("explorer")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PANTHER_EMBEDDED_PATH", str(shutil.copy(demo_file, folder / "demo.sqlite")))
        with Listening(create_app()) as demo:
            path = shutil.copy(demo_file, folder / "firm.sqlite")
            patch.setenv("PANTHER_EMBEDDED_PATH", str(path))
            patch.setenv("PANTHER_DATABASE_URL", f"sqlite:///{folder}/state.sqlite")
            patch.setenv("PANTHER_INTROSPECTION", "true")
            patch.setenv("PANTHER_SECRET_KEY", run("connections", "key").strip())
            token = run("account", "create", "explorer", "--allow", "admin").splitlines()[-1]
            with Listening(create_app()) as firm:
                yield node.answer(
                    HERE / "browser.mjs",
                    chromium=chromium,
                    url=f"{demo}/graphql",
                    closed=f"{firm}/graphql",
                    token=token,
                )


def test_it_asks_for_nothing_elsewhere_and_nothing_goes_wrong(seen: Any) -> None:
    assert seen["elsewhere"] == []
    # Its schema, and what is asked, by nobody known; and what is asked of a server that is away.
    assert sorted(set(seen["wrong"])) == [
        "Failed to load resource: net::ERR_INTERNET_DISCONNECTED",
        "Failed to load resource: the server responded with a status of 401 (Unauthorized)",
    ]


def test_the_page_opens_on_its_examples(seen: Any) -> None:
    assert seen["title"] == "Panther graph"
    assert seen["tabs"] == [
        "Matters",
        "Matter",
        "LogTime",
        "GenerateInvoice",
        "Refused",
        "Entities",
        "RenameMatter",
        "MatterChanged",
    ]
    assert seen["people"][:2] == ["Jane Attorney, partner", "Dmitri Vale, intake"]
    assert seen["empty"] == "Run it, by Ctrl-Enter: what it costs is shown here."
    assert seen["docs"] == ROOTS


def test_an_example_runs_and_says_what_it_cost(seen: Any) -> None:
    assert seen["first"]["title"] == "Acme v. Contoso"
    assert seen["first"]["client"] == {"name": "Acme Holdings LLC"}
    assert seen["plain"] == ["data"]
    said = "Cost 273 of 200,000 Asks of the practice 7 Upstream calls 0 1 ms as Jane Attorney"
    for cost in (seen["cost"], seen["keptCost"]):
        assert re.sub(r"[\d,.]+ ms", "1 ms", cost) == said
    assert seen["logged"]["timeEntry"]["amount"] == {"amount": "1066.50", "currencyCode": "USD"}
    assert seen["again"] == "2026-0041"


def test_an_answer_in_parts_is_shown_as_one(seen: Any) -> None:
    assert seen["multipart"] == 200
    client = {"name": "Acme Holdings LLC"}
    matter = {"number": "2026-0041", "title": "Acme v. Contoso", "client": client}
    assert seen["whole"] == {"matter": matter}
    assert seen["parts"].startswith("Cost 2 of 200,000 ")


def test_without_a_server_it_says_so(seen: Any) -> None:
    assert seen["offline"] == "There is no answer: Failed to fetch"


def test_another_person_is_answered_otherwise(seen: Any) -> None:
    assert seen["intake"].startswith("30 FORBIDDEN Cost 273 of 200,000 Asks of the practice 4 ")
    assert seen["intake"].endswith("as Dmitri Vale")
    assert seen["forbidden"] == [
        "FORBIDDEN trustBalance",
        "FORBIDDEN timeEntries",
        "FORBIDDEN invoices",
    ]
    assert seen["seenByIntake"] == "Acme v. Contoso"
    assert seen["stillIntake"] == "Dmitri Vale, intake"
    assert seen["may"] == "works with matters, contacts, tasks, conflicts"


def test_a_header_of_the_editor_is_sent_as_it_is_and_kept_nowhere(seen: Any) -> None:
    assert seen["said"] == 200
    assert seen["saidBy"].startswith("30 FORBIDDEN")
    assert "Jane Attorney" not in seen["saidBy"]
    assert seen["saidKept"] is False


def test_an_event_is_shown_as_it_happens(seen: Any) -> None:
    assert seen["listening"] == "Events 0 as Jane Attorney"
    client = {"name": "Acme Holdings LLC"}
    matter = {"number": "2026-0041", "title": "Told to a browser", "status": "OPEN"}
    assert seen["told"] == {"data": {"matterChanged": {**matter, "client": client}}}
    assert seen["toldCost"].startswith("Events 1 Cost of each ")
    assert seen["stopped"] == "net::ERR_ABORTED"


def test_where_one_signs_in_a_token_is_sent_along_and_kept_by_the_tab_alone(seen: Any) -> None:
    assert seen["stranger"] == 0
    assert seen["must"] == "UNAUTHENTICATED"
    assert seen["docsOfToken"] == ROOTS
    assert seen["letIn"] == "2026-0041"
    assert seen["borne"].endswith("as the token says")
    assert seen["streamed"] == 200
    assert seen["kept"] == [True, False]
    assert seen["forgotten"] is False
