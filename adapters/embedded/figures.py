"""Invoice arithmetic: exact to the last digit, then settled so that every line foots."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from msgspec import Struct

from adapters.port import (
    EXACT,
    Discount,
    DiscountType,
    InvalidInput,
    LineDiscount,
    LineItemKind,
    Refused,
    Tax,
    exponent,
)

__all__ = [
    "Charge",
    "Figures",
    "LineFigures",
    "TaxFigures",
    "amount_of_time",
    "figure",
    "share",
    "taken_off",
]

_DIGITS = Decimal("1e-12")
"""How far a figure is written out that no finite decimal can hold, as a third of a cent."""

_NOTHING = Fraction(0)

_DISCOUNTED = frozenset(LineItemKind) - {LineItemKind.INTEREST}


class Charge(Struct, frozen=True, kw_only=True):
    """One line before discounts: whole minor units, the discount it alone has, whether the
    invoice's taxes are due on it, and the taxes of its own that stand in their place.
    """

    amount: int
    taxable: bool
    kind: LineItemKind = LineItemKind.TIME
    discount: LineDiscount | None = None
    taxes: tuple[Tax, ...] | None = None


class TaxFigures(Struct, frozen=True, kw_only=True):
    """What one tax comes to on all lines: ``exact`` in the currency's unit, ``settled`` in minor."""

    tax: Tax
    exact: Decimal
    settled: int


class LineFigures(Struct, frozen=True, kw_only=True):
    """What one line comes to in minor units, each of its taxes beside the amount of it; what its
    own discount takes off is exact, in the currency's unit.
    """

    discount: int
    exact_own_discount: Decimal
    taxes: tuple[tuple[Tax, int], ...]

    @property
    def tax(self) -> int:
        return sum(amount for _, amount in self.taxes)


class Figures(Struct, frozen=True, kw_only=True):
    """What an invoice comes to: ``exact_*`` in the currency's unit, all else in minor units."""

    subtotal: int
    exact_discounts: tuple[Decimal, ...]
    exact_discount: Decimal
    taxes: tuple[TaxFigures, ...]
    exact_tax: Decimal
    discount: int
    tax: int
    billed: int
    lines: tuple[LineFigures, ...]


def amount_of_time(hundredths: int, rate: int) -> int:
    """Return hours x rate in minor units, a half rounded up (IV1); the table checks the same."""
    return (hundredths * rate + 50) // 100


def share(percent: Decimal, amount: int) -> int:
    """Return per cent of an amount in minor units, a half rounded up; of less than nothing, 0."""
    return _half_up(max(Fraction(amount), _NOTHING) * Fraction(percent) / 100)


def figure(
    charges: Sequence[Charge], discounts: Sequence[Discount], taxes: Sequence[Tax], currency: str
) -> Figures:
    """Work an invoice out: each line's own discount, then the invoice's in their order on what is
    left, then the taxes of each line.

    Interest is left as it is. A percentage takes its share of every other line of its kinds; a
    fixed sum is spread over them by what each still comes to (IV2, IV3). A tax is rounded half up
    line by line; a compound one counts on the tax before it as it was before rounding. Raises
    ``Refused`` with the path of a discount that takes too much; a line's own is checked before.
    """
    unit = 10 ** exponent(currency)
    gross = [Fraction(charge.amount) for charge in charges]
    own = [
        taken_off(charge.discount, amount, unit) if charge.discount else _NOTHING
        for charge, amount in zip(charges, gross, strict=True)
    ]
    net = [amount - off for amount, off in zip(gross, own, strict=True)]
    net, taken = _discounted(charges, net, discounts, unit)
    shares = [before - after for before, after in zip(gross, net, strict=True)]
    settled = _spread(shares, _half_up(sum(shares, _NOTHING)))
    taxed = [
        tuple(_taxed(charge, taxes, amount)) for charge, amount in zip(charges, net, strict=True)
    ]
    lines = tuple(
        LineFigures(
            discount=discount,
            exact_own_discount=_exact(off / unit),
            taxes=tuple((tax, _half_up(due)) for tax, due in dues),
        )
        for discount, off, dues in zip(settled, own, taxed, strict=True)
    )
    by_tax = tuple(_by_tax(taxes, taxed, unit))
    exact_discounts = tuple(_exact(amount / unit) for amount in taken)
    subtotal = sum(charge.amount for charge in charges)
    discount, tax = sum(settled), sum(line.tax for line in lines)
    return Figures(
        subtotal=subtotal,
        exact_discounts=exact_discounts,
        exact_discount=_sum((*(line.exact_own_discount for line in lines), *exact_discounts)),
        taxes=by_tax,
        exact_tax=_sum(it.exact for it in by_tax),
        discount=discount,
        tax=tax,
        billed=subtotal - discount + tax,
        lines=lines,
    )


