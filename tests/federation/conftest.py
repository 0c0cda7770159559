"""What the tests of federation share: node's packages, the other subgraph, what composers make."""

from pathlib import Path

import pytest

from graph.schema import printed
from resolvers.context import Told
from tests import node

HERE = Path(__file__).parent / "node"
PANTHER_URL, DOCUMENTS_URL = "http://panther.invalid/graphql", "http://documents.invalid/"

Composed = dict[str, dict[str, dict[str, list[str] | str | None]]]


@pytest.fixture(scope="session")
def composed(packages: None) -> Composed:
    """What each composer makes of each case: its errors, and the supergraph."""
    documents = (HERE / "documents.graphql").read_text()
    relay = documents.replace("type Query {", "type Query {\n  node(id: ID!): Node")
    subgraphs = {
        "panther": (PANTHER_URL, printed()),
        "scoped": (PANTHER_URL, printed(Told(scopes=True))),
        "nodeless": (PANTHER_URL, printed(Told(node=False))),
        "documents": (DOCUMENTS_URL, documents),
        "relay": (DOCUMENTS_URL, relay),
    }
    cases = {
        case: [
            {"name": name, "url": subgraphs[name][0], "sdl": subgraphs[name][1]}
            for name in case.split(" and ")
        ]
        for case in (
            "panther",
            "scoped",
            "panther and documents",
            "scoped and documents",
            "nodeless and relay",
            "panther and relay",
        )
    }
    made: Composed = node.answer(HERE / "compose.mjs", cases=cases)
    return made
