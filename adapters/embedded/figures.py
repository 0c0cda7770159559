"""Invoice arithmetic: exact to the last digit, then settled so that every line foots."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from msgspec import Struct

from adapters.port import EXACT, Discount, DiscountType, InvalidInput, Refused, exponent

__all__ = ["Charge", "Figures", "amount_of_time", "figure"]

_DIGITS = Decimal("1e-12")
"""How far a tax is written out that no finite decimal can hold, as a third of a cent."""


class Charge(Struct, frozen=True, kw_only=True):
    """One line before discounts: whole minor units, and whether tax is due on it."""

    amount: int
    taxable: bool


class Figures(Struct, frozen=True, kw_only=True):
    """What an invoice comes to: ``exact_*`` in the currency's unit, all else in minor units."""

    subtotal: int
    exact_discounts: tuple[Decimal, ...]
    exact_discount: Decimal
    exact_tax: Decimal
    discount: int
    tax: int
    billed: int
    line_discounts: tuple[int, ...]
    line_taxes: tuple[int, ...]


def amount_of_time(hundredths: int, rate: int) -> int:
    """Return hours x rate in minor units, a half rounded up (IV1); the table checks the same."""
    return (hundredths * rate + 50) // 100


def figure(
    charges: Sequence[Charge], discounts: Sequence[Discount], tax_rate: Decimal, currency: str
) -> Figures:
    """Work an invoice out: discounts in their order on what is left, then tax on taxable lines.

    A percentage takes its share of every line; a fixed sum is spread by what each line still
    comes to (IV2, IV3). Raises ``Refused`` with the path of a discount that takes too much.
    """
    unit = 10 ** exponent(currency)
    gross = [Fraction(charge.amount) for charge in charges]
    net, taken = _discounted(gross, discounts, unit)
    taxes = [
        amount * Fraction(tax_rate) / 100 if charge.taxable else Fraction(0)
        for charge, amount in zip(charges, net, strict=True)
    ]
    shares = [before - after for before, after in zip(gross, net, strict=True)]
    line_discounts = _spread(shares, _half_up(sum(shares, Fraction(0))))
    line_taxes = tuple(_half_up(tax) for tax in taxes)
    subtotal = sum(charge.amount for charge in charges)
    return Figures(
        subtotal=subtotal,
        exact_discounts=tuple(_exact(amount / unit) for amount in taken),
        exact_discount=_exact(sum(taken, Fraction(0)) / unit),
        exact_tax=_exact(sum(taxes, Fraction(0)) / unit),
        discount=sum(line_discounts),
        tax=sum(line_taxes),
        billed=subtotal - sum(line_discounts) + sum(line_taxes),
        line_discounts=line_discounts,
        line_taxes=line_taxes,
    )


def _discounted(
    gross: list[Fraction], discounts: Sequence[Discount], unit: int
) -> tuple[list[Fraction], list[Fraction]]:
    """Return what is left of each line, and what each discount took in all."""
    net, taken = gross, []
    for index, discount in enumerate(discounts):
        left = sum(net, Fraction(0))
        value = Fraction(discount.value)
        if discount.type is DiscountType.PERCENT:
            off, most = left * value / 100, Fraction(100)
        else:
            off, most = value * unit, left / unit
        rule = ""
        if not 0 <= value <= most:
            rule = f"This discount is between nothing and {_exact(most)}."
        elif discount.type is DiscountType.FIXED and off.denominator > 1:
            rule = "A fixed discount is in whole minor units of the currency."
        if rule:
            raise Refused(InvalidInput(field=("discounts", str(index), "value"), rule=rule))
        if left:
            net = [amount - off * amount / left for amount in net]
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


def _exact(value: Fraction) -> Decimal:
    """Write a fraction as a decimal: exactly if one exists, else to twelve places."""
    quotient = EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    if Fraction(quotient) == value:
        return quotient
    return quotient.quantize(_DIGITS, ROUND_HALF_UP, EXACT)
