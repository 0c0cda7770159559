"""Amounts: what a caller gives as money, brought to whole minor units, and the words with it."""

from decimal import Decimal

from adapters.port import (
    AmountNotPositive,
    AmountTooLarge,
    CurrencyMismatch,
    InvalidInput,
    Money,
    Refusal,
    SubunitAmount,
    from_minor,
    to_minor,
)

__all__ = ["LARGEST", "in_currency", "minor_units", "worded"]

LARGEST = 10**12
"""No single amount is larger, in minor units: sums of a million of them still fit in SQLite."""


def minor_units(
    amount: Decimal,
    currency: str,
    given: str | None,
    problems: list[Refusal],
    *,
    field: tuple[str, ...] = ("amount",),
    most: int = LARGEST,
    zero: bool = False,
) -> int:
    """Return an amount above nothing in minor units, or note each rule it breaks and return 0."""
    in_currency(currency, given, problems)
    if amount < 0 or (amount == 0 and not zero):
        problems.append(AmountNotPositive(field=field, amount=amount))
        return 0
    if amount > _largest(most, currency).amount:
        problems.append(AmountTooLarge(field=field, most=_largest(most, currency)))
        return 0
    try:
        return to_minor(amount, currency)
    except ValueError:
        problems.append(SubunitAmount(field=field, amount=amount, currency=currency))
        return 0


def in_currency(currency: str, given: str | None, problems: list[Refusal]) -> None:
    """Note a currency that was given and is another, whether an amount came with it or not."""
    if given is not None and given != currency:
        problems.append(CurrencyMismatch(field=("currencyCode",), expected=currency, given=given))


def worded(text: str, field: str, problems: list[Refusal]) -> None:
    """Note words that say nothing, where the record needs some."""
    if not text.strip():
        problems.append(InvalidInput(field=(field,), rule="This must say something."))


def _largest(most: int, currency: str) -> Money:
    return from_minor(most, currency)
