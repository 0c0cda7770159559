"""Operations that schemathesis makes of the schema, by the thousand, against the service.

``python -m tests.http.fuzz --seconds 120`` does it for as long; the tests do a little of it. No
answer may be a 5xx, none may hold an error without a code or one that had to be masked.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import schemathesis
from graphql import REMOVE, ArgumentNode, DocumentNode, Visitor, print_ast, visit
from hypothesis import strategies as st
from hypothesis_graphql import nodes
from schemathesis import graphql

from tests.http.serving import ROOT, serving

BEYOND = frozenset({"last", "before", "after"})
AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, places=2).map(str)
IDS = st.sampled_from(["mat_9c31d2", "cli_445f10", "u_pp_7ab202", "tim_c812e0", "tra_21ff67"])

graphql.scalar("Decimal", (AMOUNTS | st.text(max_size=9)).map(nodes.String))
graphql.scalar("Date", (st.dates().map(str) | st.text(max_size=9)).map(nodes.String))
graphql.scalar("DateTime", st.datetimes().map(lambda it: nodes.String(f"{it.isoformat()}Z")))
graphql.scalar("CurrencyCode", st.sampled_from(["USD", "EUR", "XXX"]).map(nodes.String))
graphql.scalar("URL", st.just("https://example.com").map(nodes.String))
graphql.scalar("ID", (IDS | st.text(max_size=9)).map(nodes.String))


class _FirstPage(Visitor):
    """Asks for a page that there is: of those made by chance hardly any is."""

    def enter_argument(self, node: ArgumentNode, *_: object) -> object:
        name = node.name.value
        if name in BEYOND:
            return REMOVE
        return ArgumentNode(name=node.name, value=nodes.Int(3)) if name == "first" else None


@schemathesis.hook
def map_body(_context: Any, body: DocumentNode) -> DocumentNode:
    """Change every other operation, and leave the rest as they are."""
    even = len(print_ast(body)) % 2 == 0
    return visit(body, _FirstPage()) if even else body


@schemathesis.check
def nothing_unexpected(_context: Any, response: Any, _case: Any) -> None:
    """Check what this module's caption says."""
    assert response.status_code < 500, response.text
    for error in response.json().get("errors", ()):
        assert error["extensions"]["code"] != "INTERNAL", response.text


def fuzz(*options: str) -> str:
    """Run schemathesis on a demo firm of its own, and return what it printed."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "practice.sqlite") as served,
    ):
        environment = {**os.environ, "SCHEMATHESIS_HOOKS": __spec__.name, "PYTHONPATH": str(ROOT)}
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "run"),
            f"http://127.0.0.1:{served.port}/graphql",
            *("--checks", "nothing_unexpected", "--continue-on-failure", "--no-color", *options),
        ]
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def main() -> None:
    """Run it for as long as is asked, and print what schemathesis says of it."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=120)
    print(fuzz("--max-time", str(parser.parse_args().seconds)))


if __name__ == "__main__":
    main()
