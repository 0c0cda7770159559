"""Processes that write money as fast as they can, and say of each key that it was answered.

``python -m tests.money.writer`` forks one for each line ``FILE NAME`` it reads, so that the
imports are paid for once; it says its process id, and says when somebody has killed it.
"""

import itertools
import os
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from hashlib import sha256
from typing import Any

import msgspec

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import (
    Application,
    Clearing,
    Deposit,
    Disbursement,
    InvoiceStepKind,
    NewInvoice,
    NewInvoiceExpense,
    NewPayment,
    NewStep,
    PaymentMethod,
    Reversal,
    TrustPurpose,
    TrustRequest,
)
from tests.money.firm import ACME, OWNER, POOLED, TODAY, Counted, Standing, done

__all__ = ["MATTER", "digest", "work"]

MATTER = "mat_9c31d2"


def work(practice: EmbeddedPractice, name: str) -> Iterator[tuple[str, Any]]:
    """Take an invoice and its trust money through their lives, over and over."""
    count = itertools.count(1)
    answers: list[tuple[str, Any]] = []

    def said(verb: Callable[..., Any], what: Any) -> Any:
        key = f"{name} {next(count)}"
        answers.append((key, done(verb(what, key))))
        return answers[-1][1]

    while True:
        for _ in _life(practice, said):
            yield answers.pop()


def _life(practice: EmbeddedPractice, said: Callable[..., Any]) -> Iterator[None]:
    """Yield after each verb: a deposit that clears, an invoice it pays, and the rest paid out."""
    deposit = Deposit(
        account_id=POOLED,
        client_id=ACME,
        matter_id=MATTER,
        amount=Decimal(100),
        date=TODAY,
        method=PaymentMethod.CHECK,
        payer="Acme",
        recorded_by_id=OWNER,
    )
    came = said(practice.movements.deposit, deposit)
    yield
    clearing = Clearing(transaction_id=came.transaction.id, cleared_on=TODAY)
    said(practice.movements.clear, clearing)
    yield
    draft = NewInvoice(
        matter_id=MATTER,
        issue_date=TODAY,
        time_entry_ids=(),
        expenses=(NewInvoiceExpense(description="Fees", amount=Decimal("33.33")),),
        trust=TrustRequest(max_amount=Decimal(10)),
    )
    id = said(practice.invoices.generate, draft).record.id
    yield
    approval = NewStep(invoice_id=id, kind=InvoiceStepKind.APPROVED, by_id=OWNER)
    said(practice.receivables.step, approval)
    yield
    application = Application(invoice_id=id, max_amount=Decimal(3), recorded_by_id=OWNER)
    applied = said(practice.movements.apply, application)
    yield
    undone = Reversal(transaction_id=applied.transaction.id, reason="r", recorded_by_id=OWNER)
    said(practice.movements.reverse, undone)
    yield
    payment = NewPayment(invoice_id=id, amount=Decimal(40), date=TODAY, method=PaymentMethod.CHECK)
    said(practice.receivables.pay, payment)
    yield
    paid_out = Disbursement(
        ledger_id=came.ledger.id,
        purpose=TrustPurpose.THIRD_PARTY,
        amount=Decimal(60),
        date=TODAY,
        payee="A court",
        recorded_by_id=OWNER,
    )
    said(practice.movements.disburse, paid_out)
    yield


def digest(answer: bytes) -> str:
    return sha256(answer).hexdigest()


def write(path: str, name: str) -> None:
    """Write until killed. A line is shorter than a pipe's buffer: it is all said, or not at all."""
    practice = EmbeddedPractice(path, clock=Standing(), ids=Counted(f"{name}_"))
    for key, answer in work(practice, name):
        said = msgspec.json.encode([key, digest(msgspec.json.encode(answer))])
        os.write(1, said + b"\n")


def main() -> None:
    for line in sys.stdin:
        path, name = line.split()
        opened, gate = os.pipe()
        child = os.fork()
        if child == 0:
            os.read(opened, 1)
            write(path, name)
        os.write(1, b"%d\n" % child)
        os.write(gate, b"!")
        os.waitpid(child, 0)
        os.write(1, b"killed\n")
        os.close(opened)
        os.close(gate)


if __name__ == "__main__":
    main()
