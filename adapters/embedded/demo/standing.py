"""Standing: how far each bill has come, which were voided, and the numbers they bear."""

from datetime import date, timedelta

import msgspec

from adapters.embedded.demo.bills import Bill
from adapters.embedded.demo.chance import END, Chance, following
from adapters.embedded.demo.intake import ACME_MATTER
from adapters.embedded.demo.stints import LATE, RUN
from adapters.embedded.figures import Charge, figure
from adapters.port import BillingType, InvoiceStatus

__all__ = ["number", "place", "void"]

_DRAFTS = 20
_RUN = (
    (InvoiceStatus.APPROVED, 15),
    (InvoiceStatus.SENT, 12),
    (InvoiceStatus.VIEWED, 7),
    (InvoiceStatus.PARTIALLY_PAID, 3),
)
_OUTSTANDING = (
    (InvoiceStatus.SENT, 18),
    (InvoiceStatus.VIEWED, 8),
    (InvoiceStatus.PARTIALLY_PAID, 15),
)
_UNNUMBERED_VOIDS, _VOIDS = 5, 15


def place(chance: Chance, bills: list[Bill]) -> None:
    """Say of every bill how far it has come: the older, the likelier it is paid."""
    late = [bill for bill in bills if bill.issued >= LATE]
    chance.draw.shuffle(late)
    for bill in bills:
        bill.status = InvoiceStatus.PAID
    for index, bill in enumerate(late):
        drafted = index < _DRAFTS
        bill.status = InvoiceStatus.DRAFT if drafted else InvoiceStatus.PENDING_APPROVAL
    standing = [
        bill
        for bill in bills
        if bill.matter.closed is None
        and bill.matter.id != ACME_MATTER
        and bill.matter.billing is not BillingType.CONTINGENCY
    ]
    run = [bill for bill in standing if RUN <= bill.issued < LATE]
    older = [bill for bill in standing if date(2025, 8, 25) <= bill.issued < RUN]
    for pool, wanted in ((run, _RUN), (older, _OUTSTANDING)):
        drawn = iter(chance.draw.sample(pool, sum(number for _, number in wanted)))
        for status, number in wanted:
            for _ in range(number):
                _stand(chance, next(drawn), status)


def _stand(chance: Chance, bill: Bill, status: InvoiceStatus) -> None:
    """Bring a bill to a status, and date the last step to it."""
    day = bill.approved
    if status is not InvoiceStatus.APPROVED:
        day = following(day, 1)
    if status is InvoiceStatus.VIEWED:
        day = following(day, chance.draw.randint(1, 6))
    bill.status = status
    bill.updated_at = max(bill.created_at, chance.moment(min(day, END)))


def void(chance: Chance, bills: list[Bill]) -> list[Bill]:
    """Return bills that were withdrawn and drawn up again, as the ones in ``bills``.

    Each bills the same work as the bill that took its place, a day or two before it.
    """
    replaced = chance.draw.sample(
        [
            bill
            for bill in bills
            if bill.matter.billed_by_time
            and bill.approved_at_last
            and bill.matter.id != ACME_MATTER
        ],
        _VOIDS,
    )
    voided = []
    for place, bill in enumerate(replaced):
        last = max(line.day for line in bill.lines if line.day)
        issued = max(last, bill.issued - timedelta(days=chance.draw.randint(1, 2)))
        created_at = min(bill.created_at, chance.moment(issued, 14, 14))
        charges = [Charge(amount=line.amount, taxable=line.taxable) for line in bill.lines]
        voided.append(
            msgspec.structs.replace(
                bill,
                id=chance.id("inv"),
                status=InvoiceStatus.VOID,
                issued=issued,
                approved=issued,
                discounts=(),
                figures=figure(charges, (), bill.taxes, bill.matter.currency),
                created_at=created_at,
                updated_at=bill.created_at,
                numbered=place >= _UNNUMBERED_VOIDS,
                trust_applied=0,
                notes=chance.draw.choice(
                    (
                        "Voided: time was reviewed and the invoice drawn up again.",
                        "Voided: issued before the agreed discount was entered.",
                        "Voided: sent to a former billing contact; reissued.",
                    )
                ),
            )
        )
    return voided


def number(bills: list[Bill]) -> dict[str, int]:
    """Number what was approved in the order of issue; return the last number of each year."""
    last: dict[str, int] = {}
    for bill in sorted(bills, key=lambda bill: (bill.issued, bill.created_at, bill.id)):
        if bill.approved_at_last or (bill.status is InvoiceStatus.VOID and bill.numbered):
            year = str(bill.issued.year)
            last[year] = last.get(year, 0) + 1
            bill.number = f"{year}{last[year]:05d}"
    return last
