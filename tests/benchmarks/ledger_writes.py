"""Writes on the trust ledger under its law, beside the same writes without a trigger, in turns."""

import argparse
import multiprocessing
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

from adapters.embedded.journal import MoveDraft
from adapters.embedded.practice import EmbeddedPractice
from adapters.port import (
    Clearing,
    Deposit,
    Disbursement,
    PaymentMethod,
    RandomIds,
    SystemClock,
    Transfer,
    TrustPurpose,
    TrustTransactionKind,
)
from tests.money.firm import ACME, OTHER, OWNER, POOLED, done, template
from tests.money.writer import MATTER

SIZES = (1_000, 10_000, 100_000)
WRITERS = (1, 8)
_FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Round:
    """What one side did in one round: writes in a second, and what one cost in milliseconds."""

    rate: float
    cpu: float


def writes(practice: EmbeddedPractice, other: str, today: date) -> Iterator[None]:
    """Yield after each write: 100 come by check and clear; 60 are paid out, 40 moved, for ever."""
    it, keys = practice.movements, (f"{RandomIds().new('key')} {n}" for n in count())
    while True:
        deposit = Deposit(
            account_id=POOLED,
            client_id=ACME,
            matter_id=MATTER,
            amount=Decimal(100),
            date=today,
            method=PaymentMethod.CHECK,
            payer="Acme",
            recorded_by_id=OWNER,
        )
        came = done(it.deposit(deposit, next(keys)))
        yield
        done(it.clear(Clearing(transaction_id=came.transaction.id, cleared_on=today), next(keys)))
        yield
        paid = Disbursement(
            ledger_id=came.ledger.id,
            purpose=TrustPurpose.THIRD_PARTY,
            amount=Decimal(60),
            date=today,
            payee="A court",
            recorded_by_id=OWNER,
        )
        done(it.disburse(paid, next(keys)))
        yield
        moved = Transfer(
            from_ledger_id=came.ledger.id,
            to_matter_id=other,
            amount=Decimal(40),
            date=today,
            reason="moved",
            recorded_by_id=OWNER,
        )
        done(it.transfer(moved, next(keys)))
        yield


def without_law(practice: EmbeddedPractice) -> None:
    """Have Python write what the triggers that were dropped would have."""
    db, insert = practice._db, practice._db.insert

    def bare(table: str, row: dict[str, Any]) -> None:
        insert(table, row)
        if table == "trust_clearings":
            args = [row["cleared_on"], row["entry_id"]]
            db.run("update trust_entries set cleared_on = ? where id = ?", args)
        elif table == "trust_transfers":
            for entry in _entries(practice, row):
                bare("trust_entries", entry)
        elif table == "trust_entries":
            ((account,),) = db.read(
                "select account_id from trust_ledgers where id = ?", [row["ledger_id"]]
            )
            other = "between" if row.get("transfer_id") else "bank"
            for book, amount in (("ledger", -row["amount"]), (other, row["amount"])):
                posting = {"book": book, "account_id": account, "amount": amount}
                insert("trust_postings", {"sequence": row["sequence"], **posting})

    db.insert = bare


