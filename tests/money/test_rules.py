"""No rule of trust money or invoices is without a test, unless it says why."""

from tests.money.rules import RULES, UNBUILT, named


def test_every_rule_is_named_by_a_test_or_says_why_not() -> None:
    assert {rule for rule, tests in named().items() if not tests} == set(UNBUILT)


def test_no_test_names_a_rule_that_there_is_not() -> None:
    assert set(named()) == set(RULES)
