"""A little of what schemathesis makes of the schema: some root fields, with values of all kinds."""

import re

from tests.http.fuzz import fuzz

FIELDS = ("Query.matters", "Query.invoices", "Query.node", "Mutation.logTime")


def test_nothing_that_is_made_of_the_schema_is_unexpected() -> None:
    named = [part for it in FIELDS for part in ("--include-name", it)]
    told = fuzz("--max-examples", "8", "--seed", "1", *named)
    found = re.search(r"(\d+) generated, (\d+) passed", told)
    assert found, told
    generated, passed = map(int, found.groups())
    assert generated == passed >= len(FIELDS)
