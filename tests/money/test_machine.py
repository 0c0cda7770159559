"""Every verb of money in any order, held against the model after each step."""

import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import initialize, run_state_machine_as_test

from adapters.port import InvoiceStepKind, PaymentMethod, TrustPurpose
from tests.money.model import CAP, LIMIT
from tests.money.movements import Movements
from tests.money.office import Office
from tests.money.receivables import Receivables

RUNS = int(os.environ.get("MONEY_RUNS", "70"))
STEPS = int(os.environ.get("MONEY_STEPS", "200"))
EMPTY = "mat_00000005"
ENOUGH = 50
CODES = {
    *("ALREADY_REVERSED", "AMOUNT_NOT_POSITIVE", "AMOUNT_TOO_LARGE", "CROSS_CLIENT_TRUST"),
    *("CURRENCY_MISMATCH", "FEES_DISPUTED", "FIRM_MONEY_CAPPED", "FUNDS_NOT_CLEARED"),
    *("HAS_PAYMENTS", "INSUFFICIENT_CREDIT", "INSUFFICIENT_TRUST_FUNDS", "INVALID_INPUT"),
    *("INVALID_STATE", "LEDGER_MISMATCH", "MATTER_CLOSED", "NOT_FOUND", "PERIOD_CLOSED"),
    *("SECOND_PERSON_NEEDED", "SUBUNIT_AMOUNT", "TRUST_BALANCE_REMAINS", "WOULD_OVERDRAW"),
}
DONE = {
    *("Books.change_evergreen", "Books.change_policy", "Books.reconcile", "Invoices.generate"),
    *("Matters.update", "Movements.apply", "Movements.apply at large", "Movements.bounce"),
    *("Movements.clear", "Movements.decide", "Movements.deposit", "Movements.deposit firm's"),
    *("Movements.disburse", "Movements.disburse fee", "Movements.disburse large"),
    *("Movements.reverse application", "Movements.reverse deposit", "Movements.transfer"),
    *("Movements.reverse disbursement", "Movements.reverse transfer", "Receivables.credit"),
    *("Receivables.dispute", "Receivables.pay", "Receivables.pay from credit"),
    *("Receivables.reverse", "Receivables.settle", "Receivables.step approved"),
    *("Receivables.step sent", "Receivables.step submitted", "Receivables.step voided"),
}


class Money(Movements, Receivables, Office):
    """All of it, begun with some business done already."""

    @initialize()
    def open_for_business(self) -> None:
        """Whichever rules a run leaves out, there is money to move, and a bill to pay with it."""
        for place in range(len(self.model.accounts)):
            self.decide_policy(place, LIMIT, CAP, (place % 2 == 0, True, False))
        for place, matter in enumerate(self.model.matters.values()):
            self.deposit(place, True, 200_000, PaymentMethod.WIRE, None, 0, "")
            if matter.id != EMPTY:
                self._begin(place, len(self.model.bills) // 3)
        self.transfer(_nth(0), _nth(0), 1000, None, 0, "ledger")
        self.dispute(_nth(1), 100_000, None)
        self.reconcile(len(self.model.accounts) - 1, -1, 0, True, None, False)
        self.close_matter(1, True, False)
        assert self.model.matters[EMPTY].ended

    def _begin(self, place: int, begun: int) -> None:
        """Fund a matter; bill it twice, one bill overpaid; draft a third; ask to pay much out.

        Each matter begun before has left a bill to pay and a draft, which come first.
        """
        matter, last = _nth(place), _nth(begun)
        for sum, method in ((400_000, PaymentMethod.WIRE), (100_000, PaymentMethod.CHECK)):
            self.deposit(place, False, sum, method, None, 0, "")
        for percent in (Decimal(0), Decimal(5)):
            self.generate(matter, 300_000, None, percent, Decimal(0))
            self.step(last, InvoiceStepKind.APPROVED, None)
        self.pay(last, 350_000, PaymentMethod.CHECK, None, 0, False)
        self.generate(matter, 50_000, "half", Decimal(0), Decimal(0))
        self.disburse(matter, "half", TrustPurpose.THIRD_PARTY, None, 0, False, "")


def _nth(place: int) -> int:
    """Return the pick by which a rule takes the nth of those that it most often takes."""
    return 8 * place + 1


@pytest.mark.parametrize("part", range(3))
def test_money_is_as_the_model_says_whatever_is_done(firm_file: Path, part: int) -> None:
    reached: Counter[tuple[str, str]] = Counter()
    machine = type(f"Money{part}", (Money,), {"firm_file": firm_file, "reached": reached})
    run = settings(
        max_examples=RUNS,
        stateful_step_count=STEPS,
        deadline=None,
        # Hypothesis's own mixes five runs out of six of parts of the one before.
        backend="hypothesis-urandom",
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    run_state_machine_as_test(machine, settings=run)
    if RUNS >= ENOUGH:  # a machine that no longer gets anywhere proves nothing
        assert {code for _, code in reached} >= CODES
        assert {verb for verb, code in reached if code == "done"} >= DONE
