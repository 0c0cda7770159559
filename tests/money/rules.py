"""Rules: what trust money and invoices are held to, and which tests name each rule.

``python -m tests.money.rules`` prints the table. A test names a rule in its name, its docstring or
its cases, as ``TR5``; a rule of the machine counts as a test.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

__all__ = ["RULES", "UNBUILT", "named"]

RULES = {
    "TR1": "One ledger for each account, client and matter; each entry is in just one, its own.",
    "TR2": "Amounts are whole minor units above 0, in the account's currency.",
    "TR3": "No ledger pays out more than has cleared and is neither held nor asked for.",
    "TR4": "Nor does it whatever comes at once, or by raw SQL.",
    "TR5": "A deposit counts at once, is available once cleared, and may bounce.",
    "TR6": "A client's money pays that client's invoice for that matter.",
    "TR7": "At most what is available, due and asked for is applied.",
    "TR8": "A draft only holds trust money; approval posts it, voiding releases it.",
    "TR9": "Money leaves for a purpose of a closed set, to somebody named.",
    "TR10": "The firm's own money in trust pays bank charges, and is capped.",
    "TR11": "A transfer stays with its client: two entries at once, summing to nothing.",
    "TR12": "No entry is changed or deleted; it is reversed once, today, if its money is there.",
    "TR13": "Each entry says who and why, large sums need two people, and the chain shows changes.",
    "TR14": "Statement, journal and ledgers agree to the cent as of a day, which closes the period.",
    "TR15": "A matter that holds trust money stays open.",
    "TR16": "Processing fees never touch trust: a ledger gets the gross amount.",
    "TR17": "What a client disputes is not paid from trust.",
    "TR18": "An evergreen's replenishment stands beside the invoice, and is no revenue.",
    "TR19": "A payment is deposited whole, to one account.",
    "TR20": "The same key and words give the same answer, other words are refused.",
    "TR21": "Who may not read trust learns no balance from a refusal.",
    "IV1": "A line is quantity times rate, rounded half up.",
    "IV2": "Discounts come before tax, tax is figured for each line, and all of it foots.",
    "IV3": "Discounts apply in their order, each to what is left, and never below nothing.",
    "IV4": "What was billed, less all that lowers it, is what is due, in every state.",
    "IV5": "One currency for an invoice, with its own decimals.",
    "IV6": "An entry stands on one live invoice at most.",
    "IV7": "An entry is its own matter's, billable, and not later than the invoice.",
    "IV8": "Entries stand as their invoice does, and are free once it is void.",
    "IV9": "A billed entry is not edited.",
    "IV10": "A hard cost is told from a soft one.",
    "IV11": "Credit notes and write-offs lower an approved invoice, and use no trust money.",
    "IV12": "An invoice with payments is not voided.",
    "IV13": "An invoice's number is its own, and never used again.",
    "IV14": "An invoice is paid when nothing is due; what is beyond is the client's credit.",
    "IV15": "Interest is a line of its own.",
    "IV16": "Minutes become hours by the rule that counts for who worked, on a day that has been.",
}
UNBUILT: dict[str, str] = {}
"""Rules without a test, each with why."""

_TESTS = Path(__file__).parent.parent
_NAME = re.compile(r"(?<![a-z0-9])(tr|iv)(\d{1,2})(?![a-z0-9])", re.IGNORECASE)


@cache
def named() -> dict[str, list[str]]:
    """Return for each rule the tests that name it, as ``money/test_races.py::test_...``."""
    found: dict[str, list[str]] = {rule: [] for rule in RULES}
    for path in sorted(_TESTS.rglob("*.py")):
        text = path.read_text("utf-8")
        lines = text.splitlines()
        for test in _tests(ast.parse(text)):
            first = min([test.lineno, *(it.lineno for it in test.decorator_list)])
            said = "\n".join(lines[first - 1 : test.end_lineno])
            for rule in {f"{kind.upper()}{number}" for kind, number in _NAME.findall(said)}:
                found.setdefault(rule, []).append(f"{path.relative_to(_TESTS)}::{test.name}")
    return found


def _tests(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the tests, and the rules of a machine."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            calls = [it.func for it in node.decorator_list if isinstance(it, ast.Call)]
            ruled = any(isinstance(it, ast.Name) and it.id == "rule" for it in calls)
            if ruled or node.name.startswith("test_"):
                yield node


def main() -> None:
    for rule, tests in named().items():
        print(f"{rule:5} {RULES.get(rule, 'There is no such rule.')}")
        for test in tests or [f"no test: {UNBUILT.get(rule, 'there should be one')}"]:
            print(f"      {test}")


if __name__ == "__main__":
    main()
