"""graphql-eslint has nothing to say of the schema, by all of its rules for schemas and for Relay."""

import re

from graph.schema import printed
from tests import node
from tests.federation.conftest import HERE

# Rules that are off, and why.
OFF = {
    "alphabetize": "fields are in the order in which they are read",
    "strict-id-in-types": "values and refusals have no id",
    "no-root-type": "there are mutations",
    "require-nullable-result-in-root": "a payload is always there; what did not succeed is null in it",
    "require-field-of-type-query-in-mutation-result": "a gateway asks what else it wants by itself",
}
OPTIONS = {
    "relay-arguments": {"includeBoth": False},
    "relay-edge-types": {"listTypeCanWrapOnlyEdgeType": False, "shouldImplementNode": False},
}
# The words of the trade, and of those who call: an expense has a UTBMS expense code, a rate a rate.
NAMED = [
    [
        "no-typename-prefix",
        'Field "expenseCode" starts with the name of the parent type "Expense"',
    ],
    ["no-typename-prefix", 'Field "rate" starts with the name of the parent type "Rate"'],
]


# Without what every subgraph has, by names that are not ours.
OURS = re.sub(r"\n  _(?:entities|service).*", "", printed().partition("scalar _Any")[0])


def lint(sdl: str) -> list[list[str]]:
    told: list[list[str]] = node.answer(HERE / "lint.mjs", sdl=sdl, off=[*OFF], options=OPTIONS)
    return told


def test_the_schema_is_clean(packages: None) -> None:
    assert lint(OURS) == NAMED


def test_what_is_not_clean_is_told(packages: None) -> None:
    more = '\n"""More."""\ntype More {\n  """One."""\n  some_thing: Int\n}\n'
    assert [it for it in lint(OURS + more) if it not in NAMED] == [
        ["no-unreachable-types", "Object type `More` is unreachable."],
        ["naming-convention", 'Field "some_thing" should be in camelCase format'],
    ]