def _entries(practice: EmbeddedPractice, transfer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield both entries of a transfer, each as the journal stands then."""
    read = practice._db.read
    (payee,) = read("select name from contacts where id = ?", [ACME])[0]
    for side, ledger, sign in (("out", "from_ledger_id", -1), ("in", "to_ledger_id", 1)):
        ((last, before),) = read(
            "select sequence, hash from trust_entries order by sequence desc limit 1"
        )
        balances = read(
            "select running_balance from trust_entries where ledger_id = ? "
            "order by sequence desc limit 1",
            [transfer[ledger]],
        )
        amount = sign * transfer["amount"]
        yield {
            "sequence": last + 1,
            "id": transfer[f"{side}_id"],
            "ledger_id": transfer[ledger],
            "kind": "transfer",
            "purpose": "trust_to_trust",
            "amount": amount,
            "running_balance": amount + (balances[0][0] if balances else 0),
            "date": transfer["date"],
            "cleared_on": transfer["date"],
            "reason": transfer["reason"],
            "payee": payee,
            "transfer_id": transfer["id"],
            "recorded_by_id": transfer["recorded_by_id"],
            "authorised_by_id": transfer["recorded_by_id"],
            "created_at": transfer["created_at"],
            "prev_hash": before,
            "hash": transfer[f"{side}_hash"],
        }


def opened(path: Path, synced: bool) -> EmbeddedPractice:
    """Open a file as its name says; unsynced, no write waits for the disk."""
    practice = EmbeddedPractice(str(path), clock=SystemClock(), ids=RandomIds())
    if path.stem.startswith("bare"):
        without_law(practice)
    if not synced:
        practice._db._db.execute("pragma synchronous = off")
    return practice


def writer(path: Path, synced: bool, asked: Connection) -> None:
    """Write for as many seconds as asked, again and again; answer how often, and at what cost."""
    practice = opened(path, synced)
    ((other,),) = practice._db.read("select id from matters where title = 'Acme once more'")
    work = writes(practice, other, SystemClock().now().date())
    while seconds := asked.recv():
        until, used, written = time.perf_counter() + seconds, time.process_time(), 0
        while time.perf_counter() < until:
            next(work)
            written += 1
        asked.send((written, time.process_time() - used))
    practice.close()


class Side:
    """Some writers at one file, each a process with a connection of its own."""

    def __init__(self, path: Path, synced: bool, writers: int) -> None:
        self.path = path
        self.rounds: list[Round] = []
        pipes = [_FORK.Pipe() for _ in range(writers)]
        self._asked = [ours for ours, _ in pipes]
        self._processes = [
            _FORK.Process(target=writer, args=(path, synced, theirs)) for _, theirs in pipes
        ]
        for process in self._processes:
            process.start()

    def round(self, seconds: float, counts: bool) -> None:
        began = time.perf_counter()
        for asked in self._asked:
            asked.send(seconds)
        answers = [asked.recv() for asked in self._asked]
        took, written = time.perf_counter() - began, sum(it for it, _ in answers)
        if counts:
            cpu = sum(it for _, it in answers) / written * 1e3
            self.rounds.append(Round(rate=written / took, cpu=cpu))

    def close(self) -> None:
        """Stop the writers, and prove that what they wrote is sound."""
        for asked in self._asked:
            asked.send(0)
        for process in self._processes:
            process.join()
        practice = EmbeddedPractice(str(self.path), clock=SystemClock(), ids=RandomIds())
        assert done(practice.books.verify()).problems == ()
        practice.close()


def in_turns(sides: dict[str, Side], rounds: int, seconds: float) -> None:
    """Give each side its rounds, one after the other, and print their medians."""
    for number in range(-1, rounds):  # The round before the first only warms them up.
        for side in sides.values():
            side.round(seconds, number >= 0)
    print(f"{'':16}{'writes/s':>10}{'CPU ms':>10}")
    for name, side in sides.items():
        rate, cpu = (median(getattr(it, key) for it in side.rounds) for key in ("rate", "cpu"))
        print(f"{name:16}{rate:10.0f}{cpu:10.3f}")
        side.close()


def beside(folder: Path, law: Path, writers: int, synced: bool, args: argparse.Namespace) -> None:
    """Compare the law with none."""
    print(f"\n{writers} at a time, {'on disk' if synced else 'not waiting for the disk'}")
    sides = {}
    for name in ("law", "bare"):
        path = Path(shutil.copy(law, folder / f"{name}-{writers}-{synced}.sqlite"))
        if name == "bare":
            _drop_triggers(path)
        sides[name] = Side(path, synced, writers)
    in_turns(sides, args.rounds, args.seconds)
    pairs = list(zip(sides["law"].rounds, sides["bare"].rounds, strict=True))
    _print_ratios("writes/s, law / bare", (a.rate / b.rate for a, b in pairs))
    _print_ratios("CPU of a write, law / bare", (a.cpu / b.cpu for a, b in pairs))


def growth(folder: Path, law: Path, args: argparse.Namespace) -> None:
    """Compare a journal with larger ones."""
    print("\nentries in the journal, one at a time, not waiting for the disk")
    sides = {}
    for size in SIZES:
        path = Path(shutil.copy(law, folder / f"law-{size}.sqlite"))
        _fill(path, size)
        sides[f"{size:,}"] = Side(path, False, 1)
    in_turns(sides, args.rounds, args.seconds)
    first, *_, last = sides.values()
    pairs = list(zip(last.rounds, first.rounds, strict=True))
    _print_ratios("CPU of a write, largest / smallest", (a.cpu / b.cpu for a, b in pairs))


def _fill(path: Path, size: int) -> None:
    """Bring the journal to so many entries, all in the ledger that is written to."""
    practice = opened(path, False)
    journal, today = practice.movements._journal, SystemClock().now().date()
    move = MoveDraft(
        kind=TrustTransactionKind.DEPOSIT,
        amount=1,
        date=today,
        cleared_on=today,
        payer="Acme",
        recorded_by_id=OTHER,
    )
    with practice._db.write():
        (ledger,) = journal.ledgers("l.matter_id = ?", [MATTER])
        ((known,),) = practice._db.read("select count(*) from trust_entries")
        for _ in range(size - known):
            journal.post(ledger, move)
    practice.close()


def _drop_triggers(path: Path) -> None:
    db = sqlite3.connect(path)
    for (name,) in db.execute("select name from sqlite_schema where type = 'trigger'").fetchall():
        db.execute(f"drop trigger {name}")
    db.commit()
    db.close()


def _print_ratios(what: str, ratios: Iterable[float]) -> None:
    found = list(ratios)
    print(f"{what}: {median(found):.2f} ({min(found):.2f} to {max(found):.2f})")


def main() -> None:
    """Make a firm in a new directory, and write to copies of it."""
    parser = argparse.ArgumentParser(prog="ledger_writes", description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="How long a round is.")
    parser.add_argument("--rounds", type=int, default=5, help="How many rounds each side has.")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        law = template(folder / "firm.sqlite")
        print(f"{args.rounds} rounds of {args.seconds:g} s each, in turns; medians")
        for synced in (True, False):
            for writers in WRITERS:
                beside(folder, law, writers, synced, args)
        growth(folder, law, args)


if __name__ == "__main__":
    main()
