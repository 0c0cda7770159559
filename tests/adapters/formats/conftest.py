"""Every invoice of the demo firm as a document, gathered once."""

import asyncio
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from adapters.embedded.practice import EmbeddedPractice
from adapters.formats.document import Document, Line
from adapters.formats.gathering import gather
from adapters.port import from_minor
from tests.world import MATTER, CountedIds, StandingClock

APPROVED = {"approved", "sent", "viewed", "partially_paid", "paid"}


@pytest.fixture(scope="session")
def practice(
    demo_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EmbeddedPractice]:
    path = shutil.copy(demo_file, tmp_path_factory.mktemp("formats") / "practice.sqlite")
    practice = EmbeddedPractice(str(path), clock=StandingClock(), ids=CountedIds())
    yield practice
    practice.close()


@pytest.fixture(scope="session")
def documents(practice: EmbeddedPractice) -> list[Document]:
    ids = [id for (id,) in practice._db.read("select id from invoices order by id")]
    found = asyncio.run(gather(practice, ids, trust=True))
    assert [it.invoice.id for it in found] == ids and len(ids) == 300
    return found


@pytest.fixture(scope="session")
def approved(documents: list[Document]) -> list[Document]:
    found = [it for it in documents if it.invoice.status.value in APPROVED]
    assert len(found) == 253
    return found


@pytest.fixture(scope="session")
def acme(approved: list[Document]) -> Document:
    (found,) = [it for it in approved if it.matter.id == MATTER]
    return found


@pytest.fixture(scope="session")
def seed(acme: Document) -> Document:
    """The seed's invoice, as it is once approved: 2.7 h x 395, a fee of 120, 5% off."""
    time, cost = acme.fees[0], acme.expenses[0]
    usd = {
        name: from_minor(amount, "USD")
        for name, amount in {
            "subtotal": 118650, "tax": 0, "trust_applied": 50000, "amount_billed": 112717,
            "amount_credited": 0, "amount_paid": 0, "amount_due": 62717,
        }.items()
    }  # fmt: skip
    exact = from_minor(59325, "KWD").amount
    given = acme.invoice.discounts[:0]
    invoice = replace(
        acme.invoice,
        number="202600030",
        discount=replace(usd["tax"], amount=exact),
        discounts=given,
        total=replace(usd["tax"], amount=Decimal("627.175")),
        rounding_delta=replace(usd["tax"], amount=Decimal("-0.005")),
        notes="Billed through 2026-02-18",
        **usd,
    )
    return replace(
        acme,
        invoice=invoice,
        lines=(charged(time, "2.7", 39500, 106650, 5333), charged(cost, "1", 12000, 12000, 600)),
        payments=(),
        trust=(),
    )


def charged(
    line: Line, quantity: str, rate: int, amount: int, discount: int = 0, tax: int = 0
) -> Line:
    """Return the line with these figures, in cents."""
    item = replace(
        line.item,
        quantity=Decimal(quantity),
        rate=from_minor(rate, "USD"),
        amount=from_minor(amount, "USD"),
        discount=from_minor(discount, "USD"),
        tax=from_minor(tax, "USD"),
    )
    return replace(line, item=item)
