"""The four questions that every system is asked, and their requests' bodies."""

import json
from dataclasses import dataclass
from typing import Any

__all__ = ["QUESTIONS", "Question", "listing"]

_LIST = """query List($first: Int!) { matters(first: $first) { nodes {
  id number title status practiceArea openDate clientMatterId createdAt } } }"""

_EDGES = """query Edges($first: Int!) { matters(first: $first) { nodes {
  client { name } responsibleAttorney { name } trustAccount { balance { available { amount } } }
  timeEntries(first: 5) { nodes { hours amount { amount } } } } } }"""

_DEEP = """query Deep($id: ID!) { matter(id: $id) {
  number title status practiceArea client { name } responsibleAttorney { name }
  trustAccount { name balance { available { amount } } }
  timeEntries(first: 5) { nodes { date description hours amount { amount } } } } }"""

_ENTITIES = """query Entities($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on Matter { title status client { name } } } }"""


@dataclass(frozen=True)
class Question:
    """A question as it is sent, again and again; ``what`` says it in words."""

    name: str
    what: str
    document: str
    variables: dict[str, Any]

    @property
    def body(self) -> bytes:
        """Return the request's JSON."""
        return json.dumps({"query": self.document, "variables": self.variables}).encode()


def listing(matters: int) -> dict[str, Question]:
    """Return Q1 and Q2 for a page of so many matters."""
    size = {"first": matters}
    return {
        "Q1": Question("Q1", f"{matters} matters, 8 fields", _LIST, size),
        "Q2": Question("Q2", f"{matters} matters, 4 edges", _EDGES, size),
    }


QUESTIONS: dict[str, Question] = {
    **listing(50),
    "Q3": Question("Q3", "1 matter, deep", _DEEP, {"id": "mat_000007"}),
    "Q4": Question(
        "Q4",
        "50 entities",
        _ENTITIES,
        {
            "representations": [
                {"__typename": "Matter", "id": f"mat_{number:06x}"} for number in range(50)
            ]
        },
    ),
}
