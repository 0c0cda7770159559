"""A writer killed at any moment, a hundred times: what it was answered is there, and no half of it."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from adapters.embedded.practice import EmbeddedPractice
from tests.money.firm import Counted, Standing, done
from tests.money.writer import digest

KILLS = 100
_PATIENCE = 2.0
_HOT = bytes.fromhex("d9d505f920a163d7")  # how a rollback journal begins that has to be played back
_WRONG = (
    "select (select count(*) from invoices i where i.due <> i.subtotal - i.discount + i.tax "
    "- i.credited - i.written_off - i.trust_applied - i.paid), "
    "(select count(*) from trust_balances where available < 0 or posted < 0), "
    "(select count(*) from trust_entries where kind = 'application' "
    "and id not in (select trust_entry_id from payments where method = 'trust')), "
    "(select count(*) from trust_holds h join invoices i on i.id = h.invoice_id "
    "where i.status not in ('draft', 'pending_approval') or i.trust_applied <> h.amount)"
)


class Writers:
    """The process that forks writers, one after the other."""

    def __init__(self) -> None:
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.money.writer"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def killed(self, path: Path, name: str, moment: Callable[[], None]) -> dict[str, str]:
        """Let one write, kill it at a moment, and return what it was answered."""
        assert self._parent.stdin and self._parent.stdout
        self._parent.stdin.write(f"{path} {name}\n".encode())
        self._parent.stdin.flush()
        child = int(self._parent.stdout.readline())
        moment()
        os.kill(child, signal.SIGKILL)
        said = iter(self._parent.stdout.readline, b"killed\n")
        return dict(msgspec.json.decode(line) for line in said)

    def close(self) -> None:
        self._parent.communicate()


@pytest.fixture
def writers() -> Iterator[Writers]:
    writers = Writers()
    yield writers
    writers.close()


def hot(path: Path) -> bool:
    """Tell whether a transaction is, or was cut off, where its pages may be half written."""
    try:
        with open(f"{path}-journal", "rb") as journal:
            return journal.read(8) == _HOT
    except FileNotFoundError:
        return False


def some_time(chance: random.Random) -> Callable[[], None]:
    """Return a moment anywhere from the file's opening to some writes later."""
    seconds = chance.random() * 0.1
    return lambda: time.sleep(seconds)


def midst(path: Path, chance: random.Random) -> Callable[[], None]:
    """Return a moment in which pages are being written, after some that were."""
    writes, until = chance.randrange(12), time.monotonic() + _PATIENCE

    def moment() -> None:
        for _ in range(writes):
            while hot(path) and time.monotonic() < until:
                pass
            while not hot(path) and time.monotonic() < until:
                pass

    return moment


@pytest.mark.parametrize("part", range(2))
def test_a_kill_loses_nothing_that_was_answered(
    firm_file: Path, tmp_path: Path, writers: Writers, part: int
) -> None:
    """TR4, TR8, TR20: each verb is one transaction, with the answer to its key."""
    path = Path(shutil.copy(firm_file, tmp_path / "firm.sqlite"))
    chance = random.Random(part)
    answered: dict[str, str] = {}
    known, cut = set[str](), 0
    for kill in range(KILLS // 2):
        name = f"w{part}x{kill}"
        moment = midst(path, chance) if kill % 2 else some_time(chance)
        new = writers.killed(path, name, moment)
        answered |= new
        cut += hot(path)
        practice = EmbeddedPractice(str(path), clock=Standing(), ids=Counted())
        kept = dict(practice._db.read("select key, answer from idempotency_keys"))
        assert {key: digest(kept[key]) for key in answered} == answered
        # One more than was answered at most: the one the kill came in the midst of.
        assert kept.keys() - known - new.keys() <= {f"{name} {len(new) + 1}"}
        known = set(kept)
        assert done(practice.books.verify()).problems == ()
        assert practice._db.read(_WRONG) == [(0, 0, 0, 0)]
        assert practice._db.read("pragma integrity_check") == [("ok",)]
        mode = practice._db.journal_mode
        practice.close()
    print(f"{len(answered)} answers, {cut} of {KILLS // 2} kills left a hot journal")
    assert len(answered) >= KILLS // 2
    assert cut >= 3 or mode != "delete"
