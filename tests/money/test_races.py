"""Many writers on one file: what they were granted never exceeds what was there."""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import (
    Deposit,
    Disbursement,
    NewInvoice,
    NewInvoiceExpense,
    PaymentMethod,
    Refused,
    Transfer,
    TrustPurpose,
    TrustRequest,
)
from tests.money.firm import ACME, OWNER, POOLED, TODAY, Counted, Standing, done
from tests.money.writer import MATTER

WRITERS, TRIES = 4, 12
SHARE = Decimal("61.07")

Take = Callable[[EmbeddedPractice, str, str], Decimal]


def opened(path: Path, name: str) -> EmbeddedPractice:
    return EmbeddedPractice(str(path), clock=Standing(), ids=Counted(f"{name}_"))


def pay_out(practice: EmbeddedPractice, ledger_id: str, key: str) -> Decimal:
    what = Disbursement(
        ledger_id=ledger_id,
        purpose=TrustPurpose.THIRD_PARTY,
        amount=SHARE,
        date=TODAY,
        payee="A court",
        recorded_by_id=OWNER,
    )
    done(practice.movements.disburse(what, key))
    return SHARE


def move(practice: EmbeddedPractice, ledger_id: str, key: str) -> Decimal:
    ((other,),) = practice._db.read("select id from matters where title = 'Acme once more'")
    what = Transfer(
        from_ledger_id=ledger_id,
        to_matter_id=other,
        amount=SHARE,
        date=TODAY,
        reason="moved",
        recorded_by_id=OWNER,
    )
    done(practice.movements.transfer(what, key))
    return SHARE


def hold(practice: EmbeddedPractice, _: str, key: str) -> Decimal:
    """A hold is refused nothing: it takes what there is."""
    what = NewInvoice(
        matter_id=MATTER,
        issue_date=TODAY,
        time_entry_ids=(),
        expenses=(NewInvoiceExpense(description="Fees", amount=SHARE),),
        trust=TrustRequest(),
    )
    return done(practice.invoices.generate(what, key)).record.trust_applied.amount


def grab(path: Path, name: str) -> dict[str, list[str]]:
    """Take from one ledger in three ways; return what was granted, and the codes of the rest."""
    practice = opened(path, name)
    ((ledger_id,),) = practice._db.read(
        "select id from trust_ledgers where matter_id = ?", [MATTER]
    )
    ways: tuple[Take, ...] = (pay_out, move, hold)
    granted, refused = [], []
    for turn in range(TRIES):
        try:
            granted.append(str(ways[turn % len(ways)](practice, ledger_id, f"{name} {turn}")))
        except Refused as no:
            refused += [it.code.value for it in no.refusals]
    practice.close()
    return {"granted": granted, "refused": refused}


def left(path: Path) -> tuple[Decimal, Decimal]:
    """Return what the ledger has available and posted, and prove the journal on the way."""
    practice = opened(path, "after")
    assert done(practice.books.verify()).problems == ()
    (ledger,) = done(practice.trust.ledgers_of_matters([MATTER]))
    practice.close()
    return ledger.balance.available.amount, ledger.balance.posted.amount


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_writers_at_once_are_granted_what_was_there_and_no_more(
    firm_file: Path, tmp_path: Path, kind: str
) -> None:
    """TR4: over any interleaving, the sum of what was granted is at most what was available."""
    path = Path(shutil.copy(firm_file, tmp_path / "firm.sqlite"))
    before, _ = left(path)
    answers = _in_threads(path) if kind == "threads" else _in_processes(path)
    granted = sum(Decimal(it) for answer in answers for it in answer["granted"])
    after, _ = left(path)
    assert len(answers) == WRITERS
    assert granted == before - after
    assert 0 <= after < SHARE
    assert {code for it in answers for code in it["refused"]} == {"INSUFFICIENT_TRUST_FUNDS"}


def _in_threads(path: Path) -> list[dict[str, list[str]]]:
    answers: list[dict[str, list[str]]] = []
    start = threading.Barrier(WRITERS)

    def run(name: str) -> None:
        start.wait()
        answers.append(grab(path, name))

    threads = [threading.Thread(target=run, args=[f"t{n}"]) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _in_processes(path: Path) -> list[dict[str, list[str]]]:
    code = (
        "import json, sys; from pathlib import Path; from tests.money.test_races import grab; "
        "print('ready', flush=True); sys.stdin.readline(); "
        "print(json.dumps(grab(Path(sys.argv[1]), sys.argv[2])))"
    )
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(path), f"p{n}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(WRITERS)
    ]
    for writer in writers:
        assert writer.stdout and writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("go\n")
        writer.stdin.flush()
    return [json.loads(writer.communicate()[0]) for writer in writers]


def test_one_key_is_one_deposit_however_many_ask_at_once(firm_file: Path, tmp_path: Path) -> None:
    """TR20: whoever comes second is given the first one's answer."""
    path = Path(shutil.copy(firm_file, tmp_path / "firm.sqlite"))
    start, answers = threading.Barrier(WRITERS), []

    def run(name: str) -> None:
        practice = opened(path, name)
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
        start.wait()
        answers.append(done(practice.movements.deposit(deposit, "the one key")))
        practice.close()

    _, before = left(path)
    threads = [threading.Thread(target=run, args=[f"k{n}"]) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == WRITERS
    assert all(answer == answers[0] for answer in answers)
    assert left(path)[1] - before == 100
