"""A small firm to move money in: opened from a finished file in a moment, on a clock that stands."""

import itertools
import shutil
import sqlite3
from collections.abc import Coroutine
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import Billing, BillingType, ContactType, NewContact, NewMatter

__all__ = [
    "ACME",
    "NOW",
    "OTHER",
    "OWNER",
    "POOLED",
    "TODAY",
    "Counted",
    "Standing",
    "done",
    "opened",
    "template",
]

Answer = TypeVar("Answer")

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
ACME = "cli_445f10"
OWNER, OTHER = "u_pp_7ab202", "u_pp_977a12"
POOLED = "tra_21ff67"


class Standing:
    """Tells the same time until days are let pass."""

    def __init__(self) -> None:
        self.days = 0

    def now(self) -> datetime:
        return NOW + timedelta(days=self.days)


class Counted:
    """Names things by counting them; ``own`` keeps two counters apart."""

    def __init__(self, own: str = "") -> None:
        self._own = own
        self._count = itertools.count(1)

    def new(self, prefix: str) -> str:
        return f"{prefix}_{self._own}{next(self._count):08d}"


def done(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Finish what never waits: an embedded practice's calls."""
    try:
        work.send(None)
    except StopIteration as finished:
        return finished.value
    raise AssertionError("an embedded practice waited")


def template(path: Path) -> Path:
    """Make the firm once: the demo's, with clients who are billed in yen and in dinars as well."""
    practice = EmbeddedPractice(str(path), clock=Standing(), ids=Counted())
    for currency in ("JPY", "KWD"):
        name = f"Client in {currency}"
        saved = done(
            practice.contacts.create(NewContact(type=ContactType.ORGANIZATION, name=name), None)
        )
        billing = Billing(
            type=BillingType.HOURLY, default_rate=Decimal(100), currency_code=currency
        )
        done(
            practice.matters.create(
                NewMatter(title=name, client_id=saved.record.id, billing=billing), None
            )
        )
    again = NewMatter(title="Acme once more", client_id=ACME)
    done(practice.matters.create(again, None))
    yen = Billing(type=BillingType.HOURLY, currency_code="JPY")
    done(practice.matters.create(NewMatter(title="Acme in yen", client_id=ACME, billing=yen), None))
    practice.close()
    db = sqlite3.connect(path)
    with db:
        for currency in ("JPY", "KWD"):
            db.execute(
                "insert into trust_accounts values (?, ?, ?, 500000, 25000, 0, 1, 0)",
                [f"tra_{currency}", f"Trust {currency}", currency],
            )
            db.execute(
                "update matters set trust_account_id = ? where currency = ?",
                [f"tra_{currency}", currency],
            )
        db.execute(
            "update matters set trust_account_id = ? where title = 'Acme once more'", [POOLED]
        )
    db.close()
    return path


def opened(template: Path, path: Path, clock: Standing) -> EmbeddedPractice:
    """Open a copy of the firm; what it writes need not outlive this process."""
    shutil.copy(template, path)
    practice = EmbeddedPractice(str(path), clock=clock, ids=Counted())
    practice._db._db.execute("pragma synchronous = off")
    practice._db._db.execute("pragma journal_mode = memory")
    return practice
