"""Each rule of trust money and of invoices is named by a test that holds it.

``pytest --collect-only -q -k tr12`` lists a rule's tests.
"""

import re
from pathlib import Path

TESTS = Path(__file__).parents[2]
NAMED = re.compile(r"^ *(?:async )?def test_((?:(?:tr|iv)\d+_)+)", re.MULTILINE)
RULES = {f"tr{number}" for number in range(1, 22)} | {
    f"iv{number}" for number in (4, 6, 7, 8, 9, 11, 12, 13, 14)
}


def test_every_rule_is_held_by_a_test() -> None:
    held = {
        rule
        for path in TESTS.rglob("test_*.py")
        for names in NAMED.findall(path.read_text("utf-8"))
        for rule in names.rstrip("_").split("_")
    }
    assert RULES - held == set()
