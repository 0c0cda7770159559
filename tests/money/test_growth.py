"""No verb of money works harder for what came before it: SQLite's steps, counted, stay the same."""

from collections.abc import Callable, Generator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import (
    Application,
    Bounce,
    Clearing,
    CreditKind,
    Deposit,
    Disbursement,
    InvoiceStepKind,
    NewCredit,
    NewDispute,
    NewInvoice,
    NewInvoiceExpense,
    NewPayment,
    NewStep,
    PaymentMethod,
    PaymentReversal,
    RequestDecision,
    Reversal,
    Settlement,
    Transfer,
    TrustPurpose,
    TrustRequest,
)
from tests.money.firm import ACME, OTHER, OWNER, POOLED, TODAY, Standing, done, opened
from tests.money.writer import MATTER

ROUNDS = 60

Said = tuple[Callable[..., Any], Any]
Steps = list[tuple[str, int]]
Verbs = Callable[[EmbeddedPractice], Generator[Said, Any, None]]


def deposit(method: PaymentMethod, amount: int, **more: Any) -> Deposit:
    return Deposit(
        account_id=POOLED,
        client_id=ACME,
        matter_id=MATTER,
        amount=Decimal(amount),
        date=TODAY,
        method=method,
        payer="Acme",
        recorded_by_id=OWNER,
        **more,
    )


def trust(practice: EmbeddedPractice) -> Generator[Said, Any, None]:
    """Yield every verb of trust money, leaving its ledger as it was; take each answer."""
    it = practice.movements
    ((other,),) = practice._db.read("select id from matters where title = 'Acme once more'")
    wired = yield it.deposit, deposit(PaymentMethod.WIRE, 20_000)
    checked = yield it.deposit, deposit(PaymentMethod.CHECK, 100)
    yield it.clear, Clearing(transaction_id=checked.transaction.id, cleared_on=TODAY)
    yield it.reverse, Reversal(transaction_id=checked.transaction.id, reason="wrong")
    moved = yield (
        it.transfer,
        Transfer(
            from_ledger_id=wired.ledger.id,
            to_matter_id=other,
            amount=Decimal(50),
            date=TODAY,
            reason="moved",
            recorded_by_id=OWNER,
        ),
    )
    yield it.reverse, Reversal(transaction_id=moved.transaction.id, reason="wrong")
    for amount, approve in ((1000, None), (7000, True), (7000, False)):
        paid = yield (
            it.disburse,
            Disbursement(
                ledger_id=wired.ledger.id,
                purpose=TrustPurpose.THIRD_PARTY,
                amount=Decimal(amount),
                date=TODAY,
                payee="A court",
                recorded_by_id=OWNER,
            ),
        )
        if approve is not None:
            yield (
                it.decide,
                RequestDecision(request_id=paid.request.id, approve=approve, decided_by_id=OTHER),
            )


def bills(practice: EmbeddedPractice) -> Generator[Said, Any, None]:
    """Yield every verb of invoices: one paid from trust, one by checks and credit, one void."""
    it = practice.receivables
    ids = []
    for hold in (Decimal(10), None, Decimal(10)):
        draft = NewInvoice(
            matter_id=MATTER,
            issue_date=TODAY,
            time_entry_ids=(),
            expenses=(NewInvoiceExpense(description="Fees", amount=Decimal(100)),),
            trust=TrustRequest(max_amount=hold) if hold else None,
        )
        made = yield practice.invoices.generate, draft
        ids.append(made.record.id)
    steps = InvoiceStepKind
    yield it.step, NewStep(invoice_id=ids[2], kind=steps.SUBMITTED)
    yield it.step, NewStep(invoice_id=ids[2], kind=steps.REJECTED, reason="so")
    yield it.step, NewStep(invoice_id=ids[2], kind=steps.VOIDED, reason="so")
    for id in ids[:2]:
        for kind in (steps.APPROVED, steps.SENT):
            yield it.step, NewStep(invoice_id=id, kind=kind)
    yield it.step, NewStep(invoice_id=ids[1], kind=steps.VIEWED)
    disputed = yield it.dispute, NewDispute(invoice_id=ids[0], amount=Decimal(5), reason="so")
    applied = yield (
        practice.movements.apply,
        Application(invoice_id=ids[0], max_amount=Decimal(3), recorded_by_id=OWNER),
    )
    yield practice.movements.reverse, Reversal(transaction_id=applied.transaction.id, reason="so")
    yield it.settle, Settlement(dispute_id=disputed.id, settlement="so")
    for id, amount, method in (
        (ids[0], 120, PaymentMethod.CHECK),
        (ids[1], 5, PaymentMethod.CREDIT),
    ):
        payment = NewPayment(invoice_id=id, amount=Decimal(amount), date=TODAY, method=method)
        for stays in (False, True):
            paid = yield it.pay, payment
            if not stays:
                yield it.reverse, PaymentReversal(payment_id=paid.payment.id, reason="so")
    yield it.credit, NewCredit(invoice_id=ids[1], kind=CreditKind.WRITE_OFF, reason="so")


def one_deposit(practice: EmbeddedPractice) -> Generator[Said, Any, None]:
    yield practice.movements.deposit, deposit(PaymentMethod.WIRE, 100)


def bounces(practice: EmbeddedPractice) -> Generator[Said, Any, None]:
    made = yield practice.movements.deposit, deposit(PaymentMethod.CHECK, 100)
    yield practice.movements.bounce, Bounce(transaction_id=made.transaction.id, reason="so")


def said(practice: EmbeddedPractice, verbs: Generator[Said, Any, None], name: str) -> Steps:
    """Say verbs, giving each answer to the one after; return the steps SQLite took for each."""
    counted: Steps = []
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    practice._db._db.set_progress_handler(step, 1)
    answer = None
    while True:
        try:
            verb, what = verbs.send(answer)
        except StopIteration:
            break
        steps = 0
        answer = done(verb(what, f"{name} {len(counted)}"))
        counted.append((verb.__qualname__, steps))
    practice._db._db.set_progress_handler(None, 0)
    return counted


@pytest.mark.parametrize("verbs", [trust, bills])
def test_a_write_costs_the_same_however_much_was_written(
    firm_file: Path, tmp_path: Path, verbs: Verbs
) -> None:
    practice = opened(firm_file, tmp_path / "firm.sqlite", Standing())
    said(practice, trust(practice), "money")
    said(practice, verbs(practice), "first")
    early = said(practice, verbs(practice), "early")
    for turn in range(ROUNDS):
        said(practice, verbs(practice), str(turn))
    assert said(practice, verbs(practice), "late") == early
    practice.close()


def test_a_deposit_that_bounced_costs_its_ledger_a_look_ever_after(
    firm_file: Path, tmp_path: Path
) -> None:
    """The one exception: it and its reversal never clear, and each balance passes them by."""
    practice = opened(firm_file, tmp_path / "firm.sqlite", Standing())
    ((_, early),) = said(practice, one_deposit(practice), "early")
    for turn in range(ROUNDS):
        said(practice, bounces(practice), str(turn))
    ((_, late),) = said(practice, one_deposit(practice), "late")
    assert 0 < late - early <= 40 * ROUNDS
    practice.close()
