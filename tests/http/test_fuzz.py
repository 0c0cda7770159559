"""A little of what schemathesis makes of the schema: every root field, with values of all kinds."""

import re

from tests.http.fuzz import fuzz


def test_nothing_that_is_made_of_the_schema_is_unexpected() -> None:
    told = fuzz("--max-time", "8", "--seed", "1")
    found = re.search(r"(\d+) generated, (\d+) passed", told)
    assert found, told
    generated, passed = map(int, found.groups())
    assert generated == passed > 0