def taken_off(discount: Discount | LineDiscount, left: Fraction, unit: int) -> Fraction:
    """Return what a discount takes off what is left, in minor units (IV3).

    Raises ``ValueError`` with the rule if it takes more than that, or a part of a minor unit.
    """
    value = Fraction(discount.value)
    if discount.type is DiscountType.PERCENT:
        off, most = left * value / 100, Fraction(100)
    else:
        off, most = value * unit, left / unit
    if not 0 <= value <= most:
        raise ValueError(f"This discount is between nothing and {_exact(most)}.")
    if discount.type is DiscountType.FIXED and off.denominator > 1:
        raise ValueError("A fixed discount is in whole minor units of the currency.")
    return off


def _taxed(charge: Charge, taxes: Sequence[Tax], net: Fraction) -> Iterable[tuple[Tax, Fraction]]:
    """Yield each tax that falls on a line, and what it comes to, exact."""
    own = charge.taxes
    before = _NOTHING
    for tax in own if own is not None else taxes if charge.taxable else ():
        due = (net + before if tax.compound else net) * Fraction(tax.rate) / 100
        yield tax, due
        before = due


def _by_tax(
    taxes: Sequence[Tax], taxed: Sequence[Sequence[tuple[Tax, Fraction]]], unit: int
) -> Iterable[TaxFigures]:
    """Yield what each tax comes to on all lines: the invoice's own first, then those of lines."""
    dues: dict[Tax, list[Fraction]] = {tax: [] for tax in taxes}
    for line in taxed:
        for tax, due in line:
            dues.setdefault(tax, []).append(due)
    for tax, amounts in dues.items():
        yield TaxFigures(
            tax=tax,
            exact=_exact(sum(amounts, _NOTHING) / unit),
            settled=sum(map(_half_up, amounts)),
        )


def _discounted(
    charges: Sequence[Charge], net: list[Fraction], discounts: Sequence[Discount], unit: int
) -> tuple[list[Fraction], list[Fraction]]:
    """Return what is left of each line, and what each discount took in all."""
    taken = []
    for index, discount in enumerate(discounts):
        kinds = _DISCOUNTED.intersection(discount.applies_to or _DISCOUNTED)
        fits = [charge.kind in kinds for charge in charges]
        left = sum((amount for amount, fit in zip(net, fits, strict=True) if fit), _NOTHING)
        try:
            off = taken_off(discount, left, unit)
        except ValueError as error:
            path = ("discounts", str(index), "value")
            raise Refused(InvalidInput(field=path, rule=str(error))) from None
        if left:
            net = [
                amount - off * amount / left if fit else amount
                for amount, fit in zip(net, fits, strict=True)
            ]
        taken.append(off)
    return net, taken


def _spread(shares: Sequence[Fraction], total: int) -> tuple[int, ...]:
    """Round shares to whole units that sum to ``total``; the largest remainders round up."""
    floors = [int(share) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda i: (floors[i] - shares[i], i))
    for index in by_remainder[: total - sum(floors)]:
        floors[index] += 1
    return tuple(floors)


def _half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    """Add exact figures up: what is told is the sum of what is told, in the twelfth place too."""
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total


def _exact(value: Fraction) -> Decimal:
    """Write a fraction as a decimal: exactly if one exists, else to twelve places."""
    quotient = EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    if Fraction(quotient) == value:
        return quotient
    return quotient.quantize(_DIGITS, ROUND_HALF_UP, EXACT)
