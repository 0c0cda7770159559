"""Bill: an invoice in the making, drawn up from what was done in one stint."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from msgspec import Struct

from adapters.embedded.demo.chance import END, Chance, following
from adapters.embedded.demo.matters import Engagement
from adapters.embedded.demo.stints import Stint
from adapters.embedded.demo.work import Outlay, Worked
from adapters.embedded.figures import Charge, Figures, figure, share
from adapters.port import BillingType, Discount, DiscountType, InvoiceStatus, LineItemKind, Tax

__all__ = ["Bill", "Line", "draw_up"]

_PERCENTS = ("2.5", "5", "5", "7.5", "10", "10")
_SUMS = ("50", "75", "100", "150", "250")
_SALES_TAX = (Tax(name="Tax", rate=Decimal("10.25")),)


class Line(Struct, frozen=True, kw_only=True):
    """One line before discounts and tax."""

    kind: LineItemKind
    text: str
    day: date | None
    quantity: Decimal
    rate: int
    amount: int
    taxable: bool = False
    time_id: str | None = None
    expense_id: str | None = None


class Bill(Struct, kw_only=True):
    """An invoice in the making; ``recovery`` is what a contingent fee is a share of.

    A bill that was voided before anyone approved it is not ``numbered``.
    """

    id: str
    matter: Engagement
    issued: date
    approved: date
    lines: tuple[Line, ...]
    discounts: tuple[Discount, ...]
    taxes: tuple[Tax, ...]
    figures: Figures
    created_at: datetime
    updated_at: datetime
    status: InvoiceStatus = InvoiceStatus.DRAFT
    number: str | None = None
    numbered: bool = True
    trust_applied: int = 0
    recovery: int = 0
    notes: str | None = None

    @property
    def due(self) -> int:
        """What is to be paid beside the trust money."""
        return self.figures.billed - self.trust_applied

    @property
    def due_date(self) -> date:
        return self.issued + timedelta(days=30)

    @property
    def approved_at_last(self) -> bool:
        return self.status not in (
            InvoiceStatus.DRAFT,
            InvoiceStatus.PENDING_APPROVAL,
            InvoiceStatus.VOID,
        )


def draw_up(chance: Chance, stint: Stint, time: list[Worked], outlays: list[Outlay]) -> Bill:
    """Bill a stint: its fee or its time, then what was laid out, less what is taken off."""
    matter = stint.matter
    assert stint.issued is not None
    recovery = 0
    lines = [_time_line(entry) for entry in time if entry.billable]
    if matter.billing is BillingType.FLAT_FEE:
        lines.append(_flat_line(matter, stint.issued))
    if matter.billing is BillingType.CONTINGENCY:
        recovery = chance.draw.randint(90, 420) * 100_000
        lines.append(_share_line(matter, stint.issued, recovery))
    lines += [_cost_line(outlay) for outlay in outlays if outlay.billable]
    charges = [Charge(amount=line.amount, taxable=line.taxable) for line in lines]
    taxed = matter.currency == "USD" and any(line.taxable for line in lines)
    taxes = _SALES_TAX if taxed and chance.happens(0.6) else ()
    discounts = _discounts(chance, matter, sum(line.amount for line in lines))
    created_at = chance.moment(stint.issued)
    return Bill(
        id=chance.id("inv"),
        matter=matter,
        issued=stint.issued,
        approved=min(END, following(stint.issued, chance.draw.randint(1, 3))),
        lines=tuple(lines),
        discounts=discounts,
        taxes=taxes,
        figures=figure(charges, discounts, taxes, matter.currency),
        created_at=created_at,
        updated_at=created_at,
        recovery=recovery,
        notes=_note(chance, matter, stint),
    )


def _note(chance: Chance, matter: Engagement, stint: Stint) -> str | None:
    if matter.billed_by_time and chance.happens(0.5):
        return f"Billed through {stint.last.isoformat()}"
    return None


def _discounts(chance: Chance, matter: Engagement, subtotal: int) -> tuple[Discount, ...]:
    """Take something off one bill in seven; now and then twice."""
    found = []
    if chance.happens(0.11):
        value = Decimal(chance.draw.choice(_PERCENTS))
        found.append(Discount(type=DiscountType.PERCENT, value=value))
    if chance.happens(0.05) and matter.currency == "USD" and subtotal > 60_000:
        value = Decimal(chance.draw.choice(_SUMS))
        found.append(Discount(type=DiscountType.FIXED, value=value))
    return tuple(found)


def _time_line(entry: Worked) -> Line:
    return Line(
        kind=LineItemKind.TIME,
        text=entry.text,
        day=entry.day,
        quantity=Decimal(entry.hours).scaleb(-2),
        rate=entry.rate,
        amount=entry.amount,
        time_id=entry.id,
    )


def _cost_line(outlay: Outlay) -> Line:
    return Line(
        kind=LineItemKind.EXPENSE,
        text=outlay.text,
        day=outlay.day,
        quantity=Decimal(1),
        rate=outlay.amount,
        amount=outlay.amount,
        taxable=outlay.taxable,
        expense_id=outlay.id,
    )


def _flat_line(matter: Engagement, day: date) -> Line:
    assert matter.flat_amount is not None
    return _fee_line(LineItemKind.FLAT_FEE, f"Flat fee: {matter.title}", day, matter.flat_amount)


def _share_line(matter: Engagement, day: date, recovery: int) -> Line:
    assert matter.percent is not None
    text = f"Contingent fee: {matter.percent}% of recovery of ${recovery // 100:,}.00"
    fee = share(Decimal(matter.percent), recovery)
    return _fee_line(LineItemKind.CONTINGENCY_FEE, text, day, fee)


def _fee_line(kind: LineItemKind, text: str, day: date, amount: int) -> Line:
    return Line(
        kind=kind,
        text=text,
        day=day,
        quantity=Decimal(1),
        rate=amount,
        amount=amount,
    )
